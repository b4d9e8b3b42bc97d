//! One check in two words, answered without reading conditions.
//!
//! Owns [`QuickCheck`] and the values of one event that such checks ask for. Must not decide anything that [`Test::matches`] does not.
//! Invariants: a quick check passes where its test does; an attribute of an event is read at most once.

use smallvec::SmallVec;

use super::key::Path;
use crate::predicate::{Attr, Attributes, Scalar, Test, Value};

/// A value that fits in a word, with what tells it from equal words of other sorts; `Sort::None` for every other value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    sort: Sort,
    direction: u8,
    value: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    #[default]
    None,
    Flag,
    Number,
    Symbol,
    Id,
}

impl Word {
    fn of<T>(scalar: &Scalar<T>) -> Self {
        match scalar {
            Scalar::Flag(flag) => Self { sort: Sort::Flag, direction: 0, value: u64::from(*flag) },
            Scalar::Number(number) => Self { sort: Sort::Number, direction: 0, value: *number },
            Scalar::Symbol(symbol) => Self { sort: Sort::Symbol, direction: 0, value: u64::from(symbol.code()) },
            Scalar::Id(direction, number) => Self { sort: Sort::Id, direction: direction.code(), value: *number },
            Scalar::Text(_) => Self::default(),
        }
    }
}

/// What a value is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparison {
    /// Nothing.
    #[default]
    Always,
    Equals,
    AtLeast,
    AtMost,
}

/// A comparison of one attribute with one value that is no text. Two words, so the parts of the wanted value are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct QuickCheck {
    comparison: Comparison,
    slots: [u8; 2],
    sort: Sort,
    direction: u8,
    value: u64,
}

impl Comparison {
    /// That of a test, where it is one that is quick.
    pub(super) fn of(test: &Test) -> Option<Self> {
        match test {
            Test::Equals(Scalar::Text(_)) => None,
            Test::Equals(_) => Some(Self::Equals),
            Test::AtLeast(_) => Some(Self::AtLeast),
            Test::AtMost(_) => Some(Self::AtMost),
            Test::OneOf(_) | Test::Matches(_) | Test::Present(_) | Test::Meets(_) | Test::Some(_) => None,
        }
    }
}

impl QuickCheck {
    /// `slots`: of the field of the clause, then of the attribute.
    pub(super) fn new(comparison: Comparison, slots: [u8; 2], wanted: &Scalar<&str>) -> Self {
        let Word { sort, direction, value } = Word::of(wanted);
        Self { comparison, slots, sort, direction, value }
    }

    #[inline]
    pub(super) fn passes(self, found: &mut Found<'_>) -> bool {
        if self.comparison == Comparison::Always {
            return true;
        }
        let word = found.word(self.slots);
        match self.comparison {
            Comparison::Equals => {
                word.value == self.value && word.sort == self.sort && word.direction == self.direction
            }
            Comparison::AtLeast => word.sort == Sort::Number && word.value >= self.value,
            Comparison::AtMost => word.sort == Sort::Number && word.value <= self.value,
            Comparison::Always => true,
        }
    }
}

/// The values of one event that were asked for.
pub(super) struct Found<'e> {
    event: &'e dyn Attributes,
    words: SmallVec<[([u8; 2], Word); 8]>,
}

impl<'e> Found<'e> {
    pub(super) fn new(event: &'e dyn Attributes) -> Self {
        Self { event, words: SmallVec::new() }
    }

    pub(super) fn event(&self) -> &'e dyn Attributes {
        self.event
    }

    /// What the event has at a path.
    pub(super) fn value(&self, (field, attr): Path) -> Value<'e> {
        self.event.read(field).read(attr)
    }

    #[inline]
    fn word(&mut self, slots: [u8; 2]) -> Word {
        match self.words.iter().find(|(read, _)| *read == slots) {
            Some((_, word)) => *word,
            None => self.read_word(slots),
        }
    }

    fn read_word(&mut self, slots: [u8; 2]) -> Word {
        let [field, attr] = slots.map(|slot| Attr::new(slot, ""));
        let word = match self.value((field, attr)) {
            Value::Scalar(scalar) => Word::of(&scalar),
            Value::Missing | Value::Entity(_) | Value::List(_) => Word::default(),
        };
        self.words.push((slots, word));
        word
    }
}
