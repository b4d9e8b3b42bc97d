//! Collections in order.
//!
//! Owns [`ByAge`], [`NumberSet`], and sorting texts. Must not know what they hold. Invariant: nothing iterates in the order of a hash
//! or of a history.
//!
//! `NumberSet` is one tree for all types of numbers, and `ByAge` a sorted vector: of a tree of the standard library the compiler makes
//! a copy for each pair of key and value.

mod by_age;
mod number_set;

use alloc::vec::Vec;

pub(crate) use self::by_age::ByAge;
pub(crate) use self::number_set::NumberSet;

/// Texts in their order, for going through a map in one that does not depend on a hash.
pub(crate) fn in_order<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut texts: Vec<&str> = texts.collect();
    sort(&mut texts);
    texts
}

/// One copy of the sort for all.
#[inline(never)]
pub(crate) fn sort(texts: &mut [&str]) {
    texts.sort_unstable();
}
