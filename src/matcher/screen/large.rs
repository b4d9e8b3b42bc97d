//! A screen of many patterns.
//!
//! Owns [`Large`]: the choice of keys, and finding candidates by them. Must not know how patterns are derived. Invariant: a pattern
//! has an entry for each alternative of its key, or one for every text where it has no key.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::gram::{Gram, Sizes};
use super::key_grams::KeyGrams;
use super::rarity::rarity;
use super::reading::Reading;
use super::requirement::{Requirement, Requirements};
use super::table::{GramTable, NONE};
use crate::collections::StepTable;

/// Of so many entries that a text meets, grams are searched for in the text one by one.
const SEARCHED: usize = 48;

pub(super) struct Large {
    table: GramTable,
    patterns: StepTable<Inserted>,
    /// The sum of the patterns' [weights](Requirement::weight).
    weight: usize,
    keys: KeyGrams,
    /// How many patterns check grams of each size.
    checks: [u32; 8],
}

/// A pattern, and the first of its entries.
#[derive(Clone, Copy)]
struct Inserted {
    pattern: u32,
    entry: u32,
}

/// Grams, and how rare each is.
fn rarities(grams: impl Iterator<Item = Gram>) -> SmallVec<[(Gram, u32); 8]> {
    grams.map(|gram| (gram, rarity(gram))).collect()
}

fn hash(pattern: u32) -> u64 {
    u64::from(pattern).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Large {
    pub(super) fn new(seed: u64) -> Self {
        let (keys, checks) = (KeyGrams::default(), [0; 8]);
        Self { table: GramTable::new(seed), patterns: StepTable::default(), weight: 0, keys, checks }
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    pub(super) fn patterns(&self) -> impl Iterator<Item = u32> {
        self.patterns.iter().map(|inserted| inserted.pattern)
    }

    /// Adds a pattern that is not there. Cost: O(grams of its key).
    pub(super) fn insert(&mut self, pattern: u32, requirement: &Requirement) {
        let mut entry = NONE;
        let of_all = rarities(requirement.all());
        for string in requirement.key() {
            let (gram, second) = self.choose(string, &of_all);
            self.keys.add(gram);
            entry = self.table.insert(gram, pattern, second, entry);
        }
        if entry == NONE {
            entry = self.table.insert(Gram::EMPTY, pattern, Gram::EMPTY, NONE);
        }
        self.patterns.insert(hash(pattern), Inserted { pattern, entry }, |other| hash(other.pattern));
        self.weight += requirement.weight();
        requirement.sizes().numbers().for_each(|number| self.checks[number] += 1);
    }

    /// Removes a pattern. Cost: O(alternatives of its key).
    pub(super) fn remove(&mut self, pattern: u32, requirement: &Requirement) {
        let removed =
            self.patterns.remove(hash(pattern), |other| other.pattern == pattern, |other| hash(other.pattern));
        let Some(Inserted { mut entry, .. }) = removed else { return };
        while entry != NONE {
            let (gram, sibling) = self.table.remove(entry);
            if gram != Gram::EMPTY {
                self.keys.remove(gram, || self.table.find(gram).is_none());
            }
            entry = sibling;
        }
        self.weight -= requirement.weight();
        requirement.sizes().numbers().for_each(|number| self.checks[number] -= 1);
    }

    /// The gram by which an alternative is listed, and another one that is as different as possible: of its own, or `of_all`
    /// alternatives. Rarity is only estimated, so a gram that already has many entries counts as more frequent: links to one host share
    /// more than their host's name.
    fn choose(&self, string: &[u32], of_all: &[(Gram, u32)]) -> (Gram, Gram) {
        let own = rarities(string.iter().map(|gram| Gram(*gram)));
        let cost = |(gram, rarity): &&(Gram, u32)| (self.table.entries_of(*gram) + 1).ilog2() as i32 - *rarity as i32;
        let key = own.iter().min_by_key(cost).map_or(Gram::EMPTY, |(gram, _)| *gram);
        let others = own.iter().chain(of_all).filter(|(gram, _)| *gram != key);
        let second = others.max_by_key(|(gram, rarity)| rarity * gram.distance(key));
        (key, second.map_or(Gram::EMPTY, |(gram, _)| *gram))
    }

    /// Adds the patterns that may match the text, some several times; their windows are not searched for.
    pub(super) fn candidates(
        &self,
        text: &mut Reading,
        requirements: &Requirements,
        found: &mut Found,
        into: &mut Vec<u32>,
    ) {
        found.begin(self.table.end());
        if let Some(every) = self.table.find(Gram::EMPTY) {
            found.add(every);
        }
        self.keys.each_in(text, |gram| {
            if self.table.is_possible(gram) {
                self.add_found(gram, found);
            }
        });
        let mut entries = 0;
        for node in found.drain() {
            for entry in self.table.list(node) {
                entries += 1;
                // To note all grams costs as much as to search for so many.
                let are_noted = entries > SEARCHED;
                if entries == SEARCHED + 1 {
                    text.note(Sizes::of_counts(&self.checks));
                }
                let has = |gram: Gram| if are_noted { text.has(gram) } else { text.contains(gram) };
                let is_possible = entry.second == Gram::EMPTY || has(entry.second);
                if is_possible && requirements.get(entry.pattern as usize).is_met(text, has) {
                    into.push(entry.pattern);
                }
            }
        }
    }

    /// Adds a gram of the text, where it is in the table. A function of its own, as few grams come here: what reads them all is one
    /// small loop.
    #[inline(never)]
    fn add_found(&self, gram: Gram, found: &mut Found) {
        if let Some(node) = self.table.find(gram) {
            found.add(node);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.table.shrink_to_fit();
        self.keys.shrink_to_fit();
        self.patterns.shrink_to_fit(|other| hash(other.pattern));
    }
}

/// The grams of a text that are keys, each once.
#[derive(Debug, Default)]
pub(super) struct Found {
    nodes: Vec<u32>,
    /// A bit for each node that is in the list.
    listed: Vec<u64>,
}

impl Found {
    fn begin(&mut self, nodes: usize) {
        if self.listed.len() * 64 < nodes {
            self.listed.resize(nodes.div_ceil(64), 0);
        }
    }

    fn add(&mut self, node: u32) {
        let Some(word) = self.listed.get_mut(node as usize / 64) else { return };
        let bit = 1 << (node % 64);
        if *word & bit == 0 {
            *word |= bit;
            self.nodes.push(node);
        }
    }

    fn drain(&mut self) -> impl Iterator<Item = u32> {
        self.nodes.iter().for_each(|node| self.listed[*node as usize / 64] = 0);
        self.nodes.drain(..)
    }
}
