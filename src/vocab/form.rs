//! Small pieces of the serde forms of rows and filters.
//!
//! Owns what the derived forms call: what is left out, that what is there has a value, and how snapshots name a kind. Must not
//! decide what a value means.

use alloc::string::String;
use alloc::vec::Vec;

use super::wire::{Json, Wire};
use super::{
    Alias, CallParticipantId, Discussion, DiscussionSettings, GroupMember, GroupMemberPermissions, IdentityDetails,
    InvitationStatus, MessageLocation, MessageReaction, MessageSentPayload, Participant, PendingGroupMember, Roles,
    StatusUpdatePayload,
};
use crate::ids::ConferenceId;

/// What need not be written because leaving it out says the same.
pub(crate) trait SkipDefault {
    fn skip(&self) -> bool;
}

macro_rules! skip_default {
    ($($Type:ty),+ $(,)?) => { $(
        impl SkipDefault for $Type {
            fn skip(&self) -> bool {
                self.is_default()
            }
        }
    )+ };
}

skip_default!(
    bool,
    u32,
    u64,
    String,
    Json,
    Alias,
    ConferenceId,
    CallParticipantId,
    Discussion,
    DiscussionSettings,
    GroupMember,
    GroupMemberPermissions,
    IdentityDetails,
    InvitationStatus,
    MessageLocation,
    MessageReaction,
    MessageSentPayload,
    Participant,
    PendingGroupMember,
    Roles,
    StatusUpdatePayload
);

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
