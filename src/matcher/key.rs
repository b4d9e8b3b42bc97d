//! The keys of the index: where an event must have which value.
//!
//! Owns [`Key`] and the numbers of texts that keys and checks name. Must not know what is found by a key. Invariants: two keys are
//! equal where channel, attribute and value are; a text has a number as long as some key or check names it.

use alloc::boxed::Box;
use core::hash::{BuildHasher as _, Hasher as _};
use core::num::NonZeroU64;

use crate::collections::Interned;
use crate::predicate::{Attr, Scalar};

/// Where an event has a value: the field of a clause, then the attribute.
pub(super) type Path = (Attr, Attr);

/// A value of an attribute in a channel, in two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The number of the channel in the upper half; then the two slots of the path; the sort of the value; and, where it has one, its
    /// direction.
    space: NonZeroU64,
    value: u64,
}

/// The sorts of values. Numbers, ids and so on are counted apart, so equal numbers of different sorts are different values.
#[derive(Clone, Copy)]
pub(super) enum Sort {
    Flag,
    Number,
    Symbol,
    Id,
    Text,
    /// The number of a pattern that occurs in a text.
    Pattern,
}

/// A value in one word, with its sort and direction; `text` gives the number of a text.
pub(super) fn in_words<T>(scalar: &Scalar<T>, text: impl FnOnce(&T) -> Option<u32>) -> Option<(Sort, u8, u64)> {
    Some(match scalar {
        Scalar::Flag(flag) => (Sort::Flag, 0, u64::from(*flag)),
        Scalar::Number(number) => (Sort::Number, 0, *number),
        Scalar::Symbol(symbol) => (Sort::Symbol, 0, u64::from(symbol.code())),
        Scalar::Id(direction, number) => (Sort::Id, direction.code(), *number),
        Scalar::Text(one) => (Sort::Text, 0, u64::from(text(one)?)),
    })
}

impl Key {
    fn new(channel: u32, path: Path, (sort, direction, value): (Sort, u8, u64)) -> Self {
        let (field, attr) = path;
        let low = u32::from_be_bytes([field.slot(), attr.slot(), sort as u8, direction]);
        let space = u64::from(channel) << 32 | u64::from(low);
        // Channels are numbered from 1.
        Self { space: NonZeroU64::new(space).unwrap_or(NonZeroU64::MIN), value }
    }

    /// The key of the subscriptions that search a pattern which occurs at the path.
    pub(super) fn of_pattern(channel: u32, path: Path, pattern: usize) -> Self {
        Self::new(channel, path, (Sort::Pattern, 0, pattern as u64))
    }

    /// The key of what an event has at the path; `None` where no key has this value.
    pub(super) fn of_found(channel: u32, path: Path, found: &Scalar<&str>, texts: &Texts) -> Option<Self> {
        Some(Self::new(channel, path, in_words(found, |text| texts.number(text))?))
    }

    /// The key of a wanted value, which is in use from now on.
    pub(super) fn acquire(channel: u32, path: Path, wanted: &Scalar<&str>, texts: &mut Texts) -> Option<Self> {
        Some(Self::new(channel, path, in_words(wanted, |text| Some(texts.acquire(text)))?))
    }

    /// The number of the text that it names.
    fn text(self) -> Option<u32> {
        let [_, _, sort, _] = (self.space.get() as u32).to_be_bytes();
        (sort == Sort::Text as u8).then_some(self.value as u32)
    }

    pub(super) fn hash(self, hasher: &ahash::RandomState) -> u64 {
        let mut state = hasher.build_hasher();
        state.write_u64(self.space.get());
        state.write_u64(self.value);
        state.finish()
    }
}

/// The texts that keys and checks name, each with a number.
#[derive(Debug)]
pub(super) struct Texts {
    in_use: Interned<Box<str>>,
    hasher: ahash::RandomState,
}

impl Texts {
    pub(super) fn new(hasher: ahash::RandomState) -> Self {
        Self { in_use: Interned::default(), hasher }
    }

    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.in_use.find(self.hasher.hash_one(text), |other| **other == *text)
    }

    /// The number of a text, given where it has none. One name more is counted.
    pub(super) fn acquire(&mut self, text: &str) -> u32 {
        self.in_use.intern(self.hasher.hash_one(text), |other| **other == *text, || text.into())
    }

    /// One name of a text less; returns the number that it has, or had.
    pub(super) fn release(&mut self, text: &str) -> Option<u32> {
        let number = self.number(text)?;
        self.in_use.release(number);
        Some(number)
    }

    /// As [`Self::release`], of a key that was [acquired](Key::acquire).
    pub(super) fn release_key(&mut self, key: Key) {
        key.text().into_iter().for_each(|number| _ = self.in_use.release(number));
    }

    pub(super) fn moved(&self) -> u64 {
        self.in_use.moved()
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.in_use.shrink_to_fit();
    }
}
