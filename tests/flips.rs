//! An explanation can be acted on: whoever changes what a failed check names gets that check to pass.
//!
//! Owns drawing pairs of an interest and an event, and turning each failed check over, by its path and by what it says it found.
//! Must not look at the engine's predicates: it reads what a person reads. Invariants: every failed check that is turned over
//! passes; with all of them turned over, the interest matches; the pairs are the same on every run.
#![cfg(feature = "snapshot")]
#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]

#[allow(dead_code, reason = "the random histories use the rest")]
mod support;

mod flips {
    pub(crate) mod ask;
    #[path = "../support/everything.rs"]
    pub(crate) mod everything;
    pub(crate) mod tree;
    pub(crate) mod turn;
}

use std::collections::{BTreeMap, BTreeSet};

use flips::ask::{Pair, explain};
use flips::tree::{Leaf, failed_leaves, is_gone, passes_at};
use flips::turn::{How, turn, turn_all};
use support::dice::Dice;

/// How many pairs are drawn.
const PAIRS: u64 = 26_000;

#[test]
fn a_failed_check_that_is_turned_over_passes() {
    let (mut pairs, mut whole) = (0, 0);
    let mut turned: BTreeMap<How, usize> = BTreeMap::new();
    let mut fields = BTreeSet::new();
    for seed in 0..PAIRS {
        let bytes = Dice::new(seed).bytes(256);
        let Some(pair) = Pair::draw(&bytes) else { continue };
        let Some(verdict) = explain(&pair) else { continue };
        assert_eq!(verdict.matched, verdict.reason().is_none(), "a no has a reason, a yes none: {verdict}");
        if verdict.matched {
            continue;
        }
        pairs += 1;

        for Leaf { trail, check } in failed_leaves(&verdict.checks) {
            let mut flipped = pair.clone();
            let (how, now_at) = turn(&mut flipped, check);
            let after = explain(&flipped).unwrap_or_else(|| panic!("refused: {flipped}\nto turn {check} of {pair}"));
            let above = &trail[..trail.len() - 1];
            let passes = match how {
                How::Removed => is_gone(&after.checks, &trail),
                How::Value | How::OtherField | How::Event => passes_at(&after.checks, &[above, &[now_at]].concat()),
            };
            assert!(passes, "{how:?} did not turn {check}\nof {pair}\n{verdict}\ninto {flipped}\n{after}");
            *turned.entry(how).or_default() += 1;
            fields.insert(check.path.rsplit('.').next().unwrap().split('[').next().unwrap().to_owned());
        }

        let mut flipped = pair.clone();
        if turn_all(&mut flipped, &verdict) {
            let after = explain(&flipped).unwrap_or_else(|| panic!("refused: {flipped}\nto turn all of {pair}"));
            assert!(after.matched, "all turned over, and yet a no: {pair}\n{verdict}\ninto {flipped}\n{after}");
            whole += 1;
        }
    }
    let total: usize = turned.values().sum();
    println!("{pairs} pairs that do not match, {whole} turned over whole; {total} flips: {turned:?}; of {fields:?}");

    assert!(pairs > 10_000 && whole > pairs * 9 / 10, "{pairs} pairs, {whole} turned over whole");
    assert!(total > 20_000, "{total} flips");
    let by = |how: How| turned.get(&how).copied().unwrap_or_default();
    assert!(by(How::Value) > total * 3 / 4, "most flips change the very value that the check names: {turned:?}");
    assert!(by(How::Event) > 0 && by(How::Removed) < total / 20, "few checks can only be taken away: {turned:?}");
    assert!(fields.len() >= 45, "many fields are turned over: {} {fields:?}", fields.len());
}
