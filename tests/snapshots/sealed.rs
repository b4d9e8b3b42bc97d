//! The bytes of a snapshot, opened and closed again.
//!
//! Owns taking the content out, finding a place in it, and sealing a changed one. Must not know what stands at a place.
//! Invariant: what is sealed has the checksum that belongs to it.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use ciborium::Value;

pub(crate) const HEAD: usize = 12;

pub(crate) fn content(bytes: &[u8]) -> Value {
    ciborium::from_reader(&bytes[HEAD..]).expect("a snapshot is CBOR behind its head")
}

/// A snapshot of this content, whose checksum is right.
pub(crate) fn sealed(content: &[u8]) -> Vec<u8> {
    let mut bytes = b"tidings\x01".to_vec();
    bytes.extend(crc32fast::hash(content).to_le_bytes());
    bytes.extend(content);
    bytes
}

/// As the library writes it: a number with a fraction takes eight bytes, also where fewer would hold it.
pub(crate) fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Float(number) => {
            bytes.push(0xFB);
            bytes.extend(number.to_be_bytes());
        }
        Value::Array(values) => {
            write_length(4, values.len(), bytes);
            values.iter().for_each(|value| write(value, bytes));
        }
        Value::Map(entries) => {
            write_length(5, entries.len(), bytes);
            entries.iter().flat_map(|(name, value)| [name, value]).for_each(|value| write(value, bytes));
        }
        other => ciborium::into_writer(other, &mut *bytes).expect("memory takes it"),
    }
}

/// A length is written as a number is, with what has the length in the upper three bits.
fn write_length(sort: u8, length: usize, bytes: &mut Vec<u8>) {
    let first = bytes.len();
    ciborium::into_writer(&(length as u64), &mut *bytes).expect("memory takes it");
    bytes[first] |= sort << 5;
}

pub(crate) fn entry<'v>(map: &'v mut Value, name: &str) -> &'v mut Value {
    let entries = map.as_map_mut().expect("it is a map");
    let found = entries.iter_mut().find(|(key, _)| key.as_text() == Some(name));
    &mut found.expect("it has this entry").1
}
