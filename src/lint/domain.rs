//! What a value may be, as far as the tests of it can distinguish.
//!
//! Owns a few candidates that represent all values. Must not know what the tests are: whether one passes is answered by the test.
//! Invariant: for every value that an attribute can have, some candidate passes exactly the tests that the value passes.

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
    /// entity, a list a list. What is missing by default may be anything, or missing. `named` is what tests compare with, in any
    /// order.
    pub(super) fn new(template: Value<'p>, named: &[Scalar<&'p str>]) -> Self {
        let mut domain = Self { candidates: Vec::new(), other_text: String::new() };
        let mut named = Vec::from(named);
        named.sort_unstable();
        named.dedup();
        let named = &*named;
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
        let mut last = 0;
        self.add([Scalar::Number(last)]);
        for scalar in named {
            let Scalar::Number(number) = *scalar else { continue };
            for around in [number, number.saturating_add(1)] {
                if around > last {
                    last = around;
                    self.add([Scalar::Number(last)]);
                }
            }
        }
    }

    /// The named words, and another one.
    fn symbols(&mut self, named: &[Scalar<&'p str>]) {
        let mut other = Some(0);
        for scalar in named {
            let Scalar::Symbol(symbol) = scalar else { continue };
            self.add([*scalar]);
            if other == Some(symbol.code()) {
                other = symbol.code().checked_add(1);
            }
        }
        self.add(other.map(|code| Scalar::Symbol(Symbol::new(code, ""))));
    }

    /// The named ids, and another one.
    fn ids(&mut self, named: &[Scalar<&'p str>]) {
        let mut other = Some(0);
        for scalar in named {
            let Scalar::Id(of, number) = scalar else { continue };
            self.add([*scalar]);
            if of.code() == 0 && other == Some(*number) {
                other = number.checked_add(1);
            }
        }
        self.add(other.map(|number| Scalar::Id(Symbol::new(0, ""), number)));
    }

    /// The named texts, and another one.
    fn texts(&mut self, named: &[Scalar<&'p str>]) {
        let mut longest = 0;
        for scalar in named {
            let Scalar::Text(text) = scalar else { continue };
            self.add([*scalar]);
            longest = longest.max(text.len());
        }
        self.other_text = "?".repeat(longest + 1);
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
