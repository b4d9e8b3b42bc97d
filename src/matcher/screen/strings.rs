//! Sets of strings of symbols, one of which must occur.
//!
//! Owns [`Strings`]: products and unions within bounds, and how promising a set is. Must not know patterns. Invariant: a set has at
//! most so many strings of at most so many symbols as its [`Bounds`] say; what would be more is not made.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::gram::grams_of;
use super::rarity::rarity;
use super::symbol::{EDGE, END, IS_WORD, START};

/// A string of symbols.
pub(super) type Symbols = SmallVec<[u8; Bounds::LETTERS.longest]>;

/// How large a set may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Strings.
    pub(super) most: usize,
    /// Symbols of a string.
    pub(super) longest: usize,
}

impl Bounds {
    /// In the alphabet of letters.
    pub(super) const LETTERS: Self = Self { most: 256, longest: 24 };
    /// In the alphabet of classes, where many strings say no more than few.
    pub(super) const CLASSES: Self = Self { most: 16, longest: 8 };
}

/// A set of alternatives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Strings(Vec<Symbols>);

impl Strings {
    /// The set of the empty string alone: it says nothing.
    pub(super) fn empty() -> Self {
        Self(Vec::from([Symbols::new()]))
    }

    /// The strings of one symbol each.
    pub(super) fn of_symbols(symbols: &[u8]) -> Self {
        Self(symbols.iter().map(|symbol| Symbols::from_slice(&[*symbol])).collect())
    }

    /// The set of this string alone.
    pub(super) fn one(symbols: &[u8]) -> Self {
        Self(Vec::from([Symbols::from_slice(symbols)]))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Symbols> {
        self.0.iter()
    }

    /// Whether every text has one of them, as far as this set says.
    pub(super) fn says_nothing(&self) -> bool {
        self.0.iter().any(|string| string.is_empty())
    }

    /// Each of these followed by each of the others; `None` where that is too much.
    pub(super) fn followed_by(&self, others: &Self, bounds: Bounds) -> Option<Self> {
        let longest = |strings: &Self| strings.0.iter().map(SmallVec::len).max().unwrap_or(0);
        if self.len() * others.len() > bounds.most || longest(self) + longest(others) > bounds.longest {
            return None;
        }
        let mut product = Vec::with_capacity(self.len() * others.len());
        for first in &self.0 {
            product.extend(others.0.iter().map(|second| {
                let mut string = first.clone();
                string.extend_from_slice(second);
                string
            }));
        }
        Some(Self(product))
    }

    /// The last so many symbols of each.
    pub(super) fn last(&self, symbols: usize) -> Self {
        let last = |string: &Symbols| Symbols::from_slice(&string[string.len().saturating_sub(symbols)..]);
        let mut strings: Vec<Symbols> = self.0.iter().map(last).collect();
        strings.sort_unstable();
        strings.dedup();
        Self(strings)
    }

    /// The first so many symbols of each.
    pub(super) fn first(&self, symbols: usize) -> Self {
        let first = |string: &Symbols| Symbols::from_slice(&string[..string.len().min(symbols)]);
        let mut strings: Vec<Symbols> = self.0.iter().map(first).collect();
        strings.sort_unstable();
        strings.dedup();
        Self(strings)
    }

    /// Those of all sets; `None` where they are too many.
    pub(super) fn union<'s>(sets: impl Iterator<Item = &'s Self>, bounds: Bounds) -> Option<Self> {
        let mut strings: Vec<&Symbols> = sets.flat_map(Self::iter).collect();
        strings.sort_unstable();
        strings.dedup();
        (strings.len() <= bounds.most).then(|| Self(strings.into_iter().cloned().collect()))
    }

    /// Rewrites each string so that all its grams can be read of a text in which it occurs; see [`as_in_texts`].
    pub(super) fn as_in_texts(&self) -> Self {
        let mut strings: Vec<Symbols> = self.0.iter().map(|string| as_in_texts(string)).collect();
        strings.sort_unstable();
        strings.dedup();
        Self(strings)
    }

    /// How often a text has one of them at a given place, times 2^32: the smaller the better.
    pub(super) fn frequency(&self) -> u64 {
        let mut grams: SmallVec<[_; 8]> =
            self.0.iter().filter_map(|string| grams_of(string).max_by_key(|gram| rarity(*gram))).collect();
        grams.sort_unstable();
        grams.dedup();
        grams.iter().map(|gram| (1 << 32) >> rarity(*gram).min(32)).sum()
    }
}

/// A string of a pattern, with marks only where a text has them.
///
/// Marks come from look-arounds, which take no room: between two characters there may be several, in any order. A text has START
/// and END at its ends alone, and is read with an edge before or after a piece, not inside. So of the marks at one place START
/// and END are kept, in this order, and else an edge at either end of the string, where an ASCII word character is beside it:
/// `\b` beside anything else says less than the mark in a text would.
fn as_in_texts(string: &[u8]) -> Symbols {
    let is_mark = |symbol: &u8| matches!(*symbol, EDGE | START | END);
    let mut kept = Symbols::new();
    let mut rest = string;
    while !rest.is_empty() {
        let marks = rest.iter().position(|symbol| !is_mark(symbol)).unwrap_or(rest.len());
        let (here, after) = rest.split_at(marks);
        let is_word = |symbol: Option<&u8>| symbol.is_some_and(|symbol| IS_WORD[usize::from(*symbol)]);
        if here.contains(&START) || here.contains(&END) {
            kept.extend([START, END].into_iter().filter(|mark| here.contains(mark)));
        } else if !here.is_empty() {
            let (first, last) = (kept.is_empty(), after.is_empty());
            if (first && is_word(after.first())) || (last && is_word(kept.last())) {
                kept.push(EDGE);
            }
        }
        let characters = after.iter().position(is_mark).unwrap_or(after.len());
        kept.extend_from_slice(&after[..characters]);
        rest = &after[characters..];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stay_only_where_a_text_has_them() {
        let cases: [(&[u8], &[u8]); 9] = [
            (&[EDGE, b'a', b'b', EDGE], &[EDGE, b'a', b'b', EDGE]),
            (&[EDGE, b'-', b'b'], b"-b"),
            (&[b'b', b'-', EDGE], b"b-"),
            (&[b'a', EDGE, b' ', EDGE, b'b'], b"a b"),
            (&[START, EDGE, b'a'], &[START, b'a']),
            (&[EDGE, START, START, b'a', END, EDGE, END], &[START, b'a', END]),
            (&[END, START], &[START, END]),
            (&[EDGE, EDGE], &[]),
            (&[], &[]),
        ];
        for (string, expected) in cases {
            assert_eq!(&*as_in_texts(string), expected, "{string:?}");
        }
    }

    #[test]
    fn no_set_grows_beyond_its_bounds() {
        let sixteen = Strings::of_symbols(b"abcdefghijklmnop");
        let bounds = Bounds::LETTERS;
        let all = sixteen.followed_by(&sixteen, bounds).expect("256 strings");
        assert_eq!(all.len(), bounds.most);
        assert_eq!(all.followed_by(&Strings::of_symbols(b"ab"), bounds), None);
        assert_eq!(Strings::union([&all, &sixteen].into_iter(), bounds), None);
        let long = Strings::one(&[b'a'; 20]);
        assert_eq!(long.followed_by(&Strings::one(&[b'a'; 5]), bounds), None);
    }
}
