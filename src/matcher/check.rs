//! Checks of one value, in one or two words, and questions made of them.
//!
//! Owns [`Check`] and [`Question`]. Must not know events, nor who asks. Invariants: a check passes where its test does; equal questions
//! are equal words; the words of a question say where it ends.
//!
//! A check is read by the million, so it has no pointers: where the event has the value, the comparison and the sort of the wanted
//! value are in the lower half of the first word. A flag, a word of an enumeration or the number of a text is in the upper half. A
//! number, and what has one, takes a second word.

use super::key::{Sort, in_words};
use crate::predicate::{Attr, Predicate, Scalar, Test};

/// Where an event has the values that are compared: the slots of the field of a clause, of the attribute, and, for a list there, of
/// the attribute of its elements.
pub(super) type Slots = [u8; 3];

const COMPARISON: u32 = 24;
const SORT: u32 = 27;
const SMALL: u32 = 32;

/// The bits that say where the value is. Those of a comparison with an element of a list differ from all others.
const PATH_BITS: u64 = 0xff_ffff | (Comparison::SomeEquals as u64 & !(Comparison::Equals as u64)) << COMPARISON;

/// The bits of what a value is equal by, besides the second word.
const VALUE_BITS: u64 = 7 << SORT | (u32::MAX as u64) << SMALL;

/// Set where another check of the same question follows.
const FOLLOWED: u64 = 1 << 30;

/// The number of residual conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ResidualNumber(pub(super) u32);

/// What a value is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equals = 1,
    AtLeast = 2,
    AtMost = 3,
    /// No comparison: residual conditions.
    Residual = 4,
    /// Of the elements of a list, some one is equal.
    SomeEquals = 5,
}

impl Comparison {
    /// That of a test, and the attribute of the elements where it is about a list; `None` where it is not one comparison.
    pub(super) fn of(test: &Test) -> Option<(Self, Option<Attr>)> {
        match test {
            Test::Equals(_) => Some((Self::Equals, None)),
            Test::AtLeast(_) => Some((Self::AtLeast, None)),
            Test::AtMost(_) => Some((Self::AtMost, None)),
            Test::Some(predicate) => single(predicate).map(|attr| (Self::SomeEquals, Some(attr))),
            Test::OneOf(_) | Test::Matches(_) | Test::Present(_) | Test::Meets(_) => None,
        }
    }
}

/// The attribute that a predicate compares with one value, where it does nothing else.
fn single(predicate: &Predicate) -> Option<Attr> {
    let Predicate { checks, any_of: None, all_of, not: None } = predicate else { return None };
    let [check] = checks.as_slice() else { return None };
    (all_of.is_empty() && matches!(check.test, Test::Equals(_))).then_some(check.attr)
}

/// A comparison of what an event has somewhere with one value, or residual conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Check {
    first: u64,
    second: u64,
}

/// A value, in the bits of a check by which it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    first: u64,
    second: u64,
}

fn is_wide(sort: u64) -> bool {
    sort == Sort::Number as u64 || sort == Sort::Id as u64
}

impl Word {
    /// Equal to no wanted value.
    pub(super) const NONE: Self = Self { first: 7 << SORT, second: 0 };

    /// `None` for a text that has no number.
    pub(super) fn of(scalar: &Scalar<&str>, text: impl FnOnce(&str) -> Option<u32>) -> Option<Self> {
        let (sort, direction, value) = in_words(scalar, |one| text(one))?;
        let sort = sort as u64;
        let (small, second) = if is_wide(sort) { (u64::from(direction), value) } else { (value, 0) };
        Some(Self { first: sort << SORT | small << SMALL, second })
    }

    fn is_number(self) -> bool {
        self.first >> SORT & 7 == Sort::Number as u64
    }
}

impl Check {
    pub(super) fn new(comparison: Comparison, slots: Slots, wanted: Word) -> Self {
        let [field, attr, element] = slots;
        let path = u64::from(u32::from_le_bytes([field, attr, element, 0]));
        Self { first: path | (comparison as u64) << COMPARISON | wanted.first, second: wanted.second }
    }

