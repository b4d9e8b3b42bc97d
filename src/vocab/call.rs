//! Calls of the daemon.
//!
//! Owns [`CallParticipantId`]; calls have neither filter nor id list. Must not know subscriptions or users.

use alloc::string::String;

/// Names someone in a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "form::WireFields", into = "form::WireFields")
)]
#[expect(clippy::exhaustive_enums, reason = "a oneof of the protocol")]
pub enum CallParticipantId {
    /// Not given.
    #[default]
    Unspecified,
    /// A contact.
    Contact(u64),
    /// Someone else, under a random name.
    Participant(String),
}

#[cfg(feature = "serde")]
mod form {
    use alloc::string::String;

    use super::CallParticipantId;

    #[derive(Default, serde::Serialize, serde::Deserialize)]
    #[serde(default, deny_unknown_fields, expecting = "an object")]
    pub(super) struct WireFields {
        #[serde(deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")]
        contact_id: Option<u64>,
        #[serde(deserialize_with = "crate::vocab::form::present", skip_serializing_if = "Option::is_none")]
        participant_id: Option<String>,
    }

    impl TryFrom<WireFields> for CallParticipantId {
        type Error = &'static str;

        fn try_from(form: WireFields) -> Result<Self, Self::Error> {
            match (form.contact_id, form.participant_id) {
                (None, None) => Ok(Self::Unspecified),
                (Some(id), None) => Ok(Self::Contact(id)),
                (None, Some(id)) => Ok(Self::Participant(id)),
                (Some(_), Some(_)) => Err("contact_id and participant_id exclude each other: give one of them"),
            }
        }
    }

    impl From<CallParticipantId> for WireFields {
        fn from(id: CallParticipantId) -> Self {
            match id {
                CallParticipantId::Unspecified => Self::default(),
                CallParticipantId::Contact(id) => Self { contact_id: Some(id), ..Self::default() },
                CallParticipantId::Participant(id) => Self { participant_id: Some(id), ..Self::default() },
            }
        }
    }
}
