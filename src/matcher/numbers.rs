//! Small numbers, given again when they are released.
//!
//! Owns which numbers are free. Must not know what is numbered. Invariant: a number that was taken is not given again before it is
//! released.

use crate::collections::Paged;

/// Numbers from 0 on.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// The lowest number that was never taken.
    next: u32,
    /// Those that were released, the latest last.
    free: Paged<u32>,
}

impl Numbers {
    pub(super) fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }

    pub(super) fn release(&mut self, number: u32) {
        self.free.push(number);
    }

    /// Frees unused capacity, and the numbers above the highest one that is taken.
    pub(super) fn shrink_to_fit(&mut self) {
        let mut free: alloc::vec::Vec<u32> = core::iter::from_fn(|| self.free.pop()).collect();
        free.sort_unstable();
        while free.last().is_some_and(|last| *last + 1 == self.next) {
            free.pop();
            self.next -= 1;
        }
        free.into_iter().rev().for_each(|number| {
            self.free.push(number);
        });
        self.free.shrink_to_fit();
    }
}
