//! Inserting all subscriptions into a contender.
//!
//! Owns the limits on time and memory, and the guess whether the next size would exceed them. Must not match anything. Invariant:
//! bytes are those that are live after inserting, without what the bench has beside the contender.

use std::collections::HashMap;
use std::time::Instant;

use super::contenders::{self, Make};
use super::renewals::Renewals;
use super::{Cell, Live, Past};
use crate::clock::Rounds;
use crate::guard::guard;
use crate::heap;
use crate::results::Results;

/// Bytes that one contender may take.
const MOST_BYTES: usize = 2 << 30;
/// How often the limits are looked at, in subscriptions.
const STEP: usize = 16;
/// The fewest events that a round may have.
pub(super) const FEWEST_EVENTS: usize = 16;

impl Cell<'_> {
    pub(super) fn load_all(&self, past: &mut HashMap<&'static str, Past>, results: &mut Results) -> Vec<Live> {
        let mut live = Vec::new();
        for (name, make) in contenders::of(self.scenario) {
            if !self.options.includes(name) {
                continue;
            }
            let before = past.get(name).copied();
            if let Some(why) = before.and_then(|before| self.reason_to_skip(before)) {
                self.skip(name, &why, results);
                past.entry(name).or_default().is_out = true;
                continue;
            }
            let loaded = guard(|| self.load(name, make)).and_then(|loaded| loaded);
            match loaded {
                Ok(one) => {
                    let insert_s = one.insert_ns * self.size as f64 / 1e9;
                    let growth =
                        before.map_or(10.0, |before| (insert_s / before.insert_s.max(1e-9)).clamp(10.0, 150.0));
                    past.insert(name, Past { insert_s, growth, ..Past::default() });
                    live.push(one);
                }
                Err(why) => {
                    self.skip(name, &why, results);
                    past.entry(name).or_default().is_out = true;
                }
            }
        }
        live
    }

    fn reason_to_skip(&self, before: Past) -> Option<String> {
        let insert_s = before.insert_s * before.growth;
        if before.is_out {
            Some("too slow, too large or wrong at a smaller size".into())
        } else if insert_s > self.options.insert_limit() {
            Some(format!("inserting would take about {insert_s:.0} s"))
        } else if before.event_s * 10.0 * FEWEST_EVENTS as f64 > self.options.round_limit() {
            Some(format!("one event would take about {:.0} ms", before.event_s * 1e4))
        } else {
            None
        }
    }

    pub(super) fn load(&self, name: &'static str, make: Make) -> Result<Live, String> {
        let mut contender = make(&self.shared);
        let before = heap::live();
        let start = Instant::now();
        for (id, filter) in self.world.subs.iter().enumerate() {
            contender.insert(id as u32, filter)?;
            if id % STEP == 0 {
                let limit = self.options.insert_limit();
                if start.elapsed().as_secs_f64() > limit {
                    return Err(format!("inserting: only {id} in {limit} s"));
                }
                if heap::live().saturating_sub(before) > MOST_BYTES {
                    return Err(format!("memory: over 2 GiB after {id}"));
                }
            }
        }
        contender.settle()?;
        Ok(Live {
            name,
            contender,
            insert_ns: start.elapsed().as_nanos() as f64 / self.size as f64,
            bytes: heap::since(before) / self.size as f64,
            events: Vec::new(),
            rounds: Rounds::default(),
            renewals: Renewals::new(self.size),
        })
    }
}
