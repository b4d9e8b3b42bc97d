//! Single events of the scenario `mixed`, by how long each takes.
//!
//! Owns that row. Must not average: the scenario does. Invariant: the wall clock is read for each event, as a host's users would.

use std::time::Instant;

use contenders::{Contender, HandIndexed, Proto};
use workload::{Scenario, generate};

use crate::clock::{Calls, Clock};
use crate::contender::Tidings;
use crate::options::{Mode, Options};
use crate::results::Results;
use crate::scenario::contenders::{HAND_INDEXED, PROTO, TIDINGS};
use crate::scenario::{SEED, shared};

pub const NAME: &str = "latency";

const EVENTS: usize = 120_000;
const WARM_UP: usize = 2_000;

pub fn measure(options: &Options, results: &mut Results) {
    let world = generate(Scenario::Mixed, options.max, EVENTS, SEED);
    let shared = shared(&world);
    let seconds = match options.mode {
        Mode::Quick => 3.0,
        Mode::Full => 30.0,
    };
    let all: [(&str, Box<dyn Contender>); 3] = [
        (HAND_INDEXED, Box::new(HandIndexed::new(shared.clone()))),
        (PROTO, Box::new(Proto::new(shared.clone()))),
        (TIDINGS, Box::new(Tidings::new(shared))),
    ];
    for (who, mut contender) in all {
        for (id, filter) in world.subs.iter().enumerate() {
            contender.insert(id as u32, filter).expect("the bounds suffice");
        }
        contender.prepare(&world);
        let mut out = Vec::with_capacity(options.max);
        let start = Instant::now();
        let is_slow = || start.elapsed().as_secs_f64() > seconds;
        for event in world.events.iter().take(WARM_UP).take_while(|_| !is_slow()) {
            out.clear();
            contender.match_event(event, &mut out);
        }
        let mut calls = Calls::new(Clock::Wall, EVENTS);
        for event in world.events.iter().take_while(|_| !is_slow()) {
            out.clear();
            calls.time(|| contender.match_event(event, &mut out));
        }
        results.show(NAME, options.max, who, "events", calls.len() as f64);
        results.show(NAME, options.max, who, "mean ns", calls.mean());
        for (what, part) in [("p50 ns", 0.5), ("p99 ns", 0.99), ("p99.9 ns", 0.999), ("max ns", 1.0)] {
            results.show(NAME, options.max, who, what, calls.percentile(part));
        }
    }
}
