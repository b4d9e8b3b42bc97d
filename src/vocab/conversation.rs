//! Conversations as their events show them.
//!
//! Owns the payloads of conversation events. Must not know members. What is free-form is carried untouched.

use alloc::string::String;
use alloc::vec::Vec;

use super::entity::entity;
use super::json::Json;

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
