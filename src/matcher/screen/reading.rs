//! A text as the screen reads it.
//!
//! Owns [`Reading`]: the symbols of a text, and which grams it has. Must not know patterns. Invariants: a gram that the text has is
//! noted, once its size was asked for; nothing is allocated once the buffers have grown to the longest text.

use alloc::vec::Vec;

use super::gram::{Gram, LONGEST, Sizes, read_grams};
use super::symbol::{Alphabet, EDGE, END, IS_WORD, START, class_bit};

/// Bits for the grams of a text, as powers of two: 64 for each character, of which a few are set, within these bounds.
const FEWEST_BITS: u32 = 13;
const MOST_BITS: u32 = 18;

/// A text, read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    letters: Vec<u8>,
    classes: Vec<u8>,
    /// The words of word characters of ASCII, as [`read_grams`] takes them: those of both alphabets are in the same places.
    words: Vec<u32>,
    has_words: bool,
    len: usize,
    /// The grams of the sizes read so far, as bits: a hash says where.
    noted: Vec<u64>,
    shift: u32,
    sizes: Sizes,
}

impl Reading {
    /// Reads a text; its grams are not noted yet. Cost: O(text).
    pub(super) fn read(&mut self, text: &str) {
        (self.len, self.sizes, self.has_words) = (text.len(), Sizes::NONE, false);
        for (symbols, alphabet) in [(&mut self.letters, Alphabet::Letters), (&mut self.classes, Alphabet::Classes)] {
            symbols.clear();
            symbols.reserve(text.len() + 2);
            symbols.push(START);
            if text.is_ascii() {
                alphabet.read_ascii(text, symbols);
            } else {
                symbols.extend(text.chars().map(|c| alphabet.symbol(c)));
            }
            symbols.push(END);
        }
    }

    /// Finds the words, once for each text. Nothing branches at their edges, which no processor could foresee.
    fn find_words(&mut self) {
        if self.has_words {
            return;
        }
        self.has_words = true;
        self.words.clear();
        self.words.resize(self.letters.len(), 0);
        let (mut edges, mut inside) = (0, false);
        for (at, symbol) in (0..).zip(&self.letters) {
            let is_word = IS_WORD[usize::from(*symbol)];
            if let Some(edge) = self.words.get_mut(edges) {
                *edge = at;
            }
            edges += usize::from(is_word != inside);
            inside = is_word;
        }
        self.words.truncate(edges);
    }

    /// Notes the grams of these sizes, those not noted yet. Cost: O(text) for each.
    pub(super) fn note(&mut self, sizes: Sizes) {
        self.find_words();
        let missing = sizes.without(self.sizes);
        if self.sizes.is_empty() {
            let bits = (self.len.max(1).ilog2() + 7).clamp(FEWEST_BITS, MOST_BITS);
            self.shift = 32 - bits;
            self.noted.clear();
            self.noted.resize(1 << (bits - 6), 0);
        }
        self.sizes = self.sizes.with(sizes);
        let Self { letters, classes, words, noted, shift, .. } = self;
        let mut note = |gram: Gram| {
            let place = (gram.place() >> *shift) as usize;
            if let Some(word) = noted.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        };
        each_gram(letters, classes, words, missing, &mut note);
    }

    /// Calls `found` for each gram of these sizes, several times for some.
    #[inline]
    pub(super) fn each_gram(&mut self, sizes: Sizes, found: impl FnMut(Gram)) {
        self.find_words();
        each_gram(&self.letters, &self.classes, &self.words, sizes, found);
    }

    /// Whether the text has the gram: searched for, not noted. Cost: O(text), some ten characters with each step.
    pub(super) fn contains(&self, gram: Gram) -> bool {
        let symbols = if gram.is_of_classes() { &self.classes } else { &self.letters };
        let bytes = gram.0.to_be_bytes();
        let wanted = &bytes[LONGEST - gram.symbols()..];
        let (before, wanted) = wanted.strip_prefix(&[EDGE]).map_or((false, wanted), |rest| (true, rest));
        let (after, wanted) = wanted.strip_suffix(&[EDGE]).map_or((false, wanted), |rest| (true, rest));
        let is_word = |at: usize| symbols.get(at).is_some_and(|symbol| IS_WORD[usize::from(*symbol)]);
        // At each place the first symbol is compared by itself: most places end there.
        let is_at_edges = |at: usize, symbol: u8| {
            wanted.first().is_none_or(|first| *first == symbol)
                && !(before && is_word(at.wrapping_sub(1)))
                && !(after && is_word(at + wanted.len()))
                && symbols[at..].starts_with(wanted)
        };
        match (wanted.first(), wanted.last()) {
            // The marks of the ends of a text are nowhere else.
            (Some(&START), _) => is_at_edges(0, START),
            (_, Some(&END)) => symbols.len().checked_sub(wanted.len()).is_some_and(|at| is_at_edges(at, symbols[at])),
            _ => {
                has_piece(symbols, wanted)
                    && (!(before || after) || (0..).zip(symbols).any(|(at, symbol)| is_at_edges(at, *symbol)))
            }
        }
    }

    /// Whether the text has the gram, as far as its hash says; its size was [noted](Self::note).
    pub(super) fn has(&self, gram: Gram) -> bool {
        let place = (gram.place() >> self.shift) as usize;
        self.noted.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Whether all its characters are of these classes. Cost: O(text).
    pub(super) fn is_of(&self, classes: u32) -> bool {
        let inside = self.classes.len() - 1;
        self.classes[1..inside].iter().all(|symbol| class_bit(*symbol) & !classes == 0)
    }
}

/// Whether a piece of up to four symbols occurs. All places are compared, none after another, so that many are at once.
fn has_piece(symbols: &[u8], piece: &[u8]) -> bool {
    let Some(places) = (symbols.len() + 1).checked_sub(piece.len()) else { return false };
    let at = |offset: usize| symbols[offset..][..places].iter();
    match *piece {
        [a] => at(0).fold(false, |found, w| found | (*w == a)),
        [a, b] => at(0).zip(at(1)).fold(false, |found, (w, x)| found | ((*w == a) & (*x == b))),
        [a, b, c] => {
            at(0).zip(at(1)).zip(at(2)).fold(false, |found, ((w, x), y)| found | ((*w == a) & (*x == b) & (*y == c)))
        }
        [a, b, c, d] => at(0)
            .zip(at(1))
            .zip(at(2).zip(at(3)))
            .fold(false, |found, ((w, x), (y, z))| found | ((*w == a) & (*x == b) & (*y == c) & (*z == d))),
        _ => true,
    }
}

#[inline]
fn each_gram(letters: &[u8], classes: &[u8], words: &[u32], sizes: Sizes, mut found: impl FnMut(Gram)) {
    for (symbols, first) in [(letters, 0), (classes, Sizes::CLASSES)] {
        if sizes.has(first) {
            read_grams::<1>(symbols, words, &mut found);
        }
        if sizes.has(first + 1) {
            read_grams::<2>(symbols, words, &mut found);
        }
        if sizes.has(first + 2) {
            read_grams::<3>(symbols, words, &mut found);
        }
        if sizes.has(first + 3) {
            read_grams::<4>(symbols, words, &mut found);
        }
    }
}
