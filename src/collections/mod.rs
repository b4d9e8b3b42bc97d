//! Collections: in order, and by hash without long pauses.
//!
//! Owns [`ByAge`] and [`NumberSet`], which are in order, [`StepMap`] and [`StepTable`], which grow in steps, on a [`Paged`] array,
//! [`Interned`] values, and sorting texts. Must not know what they hold. Invariants: no result depends on the order of a hash or of a
//! history; no call moves more than 64 entries of a table that grows in steps, but shrinking.
//!
//! `NumberSet` is one tree for all types of numbers, and so is what `ByAge` has of its chunks: of a tree of the standard library the
//! compiler makes a copy for each pair of key and value.

mod by_age;
mod interned;
mod number_set;
mod numbers;
mod paged;
mod sorted_list;
mod step_map;
mod step_table;

use alloc::vec::Vec;

pub(crate) use self::by_age::ByAge;
pub(crate) use self::interned::Interned;
pub(crate) use self::number_set::{Number, NumberSet};
pub(crate) use self::numbers::{Numbered, Numbers, Reused};
pub(crate) use self::paged::Paged;
pub(crate) use self::sorted_list::{Chunks, Entry, SharedList, SortedList};
pub(crate) use self::step_map::StepMap;
pub(crate) use self::step_table::{Slot, StepTable};

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
