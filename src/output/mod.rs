//! What waits to be polled.
//!
//! Owns the one ordered queue of dispatches. Must not know how an event was matched, nor decide who receives it. Invariants: a
//! dispatch holds its event once and its deliveries in order of subscription age (R3); what the host has withdrawn since is
//! never delivered (R5).

mod dispatch;
#[cfg(feature = "snapshot")]
mod saved;

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use self::dispatch::Grouped;
pub use self::dispatch::{Delivery, Dispatch, EndReason, SessionDeliveries};
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{Holders, SavedQueue};
use crate::collections::NumberSet;
use crate::ids::{SessionId, SubscriptionId};
use crate::state_hash;
use crate::vocab::Event;

/// The queue. Deliveries of all dispatches are in one buffer, which is reused.
#[derive(Debug, Default)]
pub(crate) struct OutputQueue {
    dispatches: VecDeque<Pending>,
    deliveries: Vec<Delivery>,
    /// The place of the first delivery not yet polled.
    head: usize,
    /// How many deliveries were polled, or moved out of the buffer, since the beginning.
    polled: u64,
    /// The event of the dispatch polled last.
    current: Option<Event>,
    /// Where a dispatch sorts its deliveries by session.
    grouped: Vec<Grouped>,
    withdrawn_sessions: NumberSet<SessionId>,
    withdrawn_subscriptions: NumberSet<SubscriptionId>,
    /// What was withdrawn, oldest first, with how many deliveries must be polled until none of it can be left.
    withdrawn: VecDeque<(u64, Withdrawn)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Withdrawn {
    Session(SessionId),
    Subscription(SubscriptionId),
}

#[derive(Debug)]
struct Pending {
    event: Event,
    deliveries: usize,
}

impl OutputQueue {
    /// How many deliveries wait.
    pub(crate) fn pending(&self) -> usize {
        self.deliveries.len() - self.head
    }

    /// Queues an event for everyone in `deliveries`; if empty, nothing is queued.
    pub(crate) fn push(&mut self, event: Event, deliveries: &[Delivery]) {
        if !deliveries.is_empty() {
            self.reclaim();
            self.deliveries.extend_from_slice(deliveries);
            self.dispatches.push_back(Pending { event, deliveries: deliveries.len() });
        }
    }

    /// The next dispatch, borrowed. Cost: O(1), or O(its deliveries) while something withdrawn may still wait.
    pub(crate) fn poll(&mut self) -> Option<Dispatch<'_>> {
        loop {
            let Some(pending) = self.dispatches.pop_front() else {
                self.current = None;
                self.reclaim();
                return None;
            };
            let start = self.head;
            self.head += pending.deliveries;
            self.polled += pending.deliveries as u64;
            let kept = self.keep_entitled(start, self.head);
            self.forget_withdrawn();
            if kept > start {
                let event = self.current.insert(pending.event);
                return Some(Dispatch::new(event, &self.deliveries[start..kept], &mut self.grouped));
            }
        }
    }

    pub(crate) fn state_hash(&self) -> u64 {
        let waiting = &self.deliveries[self.head..];
        state_hash::of(&(&self.dispatches, waiting, &self.withdrawn_sessions, &self.withdrawn_subscriptions))
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.reclaim();
        self.dispatches.shrink_to_fit();
        self.deliveries.shrink_to_fit();
        self.grouped = Vec::new();
        self.current = None;
    }

    /// Nothing that waits for this session is delivered any more.
    pub(crate) fn withdraw_session(&mut self, session: SessionId) {
        self.withdraw(Withdrawn::Session(session), self.pending() as u64);
    }

    /// Nothing that waits for this subscription is delivered any more.
    pub(crate) fn withdraw_subscription(&mut self, subscription: SubscriptionId) {
        self.withdraw(Withdrawn::Subscription(subscription), self.pending() as u64);
    }

    /// Holds something back while the next so many deliveries are polled.
    fn withdraw(&mut self, withdrawn: Withdrawn, deliveries: u64) {
        if deliveries > 0 {
            match withdrawn {
                Withdrawn::Session(session) => self.withdrawn_sessions.insert(session),
                Withdrawn::Subscription(subscription) => self.withdrawn_subscriptions.insert(subscription),
            };
            self.withdrawn.push_back((self.polled + deliveries, withdrawn));
        }
    }

    /// Forgets what was withdrawn once all that waited then was polled.
    fn forget_withdrawn(&mut self) {
        while self.withdrawn.front().is_some_and(|(until, _)| *until <= self.polled) {
            let Some((_, withdrawn)) = self.withdrawn.pop_front() else { return };
            match withdrawn {
                Withdrawn::Session(session) => self.withdrawn_sessions.remove(session),
                Withdrawn::Subscription(subscription) => self.withdrawn_subscriptions.remove(subscription),
            };
        }
    }

    /// Moves what may still be delivered to the front of the range; returns where that ends.
    fn keep_entitled(&mut self, start: usize, end: usize) -> usize {
        if self.withdrawn_sessions.is_empty() && self.withdrawn_subscriptions.is_empty() {
            return end;
        }
        let mut kept = start;
        for at in start..end {
            let delivery = self.deliveries[at];
            let withdrawn = self.withdrawn_sessions.contains(delivery.session)
                || self.withdrawn_subscriptions.contains(delivery.subscription);
            if !withdrawn {
                self.deliveries[kept] = delivery;
                kept += 1;
            }
        }
        kept
    }

    /// Makes the capacity of what was polled available again; amortised O(1) per delivery.
    fn reclaim(&mut self) {
        if self.dispatches.is_empty() {
            self.deliveries.clear();
            self.head = 0;
        } else if self.head > self.deliveries.len() / 2 {
            self.deliveries.drain(..self.head);
            self.head = 0;
        }
    }
}
