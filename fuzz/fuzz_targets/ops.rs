//! Bytes read as a history: the index answers as the scan does, and both keep the rules. The histories of `tests/oracle.rs`,
//! chosen by the fuzzer.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/mod.rs"]
#[expect(dead_code, reason = "what the histories came to is counted by the test")]
mod support;

/// How many bytes an input is drawn from.
const PIECE: usize = 48;

fuzz_target!(|bytes: &[u8]| {
    let pieces: Vec<Vec<u8>> = bytes.chunks(PIECE).map(Vec::from).collect();
    support::History::new(&pieces).live();
});
