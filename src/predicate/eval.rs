//! The one place that decides whether a value passes a test, and an event its conditions.
//!
//! Owns evaluation only. Must not know what the attributes mean, nor look anything up: the matcher does. Invariants: all parts
//! of a filter are combined with AND (I2), `any_of` and `not` excepted (F5); nothing is allocated and nothing changes but what
//! `search` remembers.

use super::pattern::Search;
use super::test::{Conditions, Predicate, Test};
use super::value::{Attributes, Scalar, Value};

impl Test {
    /// Whether the value passes. A value of another sort, or none, passes no test but [`Test::Present`].
    pub(crate) fn matches(&self, found: Value<'_>, search: &mut dyn Search) -> bool {
        match (self, found) {
            (Self::Equals(wanted), Value::Scalar(found)) => wanted.as_ref() == found,
            (Self::OneOf(wanted), Value::Scalar(found)) => {
                wanted.binary_search_by(|one| one.as_ref().cmp(&found)).is_ok()
            }
            (Self::AtLeast(least), Value::Scalar(Scalar::Number(found))) => found >= *least,
            (Self::AtMost(most), Value::Scalar(Scalar::Number(found))) => found <= *most,
            (Self::Matches(pattern), Value::Scalar(Scalar::Text(found))) => search.occurs(pattern, found),
            (Self::Present(wanted), found) => *wanted != matches!(found, Value::Missing),
            (Self::Meets(predicate), found @ Value::Entity(_)) => predicate.matches(found, search),
            (Self::Some(predicate), Value::List(found)) => found.any(&mut |element| predicate.matches(element, search)),
            _ => false,
        }
    }
}

impl Predicate {
    pub(super) fn matches(&self, subject: Value<'_>, search: &mut dyn Search) -> bool {
        self.matches_except(subject, None, search)
    }

    /// As [`Self::matches`]; the check at `known` is taken as passed and not evaluated.
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

impl Conditions {
    /// Whether `event` passes all filters and id lists: this part of R1.
    ///
    /// `known` names a check that is known to pass, because looking up by it led here: the clause, then the check in it.
    pub(crate) fn matches(
        &self,
        event: &dyn Attributes,
        known: Option<(usize, usize)>,
        search: &mut dyn Search,
    ) -> bool {
        self.clauses().iter().enumerate().all(|(at, clause)| {
            let check = known.and_then(|(clause, check)| (clause == at).then_some(check));
            clause.predicate.matches_except(event.read(clause.field), check, search)
        })
    }
}
