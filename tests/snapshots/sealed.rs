//! The bytes of a snapshot, opened and closed again.
//!
//! Owns taking the content out, finding a place in it, and sealing a changed one. Must not know what stands at a place.
//! Invariant: what is sealed has the checksum that belongs to it.

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

pub(crate) fn written(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory takes it");
    bytes
}

pub(crate) fn entry<'v>(map: &'v mut Value, name: &str) -> &'v mut Value {
    let entries = map.as_map_mut().expect("it is a map");
    let found = entries.iter_mut().find(|(key, _)| key.as_text() == Some(name));
    &mut found.expect("it has this entry").1
}
