//! Without the feature `snapshot` nothing is kept of interests but their conditions.
//!
//! Owns what `outlines` owns with that feature, all of it empty. Must not take memory or time. Invariant: what can be called is the same.
#![allow(clippy::needless_pass_by_ref_mut, reason = "as with the feature")]

use crate::predicate::Values;
use crate::vocab::Interest;

#[derive(Debug)]
pub(super) struct Outlines;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outlined;

#[derive(Debug, Default)]
pub(crate) struct Written(());

impl Written {
    #[inline]
    pub(super) fn write(&mut self, _: &Interest) {}
}

impl Outlines {
    pub(super) fn new(_: u64) -> Self {
        Self
    }

    #[inline]
    pub(super) fn keep(&mut self, _: &Written, conditions: &[u8]) -> (Outlined, Values) {
        (Outlined, Values::new(conditions))
    }

    #[inline]
    pub(super) fn release(&mut self, _: Outlined) {}

    pub(super) fn moved(&self) -> u64 {
        0
    }

    pub(super) fn shrink_to_fit(&mut self) {}
}
