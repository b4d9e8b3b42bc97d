//! Events of `ids` in one input, 64 at a time.
//!
//! Owns that row. Must not time making the publications apart from publishing them: both ways make them alike. Invariant: both ways
//! publish the same events to the same subscriptions, and poll what comes of them after each 64.

use std::hint::black_box;

use contenders::{Contender as _, Patterns};
use tidings::{Audience, Publication};
use workload::{Scenario, generate};

use crate::clock::{Rounds, time};
use crate::contender::{NOW, Tidings};
use crate::options::Options;
use crate::results::Results;

pub const NAME: &str = "batch";
pub const ONE_BY_ONE: &str = "publish, one by one";
pub const TOGETHER: &str = "publish_all of 64";

const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
const EVENTS: usize = 64 * 3_000;
const ROUNDS: usize = 7;

pub fn measure(options: &Options, results: &mut Results) {
    for size in SIZES.into_iter().filter(|size| *size <= options.max) {
        let world = generate(Scenario::Ids, size, EVENTS, 1);
        let mut tidings = Tidings::new(Patterns { source: Vec::new(), compiled: Vec::new() }.into());
        for (id, filter) in (0..).zip(&world.subs) {
            tidings.insert(id, filter).expect("the bounds suffice");
        }
        tidings.prepare(&world);
        let Tidings { engine, events, .. } = &mut tidings;
        let mut deliveries = [0, 0];
        let [mut one_by_one, mut together] = [(); 2].map(|()| Rounds::default());
        for _ in 0..ROUNDS {
            for (rounds, is_together) in [(&mut one_by_one, false), (&mut together, true)] {
                let took = time(1, || {
                    for window in events.chunks(64) {
                        let publications =
                            window.iter().map(|(user, event)| Publication::new(event.clone(), Audience::user(user)));
                        if is_together {
                            engine.publish_all(NOW, publications).expect("the bounds suffice");
                        } else {
                            publications.for_each(|one| _ = engine.publish(NOW, one).expect("the bounds suffice"));
                        }
                        while let Some(dispatch) = engine.poll_output() {
                            deliveries[usize::from(is_together)] += black_box(&dispatch).len();
                        }
                    }
                });
                rounds.add(took / EVENTS as f64);
            }
        }
        assert_eq!(deliveries[0], deliveries[1], "both ways deliver the same");
        results.show(NAME, size, ONE_BY_ONE, "ns/event", one_by_one.median());
        results.show(NAME, size, TOGETHER, "ns/event", together.median());
    }
}