    fn of_residual(ResidualNumber(number): ResidualNumber) -> Self {
        Self { first: (Comparison::Residual as u64) << COMPARISON | u64::from(number) << SMALL, second: 0 }
    }

    /// The first check of these words, and those behind it.
    #[inline]
    pub(super) fn read(words: &[u64]) -> (Self, &[u64]) {
        match *words {
            [first, second, ref rest @ ..] if is_wide(first >> SORT & 7) => (Self { first, second }, rest),
            [first, ref rest @ ..] => (Self { first, second: 0 }, rest),
            [] => (Self { first: 0, second: 0 }, words),
        }
    }

    /// Whether another one of the same question follows.
    #[inline]
    pub(super) fn is_followed(self) -> bool {
        self.first & FOLLOWED != 0
    }

    #[inline]
    fn comparison(self) -> u64 {
        self.first >> COMPARISON & 7
    }

    /// The conditions, where it is no comparison.
    #[inline]
    pub(super) fn residual(self) -> Option<ResidualNumber> {
        (self.comparison() == Comparison::Residual as u64).then_some(ResidualNumber((self.first >> SMALL) as u32))
    }

    /// What tells where its value is from other places.
    #[inline]
    pub(super) fn path(self) -> u64 {
        self.first & PATH_BITS
    }

    /// The slots of a [path](Self::path), and whether it is a list.
    pub(super) fn slots(path: u64) -> (Slots, bool) {
        let [field, attr, element, comparison, ..] = path.to_le_bytes();
        ([field, attr, element], comparison != 0)
    }

    /// The wanted value.
    #[inline]
    pub(super) fn wanted(self) -> Word {
        Word { first: self.first & VALUE_BITS, second: self.second }
    }

    /// Whether one value passes.
    #[inline]
    pub(super) fn passes(self, found: Word) -> bool {
        let comparison = self.comparison();
        if comparison == Comparison::Equals as u64 {
            return self.wanted() == found;
        }
        let is_least = comparison == Comparison::AtLeast as u64;
        found.is_number() && if is_least { found.second >= self.second } else { found.second <= self.second }
    }
}

/// What is left to ask of an event that a look-up found: nothing, or one or two checks, all of which must pass. Zeros follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question([u64; 4]);

impl Question {
    /// The most checks of a question; residual conditions are one.
    pub(super) const MOST: usize = 2;

    pub(super) fn is_none(&self) -> bool {
        self.0[0] == 0
    }

    /// The words that are used.
    pub(super) fn words(&self) -> &[u64] {
        if self.is_none() {
            return &[];
        }
        &self.0[..Self::len(&self.0)]
    }

    /// How many of these words are the first question of them.
    fn len(words: &[u64]) -> usize {
        let mut rest = words;
        loop {
            let (check, behind) = Check::read(rest);
            rest = behind;
            if !check.is_followed() {
                return words.len() - rest.len();
            }
        }
    }

    /// The words of the first question, and those behind it.
    pub(super) fn split(words: &[u64]) -> (&[u64], &[u64]) {
        words.split_at(Self::len(words))
    }

    /// The first question of these words, and those behind it.
    pub(super) fn read(words: &[u64]) -> (Self, &[u64]) {
        let (own, rest) = Self::split(words);
        let mut question = Self::default();
        question.0[..own.len()].copy_from_slice(own);
        (question, rest)
    }

    /// Adds a check, of which there are less than [`Self::MOST`].
    pub(super) fn push(&mut self, check: Check) {
        let words = if is_wide(check.first >> SORT & 7) { &[check.first, check.second][..] } else { &[check.first] };
        let at = self.words().len();
        // There is one check at most, so it begins in the first word.
        if at > 0 {
            self.0[0] |= FOLLOWED;
        }
        self.0[at..at + words.len()].copy_from_slice(words);
    }

    pub(super) fn push_residual(&mut self, residual: ResidualNumber) {
        self.push(Check::of_residual(residual));
    }

