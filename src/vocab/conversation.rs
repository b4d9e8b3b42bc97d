//! Conversations as their events show them.
//!
//! Owns the payloads of conversation events, and what they say of membership. Must not know members. Invariant: what is
//! free-form is carried untouched.

use alloc::string::String;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::macros::entity::entity;
use super::wire::Json;
use super::{ConversationMessageSent, Event, ProfileUpdate};

entity! {
    /// What the roles of a conversation may do.
    pub struct Roles {
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
        /// Free-form.
        metadata: Json,
        /// Free-form.
        context: Json,
        /// What it consists of.
        parts: Vec<MessagePart>,
        /// Free-form.
        alert: Json,
    }
}

entity! {
    /// A part of a message.
    pub struct MessagePart {
        /// The name.
        name: String,
        /// The MIME type.
        r#type: String,
        /// Where it is.
        url: String,
        /// What it says.
        data: String,
        /// Bytes.
        size: u64,
    }
}

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
    /// Whom a conversation event cannot do without, with where it stands: who is added or removed, whose profile it is.
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

/// The free-form data of an event, each with the field that it stands in.
fn free_form(event: &Event) -> SmallVec<[(&'static str, &Json); 3]> {
    if let Event::ConversationMessageSent(ConversationMessageSent { payload, .. }) = event {
        let MessageSentPayload { metadata, context, alert, .. } = payload;
        SmallVec::from([
            ("event.payload.metadata", metadata),
            ("event.payload.context", context),
            ("event.payload.alert", alert),
        ])
    } else if let Event::ProfileUpdate(ProfileUpdate { profile, .. }) = event {
        SmallVec::from_iter([("event.profile", profile)])
    } else {
        SmallVec::new()
    }
}

/// The first name that stands twice in an object of the free-form data, with the field that it stands in. Cost: O(n * log n).
pub(crate) fn repeated_name(event: &Event) -> Option<(&'static str, &str)> {
    free_form(event).into_iter().find_map(|(field, json)| Some((field, json.repeated_name()?)))
}

/// What is bounded in bytes as free-form data is: where each stands, how many bytes it takes to write, and how deep it is.
pub(crate) fn free_form_sizes(event: &Event) -> SmallVec<[(&'static str, u64, u64); 4]> {
    let measured = |(field, json): (&'static str, &Json)| {
        let (bytes, depth) = json.measure();
        (field, bytes, depth)
    };
    let mut sizes: SmallVec<[_; 4]> = free_form(event).into_iter().map(measured).collect();
    if let Event::ConversationMessageSent(ConversationMessageSent { payload, .. }) = event {
        // What says nothing takes room, too.
        let texts = |part: &MessagePart| 2 + part.name.len() + part.r#type.len() + part.url.len() + part.data.len();
        sizes.push(("event.payload.parts", payload.parts.iter().map(texts).sum::<usize>() as u64, 0));
    }
    sizes
}
