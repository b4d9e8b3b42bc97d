//! Timing pairs of one subscription removed and one inserted.
//!
//! Owns how many pairs a round has. Must not judge the times. Invariant: the answers are checked after the first pairs, which are
//! the same for all.

use std::collections::HashMap;
use std::time::Instant;

use super::rounds::ROUND;
use super::{Cell, Live};
use crate::guard::guard;
use crate::heap;
use crate::results::Results;

/// After so many pairs, a contender does what it deferred.
const SETTLE_EVERY: usize = 64;
const MOST_PAIRS: usize = 200_000;

impl Cell<'_> {
    /// Seconds for so many pairs; infinite where they exceed the limit.
    fn pairs(&self, live: &mut Live, pairs: usize) -> f64 {
        let start = Instant::now();
        for at in 0..pairs {
            live.renewals.replace_one(&mut *live.contender, &self.world);
            if (at + 1) % SETTLE_EVERY == 0 {
                live.contender.settle().expect("it did so before");
                if start.elapsed().as_secs_f64() > self.options.round_limit() {
                    return f64::INFINITY;
                }
            }
        }
        live.contender.settle().expect("it did so before");
        start.elapsed().as_secs_f64()
    }

    pub(super) fn time_pairs(&self, live: &mut Vec<Live>, results: &mut Results) {
        live.retain(|one| one.contender.dynamic());
        let first = if self.size <= 10_000 { 512 } else { 64 };
        let mut none = HashMap::new();
        let mut each = HashMap::new();
        let names: Vec<_> = live.iter().map(|one| one.name).collect();
        for name in names {
            let Some(one) = live.iter_mut().find(|one| one.name == name) else { continue };
            match guard(|| self.pairs(one, first)) {
                Ok(seconds) if seconds.is_finite() => drop(each.insert(name, seconds / first as f64)),
                Ok(_) => self.leave_out(name, "the first pairs take too long", live, &mut none, results),
                Err(why) => self.leave_out(name, &why, live, &mut none, results),
            }
        }
        self.check(live, &mut none, results);
        let mut allocations = vec![0; live.len()];
        let pairs: Vec<usize> = live
            .iter()
            .map(|one| {
                ((ROUND / each[one.name]) as usize).clamp(SETTLE_EVERY, MOST_PAIRS) / SETTLE_EVERY * SETTLE_EVERY
            })
            .collect();
        for round in 0..=self.options.rounds {
            for shift in 0..live.len() {
                let at = (shift + round) % live.len();
                let before = heap::allocations();
                // One that panics keeps no times, and is reported so.
                let seconds = guard(|| self.pairs(&mut live[at], pairs[at])).unwrap_or(f64::NAN);
                if round > 0 {
                    allocations[at] += heap::allocations() - before;
                    live[at].rounds.add(seconds * 1e9 / pairs[at] as f64);
                }
            }
        }
        for (at, one) in live.iter_mut().enumerate() {
            if !one.rounds.are_finite() {
                self.skip(one.name, "it panics, or takes too long after some rounds", results);
                continue;
            }
            let total = (pairs[at] * one.rounds.len()).max(1) as f64;
            results.show(self.scenario.name(), self.size, one.name, "ns/pair", one.rounds.median());
            self.add(one.name, "allocations/pair", allocations[at] as f64 / total, results);
            self.add(one.name, "insert ns", one.insert_ns, results);
            self.add(one.name, "bytes", one.bytes, results);
        }
    }
}
