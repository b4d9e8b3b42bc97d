//! A hash table that grows in steps.
//!
//! Owns [`StepTable`]. Must not know keys, nor hash: it is given hashes. Invariants: no call moves more than 32 entries, but
//! shrinking; while the table grows, an entry is in the level that the boundary of the sweep says; an empty table allocates nothing.
//!
//! Entries are in a row of groups, each in its home or soon after it (linear probing). The home is the hash scaled to the number of
//! groups, so that the order of homes is that of hashes, whatever the size. A table that is full gets a second, larger level, and
//! each insertion or removal sweeps a few groups: it moves what is in the next groups of the old level to the new one. Because both
//! levels are in the order of hashes, the new one is filled in order as well: what the sweep has not reached is not allocated yet
//! there, what it has passed is freed here, and both together take little more memory than one.
//!
//! A look-up needs one level: the new one where the home in the old one is before the boundary, or else the old one. Only what
//! has its home in the row of full groups that the boundary cuts can be on either side.

mod level;
mod segments;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use core::fmt;

use self::level::{Level, larger, max_len};

/// So many groups an insertion or a removal sweeps. A table has grown after an eighth of its slots as many insertions, well before
/// the larger level is full.
const SWEPT: usize = 1;

/// Tables from so many slots on grow in steps, smaller ones in one call.
const SMALL: usize = 32;

/// A set of entries by their hashes. Cost: O(1) expected for each call but those which say otherwise. A look-up of an entry that is
/// a cache line reads one, as a rule, and a word of tags, of which there are 8 in one; the look-up of one that is not there reads
/// the tags alone.
#[derive(Clone)]
pub(crate) struct StepTable<T> {
    level: Level<T>,
    sweep: Option<Box<Sweep<T>>>,
    len: usize,
    moved: u64,
}

/// A larger level, and how far it is filled.
#[derive(Clone)]
struct Sweep<T> {
    to: Level<T>,
    /// The boundary: the first group of the old level that was not swept.
    at: usize,
    /// The first home of which entries may be behind the boundary.
    cut: usize,
}

/// Shows the entries.
impl<T: fmt::Debug> fmt::Debug for StepTable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Where an entry is, until another one is added or removed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    Old(usize),
    New(usize),
}

impl<T> Default for StepTable<T> {
    fn default() -> Self {
        Self { level: Level::new(0), sweep: None, len: 0, moved: 0 }
    }
}

