//! One row of slots, in groups of eight.
//!
//! Owns [`Level`]. Must not know that a table may have two of them, nor when a level is too full. Invariants: the home of a hash is
//! the earlier the smaller the hash, in a level of any size; from the home of each entry to its group no group has an empty slot; a
//! removal moves at most [`MAX_SHIFT`] entries.
//!
//! The home is a group, and an entry is in the first group from there on that had a free slot. Each slot has a tag of one byte, and
//! the eight tags of a group are one word: a search compares them at once, and reads an entry only where seven bits of its hash
//! agree. It ends at the first group with an empty slot.
//!
//! Where there are several groups, an entry has one slot of its group that it would rather have, and more than half of them do. A
//! search tries that one first. Tags and entries of a large table are both far away: the processor guesses that the entry is there,
//! and so waits for both at the same time.

use core::hint::black_box;

use super::segments::{GROUP, SEGMENT, Segments};

/// So many entries a removal may move. Where that does not do, which is rare, the slot gets a mark.
const MAX_SHIFT: usize = 8;

/// The tag of an empty slot. Those of entries have the highest bit.
const EMPTY: u8 = 0;

/// The tag of an empty slot where a search goes on.
const MARK: u8 = 1;

const LOW_BITS: u64 = u64::MAX / 255;
const HIGH_BITS: u64 = LOW_BITS << 7;

#[derive(Clone)]
pub(super) struct Level<T> {
    slots: Segments<T>,
    size: usize,
    /// How many groups are homes.
    homes: usize,
    /// How many slots have a mark.
    marked: usize,
}

/// The next size, in slots: twice, and when they are many a quarter more, in whole segments.
pub(super) fn larger(size: usize) -> usize {
    match size {
        0 => GROUP,
        1..SEGMENT => size * 2,
        _ => (size + size / 4 + SEGMENT / 2).max(size + SEGMENT) / SEGMENT * SEGMENT,
    }
}

/// How many groups are homes. One or two behind them are for what the last homes have too much of, so that a level is, as a rule, as
/// large as its size says.
fn homes(size: usize) -> usize {
    match size {
        0..64 => size / GROUP,
        64..SEGMENT => size / GROUP - 1,
        _ => size / GROUP - 2,
    }
}

/// So many entries are enough for a level of this size.
pub(super) fn max_len(size: usize) -> usize {
    let slots = homes(size) * GROUP;
    if slots == GROUP { slots } else { slots / 4 * 3 }
}

/// The tag of an entry: bits of the hash that say little of its home.
fn tag(hash: u64) -> u8 {
    (hash >> 32) as u8 | 0x80
}

/// The slot of a group that an entry would rather have: other bits of the hash.
pub(super) fn preferred(hash: u64) -> usize {
    (hash >> 39) as usize % GROUP
}

/// The highest bits of the bytes that are 0. Behind one that is, another may be found that is not.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW_BITS) & !word & HIGH_BITS
}

fn has_empty(tags: u64) -> bool {
    zero_bytes(tags) != 0
}

/// The slots of a group that these highest bits are of, the first one first.
fn slots(group: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let at = (bits != 0).then(|| group * GROUP + bits.trailing_zeros() as usize / 8)?;
        bits &= bits - 1;
        Some(at)
    })
}

