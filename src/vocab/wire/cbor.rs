//! CBOR, in which snapshots and records are kept.
//!
//! Owns writing a value and reading it, with a bound on how deep it is nested. Must not know what is written. Invariant: bytes that
//! are nested too deep, or that promise more than is there, are refused before anything is read into memory.

use alloc::format;
use alloc::vec::Vec;

use minicbor_serde::Serializer;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::forms::number;
use super::json::{Json, repeated};

/// Appends a value. Cost: O(bytes written).
pub(crate) fn write(value: &impl Serialize, bytes: &mut Vec<u8>) {
    let mut serializer = Serializer::new(bytes);
    serializer.serialize_unit_as_null(true);
    value.serialize(&mut serializer).expect("a value of ours can be written, and memory takes it");
}

/// Appends what a value begins with: its sort, and its number or length, in as few bytes as there are for that.
pub(crate) fn write_head(sort: u8, number: u64, bytes: &mut Vec<u8>) {
    let size = match number {
        0..24 => return bytes.push(sort << 5 | number as u8),
        24..0x100 => 0,
        0x100..0x1_0000 => 1,
        0x1_0000..0x1_0000_0000 => 2,
        _ => 3,
    };
    bytes.push(sort << 5 | (24 + size));
    bytes.extend_from_slice(&number.to_be_bytes()[8 - (1 << size)..]);
}

/// Reads the one value of which these bytes consist, with at most so many nested lists and objects. Cost: O(bytes).
pub(crate) fn read<'b, T: Deserialize<'b>>(bytes: &'b [u8], levels: usize) -> Result<T, Fault> {
    scan(bytes, levels, &mut |_| Ok(()))?;
    minicbor_serde::from_slice(bytes).map_err(Fault::new)
}

/// Reads the one value of which these bytes consist, without recursion: an interest may be nested deeper than the stack allows. At
/// most so many lists and objects are nested. Cost: O(bytes).
pub(crate) fn read_json(bytes: &[u8], levels: usize) -> Result<Json, Fault> {
    /// A list or an object that has begun: alternating names and values, where it is an object.
    struct Open {
        is_object: bool,
        values: Vec<Json>,
    }

    let mut open: Vec<Open> = Vec::new();
    let mut read = None;
    scan(bytes, levels, &mut |step| {
        let value = match step {
            Step::Begin { is_object } => {
                open.push(Open { is_object, values: Vec::new() });
                return Ok(());
            }
            Step::End => match open.pop() {
                Some(Open { is_object: true, values }) => object(values)?,
                Some(Open { values, .. }) => Json::List(values),
                None => return Err(cut_off()),
            },
            Step::Value(head) => head.value()?,
        };
        match open.last_mut() {
            Some(around) => around.values.push(value),
            None => read = Some(value),
        }
        Ok(())
    })?;
    read.ok_or_else(cut_off)
}

/// The object with these alternating names and values.
fn object(values: Vec<Json>) -> Result<Json, Fault> {
    let mut entries = Vec::with_capacity(values.len() / 2);
    let mut values = values.into_iter();
    while let (Some(name), Some(value)) = (values.next(), values.next()) {
        let Json::Text(name) = name else { return Err(Fault::new("a name is not a text")) };
        entries.push((name, value));
    }
    match repeated(&entries) {
        Some(name) => Err(Fault::new(format!("duplicate field `{name}`"))),
        None => Ok(Json::Object(entries)),
    }
}

/// What comes next in the bytes of a value.
enum Step<'b> {
    /// A list or an object begins.
    Begin { is_object: bool },
    /// The one that began last ends.
    End,
    /// A value that has none in it.
    Value(Head<'b>),
}

/// Visits the bytes of one value, step by step, and checks that there is nothing else and how deep it is nested. Without recursion.
fn scan<'b>(
    mut bytes: &'b [u8],
    levels: usize,
    visit: &mut dyn FnMut(Step<'b>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    // How many values are still to come in each list and object that has begun.
    let mut open: Vec<u64> = Vec::new();
    loop {
        let head = Head::read(&mut bytes)?;
        match head.inner() {
            None => visit(Step::Value(head))?,
            Some(_) if open.len() >= levels => {
                return Err(Fault::new(format!("lists and objects are nested deeper than {levels} levels")));
            }
            // Each value takes a byte at least.
            Some(inner) if inner > bytes.len() as u64 => return Err(cut_off()),
            Some(inner) => {
                visit(Step::Begin { is_object: head.sort == OBJECT })?;
                open.push(inner);
            }
        }
        if head.inner().is_none() {
            one_less(&mut open);
        }
        while open.last() == Some(&0) {
            open.pop();
            visit(Step::End)?;
            one_less(&mut open);
        }
        if open.is_empty() {
            return if bytes.is_empty() { Ok(()) } else { Err(Fault::new("there are bytes after its end")) };
        }
    }
}

fn one_less(open: &mut [u64]) {
    if let Some(left) = open.last_mut() {
        *left -= 1;
    }
}

