//! What is left to ask of an event after a look-up and a quick check: each set of conditions stored once, evaluated once per event.
//!
//! Owns these conditions by number, and their results for the current event. Must not know who uses them. Invariants: equal
//! conditions have one number; it stays as long as some subscription uses it.

use alloc::boxed::Box;

use super::check::ResidualNumber;
use super::shapes::RestOf;
use crate::collections::{Interned, Paged};
use crate::predicate::{Attributes, Conditions, Search};

#[derive(Debug)]
pub(super) struct Residuals {
    in_use: Interned<Residual>,
    hasher: ahash::RandomState,
}

/// Conditions, and what tells them from others: the number of their shape, and their values.
#[derive(Debug)]
struct Residual {
    shape: u32,
    values: Box<[u8]>,
    conditions: Conditions,
}

/// Results of the current event, by number.
#[derive(Debug, Default)]
pub(super) struct Results {
    event: u64,
    /// For which event, and whether it passed.
    last: Paged<(u64, bool)>,
}

impl Results {
    pub(super) fn next_event(&mut self) {
        self.event += 1;
    }
}

impl Residual {
    fn is(&self, (shape, values): &RestOf) -> bool {
        self.shape == *shape && *self.values == values[..]
    }
}

impl Residuals {
    pub(super) fn new(hasher: ahash::RandomState) -> Self {
        Self { in_use: Interned::default(), hasher }
    }

    fn hash(&self, (shape, values): &RestOf) -> u64 {
        self.hasher.hash_one((shape, &values[..]))
    }

    /// The number of these conditions, where they are in use.
    pub(super) fn number(&self, rest: &RestOf) -> Option<ResidualNumber> {
        self.in_use.find(self.hash(rest), |residual| residual.is(rest)).map(ResidualNumber)
    }

    /// One user more. `conditions` makes the tree, where it is not stored yet.
    pub(super) fn acquire(&mut self, rest: RestOf, conditions: impl FnOnce(&RestOf) -> Conditions) -> ResidualNumber {
        let new = || Residual { shape: rest.0, values: rest.1[..].into(), conditions: conditions(&rest) };
        ResidualNumber(self.in_use.intern(self.hash(&rest), |residual| residual.is(&rest), new))
    }

    /// One user less.
    pub(super) fn release(&mut self, number: ResidualNumber) {
        self.in_use.release(number.0);
    }

    /// Whether the event passes; evaluated once per event, where results are kept.
    pub(super) fn passes(
        &self,
        number: ResidualNumber,
        event: &dyn Attributes,
        search: &mut dyn Search,
        results: Option<&mut Results>,
    ) -> bool {
        let Some(residual) = self.in_use.get(number.0) else { return false };
        let Some(results) = results else { return residual.conditions.matches(event, None, search) };
        while results.last.len() <= number.0 as usize {
            results.last.push((0, false));
        }
        let last = &mut results.last[number.0 as usize];
        if last.0 != results.event {
            *last = (results.event, residual.conditions.matches(event, None, search));
        }
        last.1
    }

    pub(super) fn moved(&self) -> u64 {
        self.in_use.moved()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.in_use.shrink_to_fit();
    }
}
