//! Conversations, in a world with a stranger.
//!
//! Owns the verbs that only conversations have, and short ways of making their events. Must not know what anyone may receive.
//! Invariant: a stranger is connected, is subscribed to everything by default and is a member of "elsewhere", so a list of those
//! who receive an event shows a delivery that goes too far.

use tidings::{conversation::*, *};

use super::world::World;

pub(crate) fn with_stranger() -> World {
    with_stranger_and(Config::default())
}

pub(crate) fn with_stranger_and(config: Config) -> World {
    let mut world = World::of(config, &["stranger"]);
    world.receivers(added("elsewhere", "stranger"));
    world
}

impl World {
    /// A conversation with these members, each with one more session. Nothing waits to be polled.
    pub(crate) fn conversation<const N: usize>(&mut self, id: &str, users: [&str; N]) -> [SessionId; N] {
        let sessions = users.map(|user| self.open(user));
        users.iter().for_each(|user| drop(self.receivers(added(id, user))));
        sessions
    }

    /// Publishes an event and polls: the names of the sessions that receive it, once for each delivery.
    #[track_caller]
    pub(crate) fn receivers(&mut self, event: impl Into<Event>) -> Vec<String> {
        self.receivers_of(Publication::new(event, None))
    }

    /// Publishes an event that must be refused.
    #[track_caller]
    pub(crate) fn refusal(&mut self, event: impl Into<Event>) -> Error {
        self.refuse(Publication::new(event, None))
    }

    /// Members and roles.
    pub(crate) fn members(&self, conversation: &str) -> Option<Vec<(&str, &str)>> {
        self.engine.members(conversation).map(|members| members.map(|(user, role)| (user.as_str(), role)).collect())
    }
}

pub(crate) fn added(conversation: &str, user: &str) -> ConversationParticipantAdded {
    ConversationParticipantAdded::new(conversation, "host", "2026-01-02T03:04:05Z", user, "member")
}

pub(crate) fn removed(conversation: &str, user: &str) -> ConversationParticipantRemoved {
    ConversationParticipantRemoved::new(conversation, "host", "2026-01-02T03:04:05Z", user)
}

pub(crate) fn typing(conversation: &str, user: &str) -> ConversationParticipantTyping {
    ConversationParticipantTyping::new(conversation, user, "2026-01-02T03:04:05Z", user)
}

pub(crate) fn typing_off(conversation: &str, user: &str) -> ConversationParticipantTypingOff {
    ConversationParticipantTypingOff::new(conversation, user, "2026-01-02T03:04:05Z", user)
}

pub(crate) fn updated(conversation: &str, name: &str) -> ConversationUpdate {
    let owner = Some(Privileges { can_send: true, ..Privileges::default() });
    let roles = Roles { owner, participant: None };
    let text = |text: &str| Some(text.to_owned());
    let (name, about, tag) = (text(name), text("about it"), text("v7"));
    ConversationUpdate::new(conversation, "host", "2026-01-02T03:04:05Z", name, about, roles, true, tag)
}

pub(crate) fn deleted(conversation: &str) -> ConversationDelete {
    ConversationDelete::new(conversation, "host", "2026-01-02T03:04:05Z")
}

pub(crate) fn undeleted(conversation: &str) -> ConversationUndelete {
    ConversationUndelete::new(conversation, "host", "2026-01-02T03:04:05Z")
}

pub(crate) fn sent(conversation: &str, number: u64) -> ConversationMessageSent {
    let part = MessagePart { name: Some("body".into()), data: Some("Milk?".into()), ..MessagePart::default() };
    let payload =
        MessageSentPayload { message_id: "m1".into(), parts: Some(vec![part]), ..MessageSentPayload::default() };
    ConversationMessageSent::new("e1", conversation, number, payload)
}

pub(crate) fn delivered(conversation: &str, number: u64, user: &str) -> ConversationMessageDelivered {
    ConversationMessageDelivered::new("e2", conversation, number, status(conversation, user))
}

pub(crate) fn read(conversation: &str, number: u64, user: &str) -> ConversationMessageRead {
    ConversationMessageRead::new("e3", conversation, number, status(conversation, user))
}

fn status(conversation: &str, user: &str) -> StatusUpdatePayload {
    StatusUpdatePayload {
        message_id: "m1".into(),
        conversation_id: conversation.into(),
        profile_id: user.into(),
        timestamp: "2026-01-02T03:04:05Z".into(),
    }
}

pub(crate) fn profile(user: &str) -> ProfileUpdate {
    ProfileUpdate::new("v7", Json::Object(vec![("id".into(), user.into()), ("mood".into(), "thirsty".into())]))
}

/// One event of each kind that leaves a live conversation live and its members the same.
pub(crate) fn quiet(conversation: &str) -> [Event; 6] {
    [
        updated(conversation, "Tea").into(),
        typing(conversation, "ann").into(),
        typing_off(conversation, "ann").into(),
        sent(conversation, 1).into(),
        delivered(conversation, 2, "bob").into(),
        read(conversation, 3, "bob").into(),
    ]
}
