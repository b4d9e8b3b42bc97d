//! Grams: up to four neighbouring symbols in one number.
//!
//! Owns [`Gram`] and reading all grams of a text, those at the edges of words included. Must not know what they are for.
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

/// The grams of a string of a pattern: all of four symbols, or the whole where it is shorter.
pub(super) fn grams_of(string: &[u8]) -> impl Iterator<Item = Gram> {
    string.windows(string.len().clamp(1, LONGEST)).map(Gram::new)
}

/// Where a word is: its first symbol, and the one behind it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Reads all grams of `N` symbols, 1 to 4, some of them several times: each window of the symbols, and for each word the windows with
/// the mark of an edge in front of it, with the mark behind it, and, where the word has `N - 2` symbols, with both.
#[inline]
pub(super) fn read_grams<const N: usize>(symbols: &[u8], words: &[Word], mut found: impl FnMut(Gram)) {
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
    for word in words {
        let (start, end) = (word.start as usize, word.end as usize);
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
