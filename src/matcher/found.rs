//! The values of one event that checks ask for.
//!
//! Owns [`Found`]: each value is read once, as the word by which checks compare it. Must not decide anything that
//! [`Test::matches`](crate::predicate::Test::matches) does not. Invariants: a check passes here where its test does; nothing is
//! allocated once the buffers have grown.

use alloc::vec::Vec;

use super::check::{Check, Word};
use super::key::{Path, Texts};
use crate::predicate::{Attr, Attributes, Value};

/// Buffers for the values, used again for each event.
#[derive(Debug, Default)]
pub(super) struct Values {
    places: Vec<(u64, Place)>,
    elements: Vec<Word>,
}

/// What an event has at the path of a check.
#[derive(Clone, Copy, Debug)]
enum Place {
    One(Word),
    /// The elements from a number on, before another one; sorted.
    Several(usize, usize),
}

/// The values of one event that were asked for.
pub(super) struct Found<'e> {
    event: &'e dyn Attributes,
    texts: &'e Texts,
    values: &'e mut Values,
}

impl<'e> Found<'e> {
    pub(super) fn new(event: &'e dyn Attributes, texts: &'e Texts, values: &'e mut Values) -> Self {
        values.places.clear();
        values.elements.clear();
        Self { event, texts, values }
    }

    pub(super) fn event(&self) -> &'e dyn Attributes {
        self.event
    }

    /// What the event has at a path.
    pub(super) fn value(&self, (field, attr): Path) -> Value<'e> {
        self.event.read(field).read(attr)
    }

    /// Whether the event passes a comparison.
    #[inline]
    pub(super) fn passes(&mut self, check: Check) -> bool {
        let path = check.path();
        let known = self.values.places.iter().position(|(read, _)| *read == path);
        let at = known.unwrap_or_else(|| self.read(path));
        match self.values.places.get(at) {
            Some((_, Place::One(word))) => check.passes(*word),
            Some((_, Place::Several(start, end))) => {
                self.values.elements.get(*start..*end).is_some_and(|words| words.binary_search(&check.wanted()).is_ok())
            }
            None => false,
        }
    }

    /// Once for each path. Returns the number of the place.
    #[cold]
    fn read(&mut self, path: u64) -> usize {
        let (slots, is_list) = Check::slots(path);
        let [field, attr, element] = slots.map(|slot| Attr::new(slot, ""));
        let (value, texts) = (self.value((field, attr)), self.texts);
        let word = |value: Value<'_>| match value {
            Value::Scalar(scalar) => Word::of(&scalar, |text| texts.number(text)),
            Value::Missing | Value::Entity(_) | Value::List(_) => None,
        };
        let place = if is_list {
            let elements = &mut self.values.elements;
            let start = elements.len();
            if let Value::List(list) = value {
                list.any(&mut |one| {
                    elements.extend(word(one.read(element)));
                    false
                });
            }
            elements[start..].sort_unstable();
            Place::Several(start, elements.len())
        } else {
            Place::One(word(value).unwrap_or(Word::NONE))
        };
        self.values.places.push((path, place));
        self.values.places.len() - 1
    }
}
