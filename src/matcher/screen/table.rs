//! Grams and what is listed by them: the hash table of a large screen.
//!
//! Owns [`GramTable`]: buckets, grams, and the entries of each gram. Must not know how grams are chosen. Invariants: a gram without
//! entries is not kept; the number of buckets follows from the number of grams.
//!
//! Nearly all look-ups are for grams that no pattern has, some hundred for each text: a [filter](super::filter) answers them. The
//! buckets grow and shrink one by one (linear hashing): each new one splits an old one, so no call moves more than the few grams of a
//! bucket for each gram that it adds or removes.

use core::mem;

use super::filter::Filter;
use super::gram::Gram;
use crate::collections::{Paged, Reused};

/// No further one.
pub(super) const NONE: u32 = u32::MAX;

/// Buckets for each gram.
const BUCKETS_PER_GRAM: usize = 1;

#[derive(Default)]
pub(super) struct GramTable {
    /// Secret, so that nobody can choose grams that share a bucket. Odd.
    seed: u64,
    /// The first gram of each bucket.
    buckets: Paged<u32>,
    /// The lowest bits that number all buckets.
    mask: usize,
    grams: Reused<Node>,
    entries: Reused<Entry>,
    filter: Filter,
}

/// A gram with entries.
#[derive(Clone, Copy)]
struct Node {
    gram: Gram,
    /// The next gram of the bucket.
    next: u32,
    /// The first entry.
    first: u32,
    entries: u32,
}

/// One alternative of a pattern.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) pattern: u32,
    /// Another gram that a text with this alternative has; [`Gram::EMPTY`] where there is none.
    pub(super) second: Gram,
    /// Another entry of the same pattern, or [`NONE`].
    pub(super) sibling: u32,
    gram: u32,
    next: u32,
    previous: u32,
}

