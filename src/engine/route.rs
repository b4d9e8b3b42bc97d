//! From events to their deliveries.
//!
//! Owns the three steps of routing: match, check the bound of the queue, deliver; and building deliveries (R5).
//! Must not know what happened or why. Invariants: within one event deliveries are in order of subscription age (R3); counts
//! are taken in the order of the events (C1); until [`Engine::deliver`], everything can be undone (R4).

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Engine;
use super::publish::Published;
use crate::conference::{Conferences, LiveConference};
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId};
use crate::matcher::{self, Recipient};
use crate::output::Delivery;
use crate::routing::{Channel, Emission, Emissions, ResolvedAudience, Scope};
use crate::session::Sessions;
use crate::subscription::Subscriptions;
use crate::vocab::Event;

/// Where the deliveries of each event end in [`Engine::deliveries`].
pub(super) type Ends = SmallVec<[usize; 2]>;

impl<D: Directory> Engine<D> {
    /// Matches each event, and takes the deliveries off the counts.
    pub(super) fn match_emissions(&mut self, emissions: &[Emission]) -> Ends {
        self.deliveries.clear();
        let mut deliveries = Ends::new();
        for Emission { event, audience } in emissions {
            let Self { sessions, conferences, matcher, found, .. } = self;
            found.clear();
            if let Some(kind) = event.kind_id() {
                let scopes = for_each_scope(audience, sessions, conferences, |scope| {
                    matcher.match_event(Channel { scope, kind }, event, found);
                });
                if scopes > 1 {
                    sort_and_dedup(found);
                }
            }
            let subscriptions = &mut self.subscriptions;
            if self.found.iter().any(|recipient| recipient.counted) {
                self.deliveries
                    .extend(self.found.iter().filter_map(|recipient| take_delivery(*recipient, subscriptions)));
            } else {
                // Nothing to take off: the list is copied as it is.
                self.deliveries.extend(self.found.iter().map(|recipient| delivery(*recipient)));
            }
            deliveries.push(self.deliveries.len());
        }
        deliveries
    }

    /// As [`Self::match_emissions`], but refused where the queue has no capacity for all deliveries; then the counts are as before.
    pub(super) fn match_and_check_queue(&mut self, emissions: &[Emission]) -> Result<Ends, Error> {
        let deliveries = self.match_emissions(emissions);
        if let Err(error) = self.check_queue(self.deliveries.len()) {
            for delivery in self.deliveries.drain(..).filter(|delivery| delivery.remaining.is_some()) {
                self.subscriptions.give_back(delivery.subscription);
            }
            return Err(error);
        }
        Ok(deliveries)
    }

    /// The queue has capacity for so many deliveries more (T2).
    pub(super) fn check_queue(&self, more: usize) -> Result<(), Error> {
        let waiting = self.output.pending() as u64 + more as u64;
        Error::check_bound(&self.config, Bound::PendingDeliveries, "deliveries waiting", waiting)
    }

    /// Queues the events with their deliveries, and ends the subscriptions whose count that used up, in the same step (C1).
    pub(super) fn deliver(&mut self, emissions: Emissions, deliveries: &Ends) {
        self.counters.events += emissions.len() as u64;
        self.counters.deliveries += self.deliveries.len() as u64;
        let mut start = 0;
        for (Emission { event, .. }, end) in emissions.into_iter().zip(deliveries) {
            self.output.push(event, &self.deliveries[start..*end]);
            start = *end;
        }
        for at in 0..self.deliveries.len() {
            let delivery = self.deliveries[at];
            if delivery.ended().is_some() {
                self.end_subscription(delivery.session, delivery.subscription);
            }
        }
    }

    /// As [`Self::deliver`], for a host that wants to know how much it was.
    pub(super) fn deliver_published(&mut self, emissions: Emissions, deliveries: &Ends) -> Published {
        let published = Published { events: emissions.len(), deliveries: self.deliveries.len() };
        self.deliver(emissions, deliveries);
        published
    }

    /// Queues an answer to one subscription: not subject to R1, and off no count (K7).
    pub(super) fn answer(&mut self, session: SessionId, subscription: SubscriptionId, event: Event) {
        let recipient = Recipient { subscription, session, counted: false };
        self.counters.deliveries += 1;
        self.output.push(event, &[delivery(recipient)]);
    }

    /// Routes what cannot be refused: what is due by time, and what follows from the end of a session. It may exceed the bound of
    /// the queue.
    pub(super) fn route(&mut self, emissions: Emissions) {
        let deliveries = self.match_emissions(&emissions);
        self.deliver(emissions, &deliveries);
    }
}

/// Visits the scopes in which the subscriptions of an audience are; returns how many there are.
pub(super) fn for_each_scope(
    audience: &ResolvedAudience,
    sessions: &Sessions,
    conferences: &Conferences,
    mut visit: impl FnMut(Scope),
) -> usize {
    let mut scopes = 0;
    let mut visit = |scope| {
        visit(scope);
        scopes += 1;
    };
    let mut visit_user = |user| {
        if let Some(user) = sessions.user_number(user) {
            visit(Scope::User(user));
        }
    };
    match audience {
        ResolvedAudience::Everyone => visit(Scope::Everyone),
        ResolvedAudience::Members(conversation) => visit(Scope::Members(*conversation)),
        ResolvedAudience::User(user) => visit_user(user),
        ResolvedAudience::Users(users) => users.iter().for_each(visit_user),
        ResolvedAudience::Inside(conference) => {
            let conference = conferences.find(*conference);
            conference.into_iter().flat_map(LiveConference::users_inside).for_each(visit_user);
        }
    }
    scopes
}

/// Sorts the matches of several scopes by age (R3); a subscription of a user who was named twice, once (R2).
pub(super) fn sort_and_dedup(found: &mut Vec<Recipient>) {
    matcher::sort_by_age(found);
    found.dedup();
}

/// Builds a delivery: the one place that does (R5), counted ones included. The matcher holds subscriptions of open sessions only,
/// and only on channels that their users have a right to; what is withdrawn after this is held back when polled.
fn delivery(recipient: Recipient) -> Delivery {
    Delivery { session: recipient.session, subscription: recipient.subscription, remaining: None }
}

/// Takes a delivery off its count; `None` where an earlier event of the same input used that up.
fn take_delivery(recipient: Recipient, subscriptions: &mut Subscriptions) -> Option<Delivery> {
    let remaining = if recipient.counted { Some(subscriptions.take_one(recipient.subscription)?) } else { None };
    Some(Delivery { remaining, ..delivery(recipient) })
}
