//! An interest as a snapshot has it.
//!
//! Owns [`EncodedInterest`]. Must not know what the interest was lowered to. Invariant: what comes back is equal to what went in.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::outline;
use crate::config::MAX_FILTER_DEPTH;
use crate::predicate::Reader;
use crate::vocab::wire::{View, cbor};
use crate::vocab::{Interest, Kind};

/// Levels of lists and objects in the deepest interest that any settings admit: at most four for one filter in another, and
/// those around the outermost one.
const LEVELS: usize = 4 * (MAX_FILTER_DEPTH as usize + 2);

/// Nested objects in such an interest: every filter is one, the interest is one around them, an id in them is one.
const OBJECTS: u64 = MAX_FILTER_DEPTH + 2;

/// Bytes that most interests have room in, so that writing one allocates once.
const ROOM: usize = 256;

/// What a subscription asked for, its kind as a number first; 0: one of the host's own, named in the rest. People read it as the
/// interest that it is, programs as bytes. The count may be left out: what remains of it is beside the interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodedInterest(Box<[u8]>);

impl EncodedInterest {
    fn new(interest: &Interest) -> Self {
        let mut bytes = Vec::with_capacity(ROOM);
        bytes.push(interest.kind().number());
        let content = |visit: &mut dyn FnMut(&str, View<'_>)| interest.visit_content(interest.count(), visit);
        cbor::write(&View::Object(&content), &mut bytes);
        Self(bytes.into_boxed_slice())
    }

    /// Of the parts into which it was divided, which have no count.
    pub(super) fn of_parts(kind: Kind, outline: &[u8], values: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(ROOM);
        bytes.push(kind.number());
        outline::fill(outline, &mut Reader::new(values), &mut bytes);
        Self(bytes.into_boxed_slice())
    }

    /// The interest; what is wrong with the bytes, where they are not those of one.
    pub(crate) fn interest(&self) -> Result<Interest, String> {
        let (kind, content) = self.0.split_first().ok_or("there is no interest")?;
        let kind = if *kind == 0 { Some(Kind::Custom) } else { Kind::from_number(*kind) };
        let kind = kind.ok_or("there is no such kind")?;
        let fields = cbor::read_json(content, LEVELS).map_err(|fault| fault.to_string())?;
        // Reading an interest recurses into nested filters, so the depth of a forged one is checked before.
        if fields.nested_objects() > OBJECTS {
            return Err("the filters are nested deeper than any settings admit".into());
        }
        Interest::read_content(kind, fields).map_err(|fault| fault.to_string())
    }
}

impl Serialize for EncodedInterest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            self.interest().map_err(serde::ser::Error::custom)?.serialize(serializer)
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for EncodedInterest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Interest::deserialize(deserializer).map(|interest| Self::new(&interest))
        } else {
            deserializer.deserialize_byte_buf(Bytes)
        }
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = EncodedInterest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of an interest")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<EncodedInterest, E> {
        Ok(EncodedInterest(bytes.into()))
    }

    fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<EncodedInterest, E> {
        Ok(EncodedInterest(bytes.into_boxed_slice()))
    }
}
