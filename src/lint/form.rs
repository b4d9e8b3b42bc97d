//! How advice is written.
//!
//! Owns the serde form of [`Advice`] and of [`Cost`]. Must not decide what is advised. Invariant: each says what it is by a word,
//! beside what it holds.

use serde::{Serialize, Serializer};

use super::advice::Advice;
use super::cost::Cost;
use crate::vocab::wire::{Fields, View, Wire as _};

impl Fields for Advice {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        let mut named = |word, name, value: View<'_>| {
            visit("advice", View::Text(word));
            visit(name, value);
        };
        match self {
            Self::NeverMatches { paths } => named("never_matches", "paths", View::List(paths)),
            Self::AlwaysMatches { path } => named("always_matches", "path", View::Text(path)),
            Self::DuplicateOf { subscription } => named("duplicate_of", "subscription", subscription.view()),
            Self::CoveredBy { subscription } => named("covered_by", "subscription", subscription.view()),
            Self::Costly { cost: Cost::EveryEvent } => named("costly", "cost", View::Text(EVERY_EVENT)),
            Self::Costly { cost } => named("costly", "cost", View::Object(cost)),
        }
    }
}

const EVERY_EVENT: &str = "every_event";

impl Fields for Cost {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        let mut with_field = |word, name: &str, value: View<'_>| {
            visit(word, View::Object(&|visit: &mut dyn FnMut(&str, View<'_>)| visit(name, value)));
        };
        match self {
            Self::EveryEvent => {}
            Self::FewValues { path } => with_field("few_values", "path", View::Text(path)),
            Self::Checks { count } => with_field("checks", "count", View::Whole(*count as u64)),
            Self::Patterns { count } => with_field("patterns", "count", View::Whole(*count as u64)),
            Self::LargePattern { pattern } => with_field("large_pattern", "pattern", View::Text(pattern)),
        }
    }
}

/// The advice as a word, beside what it is about.
impl Serialize for Advice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View::Object(self).serialize(serializer)
    }
}

/// The reason as a word, alone or with what it is about.
impl Serialize for Cost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::EveryEvent {
            serializer.serialize_str(EVERY_EVENT)
        } else {
            View::Object(self).serialize(serializer)
        }
    }
}
