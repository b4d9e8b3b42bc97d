//! How the conditions of a subscription are divided: what finds it, what is asked then, and in which form.
//!
//! Owns [`Plan`]. Must not know what is indexed already; whoever chooses the access does. Invariant: an event passes the conditions
//! exactly where it is found by the access, passes the quick check and passes the rest.

use super::quick::QuickCheck;
use crate::predicate::{Access, Chosen, Conditions, PatternAccess, Predicate};

/// By what a subscription is found.
pub(super) enum FoundBy<'c> {
    Access(Access<'c>),
    Pattern(PatternAccess<'c>),
    Nothing,
}

pub(super) struct Plan<'c> {
    pub(super) found_by: FoundBy<'c>,
    pub(super) quick: QuickCheck,
    /// What neither has answered.
    pub(super) rest: Option<Conditions>,
}

impl<'c> Plan<'c> {
    pub(super) fn new(conditions: &'c Conditions, chosen: Chosen) -> Self {
        let found_by = match chosen {
            Chosen::Access(at) => conditions.accesses().into_iter().nth(usize::from(at)).map(FoundBy::Access),
            Chosen::Pattern(at) => conditions.pattern_accesses().into_iter().nth(usize::from(at)).map(FoundBy::Pattern),
            Chosen::Nothing => None,
        };
        let found_by = found_by.unwrap_or(FoundBy::Nothing);
        let answered = match &found_by {
            FoundBy::Access(access) => access.answers,
            FoundBy::Pattern(access) => access.answers,
            FoundBy::Nothing => None,
        };
        let (mut quick, mut left) = (None, 0);
        for (clause_at, clause) in conditions.clauses().iter().enumerate() {
            let Predicate { checks, any_of, all_of, not } = &clause.predicate;
            left += usize::from(any_of.is_some() || !all_of.is_empty() || not.is_some());
            for (at, check) in checks.iter().enumerate().filter(|(at, _)| answered != Some((clause_at, *at))) {
                left += 1;
                if quick.is_none() {
                    quick = QuickCheck::of(clause.field, check).map(|quick| (quick, (clause_at, at)));
                }
            }
        }
        let rest = (left > usize::from(quick.is_some()))
            .then(|| conditions.without([answered, quick.map(|(_, place)| place)].into_iter().flatten()));
        Self { found_by, quick: quick.map_or_else(QuickCheck::default, |(quick, _)| quick), rest }
    }
}
