//! How many deliveries subscriptions may still get (C1).
//!
//! Owns [`Count`], and [`Counts`], where what remains is kept, apart from all else, so that many are taken off at once without
//! touching the subscriptions. Must not know subscriptions. Invariant: of a count of n, n deliveries can be taken, and the n-th says
//! that nothing remains.

use alloc::vec::Vec;
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

    /// Takes one delivery off each count. Appends what `taken` makes of each that had one left, and of what remains. Returns whether
    /// nothing remains of one of them: this delivery was its last.
    ///
    /// Subscriptions of one time have neighbouring counts. First it is seen how many these are and have something left, so that the
    /// loop which takes from them does nothing else.
    #[inline]
    pub(crate) fn take_one_of_each<T>(
        &mut self,
        counted: &[CountedRecipient],
        list: &mut Vec<T>,
        taken: impl Fn(Recipient, u64) -> T,
    ) -> bool {
        let (mut rest, mut used_up) = (counted, false);
        while let Some(next) = rest.first() {
            let (first, neighbours) = self.0.neighbours_mut(next.count.number());
            let place = |one: &CountedRecipient| (one.count.number() as usize).wrapping_sub(first);
            let has_none = |one: &CountedRecipient| neighbours.get(place(one)).is_none_or(|remaining| *remaining == 0);
            let end = rest.iter().position(has_none).unwrap_or(rest.len());
            list.extend(rest[..end].iter().map(|one| {
                let remaining = neighbours.get_mut(place(one)).map_or(0, |remaining| {
                    *remaining -= 1;
                    *remaining
                });
                used_up |= remaining == 0;
                taken(one.recipient, remaining)
            }));
            // The next one has nothing left, or is elsewhere.
            rest = &rest[end.max(1)..];
        }
        used_up
    }

    /// Undoes one of [`Self::take_one_of_each`].
    pub(crate) fn give_back(&mut self, number: CountNumber) {
        self.0.get_mut(number.number()).into_iter().for_each(|remaining| *remaining += 1);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}
