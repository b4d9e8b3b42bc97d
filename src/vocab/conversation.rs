//! Conversations as their events show them.
//!
//! Owns the payloads of conversation events, and what they say of membership. Must not know members. Invariant: what is
//! free-form is carried untouched.

use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::macros::entity::entity;
use super::spec::{EntitySpec, FieldSpec, FieldType};
use super::wire::{Fault, Fields, Json, View, Wire, object, repeated, serde_form, unexpected};
use super::{ConversationMessageSent, Event, ProfileUpdate};

entity! {
    /// What the roles of a conversation may do.
    pub struct Roles {}
    optional {
        /// Owners.
        owner: Privileges,
        /// All others.
        participant: Privileges,
    }
}

entity! {
    /// What one role of a conversation may do.
    pub struct Privileges {
        /// Send messages.
        can_send: bool,
        /// Add members.
        can_add_participants: bool,
        /// Remove members.
        can_remove_participants: bool,
    }
}

entity! {
    /// A message sent into a conversation.
    pub struct MessageSentPayload {
        /// Names the message.
        message_id: String,
    }
    optional {
        /// Free-form; `Some(Json::Null)` is a `null` that was written (N2).
        metadata: Json,
        /// Free-form; `Some(Json::Null)` is a `null` that was written (N2).
        context: Json,
        /// What it consists of; an empty list is not the same as none (N3).
        parts: Vec<MessagePart>,
        /// Free-form; `Some(Json::Null)` is a `null` that was written (N2).
        alert: Json,
    }
}

/// A part of a message. Empty and absent are distinct (N3), and unknown fields are kept (N4).
///
/// ```
/// # use tidings::conversation::MessagePart;
/// let part = MessagePart { data: Some("Time for tea".into()), ..MessagePart::default() };
/// # assert_eq!(part.size, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "plain data of the protocol, made with `..Default::default()`")]
pub struct MessagePart {
    /// The name.
    pub name: Option<String>,
    /// The MIME type.
    pub r#type: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// What it says.
    pub data: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// All other fields, as they came; none of them has a name of those above, and none occurs twice.
    pub other: Vec<(String, Json)>,
}

static PART: EntitySpec = EntitySpec::new(
    "MessagePart",
    &[
        FieldSpec::new("name", <Option<String> as Wire>::TYPE),
        FieldSpec::new("type", <Option<String> as Wire>::TYPE),
        FieldSpec::new("url", <Option<String> as Wire>::TYPE),
        FieldSpec::new("data", <Option<String> as Wire>::TYPE),
        FieldSpec::new("size", <Option<u64> as Wire>::TYPE),
    ],
    &[],
);

impl MessagePart {
    /// Its texts, in the order of the fields.
    fn texts(&self) -> [&Option<String>; 4] {
        [&self.name, &self.r#type, &self.url, &self.data]
    }

    /// A name that occurs twice among its fields.
    fn repeated_name(&self) -> Option<&str> {
        let known = self.other.iter().find(|(name, _)| PART.position(name).is_some());
        known.map(|(name, _)| name.as_str()).or_else(|| repeated(&self.other))
    }

    /// How many bytes its contents take; an empty content counts, too.
    fn bytes(&self) -> u64 {
        let texts: usize = self.texts().into_iter().flatten().map(String::len).sum();
        let other = self.other.iter().map(|(name, value)| name.len() as u64 + value.encoded_bytes());
        2 + texts as u64 + other.sum::<u64>()
    }
}

impl Fields for MessagePart {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (field, text) in PART.fields.iter().zip(self.texts()) {
            if let Some(text) = text {
                visit(field.name, text.view());
            }
        }
        if let Some(size) = &self.size {
            visit("size", size.view());
        }
        for (name, value) in &self.other {
            visit(name, value.view());
        }
    }
}

impl Wire for MessagePart {
    const TYPE: FieldType = FieldType::Entity(&PART);

