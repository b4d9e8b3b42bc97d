//! What can be asked of a value, and the one place that answers.
//!
//! Owns [`Test`], [`Check`], [`Predicate`] (one filter) and [`Conditions`] (one interest). Must not know where they came
//! from. Invariant: all parts are combined with AND (I2), `any_of` and `not` excepted (F5).

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::pattern::{Pattern, Search};
use super::value::{Attr, Attributes, OwnedScalar, Scalar, Value};

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

impl Test {
    /// One of the given scalars; repeated ones count once (I1).
    pub(crate) fn one_of(mut wanted: Vec<OwnedScalar>) -> Self {
        wanted.sort_unstable();
        wanted.dedup();
        Self::OneOf(wanted.into_boxed_slice())
    }

    pub(super) fn matches(&self, found: Value<'_>, search: &mut dyn Search) -> bool {
        match (self, found) {
            (Self::Equals(wanted), Value::Scalar(found)) => wanted.as_ref() == found,
            (Self::OneOf(wanted), Value::Scalar(found)) => {
                wanted.binary_search_by(|one| one.as_ref().cmp(&found)).is_ok()
            }
            (Self::AtLeast(least), Value::Scalar(Scalar::Number(found))) => found >= *least,
            (Self::AtMost(most), Value::Scalar(Scalar::Number(found))) => found <= *most,
            (Self::Matches(pattern), Value::Scalar(Scalar::Text(found))) => search.occurs(pattern, found),
            (Self::Present(wanted), found) => *wanted != matches!(found, Value::SkipDefault),
            (Self::Meets(predicate), found @ Value::Entity(_)) => predicate.matches(found, search),
            (Self::Some(predicate), Value::List(found)) => found.any(&mut |element| predicate.matches(element, search)),
            // A value of another sort, or none at all, satisfies nothing.
            _ => false,
        }
    }
}

/// A test of one attribute, under the name that the filter's field has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Check {
    /// The filter's field; "" where the subject itself is asked about.
    pub(crate) field: &'static str,
    /// The position, where the field is a list.
    pub(crate) index: Option<usize>,
    pub(crate) attr: Attr,
    pub(crate) test: Test,
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

    pub(super) fn matches(&self, subject: Value<'_>, search: &mut dyn Search) -> bool {
        self.matches_except(subject, None, search)
    }

    /// As [`Self::holds`], with the check at `known` taken as passed.
    fn matches_except(&self, subject: Value<'_>, known: Option<usize>, search: &mut dyn Search) -> bool {
        self.checks
            .iter()
            .enumerate()
            .all(|(at, check)| known == Some(at) || check.test.matches(subject.read(check.attr), search))
            && self.all_of.iter().all(|one| one.matches(subject, search))
            && self.any_of.as_ref().is_none_or(|any| any.iter().any(|one| one.matches(subject, search)))
            && self.not.as_ref().is_none_or(|not| !not.matches(subject, search))
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
    /// The ways that what is composed with the checks opens.
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

/// A filter or id list of an interest, with the part of the event that it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Clause {
    pub(crate) field: Attr,
    pub(crate) predicate: Predicate,
}

/// All that an interest asks of an event of its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Conditions {
    clauses: Box<[Clause]>,
}

/// A question to one attribute that every event which passes answers with one of a few values, so that they can be looked up.
#[derive(Clone, Debug)]
pub(crate) struct Access<'c> {
    /// The check that looking up answers, by clause and place in it; `None` where others depend on it.
    pub(crate) answers: Option<(usize, usize)>,
    /// Where its value stands in an event: the clause's field, then the attribute.
    pub(crate) path: (Attr, Attr),
    /// The values, in pieces; some may stand there more than once.
    wanted: SmallVec<[&'c [OwnedScalar]; 1]>,
}

impl<'c> Access<'c> {
    /// The values; each event has one there, so it meets at most one of them.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &'c OwnedScalar> {
        self.wanted.iter().flat_map(|piece| piece.iter())
    }

    /// Whether it asks for flags or words, of which there are few, so that many conditions and many events share them.
    pub(crate) fn is_coarse(&self) -> bool {
        self.wanted().any(|wanted| matches!(wanted, Scalar::Flag(_) | Scalar::Symbol(_)))
    }

    /// Adds it to others, of which one for each attribute is kept: the one with the fewest values. So there are never more of
    /// them than attributes, however often a filter repeats itself.
    fn join(self, others: &mut Vec<Self>) {
        let count = |access: &Self| access.wanted.iter().map(|piece| piece.len()).sum::<usize>();
        match others.iter_mut().find(|other| other.path == self.path) {
            Some(other) if count(other) <= count(&self) => {}
            Some(other) => *other = self,
            None => others.push(self),
        }
    }
}

impl Conditions {
    /// Keeps the clauses that ask for something.
    pub(crate) fn new(mut clauses: Vec<Clause>) -> Self {
        clauses.retain(|clause| !clause.predicate.is_empty());
        Self { clauses: clauses.into_boxed_slice() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    pub(super) fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// R1's verdict on filters and id lists: whether `event` passes all of them.
    ///
    /// `known` names a check that is already known to pass (one that an access [answers](Access::answers)).
    pub(crate) fn matches(
        &self,
        event: &dyn Attributes,
        known: Option<(usize, usize)>,
        search: &mut dyn Search,
    ) -> bool {
        self.clauses.iter().enumerate().all(|(at, clause)| {
            let check = known.and_then(|(clause, check)| (clause == at).then_some(check));
            clause.predicate.matches_except(event.read(clause.field), check, search)
        })
    }

    /// The ways to these conditions, of which one is enough, at most one for each attribute; always in the same order. `all_of` is as good as the checks beside it,
    /// and so is an `any_of` whose choices all ask for the same attribute (F5).
    pub(crate) fn accesses(&self) -> Vec<Access<'_>> {
        let mut accesses = Vec::new();
        for (clause_at, Clause { field, predicate }) in self.clauses.iter().enumerate() {
            let checks = predicate.checks.iter().enumerate();
            let own = checks.filter_map(|(at, check)| check.access(*field, Some((clause_at, at))));
            own.for_each(|access| access.join(&mut accesses));
            predicate.composed_accesses(*field, &mut accesses);
        }
        accesses
    }

    /// Every pattern in use, nested ones included, repeats too.
    pub(crate) fn patterns(&self) -> Vec<Arc<Pattern>> {
        fn collect(predicate: &Predicate, into: &mut Vec<Arc<Pattern>>) {
            for check in &predicate.checks {
                match &check.test {
                    Test::Matches(pattern) => into.push(Arc::clone(pattern)),
                    Test::Meets(inner) | Test::Some(inner) => collect(inner, into),
                    Test::Equals(_) | Test::OneOf(_) | Test::AtLeast(_) | Test::AtMost(_) | Test::Present(_) => {}
                }
            }
            let composed = predicate.any_of.iter().flatten().chain(&predicate.all_of).chain(predicate.not.as_deref());
            composed.for_each(|inner| collect(inner, into));
        }
        let mut patterns = Vec::new();
        self.clauses.iter().for_each(|clause| collect(&clause.predicate, &mut patterns));
        patterns
    }
}
