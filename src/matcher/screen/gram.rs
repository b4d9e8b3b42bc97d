//! Grams: up to four neighbouring symbols in one number.
//!
//! Owns [`Gram`] and reading all grams of a text, those at the edges of words included. Must not know what they are for.
//! Invariant: whatever string of symbols occurs in a text, with an edge before or after it or not, all its grams are among those
//! that are read of the text.

use super::symbol::{EDGE, IS_WORD, NONE, is_class};

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

/// Reads all grams of `N` symbols, 1 to 4, some of them several times: each window of the symbols, and at each edge of a word the
/// windows with the mark in front, with the mark behind, and, where the word has `N - 2` symbols, with both.
pub(super) fn read_grams<const N: usize>(symbols: &[u8], mut found: impl FnMut(Gram)) {
    let mask = |symbols: usize| u32::MAX.checked_shr(32 - 8 * symbols as u32).unwrap_or(0);
    let inside = N.saturating_sub(2);
    let edge_before = u32::from(EDGE) << (8 * (N - 1));
    let mut window = 0_u32;
    // How long the word at the window's end is, and at which of the last symbols words began, a bit each.
    let (mut word, mut begun) = (0, 0_u32);
    for (at, symbol) in symbols.iter().enumerate() {
        let is_word = IS_WORD[usize::from(*symbol)];
        if N > 1 && !is_word && word > 0 {
            if at >= N - 1 {
                found(Gram((window << 8 | u32::from(EDGE)) & mask(N)));
            }
            if N > 2 && word == inside {
                found(Gram(edge_before | (window & mask(inside)) << 8 | u32::from(EDGE)));
            }
        }
        begun = begun << 1 | u32::from(is_word && word == 0);
        word = if is_word { word + 1 } else { 0 };
        window = window << 8 | u32::from(*symbol);
        if at + 1 >= N {
            found(Gram(window & mask(N)));
        }
        if N > 1 && begun >> inside & 1 == 1 {
            found(Gram(edge_before | window & mask(N - 1)));
        }
    }
}
