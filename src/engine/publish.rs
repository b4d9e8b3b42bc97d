//! Inputs about what happened (R1 to R8).
//!
//! Owns the way of an event from the host to the queue. Must not know how listeners are found or deliveries built. Invariant:
//! an event and what follows from it are queued together or not at all (R4).

use core::ops::Range;

use super::Engine;
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{Channel, UserId};
use crate::time::Timestamp;
use crate::vocab::{Event, Family, follow_up};

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
    /// - [`Error::BoundReached`] where that name is longer than [`Bound::NameBytes`], or the queue would hold more than
    ///   [`Bound::PendingDeliveries`].
    pub fn publish(&mut self, now: Timestamp, user: &UserId, event: impl Into<Event>) -> Result<Published, Error> {
        let event = event.into();
        let follow_up = follow_up(&event);
        self.route(now, user, event, follow_up)
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
        self.route(now, user, event.into(), None)
    }

    fn route(
        &mut self,
        now: Timestamp,
        user: &UserId,
        event: Event,
        follow_up: Option<Event>,
    ) -> Result<Published, Error> {
        self.advance(now);
        if event.kind().family() != Family::Daemon {
            return Err(Error::WrongKind { kind: event.kind(), wanted: "an event of the daemon family" });
        }
        if user.as_str().is_empty() {
            return Err(Error::Empty { field: "user" });
        }
        Error::within(&self.config, Bound::NameBytes, "user", user.as_str().len() as u64)?;

        let heard = self.listen(user, &event, follow_up.as_ref())?;
        let published = Published { events: 1 + usize::from(follow_up.is_some()), deliveries: self.heard.len() };
        for (event, heard) in core::iter::once((event, heard.0)).chain(follow_up.map(|event| (event, heard.1))) {
            if let Some(lesson) = event.lesson() {
                self.directory.learn(user, lesson);
            }
            self.deliver(event, heard);
        }
        Ok(published)
    }

    /// Finds out who hears the event and who what follows from it, and makes sure that there is room for all of them.
    fn listen(
        &mut self,
        user: &UserId,
        event: &Event,
        follow_up: Option<&Event>,
    ) -> Result<(Range<usize>, Range<usize>), Error> {
        self.heard.clear();
        let user = self.sessions.user_number(user);
        let mut hear = |event: &Event| {
            let start = self.heard.len();
            if user.is_some() {
                let channel = Channel { user, kind: event.kind().number() };
                self.matcher.matches_into(channel, event, &mut self.heard);
            }
            start..self.heard.len()
        };
        let heard = (hear(event), follow_up.map(hear).unwrap_or_default());
        let waiting = self.output.pending() as u64 + self.heard.len() as u64;
        Error::within(&self.config, Bound::PendingDeliveries, "deliveries waiting", waiting)?;
        Ok(heard)
    }

    /// Queues an event for those in this part of `heard`, and ends the subscriptions whose count that uses up, in the same
    /// step (C1).
    fn deliver(&mut self, event: Event, heard: Range<usize>) {
        let subscriptions = &mut self.subscriptions;
        self.output.push(event, &self.heard[heard.clone()], |listener| subscriptions.take_one(listener.subscription));
        for at in heard {
            let listener = self.heard[at];
            if listener.counted && self.subscriptions.is_used_up(listener.subscription) {
                self.end_subscription(listener.session, listener.subscription);
            }
        }
    }
}
