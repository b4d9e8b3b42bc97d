//! An explanation can be acted on: whoever changes what a failed check names gets that check to pass.
//!
//! Owns drawing pairs of an interest and an event, and turning each failed check over, by its path and by what it says it found.
//! Must not look at the engine's predicates: it reads what a person reads. Invariants: every failed check that is inverted over
//! passes; with all of them inverted over, the interest matches; the pairs are the same on every run.
#![cfg(feature = "snapshot")]
#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]

#[allow(dead_code, reason = "the random histories use the rest")]
mod support;

mod explain_is_actionable {
    pub(crate) mod ask;
    #[path = "../support/everything.rs"]
    pub(crate) mod everything;
    pub(crate) mod invert;
    pub(crate) mod tree;
}

use std::collections::{BTreeMap, BTreeSet};

use tidings::Kind;
use tidings::spec::{FilterSpec, Part, PartFilter};

use explain_is_actionable::ask::{Pair, explain};
use explain_is_actionable::invert::{How, invert, invert_all};
use explain_is_actionable::tree::{Leaf, failed_leaves, is_gone, passes_at};
use support::rng::Rng;

/// How many pairs are drawn.
const PAIRS: u64 = 26_000;

#[test]
fn a_failed_check_that_is_turned_over_passes() {
    let (mut pairs, mut whole) = (0, 0);
    let mut inverted: BTreeMap<How, usize> = BTreeMap::new();
    let mut fields = BTreeSet::new();
    for seed in 0..PAIRS {
        let bytes = Rng::new(seed).bytes(256);
        let Some(pair) = Pair::draw(&bytes) else { continue };
        let Some(verdict) = explain(&pair) else { continue };
        assert_eq!(verdict.matched, verdict.reason().is_none(), "a no has a reason, a yes none: {verdict}");
        if verdict.matched {
            continue;
        }
        pairs += 1;

        for Leaf { trail, check } in failed_leaves(&verdict.checks) {
            let mut flipped = pair.clone();
            let (how, now_at) = invert(&mut flipped, check);
            let after = explain(&flipped).unwrap_or_else(|| panic!("refused: {flipped}\nto turn {check} of {pair}"));
            let above = &trail[..trail.len() - 1];
            let passes = match how {
                How::Removed => is_gone(&after.checks, &trail),
                How::Value | How::OtherField | How::Event => passes_at(&after.checks, &[above, &[now_at]].concat()),
            };
            assert!(passes, "{how:?} did not turn {check}\nof {pair}\n{verdict}\ninto {flipped}\n{after}");
            *inverted.entry(how).or_default() += 1;
            fields.insert(check.path.rsplit('.').next().unwrap().split('[').next().unwrap().to_owned());
        }

        let mut flipped = pair.clone();
        if invert_all(&mut flipped, &verdict) {
            let after = explain(&flipped).unwrap_or_else(|| panic!("refused: {flipped}\nto turn all of {pair}"));
            assert!(after.matched, "all inverted over, and yet a no: {pair}\n{verdict}\ninto {flipped}\n{after}");
            whole += 1;
        }
    }
    let total: usize = inverted.values().sum();
    println!(
        "{pairs} pairs that do not match, {whole} inverted over whole; {total} inversions: {inverted:?}; of {fields:?}"
    );

    assert!(pairs > 10_000 && whole > pairs * 9 / 10, "{pairs} pairs, {whole} inverted over whole");
    assert!(total > 20_000, "{total} inversions");
    let by = |how: How| inverted.get(&how).copied().unwrap_or_default();
    assert!(by(How::Value) > total * 3 / 4, "most inversions change the very value that the check names: {inverted:?}");
    assert!(by(How::Event) > 0 && by(How::Removed) < total / 20, "few checks can only be taken away: {inverted:?}");
    let missing: Vec<&str> = declared_fields().into_iter().filter(|field| !fields.contains(*field)).collect();
    assert!(missing.is_empty(), "never failed and then inverted over: {missing:?}");
}

/// The names of all fields of all filters; of those that hold a filter, the fields within.
fn declared_fields() -> BTreeSet<&'static str> {
    fn collect(filter: &'static FilterSpec, into: &mut BTreeSet<&'static str>) {
        for field in filter.fields {
            match field.filter() {
                Some(inner) => collect(inner, into),
                None => drop(into.insert(field.name)),
            }
        }
    }
    let mut fields = BTreeSet::new();
    for part in Kind::ALL.iter().flat_map(|kind| kind.spec().filters()) {
        if let Part::Filter(PartFilter { filter: Some(filter), .. }) = part.part {
            collect(filter, &mut fields);
        } else {
            fields.insert(part.name);
        }
    }
    fields
}
