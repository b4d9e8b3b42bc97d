//! Grams: up to four neighbouring symbols in one number.
//!
//! Owns [`Gram`], [`Sizes`] and reading all grams of a text, those at the edges of words included. Must not know what they are for.
//! Invariant: whatever string of symbols occurs in a text, with an edge before or after it or not, all its grams are among those
//! that are read of the text.

use super::symbol::{EDGE, NONE, is_class};

/// Up to four symbols, the last one in the lowest byte; exact, no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gram(pub(super) u32);

/// The most symbols of a gram.
pub(super) const LONGEST: usize = 4;

impl Gram {
    /// No gram: stands for what every text has.
    pub(super) const EMPTY: Self = Self(0);

    pub(super) fn new(symbols: &[u8]) -> Self {
        Self(symbols.iter().fold(0, |gram, symbol| gram << 8 | u32::from(*symbol)))
    }

    pub(super) fn symbols(self) -> usize {
        self.0.to_be_bytes().iter().filter(|symbol| **symbol != NONE).count()
    }

    /// Whether it is of [`Alphabet::Classes`](super::symbol::Alphabet::Classes); one of marks alone is as good as of the other.
    pub(super) fn is_of_classes(self) -> bool {
        self.0.to_be_bytes().into_iter().any(is_class)
    }

    /// By how many symbols two grams of one string seem to be apart; 4 where they have nothing in common.
    pub(super) fn distance(self, other: Self) -> u32 {
        let follows = |first: Self, second: Self, by: u32| second.0 >> (8 * by) == first.0 & u32::MAX >> (8 * by);
        (0..4).find(|by| follows(self, other, *by) || follows(other, self, *by)).unwrap_or(4)
    }

    /// The hash that says where a text notes it. Not secret: who makes grams collide there only has patterns run in vain.
    pub(super) fn place(self) -> u32 {
        self.0.wrapping_mul(0x9e37_79b1)
    }
}

/// A set of sizes of grams, for both alphabets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sizes(u8);

impl Sizes {
    pub(super) const NONE: Self = Self(0);
    /// The number of the first size of [`Alphabet::Classes`](super::symbol::Alphabet::Classes); that of letters is 0.
    pub(super) const CLASSES: usize = LONGEST;

    /// The number of a size, below 8.
    pub(super) fn number(gram: Gram) -> usize {
        let first = if gram.is_of_classes() { Self::CLASSES } else { 0 };
        first + gram.symbols().clamp(1, LONGEST) - 1
    }

    /// The sizes of which there are any.
    pub(super) fn of_counts(counts: &[u32; 8]) -> Self {
        Self(counts.iter().enumerate().fold(0, |sizes, (at, count)| sizes | u8::from(*count > 0) << at))
    }

    /// Those of both sets.
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in the other set.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn add(&mut self, gram: Gram) {
        self.0 |= 1 << Self::number(gram);
    }

    pub(super) fn remove(&mut self, gram: Gram) {
        self.0 &= !(1 << Self::number(gram));
    }

    pub(super) fn has(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }

    /// The numbers of the sizes in the set.
    pub(super) fn numbers(self) -> impl Iterator<Item = usize> {
        (0..8).filter(move |number| self.has(*number))
    }
}

/// The grams of a string of a pattern: all of four symbols, or the whole where it is shorter.
pub(super) fn grams_of(string: &[u8]) -> impl Iterator<Item = Gram> {
    string.windows(string.len().clamp(1, LONGEST)).map(Gram::new)
}

/// Reads all grams of `N` symbols, 1 to 4, some of them several times: each window of the symbols, and for each word the windows with
/// the mark of an edge in front of it, with the mark behind it, and, where the word has `N - 2` symbols, with both. `words` has two
/// numbers for each: where its first symbol is, and the one behind it.
#[inline]
pub(super) fn read_grams<const N: usize>(symbols: &[u8], words: &[u32], mut found: impl FnMut(Gram)) {
    let mask = |symbols: usize| u32::MAX.checked_shr(32 - 8 * symbols as u32).unwrap_or(0);
    let of = |symbols: &[u8]| symbols.iter().fold(0, |gram, symbol| gram << 8 | u32::from(*symbol));
    let (first, rest) = symbols.split_at((N - 1).min(symbols.len()));
    let mut window = of(first);
    for symbol in rest {
        window = window << 8 | u32::from(*symbol);
        found(Gram(window & mask(N)));
    }
    if N == 1 {
        return;
    }
    let edge_before = u32::from(EDGE) << (8 * (N - 1));
    for word in words.chunks_exact(2) {
        let (start, end) = (word[0] as usize, word[1] as usize);
        if let Some(beginning) = symbols.get(start..start + N - 1) {
            found(Gram(edge_before | of(beginning)));
        }
        if let Some(ending) = end.checked_sub(N - 1).and_then(|start| symbols.get(start..end)) {
            found(Gram(of(ending) << 8 | u32::from(EDGE)));
        }
        if N > 2 && end - start == N - 2 {
            found(Gram(edge_before | of(&symbols[start..end]) << 8 | u32::from(EDGE)));
        }
    }
}
