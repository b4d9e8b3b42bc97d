//! Sets of numbers.
//!
//! Owns [`NumberSet`]. Must not know what is numbered. Invariant: all sets are one type beneath, so the tree is compiled once.

use alloc::collections::BTreeSet;
use core::fmt;
use core::marker::PhantomData;

use crate::ids::{ConferenceId, ConversationNumber, SessionId, SubscriptionId};

/// The number of a value.
pub(crate) trait Number: Copy {
    fn from_number(number: u64) -> Self;
    fn number(self) -> u64;
}

macro_rules! numbers {
    ($($Number:ty),+) => { $(
        impl Number for $Number {
            fn from_number(number: u64) -> Self {
                Self::from_number(number)
            }

            fn number(self) -> u64 {
                self.number()
            }
        }
    )+ };
}

numbers!(ConferenceId, ConversationNumber, SessionId, SubscriptionId);

impl Number for usize {
    fn from_number(number: u64) -> Self {
        number as Self
    }

    fn number(self) -> u64 {
        self as u64
    }
}

impl Number for u64 {
    fn from_number(number: u64) -> Self {
        number
    }

    fn number(self) -> u64 {
        self
    }
}

/// A set in the order of its numbers. Cost: O(log numbers) to insert, remove and look up.
#[derive(Clone)]
pub(crate) struct NumberSet<N> {
    numbers: BTreeSet<u64>,
    of: PhantomData<N>,
}

impl<N> Default for NumberSet<N> {
    fn default() -> Self {
        Self { numbers: BTreeSet::new(), of: PhantomData }
    }
}

impl<N: Number> NumberSet<N> {
    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    pub(crate) fn contains(&self, number: N) -> bool {
        self.numbers.contains(&number.number())
    }

    /// Returns whether it is new.
    pub(crate) fn insert(&mut self, number: N) -> bool {
        self.numbers.insert(number.number())
    }

    /// Returns whether it was there.
    pub(crate) fn remove(&mut self, number: N) -> bool {
        self.numbers.remove(&number.number())
    }

    /// Those from `first` on.
    pub(crate) fn from(&self, first: N) -> impl Iterator<Item = N> + '_ {
        self.numbers.range(first.number()..).map(|number| N::from_number(*number))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = N> + '_ {
        self.numbers.iter().map(|number| N::from_number(*number))
    }
}

impl<N> fmt::Debug for NumberSet<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numbers.fmt(f)
    }
}
