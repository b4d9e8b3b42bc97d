//! Single events of the scenario `mixed`, by how long each takes.
//!
//! Owns that row. Must not average: the scenario does. Invariant: percentiles are those of single calls, on the wall clock, and again
//! in processor time, which leaves out what other programs take.

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
pub const PERCENTILE_99: &str = "p99 ns of processor time";
pub const PERCENTILE_99_9: &str = "p99.9 ns of processor time";

const EVENTS: usize = 120_000;
const WARM_UP: usize = 2_000;

pub fn measure(options: &Options, results: &mut Results) {
    let world = generate(Scenario::Mixed, options.max, EVENTS, SEED);
    let shared = shared(&world);
    let seconds = match options.mode {
        Mode::Quick => 2.0,
        Mode::Full => 20.0,
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
        let mut run = |events: usize, calls: &mut Calls| {
            let start = Instant::now();
            for event in world.events.iter().take(events) {
                out.clear();
                calls.time(|| contender.match_event(event, &mut out));
                if start.elapsed().as_secs_f64() > seconds {
                    break;
                }
            }
        };
        run(WARM_UP, &mut Calls::new(Clock::Wall, WARM_UP));
        let [mut wall, mut processor] = [Clock::Wall, Clock::Processor].map(|clock| Calls::new(clock, EVENTS));
        run(EVENTS, &mut wall);
        run(EVENTS, &mut processor);
        results.show(NAME, options.max, who, "events", processor.len() as f64);
        results.show(NAME, options.max, who, "mean ns", wall.mean());
        let parts = [
            ("p50 ns", "p50 ns of processor time", 0.5),
            ("p99 ns", PERCENTILE_99, 0.99),
            ("p99.9 ns", PERCENTILE_99_9, 0.999),
            ("max ns", "max ns of processor time", 1.0),
        ];
        for (what, of_processor, part) in parts {
            results.show(NAME, options.max, who, what, wall.percentile(part));
            results.show(NAME, options.max, who, of_processor, processor.percentile(part));
        }
    }
}