    /// Whether all checks pass.
    #[inline]
    pub(super) fn passes(&self, mut passes: impl FnMut(Check) -> bool) -> bool {
        all_pass(&self.0, &mut passes).0
    }
}

/// Whether all checks of the first question of these words pass, and the words behind it.
#[inline]
pub(super) fn all_pass<'w>(mut words: &'w [u64], passes: &mut impl FnMut(Check) -> bool) -> (bool, &'w [u64]) {
    let mut all = true;
    loop {
        let (check, rest) = Check::read(words);
        all = all && passes(check);
        words = rest;
        if !check.is_followed() {
            return (all, words);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::predicate::Symbol;

    fn word(scalar: Scalar<&str>) -> Word {
        Word::of(&scalar, |text| u32::try_from(text.len()).ok()).expect("it has one")
    }

    /// Of each sort, some that look alike.
    fn scalars() -> Vec<Scalar<&'static str>> {
        let (sent, received) = (Symbol::new(0, "SENT"), Symbol::new(1, "RECEIVED"));
        let mut scalars = vec![Scalar::Flag(false), Scalar::Flag(true), Scalar::Text(""), Scalar::Text("a")];
        scalars.extend([sent, received].map(Scalar::Symbol));
        for number in [0, 1, u64::MAX] {
            scalars.push(Scalar::Number(number));
            scalars.extend([sent, received].map(|direction| Scalar::Id(direction, number)));
        }
        scalars
    }

    #[test]
    fn a_check_passes_where_its_test_does() {
        for wanted in scalars() {
            for found in scalars() {
                let check = |comparison| Check::new(comparison, [1, 2, 0], word(wanted));
                assert_eq!(check(Comparison::Equals).passes(word(found)), wanted == found, "{wanted:?} {found:?}");
                assert!(!check(Comparison::Equals).passes(Word::NONE));
                let Scalar::Number(bound) = wanted else { continue };
                let number = if let Scalar::Number(number) = found { Some(number) } else { None };
                assert_eq!(check(Comparison::AtLeast).passes(word(found)), number.is_some_and(|one| one >= bound));
                assert_eq!(check(Comparison::AtMost).passes(word(found)), number.is_some_and(|one| one <= bound));
                assert!(
                    !check(Comparison::AtLeast).passes(Word::NONE) && !check(Comparison::AtMost).passes(Word::NONE)
                );
            }
        }
    }

    #[test]
    fn questions_are_read_as_they_were_written() {
        let slots = [u8::MAX, 0, 7];
        let checks = || {
            let compared = scalars().into_iter().map(|one| Check::new(Comparison::SomeEquals, slots, word(one)));
            compared.chain([0, u32::MAX].map(|number| Check::of_residual(ResidualNumber(number))))
        };
        let mut questions = vec![];
        for one in checks() {
            let single = Question::default();
            questions.extend([None].into_iter().chain(checks().map(Some)).map(|other| {
                let mut question = single;
                question.push(one);
                other.into_iter().for_each(|other| question.push(other));
                (question, [Some(one), other])
            }));
        }
        let words: Vec<u64> = questions.iter().flat_map(|(question, _)| question.words().to_vec()).collect();
        let mut rest = words.as_slice();
        for (question, expected) in &questions {
            let mut checks = vec![];
            question.passes(|check| {
                checks.push((check.residual(), check.wanted(), Check::slots(check.path())));
                true
            });
            let expected = expected.iter().flatten();
            let expected: Vec<_> =
                expected.map(|check| (check.residual(), check.wanted(), Check::slots(check.path()))).collect();
            assert_eq!(checks, expected);
            let (read, behind) = Question::read(rest);
            assert_eq!(read, *question);
            rest = behind;
        }
        assert!(rest.is_empty());
        questions.sort_unstable_by_key(|(question, _)| *question);
        assert!(questions.windows(2).all(|two| two[0].0 != two[1].0), "different questions differ");
    }
}
