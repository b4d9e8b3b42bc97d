//! The way of events to those who hear them.
//!
//! Owns the three steps of routing: listen, make sure of the room, deliver; and building deliveries (R5).
//! Must not know what happened or why. Invariants: within one event deliveries are in order of subscription age (R3); counts
//! are taken in the order of the events (C1); until [`Engine::deliver`], everything can be given back (R4).

use smallvec::SmallVec;

use super::Engine;
use super::publish::Published;
use crate::audience::{Audience, Emission, Emissions};
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{Channel, Scope, SessionId, SubscriptionId};
use crate::matcher::Listener;
use crate::output::Delivery;
use crate::subscription::Subscriptions;
use crate::vocab::Event;

/// Where the deliveries of each event end within `heard`.
pub(super) type Ends = SmallVec<[usize; 2]>;

impl<D: Directory> Engine<D> {
    /// Finds out who hears each event, and takes the deliveries off the counts.
    pub(super) fn listen(&mut self, emissions: &[Emission]) -> Ends {
        self.heard.clear();
        let mut heard = Ends::new();
        for Emission { event, audience } in emissions {
            self.found.clear();
            match audience {
                Audience::Everyone => self.hear(Scope::Everyone, event),
                Audience::Members(conversation) => self.hear(Scope::Members(*conversation), event),
                Audience::User(user) => {
                    if let Some(user) = self.sessions.user_number(user) {
                        self.hear(Scope::User(user), event);
                    }
                }
                Audience::Users(users) => {
                    for user in users.iter() {
                        if let Some(user) = self.sessions.user_number(user) {
                            self.hear(Scope::User(user), event);
                        }
                    }
                    if users.len() > 1 {
                        self.found.sort_unstable_by_key(|listener| listener.subscription);
                    }
                }
            }
            let subscriptions = &mut self.subscriptions;
            if self.found.iter().any(|listener| listener.counted) {
                self.heard.extend(self.found.iter().filter_map(|listener| take_delivery(*listener, subscriptions)));
            } else {
                // Nothing to take off: the list is copied as it is.
                self.heard.extend(self.found.iter().map(|listener| delivery(*listener)));
            }
            heard.push(self.heard.len());
        }
        heard
    }

    /// Finds those who hear an event within a scope.
    fn hear(&mut self, scope: Scope, event: &Event) {
        self.matcher.matches_into(Channel { scope, kind: event.kind().number() }, event, &mut self.found);
    }

    /// As [`Self::listen`], but refused where the queue has no room for all of it; then the counts are as before.
    pub(super) fn listen_within_bounds(&mut self, emissions: &[Emission]) -> Result<Ends, Error> {
        let heard = self.listen(emissions);
        let waiting = self.output.pending() as u64 + self.heard.len() as u64;
        let room = Error::within(&self.config, Bound::PendingDeliveries, "deliveries waiting", waiting);
        if let Err(error) = room {
            for delivery in self.heard.drain(..).filter(|delivery| delivery.remaining.is_some()) {
                self.subscriptions.give_back(delivery.subscription);
            }
            return Err(error);
        }
        Ok(heard)
    }

    /// Queues the events for those who heard them, and ends the subscriptions whose count that used up, in the same step (C1).
    pub(super) fn deliver(&mut self, emissions: Emissions, heard: &Ends) {
        let mut start = 0;
        for (Emission { event, .. }, end) in emissions.into_iter().zip(heard) {
            self.output.push(event, &self.heard[start..*end]);
            start = *end;
        }
        for at in 0..self.heard.len() {
            let delivery = self.heard[at];
            if delivery.ended().is_some() {
                self.end_subscription(delivery.session, delivery.subscription);
            }
        }
    }

    /// As [`Self::deliver`], for a host that wants to know how much it was.
    pub(super) fn deliver_published(&mut self, emissions: Emissions, heard: &Ends) -> Published {
        let published = Published { events: emissions.len(), deliveries: self.heard.len() };
        self.deliver(emissions, heard);
        published
    }

    /// Queues an answer to one subscription: not subject to R1, and off no count (K7).
    pub(super) fn answer(&mut self, session: SessionId, subscription: SubscriptionId, event: Event) {
        let listener = Listener { subscription, session, counted: false };
        self.output.push(event, &[delivery(listener)]);
    }

    /// Routes what cannot be refused: what time brings, and what follows from a session's end. It may exceed the bound of the
    /// queue.
    pub(super) fn route(&mut self, emissions: Emissions) {
        let heard = self.listen(&emissions);
        self.deliver(emissions, &heard);
    }
}

/// Builds a delivery: the one place that does (R5), counted ones included. The matcher holds listeners of open sessions only, and
/// only on channels that they have a right to; what is withdrawn after this is held back when polled.
fn delivery(listener: Listener) -> Delivery {
    Delivery { session: listener.session, subscription: listener.subscription, remaining: None }
}

/// Takes a delivery off its count; `None` where an earlier event of the same input used that up.
fn take_delivery(listener: Listener, subscriptions: &mut Subscriptions) -> Option<Delivery> {
    let remaining = if listener.counted { Some(subscriptions.take_one(listener.subscription)?) } else { None };
    Some(Delivery { remaining, ..delivery(listener) })
}
