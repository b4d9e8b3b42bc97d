//! Small pieces of the serde forms.
//!
//! Owns what the derived forms call: what is absent, and that what is there has a value. Must not decide what a value means.

use alloc::string::String;
use alloc::vec::Vec;

use super::call::CallParticipantId;
use super::conference::Alias;
use super::json::Json;
use crate::ids::ConferenceId;

/// What need not be written because leaving it out says the same.
pub(crate) trait Absent {
    fn is_absent(&self) -> bool;
}

macro_rules! absent {
    ($( $Type:ty => |$it:ident| $absent:expr; )+) => { $(
        impl Absent for $Type {
            fn is_absent(&self) -> bool {
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
    f64 => |it| *it == 0.0;
    String => |it| it.is_empty();
    Json => |it| *it == Json::Null;
    Alias => |it| it.as_str().is_empty();
    ConferenceId => |it| it.number() == 0;
    CallParticipantId => |it| *it == CallParticipantId::Unspecified;
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// Reads a field that, when it is there, has a value: `null` is refused.
pub(crate) fn present<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    form: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(form).map(Some)
}
