//! What a text must have so that one pattern can match.
//!
//! Owns [`Requirement`], its derivation and its check, and [`Requirements`], the list of them by pattern. Must not know in which
//! index a pattern is. Invariants: a text in which the pattern matches passes the check; the check of a pattern without
//! alternatives reads one cache line.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};
use core::fmt;

use regex_syntax::hir::{Hir, HirKind, Look};
use smallvec::SmallVec;

use super::derive::required_strings;
use super::gram::{Gram, Sizes, grams_of};
use super::rarity::rarity;
use super::reading::Reading;
use super::strings::{Bounds, Strings};
use super::symbol::{Alphabet, class_bit, classes_beyond_ascii, ranges};
use super::window::Window;
use crate::collections::Paged;

/// Grams in the cache line.
const IN_LINE: usize = 8;
/// Grams that are kept of an alternative.
const OF_STRING: usize = 6;
/// Sets of alternatives that are kept, and how many alternatives they have at most, the key apart.
const SETS: usize = 4;
const ALTERNATIVES: usize = 64;
/// A set whose strings are more frequent than this is of no use: nearly every text has one of them.
const FREQUENT: u64 = (1 << 32) >> 5;
/// A set whose strings are less frequent than this is as good a key as any: one in hundreds of texts has one.
const RARE: u64 = (1 << 32) >> 18;
/// Ranges of characters that are read to find the classes in which all of a text must lie.
const RANGES: usize = 4096;

/// What every text has in which the pattern matches.
#[derive(Debug)]
#[repr(align(64))]
pub(in crate::matcher) struct Requirement {
    /// All of these; [`Gram::EMPTY`] where there are fewer.
    all: [Gram; IN_LINE],
    details: Option<Box<Details>>,
    /// The length in bytes.
    shortest: u32,
    longest: u32,
    /// The only [classes](Alphabet::Classes) in which characters may be.
    classes: u32,
    /// Of which sizes its grams are.
    sizes: Sizes,
    /// Whether the first set is the key: the one by which a large index finds the pattern.
    has_key: bool,
    /// Whether some set has more than one string, so that `all` does not say it.
    has_alternatives: bool,
}

/// What is not in the cache line.
#[derive(Debug)]
struct Details {
    /// One string of each of these sets, the key first: the number of its strings, and for each of these the number of its grams,
    /// and they.
    sets: Box<[u32]>,
    /// Where grams say little.
    window: Option<Window>,
}

/// How good a key a set is: the smaller the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Promise {
    /// Rounded up to [`RARE`]: what is rarer is not better, but what has fewer strings.
    rounded: u64,
    strings: usize,
    frequency: u64,
}

impl Promise {
    fn of(set: &Strings) -> Self {
        let frequency = set.frequency();
        Self { rounded: frequency.max(RARE), strings: set.len(), frequency }
    }

    fn is_rare(&self) -> bool {
        self.rounded == RARE
    }
}

/// Requires nothing.
const NOTHING: Requirement = Requirement {
    all: [Gram::EMPTY; IN_LINE],
    details: None,
    shortest: 0,
    longest: u32::MAX,
    classes: u32::MAX,
    sizes: Sizes::NONE,
    has_key: false,
    has_alternatives: false,
};

impl Requirement {
    /// Derives what a pattern requires. A source that does not parse requires nothing. Cost: parsing, and a bounded number of steps.
    pub(in crate::matcher) fn of(source: &str) -> Self {
        let Ok(pattern) = regex_syntax::parse(source) else { return NOTHING };
        let (mut sets, mut has_word): (Vec<(Promise, Strings)>, _) = (Vec::new(), false);
        for alphabet in Alphabet::ALL {
            let found = required_strings(&pattern, alphabet).into_iter().map(|set| set.as_in_texts());
            sets.extend(found.filter(|set| !set.says_nothing()).map(|set| (Promise::of(&set), set)));
            sets.retain(|(promise, _)| promise.frequency < FREQUENT);
            sets.sort_unstable();
            sets.dedup();
            // A word is enough; classes would add little.
            has_word = sets.first().is_some_and(|(promise, _)| promise.is_rare() && promise.strings == 1);
            if has_word {
                break;
            }
        }
        let window = if has_word { None } else { Window::of(&pattern) };

        let mut requirement = Self { has_key: !sets.is_empty(), ..NOTHING };
        requirement.require_all(sets.iter().map(|(_, set)| set).filter(|set| set.len() == 1));
        let sets = requirement.require_sets(sets.iter().map(|(_, set)| set));
        requirement.details = (!sets.is_empty() || window.is_some()).then(|| Box::new(Details { sets, window }));
        requirement.require_extent(&pattern);
        requirement
    }

