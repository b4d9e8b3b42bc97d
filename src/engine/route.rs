//! From events to their deliveries.
//!
//! Owns the steps of routing: match an event, stage it in the queue, take its deliveries off the counts; then commit all that an
//! input came to, or roll it back. Must not know what happened or why. Invariants: counts are taken in the order of the events
//! (C1); until [`Engine::commit`], everything can be undone (R4).

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Engine;
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId, UserNumber};
use crate::recipients::{Matched, Recipient};
use crate::routing::{Channel, Emission, Emissions, ResolvedAudience, Scope};
use crate::session::Sessions;
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

/// What routing the events of one input comes to, while they are staged: commit it or roll it back.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct Staged {
    /// Not of the size of `deliveries`: both would be read as one then, which waits until they are written.
    events: u32,
    deliveries: usize,
    /// Whether a count is used up.
    has_used_up: bool,
}

impl Staged {
    /// Whether nobody gets any of the events.
    pub(super) fn is_for_nobody(&self) -> bool {
        self.deliveries == 0
    }

    pub(super) fn published(&self) -> Published {
        Published { events: self.events as usize, deliveries: self.deliveries }
    }

    /// Adds what was staged after it.
    pub(super) fn append(&mut self, later: Self) {
        self.events += later.events;
        self.deliveries += later.deliveries;
        self.has_used_up |= later.has_used_up;
    }
}

/// Where an event is matched.
#[derive(Clone, Copy, Debug)]
pub(super) enum Destination<'a> {
    Nowhere,
    /// In one scope, which was looked up before.
    Scope(Scope),
    /// In those in which the subscriptions of an audience are.
    Audience(&'a ResolvedAudience),
}

impl<D: Directory> Engine<D> {
    /// Matches an event, and takes it into the queue, where it stays, if somebody gets it. Until then it stays where the caller has it:
    /// it is large, and moved once.
    pub(super) fn stage(&mut self, event: &mut Option<Event>, destination: Destination<'_>, staged: &mut Staged) {
        let Some(matched) = event else { return };
        staged.events += 1;
        if !matches!(destination, Destination::Nowhere) && self.find_recipients(matched, destination) {
            staged.deliveries += self.output.stage(event, &self.matched.plain);
            if self.matched.has_others() {
                self.add_others(staged);
            }
        }
    }

    /// Finds who gets an event; returns whether somebody does.
    #[inline]
    fn find_recipients(&mut self, event: &Event, destination: Destination<'_>) -> bool {
        let Self { sessions, matcher, matched, scopes, .. } = self;
        matched.clear();
        matcher.next_event();
        if let Some(kind) = event.kind_id() {
            let attributes = event.attributes();
            match_in_each(destination, sessions, scopes, matched, |scope, matched| {
                matcher.match_event(Channel { scope, kind }, attributes, matched);
            });
        }
        !matched.is_empty()
    }

    /// Adds those to the event staged last who have counts, or are in long lists.
    fn add_others(&mut self, staged: &mut Staged) {
        let Self { subscriptions, matched, output, .. } = self;
        if !matched.shared.is_empty() {
            staged.deliveries += output.add_shared(&mut matched.shared, &matched.left_out);
        }
        if matched.has_counted() {
            staged.deliveries += output.add_counted(matched.counted_len(), |list| {
                matched.take_counted(|counted| {
                    staged.has_used_up |= subscriptions.counts.take_one_of_each(counted, list);
                });
            });
            // An earlier event of the same input may have used the counts up.
            output.drop_if_for_nobody();
        }
    }

    /// Stages events that cannot be refused.
    pub(super) fn stage_all(&mut self, emissions: Emissions) -> Staged {
        let mut staged = Staged::default();
        for Emission { event, audience } in emissions {
            self.stage(&mut Some(event), Destination::Audience(&audience), &mut staged);
        }
        staged
    }

    /// Stages events; refused, and undone, where the queue has no capacity for all deliveries.
    pub(super) fn stage_checked(&mut self, emissions: Emissions) -> Result<Staged, Error> {
        let staged = self.stage_all(emissions);
        self.check_staged(&staged)?;
        Ok(staged)
    }

