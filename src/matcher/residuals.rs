//! What is left to ask of an event after a look-up and a quick check: each set of conditions stored once, evaluated once per event.
//!
//! Owns these conditions by number, and their results for the current event. Must not know who uses them. Invariants: equal
//! conditions have one number; it stays as long as some subscription uses it.

use crate::collections::{Numbered, Paged, StepTable};
use crate::predicate::{Attributes, Conditions, Search};

/// The number of residual conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ResidualNumber(u32);

#[derive(Debug)]
pub(super) struct Residuals {
    by_hash: StepTable<(u64, u32)>,
    in_use: Numbered<InUse>,
    hasher: ahash::RandomState,
}

#[derive(Debug)]
struct InUse {
    conditions: Conditions,
    users: usize,
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

impl Residuals {
    pub(super) fn new(hasher: ahash::RandomState) -> Self {
        Self { by_hash: StepTable::default(), in_use: Numbered::default(), hasher }
    }

    /// The number of these conditions, where they are in use.
    pub(super) fn number(&self, conditions: &Conditions) -> Option<ResidualNumber> {
        self.find(self.hasher.hash_one(conditions), conditions)
    }

    fn find(&self, hash: u64, conditions: &Conditions) -> Option<ResidualNumber> {
        let found = self.by_hash.find(hash, |(other, number)| {
            *other == hash && self.get(ResidualNumber(*number)).is_some_and(|in_use| in_use.conditions == *conditions)
        });
        found.map(|(_, number)| ResidualNumber(*number))
    }

    fn get(&self, number: ResidualNumber) -> Option<&InUse> {
        self.in_use.get(number.0)
    }

    /// One user more.
    pub(super) fn acquire(&mut self, conditions: Conditions) -> ResidualNumber {
        let hash = self.hasher.hash_one(&conditions);
        let found = self.find(hash, &conditions);
        if let Some(number) = found {
            self.in_use.get_mut(number.0).into_iter().for_each(|in_use| in_use.users += 1);
            return number;
        }
        let number = self.in_use.insert(InUse { conditions, users: 1 });
        self.by_hash.insert(hash, (hash, number), |(hash, _)| *hash);
        ResidualNumber(number)
    }

    /// One user less.
    pub(super) fn release(&mut self, number: ResidualNumber) {
        let Some(in_use) = self.in_use.get_mut(number.0) else { return };
        in_use.users -= 1;
        if in_use.users > 0 {
            return;
        }
        let hash = self.hasher.hash_one(&in_use.conditions);
        self.in_use.remove(number.0);
        self.by_hash.remove(hash, |(_, other)| *other == number.0, |(hash, _)| *hash);
    }

    /// Whether the event passes; evaluated once per event, where results are kept.
    pub(super) fn passes(
        &self,
        number: ResidualNumber,
        event: &dyn Attributes,
        search: &mut dyn Search,
        results: Option<&mut Results>,
    ) -> bool {
        let Some(in_use) = self.get(number) else { return false };
        let Some(results) = results else { return in_use.conditions.matches(event, None, search) };
        while results.last.len() <= number.0 as usize {
            results.last.push((0, false));
        }
        let last = &mut results.last[number.0 as usize];
        if last.0 != results.event {
            *last = (results.event, in_use.conditions.matches(event, None, search));
        }
        last.1
    }

    pub(super) fn moved(&self) -> u64 {
        self.by_hash.moved()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.by_hash.shrink_to_fit(|(hash, _)| *hash);
        self.in_use.shrink_to_fit();
    }
}
