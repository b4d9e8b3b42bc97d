//! Small pieces of the serde forms.
//!
//! Owns what the derived forms call: what is absent, that what is there has a value, and how snapshots name a kind. Must not
//! decide what a value means.

use alloc::string::String;
use alloc::vec::Vec;

use super::call::CallParticipantId;
use super::conference::Alias;
use super::json::Json;
use crate::ids::ConferenceId;

/// What need not be written because leaving it out says the same.
pub(crate) trait SkipDefault {
    fn skip(&self) -> bool;
}

macro_rules! absent {
    ($( $Type:ty => |$it:ident| $absent:expr; )+) => { $(
        impl SkipDefault for $Type {
            fn skip(&self) -> bool {
                let $it = self;
                $absent
            }
        }
    )+ };
}

absent! {
    bool => |it| !*it;
    u32 => |it| *it == 0;
    u64 => |it| *it == 0;
    f64 => |it| it.to_bits() == 0; // -0.0 is another number
    String => |it| it.is_empty();
    Json => |it| *it == Json::Null;
    Alias => |it| it.as_written().is_empty();
    ConferenceId => |it| it.number() == 0;
    CallParticipantId => |it| *it == CallParticipantId::Unspecified;
}

impl<T> SkipDefault for Vec<T> {
    fn skip(&self) -> bool {
        self.is_empty()
    }
}

impl<T> SkipDefault for Option<T> {
    fn skip(&self) -> bool {
        self.is_none()
    }
}

/// Reads a field that, when it is there, has a value: `null` is refused.
pub(crate) fn present<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    form: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}

/// A kind by its name where people read, by its number elsewhere.
#[cfg(feature = "snapshot")]
pub(crate) mod kind_form {
    use serde::de::{Deserialize, Deserializer, Error, Unexpected};
    use serde::ser::{Serialize, Serializer};

    use crate::vocab::Kind;

    /// The kind with this number.
    pub(crate) fn numbered(number: u8) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    pub(crate) fn serialize<S: Serializer>(kind: &Kind, form: S) -> Result<S::Ok, S::Error> {
        if form.is_human_readable() { kind.serialize(form) } else { form.serialize_u8(kind.number()) }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(form: D) -> Result<Kind, D::Error> {
        if form.is_human_readable() {
            return Kind::deserialize(form);
        }
        let number = u8::deserialize(form)?;
        numbered(number)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Unsigned(number.into()), &"the number of a kind"))
    }
}