impl GramTable {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed: seed | 1, ..Self::default() }
    }

    /// How many entries a gram has.
    pub(super) fn entries_of(&self, gram: Gram) -> u32 {
        self.find(gram).map_or(0, |node| self.grams[node].entries)
    }

    fn hash(&self, gram: Gram) -> u64 {
        u64::from(gram.0).wrapping_mul(self.seed)
    }

    /// Whether the gram may have entries. Cost: one load.
    #[inline]
    pub(super) fn is_possible(&self, gram: Gram) -> bool {
        self.filter.is_possible(self.hash(gram))
    }

    /// The gram's number, if it has entries.
    pub(super) fn find(&self, gram: Gram) -> Option<u32> {
        let mut node = *self.buckets.get(self.bucket(gram))?;
        while node != NONE {
            let Node { gram: found, next, .. } = self.grams[node];
            if found == gram {
                return Some(node);
            }
            node = next;
        }
        None
    }

    /// The entries of a gram, by its number.
    pub(super) fn list(&self, node: u32) -> impl Iterator<Item = &Entry> {
        let mut next = self.grams[node].first;
        core::iter::from_fn(move || {
            (next != NONE).then(|| {
                let entry = &self.entries[next];
                next = entry.next;
                entry
            })
        })
    }

    /// All numbers of grams are below.
    pub(super) fn end(&self) -> usize {
        self.grams.end()
    }

    /// Lists an alternative by a gram; returns the number of the entry.
    pub(super) fn insert(&mut self, gram: Gram, pattern: u32, second: Gram, sibling: u32) -> u32 {
        let node = self.find(gram).unwrap_or_else(|| self.add_gram(gram));
        let next = self.grams[node].first;
        let entry = self.entries.insert(Entry { pattern, second, sibling, gram: node, next, previous: NONE });
        if next != NONE {
            self.entries[next].previous = entry;
        }
        let node = &mut self.grams[node];
        node.first = entry;
        node.entries += 1;
        entry
    }

    /// Removes an entry; returns its gram and its sibling. Cost: O(1), however many entries the gram has.
    pub(super) fn remove(&mut self, entry: u32) -> (Gram, u32) {
        let Entry { sibling, gram: node, next, previous, .. } = self.entries[entry];
        self.entries.release(entry);
        if next != NONE {
            self.entries[next].previous = previous;
        }
        if previous != NONE {
            self.entries[previous].next = next;
        } else {
            self.grams[node].first = next;
        }
        self.grams[node].entries -= 1;
        let gram = self.grams[node].gram;
        if next == NONE && previous == NONE {
            self.remove_gram(node);
        }
        (gram, sibling)
    }

    fn add_gram(&mut self, gram: Gram) -> u32 {
        while self.buckets.len() <= (self.grams.taken() + 1) * BUCKETS_PER_GRAM {
            self.split_bucket();
        }
        let bucket = self.bucket(gram);
        let node = self.grams.insert(Node { gram, next: self.buckets[bucket], first: NONE, entries: 0 });
        self.buckets[bucket] = node;
        let Self { seed, grams, filter, .. } = self;
        let hash = |gram: Gram| u64::from(gram.0).wrapping_mul(*seed);
        let hash_of = |number: usize| {
            let node = &grams[number as u32];
            (node.entries > 0).then(|| hash(node.gram))
        };
        filter.note(hash(gram), grams.taken(), grams.end(), hash_of);
        node
    }

    fn remove_gram(&mut self, node: u32) {
        let Node { gram, next, .. } = self.grams[node];
        self.grams.release(node);
        let bucket = self.bucket(gram);
        let mut before = self.buckets[bucket];
        if before == node {
            self.buckets[bucket] = next;
        } else {
            while self.grams[before].next != node {
                before = self.grams[before].next;
            }
            self.grams[before].next = next;
        }
        while self.buckets.len() > self.grams.taken() * BUCKETS_PER_GRAM + 1 {
            self.merge_bucket();
        }
    }

    /// The bucket of a gram: as many low bits of its hash as there are buckets for, one bit less for the buckets that are not
    /// split yet.
    #[inline]
    fn bucket(&self, gram: Gram) -> usize {
        let hash = (self.hash(gram) >> 32) as usize;
        let buckets = self.buckets.len();
        let mask = self.mask;
        let bucket = hash & mask;
        if bucket < buckets { bucket } else { bucket & mask >> 1 }
    }

    /// The bucket from which a new last one is split, and into which it is merged: the same without the highest bit.
    fn partner(last: usize) -> usize {
        last.checked_ilog2().map_or(0, |bit| last & !(1 << bit))
    }

    fn split_bucket(&mut self) {
        let last = self.buckets.len();
        self.buckets.push(NONE);
        self.mask = self.buckets.len().next_power_of_two() - 1;
        let partner = Self::partner(last);
        if partner == last {
            return;
        }
        let mut node = mem::replace(&mut self.buckets[partner], NONE);
        while node != NONE {
            let Node { gram, next, .. } = self.grams[node];
            let bucket = self.bucket(gram);
            self.grams[node].next = mem::replace(&mut self.buckets[bucket], node);
            node = next;
        }
    }

    fn merge_bucket(&mut self) {
        let last = self.buckets.len() - 1;
        let mut node = self.buckets.pop().unwrap_or(NONE);
        self.mask = self.buckets.len().next_power_of_two() - 1;
        let partner = Self::partner(last);
        while node != NONE {
            let next = self.grams[node].next;
            self.grams[node].next = mem::replace(&mut self.buckets[partner], node);
            node = next;
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.buckets.shrink_to_fit();
        self.grams.shrink_to_fit();
        self.entries.shrink_to_fit();
        let Self { seed, grams, filter, .. } = self;
        let numbers = 0..grams.end() as u32;
        let used = numbers.map(|number| grams[number]).filter(|node| node.entries > 0);
        filter.shrink_to_fit(grams.taken(), used.map(|node| u64::from(node.gram.0).wrapping_mul(*seed)));
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn each_gram_has_the_entries_that_were_inserted() {
        let (mut table, mut expected) =
            (GramTable::new(0x5851_f42d_4c95_7f2d), BTreeMap::<u32, Vec<(u32, u32)>>::new());
        let mut random = 7_u64;
        for step in 0..40_000_u32 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // It grows, shrinks, and is emptied now and then.
            let (gram, shrinks) = ((random >> 40) as u32 % 3_000, step / 5_000 % 2 == 1);
            let list = expected.entry(gram).or_default();
            if shrinks || random >> 20 & 3 == 0 {
                if let Some((entry, _)) = list.pop() {
                    assert_eq!(table.remove(entry), (Gram(gram), 0));
                }
            } else {
                list.push((table.insert(Gram(gram), step, Gram::EMPTY, 0), step));
            }
            if step % 10_000 == 0 {
                table.shrink_to_fit();
            }
            if step % 2_500 == 0 {
                check(&table, &expected);
            }
        }
        for (entry, _) in expected.values_mut().flat_map(mem::take) {
            table.remove(entry);
        }
        assert_eq!((table.grams.taken(), table.entries.taken(), table.buckets.len()), (0, 0, 1));
    }

    fn check(table: &GramTable, expected: &BTreeMap<u32, Vec<(u32, u32)>>) {
        for gram in 0..3_000 {
            let mut patterns: Vec<u32> =
                expected.get(&gram).into_iter().flatten().map(|(_, pattern)| *pattern).collect();
            patterns.sort_unstable();
            let mut found: Vec<u32> = table
                .find(Gram(gram))
                .map(|node| table.list(node).map(|entry| entry.pattern).collect())
                .unwrap_or_default();
            found.sort_unstable();
            assert_eq!((found, table.entries_of(Gram(gram)) as usize), (patterns.clone(), patterns.len()), "{gram}");
        }
        let grams = expected.values().filter(|list| !list.is_empty()).count();
        assert_eq!(table.grams.taken(), grams);
        let is_possible = |gram: &u32| table.is_possible(Gram(*gram));
        assert!(expected.iter().filter(|(_, list)| !list.is_empty()).all(|(gram, _)| is_possible(gram)));
        let in_vain = (3_000..6_000).filter(is_possible).count();
        assert!(in_vain < 3_000 / 8, "the filter says no to nearly all that was never there, not yes to {in_vain}");
        assert!(table.buckets.len() <= grams * BUCKETS_PER_GRAM + 1);
    }
}
