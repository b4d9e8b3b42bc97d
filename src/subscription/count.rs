//! How many deliveries subscriptions may still get (C1).
//!
//! Owns [`Count`], and [`Counts`], where what remains is kept, apart from all else, so that many are taken off at once without
//! touching the subscriptions. Must not know subscriptions. Invariant: of a count of n, n deliveries can be taken, and the n-th says
//! that nothing remains.

use alloc::vec::Vec;
use core::num::NonZeroU64;

use crate::recipients::CountNumber;

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
pub(crate) struct Counts {
    remaining: Vec<u64>,
    free: Vec<CountNumber>,
}

impl Counts {
    /// The number of a new count; `None` where there is no limit.
    pub(super) fn add(&mut self, count: Count) -> Option<CountNumber> {
        let remaining = count.remaining()?.get();
        let number = self.free.pop().unwrap_or_else(|| {
            self.remaining.push(0);
            CountNumber::at(self.remaining.len() - 1)
        });
        self.remaining[number.place()] = remaining;
        Some(number)
    }

    pub(super) fn release(&mut self, number: CountNumber) {
        self.remaining[number.place()] = 0;
        self.free.push(number);
    }

    /// How many deliveries remain.
    pub(super) fn get(&self, number: CountNumber) -> Count {
        Count::new(self.remaining[number.place()])
    }

    /// Takes one delivery: what remains; 0 means that this delivery was the last. `None` where nothing remained.
    pub(crate) fn take_one(&mut self, number: CountNumber) -> Option<u64> {
        let remaining = &mut self.remaining[number.place()];
        *remaining = remaining.checked_sub(1)?;
        Some(*remaining)
    }

    /// Undoes [`Self::take_one`].
    pub(crate) fn give_back(&mut self, number: CountNumber) {
        self.remaining[number.place()] += 1;
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.free.sort_unstable();
        while self.free.last().is_some_and(|last| last.place() + 1 == self.remaining.len()) {
            self.free.pop();
            self.remaining.pop();
        }
        self.remaining.shrink_to_fit();
        self.free.shrink_to_fit();
    }
}
