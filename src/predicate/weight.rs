//! What it costs to hold conditions against an event.
//!
//! Owns counting what they consist of, and how they are found. Must not judge whether that is much, nor choose a way: the
//! matcher does. Invariant: counts nested checks, too.

use alloc::string::String;
use alloc::vec::Vec;

use super::check::{Conditions, Predicate, Test};

/// What conditions consist of.
#[derive(Debug)]
pub(crate) struct Weight {
    /// Tests of one value each.
    pub(crate) checks: usize,
    /// Distinct patterns.
    pub(crate) patterns: usize,
    pub(crate) look_up: LookUp,
}

/// How well conditions can be looked up.
#[derive(Debug)]
pub(crate) enum LookUp {
    /// There is nothing to be held against an event.
    NotNeeded,
    /// By a value of which there are many.
    Fine,
    /// By flags or words only, the first of which stands here.
    Coarse(String),
    Impossible,
}

impl Conditions {
    pub(crate) fn weight(&self) -> Weight {
        let mut patterns: Vec<_> = self.patterns();
        patterns.sort_unstable_by(|one, other| one.source().cmp(other.source()));
        patterns.dedup();
        let checks = self.clauses().iter().map(|clause| checks(&clause.predicate)).sum();
        Weight { checks, patterns: patterns.len(), look_up: self.look_up() }
    }

    fn look_up(&self) -> LookUp {
        let accesses = self.accesses();
        let Some(first) = accesses.first() else {
            return if self.is_empty() { LookUp::NotNeeded } else { LookUp::Impossible };
        };
        if accesses.iter().any(|access| !access.is_coarse()) {
            return LookUp::Fine;
        }
        let (field, _) = first.path;
        LookUp::Coarse(match first.answers {
            Some((clause, check)) => self.clauses()[clause].predicate.checks[check].path(field.name()),
            None => field.name().into(),
        })
    }
}

fn checks(predicate: &Predicate) -> usize {
    let of_check = |test: &Test| match test {
        Test::Meets(inner) => checks(inner),
        Test::Some(inner) => 1 + checks(inner),
        Test::Equals(_) | Test::OneOf(_) | Test::AtLeast(_) | Test::AtMost(_) | Test::Matches(_) | Test::Present(_) => {
            1
        }
    };
    let own: usize = predicate.checks.iter().map(|check| of_check(&check.test)).sum();
    let composed = predicate.any_of.iter().flatten().chain(&predicate.all_of).chain(predicate.not.as_deref());
    own + composed.map(checks).sum::<usize>()
}
