//! A small world to test in: an engine, two users, their sessions.
//!
//! Owns [`World`], which drives an engine through its public methods and hands out what was delivered as plain data, and the
//! entities to publish. Must not know any one rule of the table. Invariant: whatever a test is about, each publishing also
//! asserts that nothing crosses users (R7), that no subscription hears an event twice (R2), that ages are in order (R3), and
//! that the counts and the ends reported agree (C1).

use tidings::*;

pub(crate) mod entities;

/// One delivery with its event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reach {
    pub(crate) session: SessionId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) remaining: Option<u64>,
    pub(crate) event: Event,
}

/// An engine with the users "1", who has two sessions, and "2", who has one.
pub(crate) struct World {
    pub(crate) engine: Engine,
    /// A session of user "1".
    pub(crate) desk: SessionId,
    /// Another session of user "1", through the same client.
    pub(crate) phone: SessionId,
    /// A session of user "2".
    pub(crate) stranger: SessionId,
    sessions: Vec<(SessionId, &'static str)>,
}

/// Does the same in a world for each way of finding subscriptions.
pub(crate) fn in_both(test: impl Fn(World)) {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        test(World::with(Config::default().matcher(matcher)));
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1)
}

/// The key of the client that acts for a user.
pub(crate) fn key(user: &str) -> ClientKey {
    format!("key of {user}").into()
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let mut engine = Engine::new(config).unwrap();
        for user in ["1", "2"] {
            engine.register_client(now(), &key(user), &user.into()).unwrap();
        }
        let mut open = |user| engine.open_session(now(), &key(user)).unwrap();
        let (desk, phone, stranger) = (open("1"), open("1"), open("2"));
        Self { engine, desk, phone, stranger, sessions: vec![(desk, "1"), (phone, "1"), (stranger, "2")] }
    }

    /// Opens one more session of user "1" or "2".
    pub(crate) fn open(&mut self, user: &'static str) -> SessionId {
        let session = self.engine.open_session(now(), &key(user)).unwrap();
        self.sessions.push((session, user));
        session
    }

    pub(crate) fn subscribe(&mut self, session: SessionId, interest: impl Into<Interest>) -> SubscriptionId {
        self.engine.subscribe(now(), session, interest).unwrap()
    }

    pub(crate) fn unsubscribe(&mut self, session: SessionId, subscription: SubscriptionId) {
        self.engine.unsubscribe(now(), session, subscription).unwrap();
    }

    /// Subscribes in vain: the error, after asserting that nothing has changed (R4).
    pub(crate) fn refused(&mut self, session: SessionId, interest: impl Into<Interest>) -> Error {
        let before = self.engine.stats();
        let error = self.engine.subscribe(now(), session, interest).unwrap_err();
        assert_eq!(self.engine.stats(), before, "{error}");
        assert_eq!(self.drain(), [], "{error}");
        error
    }

    /// Publishes an event of a user: all that is delivered, in order.
    pub(crate) fn publish(&mut self, user: &str, event: impl Into<Event>) -> Vec<Reach> {
        let published = self.engine.publish(now(), Publication::new(event, Audience::user(&user.into()))).unwrap();
        self.settle(user, published)
    }

    /// Publishes an event of a user alone, without what follows from it (R8).
    pub(crate) fn publish_exact(&mut self, user: &str, event: impl Into<Event>) -> Vec<Reach> {
        let published =
            self.engine.publish(now(), Publication::new(event, Audience::user(&user.into())).exact()).unwrap();
        self.settle(user, published)
    }

    /// The subscriptions that hear an event alone.
    pub(crate) fn receivers(&mut self, user: &str, event: impl Into<Event>) -> Vec<SubscriptionId> {
        self.publish_exact(user, event).into_iter().map(|received_by| received_by.subscription).collect()
    }

    fn settle(&mut self, user: &str, published: Published) -> Vec<Reach> {
        let received_by = self.drain();
        assert_eq!(received_by.len(), published.deliveries);
        for one in &received_by {
            let owner = self.sessions.iter().find(|(session, _)| *session == one.session).unwrap().1;
            assert_eq!(owner, user, "R7: user {owner} hears an event of user {user}");
        }
        received_by
    }

    /// Everything that waits to be polled.
    pub(crate) fn drain(&mut self) -> Vec<Reach> {
        let mut all = Vec::new();
        while let Some(dispatch) = self.engine.poll_output() {
            assert!(!dispatch.is_empty());
            let older_first = dispatch.deliveries().is_sorted_by(|one, next| one.subscription() < next.subscription());
            assert!(older_first, "R2, R3: {dispatch:?}");
            for delivery in dispatch.deliveries() {
                let used_up = delivery.remaining() == Some(0);
                assert_eq!(delivery.ended(), used_up.then_some(EndReason::Count));
                all.push(Reach {
                    session: delivery.session(),
                    subscription: delivery.subscription(),
                    remaining: delivery.remaining(),
                    event: dispatch.event().clone(),
                });
            }
        }
        for received_by in all.iter().filter(|received_by| received_by.remaining == Some(0)) {
            assert!(
                self.engine.subscription(received_by.subscription).is_none(),
                "C1: a used-up subscription has ended"
            );
        }
        all
    }
}