/// What a value is, by the upper three bits of its first byte.
pub(crate) const WHOLE: u8 = 0;
const NEGATIVE: u8 = 1;
pub(crate) const BYTES: u8 = 2;
pub(crate) const TEXT: u8 = 3;
pub(crate) const LIST: u8 = 4;
pub(crate) const OBJECT: u8 = 5;
const TAG: u8 = 6;
pub(crate) const SIMPLE: u8 = 7;

/// A number, a word or a text, or the beginning of a list or an object.
#[derive(Clone, Copy)]
pub(crate) struct Head<'b> {
    pub(crate) sort: u8,
    /// In how many bytes the number follows, by the lower five bits of the first byte; below 24 they are the number.
    size: u8,
    /// The number itself, or the length.
    pub(crate) number: u64,
    /// The bytes of a text.
    pub(crate) content: &'b [u8],
}

impl<'b> Head<'b> {
    pub(crate) fn read(bytes: &mut &'b [u8]) -> Result<Self, Fault> {
        let first = skip(bytes, 1)?[0];
        let (sort, size) = (first >> 5, first & 0x1F);
        let number = match size {
            0..24 => u64::from(size),
            24..28 => {
                let digits = skip(bytes, 1 << (size - 24))?;
                digits.iter().fold(0, |number, digit| number << 8 | u64::from(*digit))
            }
            _ => return Err(Fault::new("a length is missing")),
        };
        let content = match sort {
            BYTES | TEXT => skip(bytes, number)?,
            TAG => return Err(Fault::new("there is a tag, which nothing here has")),
            _ => &[],
        };
        Ok(Self { sort, size, number, content })
    }

    /// How many values are in it; `None` where it is no list and no object.
    fn inner(&self) -> Option<u64> {
        match self.sort {
            LIST => Some(self.number),
            OBJECT => Some(self.number.saturating_mul(2)),
            _ => None,
        }
    }

    /// The value, where it is no list and no object.
    fn value(&self) -> Result<Json, Fault> {
        let text = || core::str::from_utf8(self.content).map_err(|_| Fault::new("a text is not UTF-8"));
        let value = match (self.sort, self.size) {
            (WHOLE, _) => Some(self.number.into()),
            (NEGATIVE, _) => i64::try_from(self.number).ok().map(|number| Json::from(-1 - number)),
            (BYTES, _) => number(text()?),
            (TEXT, _) => Some(text()?.into()),
            (SIMPLE, 20) => Some(false.into()),
            (SIMPLE, 21) => Some(true.into()),
            (SIMPLE, 22) => Some(Json::Null),
            (SIMPLE, 27) => Some(f64::from_bits(self.number).into()),
            _ => None,
        };
        value.ok_or_else(|| Fault::new("there is a value that nothing here has"))
    }
}

fn skip<'b>(bytes: &mut &'b [u8], count: u64) -> Result<&'b [u8], Fault> {
    let parts = usize::try_from(count).ok().and_then(|count| bytes.split_at_checked(count));
    let (skipped, rest) = parts.ok_or_else(cut_off)?;
    *bytes = rest;
    Ok(skipped)
}

fn cut_off() -> Fault {
    Fault::new("it ends before it is complete")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many nested lists.
    fn nested(levels: usize) -> Vec<u8> {
        let mut bytes = [0x81].repeat(levels);
        bytes.push(0xF6);
        bytes
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = r#"{"a":[null,true,0,23,24,255,256,65536,18446744073709551615,-1,-9223372036854775808,0.1,1.5,"é",""],"b":{}}"#;
        let value = Json::parse(text).expect("it is JSON");
        let mut bytes = Vec::new();
        write(&value, &mut bytes);
        assert_eq!(read::<Json>(&bytes, 2).as_ref(), Ok(&value));
        assert_eq!(read_json(&bytes, 2).as_ref(), Ok(&value));
        assert!(read_json(&bytes, 1).is_err());
    }

    #[test]
    fn a_value_may_be_nested_so_deep_and_no_deeper() {
        assert!(read::<Json>(&nested(128), 128).is_ok() && read_json(&nested(128), 128).is_ok());
        let refused = read::<Json>(&nested(129), 128);
        assert_eq!(refused, Err(Fault::new("lists and objects are nested deeper than 128 levels")));
        assert_eq!(read_json(&nested(129), 128), refused);
        assert!(read::<Json>(&nested(10_000_000), 128).is_err());
    }

    #[test]
    fn what_is_no_single_value_is_refused() {
        let cases: [&[u8]; 9] = [
            &[],                                // nothing
            &[0x18],                            // a number without its byte
            &[0x82, 0x00],                      // a list with less than it says
            &[0xA1, 0x61, b'a'],                // a name without its value
            &[0x63, b'a', b'b'],                // a text with less than it says
            &[0x00, 0x00],                      // two values
            &[0x9F, 0x00, 0xFF],                // a list that does not say how long it is
            &[0xC2, 0x41, 0x01],                // a tag
            &[0x9B, 0x10, 0, 0, 0, 0, 0, 0, 0], // a list of 2^60
        ];
        for bytes in cases {
            assert!(read::<Json>(bytes, 128).is_err(), "{bytes:x?}");
            assert!(read_json(bytes, 128).is_err(), "{bytes:x?}");
        }
    }
}
