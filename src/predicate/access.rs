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
    /// The values, in slices; some may occur more than once.
    wanted: SmallVec<[&'c [OwnedScalar]; 1]>,
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

/// Which of the accesses of conditions is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// One of [`Conditions::accesses`], by its place there.
    Access(u16),
    /// One of [`Conditions::pattern_accesses`], by its place there.
    Pattern(u16),
    /// No look-up finds it.
    Nothing,
}

impl<'c> Access<'c> {
    /// The values; an event has one value there, so it equals at most one of them.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &'c OwnedScalar> {
        self.wanted.iter().flat_map(|slice| slice.iter())
    }

    /// Whether the values are flags or enumeration words: there are few of them, so many events share each.
    pub(crate) fn is_coarse(&self) -> bool {
        self.wanted().any(|wanted| matches!(wanted, Scalar::Flag(_) | Scalar::Symbol(_)))
    }

    /// Adds it to others. One per attribute is kept, the one with the fewest values, so there are never more of them than
    /// attributes, however often a filter repeats itself.
    fn join(self, others: &mut Vec<Self>) {
        let count = |access: &Self| access.wanted.iter().map(|slice| slice.len()).sum::<usize>();
        match others.iter_mut().find(|other| other.path == self.path) {
            Some(other) if count(other) <= count(&self) => {}
            Some(other) => *other = self,
            None => others.push(self),
        }
    }
}

impl Check {
    fn access(&self, field: Attr, answers: Option<(usize, usize)>) -> Option<Access<'_>> {
        let wanted = match &self.test {
            Test::Equals(wanted) => core::slice::from_ref(wanted),
            Test::OneOf(wanted) => wanted,
            Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::Matches(_)
            | Test::Present(_)
            | Test::Meets(_)
            | Test::Some(_) => return None,
        };
        Some(Access { answers, path: (field, self.attr), wanted: SmallVec::from_iter([wanted]) })
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
                same.inspect(|same| access.wanted.extend_from_slice(&same.wanted)).is_some()
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
