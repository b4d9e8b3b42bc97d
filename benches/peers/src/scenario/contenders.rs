//! Who takes part in which scenario.
//!
//! Owns that choice and its reasons. Must not know how anything is timed. Invariant: `linear` is the first one; all others must find
//! what it finds.

use contenders::{
    ATreeMatcher, Contender, FilteredSet, HandIndexed, LibrarySet, Limit, Linear, Proto, ProtoLent, PsMatcher,
    QuaminaDedup, QuaminaMatcher, SharedPatterns,
};
use workload::Scenario;

use crate::contender::{Tidings, TidingsLent};

pub type Make = fn(&SharedPatterns) -> Box<dyn Contender>;

pub const LINEAR: &str = "linear";
pub const HAND_INDEXED: &str = "hand_indexed";
pub const PROTO: &str = "proto";
pub const TIDINGS: &str = "tidings";
pub const TIDINGS_LENT: &str = "tidings_lent";
pub const TIDINGS_COUNTED: &str = "tidings_counted";
pub const REGEX_FILTERED: &str = "regex-filtered";
/// The floor.
pub const LIMIT: &str = "limit";

/// After how many deliveries a subscription ends in `counted`.
pub const COUNT: u8 = 3;

pub fn of(scenario: Scenario) -> Vec<(&'static str, Make)> {
    let mut list: Vec<(&'static str, Make)> = vec![
        (LINEAR, |patterns| Box::new(Linear::new(patterns.clone()))),
        (HAND_INDEXED, |patterns| Box::new(HandIndexed::new(patterns.clone()))),
        (PROTO, |patterns| Box::new(Proto::new(patterns.clone()))),
    ];
    match scenario {
        Scenario::Counted => {
            list.push((TIDINGS, |patterns| Box::new(Tidings::with_count(patterns.clone(), u64::from(COUNT)))))
        }
        Scenario::Churn => list.push((TIDINGS, |patterns| Box::new(Tidings::new(patterns.clone())))),
        _ => {
            list.push((TIDINGS, |patterns| Box::new(Tidings::new(patterns.clone()))));
            list.push((TIDINGS_LENT, |patterns| Box::new(TidingsLent(Tidings::new(patterns.clone())))));
            list.push(("proto_lent", |patterns| Box::new(ProtoLent::new(patterns.clone()))));
        }
    }
    if scenario == Scenario::Discussion {
        list.push((TIDINGS_COUNTED, |patterns| Box::new(Tidings::with_count(patterns.clone(), u64::MAX))));
    }
    list.push(("a-tree", |patterns| Box::new(ATreeMatcher::new(patterns.clone()))));
    list.push(("psmatcher", |patterns| Box::new(PsMatcher::new(patterns.clone()))));
    match scenario {
        // Patterns and numeric ranges apart: adding one of the patterns takes it seconds.
        Scenario::Mixed | Scenario::Churn => {
            list.push(("quamina+post", |patterns| Box::new(QuaminaMatcher::new(patterns.clone(), false, true))));
        }
        Scenario::Regex => {
            list.push(("quamina_dedup", |patterns| Box::new(QuaminaDedup::new(patterns.clone()))));
            list.push(("regexset", |patterns| Box::new(LibrarySet::new(patterns.clone()))));
            list.push((REGEX_FILTERED, |patterns| Box::new(FilteredSet::new(patterns.clone()))));
        }
        _ => list.push(("quamina", |patterns| Box::new(QuaminaMatcher::new(patterns.clone(), false, false)))),
    }
    if scenario != Scenario::Churn {
        list.push((LIMIT, |_| Box::new(Limit::default())));
    }
    list
}
