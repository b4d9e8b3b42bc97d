//! What is kept of interests for snapshots.
//!
//! Owns [`Outlines`], each stored once, and [`Outlined`], which of them a subscription has and where its values are. Must not know what
//! is in an outline. Invariant: an outline is stored as long as a subscription has it.

use alloc::boxed::Box;
use core::num::NonZeroU32;

use super::encoded::EncodedInterest;
pub(super) use super::outline::Written;
use crate::collections::Interned;
use crate::predicate::Values;
use crate::vocab::Kind;

/// The outlines of the interests of all subscriptions.
#[derive(Debug)]
pub(super) struct Outlines {
    in_use: Interned<Box<[u8]>>,
    /// The number of the one that was used last: the next interest has the same one, as a rule.
    last: u32,
    hasher: ahash::RandomState,
}

/// What is kept of one interest beside the values of its conditions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outlined {
    /// The number of its outline, from 1 on; `None`: it has nothing beside its kind and its count.
    outline: Option<NonZeroU32>,
    /// Where its values begin among the bytes of the subscription: at the beginning, where they begin with those of the conditions.
    values_at: u32,
}

impl Outlines {
    pub(super) fn new(seed: u64) -> Self {
        Self { in_use: Interned::default(), last: 0, hasher: ahash::RandomState::with_seeds(seed, 46, 47, 48) }
    }

    /// Keeps an interest: its outline here, its values together with those of its conditions.
    pub(super) fn keep(&mut self, written: &Written, conditions: &[u8]) -> (Outlined, Values) {
        if written.is_empty() {
            return (Outlined::default(), Values::new(conditions));
        }
        let outline = Some(self.acquire(written.outline.as_slice()));
        let values = written.values.as_slice();
        if values.starts_with(conditions) {
            return (Outlined { outline, values_at: 0 }, Values::new(values));
        }
        (Outlined { outline, values_at: conditions.len() as u32 }, Values::new(&[conditions, values].concat()))
    }

    /// The number of an outline that has one user more.
    fn acquire(&mut self, outline: &[u8]) -> NonZeroU32 {
        let Self { in_use, last, hasher } = self;
        if in_use.get(*last).is_some_and(|last| **last == *outline) {
            in_use.acquire(*last);
        } else {
            *last = in_use.intern(hasher.hash_one(outline), |other| **other == *outline, || outline.into());
        }
        NonZeroU32::MIN.saturating_add(*last)
    }

    /// An interest that was kept, where it has something beside its kind and its count.
    pub(super) fn encoded(&self, kind: Kind, kept: (Outlined, &[u8])) -> Option<EncodedInterest> {
        let (Outlined { outline, values_at }, values) = kept;
        let outline = self.in_use.get(outline?.get() - 1)?;
        Some(EncodedInterest::of_parts(kind, outline, values.get(values_at as usize..)?))
    }

    /// One interest less.
    pub(super) fn release(&mut self, kept: Outlined) {
        kept.outline.into_iter().for_each(|outline| _ = self.in_use.release(outline.get() - 1));
    }

    pub(super) fn moved(&self) -> u64 {
        self.in_use.moved()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.in_use.shrink_to_fit();
    }
}
