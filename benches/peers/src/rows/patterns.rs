//! What a compiled pattern takes on the heap of an engine.
//!
//! Owns that row. Must not publish: a pattern that runs grows. Invariant: two engines differ only in that one has a pattern for each
//! subscription, the other the same one for all.

use contenders::Contender as _;
use workload::{Filter, Scenario, World, generate};

use crate::contender::Tidings;
use crate::heap;
use crate::options::Options;
use crate::results::Results;
use crate::scenario::{SEED, shared};

pub const NAME: &str = "patterns";
pub const WHO: &str = "a compiled pattern";

const PATTERNS: usize = 1_000;

/// Bytes of an engine with these subscriptions.
fn bytes(world: &World, subscriptions: &[Filter]) -> f64 {
    let mut tidings = Tidings::new(shared(world));
    let before = heap::live();
    for (id, filter) in (0..).zip(subscriptions) {
        tidings.insert(id, filter).expect("the bounds suffice");
    }
    heap::since(before)
}

pub fn measure(_: &Options, results: &mut Results) {
    let world = generate(Scenario::Regex, PATTERNS * 10, 1, SEED);
    let mut subscriptions = world.subs[..PATTERNS].to_vec();
    let distinct = (0..).zip(&mut subscriptions);
    distinct.for_each(|(pattern, filter)| filter.body = Some(pattern));
    let with = bytes(&world, &subscriptions);
    subscriptions.iter_mut().for_each(|filter| filter.body = Some(0));
    let without = bytes(&world, &subscriptions);
    results.show(NAME, PATTERNS, WHO, "bytes", (with - without) / (PATTERNS - 1) as f64);
}
