//! How many deliveries subscriptions may still get (C1).
//!
//! Owns [`Count`], and [`Counts`], where what remains is kept, apart from all else, so that many are taken off at once without
//! touching the subscriptions. Must not know subscriptions. Invariant: of a count of n, n deliveries can be taken, and the n-th says
//! that nothing remains.

use core::num::NonZeroU64;

use crate::collections::Reused;
use crate::recipients::{CountNumber, CountedRecipient, Recipient};

/// What remains of a count; `None`: there is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Count(Option<NonZeroU64>);

impl Count {
    /// A limit of so many deliveries; 0: none.
    pub(crate) const fn new(deliveries: u64) -> Self {
        Self(NonZeroU64::new(deliveries))
    }

    /// How many deliveries remain; `None` without a limit.
    pub(crate) const fn remaining(self) -> Option<NonZeroU64> {
        self.0
    }
}

/// What remains of each count, by number.
#[derive(Debug, Default)]
pub(crate) struct Counts(Reused<u64>);

impl Counts {
    /// The number of a new count; `None` where there is no limit.
    pub(super) fn add(&mut self, count: Count) -> Option<CountNumber> {
        Some(CountNumber::of(self.0.insert(count.remaining()?.get())))
    }

    pub(super) fn release(&mut self, number: CountNumber) {
        self.0.release(number.number());
    }

    /// How many deliveries remain.
    pub(super) fn get(&self, number: CountNumber) -> Count {
        Count::new(self.0.get(number.number()).copied().unwrap_or_default())
    }

    /// Takes one delivery off each count. `taken` is called with each that had one left, and what remains; 0 means that this delivery
    /// was the last.
    ///
    /// Subscriptions of one time have neighbouring counts, so those beside a count are kept at hand.
    #[inline]
    pub(crate) fn take_one_of_each(&mut self, counted: &[CountedRecipient], mut taken: impl FnMut(Recipient, u64)) {
        let mut rest = counted;
        while let Some(next) = rest.first() {
            let (first, neighbours) = self.0.neighbours_mut(next.count.number());
            let mut met = 0;
            for CountedRecipient { recipient, count } in rest {
                let Some(remaining) = neighbours.get_mut((count.number() as usize).wrapping_sub(first)) else { break };
                if *remaining > 0 {
                    *remaining -= 1;
                    taken(*recipient, *remaining);
                }
                met += 1;
            }
            // One that is nowhere has nothing left.
            rest = &rest[met.max(1)..];
        }
    }

    /// Undoes one of [`Self::take_one_of_each`].
    pub(crate) fn give_back(&mut self, number: CountNumber) {
        self.0.get_mut(number.number()).into_iter().for_each(|remaining| *remaining += 1);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}
