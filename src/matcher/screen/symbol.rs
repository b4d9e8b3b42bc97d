//! The two alphabets in which the screen reads characters.
//!
//! Owns [`Alphabet`]: which symbol a character has. Must not know patterns or texts. Invariant: a character has one symbol in each
//! alphabet, the same in patterns and in texts; so whatever is merged, no match is lost, and a bad choice only costs runs.

use alloc::vec::Vec;

use regex_syntax::hir::Class;
use smallvec::SmallVec;

/// Pads a gram of fewer than four symbols.
pub(super) const NONE: u8 = 0;
/// Where a word of ASCII word characters begins or ends. In a text, such a mark stands beside every place at which `\b` might
/// match, and beside some more.
pub(super) const EDGE: u8 = 1;
/// Before the first character of a text.
pub(super) const START: u8 = 2;
/// After the last character of a text.
pub(super) const END: u8 = 3;
/// ASCII control characters other than white space, in [`Alphabet::Letters`].
const CONTROL: u8 = 4;
/// The first symbol of [`Alphabet::Classes`]; the upper-case letters are free, since folding leaves none of them.
const CLASS: u8 = b'A';

/// Symbols that the members of a class may have; more say too little.
const MOST: usize = 4;

/// A way of reading characters as symbols of one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Nearly exact: letters without case, all other ASCII characters as they are, a hash of seven bits for the others.
    Letters,
    /// Coarse: 18 classes of characters, so that `\d{4}` is as good as a word.
    Classes,
}

/// The symbol of an ASCII character in [`Alphabet::Letters`]: so simple that many are found at once.
const fn letter(byte: u8) -> u8 {
    if byte >= b' ' || matches!(byte, b'\t'..=b'\r') { byte.to_ascii_lowercase() } else { CONTROL }
}

const CLASSES: [u8; 128] = {
    let mut symbols = [CLASS; 128];
    let mut c = 0;
    while c < 128 {
        symbols[c] = CLASS
            + match c as u8 {
                b'a'..=b'h' => 0,
                b'i'..=b'p' => 1,
                b'q'..=b'z' => 2,
                b'A'..=b'M' => 3,
                b'N'..=b'Z' => 4,
                b'0'..=b'9' => 5,
                b'_' => 6,
                b' ' => 7,
                b'\t'..=b'\r' => 8,
                b'.' | b',' => 9,
                b'-' => 10,
                b'!' | b'?' => 11,
                b':' | b'/' | b';' => 12,
                b'@' | b'#' | b'$' | b'%' | b'&' | b'*' => 13,
                b'"' | b'\'' | b'`' => 14,
                _ => 15,
            };
        c += 1;
    }
    symbols
};
const DIGIT: u8 = CLASSES[b'0' as usize];
const WHITE_SPACE: u8 = CLASSES[b'\t' as usize];
/// Characters beyond ASCII that are no digits and no white space: nearly all letters and marks come before [`FIRST_FAR`].
const NEAR: u8 = CLASS + 16;
const FAR: u8 = CLASS + 17;
const FIRST_FAR: char = '\u{2000}';

/// Whether each symbol is a word character of ASCII, which the symbols of both alphabets tell.
pub(super) const IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut c = 0;
    while c < 128 {
        if (c as u8).is_ascii_alphanumeric() || c as u8 == b'_' {
            is_word[letter(c as u8) as usize] = true;
            is_word[CLASSES[c] as usize] = true;
        }
        c += 1;
    }
    is_word
};

impl Alphabet {
    pub(super) const ALL: [Self; 2] = [Self::Letters, Self::Classes];

    /// Members of a class that are read one by one; `\d` has 760.
    fn most_members(self) -> u32 {
        match self {
            Self::Letters => 16,
            Self::Classes => 1024,
        }
    }

