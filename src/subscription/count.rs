//! How many deliveries a subscription may still get (C1).
//!
//! Owns [`Count`]. Must not know subscriptions. Invariant: without a limit it never ends; with one, n deliveries can be taken, and
//! the n-th says that nothing remains.

use core::num::NonZeroU64;

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

    /// Takes one delivery, where there is a limit: what remains; 0 means that this delivery was the last.
    pub(super) fn take_one(&mut self) -> Option<u64> {
        let left = self.0?.get() - 1;
        self.0 = NonZeroU64::new(left);
        Some(left)
    }

    /// Undoes [`Self::take_one`].
    pub(super) fn give_back(&mut self) {
        self.0 = match self.0 {
            Some(left) => left.checked_add(1),
            None => Some(NonZeroU64::MIN),
        };
    }
}