impl<T> StepTable<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// How many entries were moved since the beginning.
    pub(crate) fn moved(&self) -> u64 {
        self.moved
    }

    /// All entries, in no order that means anything. Cost: O(entries) after growth, or else O(most entries there were).
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.level.iter().chain(self.sweep.iter().flat_map(|sweep| sweep.to.iter()))
    }

    /// As [`iter`](Self::iter); the entries keep their hashes.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.level.iter_mut().chain(self.sweep.iter_mut().flat_map(|sweep| sweep.to.iter_mut()))
    }

    /// What `is` gives for an entry with this hash, where it gives something.
    #[inline]
    pub(crate) fn find_map<'t, R>(&'t self, hash: u64, mut is: impl FnMut(&'t T) -> Option<R>) -> Option<R> {
        self.find_slot(hash, |_, entry| is(entry))
    }

    #[inline]
    fn find_slot<'t, R>(&'t self, hash: u64, mut is: impl FnMut(Slot, &'t T) -> Option<R>) -> Option<R> {
        let mut home = self.level.home(hash);
        if let Some(sweep) = &self.sweep {
            if home < sweep.at {
                let found = sweep.to.find_map(hash, sweep.to.home(hash), |at, entry| is(Slot::New(at), entry));
                if found.is_some() || home < sweep.cut {
                    return found;
                }
                home = sweep.at;
            }
        }
        self.level.find_map(hash, home, |at, entry| is(Slot::Old(at), entry))
    }

    /// Reads where an entry with this hash would rather be, and where the table says whether it is: so that both are in the cache.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) {
        let home = self.level.home(hash);
        match &self.sweep {
            Some(sweep) if home < sweep.at => sweep.to.touch(hash, sweep.to.home(hash)),
            Some(_) | None => self.level.touch(hash, home),
        }
    }

    /// Where the entry with this hash is of which `is` says so.
    #[inline]
    pub(crate) fn slot(&self, hash: u64, mut is: impl FnMut(&T) -> bool) -> Option<Slot> {
        self.find_slot(hash, |slot, entry| is(entry).then_some(slot))
    }

    /// What is there now.
    #[inline]
    pub(crate) fn get(&self, slot: Slot) -> Option<&T> {
        match slot {
            Slot::Old(at) => self.level.get(at),
            Slot::New(at) => self.sweep.as_ref()?.to.get(at),
        }
    }

    /// The entry with this hash of which `is` says so.
    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(&T) -> bool) -> Option<&T> {
        self.find_map(hash, |entry| is(entry).then_some(entry))
    }

    fn slot_mut(&mut self, slot: Slot) -> Option<&mut T> {
        match slot {
            Slot::Old(at) => self.level.get_mut(at),
            Slot::New(at) => self.sweep.as_mut()?.to.get_mut(at),
        }
    }

    /// As [`find`](Self::find); the entry keeps its hash.
    pub(crate) fn find_mut(&mut self, hash: u64, is: impl FnMut(&T) -> bool) -> Option<&mut T> {
        let slot = self.slot(hash, is)?;
        self.slot_mut(slot)
    }

    /// Changes the entry with this hash of which `is` says so; where there is none, the one that `new` makes is added before.
    /// Returns whether that is so. The entry keeps its hash; `rehash` gives that of each entry.
    pub(crate) fn change_or_insert(
        &mut self,
        hash: u64,
        is: impl FnMut(&T) -> bool,
        new: impl FnOnce() -> T,
        rehash: impl Fn(&T) -> u64,
        change: impl FnOnce(&mut T),
    ) -> bool {
        let (slot, is_new) = match self.slot(hash, is) {
            Some(slot) => (slot, false),
            None => (self.insert_at(hash, new(), rehash), true),
        };
        if let Some(entry) = self.slot_mut(slot) {
            change(entry);
        }
        is_new
    }

    /// Changes the entry with this hash of which `is` says so, and removes it where `change` returns false. Returns whether it was
    /// removed. The entry keeps its hash; `rehash` gives that of each entry.
    pub(crate) fn change_or_remove(
        &mut self,
        hash: u64,
        is: impl FnMut(&T) -> bool,
        rehash: impl Fn(&T) -> u64,
        change: impl FnOnce(&mut T) -> bool,
    ) -> bool {
        let Some(slot) = self.slot(hash, is) else { return false };
        let is_left = self.slot_mut(slot).is_none_or(change);
        if !is_left {
            self.remove_at(slot, rehash);
        }
        !is_left
    }

    /// Adds an entry that is not in the table. `rehash` gives the hash of each entry.
    pub(crate) fn insert(&mut self, hash: u64, entry: T, rehash: impl Fn(&T) -> u64) {
        self.insert_at(hash, entry, rehash);
    }

    fn insert_at(&mut self, hash: u64, entry: T, rehash: impl Fn(&T) -> u64) -> Slot {
        if self.sweep.is_some() {
            self.sweep_some(SWEPT, &rehash);
        } else if self.len + self.level.marked() >= max_len(self.level.size()) {
            self.grow(larger(self.level.size()), &rehash);
        }
        self.len += 1;
        let home = self.level.home(hash);
        let (slot, moved) = match &mut self.sweep {
            Some(sweep) if home < sweep.at => {
                let (at, moved) = sweep.to.insert(hash, sweep.to.home(hash), entry);
                (Slot::New(at), moved)
            }
            _ => {
                let (at, moved) = self.level.insert(hash, home, entry);
                (Slot::Old(at), moved)
            }
        };
        self.moved += moved as u64;
        slot
    }

    /// Removes the entry with this hash of which `is` says so. `rehash` gives the hash of each entry.
    pub(crate) fn remove(&mut self, hash: u64, is: impl FnMut(&T) -> bool, rehash: impl Fn(&T) -> u64) -> Option<T> {
        let slot = self.slot(hash, is)?;
        self.remove_at(slot, rehash)
    }

    fn remove_at(&mut self, slot: Slot, rehash: impl Fn(&T) -> u64) -> Option<T> {
        let (removed, moved) = match (slot, &mut self.sweep) {
            (Slot::New(at), Some(sweep)) => sweep.to.remove(at, &rehash),
            (Slot::Old(at) | Slot::New(at), _) => self.level.remove(at, &rehash),
        };
        self.len -= usize::from(removed.is_some());
        self.moved += moved as u64;
        self.sweep_some(SWEPT, &rehash);
        removed
    }

    /// Starts a sweep to a level of another size. A small table is swept in one call.
    fn grow(&mut self, size: usize, rehash: &impl Fn(&T) -> u64) {
        self.sweep = Some(Box::new(Sweep { to: Level::new(size), at: 0, cut: 0 }));
        let groups = if self.level.size() < SMALL { SMALL } else { SWEPT };
        self.sweep_some(groups, rehash);
    }

    /// Moves what is in the next so many groups to the new level, if there is one.
    fn sweep_some(&mut self, groups: usize, rehash: &impl Fn(&T) -> u64) {
        let Some(Sweep { to, at, cut }) = self.sweep.as_deref_mut() else { return };
        let end = (*at + groups).min(self.level.groups());
        while *at < end {
            let ended = self.level.take_group(*at, |entry| {
                let hash = rehash(&entry);
                let (_, moved) = to.insert(hash, to.home(hash), entry);
                self.moved += moved as u64 + 1;
            });
            *at += 1;
            if ended {
                *cut = *at;
            }
        }
        if end < self.level.groups() {
            // A little in each call, so that an entry far ahead does not have to make all slots before it.
            to.extend_to(to.scale(end, &self.level));
            self.level.free_before(end);
        } else if let Some(sweep) = self.sweep.take() {
            self.level = sweep.to;
        }
    }

    /// Frees unused capacity: what is allocated then follows from the entries alone. Cost: O(entries).
    pub(crate) fn shrink_to_fit(&mut self, rehash: impl Fn(&T) -> u64) {
        self.finish(&rehash);
        let mut size = 0;
        while max_len(size) < self.len {
            size = larger(size);
        }
        self.grow(size, &rehash);
        self.finish(&rehash);
        self.level.shrink_to_fit();
    }

    /// Sweeps to the end, and frees what it passes.
    fn finish(&mut self, rehash: &impl Fn(&T) -> u64) {
        while self.sweep.is_some() {
            self.sweep_some(SMALL, rehash);
        }
    }
}
