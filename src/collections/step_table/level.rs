//! One row of slots, in groups of eight.
//!
//! Owns [`Level`]. Must not know that a table may have two of them, nor when a level is too full. Invariants: the home of a hash is
//! the earlier the smaller the hash, in a level of any size; from the home of each entry to its group no group has an empty slot; a
//! removal moves at most [`MAX_SHIFT`] entries.
//!
//! The home is a group, and an entry is in the first group from there on that had a free slot. Each slot has a tag of one byte, and
//! the eight tags of a group are one word: a search compares them at once, and reads an entry only where seven bits of its hash
//! agree. It ends at the first group with an empty slot.

use super::super::Paged;

/// So many entries a removal may move. Where that does not do, which is rare, the slot gets a mark.
const MAX_SHIFT: usize = 8;

/// Slots of a group.
const GROUP: usize = 8;

/// The slots of all sizes from here on are whole segments.
const SEGMENT: usize = 1024;

/// The tag of an empty slot. Those of entries have the highest bit.
const EMPTY: u8 = 0;

/// The tag of an empty slot where a search goes on.
const MARK: u8 = 1;

const LOW_BITS: u64 = u64::MAX / 255;
const HIGH_BITS: u64 = LOW_BITS << 7;

#[derive(Clone)]
pub(super) struct Level<T> {
    /// Those groups at the end in which nothing ever was are not there yet.
    tags: Paged<u64>,
    slots: Paged<Option<T>>,
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

/// The byte in which the tag of a slot is.
fn byte(at: usize) -> usize {
    at % GROUP * 8
}

/// The tag of an entry: bits of the hash that say little of its home.
fn tag(hash: u64) -> u8 {
    (hash >> 32) as u8 | 0x80
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
    /// A level of one of the sizes that [`larger`] gives. Most slots are allocated when they are reached.
    pub(super) fn new(size: usize) -> Self {
        // The smallest level may stay a half of a group.
        let first = if size <= GROUP { 0 } else { size };
        let (tags, slots) = (Paged::with_first(size / GROUP), Paged::with_first(first));
        Self { tags, slots, size, homes: homes(size), marked: 0 }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// How many groups there are until now.
    pub(super) fn groups(&self) -> usize {
        self.tags.len()
    }

    pub(super) fn marked(&self) -> usize {
        self.marked
    }

    /// The group from which on an entry is searched for.
    pub(super) fn home(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.homes as u128) >> 64) as usize
    }

    /// The group of this level before which there is the same share of all hashes as before `group` in `other`.
    pub(super) fn scale(&self, group: usize, other: &Self) -> usize {
        (group as u128 * self.homes as u128 / other.homes.max(1) as u128) as usize
    }

    fn tags(&self, group: usize) -> u64 {
        self.tags.get(group).copied().unwrap_or_default()
    }

    fn set_tag(&mut self, at: usize, tag: u8) {
        let tags = &mut self.tags[at / GROUP];
        *tags = *tags & !(0xff << byte(at)) | u64::from(tag) << byte(at);
    }

    fn tag(&self, at: usize) -> u8 {
        (self.tags(at / GROUP) >> byte(at)) as u8
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.slots.get(at)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.slots.get_mut(at)?.as_mut()
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }

    /// The slot of an entry with this hash, searched for from a group on.
    #[inline]
    pub(super) fn find(&self, hash: u64, home: usize, mut is: impl FnMut(&T) -> bool) -> Option<usize> {
        let tag = u64::from(tag(hash)) * LOW_BITS;
        let mut group = home;
        loop {
            let tags = self.tags(group);
            let found = slots(group, zero_bytes(tags ^ tag)).find(|at| self.get(*at).is_some_and(&mut is));
            if found.is_some() || has_empty(tags) {
                return found;
            }
            group += 1;
        }
    }

    /// Makes groups and slots before this group. Returns how many entries it moved: none where the size is 32 or more.
    pub(super) fn extend_to(&mut self, group: usize) -> usize {
        self.extend(group, group * GROUP)
    }

    fn extend(&mut self, groups: usize, slots: usize) -> usize {
        while self.tags.len() < groups {
            self.tags.push(0);
        }
        let mut moved = 0;
        while self.slots.len() < slots {
            moved += self.slots.push(None);
        }
        moved
    }

    /// Adds an entry to the first group from this one on that has a free slot. Returns how many others were moved.
    pub(super) fn insert(&mut self, hash: u64, home: usize, entry: T) -> usize {
        let mut group = home;
        let at = loop {
            match slots(group, !self.tags(group) & HIGH_BITS).next() {
                Some(at) => break at,
                None => group += 1,
            }
        };
        let moved = self.extend(group + 1, at + 1);
        self.marked -= usize::from(self.tag(at) == MARK);
        self.set_tag(at, tag(hash));
        self.slots[at] = Some(entry);
        moved
    }

    /// Removes the entry of a slot, and moves others so that they are found; returns how many. `swept`: homes before it count as
    /// this one, as what is before it is not searched.
    pub(super) fn remove(&mut self, at: usize, swept: usize, hash: impl Fn(&T) -> u64) -> (Option<T>, usize) {
        let removed = self.slots.get_mut(at).and_then(Option::take);
        let (mut hole, mut moved) = (at, 0);
        let tag = loop {
            let Some(last) = self.last_for(hole / GROUP, swept, &hash) else { break EMPTY };
            if moved == MAX_SHIFT {
                self.marked += 1;
                break MARK;
            }
            self.set_tag(hole, self.tag(last));
            self.slots[hole] = self.slots[last].take();
            (hole, moved) = (last, moved + 1);
        };
        self.set_tag(hole, tag);
        (removed, moved)
    }

    /// The last entry behind a group that would not be found if the group had an empty slot. The last, because then few have to be
    /// moved. None, where the group has one.
    fn last_for(&self, group: usize, swept: usize, hash: impl Fn(&T) -> u64) -> Option<usize> {
        let mut end = group;
        while !has_empty(self.tags(end)) {
            end += 1;
        }
        (group + 1..=end).rev().find_map(|behind| {
            let is_for = |entry: &T| self.home(hash(entry)).max(swept) <= group;
            slots(behind, self.tags(behind) & HIGH_BITS).find(|at| self.get(*at).is_some_and(is_for))
        })
    }

    /// Takes all entries of a group, for good; returns whether a search ended in it.
    pub(super) fn take_group(&mut self, group: usize, mut entry: impl FnMut(T)) -> bool {
        let tags = self.tags(group);
        for at in slots(group, tags & HIGH_BITS) {
            self.slots.get_mut(at).and_then(Option::take).into_iter().for_each(&mut entry);
        }
        if let Some(taken) = self.tags.get_mut(group) {
            *taken = 0;
        }
        has_empty(tags)
    }

    /// Frees what is before this group: it was all taken.
    pub(super) fn free_before(&mut self, group: usize) {
        self.tags.free_before(group);
        self.slots.free_before(group * GROUP);
    }

    /// Frees unused capacity, and the slots at the end in which there is nothing.
    pub(super) fn shrink_to_fit(&mut self) {
        while self.slots.len() > 0 && self.get(self.slots.len() - 1).is_none() {
            self.slots.pop();
        }
        while self.tags.len() > self.slots.len().div_ceil(GROUP) {
            self.tags.pop();
        }
        self.slots.shrink_to_fit();
        self.tags.shrink_to_fit();
    }

    /// How many slots it has memory for.
    #[cfg(test)]
    pub(super) fn allocated(&self) -> usize {
        self.slots.capacity()
    }
}
