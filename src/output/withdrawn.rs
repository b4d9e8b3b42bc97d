//! What the host has withdrawn since it was published (R5).
//!
//! Owns which subscriptions and sessions get nothing of what waits, and for how long that has to be known. Must not know the queue.
//! Invariants: something is kept until everything that waited when it was withdrawn was polled; one call removes at most [`STEP`]
//! of what is not needed any more.

use alloc::collections::VecDeque;

use crate::collections::NumberSet;
use crate::ids::SubscriptionId;
use crate::recipients::{self, Recipient, SessionSlot, SharedRecipients};

/// So many are removed at a time.
const STEP: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Withdrawn {
    /// All that a session held, and all that has ended in it.
    Session(SessionSlot),
    Subscription(SubscriptionId),
    /// One of those that a session held when it was closed.
    OfSession(SubscriptionId),
}

#[derive(Debug, Default)]
pub(super) struct Withdrawals {
    sessions: NumberSet<SessionSlot>,
    subscriptions: NumberSet<SubscriptionId>,
    /// Oldest first, each with how many deliveries must be polled until none of it can be left.
    in_order: VecDeque<(u64, Withdrawn)>,
}

impl Withdrawals {
    pub(super) fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }

    pub(super) fn insert(&mut self, until: u64, withdrawn: Withdrawn) {
        match withdrawn {
            Withdrawn::Session(slot) => self.sessions.insert(slot),
            Withdrawn::Subscription(id) | Withdrawn::OfSession(id) => self.subscriptions.insert(id),
        };
        self.in_order.push_back((until, withdrawn));
    }

    /// Whether nothing is delivered to it any more.
    pub(super) fn contains(&self, recipient: Recipient) -> bool {
        self.sessions.contains(recipient.slot()) || self.subscriptions.contains(recipient.subscription())
    }

    /// Whether one of the subscriptions from `first` to `last` was withdrawn. Cost: O(log withdrawn).
    pub(super) fn touches(&self, first: SubscriptionId, last: SubscriptionId) -> bool {
        self.subscriptions.from(first).next().is_some_and(|id| id <= last)
    }

    /// How many entries of a shared list were withdrawn: each was held by its session until it was ended, or until the session was
    /// closed. Cost: that of finding each of the fewer ones among the others.
    pub(super) fn count_in(&self, list: &SharedRecipients) -> usize {
        if list.len() < self.subscriptions.len() {
            list.chunks().flatten().filter(|one| self.subscriptions.contains(one.subscription())).count()
        } else {
            self.subscriptions.iter().filter(|id| recipients::contains(list, *id)).count()
        }
    }

    /// Removes what is not needed once so many deliveries were polled; `released` is called with the sessions among it.
    pub(super) fn remove_until(&mut self, polled: u64, mut released: impl FnMut(SessionSlot)) {
        for _ in 0..STEP {
            let Some((_, withdrawn)) = self.in_order.front().copied().filter(|(until, _)| *until <= polled) else {
                return;
            };
            self.in_order.pop_front();
            match withdrawn {
                Withdrawn::Session(slot) => {
                    self.sessions.remove(slot);
                    released(slot);
                }
                Withdrawn::Subscription(id) | Withdrawn::OfSession(id) => {
                    self.subscriptions.remove(id);
                }
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Withdrawn)> {
        self.in_order.iter().copied()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.in_order.shrink_to_fit();
    }
}
