//! What must be so, told plainly.
//!
//! Owns a model of who is connected, who holds which subscription, and what waits to be polled. Must not know how filters are
//! judged: which of the conditional subscriptions hear an event is learnt from the engine that is polled at once. Invariant:
//! it is told of accepted inputs only, and says no where the engine should have refused.

use std::collections::{BTreeMap, VecDeque};

use tidings::{daemon::*, *};

use super::op::{Answer, Input};

/// One dispatch, as it was polled.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reach {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) deliveries: Vec<Delivery>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    clients: BTreeMap<&'static str, UserId>,
    sessions: BTreeMap<SessionId, Session>,
    last_session: u64,
    last_subscription: u64,
    /// What an engine that was not polled has yet to hand out.
    waiting: VecDeque<Reach>,
    pub(super) withdrawn: usize,
}

#[derive(Debug)]
struct Session {
    key: &'static str,
    user: UserId,
    held: BTreeMap<SubscriptionId, Held>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    pub(super) kind: Kind,
    pub(super) alias: Option<String>,
    pub(super) remaining: Option<u64>,
    /// Asks for nothing but the kind.
    unconditional: bool,
}

impl Held {
    fn new(interest: &Interest) -> Self {
        let mut form = serde_json::to_value(interest).expect("every interest can be written");
        let mut fields = std::mem::take(form.as_object_mut().expect("it is an object"));
        let count = fields.remove("count").and_then(|count| count.as_u64());
        fields.remove("kind");
        Self {
            kind: interest.kind(),
            alias: fields.get("conference_alias").and_then(|alias| alias.as_str()).map(str::to_lowercase),
            remaining: count.filter(|count| *count > 0),
            unconditional: fields.is_empty(),
        }
    }
}

fn pairs(ended: &[Ended]) -> Vec<(SessionId, SubscriptionId)> {
    ended.iter().map(|one| (one.session, one.subscription)).collect()
}

