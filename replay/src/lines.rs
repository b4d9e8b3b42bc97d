//! Lines of bounded length.
//!
//! Owns cutting the input into lines. Must not know what they say. Invariant: no line, however long, takes more memory than
//! the bound.

use std::io::{self, BufRead};

/// The longest line that is read, in bytes.
pub const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;

/// A line above the bound; its rest was skipped.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct TooLong;

/// Reads the next line, without its end, into `line`. `None` at the end of the input.
///
/// # Errors
///
/// Those of reading `input`.
pub fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<Result<(), TooLong>>> {
    line.clear();
    let mut too_long = false;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            let ended = line.is_empty() && !too_long;
            return Ok((!ended).then_some(if too_long { Err(TooLong) } else { Ok(()) }));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        if line.len() + piece.len() > MAX_LINE_BYTES {
            too_long = true;
            line.clear();
            line.shrink_to_fit();
        }
        if !too_long {
            line.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            return Ok(Some(if too_long { Err(TooLong) } else { Ok(()) }));
        }
    }
}
