//! What a value may be, as far as the tests of it can distinguish.
//!
//! Owns a few candidates that represent all values. Must not know what the tests are: whether one passes is answered by the test.
//! Invariant: for every value that an attribute can have, some candidate passes exactly the tests that the value passes.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use crate::predicate::{Direct, Pattern, Scalar, Search, Symbol, Test, Value};

/// A value that represents all values which pass the same tests.
#[derive(Clone, Copy)]
pub(super) enum Candidate<'p> {
    This(Value<'p>),
    /// Some text that no test names. Which patterns occur in it is assumed: none is searched.
    OtherText,
}

/// The values that an attribute may have.
pub(super) struct Domain<'p> {
    candidates: Vec<Candidate<'p>>,
    /// Longer than every text that is named, so equal to none.
    other_text: String,
}

impl<'p> Domain<'p> {
    /// `template` is the default of the attribute, which gives its sort: a scalar is always one of that sort, an entity an
    /// entity, a list a list. What is missing by default may be anything, or missing.
    pub(super) fn new(template: Value<'p>, named: &[Scalar<&'p str>]) -> Self {
        let mut domain = Self { candidates: Vec::new(), other_text: String::new() };
        match template {
            Value::Entity(_) | Value::List(_) => domain.candidates.push(Candidate::This(template)),
            Value::Scalar(Scalar::Flag(_)) => domain.flags(),
            Value::Scalar(Scalar::Number(_)) => domain.numbers(named),
            Value::Scalar(Scalar::Symbol(_)) => domain.symbols(named),
            Value::Scalar(Scalar::Id(..)) => domain.ids(named),
            Value::Scalar(Scalar::Text(_)) => domain.texts(named),
            Value::Missing => {
                domain.candidates.push(Candidate::This(Value::Missing));
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

    /// Whether a candidate passes the test. `patterns` answers for the text that no test names.
    pub(super) fn passes(&self, candidate: usize, test: &Test, patterns: &mut Assumptions<'_>) -> bool {
        match self.candidates[candidate] {
            Candidate::This(value) => test.matches(value, &mut Direct),
            Candidate::OtherText => test.matches(self.other_text.as_str().into(), patterns),
        }
    }

    /// Whether a candidate is the text that no test names.
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

/// Whether patterns occur in a text that is not known: as was assumed before, else as this test needs it.
pub(super) struct Assumptions<'s> {
    pub(super) so_far: &'s [(usize, &'s Pattern, bool)],
    /// The number of the value that is the text.
    pub(super) value: usize,
    /// What is assumed where nothing was.
    pub(super) otherwise: bool,
}

impl Search for Assumptions<'_> {
    fn occurs(&mut self, pattern: &Pattern, _: &str) -> bool {
        let same = |(value, assumed, _): &&(usize, &Pattern, bool)| *value == self.value && *assumed == pattern;
        self.so_far.iter().find(same).map_or(self.otherwise, |(_, _, occurs)| *occurs)
    }
}
