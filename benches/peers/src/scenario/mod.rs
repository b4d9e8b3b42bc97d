//! One scenario: every contender with the same subscriptions and events, at growing sizes.
//!
//! Owns the order of the work: generate, insert, check, time. Must not know what the times are compared with. Invariant: who gives
//! other answers than `linear`, or is too slow to be measured, is left out, and the results say so.

mod check;
pub mod contenders;
mod load;
mod pairs;
mod renewals;
mod rounds;

use std::collections::HashMap;
use std::rc::Rc;

use ::contenders::{Contender, Patterns, SharedPatterns};
use workload::{Scenario, World, generate};

use self::renewals::Renewals;
use crate::clock::Rounds;
use crate::options::Options;
use crate::results::Results;

pub const SEED: u64 = 2026;
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// A distinct pattern for each ten subscriptions: compiled by everybody, they would not fit at the next size.
const MOST_OF_REGEX: usize = 100_000;

/// A contender that takes part, and what was measured of it.
struct Live {
    name: &'static str,
    contender: Box<dyn Contender>,
    insert_ns: f64,
    bytes: f64,
    /// The events of a round, by index.
    events: Vec<u32>,
    /// Times of an event, or of a pair.
    rounds: Rounds,
    renewals: Renewals,
}

/// What a smaller size showed of a contender.
#[derive(Clone, Copy, Default)]
struct Past {
    insert_s: f64,
    growth: f64,
    event_s: f64,
    is_out: bool,
}

/// Where and of what everything is measured.
struct Cell<'a> {
    options: &'a Options,
    scenario: Scenario,
    size: usize,
    world: World,
    shared: SharedPatterns,
}

pub fn measure(options: &Options, scenario: Scenario, results: &mut Results) {
    let mut past = HashMap::new();
    let most = if scenario == Scenario::Regex { MOST_OF_REGEX } else { usize::MAX };
    for size in SIZES.into_iter().filter(|size| *size <= options.max.min(most)) {
        let world = generate(scenario, size, events_at(scenario, size), SEED);
        let shared = shared(&world);
        let cell = Cell { options, scenario, size, world, shared };
        cell.measure(&mut past, results);
    }
}

fn events_at(scenario: Scenario, size: usize) -> usize {
    match (scenario, size) {
        (Scenario::Broadcast, _) => (4_000_000 / size).clamp(16, 2_000),
        (Scenario::Regex, _) => 4_000,
        (_, 0..=1_000) => 4_000,
        (_, 0..=10_000) => 20_000,
        (_, 0..=100_000) => 60_000,
        _ => 120_000,
    }
}

/// The patterns of a world, compiled.
pub fn shared(world: &World) -> SharedPatterns {
    let compile =
        |pattern: &workload::Pattern| regex::Regex::new(&pattern.rust).expect("the workload's patterns are valid");
    Rc::new(Patterns { source: world.patterns.clone(), compiled: world.patterns.iter().map(compile).collect() })
}

impl Cell<'_> {
    fn measure(&self, past: &mut HashMap<&'static str, Past>, results: &mut Results) {
        let mut live = self.load_all(past, results);
        for one in &mut live {
            one.contender.prepare(&self.world);
        }
        if self.scenario == Scenario::Churn {
            self.time_pairs(&mut live, results);
        } else {
            self.check(&mut live, past, results);
            self.give_answers(&mut live, results);
            self.time_rounds(&mut live, past, results);
        }
    }

    fn skip(&self, name: &str, why: &str, results: &mut Results) {
        results.skip(self.scenario.name(), self.size, name, why);
    }

    fn add(&self, name: &str, what: &str, value: f64, results: &mut Results) {
        results.add(self.scenario.name(), self.size, name, what, value);
    }
}