impl<T> Level<T> {
    /// A level of one of the sizes that [`larger`] gives. Segments are allocated when they are reached.
    pub(super) fn new(size: usize) -> Self {
        Self { slots: Segments::new(size), size, homes: homes(size), marked: 0 }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// How many groups there are until now.
    pub(super) fn groups(&self) -> usize {
        self.slots.groups()
    }

    pub(super) fn marked(&self) -> usize {
        self.marked
    }

    /// The group from which on an entry is searched for.
    pub(super) fn home(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.homes as u128) >> 64) as usize
    }

    /// The home in this level of the same share of all hashes as `group` is in `other`; the last one for groups behind all homes.
    pub(super) fn scale(&self, group: usize, other: &Self) -> usize {
        let home = group as u128 * self.homes as u128 / other.homes.max(1) as u128;
        (home as usize).min(self.homes.saturating_sub(1))
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.slots.get(at)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.slots.get_mut(at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut()
    }

    /// Reads the tags of a group, and the slot of it that an entry with this hash would rather have.
    #[inline]
    pub(super) fn touch(&self, hash: u64, group: usize) {
        black_box(self.slots.group(group).map(|(tags, slots)| (tags, slots.get(preferred(hash)).map(Option::is_some))));
    }

    /// What `is` gives for an entry with this hash and its slot, the first that it gives something for. Searches from a group on.
    #[inline]
    pub(super) fn find_map<'t, R>(
        &'t self,
        hash: u64,
        home: usize,
        mut is: impl FnMut(usize, &'t T) -> Option<R>,
    ) -> Option<R> {
        let mut group = home;
        let (mut tags, mut slots) = self.slots.group(group)?;
        let (tag, preferred, mut tried) = (tag(hash), preferred(hash), 0);
        if (tags >> (preferred * 8)) as u8 == tag {
            let result =
                slots.get(preferred).and_then(Option::as_ref).and_then(|entry| is(group * GROUP + preferred, entry));
            if result.is_some() {
                return result;
            }
            tried = 0x80 << (preferred * 8);
        }
        let tag = u64::from(tag) * LOW_BITS;
        loop {
            let mut found = zero_bytes(tags ^ tag) & !tried;
            while found != 0 {
                let slot = found.trailing_zeros() as usize / 8;
                let result = slots.get(slot).and_then(Option::as_ref).and_then(|entry| is(group * GROUP + slot, entry));
                if result.is_some() {
                    return result;
                }
                found &= found - 1;
            }
            if has_empty(tags) {
                return None;
            }
            (group, tried) = (group + 1, 0);
            (tags, slots) = self.slots.group(group)?;
        }
    }

    /// Makes the slots of a segment up to this group, the segment included.
    pub(super) fn extend_to(&mut self, group: usize) {
        self.slots.make(group * GROUP);
    }

    /// Adds an entry to the first group from this one on that has a free slot. Returns its slot, and how many others were moved.
    pub(super) fn insert(&mut self, hash: u64, home: usize, entry: T) -> (usize, usize) {
        let preferred = Some(preferred(hash)).filter(|_| self.slots.has_several_groups());
        let mut group = home;
        let at = loop {
            let free = !self.slots.tags(group) & HIGH_BITS;
            let is_free = |slot: &usize| free >> (slot * 8) & 0x80 != 0;
            match preferred.filter(is_free).map(|slot| group * GROUP + slot).or_else(|| slots(group, free).next()) {
                Some(at) => break at,
                None => group += 1,
            }
        };
        let moved = self.slots.make(at);
        let before = self.slots.fill(at, tag(hash), entry);
        self.marked -= usize::from(before == MARK);
        (at, moved)
    }

    /// Removes the entry of a slot, and moves others so that they are found; returns how many. Homes before what was swept are also
    /// before the slot, so it makes no difference to them where their search begins.
    pub(super) fn remove(&mut self, at: usize, hash: impl Fn(&T) -> u64) -> (Option<T>, usize) {
        if has_empty(self.slots.tags(at / GROUP)) {
            return (self.slots.clear(at, EMPTY), 0);
        }
        let removed = self.slots.take(at);
        let (mut hole, mut moved) = (at, 0);
        let tag = loop {
            let Some(last) = self.last_for(hole / GROUP, &hash) else { break EMPTY };
            if moved == MAX_SHIFT {
                self.marked += 1;
                break MARK;
            }
            let entry = self.slots.take(last);
            self.slots.set(hole, entry);
            self.slots.set_tag(hole, self.slots.tag(last));
            (hole, moved) = (last, moved + 1);
        };
        self.slots.set_tag(hole, tag);
        (removed, moved)
    }

    /// The last entry behind a group that would not be found if the group had an empty slot. The last, because then few have to be
    /// moved. None, where the group has one.
    fn last_for(&self, group: usize, hash: impl Fn(&T) -> u64) -> Option<usize> {
        let mut end = group;
        while !has_empty(self.slots.tags(end)) {
            end += 1;
        }
        (group + 1..=end).rev().find_map(|behind| {
            let is_for = |entry: &T| self.home(hash(entry)) <= group;
            slots(behind, self.slots.tags(behind) & HIGH_BITS).find(|at| self.get(*at).is_some_and(is_for))
        })
    }

    /// Takes all entries of a group, for good; returns whether a search ended in it.
    pub(super) fn take_group(&mut self, group: usize, mut entry: impl FnMut(T)) -> bool {
        let tags = self.slots.tags(group);
        for at in slots(group, tags & HIGH_BITS) {
            self.slots.set_tag(at, EMPTY);
            self.slots.take(at).into_iter().for_each(&mut entry);
        }
        has_empty(tags)
    }

    /// Frees what is before this group: it was all taken.
    pub(super) fn free_before(&mut self, group: usize) {
        self.slots.free_before(group);
    }

    /// Frees unused capacity, and the segments at the end in which there is nothing.
    pub(super) fn shrink_to_fit(&mut self) {
        self.slots.shrink_to_fit();
    }

    /// How many slots it has memory for.
    #[cfg(test)]
    pub(super) fn allocated(&self) -> usize {
        self.slots.allocated()
    }
}
