//! How many deliveries subscriptions may still get (C1).
//!
//! Owns [`Count`], and [`Counts`], where what remains is kept, apart from all else, so that many are taken off at once without
//! touching the subscriptions. Must not know subscriptions. Invariant: of a count of n, n deliveries can be taken, and the n-th says
//! that nothing remains.

use alloc::vec::Vec;
use core::num::NonZeroU64;

use crate::collections::Reused;
use crate::recipients::{CountNumber, CountedDelivery, CountedRecipient};

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

/// So many are taken from in one step.
const STEP: usize = 64;

/// So many, at least, are taken to be neighbours: those that one user has are of different times, as a rule.
const MANY: usize = STEP / 2;

/// What remains of a count that is not yet found to have a delivery left. No count is so large after a delivery.
const MISSING: u64 = u64::MAX;

/// Takes one delivery off a count, if it has one left; returns what remains.
#[inline(always)]
fn take(remaining: &mut u64) -> Option<u64> {
    let left = remaining.checked_sub(1)?;
    *remaining = left;
    Some(left)
}

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

    /// Takes one delivery off each count, and appends those that had one left. Returns whether nothing remains of one of them: this
    /// delivery was its last.
    ///
    /// Subscriptions of one time have neighbouring counts, and as a rule all of them have something left; so where there are many, a
    /// loop takes from them that does nothing else, and those that were different come after it.
    pub(crate) fn take_one_of_each(&mut self, counted: &[CountedRecipient], list: &mut Vec<CountedDelivery>) -> bool {
        let mut least = u64::MAX;
        for step in counted.chunks(STEP) {
            if step.len() < MANY {
                for one in step {
                    let Some(remaining) = self.0.get_mut(one.count.number()).and_then(take) else { continue };
                    least = least.min(remaining);
                    list.push(CountedDelivery { recipient: one.recipient, remaining });
                }
                continue;
            }
            let (first, neighbours) = self.0.neighbours_mut(step[0].count.number());
            let (start, mut missing) = (list.len(), false);
            list.resize(start + step.len(), CountedDelivery::default());
            for (one, taken) in step.iter().zip(&mut list[start..]) {
                let neighbour = neighbours.get_mut((one.count.number() as usize).wrapping_sub(first));
                let remaining = neighbour.and_then(take).unwrap_or(MISSING);
                missing |= remaining == MISSING;
                least = least.min(remaining);
                *taken = CountedDelivery { recipient: one.recipient, remaining };
            }
            if missing {
                least = least.min(self.take_from_others(step, start, list));
            }
        }
        least == 0
    }

    /// Takes from those of a step that are [`MISSING`] in the list, from `start` on, and leaves out those that have nothing left.
    /// Returns the least that remains of one.
    #[cold]
    fn take_from_others(&mut self, step: &[CountedRecipient], start: usize, list: &mut Vec<CountedDelivery>) -> u64 {
        let (mut end, mut least) = (start, u64::MAX);
        for (one, at) in step.iter().zip(start..) {
            let mut taken = list[at];
            if taken.remaining == MISSING {
                let Some(remaining) = self.0.get_mut(one.count.number()).and_then(take) else { continue };
                (taken.remaining, least) = (remaining, least.min(remaining));
            }
            list[end] = taken;
            end += 1;
        }
        list.truncate(end);
        least
    }

    /// Undoes one of [`Self::take_one_of_each`].
    pub(crate) fn give_back(&mut self, number: CountNumber) {
        self.0.get_mut(number.number()).into_iter().for_each(|remaining| *remaining += 1);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}