    /// Keeps the rarest grams that every text must have.
    fn require_all<'s>(&mut self, strings: impl Iterator<Item = &'s Strings>) {
        let mut grams: Vec<Gram> = strings.flat_map(Strings::iter).flat_map(|string| grams_of(string)).collect();
        grams.sort_unstable_by_key(|gram| (Reverse(rarity(*gram)), *gram));
        grams.dedup();
        for (kept, gram) in self.all.iter_mut().zip(grams) {
            *kept = gram;
            self.sizes.add(gram);
        }
    }

    /// Keeps the key, which is the first set, and a few others with alternatives.
    fn require_sets<'s>(&mut self, mut sets: impl Iterator<Item = &'s Strings>) -> Box<[u32]> {
        let key = sets.next();
        let others = sets.filter(|set| (2..=ALTERNATIVES).contains(&set.len())).take(SETS);
        let mut words = Vec::new();
        for set in key.into_iter().chain(others) {
            self.has_alternatives |= set.len() > 1;
            words.push(set.len() as u32);
            for string in set.iter() {
                let grams = rarest(string);
                words.push(grams.len() as u32);
                words.extend(grams.iter().map(|gram| gram.0));
                grams.iter().for_each(|gram| self.sizes.add(*gram));
            }
        }
        words.into()
    }

    /// How long a text is, and where all its characters lie, where a match is the whole text.
    fn require_extent(&mut self, pattern: &Hir) {
        let properties = pattern.properties();
        let bound = |length: Option<usize>| length.and_then(|length| u32::try_from(length).ok());
        self.shortest = bound(properties.minimum_len()).unwrap_or(0);
        let is_whole =
            properties.look_set_prefix().contains(Look::Start) && properties.look_set_suffix().contains(Look::End);
        if is_whole {
            self.longest = bound(properties.maximum_len()).unwrap_or(u32::MAX);
            self.classes = classes(pattern, &mut { RANGES }).unwrap_or(u32::MAX);
        }
    }

    /// Whether the text has all that is required; `has` says which grams it has.
    pub(super) fn is_met(&self, text: &Reading, has: impl Fn(Gram) -> bool) -> bool {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        (self.shortest..=self.longest).contains(&length)
            && (self.classes == u32::MAX || text.is_of(self.classes))
            && self.all.iter().take_while(|gram| **gram != Gram::EMPTY).all(|gram| has(*gram))
            && (!self.has_alternatives || self.alternatives_are_met(has))
    }

    /// What a text must have beside what [`Self::is_met`] asks.
    pub(super) fn window(&self) -> Option<&Window> {
        self.details.as_ref()?.window.as_ref()
    }

    fn sets(&self) -> &[u32] {
        self.details.as_ref().map_or(&[], |details| &details.sets)
    }

    fn alternatives_are_met(&self, has: impl Fn(Gram) -> bool) -> bool {
        let mut rest = self.sets();
        while let [strings, tail @ ..] = rest {
            let mut is_met = false;
            rest = tail;
            for _ in 0..*strings {
                let (grams, tail) = split_string(rest);
                is_met = is_met || grams.iter().all(|gram| has(Gram(*gram)));
                rest = tail;
            }
            if !is_met {
                return false;
            }
        }
        true
    }

    /// The strings of the key, as their grams in the order in which they occur; none where no key is rare enough.
    pub(super) fn key(&self) -> impl Iterator<Item = &[u32]> {
        let words = if self.has_key { self.sets() } else { &[] };
        let (strings, mut rest) = words.split_first().map_or((0, words), |(strings, rest)| (*strings, rest));
        (0..strings).map(move |_| {
            let (grams, tail) = split_string(rest);
            rest = tail;
            grams
        })
    }

    /// An order of keys and grams, equal where these are.
    pub(super) fn cmp_key(&self, other: &Self) -> Ordering {
        let parts = |of: &Self| (of.has_key, of.all);
        parts(self).cmp(&parts(other)).then_with(|| self.sets().cmp(other.sets()))
    }

    /// How many alternatives the key has; 1 where there is none.
    pub(in crate::matcher) fn weight(&self) -> usize {
        self.key().count().max(1)
    }

    /// Grams that every text has, the rarest first.
    pub(super) fn all(&self) -> impl Iterator<Item = Gram> {
        self.all.into_iter().take_while(|gram| *gram != Gram::EMPTY)
    }

    pub(super) fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Whether it says anything about the characters of a text.
    pub(in crate::matcher) fn is_selective(&self) -> bool {
        self.has_key || self.classes != u32::MAX || self.window().is_some()
    }
}