    fn read(json: Json) -> Result<Self, Fault> {
        let Json::Object(entries) = json else { return Err(unexpected(&json, "an object")) };
        let (known, other) = entries.into_iter().partition(|(name, _)| PART.position(name).is_some());
        let mut part = Self { other, ..Self::default() };
        object(Json::Object(known), &PART, &mut |at, value| {
            match at {
                0 => part.name = Wire::read(value)?,
                1 => part.r#type = Wire::read(value)?,
                2 => part.url = Wire::read(value)?,
                3 => part.data = Wire::read(value)?,
                _ => part.size = Wire::read(value)?,
            }
            Ok(())
        })?;
        Ok(part)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

serde_form!(MessagePart);

entity! {
    /// What became of a message for one member.
    pub struct StatusUpdatePayload {
        /// Names the message.
        message_id: String,
        /// Names the conversation.
        conversation_id: String,
        /// Names the member.
        profile_id: String,
        /// When, as the host writes it.
        timestamp: String,
    }
}

/// What an event says of who is in its conversation, and whether that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership<'e> {
    Added { profile_id: &'e str, role: &'e str },
    Removed { profile_id: &'e str },
    Deleted,
    Undeleted,
    Same,
}

pub(crate) fn membership(event: &Event) -> Membership<'_> {
    if let Event::ConversationParticipantAdded(added) = event {
        Membership::Added { profile_id: &added.profile_id, role: &added.role }
    } else if let Event::ConversationParticipantRemoved(removed) = event {
        Membership::Removed { profile_id: &removed.profile_id }
    } else if let Event::ConversationDelete(_) = event {
        Membership::Deleted
    } else if let Event::ConversationUndelete(_) = event {
        Membership::Undeleted
    } else {
        Membership::Same
    }
}

impl Event {
    /// Whom a conversation event cannot do without, with at which place: who is added or removed, whose profile it is.
    pub(crate) fn concerned(&self) -> Option<(&'static str, &str)> {
        match membership(self) {
            Membership::Added { profile_id, .. } | Membership::Removed { profile_id } => {
                Some(("event.profile_id", profile_id))
            }
            Membership::Deleted | Membership::Undeleted | Membership::Same => {
                let Self::ProfileUpdate(update) = self else { return None };
                Some(("event.profile.id", update.profile.get("id").and_then(Json::as_text).unwrap_or_default()))
            }
        }
    }
}

/// The free-form data of an event, each with its field.
fn free_form(event: &Event) -> impl Iterator<Item = (&'static str, &Json)> {
    let fields = if let Event::ConversationMessageSent(ConversationMessageSent { payload, .. }) = event {
        let MessageSentPayload { metadata, context, alert, .. } = payload;
        let metadata = metadata.as_ref().map(|json| ("event.payload.metadata", json));
        let context = context.as_ref().map(|json| ("event.payload.context", json));
        [metadata, context, alert.as_ref().map(|json| ("event.payload.alert", json))]
    } else if let Event::ProfileUpdate(ProfileUpdate { profile, .. }) = event {
        [Some(("event.profile", profile)), None, None]
    } else {
        [None; 3]
    };
    fields.into_iter().flatten()
}

/// The parts of the message that an event carries.
fn parts(event: &Event) -> &[MessagePart] {
    let Event::ConversationMessageSent(sent) = event else { return &[] };
    sent.payload.parts.as_deref().unwrap_or_default()
}

/// The first name that occurs twice in an object of the free-form data, with its field. Cost: O(n * log n).
pub(crate) fn repeated_name(event: &Event) -> Option<(&'static str, &str)> {
    let in_part = |part| {
        MessagePart::repeated_name(part).or_else(|| part.other.iter().find_map(|(_, json)| json.repeated_name()))
    };
    let in_data = free_form(event).find_map(|(field, json)| Some((field, json.repeated_name()?)));
    in_data.or_else(|| Some(("event.payload.parts", parts(event).iter().find_map(in_part)?)))
}

/// What is bounded in bytes as free-form data is: the path of each, how many bytes it takes to write, and how deep it is.
pub(crate) fn free_form_sizes(event: &Event) -> SmallVec<[(&'static str, u64, u64); 4]> {
    let measured = |(field, json): (&'static str, &Json)| {
        let (bytes, depth) = json.measure();
        (field, bytes, depth)
    };
    let mut sizes: SmallVec<[_; 4]> = free_form(event).map(measured).collect();
    let parts = parts(event);
    if !parts.is_empty() {
        let depths = parts.iter().flat_map(|part| &part.other).map(|(_, json)| json.depth());
        sizes.push(("event.payload.parts", parts.iter().map(MessagePart::bytes).sum(), depths.max().unwrap_or(0)));
    }
    sizes
}
