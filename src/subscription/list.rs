//! The subscriptions of one session.
//!
//! Owns [`SubscriptionList`], and the [`Blocks`] of all of them. Must not know what a subscription is. Invariants: the order is that of
//! age, since ids only grow; each block of a list has a subscription.
//!
//! A list is a chain of blocks, each with the places of a few subscriptions. So the subscriptions are changed without reading their
//! neighbours, and whoever goes through them reads several at the same time. Whoever is removed leaves a hole, and the last one of a
//! block takes it along.

use super::place::{NONE, Place, PlaceInList};
use crate::collections::Reused;

/// Places in a block, which takes half a line of the cache.
pub(super) const IN_BLOCK: usize = 6;

#[derive(Debug)]
struct Block {
    places: [Place; IN_BLOCK],
    before: u32,
    after: u32,
}

/// Those of all lists.
#[derive(Debug, Default)]
pub(super) struct Blocks(Reused<Block>);

/// Which subscriptions a session has.
#[derive(Debug)]
pub(crate) struct SubscriptionList {
    first: u32,
    last: u32,
    len: u32,
    /// So many places of the last block were given.
    given: u8,
}

impl Default for SubscriptionList {
    fn default() -> Self {
        Self { first: NONE, last: NONE, len: 0, given: 0 }
    }
}

impl Blocks {
    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl Block {
    fn is_empty(&self) -> bool {
        self.places.iter().all(|place| *place == NONE)
    }
}

impl SubscriptionList {
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The places of its subscriptions, oldest first.
    pub(super) fn places<'a>(&self, blocks: &'a Blocks) -> impl Iterator<Item = Place> + use<'a> {
        let mut next = self.first;
        let each_block = core::iter::from_fn(move || {
            let block = blocks.0.get(next).filter(|_| next != NONE)?;
            next = block.after;
            Some(block)
        });
        each_block.flat_map(|block| block.places).filter(|place| *place != NONE)
    }

    /// Adds the youngest; returns where it is.
    pub(super) fn append(&mut self, place: Place, Blocks(blocks): &mut Blocks) -> PlaceInList {
        if self.last == NONE || usize::from(self.given) == IN_BLOCK {
            let block = blocks.insert(Block { places: [NONE; IN_BLOCK], before: self.last, after: NONE });
            match self.last {
                NONE => self.first = block,
                last => blocks[last].after = block,
            }
            (self.last, self.given) = (block, 0);
        }
        let at = self.given;
        blocks[self.last].places[usize::from(at)] = place;
        self.given += 1;
        self.len += 1;
        PlaceInList { block: self.last, at }
    }

    /// Removes one.
    pub(super) fn remove(&mut self, PlaceInList { block, at }: PlaceInList, Blocks(blocks): &mut Blocks) {
        self.len -= 1;
        blocks[block].places[usize::from(at)] = NONE;
        if blocks[block].is_empty() {
            let Block { before, after, .. } = blocks[block];
            match before {
                NONE => self.first = after,
                before => blocks[before].after = after,
            }
            match after {
                // The holes of the one before are not filled: what is there is older.
                NONE => (self.last, self.given) = (before, IN_BLOCK as u8),
                after => blocks[after].before = before,
            }
            blocks.release(block);
        }
    }

    /// Removes those of the first block, oldest first. All are removed in this way, so the next block is not told.
    pub(super) fn take_block(&mut self, Blocks(blocks): &mut Blocks) -> impl Iterator<Item = Place> + use<> {
        let first = self.first;
        let places = match first {
            NONE => [NONE; IN_BLOCK],
            first => {
                blocks.release(first);
                self.first = blocks[first].after;
                blocks[first].places
            }
        };
        places.into_iter().filter(|place| *place != NONE)
    }

    /// Reads what adding one changes, so that it is in the cache.
    pub(super) fn touch_last(&self, Blocks(blocks): &Blocks) {
        core::hint::black_box(blocks.get(self.last).map(|block| block.before));
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn they_are_lists_by_age_whatever_is_removed() {
        let (mut blocks, mut state, mut next) = (Blocks::default(), 7_u64, 0);
        let mut lists: Vec<(SubscriptionList, BTreeMap<Place, PlaceInList>)> = Vec::new();
        lists.resize_with(5, Default::default);
        for step in 0..20_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let choice = (state >> 33) as usize;
            let (list, expected) = &mut lists[choice % 5];
            // They fill up, and are emptied again.
            if choice / 5 % 100 < if step % 4_000 < 2_000 { 60 } else { 30 } {
                expected.insert(next, list.append(next, &mut blocks));
                next += 1;
            } else if choice % 1_001 == 0 {
                let mut taken = Vec::new();
                while taken.len() < expected.len() {
                    taken.extend(list.take_block(&mut blocks));
                }
                assert!(taken.iter().eq(expected.keys()), "step {step}");
                (*list, *expected) = (SubscriptionList::default(), BTreeMap::new());
            } else if let Some(place) = expected.keys().copied().nth(choice / 500 % expected.len().max(1)) {
                list.remove(expected.remove(&place).expect("it has it"), &mut blocks);
            }
            assert!(list.places(&blocks).eq(expected.keys().copied()), "step {step}");
            assert_eq!(list.len(), expected.len());
            let most: usize = lists.iter().map(|(_, expected)| expected.len()).sum();
            assert!(blocks.0.taken() <= most, "each block has a subscription");
        }
    }
}
