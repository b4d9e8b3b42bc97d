//! A screen of many patterns.
//!
//! Owns [`Large`]: the choice of keys, and finding candidates by them. Must not know how patterns are derived. Invariant: a pattern
//! has an entry for each alternative of its key, or one for every text where it has no key.

use alloc::vec::Vec;

use super::gram::Gram;
use super::rarity::rarity;
use super::reading::Reading;
use super::requirement::{Requirement, Requirements, Sizes};
use super::table::{GramTable, NONE};
use crate::collections::StepTable;

/// Of so many entries that a text meets, grams are searched for in the text one by one.
const SEARCHED: usize = 48;

pub(super) struct Large {
    table: GramTable,
    patterns: StepTable<Inserted>,
    /// The sum of the patterns' [weights](Requirement::weight).
    weight: usize,
    /// How many entries have a key of each size, and how many patterns check grams of each size.
    keys: [u32; 8],
    checks: [u32; 8],
}

/// A pattern, and the first of its entries.
#[derive(Clone, Copy)]
struct Inserted {
    pattern: u32,
    entry: u32,
}

fn hash(pattern: u32) -> u64 {
    u64::from(pattern).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The sizes of which there are any.
fn sizes(counts: &[u32; 8]) -> u8 {
    counts.iter().enumerate().fold(0, |sizes, (at, count)| sizes | u8::from(*count > 0) << at)
}

impl Large {
    pub(super) fn new(seed: u64) -> Self {
        Self { table: GramTable::new(seed), patterns: StepTable::default(), weight: 0, keys: [0; 8], checks: [0; 8] }
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
        for string in requirement.key() {
            let (gram, second) = self.choose(string, requirement);
            self.keys[Sizes::number(gram)] += 1;
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
                self.keys[Sizes::number(gram)] -= 1;
            }
            entry = sibling;
        }
        self.weight -= requirement.weight();
        requirement.sizes().numbers().for_each(|number| self.checks[number] -= 1);
    }

    /// The gram by which an alternative is listed, and another one that is as different as possible. Rarity is only estimated, so a
    /// gram that already has many entries counts as more frequent: links to one host share more than their host's name.
    fn choose(&self, string: &[u32], requirement: &Requirement) -> (Gram, Gram) {
        let grams = || string.iter().map(|gram| Gram(*gram));
        let cost = |gram: &Gram| (self.table.entries_of(*gram) + 1).ilog2() as i32 - rarity(*gram) as i32;
        let key = grams().min_by_key(cost).unwrap_or(Gram::EMPTY);
        let others = grams().chain(requirement.all()).filter(|gram| *gram != key);
        let second = others.max_by_key(|gram| rarity(*gram) * gram.distance(key)).unwrap_or(Gram::EMPTY);
        (key, second)
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
        text.each_gram(sizes(&self.keys), |gram| {
            if self.table.is_possible(gram) {
                self.table.find(gram).into_iter().for_each(|node| found.add(node));
            }
        });
        let mut entries = 0;
        for node in found.drain() {
            for entry in self.table.list(node) {
                entries += 1;
                // To note all grams costs as much as to search for so many.
                let are_noted = entries > SEARCHED;
                if entries == SEARCHED + 1 {
                    text.note(sizes(&self.checks));
                }
                let has = |gram: Gram| if are_noted { text.has(gram) } else { text.contains(gram) };
                let is_possible = entry.second == Gram::EMPTY || has(entry.second);
                if is_possible && requirements.get(entry.pattern as usize).is_met(text, has) {
                    into.push(entry.pattern);
                }
            }
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.table.shrink_to_fit();
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
