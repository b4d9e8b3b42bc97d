//! How rare grams are in texts: an estimate.
//!
//! Owns the estimate. Must not know patterns. Invariant: only the choice of keys depends on it, so what it gets wrong costs time and
//! loses nothing.

use super::gram::Gram;
use super::symbol::{EDGE, END, NONE, START};

/// How rare a gram is: about the negated logarithm, to the base 2, of how often a text has it at a given place.
pub(super) fn rarity(gram: Gram) -> u32 {
    let symbols = gram.0.to_be_bytes();
    let first = u32::from(ALONE[usize::from(symbols[0])]);
    symbols.windows(2).fold(first, |rarity, pair| rarity + after(pair[0], pair[1]))
}

/// What sort of character a symbol is; those of a word are mostly of one sort.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Letter,
    Capital,
    Digit,
    Beyond,
    Other,
}

const fn sort(symbol: u8) -> Sort {
    match symbol {
        b'a'..=b'z' | b'A'..=b'C' => Sort::Letter,
        b'D' | b'E' => Sort::Capital,
        b'0'..=b'9' | b'F' => Sort::Digit,
        b'Q' | b'R' | 0x80.. => Sort::Beyond,
        _ => Sort::Other,
    }
}

const SORTS: [Sort; 256] = {
    let mut sorts = [Sort::Other; 256];
    let mut symbol = 0;
    while symbol < 256 {
        sorts[symbol] = sort(symbol as u8);
        symbol += 1;
    }
    sorts
};

/// How rare a symbol is after another.
fn after(previous: u8, symbol: u8) -> u32 {
    let alone = u32::from(ALONE[usize::from(symbol)]);
    match (SORTS[usize::from(previous)], SORTS[usize::from(symbol)]) {
        // Where one of these is, more follow.
        (Sort::Digit, Sort::Digit) | (Sort::Capital, Sort::Capital) | (Sort::Beyond, Sort::Beyond) => {
            alone.saturating_sub(5)
        }
        // `a1`, `aB`, `1a`.
        (Sort::Letter, Sort::Digit | Sort::Capital) | (Sort::Digit | Sort::Capital, Sort::Letter) => alone + 5,
        (Sort::Capital, Sort::Digit) | (Sort::Digit, Sort::Capital) => alone + 3,
        _ => alone,
    }
}

/// How rare each symbol is by itself.
const ALONE: [u8; 256] = {
    let mut rarity = [8; 256];
    let mut symbol = 0;
    while symbol < 256 {
        rarity[symbol] = match symbol as u8 {
            NONE => 0,
            EDGE => 2,
            START | END => 7,
            b' ' | b'e' | b't' => 3,
            b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'h' => 4,
            b'l' | b'd' | b'c' | b'u' => 5,
            b'm' | b'p' | b'f' | b'g' | b'w' | b'y' | b'b' | b'.' | b',' => 6,
            b'v' | b'k' | b'\n' | b'-' | b'\'' => 7,
            b'0'..=b'9' => 9,
            // Classes: the three of small letters, two of capitals, digits, underscore, space, blank, and so on.
            b'A'..=b'C' => 2,
            b'D' | b'E' => 7,
            b'F' => 6,
            b'H' => 3,
            b'J' => 5,
            b'Q' | b'R' => 7,
            b'I'..=b'P' => 6,
            _ => 8,
        };
        symbol += 1;
    }
    rarity
};
