//! Screening: which patterns need not be run on a text, because the text lacks what each of their matches has.
//!
//! Owns [`Screen`], the patterns of one channel that search one attribute. Must not run a pattern, nor know subscriptions. Invariant:
//! a pattern that occurs in a text is among its candidates.
//!
//! # How it works
//!
//! Ten thousand subscriptions may search the bodies of one user's messages, and one or two of the patterns occur in a body. To run
//! all of them costs milliseconds. But a match of `(?i)\btea\b.*\d{4}` has the word `tea` in it, in some case, and four digits
//! behind one another. Most texts do not, and that can be seen without running anything:
//!
//! 1. When a pattern is first used, [`mod@derive`] finds in its parsed form which strings its matches must have: sets of alternatives,
//!    of each of which one occurs. Letters are folded, so that case does not matter. [`symbol`] has a second, coarse alphabet,
//!    in which characters are only letters of some sort, digits, spaces and so on: in it `\d{4}` is a string as well.
//! 2. Strings are cut into [grams](gram) of up to four symbols. A string that is in a text has all its grams in it, in whatever
//!    order one asks. `\b`, `^` and `$` become symbols at the ends of strings, and texts are read with the same symbols at the edges
//!    of words and at their own ends; so `\btea\b` is not in `steam`.
//! 3. Of the sets of a pattern the rarest is its key. For each of its alternatives the pattern is listed by its rarest gram, in a
//!    [hash table of grams](table). A text is [read](reading) once for each size of grams, and they are looked up in the table; a
//!    [filter] of a few kilobytes says of nearly all that they are not there. Where there are [few grams](key_grams) of a size, those
//!    are searched for in the text instead. What is listed by one of them is a possible candidate.
//! 4. A listed pattern has a second gram beside it. If the text has that, too, the [requirement] of the pattern is read,
//!    which is one cache line for most: eight more grams, the length, the classes of characters. Alternatives are behind it. These
//!    grams are searched for in the text; where many patterns are listed, all grams of the text are noted once instead.
//! 5. Grams of classes are coarse: in them `[K-M]{5}` is any five capitals of the first half. Patterns without a rare word have a
//!    [window] as well, an exact sequence of sets of characters, which is searched for in all places of a text at once.
//!
//! What is left is run. Anything that cannot be derived is not required, so a pattern such as `.*` is a candidate for every text.
//! A wrong guess of what is rare costs time, and a hash that says yes for a gram that is not there costs a run; neither loses a
//! match. A match would be lost if pattern and text were read differently: both go through [`symbol::Alphabet`], for each member of
//! a class one by one.
//!
//! Few patterns are not listed by grams: the requirement of each is checked, and the grams it asks for are searched in the text.
//! Nearly all users have only a few.

mod derive;
mod filter;
mod gram;
mod key_grams;
mod large;
mod rarity;
mod reading;
mod requirement;
mod strings;
mod symbol;
mod table;
#[cfg(test)]
mod tests;
mod window;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use smallvec::SmallVec;

use self::large::{Found, Large};
use self::reading::Reading;
pub(super) use self::requirement::{Requirement, Requirements};
use self::window::Positions;

/// Alternatives of patterns that are checked one after the other; where there are more, they are listed by grams.
const FEW: usize = 16;

/// Patterns by what they require of a text.
#[derive(Default)]
pub(super) struct Screen(Size);

enum Size {
    /// Sorted.
    Few(SmallVec<[u32; 4]>),
    Many(Box<Large>),
}

/// What is reused from one text to the next, for all screens.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    reading: Reading,
    found: Found,
    positions: Positions,
    candidates: Vec<u32>,
}

impl Scratch {
    /// The patterns of the last call of [`Screen::candidates`].
    pub(super) fn candidates(&self) -> &[u32] {
        &self.candidates
    }

    /// All of these are candidates, as if nothing was required of a text.
    pub(super) fn take_all(&mut self, patterns: impl Iterator<Item = u32>) {
        self.candidates.clear();
        self.candidates.extend(patterns);
    }
}

impl Screen {
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.0, Size::Few(few) if few.is_empty())
    }

    /// Adds a pattern that is not there. Cost: O(grams of its key).
    pub(super) fn insert(&mut self, pattern: usize, requirements: &Requirements) {
        let pattern = pattern as u32;
        let requirement = |pattern: u32| requirements.get(pattern as usize);
        match &mut self.0 {
            Size::Few(few) => {
                let at = few.partition_point(|other| *other < pattern);
                few.insert(at, pattern);
                if few.iter().map(|pattern| requirement(*pattern).weight()).sum::<usize>() > FEW {
                    let mut large = Box::new(Large::new(requirements.seed()));
                    few.iter().for_each(|pattern| large.insert(*pattern, requirement(*pattern)));
                    self.0 = Size::Many(large);
                }
            }
            Size::Many(large) => large.insert(pattern, requirement(pattern)),
        }
    }

    /// Removes a pattern. Cost: O(alternatives of its key).
    pub(super) fn remove(&mut self, pattern: usize, requirements: &Requirements) {
        let number = pattern as u32;
        match &mut self.0 {
            Size::Few(few) => few.retain(|other| *other != number),
            Size::Many(large) => {
                large.remove(number, requirements.get(pattern));
                if large.weight() <= FEW {
                    let mut few: SmallVec<_> = large.patterns().collect();
                    few.sort_unstable();
                    self.0 = Size::Few(few);
                }
            }
        }
    }

    /// Finds the patterns that may occur in the text, among them all that do: each once, in order, in
    /// [`Scratch::candidates`]. Cost: O(text) for each size of which many grams are keys, and for each key of the other sizes, of which
    /// there are few; and O(1) for each entry of each gram that the text has.
    pub(super) fn candidates(&self, text: &str, requirements: &Requirements, scratch: &mut Scratch) {
        let Scratch { reading, found, positions, candidates } = scratch;
        candidates.clear();
        positions.clear();
        reading.read(text);
        match &self.0 {
            Size::Few(few) => {
                let is_met =
                    |pattern: &u32| requirements.get(*pattern as usize).is_met(reading, |gram| reading.contains(gram));
                candidates.extend(few.iter().filter(|pattern| is_met(pattern)));
            }
            Size::Many(large) => {
                large.candidates(reading, requirements, found, candidates);
                candidates.sort_unstable();
                candidates.dedup();
            }
        }
        candidates.retain(|pattern| {
            let window = requirements.get(*pattern as usize).window();
            window.is_none_or(|window| positions.have(window, text))
        });
    }

    /// Frees unused capacity. What is allocated then follows from the patterns alone. Cost: O(grams of all keys).
    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        match &mut self.0 {
            Size::Few(few) => few.shrink_to_fit(),
            Size::Many(large) => {
                // Which keys are chosen depends on the order; so in one that the numbers do not decide.
                let requirement = |pattern: &u32| requirements.get(*pattern as usize);
                let mut patterns: Vec<u32> = large.patterns().collect();
                patterns.sort_unstable_by(|one, other| requirement(one).cmp_key(requirement(other)));
                let mut rebuilt = Box::new(Large::new(requirements.seed()));
                patterns.iter().for_each(|pattern| rebuilt.insert(*pattern, requirement(pattern)));
                rebuilt.shrink_to_fit();
                *large = rebuilt;
            }
        }
    }
}

impl Default for Size {
    fn default() -> Self {
        Self::Few(SmallVec::new())
    }
}

/// What is inside depends on the order in which the patterns came, so it is not shown.
impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen").finish_non_exhaustive()
    }
}
