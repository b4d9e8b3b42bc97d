//! Timing events in rounds.
//!
//! Owns how many events a round has, which ones, and in which order the contenders run. Must not judge the times. Invariant: the
//! contenders run one after the other within each round, so that what else the machine does falls on all of them.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use workload::{Scenario, World};

use super::load::FEWEST_EVENTS;
use super::{Cell, Live, Past};
use crate::guard::guard;
use crate::heap;
use crate::results::Results;

/// How long a round of one contender takes, in seconds, where its events are fast enough.
pub(super) const ROUND: f64 = 0.2;

/// What was done in all rounds of a contender but the first.
#[derive(Default)]
struct Sum {
    matches: u64,
    allocations: usize,
    regexes: u64,
    examined: u64,
}

/// What one round did.
struct Round {
    seconds: f64,
    matches: u64,
}

/// Events of every tenant and kind in proportion, in their order, so that fewer events still represent all.
fn sample(world: &World, events: usize, phase: f64) -> Vec<u32> {
    let total = world.events.len();
    let mut order: Vec<u32> = (0..total as u32).collect();
    if events >= total {
        return order;
    }
    order.sort_by_key(|&at| {
        let event = &world.events[at as usize];
        (event.tenant, event.kind, at)
    });
    let place = |at: usize| ((at as f64 + phase) * total as f64 / events as f64) as usize;
    let mut chosen: Vec<u32> = (0..events).map(|at| order[place(at)]).collect();
    chosen.sort_unstable();
    chosen
}

impl Cell<'_> {
    fn run(&self, live: &mut Live, out: &mut Vec<u32>) -> Round {
        let counts = self.scenario == Scenario::Counted && !live.contender.renews();
        let mut matches = 0;
        let start = Instant::now();
        for &at in &live.events {
            out.clear();
            matches += live.contender.count_event(&self.world.events[at as usize], out) as u64;
            if counts {
                live.renewals.count(out, &mut *live.contender, &self.world);
            }
            black_box(&out);
        }
        Round { seconds: start.elapsed().as_secs_f64(), matches }
    }

    /// Chooses as many events as fill a round; an error where one event takes too long, or it panics.
    fn fill_round(&self, live: &mut Live, out: &mut Vec<u32>) -> Result<(), String> {
        let all = self.world.events.len();
        let mut events = 4.min(all);
        loop {
            live.events = sample(&self.world, events, 0.5);
            let round = guard(|| self.run(live, out))?;
            let each = round.seconds / events as f64;
            if each * FEWEST_EVENTS as f64 > self.options.round_limit() {
                return Err(format!("one event takes {:.0} ms", each * 1e3));
            }
            if round.seconds > ROUND / 20.0 || events == all {
                let fit = ((ROUND / each) as usize).clamp(FEWEST_EVENTS, all);
                live.events = sample(&self.world, fit, 0.5);
                return Ok(());
            }
            events = (events * 4).min(all);
        }
    }

    pub(super) fn time_rounds(
        &self,
        live: &mut Vec<Live>,
        past: &mut HashMap<&'static str, Past>,
        results: &mut Results,
    ) {
        let mut out = Vec::with_capacity(self.size + 64);
        let names: Vec<_> = live.iter().map(|one| one.name).collect();
        for name in names {
            let Some(one) = live.iter_mut().find(|one| one.name == name) else { continue };
            if let Err(why) = self.fill_round(one, &mut out) {
                self.leave_out(name, &why, live, past, results);
            }
        }
        let mut sums: Vec<Sum> = live.iter().map(|_| Sum::default()).collect();
        let mut panicked = HashMap::new();
        for round in 0..=self.options.rounds {
            for shift in 0..live.len() {
                let at = (shift + round) % live.len();
                if panicked.contains_key(live[at].name) {
                    continue;
                }
                if let Err(why) = guard(|| self.time_round(&mut live[at], &mut sums[at], round, &mut out)) {
                    panicked.insert(live[at].name, why);
                }
            }
        }
        for (one, sum) in live.iter_mut().zip(sums) {
            if let Some(why) = panicked.get(one.name) {
                self.skip(one.name, why, results);
                past.entry(one.name).or_default().is_out = true;
            } else {
                let ns = self.report(one, &sum, results);
                past.entry(one.name).or_default().event_s = ns / 1e9;
            }
        }
    }

    fn time_round(&self, live: &mut Live, sum: &mut Sum, round: usize, out: &mut Vec<u32>) {
        if live.events.len() < self.world.events.len() {
            // Other events in each round, or lazy automata look too good.
            let phase = (round as f64 + 0.5) / (self.options.rounds + 1) as f64;
            live.events = sample(&self.world, live.events.len(), phase);
        }
        let regexes = live.contender.regex_runs().unwrap_or(0);
        let examined = live.contender.examined().unwrap_or(0);
        let allocations = heap::allocations();
        let Round { seconds, matches } = self.run(live, out);
        // The first round warms up.
        if round > 0 {
            sum.allocations += heap::allocations() - allocations;
            live.rounds.add(seconds * 1e9 / live.events.len() as f64);
            sum.matches += matches;
            sum.regexes += live.contender.regex_runs().unwrap_or(0) - regexes;
            sum.examined += live.contender.examined().unwrap_or(0) - examined;
        }
    }

    fn report(&self, live: &mut Live, sum: &Sum, results: &mut Results) -> f64 {
        let total = (live.events.len() * live.rounds.len()).max(1) as f64;
        let name = live.name;
        let ns = live.rounds.median();
        results.show(self.scenario.name(), self.size, name, "ns/event", ns);
        self.add(name, "least ns/event", live.rounds.shortest(), results);
        self.add(name, "events/round", live.events.len() as f64, results);
        self.add(name, "matches/event", sum.matches as f64 / total, results);
        self.add(name, "allocations/event", sum.allocations as f64 / total, results);
        self.add(name, "insert ns", live.insert_ns, results);
        self.add(name, "bytes", live.bytes, results);
        if live.contender.regex_runs().is_some() {
            self.add(name, "regexes/event", sum.regexes as f64 / total, results);
        }
        if live.contender.examined().is_some() {
            self.add(name, "examined/event", sum.examined as f64 / total, results);
        }
        if live.contender.parse_only(&self.world.events[0]).is_some() {
            let events = &self.world.events[..self.world.events.len().min(256)];
            let start = Instant::now();
            for event in events {
                black_box(live.contender.parse_only(event));
            }
            self.add(name, "parse ns", start.elapsed().as_nanos() as f64 / events.len() as f64, results);
        }
        ns
    }
}
