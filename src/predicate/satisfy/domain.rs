//! What a value may be, as far as the tests of it can tell.
//!
//! Owns a few values that stand for all. Must not know what is asked of them: whether a test passes is answered by the test.
//! Invariant: for every value that an attribute can have, some candidate answers each of its tests in the same way.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use crate::predicate::check::Test;
use crate::predicate::pattern::{Pattern, Search};
use crate::predicate::value::{Scalar, Symbol, Value};

/// A value that stands for all that answer alike.
#[derive(Clone, Copy)]
pub(super) enum Candidate<'p> {
    This(Value<'p>),
    /// Some text that no test names. Which patterns occur in it is free: none is ever searched.
    OtherText,
}

/// The values that an attribute may have.
pub(super) struct Domain<'p> {
    candidates: Vec<Candidate<'p>>,
    /// Equal to no text that is named.
    other_text: String,
}

impl<'p> Domain<'p> {
    /// `blank` is what the attribute is by default, which tells its sort: a scalar stays one of its sort, an entity an entity, a
    /// list a list. What is absent by default may be anything, or stay absent.
    pub(super) fn new(template: Value<'p>, named: &[Scalar<&'p str>]) -> Self {
        let mut domain = Self { candidates: Vec::new(), other_text: String::new() };
        match template {
            Value::Entity(_) | Value::List(_) => domain.candidates.push(Candidate::This(template)),
            Value::Scalar(Scalar::Flag(_)) => domain.flags(),
            Value::Scalar(Scalar::Number(_)) => domain.numbers(named),
            Value::Scalar(Scalar::Symbol(_)) => domain.symbols(named),
            Value::Scalar(Scalar::Id(..)) => domain.ids(named),
            Value::Scalar(Scalar::Text(_)) => domain.texts(named),
            Value::SkipDefault => {
                domain.candidates.push(Candidate::This(Value::SkipDefault));
                domain.flags();
                domain.numbers(named);
                domain.symbols(named);
                domain.ids(named);
                domain.texts(named);
            }
        }
        domain
    }

    pub(super) fn len(&self) -> usize {
        self.candidates.len()
    }

    /// Whether a candidate passes the test. `patterns` answers for the text that is not named.
    pub(super) fn passes(&self, candidate: usize, test: &Test, patterns: &mut Assumptions<'_>) -> bool {
        match self.candidates[candidate] {
            Candidate::This(value) => test.matches(value, &mut crate::predicate::Direct),
            Candidate::OtherText => test.matches(self.other_text.as_str().into(), patterns),
        }
    }

    /// Whether a candidate is the text that is not named.
    pub(super) fn is_other_text(&self, candidate: usize) -> bool {
        matches!(self.candidates[candidate], Candidate::OtherText)
    }

    fn add(&mut self, scalars: impl IntoIterator<Item = Scalar<&'p str>>) {
        self.candidates.extend(scalars.into_iter().map(|scalar| Candidate::This(Value::Scalar(scalar))));
    }

    fn flags(&mut self) {
        self.add([Scalar::Flag(false), Scalar::Flag(true)]);
    }

    /// The named numbers, and one of each gap between them.
    fn numbers(&mut self, named: &[Scalar<&'p str>]) {
        let number = |scalar: &Scalar<&str>| if let Scalar::Number(number) = scalar { Some(*number) } else { None };
        let named = named.iter().filter_map(number);
        let around: BTreeSet<u64> = named.flat_map(|number| [number, number.saturating_add(1)]).chain([0]).collect();
        self.add(around.into_iter().map(Scalar::Number));
    }

    /// The named words, and another one.
    fn symbols(&mut self, named: &[Scalar<&'p str>]) {
        let symbol =
            |scalar: &Scalar<&str>| if let Scalar::Symbol(symbol) = scalar { Some(symbol.code()) } else { None };
        let named: BTreeSet<u8> = named.iter().filter_map(symbol).collect();
        let other = (0..=u8::MAX).find(|code| !named.contains(code));
        self.add(named.iter().copied().chain(other).map(|code| Scalar::Symbol(Symbol::new(code, ""))));
    }

    /// The named ids, and another one.
    fn ids(&mut self, named: &[Scalar<&'p str>]) {
        let id =
            |scalar: &Scalar<&str>| if let Scalar::Id(of, number) = scalar { Some((of.code(), *number)) } else { None };
        let named: BTreeSet<(u8, u64)> = named.iter().filter_map(id).collect();
        let other = (0..=u64::MAX).map(|number| (0, number)).find(|id| !named.contains(id));
        self.add(named.iter().copied().chain(other).map(|(of, number)| Scalar::Id(Symbol::new(of, ""), number)));
    }

    /// The named texts, and another one.
    fn texts(&mut self, named: &[Scalar<&'p str>]) {
        let text = |scalar: &Scalar<&'p str>| if let Scalar::Text(text) = scalar { Some(*text) } else { None };
        let named: BTreeSet<&'p str> = named.iter().filter_map(text).collect();
        let longest = named.iter().map(|text| text.len()).max().unwrap_or(0);
        self.other_text = "?".repeat(longest + 1);
        self.add(named.into_iter().map(Scalar::Text));
        self.candidates.push(Candidate::OtherText);
    }
}

/// Answers whether patterns occur in a text that is not known: as was supposed before, else as is wished.
pub(super) struct Assumptions<'s> {
    pub(super) so_far: &'s [(usize, &'s Pattern, bool)],
    /// Which text it is.
    pub(super) node: usize,
    pub(super) wished: bool,
}

impl Search for Assumptions<'_> {
    fn occurs(&mut self, pattern: &Pattern, _: &str) -> bool {
        let same = |(node, known, _): &&(usize, &Pattern, bool)| *node == self.node && *known == pattern;
        self.so_far.iter().find(same).map_or(self.wished, |(_, _, occurs)| *occurs)
    }
}
