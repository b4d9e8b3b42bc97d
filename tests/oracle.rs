//! Random histories: the index against the scan, both against the rules.
//!
//! Owns how many histories are lived through and from which bytes. Must not contain rules: the engines in `support` are held to them.
//! Invariant: the histories are the same on every run; `TIDINGS_HISTORIES` sets how many, more begin with the same ones.
#![cfg(feature = "snapshot")]

mod support;

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tidings::{Family, Kind};

use support::{History, Tally};

/// The bytes of a history, a piece for each input. `Debug` shows the inputs up to the one that failed.
#[derive(Clone)]
struct Pieces(Vec<Vec<u8>>);

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut history = History::new(&self.0);
        let mut inputs = f.debug_list();
        while let Some((op, poll)) = history.next() {
            inputs.entry(&(&op, poll));
            if catch_unwind(AssertUnwindSafe(|| history.step(&op, poll))).is_err() {
                break;
            }
        }
        inputs.finish()
    }
}

#[test]
fn the_index_answers_as_the_scan_does() {
    let histories = std::env::var("TIDINGS_HISTORIES").ok();
    let cases = histories.map_or(HISTORIES, |wanted| wanted.parse().expect("TIDINGS_HISTORIES is a number"));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"tidings: a seed of thirty-two b.");
    let lived = RefCell::new(Tally::default());

    let histories = vec(vec(any::<u8>(), 24..96), 1..400).prop_map(Pieces);
    let result = TestRunner::new_with_rng(config, rng).run(&histories, |Pieces(pieces)| {
        let tally = History::new(&pieces).live();
        lived.borrow_mut().add(tally);
        Ok(())
    });
    // Written out before the panic: showing a history restarts through it again, and that may panic too.
    let failure = result.err().map(|failure| failure.to_string());
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    let lived = lived.into_inner();
    println!("{lived:?}");
    if cases >= HISTORIES {
        check_that_much_happened(&lived);
    }
}

const HISTORIES: u32 = 200;

/// A history in which nothing happens agrees with everything.
fn check_that_much_happened(lived: &Tally) {
    let daemon = Kind::ALL.iter().filter(|kind| kind.family() == Family::Daemon);
    let unheard: Vec<_> = daemon.filter(|kind| !lived.received_by.contains(kind)).collect();
    assert!(unheard.is_empty(), "never delivered: {unheard:?}");
    for refusal in [
        "KeyUnknown",
        "SessionNotOpen",
        "KeyTaken",
        "KeyNotRegistered",
        "SubscriptionUnknown",
        "AliasNotSubscribed",
        "NoSuchEntity",
        "Empty",
        "NotOutbound",
        "NotLiveSharing",
        "PatternSyntax",
        "PatternTooLarge",
        "AliasInvalid",
        "WrongKind",
        "BoundReached",
    ] {
        assert!(lived.refusals.contains(refusal), "never refused with {refusal}");
    }
    assert!(lived.deliveries > lived.inputs / 4, "too few deliveries: {lived:?}");
    assert!(lived.candidates > lived.inputs as u64 / 10, "too few candidates: {lived:?}");
    assert!(lived.ended > 100 && lived.withdrawn > 100, "too few ends: {lived:?}");
    assert!(lived.subscriptions > 1_000, "too few subscriptions: {lived:?}");
    let cuts = lived.cuts;
    assert!(cuts.made >= 30_000 && cuts.moved > 9_000 && cuts.waiting > 5_000, "T4: too few cuts: {cuts:?}");
}