    /// Adds the symbols of ASCII characters.
    pub(super) fn read_ascii(self, text: &str, symbols: &mut Vec<u8>) {
        match self {
            Self::Letters => symbols.extend(text.bytes().map(letter)),
            Self::Classes => symbols.extend(text.bytes().map(|byte| CLASSES[usize::from(byte & 127)])),
        }
    }

    /// The symbol of a character.
    pub(super) fn symbol(self, c: char) -> u8 {
        match self {
            Self::Letters if c.is_ascii() => letter(c as u8),
            Self::Letters => folded(c),
            Self::Classes if c.is_ascii() => CLASSES[c as usize],
            Self::Classes => class_beyond_ascii(c),
        }
    }

    /// The symbols of all members of a class; `None` where they are too many to say anything, or none. Cost: O(members), at most
    /// some thousand.
    pub(super) fn of_class(self, class: &Class) -> Option<SmallVec<[u8; MOST]>> {
        if members(class) > self.most_members() {
            return None;
        }
        let mut symbols = SmallVec::new();
        for c in ranges(class).flat_map(|(first, last)| first..=last) {
            let symbol = self.symbol(c);
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
            if symbols.len() > MOST {
                return None;
            }
        }
        (!symbols.is_empty()).then_some(symbols)
    }
}

/// The classes that characters beyond ASCII may have.
const BEYOND_ASCII: [u8; 6] = [CLASSES[b's' as usize], CLASSES[b'K' as usize], DIGIT, WHITE_SPACE, NEAR, FAR];

/// How many characters a class has.
pub(super) fn members(class: &Class) -> u32 {
    ranges(class).map(|(first, last)| u32::from(last) - u32::from(first) + 1).sum()
}

/// The class of a character beyond ASCII. As in ASCII, it says of digits that they are word characters, so no others are among
/// them: a text has an edge beside each character beyond ASCII of which the class does not say that.
fn class_beyond_ascii(c: char) -> u8 {
    match c {
        // Members of `(?i)s` and `(?i)k`.
        'ſ' => CLASSES[b's' as usize],
        '\u{212a}' => CLASSES[b'K' as usize],
        _ if c.is_whitespace() => WHITE_SPACE,
        _ if c.is_numeric() && regex_syntax::is_word_character(c) => DIGIT,
        _ if c < FIRST_FAR => NEAR,
        _ => FAR,
    }
}

/// The symbol of a character beyond ASCII: the same for those that differ in case alone, also where the other case is in ASCII
/// (U+017F and U+212A).
fn folded(c: char) -> u8 {
    let folded = match c {
        'ſ' => 's',
        '\u{212a}' => 'k',
        'ς' => 'σ',
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    };
    if folded.is_ascii() {
        return letter(folded as u8);
    }
    0x80 | (u32::from(folded).wrapping_mul(0x9e37_79b1) >> 25) as u8
}

/// The members of a class as ranges. Those of a class of bytes are ASCII: a pattern for texts has no others.
pub(super) fn ranges(class: &Class) -> impl Iterator<Item = (char, char)> {
    let (characters, bytes) = match class {
        Class::Unicode(class) => (class.ranges(), [].as_slice()),
        Class::Bytes(class) => ([].as_slice(), class.ranges()),
    };
    let characters = characters.iter().map(|range| (range.start(), range.end()));
    characters.chain(bytes.iter().map(|range| (char::from(range.start()), char::from(range.end()))))
}

/// The bit of a symbol of [`Alphabet::Classes`] in a set of them.
pub(super) fn class_bit(symbol: u8) -> u32 {
    1 << symbol.wrapping_sub(CLASS).min(31)
}

/// The classes that characters beyond ASCII may have, as a set.
pub(super) fn classes_beyond_ascii() -> u32 {
    BEYOND_ASCII.into_iter().fold(0, |set, symbol| set | class_bit(symbol))
}

/// Whether a symbol is one that only [`Alphabet::Classes`] has.
pub(super) fn is_class(symbol: u8) -> bool {
    (CLASS..=FAR).contains(&symbol)
}
