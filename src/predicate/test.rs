//! Tests of a value.
//!
//! Owns the data: [`Test`], [`Check`], [`Predicate`] (one filter) and [`Conditions`] (one interest). Must not know where they
//! came from, nor how they are evaluated. Invariant: a list of wanted values is sorted and has no repeats; clauses that ask
//! nothing are not kept.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::name::Name;
use super::pattern::Pattern;
use super::value::{Attr, OwnedScalar};

/// A question to one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    Equals(OwnedScalar),
    /// Equal to one of these; sorted, without repeats.
    OneOf(Box<[OwnedScalar]>),
    /// A number, this or above.
    AtLeast(u64),
    /// A number, this or below.
    AtMost(u64),
    /// A text in which the pattern occurs.
    Matches(Arc<Pattern>),
    /// There (`true`) or absent (`false`).
    Present(bool),
    /// An entity that meets a filter of its own.
    Meets(Box<Predicate>),
    /// A list with an element that meets a filter of its own (F3).
    Some(Box<Predicate>),
}

#[cfg(feature = "lint")]
impl Test {
    /// One of the given scalars; repeated ones count once (I1).
    pub(crate) fn one_of(mut wanted: Vec<OwnedScalar>) -> Self {
        wanted.sort_unstable();
        wanted.dedup();
        Self::OneOf(wanted.into_boxed_slice())
    }
}

/// A test of one attribute, with the name of the filter's field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Check {
    /// Its name in its filter.
    pub(crate) name: Name,
    /// The position, where the field is a list.
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
    pub(crate) test: Test,
}

impl Check {
    /// The path of the field in the interest, given the path of the filter.
    pub(crate) fn path(&self, filter: &str) -> String {
        match (&self.name, self.index) {
            (name, _) if name.is_empty() => filter.to_string(),
            (name, None) => format!("{filter}.{name}"),
            (name, Some(at)) => format!("{filter}.{name}[{at}]"),
        }
    }
}

/// One filter: its checks and what is composed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Predicate {
    pub(crate) checks: Vec<Check>,
    /// Absent: nothing asked. Empty: nothing passes.
    pub(crate) any_of: Option<Vec<Self>>,
    pub(crate) all_of: Vec<Self>,
    pub(crate) not: Option<Box<Self>>,
}

impl Predicate {
    /// Whether nothing at all is asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.checks.is_empty() && self.any_of.is_none() && self.all_of.is_empty() && self.not.is_none()
    }

    fn each_test<'c>(&'c self, visit: &mut dyn FnMut(&'c Test)) {
        for check in &self.checks {
            match &check.test {
                Test::Meets(inner) | Test::Some(inner) => inner.each_test(visit),
                Test::Equals(_)
                | Test::OneOf(_)
                | Test::AtLeast(_)
                | Test::AtMost(_)
                | Test::Matches(_)
                | Test::Present(_) => visit(&check.test),
            }
        }
        let composed = self.any_of.iter().flatten().chain(&self.all_of).chain(self.not.as_deref());
        composed.for_each(|inner| inner.each_test(visit));
    }
}

/// A filter or id list of an interest, with the part of the event that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Clause {
    pub(crate) field: Attr,
    pub(crate) predicate: Predicate,
}

/// All conditions of an interest on an event of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Conditions {
    clauses: Box<[Clause]>,
}

impl Conditions {
    /// Keeps the clauses that test something.
    pub(crate) fn new(mut clauses: Vec<Clause>) -> Self {
        clauses.retain(|clause| !clause.predicate.is_empty());
        Self { clauses: clauses.into_boxed_slice() }
    }

    #[cfg(feature = "lint")]
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// All but the checks at these places: the clause, then the check in it.
    pub(crate) fn without(&self, places: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut clauses = self.clauses.to_vec();
        let mut places: Vec<(usize, usize)> = places.collect();
        // From the last one on, so that those before keep their places.
        places.sort_unstable();
        for (clause, check) in places.into_iter().rev() {
            clauses[clause].predicate.checks.remove(check);
        }
        Self::new(clauses)
    }

    pub(super) fn clauses_mut(&mut self) -> &mut [Clause] {
        &mut self.clauses
    }

    pub(crate) fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// The tests of values in the order in which they are packed, those of nested filters included.
    pub(crate) fn each_test<'c>(&'c self, visit: &mut dyn FnMut(&'c Test)) {
        self.clauses.iter().for_each(|clause| clause.predicate.each_test(visit));
    }

    /// Every pattern in use, nested ones included, repeats too.
    pub(crate) fn patterns(&self) -> Vec<Arc<Pattern>> {
        let mut patterns = Vec::new();
        self.each_test(&mut |test| {
            if let Test::Matches(pattern) = test {
                patterns.push(Arc::clone(pattern));
            }
        });
        patterns
    }
}