/// The grams of one string in a list of strings, and the rest of it.
fn split_string(words: &[u32]) -> (&[u32], &[u32]) {
    let (length, rest) = words.split_first().map_or((0, words), |(length, rest)| (*length as usize, rest));
    rest.split_at(length.min(rest.len()))
}

/// The rarest grams of a string, in the order in which they occur.
fn rarest(string: &[u8]) -> SmallVec<[Gram; OF_STRING]> {
    let all: SmallVec<[Gram; Bounds::LETTERS.longest]> = grams_of(string).collect();
    let mut by_rarity: SmallVec<[usize; Bounds::LETTERS.longest]> = (0..all.len()).collect();
    by_rarity.sort_unstable_by_key(|at| (Reverse(rarity(all[*at])), *at));
    by_rarity.truncate(OF_STRING);
    by_rarity.sort_unstable();
    by_rarity.into_iter().map(|at| all[at]).collect()
}

/// The classes of all characters that a match can have; `None` where that takes too long to find out.
fn classes(part: &Hir, ranges_left: &mut usize) -> Option<u32> {
    let of_char = |c| class_bit(Alphabet::Classes.symbol(c));
    *ranges_left = ranges_left.checked_sub(1)?;
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        HirKind::Literal(literal) => {
            Some(core::str::from_utf8(&literal.0).ok()?.chars().fold(0, |set, c| set | of_char(c)))
        }
        HirKind::Class(class) => {
            let mut set = 0;
            for (first, last) in ranges(class) {
                *ranges_left = ranges_left.checked_sub(1)?;
                set |= (first..=last.min('\x7f')).fold(0, |set, c| set | of_char(c));
                if !last.is_ascii() {
                    set |= classes_beyond_ascii();
                }
            }
            Some(set)
        }
        HirKind::Repetition(repetition) => classes(&repetition.sub, ranges_left),
        HirKind::Capture(capture) => classes(&capture.sub, ranges_left),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().try_fold(0, |set, part| Some(set | classes(part, ranges_left)?))
        }
    }
}

/// What each pattern in use requires, by its number.
pub(in crate::matcher) struct Requirements {
    by_number: Paged<Requirement>,
    seed: u64,
}

impl Requirements {
    /// `seed` is for the tables of all screens: secret, so that nobody can choose what shares a place in them.
    pub(in crate::matcher) fn new(seed: u64) -> Self {
        Self { by_number: Paged::default(), seed }
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(in crate::matcher) fn insert(&mut self, pattern: usize, requirement: Requirement) {
        while self.by_number.len() <= pattern {
            self.by_number.push(NOTHING);
        }
        self.by_number[pattern] = requirement;
    }

    pub(in crate::matcher) fn remove(&mut self, pattern: usize) {
        if pattern + 1 == self.by_number.len() {
            self.by_number.pop();
        } else if let Some(requirement) = self.by_number.get_mut(pattern) {
            *requirement = NOTHING;
        }
    }

    /// What a pattern requires; nothing where it is not in the list.
    pub(in crate::matcher) fn get(&self, pattern: usize) -> &Requirement {
        static MISSING: Requirement = NOTHING;
        self.by_number.get(pattern).unwrap_or(&MISSING)
    }

    /// Frees unused capacity.
    pub(in crate::matcher) fn shrink_to_fit(&mut self) {
        self.by_number.shrink_to_fit();
    }
}

impl fmt::Debug for Requirements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.by_number.iter()).finish()
    }
}
