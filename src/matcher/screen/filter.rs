//! A quick no for the grams that no pattern has.
//!
//! Owns [`Filter`]: bits for the grams of a table, by their hashes. Must not know what is listed by a gram. Invariants: a gram that was
//! noted and not removed since is always said to be possible; no call notes more than [`SWEPT`] grams.
//!
//! A text has some hundred grams, and nearly none of them is in the table. Those are answered by two bits of one word, which are set
//! where grams of the table have the same hash. There are so many bits that few are set, and still so few that they stay in a cache
//! near the processor, which the table of a user with thousands of patterns does not.
//!
//! Bits are never cleared, as several grams may have one. When grams were noted so often that too many bits are set, a second row
//! of bits is filled, as large as the grams that are left ask for: from then on each new gram is noted in both, and with each some of
//! the others in the second. When all are in it, it takes the place of the first.

use alloc::vec;
use alloc::vec::Vec;

/// Bits for each gram, at least, before a row is filled again; and when it is new.
const FULL: usize = 16;
const NEW: usize = 2 * FULL;

/// The most words: what the bits of a hash number that do not say which bits of a word. Enough for four million grams; of more, more
/// are looked up in vain.
const MOST_WORDS: usize = 1 << 20;

/// So many grams each call notes in a second row.
const SWEPT: usize = 16;

#[derive(Default)]
pub(super) struct Filter {
    row: Row,
    next: Option<Next>,
}

/// A row of words, as many as a power of two.
#[derive(Default)]
struct Row {
    words: Vec<u64>,
    /// The bits of a hash that number all words.
    mask: usize,
    /// How many times a gram was noted.
    noted: usize,
}

struct Next {
    row: Row,
    /// The first gram, by its number, that was not swept.
    at: usize,
}

/// The two bits of a hash in its word. Of a hash, which is the product of a gram and the seed, the upper half depends on all of the
/// gram.
#[inline]
fn bits(hash: u64) -> u64 {
    1 << (hash >> 32 & 63) | 1 << (hash >> 38 & 63)
}

impl Row {
    /// A row for so many grams.
    fn new(grams: usize) -> Self {
        let words = (grams * NEW / 64).next_power_of_two().min(MOST_WORDS);
        Self { words: vec![0; words], mask: words - 1, noted: 0 }
    }

    /// The place of the word of a hash: by bits of it that [`bits`] does not use.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        (hash >> 44) as usize & self.mask
    }

    fn note(&mut self, hash: u64) {
        let place = self.place(hash);
        if let Some(word) = self.words.get_mut(place) {
            *word |= bits(hash);
            self.noted += 1;
        }
    }

    /// Whether it is to be filled again, with fewer grams or more words.
    fn is_full(&self) -> bool {
        (self.noted + 1) * FULL > self.words.len() * 64
    }
}

impl Filter {
    /// Whether a gram with this hash may be in the table.
    #[inline]
    pub(super) fn is_possible(&self, hash: u64) -> bool {
        let bits = bits(hash);
        self.row.words.get(self.row.place(hash)).is_some_and(|word| !word & bits == 0)
    }

    /// Notes a gram that is new in the table. `grams`: how many there are; `end`: their numbers are below; `hash_of` gives the hash
    /// of the gram of a number, where one has it.
    pub(super) fn note(&mut self, hash: u64, grams: usize, end: usize, hash_of: impl Fn(usize) -> Option<u64>) {
        if self.next.is_none() && self.row.is_full() {
            self.next = Some(Next { row: Row::new(grams), at: 0 });
        }
        self.row.note(hash);
        let Some(Next { row, at }) = &mut self.next else { return };
        row.note(hash);
        let swept = *at..(*at + SWEPT).min(end);
        *at = swept.end;
        swept.filter_map(hash_of).for_each(|hash| row.note(hash));
        if *at >= end {
            if let Some(Next { row, .. }) = self.next.take() {
                self.row = row;
            }
        }
    }

    /// Frees unused capacity: what is allocated then follows from how the grams came.
    pub(super) fn shrink_to_fit(&mut self, grams: usize, hashes: impl Iterator<Item = u64>) {
        self.next = None;
        self.row = if grams > 0 { Row::new(grams) } else { Row::default() };
        hashes.for_each(|hash| self.row.note(hash));
    }
}
