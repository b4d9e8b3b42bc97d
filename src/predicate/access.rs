//! By which attributes conditions can be looked up.
//!
//! Owns [`Access`], [`PatternAccess`] and finding all of them. Must not choose one: the matcher does, which knows what is indexed
//! already. Invariant: every event that passes the conditions has, at the path of each access, one of its values, or a text in
//! which its pattern occurs.

use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::pattern::Pattern;
use super::test::{Check, Clause, Conditions, Predicate, Test};
use super::value::{Attr, OwnedScalar, Scalar};

/// An attribute that has one of a few known values in every event that passes, so conditions can be looked up by it.
#[derive(Clone, Debug)]
pub(crate) struct Access<'c> {
    /// The check that needs no evaluation after a look-up: its clause, then its place there. `None` if there is no single one.
    pub(crate) answers: Option<(usize, usize)>,
    /// Where the event has the value: the clause's field, then the attribute.
    pub(crate) path: (Attr, Attr),
    /// The tests of which an event that passes meets one; each is an [`Test::Equals`] or a [`Test::OneOf`].
    pub(crate) tests: SmallVec<[&'c Test; 1]>,
}

/// A text attribute in which a pattern occurs in every event that passes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PatternAccess<'c> {
    /// As [`Access::answers`].
    pub(crate) answers: Option<(usize, usize)>,
    /// Where the event has the text: the clause's field, then the attribute.
    pub(crate) path: (Attr, Attr),
    pub(crate) pattern: &'c Arc<Pattern>,
}

impl Test {
    /// The values of which it wants one.
    fn wanted(&self) -> &[OwnedScalar] {
        match self {
            Self::Equals(wanted) => core::slice::from_ref(wanted),
            Self::OneOf(wanted) => wanted,
            Self::AtLeast(_)
            | Self::AtMost(_)
            | Self::Matches(_)
            | Self::Present(_)
            | Self::Meets(_)
            | Self::Some(_) => &[],
        }
    }
}

impl Access<'_> {
    /// Whether the values are flags or enumeration words: there are few of them, so many events share each.
    pub(crate) fn is_coarse(&self) -> bool {
        let mut wanted = self.tests.iter().flat_map(|test| test.wanted());
        wanted.any(|wanted| matches!(wanted, Scalar::Flag(_) | Scalar::Symbol(_)))
    }

    /// How many values it has, as far as the form of its tests says: of a list, more than one.
    fn len(&self) -> usize {
        self.tests.iter().map(|test| if let Test::OneOf(wanted) = test { wanted.len().max(2) } else { 1 }).sum()
    }

    /// Adds it to others. One per attribute is kept, the one with the fewest values, so there are never more of them than
    /// attributes, however often a filter repeats itself.
    fn join(self, others: &mut Vec<Self>) {
        match others.iter_mut().find(|other| other.path == self.path) {
            Some(other) if other.len() <= self.len() => {}
            Some(other) => *other = self,
            None => others.push(self),
        }
    }
}

impl Check {
    fn access(&self, field: Attr, answers: Option<(usize, usize)>) -> Option<Access<'_>> {
        let is_access = matches!(self.test, Test::Equals(_) | Test::OneOf(_));
        is_access.then(|| Access { answers, path: (field, self.attr), tests: SmallVec::from_iter([&self.test]) })
    }
}

impl Predicate {
    /// Adds those of the checks, and of `all_of`. `clause` says whose own checks they are, if they are a clause's.
    fn pattern_accesses<'c>(&'c self, field: Attr, clause: Option<usize>, into: &mut Vec<PatternAccess<'c>>) {
        for (at, check) in self.checks.iter().enumerate() {
            if let Test::Matches(pattern) = &check.test {
                let answers = clause.map(|clause| (clause, at));
                into.push(PatternAccess { answers, path: (field, check.attr), pattern });
            }
        }
        self.all_of.iter().for_each(|one| one.pattern_accesses(field, None, into));
    }

    /// Adds the accesses that `all_of` and `any_of` give.
    fn composed_accesses<'c>(&'c self, field: Attr, into: &mut Vec<Access<'c>>) {
        let of_one = |one: &'c Self| {
            let mut accesses = Vec::new();
            one.checks.iter().filter_map(|check| check.access(field, None)).for_each(|one| one.join(&mut accesses));
            one.composed_accesses(field, &mut accesses);
            accesses
        };
        self.all_of.iter().flat_map(of_one).for_each(|one| one.join(into));
        let mut choices = self.any_of.iter().flatten();
        let Some(first) = choices.next() else { return };
        let mut common = of_one(first);
        for choice in choices {
            let other = of_one(choice);
            common.retain_mut(|access| {
                let same = other.iter().find(|other| other.path == access.path);
                same.inspect(|same| access.tests.extend_from_slice(&same.tests)).is_some()
            });
        }
        common.into_iter().for_each(|one| one.join(into));
    }
}

impl Conditions {
    /// The attributes by which these conditions can be looked up, each at most once, always in the same order; one is enough.
    /// Those of `all_of` count like the checks beside it, and so does an `any_of` of which each choice tests the same
    /// attribute (F5).
    pub(crate) fn accesses(&self) -> Vec<Access<'_>> {
        let mut accesses = Vec::new();
        for (clause_at, Clause { field, predicate }) in self.clauses().iter().enumerate() {
            let checks = predicate.checks.iter().enumerate();
            let own = checks.filter_map(|(at, check)| check.access(*field, Some((clause_at, at))));
            own.for_each(|access| access.join(&mut accesses));
            predicate.composed_accesses(*field, &mut accesses);
        }
        accesses
    }

    /// The patterns by which these conditions can be looked up, always in the same order; one is enough.
    pub(crate) fn pattern_accesses(&self) -> Vec<PatternAccess<'_>> {
        let mut accesses = Vec::new();
        for (at, Clause { field, predicate }) in self.clauses().iter().enumerate() {
            predicate.pattern_accesses(*field, Some(at), &mut accesses);
        }
        accesses
    }
}
