//! Calls of the daemon.
//!
//! Owns [`CallParticipantId`]; calls have neither filter nor id list. Must not know subscriptions or users.
//! Invariant: calls have no filter and no id list.

use alloc::string::String;

use super::spec::{EntitySpec, FieldSpec, FieldType};
use super::wire::{Fault, Fields, Json, View, Wire, object, serde_form};

/// Names someone in a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a oneof of the protocol")]
pub enum CallParticipantId {
    /// Nobody is named.
    #[default]
    Unspecified,
    /// A contact.
    Contact(u64),
    /// Someone else, identified by a random name.
    Participant(String),
}

static SPEC: EntitySpec = EntitySpec::new(
    "CallParticipantId",
    &[
        FieldSpec::new("contact_id", <Option<u64> as Wire>::TYPE),
        FieldSpec::new("participant_id", <Option<String> as Wire>::TYPE),
    ],
    &[&["contact_id", "participant_id"]],
);

impl Fields for CallParticipantId {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        match self {
            Self::Unspecified => {}
            Self::Contact(id) => visit("contact_id", id.view()),
            Self::Participant(id) => visit("participant_id", id.view()),
        }
    }
}

impl Wire for CallParticipantId {
    const TYPE: FieldType = FieldType::Entity(&SPEC);

    fn read(json: Json) -> Result<Self, Fault> {
        let mut id = Self::default();
        object(json, &SPEC, &mut |at, value| {
            id = if at == 0 { Self::Contact(Wire::read(value)?) } else { Self::Participant(Wire::read(value)?) };
            Ok(())
        })?;
        Ok(id)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn is_default(&self) -> bool {
        *self == Self::Unspecified
    }
}

serde_form!(CallParticipantId);