    /// Undoes what is staged where the queue has no capacity for it.
    #[inline]
    pub(super) fn check_staged(&mut self, staged: &Staged) -> Result<(), Error> {
        let checked = self.check_queue(staged.deliveries);
        if checked.is_err() {
            self.roll_back();
        }
        checked
    }

    /// What is staged was never there.
    pub(super) fn roll_back(&mut self) {
        for counted in self.output.staged_counted() {
            let held = self.subscriptions.get(counted.recipient.subscription());
            if let Some(count) = held.and_then(|held| held.count()) {
                self.subscriptions.counts.give_back(count);
            }
        }
        self.output.roll_back();
    }

    /// The queue has capacity for so many deliveries more (T2).
    pub(super) fn check_queue(&self, more: usize) -> Result<(), Error> {
        let waiting = self.output.pending() as u64 + more as u64;
        Error::check_bound(&self.config, Bound::PendingDeliveries, "deliveries waiting", waiting)
    }

    /// The staged events wait to be polled, and the subscriptions whose count they used up end in the same step (C1).
    #[inline]
    pub(super) fn commit(&mut self, staged: &Staged) -> Published {
        self.counters.events += u64::from(staged.events);
        self.counters.deliveries += staged.deliveries as u64;
        if staged.has_used_up {
            self.end_used_up();
        }
        self.output.commit(staged.deliveries);
        staged.published()
    }

    /// Ends the subscriptions whose count the staged deliveries used up.
    fn end_used_up(&mut self) {
        let used_up = self.output.staged_counted().filter(|counted| counted.remaining == 0);
        let ended: SmallVec<[Recipient; 4]> = used_up.map(|counted| counted.recipient).collect();
        for recipient in ended {
            self.end_subscription(recipient.subscription());
        }
    }

    /// Queues an answer to one subscription: not subject to R1, and off no count (K7).
    pub(super) fn answer(&mut self, session: SessionId, subscription: SubscriptionId, event: Event) {
        if let Ok(open) = self.sessions.get(session) {
            self.counters.deliveries += 1;
            self.output.push(event, Recipient::new(subscription, open.slot));
        }
    }

    /// Routes what cannot be refused: what is due by time, and what follows from the end of a session. It may exceed the bound of
    /// the queue.
    pub(super) fn route(&mut self, emissions: Emissions) {
        let staged = self.stage_all(emissions);
        self.commit(&staged);
    }
}

/// Matches an event in each scope of its destination, in each once. `numbers` is kept for its capacity.
#[inline]
pub(super) fn match_in_each(
    destination: Destination<'_>,
    sessions: &Sessions,
    numbers: &mut Vec<UserNumber>,
    matched: &mut Matched,
    mut match_in: impl FnMut(Scope, &mut Matched),
) {
    match destination {
        Destination::Nowhere => {}
        Destination::Scope(scope) => match_in(scope, matched),
        Destination::Audience(audience) => match_in_scopes(audience, sessions, numbers, matched, match_in),
    }
    matched.finish();
}

/// Matches an event in the scopes in which the subscriptions of an audience are.
fn match_in_scopes(
    audience: &ResolvedAudience,
    sessions: &Sessions,
    numbers: &mut Vec<UserNumber>,
    matched: &mut Matched,
    mut match_in: impl FnMut(Scope, &mut Matched),
) {
    let scope_of = |user: &UserId| sessions.subscriber_number(user).map(Scope::User);
    match audience {
        ResolvedAudience::User(user) => scope_of(user).into_iter().for_each(|scope| match_in(scope, matched)),
        ResolvedAudience::Users(users) => {
            numbers.clear();
            numbers.extend(users.iter().filter_map(|user| sessions.subscriber_number(user)));
            // A user may be named twice (R2).
            numbers.sort_unstable();
            numbers.dedup();
            numbers.iter().for_each(|number| match_in(Scope::User(*number), matched));
        }
        ResolvedAudience::Inside(conference, concerned) => {
            if let Some(scope) = concerned.left_out().and_then(scope_of) {
                match_in(scope, matched);
                matched.set_aside();
            }
            match_in(Scope::Inside(*conference), matched);
            if let Some(scope) = concerned.beside().and_then(scope_of) {
                match_in(scope, matched);
            }
        }
        ResolvedAudience::Members(conversation) => match_in(Scope::Members(*conversation), matched),
        ResolvedAudience::Everyone => match_in(Scope::Everyone, matched),
    }
}