impl Model {
    pub(super) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.sessions.keys().copied()
    }

    pub(super) fn subscriptions_of(&self, session: SessionId) -> impl Iterator<Item = SubscriptionId> {
        self.held(session).map(|(id, _)| id)
    }

    pub(super) fn held(&self, session: SessionId) -> impl Iterator<Item = (SubscriptionId, &Held)> {
        self.sessions.get(&session).into_iter().flat_map(|session| session.held.iter().map(|(id, held)| (*id, held)))
    }

    pub(super) fn clients(&self) -> impl Iterator<Item = &'static str> {
        self.clients.keys().copied()
    }

    pub(super) fn take_waiting(&mut self) -> Vec<Reach> {
        self.waiting.drain(..).collect()
    }

    pub(super) fn waiting_deliveries(&self) -> usize {
        self.waiting.iter().map(|received_by| received_by.deliveries.len()).sum()
    }

    /// Takes in an input that was accepted, with what the engine polled at once handed out.
    pub(super) fn accept(&mut self, input: &Input, answer: &Answer, received_by: &[Reach], defaults: &[Kind]) {
        match (input, answer) {
            (Input::RegisterClient { key, user }, Answer::Done) => {
                assert_eq!(self.clients.insert(key, user.clone()), None, "K1: the key was taken");
            }
            (Input::RevokeClient { key }, Answer::Ended(ended)) => {
                self.clients.remove(key).expect("K1: the key was not registered");
                let closed: Vec<SessionId> =
                    self.sessions().filter(|session| self.sessions[session].key == *key).collect();
                let expected: Vec<_> = closed.iter().flat_map(|session| self.held_by(*session)).collect();
                assert_eq!(pairs(ended), expected, "C1: which have ended, session by session");
                closed.into_iter().for_each(|session| self.close(session));
            }
            (Input::OpenSession { key }, Answer::Opened(session)) => self.open(key, *session, defaults),
            (Input::CloseSession { session }, Answer::Ended(ended)) => {
                assert_eq!(pairs(ended), self.held_by(*session), "C1: which have ended, oldest first");
                self.close(*session);
            }
            (Input::Subscribe { session, interest }, Answer::Subscribed(ids)) => {
                self.subscribe(*session, std::slice::from_ref(interest), ids, received_by);
                return;
            }
            (Input::SubscribeAll { session, interests }, Answer::Subscribed(ids)) => {
                self.subscribe(*session, interests, ids, received_by);
                return;
            }
            (Input::Unsubscribe { session, subscription }, Answer::Ended(ended)) => {
                assert_eq!(pairs(ended), [(*session, *subscription)], "C1");
                let held = &mut self.sessions.get_mut(session).expect("K4: the session is not open").held;
                held.remove(subscription).expect("K4: the session does not hold it");
                self.withdraw(|delivery| delivery.subscription() == *subscription);
            }
            (Input::UnsubscribeAlias { session, kind, alias }, Answer::Ended(ended)) => {
                let alias = alias.to_lowercase();
                let held = &mut self.sessions.get_mut(session).expect("K4: the session is not open").held;
                let by_alias = |held: &Held| held.kind == *kind && held.alias.as_ref() == Some(&alias);
                let gone: Vec<SubscriptionId> =
                    held.iter().filter(|(_, held)| by_alias(held)).map(|(id, _)| *id).collect();
                held.retain(|_, held| !by_alias(held));
                let expected: Vec<_> = gone.iter().map(|id| (*session, *id)).collect();
                assert_eq!(pairs(ended), expected, "K6: which have ended, oldest first");
                assert!(!gone.is_empty(), "K6: none is NOT_FOUND");
                self.withdraw(|delivery| gone.contains(&delivery.subscription()));
            }
            (Input::Publish { user, event }, Answer::Published(published)) => {
                self.publish(user, event, follows(event), *published, received_by);
                return;
            }
            (Input::PublishExact { user, event }, Answer::Published(published)) => {
                self.publish(user, event, None, *published, received_by);
                return;
            }
            (Input::HandleTimeout, Answer::Done) => {}
            (input, answer) => panic!("{input:?} was answered with {answer:?}"),
        }
        assert!(received_by.is_empty(), "this input delivers nothing");
    }

    fn open(&mut self, key: &'static str, session: SessionId, defaults: &[Kind]) {
        let user = self.clients.get(key).expect("K1: the key was not registered").clone();
        assert!(session.number() > self.last_session, "ids are never reused");
        self.last_session = session.number();
        let mut held = BTreeMap::new();
        for kind in defaults {
            self.last_subscription += 1;
            let interest = Interest::in_all(*kind).expect("the defaults take no alias");
            held.insert(SubscriptionId::from_number(self.last_subscription), Held::new(&interest));
        }
        self.sessions.insert(session, Session { key, user, held });
    }

    /// What a session holds, oldest first.
    fn held_by(&self, session: SessionId) -> Vec<(SessionId, SubscriptionId)> {
        self.subscriptions_of(session).map(|id| (session, id)).collect()
    }

    fn close(&mut self, session: SessionId) {
        self.sessions.remove(&session).expect("K4: the session was not open");
        self.withdraw(|delivery| delivery.session() == session);
    }

    fn withdraw(&mut self, gone: impl Fn(&Delivery) -> bool) {
        let before = self.waiting_deliveries();
        self.waiting.iter_mut().for_each(|received_by| received_by.deliveries.retain(|delivery| !gone(delivery)));
        self.waiting.retain(|received_by| !received_by.deliveries.is_empty());
        self.withdrawn += before - self.waiting_deliveries();
    }

    fn subscribe(&mut self, at: SessionId, interests: &[Interest], ids: &[SubscriptionId], received_by: &[Reach]) {
        let session = self.sessions.get_mut(&at).expect("K4: the session is not open");
        assert_eq!(ids.len(), interests.len(), "K5: all or none");
        let mut answered: Vec<(Option<String>, SubscriptionId)> = Vec::new();
        for (id, interest) in ids.iter().zip(interests) {
            assert!(id.number() > self.last_subscription, "K5: ids are never reused");
            self.last_subscription = id.number();
            let held = Held::new(interest);
            if held.alias.is_some() && answered.iter().all(|(alias, _)| *alias != held.alias) {
                answered.push((held.alias.clone(), *id));
            }
            session.held.insert(*id, held);
        }
        assert_eq!(received_by.len(), answered.len(), "K7: one status for each alias");
        for (received_by, (_, first)) in received_by.iter().zip(answered) {
            assert_eq!(received_by.kind, Kind::ConferenceStatus, "K7");
            let [only] = received_by.deliveries[..] else {
                panic!("K7: one delivery for each status: {received_by:?}")
            };
            assert_eq!((only.session(), only.subscription(), only.remaining()), (at, first, None), "K7");
        }
        self.waiting.extend(received_by.iter().cloned());
    }

    fn publish(
        &mut self,
        user: &UserId,
        event: &Event,
        after: Option<Event>,
        published: Published,
        received_by: &[Reach],
    ) {
        let said: usize = received_by.iter().map(|received_by| received_by.deliveries.len()).sum();
        let events: Vec<&Event> = std::iter::once(event).chain(&after).collect();
        assert_eq!((published.events, published.deliveries), (events.len(), said), "what publishing came to");
        let mut received_of = received_by.iter().peekable();
        for event in events {
            let text = serde_json::to_string(event).expect("every event can be written");
            let received_by =
                received_of.next_if(|received_by| received_by.kind == event.kind() && received_by.text == text);
            self.receive(user, event.kind(), received_by.map_or(&[], |received_by| &received_by.deliveries));
        }
        assert_eq!(received_of.next(), None, "R3, R8: only these events, in this order");
        self.waiting.extend(received_by.iter().cloned());
    }

    /// Holds the deliveries of one event against what is known of those who get it, and takes their counts down.
    fn receive(&mut self, user: &UserId, kind: Kind, deliveries: &[Delivery]) {
        let by_age = deliveries.windows(2).all(|pair| pair[0].subscription() < pair[1].subscription());
        assert!(by_age, "R2, R3: each subscription once, oldest first: {deliveries:?}");
        for session in self.sessions.values().filter(|session| session.user == *user) {
            for (id, _) in session.held.iter().filter(|(_, held)| held.unconditional && held.kind == kind) {
                let received = deliveries.iter().any(|delivery| delivery.subscription() == *id);
                assert!(received, "R1: {id:?} asks for every {kind:?} and did not get this one");
            }
        }
        for delivery in deliveries {
            let session =
                self.sessions.get_mut(&delivery.session()).expect("R5: delivered to a session that is not open");
            assert_eq!(session.user, *user, "R7: delivered across users");
            let held = session.held.get_mut(&delivery.subscription()).expect("R5: the subscription has ended");
            assert_eq!(held.kind, kind, "R1: the kinds are equal");
            held.remaining = held.remaining.map(|remaining| remaining - 1);
            assert_eq!(delivery.remaining(), held.remaining, "C1");
            assert_eq!(delivery.ended().is_some(), held.remaining == Some(0), "C1");
            if held.remaining == Some(0) {
                session.held.remove(&delivery.subscription());
            }
        }
    }
}

/// R8, once more and in its own words.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are followed by nothing")]
fn follows(event: &Event) -> Option<Event> {
    let (message, received) = match event {
        Event::MessageReceived(event) => (&event.message, true),
        Event::MessageSent(event) => (&event.message, false),
        _ => return None,
    };
    match (message.message_location.as_ref()?.r#type, received) {
        (LocationType::Send, true) => Some(MessageLocationReceived::new(message.clone()).into()),
        (LocationType::Send, false) => Some(MessageLocationSent::new(message.clone()).into()),
        (LocationType::Sharing, _) => Some(MessageLocationSharingStart::new(message.clone()).into()),
        _ => None,
    }
}
