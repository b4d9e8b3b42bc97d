//! The world in which the rules of conversations are tested.
//!
//! Owns an engine with sessions that have names, and short ways of making events. Must not know what anyone should hear.
//! Invariants: a stranger is connected, listens to everything by default and is a member of "elsewhere", so a list of those who
//! hear shows a delivery that goes too far; each event comes in one dispatch, by age, once for each subscription (R2, R3).

use std::collections::BTreeMap;

use tidings::{conversation::*, *};

pub(crate) const NOW: Timestamp = Timestamp::ZERO;
/// What is heard when nobody hears.
pub(crate) const NOBODY: [&str; 0] = [];

pub(crate) struct World {
    pub(crate) engine: Engine,
    names: BTreeMap<SessionId, String>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let engine = Engine::new(config).expect("the settings of a test are valid");
        let mut world = Self { engine, names: BTreeMap::new() };
        world.open("stranger");
        world.receivers_of(added("elsewhere", "stranger"));
        world
    }

    /// Opens a session of a user: the first one is called as the user is, the second one "ann 2", and so on.
    pub(crate) fn open(&mut self, user: &str) -> SessionId {
        let key = key(user);
        if self.engine.authenticate(&key).is_err() {
            self.engine.register_client(NOW, &key, &user.into()).expect("the key is free");
        }
        let session = self.engine.open_session(NOW, &key).expect("the key is registered");
        let count = self.names.values().filter(|name| name.split(' ').next() == Some(user)).count() + 1;
        let name = if count == 1 { user.into() } else { format!("{user} {count}") };
        self.names.insert(session, name);
        session
    }

    /// A conversation with these members, each with one session. Nothing waits to be polled.
    pub(crate) fn conversation<const N: usize>(&mut self, id: &str, users: [&str; N]) -> [SessionId; N] {
        let sessions = users.map(|user| self.open(user));
        users.iter().for_each(|user| drop(self.receivers_of(added(id, user))));
        sessions
    }

    /// Publishes an event and polls: the names of the sessions that hear it, once for each delivery.
    #[track_caller]
    pub(crate) fn receivers_of(&mut self, event: impl Into<Event>) -> Vec<String> {
        let event = event.into();
        let published =
            self.engine.publish(NOW, Publication::new(event.clone(), None)).expect("the event is acceptable");
        let received_by = self.poll();
        assert_eq!(published.events, 1, "nothing follows from an event of a conversation");
        assert_eq!(published.deliveries, received_by.iter().map(|(_, deliveries)| deliveries.len()).sum::<usize>());
        assert!(received_by.iter().all(|(received, _)| *received == event), "it is told as it was published");
        received_by.into_iter().flat_map(|(_, deliveries)| deliveries).map(|delivery| self.name(delivery)).collect()
    }

    /// Publishes an event that must be refused: nobody hears it, and nothing changes (R4).
    #[track_caller]
    pub(crate) fn refuse(&mut self, event: impl Into<Event>) -> Error {
        let before = self.see();
        let error = self.engine.publish(NOW, Publication::new(event, None)).expect_err("the event is not acceptable");
        assert_eq!(self.see(), before, "R4: refused with {error}");
        error
    }

    /// All that waits.
    #[track_caller]
    pub(crate) fn poll(&mut self) -> Vec<(Event, Vec<Delivery>)> {
        let mut received_by: Vec<(Event, Vec<Delivery>)> = Vec::new();
        while let Some(dispatch) = self.engine.poll_output() {
            let ages: Vec<_> = dispatch.deliveries().map(|delivery| delivery.subscription()).collect();
            assert!(ages.is_sorted_by(|one, next| one < next), "R2, R3: {ages:?}");
            received_by.push((dispatch.event().clone(), dispatch.deliveries().collect::<Vec<_>>()));
        }
        received_by
    }

    /// All that waits, as the kind and the names of the sessions that hear it.
    #[track_caller]
    pub(crate) fn poll_names(&mut self) -> Vec<(Kind, Vec<String>)> {
        let received_by = self.poll().into_iter();
        let named = received_by
            .map(|(event, received_by)| (event.kind(), received_by.into_iter().map(|it| self.name(it)).collect()));
        named.collect()
    }

    pub(crate) fn subscribe(&mut self, session: SessionId, interest: impl Into<Interest>) -> SubscriptionId {
        self.engine.subscribe(NOW, session, interest).expect("the interest is in order")
    }

    /// The subscription of a session to this kind.
    pub(crate) fn subscription(&self, session: SessionId, kind: Kind) -> SubscriptionId {
        let mut held = self.engine.subscriptions(session).expect("the session is open");
        held.find_map(|(id, held)| (held.kind() == kind).then_some(id)).expect("the session holds one")
    }

    /// How many more deliveries a subscription allows; `None` where it has ended.
    pub(crate) fn remaining(&self, subscription: SubscriptionId) -> Option<u64> {
        self.engine.subscription(subscription)?.remaining().map(u64::from)
    }

    /// Members and roles.
    pub(crate) fn members(&self, conversation: &str) -> Option<Vec<(&str, &str)>> {
        self.engine.members(conversation).map(|members| members.map(|(user, role)| (user.as_str(), role)).collect())
    }

    fn name(&self, delivery: Delivery) -> String {
        self.names[&delivery.session()].clone()
    }

    /// What a refusal must leave as it is.
    fn see(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let mut stats = self.engine.stats();
        stats.candidates_examined = 0;
        let held = self.names.keys().filter_map(|session| {
            let held = self.engine.subscriptions(*session).ok()?;
            Some(held.map(|(id, held)| (id, held.kind(), held.remaining())).collect::<Vec<_>>())
        });
        let members = ["tea", "jam", "elsewhere"].map(|id| self.members(id).map(|members| format!("{members:?}")));
        (stats, held.collect::<Vec<_>>(), members)
    }
}

pub(crate) fn key(user: &str) -> ClientKey {
    format!("{user}'s key").into()
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
