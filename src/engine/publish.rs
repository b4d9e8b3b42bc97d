//! Inputs about what happened (R1 to R8).
//!
//! Owns which events one published event comes to, and what the directory learns from them. Must not know how they are routed.
//! Invariant: an event and what follows from it are queued together or not at all (R4).

use super::Engine;
use super::explain::check_daemon_event;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::UserId;
use crate::routing::{Audience, Emission, Emissions};
use crate::time::Timestamp;
use crate::vocab::Event;

/// What publishing came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// How many events were routed: the published one, and what follows from it (R8).
    pub events: usize,
    /// How many deliveries wait for them in the queue.
    pub deliveries: usize,
}

impl<D: Directory> Engine<D> {
    /// Routes an event of the daemon to the subscriptions of `user` that it passes, and then what follows from it: a location
    /// message is also a message (R8).
    ///
    /// Cost: one look-up per attribute that a subscription of this user and kind is found by, the checks of the candidates
    /// found, and the deliveries. Allocates nothing once its buffers have grown.
    ///
    /// ```
    /// use tidings::*;
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// engine.subscribe(now, session, MessageReceived::interest())?;
    /// let published = engine.publish(now, &alice, MessageReceived::new(Message::default()))?;
    /// assert_eq!(published.deliveries, 1);
    ///
    /// // Nobody else hears of it.
    /// let published = engine.publish(now, &UserId::from("bob"), MessageReceived::new(Message::default()))?;
    /// assert_eq!(published.deliveries, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::WrongKind`] where the event is not of the daemon family;
    /// - [`Error::Empty`] where the user's name is;
    /// - [`Error::BoundReached`] where that name is longer than [`Bound::NameBytes`](crate::Bound::NameBytes), or the queue
    ///   would hold more than [`Bound::PendingDeliveries`](crate::Bound::PendingDeliveries).
    pub fn publish(&mut self, now: Timestamp, user: &UserId, event: impl Into<Event>) -> Result<Published, Error> {
        let event = event.into();
        let follow_up = event.follow_up();
        self.publish_all(now, user, event, follow_up)
    }

    /// Routes the given event alone, without what follows from it: for hosts that relay an upstream which sends both already
    /// (R8). It teaches the ledger as well.
    ///
    /// # Errors
    ///
    /// As [`Self::publish`].
    pub fn publish_exact(
        &mut self,
        now: Timestamp,
        user: &UserId,
        event: impl Into<Event>,
    ) -> Result<Published, Error> {
        self.publish_all(now, user, event.into(), None)
    }

    fn publish_all(
        &mut self,
        now: Timestamp,
        user: &UserId,
        event: Event,
        follow_up: Option<Event>,
    ) -> Result<Published, Error> {
        self.advance(now);
        check_daemon_event(user, &event)?;
        self.check_length("user", user.as_str())?;

        let audience = || Audience::User(user.clone());
        let events = core::iter::once(event).chain(follow_up);
        let emissions: Emissions = events.map(|event| Emission { event, audience: audience() }).collect();
        let deliveries = self.match_within_queue(&emissions)?;
        for directory_update in emissions.iter().filter_map(|emission| emission.event.directory_update()) {
            self.directory.apply(user, directory_update);
        }
        Ok(self.deliver_published(emissions, &deliveries))
    }
}
