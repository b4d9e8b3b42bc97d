//! Tests of the search for a contradiction.
//!
//! Owns what a proof costs, and that it ends. Must not know entities. Invariant: what is claimed with a budget is claimed with a
//! larger one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::budget::Budget;
use crate::predicate::{Attr, Attributes, Check, Clause, Conditions, Name, Predicate, Scalar, Test, Value};

/// An entity of which every attribute is a flag.
struct Flags;

impl Attributes for Flags {
    fn read(&self, attr: Attr) -> Value<'_> {
        if attr == FILTER { Value::Entity(self) } else { false.into() }
    }
}

const FILTER: Attr = Attr::new(254, "filter");

fn set(flag: u8) -> Predicate {
    let check = Check {
        name: Name::Field("flag"),
        index: None,
        attr: Attr::new(flag, ""),
        test: Test::Equals(Scalar::Flag(true)),
    };
    Predicate { checks: Vec::from([check]), ..Predicate::default() }
}

fn not(predicate: Predicate) -> Predicate {
    Predicate { not: Some(Box::new(predicate)), ..Predicate::default() }
}

fn any_of(predicates: Vec<Predicate>) -> Predicate {
    Predicate { any_of: Some(predicates), ..Predicate::default() }
}

/// Each pigeon is in some hole, and no two are in one: the more of them, the harder to see that it cannot be.
fn pigeons(pigeons: u8, holes: u8) -> Conditions {
    let flag = |pigeon, hole| set(pigeon * holes + hole);
    let mut all_of: Vec<Predicate> =
        (0..pigeons).map(|pigeon| any_of((0..holes).map(|hole| flag(pigeon, hole)).collect())).collect();
    for hole in 0..holes {
        for one in 0..pigeons {
            all_of.extend((0..one).map(|other| any_of(Vec::from([not(flag(one, hole)), not(flag(other, hole))]))));
        }
    }
    Conditions::new(Vec::from([Clause { field: FILTER, predicate: Predicate { all_of, ..Predicate::default() } }]))
}

const STEPS: usize = 1 << 18;

#[test]
fn what_takes_a_search_is_found() {
    let mut budget = Budget::new(STEPS);
    let paths = pigeons(4, 3).contradiction(&Flags, &mut budget).expect("four do not fit into three");
    assert_eq!(paths.len(), 4 + 3 * 6, "all of them are needed");
    assert!(pigeons(3, 3).contradiction(&Flags, &mut budget).is_none(), "three fit into three");
    assert!(!budget.is_used_up());
}

#[test]
fn what_takes_too_long_is_given_up_without_a_claim() {
    // 7 in 6 holes are 301 filters, more than the default bounds allow.
    let (entangled, mut budget) = (pigeons(12, 11), Budget::new(STEPS));
    assert!(entangled.contradiction(&Flags, &mut budget).is_none());
    assert!(budget.is_used_up());
    assert!(!entangled.implies(&pigeons(3, 3), &Flags, &mut Budget::new(STEPS)));
    assert!(entangled.without_effect(&Flags, &mut budget).is_empty(), "nothing is left to prove anything with");
}

#[test]
fn a_part_of_the_budget_is_all_that_may_be_used() {
    let mut budget = Budget::new(STEPS);
    assert!(budget.at_most(1_000, |part| pigeons(12, 11).contradiction(&Flags, part)).is_none());
    assert_eq!(budget.left, STEPS - 1_000);
    let left = budget.at_most(STEPS * 2, |part| part.left);
    assert_eq!(
        (left, budget.left),
        (STEPS - 1_000, STEPS - 1_000),
        "no more than there is, and the rest is given back"
    );
}

#[test]
fn a_contradiction_that_is_found_stays_found_when_the_budget_ends() {
    // Four of the five would do: what leaves out the fifth is what the budget ends in.
    let (conditions, all, needed) = (pigeons(5, 3), 5 + 3 * 10, 4 + 3 * 6);
    let proven = |steps: usize| conditions.contradiction(&Flags, &mut Budget::new(steps)).map(|paths| paths.len());
    let found = (0..20_000).step_by(100).find(|steps| proven(*steps).is_some()).expect("a small proof takes few steps");
    let mut before = all;
    assert_eq!(proven(found), Some(all), "with nothing to spare, nothing is left out");
    for steps in (found..=STEPS).step_by(3_000).chain([STEPS]) {
        let paths = proven(steps).unwrap_or_else(|| panic!("{found} steps found it, {steps} do not"));
        assert!((needed..=before).contains(&paths), "{steps} steps: {paths} places, {before} with fewer steps");
        before = paths;
    }
    assert!(before <= needed + 1, "{before} places where {needed} will do");
}
