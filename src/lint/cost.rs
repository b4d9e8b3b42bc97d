//! Why an interest takes more work than others.
//!
//! Owns [`Cost`], its text and thresholds, and counting what conditions consist of. Must not choose how conditions are looked up:
//! the matcher does. Invariant: nested checks count, too.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::collections;
use crate::predicate::{Conditions, Predicate, QuotedPattern, Test};

/// More checks than this are worth a hint.
const MANY_CHECKS: usize = 64;

/// More distinct patterns than this are worth a hint.
const MANY_PATTERNS: usize = 16;

/// A pattern that takes more bytes than this once compiled is large.
pub(super) const LARGE_PATTERN: usize = 64 * 1024;

/// Why an interest takes more work than others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cost {
    /// It cannot be looked up, so it is evaluated for every event of its kind in its scope (for most kinds: of its user). It can
    /// be looked up by an id list and by a check for exact values: in the filter itself, in `all_of`, and in `any_of` where
    /// every choice tests the same field. Not by what is in `not`.
    EveryEvent,
    /// It can be looked up by flags or enumeration words only, each of which many events share.
    FewValues {
        /// The first of them; the filter, where they are in its `any_of` or `all_of`.
        path: String,
    },
    /// More than 64 checks, nested ones included.
    Checks {
        /// How many.
        count: usize,
    },
    /// More than 16 distinct patterns.
    Patterns {
        /// How many.
        count: usize,
    },
    /// A pattern that takes more than 64 KiB once compiled.
    LargePattern {
        /// Its source.
        pattern: String,
    },
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EveryEvent => f.write_str(
                "it cannot be looked up, so it is evaluated for every event of its kind; list ids, or ask for exactly one value, \
                 such as a discussion",
            ),
            Self::FewValues { path } => write!(
                f,
                "{path}: many events share the value, and it cannot be looked up by a better one; list ids, or ask for exactly \
                 one value, such as a discussion"
            ),
            Self::Checks { count } => {
                write!(
                    f,
                    "it has {count} checks, more than {MANY_CHECKS}; an id list counts as one, whatever its length, so use it in \
                     place of an any_of of ids"
                )
            }
            Self::Patterns { count } => {
                write!(f, "it has {count} patterns, more than {MANY_PATTERNS}; join some: a|b finds either")
            }
            Self::LargePattern { pattern } => {
                let pattern = QuotedPattern(pattern);
                write!(
                    f,
                    "the pattern {pattern} takes more than {LARGE_PATTERN} bytes; shorten its repetitions, or turn Unicode off \
                     with (?-u)"
                )
            }
        }
    }
}

/// What is costly about conditions, given the sources of their large patterns.
pub(super) fn costs(conditions: &Conditions, large: Vec<String>) -> Vec<Cost> {
    let mut costs = Vec::new();
    match look_up(conditions) {
        LookUp::Impossible => costs.push(Cost::EveryEvent),
        LookUp::Coarse(path) => costs.push(Cost::FewValues { path }),
        LookUp::NotNeeded | LookUp::Fine => {}
    }
    let checks = conditions.clauses().iter().map(|clause| checks(&clause.predicate)).sum();
    if checks > MANY_CHECKS {
        costs.push(Cost::Checks { count: checks });
    }
    let patterns = distinct_patterns(conditions);
    if patterns > MANY_PATTERNS {
        costs.push(Cost::Patterns { count: patterns });
    }
    costs.extend(large.into_iter().map(|pattern| Cost::LargePattern { pattern }));
    costs
}

/// How well conditions can be looked up.
enum LookUp {
    /// There are no conditions.
    NotNeeded,
    /// By a value that few events share.
    Fine,
    /// By flags or words only; the path of the first.
    Coarse(String),
    Impossible,
}

fn look_up(conditions: &Conditions) -> LookUp {
    let accesses = conditions.accesses();
    let Some(first) = accesses.first() else {
        return if conditions.is_empty() { LookUp::NotNeeded } else { LookUp::Impossible };
    };
    if accesses.iter().any(|access| !access.is_coarse()) {
        return LookUp::Fine;
    }
    let (field, _) = first.path;
    LookUp::Coarse(match first.answers {
        Some((clause, check)) => conditions.clauses()[clause].predicate.checks[check].path(field.name()),
        None => field.name().into(),
    })
}

fn distinct_patterns(conditions: &Conditions) -> usize {
    let patterns = conditions.patterns();
    let mut sources = collections::in_order(patterns.iter().map(|pattern| pattern.source()));
    sources.dedup();
    sources.len()
}

/// How many tests of one value there are, nested ones included.
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
