//! Publishing several events in the world of the tests, and short ways of making them.

use tidings::custom::{CustomEvent, FieldValue, KindDefinition};
use tidings::{conversation::*, daemon::*, *};

use super::world::{NOW, World};

impl World {
    /// Publishes several events and polls: what each came to, and the kinds with the names of the sessions that receive them.
    #[track_caller]
    pub(crate) fn publish_all(&mut self, events: Vec<Publication>) -> (Vec<Published>, Vec<(Kind, Vec<String>)>) {
        let before = self.engine.counters();
        let published = self.engine.publish_all(NOW, events).expect("the events are acceptable");
        let after = self.engine.counters();
        let sum = |of: fn(&Published) -> usize| published.iter().map(of).sum::<usize>() as u64;
        assert_eq!(after.events - before.events, sum(|one| one.events), "N5");
        assert_eq!(after.deliveries - before.deliveries, sum(|one| one.deliveries), "N5");
        (published, self.poll_names())
    }

    /// Publishes several events that must be refused: nothing changes, and nobody receives anything (R4).
    #[track_caller]
    pub(crate) fn refuse_all(&mut self, events: Vec<Publication>) -> Error {
        let (seen, state) = (self.seen(), self.engine.state_hash());
        let error = self.engine.publish_all(NOW, events).expect_err("the events are not acceptable");
        assert_eq!(self.seen(), seen, "R4: refused with {error}");
        assert_eq!(self.engine.state_hash(), state, "R4: refused with {error}");
        error
    }

    /// A session of each of the users, subscribed to messages, which counts up to `count`.
    pub(crate) fn with_counts<const N: usize>(&mut self, users: [&str; N], count: u64) -> [SubscriptionId; N] {
        users.map(|user| {
            self.open(user);
            self.subscribe(user, ConversationMessage::interest().count(count))
        })
    }
}

/// A world whose sessions start without subscriptions.
pub(crate) fn quiet(config: Config, users: &[&str]) -> World {
    World::of(config.default_subscriptions([]), users)
}

pub(crate) fn added(conversation: &str, user: &str) -> Publication {
    added_as(conversation, user, "member")
}

pub(crate) fn added_as(conversation: &str, user: &str, role: &str) -> Publication {
    ConversationParticipantAdded::new(conversation, "host", "", user, role).into()
}

pub(crate) fn removed(conversation: &str, user: &str) -> Publication {
    ConversationParticipantRemoved::new(conversation, "host", "", user).into()
}

pub(crate) fn deleted(conversation: &str) -> Publication {
    ConversationDelete::new(conversation, "host", "").into()
}

pub(crate) fn undeleted(conversation: &str) -> Publication {
    ConversationUndelete::new(conversation, "host", "").into()
}

pub(crate) fn sent(conversation: &str) -> Publication {
    ConversationMessageSent::new("e", conversation, 1_u64, MessageSentPayload::default()).into()
}

pub(crate) fn profile(user: &str) -> Publication {
    ProfileUpdate::new("v7", Json::Object(vec![("id".into(), user.into())])).into()
}

/// A message of this number, which the user has received.
pub(crate) fn received(user: &str, id: u64) -> Publication {
    (&user.into(), MessageReceived::new(message(id))).into()
}

pub(crate) fn message(id: u64) -> Message {
    Message { id: Some(MessageId::inbound(id)), ..Message::default() }
}

/// A kind of the host's own, without fields.
pub(crate) fn ping() -> KindDefinition {
    KindDefinition::new("Ping")
}

pub(crate) fn pinged(audience: Audience) -> Publication {
    (audience, of_kind("Ping")).into()
}

/// An event of a kind of the host's own, without fields.
pub(crate) fn of_kind(kind: &'static str) -> CustomEvent {
    CustomEvent::new::<&str, FieldValue>(kind, [])
}
