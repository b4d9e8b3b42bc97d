//! An interest in few bytes, kept until a snapshot asks for it.
//!
//! Owns [`Asked`]. Must not know what the interest was lowered to. Invariant: what comes back is equal to what went in.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::vocab::Interest;

/// Levels that one filter within another takes, and those around the outermost one.
const LEVELS: usize = 4;

/// What a subscription asked for. People read it as the interest that it is, programs as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked(Box<[u8]>);

impl Asked {
    pub(crate) fn new(interest: &Interest) -> Self {
        let mut bytes = Vec::new();
        ciborium::into_writer(interest, &mut bytes).expect("an interest can be written, and memory takes it");
        Self(bytes.into_boxed_slice())
    }

    /// The interest, whose filters are no deeper than this.
    pub(crate) fn interest(&self, max_depth: usize) -> Result<Interest, String> {
        let levels = max_depth.saturating_add(2).saturating_mul(LEVELS);
        let mut bytes = &*self.0;
        let interest = ciborium::de::from_reader_with_recursion_limit(&mut bytes, levels);
        let interest = interest.map_err(|error| error.to_string())?;
        if bytes.is_empty() { Ok(interest) } else { Err("there is more than an interest".into()) }
    }
}

impl Serialize for Asked {
    fn serialize<S: Serializer>(&self, form: S) -> Result<S::Ok, S::Error> {
        if form.is_human_readable() {
            self.interest(usize::MAX).map_err(serde::ser::Error::custom)?.serialize(form)
        } else {
            form.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        if form.is_human_readable() {
            Interest::deserialize(form).map(|interest| Self::new(&interest))
        } else {
            form.deserialize_byte_buf(Bytes)
        }
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = Asked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes of an interest")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Asked, E> {
        Ok(Asked(bytes.into()))
    }

    fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Asked, E> {
        Ok(Asked(bytes.into_boxed_slice()))
    }
}
