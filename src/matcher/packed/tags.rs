//! Bytes side by side in words.
//!
//! Owns how a byte is read, inserted, removed and searched, eight at a time. Must not know what the bytes stand for. Invariants: the
//! first byte of a word is its lowest; no byte is above 127; those behind the last are 0.

/// Bytes in a word.
pub(super) const IN_WORD: usize = 8;

/// A one in each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// The place of a byte in its word, in bits.
fn shift(at: usize) -> usize {
    at % IN_WORD * 8
}

/// The bytes of a word that are before this one.
fn before(at: usize) -> u64 {
    (1 << shift(at)) - 1
}

pub(super) fn get(words: &[u64], at: usize) -> u8 {
    (words[at / IN_WORD] >> shift(at)) as u8
}

/// Puts a byte before the one at this place; there is room behind the last.
pub(super) fn insert(words: &mut [u64], at: usize, byte: u8) {
    let Some((first, rest)) = words[at / IN_WORD..].split_first_mut() else { return };
    let mut carried = *first >> 56;
    let (low, high) = (*first & before(at), *first & !before(at));
    *first = low | u64::from(byte) << shift(at) | high << 8;
    for word in rest {
        (*word, carried) = (*word << 8 | carried, *word >> 56);
    }
}

/// Takes the byte at this place away.
pub(super) fn remove(words: &mut [u64], at: usize) {
    let Some((first, rest)) = words[at / IN_WORD..].split_first_mut() else { return };
    let mut last = first;
    *last = *last & before(at) | (*last >> 8) & !before(at);
    for word in rest {
        *last |= *word << 56;
        *word >>= 8;
        last = word;
    }
}

/// Whether some byte is this one, which is not 0.
pub(super) fn contains(words: &[u64], byte: u8) -> bool {
    // Those that are this one become 0, and only a byte of 0 gives its highest bit to what is one less.
    words.iter().map(|word| word ^ (ONES * u64::from(byte))).any(|word| word.wrapping_sub(ONES) & !word & HIGHEST != 0)
}

/// Makes all that are above this one less by one.
pub(super) fn lower_above(words: &mut [u64], byte: u8) {
    for word in words {
        // A byte with the highest bit keeps it where not more than that is taken away.
        let above = ((*word | HIGHEST) - ONES * (u64::from(byte) + 1)) & HIGHEST;
        *word -= above >> 7;
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn in_words(bytes: &[u8]) -> [u64; 4] {
        let mut words = [0; 4];
        bytes.iter().enumerate().for_each(|(at, byte)| words[at / IN_WORD] |= u64::from(*byte) << shift(at));
        words
    }

    #[test]
    fn they_are_a_list_of_bytes() {
        let (mut bytes, mut words, mut state) = (Vec::new(), [0; 4], 7_usize);
        for step in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (choice, byte) = (state >> 33, (state >> 40 & 127) as u8);
            match choice % 5 {
                0 | 1 if bytes.len() < 32 => {
                    let at = choice / 5 % (bytes.len() + 1);
                    bytes.insert(at, byte);
                    insert(&mut words, at, byte);
                }
                2 | 3 if !bytes.is_empty() => {
                    let at = choice / 5 % bytes.len();
                    assert_eq!(get(&words, at), bytes.remove(at));
                    remove(&mut words, at);
                }
                _ => {
                    bytes.iter_mut().filter(|one| **one > byte).for_each(|one| *one -= 1);
                    lower_above(&mut words, byte);
                }
            }
            assert_eq!(words, in_words(&bytes), "step {step}");
            assert!((1..=127).all(|byte| contains(&words, byte) == bytes.contains(&byte)), "step {step}");
        }
    }
}
