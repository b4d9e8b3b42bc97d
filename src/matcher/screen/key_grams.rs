//! Which grams of a text are looked up in a table.
//!
//! Owns [`KeyGrams`]: of which sizes a table has grams, and these where there are few of a size. Must not know patterns. Invariant:
//! each gram of the table is of a size that is read, or among those that are searched for.
//!
//! Nearly all keys have four symbols. For the few that are shorter, or of the other alphabet, all of a text would be read once more
//! for each size, which costs as much as to search for some ten grams.

use smallvec::SmallVec;

use super::gram::{Gram, Sizes};
use super::reading::Reading;

/// So many grams of a size are searched for one by one.
const FEW: usize = 8;

/// The grams of a table, by their sizes.
#[derive(Debug, Default)]
pub(super) struct KeyGrams {
    /// How many times a gram of each size was added, less how many times one was removed.
    counts: [u32; 8],
    /// Sizes of which there were more than few grams since there was none.
    read: Sizes,
    /// The grams of all other sizes, each once.
    searched: SmallVec<[Gram; FEW]>,
}

impl KeyGrams {
    pub(super) fn add(&mut self, gram: Gram) {
        let number = Sizes::number(gram);
        self.counts[number] += 1;
        if self.read.has(number) || self.searched.contains(&gram) {
            return;
        }
        self.searched.push(gram);
        let is_of_size = |other: &Gram| Sizes::number(*other) == number;
        if self.searched.iter().filter(|other| is_of_size(other)).count() > FEW {
            self.read.add(gram);
            self.searched.retain(|other| !is_of_size(other));
        }
    }

    /// Removes a gram that was added. `is_gone` says whether it was removed as many times as it was added; asked where it matters.
    pub(super) fn remove(&mut self, gram: Gram, is_gone: impl FnOnce() -> bool) {
        let number = Sizes::number(gram);
        self.counts[number] -= 1;
        if self.read.has(number) {
            if self.counts[number] == 0 {
                self.read.remove(gram);
            }
        } else if is_gone() {
            self.searched.retain(|other| *other != gram);
        }
    }

    /// Calls `found` for each gram of the table that the text has, several times for some, and for many that the table does not have.
    #[inline]
    pub(super) fn each_in(&self, text: &mut Reading, mut found: impl FnMut(Gram)) {
        self.searched.iter().filter(|gram| text.contains(**gram)).for_each(|gram| found(*gram));
        text.each_gram(self.read, found);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.searched.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::{BTreeMap, BTreeSet};
    use alloc::vec::Vec;

    use super::*;
    use crate::matcher::screen::symbol::{Alphabet, EDGE, END, START};

    /// Grams of all sizes of both alphabets, most of them in one of the texts: with and without marks.
    fn pool() -> Vec<Gram> {
        let mut pool = Vec::new();
        for word in ["tea", "12", "at", "x", "Mo", "tea at", "o. h"] {
            for alphabet in Alphabet::ALL {
                let symbols: Vec<u8> = word.chars().map(|c| alphabet.symbol(c)).collect();
                for (before, after) in
                    [(&[][..], &[][..]), (&[EDGE], &[]), (&[], &[EDGE]), (&[START], &[]), (&[], &[END])]
                {
                    let marked = [before, &symbols, after].concat();
                    pool.extend((1..=4).flat_map(|size| marked.windows(size).map(Gram::new).collect::<Vec<_>>()));
                }
            }
        }
        pool.retain(|gram| *gram != Gram::new(&[EDGE]));
        pool.sort_unstable();
        pool.dedup();
        pool
    }

    #[test]
    fn all_grams_of_the_table_that_a_text_has_are_found() {
        let pool = pool();
        let mut sizes = Sizes::NONE;
        pool.iter().for_each(|gram| sizes.add(*gram));
        assert_eq!(sizes.numbers().count(), 8, "there are some of each size");
        let (mut keys, mut table, mut state, mut most) = (KeyGrams::default(), BTreeMap::<Gram, u32>::new(), 7_u64, 0);
        for step in 0..6_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let gram = pool[(state >> 33) as usize % pool.len()];
            // It fills, empties and fills again.
            let adds = state >> 20 & 7 < if step / 1_000 % 2 == 0 { 6 } else { 1 };
            if adds {
                keys.add(gram);
                *table.entry(gram).or_default() += 1;
            } else if let Some(count) = table.get_mut(&gram) {
                *count -= 1;
                let is_gone = *count == 0;
                if is_gone {
                    table.remove(&gram);
                }
                keys.remove(gram, || is_gone);
            }
            most = most.max(keys.searched.len());
            let is_known = |gram: &Gram| keys.read.has(Sizes::number(*gram)) != keys.searched.contains(gram);
            assert!(table.keys().all(is_known) && keys.searched.iter().all(|gram| table.contains_key(gram)));
            if step % 10 == 0 {
                check(&keys, &table);
            }
        }
        assert!(most > FEW && most <= 8 * FEW, "few grams of several sizes are searched for, not {most}");
        for (gram, count) in table {
            (1..=count).for_each(|number| keys.remove(gram, || number == count));
        }
        assert!(keys.read.is_empty() && keys.searched.is_empty() && keys.counts == [0; 8]);
    }

    fn check(keys: &KeyGrams, table: &BTreeMap<Gram, u32>) {
        for source in ["", "12", "Tea at 12", "steam atx", "Mo. has tea", "été à Mo.12"] {
            let mut text = Reading::default();
            text.read(source);
            let mut found = BTreeSet::new();
            keys.each_in(&mut text, |gram| _ = found.insert(gram));
            let is_missing = |gram: &&Gram| text.contains(**gram) && !found.contains(*gram);
            let missing: Vec<&Gram> = table.keys().filter(is_missing).collect();
            assert!(missing.is_empty(), "{source:?}: {missing:?}");
        }
    }
}
