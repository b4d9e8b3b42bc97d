//! Events of the daemon for two users, and what comes of them.
//!
//! Owns who is connected here, and the verbs that only the daemon's events have. Must not know any one rule of the table.
//! Invariant: whatever a test is about, each publishing also asserts that nothing crosses users (R7).

use tidings::*;

use crate::world::{Received, World};

/// One delivery with its event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reach {
    pub(crate) session: SessionId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) remaining: Option<u64>,
    pub(crate) event: Event,
}

/// Does the same with two users for each way of finding subscriptions.
pub(crate) fn in_both(test: impl Fn(World)) {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        test(two_users_and(Config::default().matcher(matcher)));
    }
}

/// User "1" with the sessions "desk" and "phone", through one client, and user "2" with the session "stranger".
pub(crate) fn two_users() -> World {
    two_users_and(Config::default())
}

pub(crate) fn two_users_and(config: Config) -> World {
    let mut world = World::of(config, &[]);
    for (user, name) in [("1", "desk"), ("1", "phone"), ("2", "stranger")] {
        world.open_as(user, name);
    }
    world
}

impl World {
    /// Publishes an event of a user: all that is delivered, in order.
    pub(crate) fn publish_for(&mut self, user: &str, event: impl Into<Event>) -> Vec<Reach> {
        let received = self.publish(Publication::new(event, Audience::user(&user.into())));
        self.each_of(user, received)
    }

    /// Publishes an event of a user alone, without what follows from it (R8).
    pub(crate) fn publish_exact(&mut self, user: &str, event: impl Into<Event>) -> Vec<Reach> {
        let received = self.publish(Publication::new(event, Audience::user(&user.into())).exact());
        self.each_of(user, received)
    }

    /// The subscriptions that receive an event alone.
    pub(crate) fn receivers(&mut self, user: &str, event: impl Into<Event>) -> Vec<SubscriptionId> {
        self.publish_exact(user, event).into_iter().map(|received_by| received_by.subscription).collect()
    }

    fn each_of(&self, user: &str, received: Vec<Received>) -> Vec<Reach> {
        let received_by = each(received);
        for one in &received_by {
            let owner = self.user_of(one.session);
            assert_eq!(owner, user, "R7: user {owner} receives an event of user {user}");
        }
        received_by
    }

    /// Everything that waits to be polled.
    pub(crate) fn drain(&mut self) -> Vec<Reach> {
        each(self.poll())
    }
}

/// Each delivery by itself, in order.
fn each(received: Vec<Received>) -> Vec<Reach> {
    let mut all = Vec::new();
    for Received { event, deliveries } in received {
        all.extend(deliveries.into_iter().map(|delivery| Reach {
            session: delivery.session(),
            subscription: delivery.subscription(),
            remaining: delivery.remaining(),
            event: event.clone(),
        }));
    }
    all
}
