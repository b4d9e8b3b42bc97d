//! Closing all sessions.
//!
//! Owns that row. Must not publish. Invariant: the time includes what closing leaves to later inputs: empty inputs follow until many of
//! them in a row change nothing on the heap.

use contenders::Contender as _;
use workload::{Scenario, World, generate};

use crate::clock::{Calls, Clock};
use crate::contender::{NOW, Tidings};
use crate::heap;
use crate::options::Options;
use crate::results::Results;
use crate::scenario::{SEED, shared};

pub const NAME: &str = "close";
pub const WHO: &str = "close_session";
/// Where no subscription searches for a pattern: a compiled one is dropped with the last subscription that does, which takes a third of
/// the time or so.
pub const WITHOUT_PATTERNS: &str = "close_session, no patterns";

/// After so many inputs that change nothing, nothing is left to clean.
const QUIET: usize = 1_000;

pub fn measure(options: &Options, results: &mut Results) {
    let mut world = generate(Scenario::Churn, options.max, 16, SEED);
    close_all(&world, WHO, results);
    world.subs.iter_mut().for_each(|filter| filter.body = None);
    close_all(&world, WITHOUT_PATTERNS, results);
}

/// Closes the sessions with all subscriptions of a world, and shows that as `who`.
fn close_all(world: &World, who: &str, results: &mut Results) {
    let size = world.subs.len();
    let mut tidings = Tidings::new(shared(world));
    for (id, filter) in world.subs.iter().enumerate() {
        tidings.insert(id as u32, filter).expect("the bounds suffice");
    }
    let sessions = std::mem::take(&mut tidings.sessions);
    let mut closing = Calls::new(Clock::Processor, sessions.len());
    for session in &sessions {
        closing.time(|| tidings.engine.close_session(NOW, *session)).expect("it is open");
    }
    let mut cleaning = Calls::new(Clock::Processor, size);
    let (mut quiet, mut live) = (0, heap::live());
    while quiet < QUIET && cleaning.len() < size {
        cleaning.time(|| tidings.engine.handle_timeout(NOW));
        quiet = if heap::live() == live { quiet + 1 } else { 0 };
        live = heap::live();
    }
    results.show(NAME, size, who, "sessions", sessions.len() as f64);
    results.show(NAME, size, who, "ns/subscription", (closing.total() + cleaning.total()) / size as f64);
    results.show(NAME, size, who, "mean ns", closing.mean());
    results.show(NAME, size, who, "p99 ns", closing.percentile(0.99));
    results.show(NAME, size, who, "max ns", closing.percentile(1.0));
    results.show(NAME, size, who, "inputs that clean", (cleaning.len() - QUIET.min(cleaning.len())) as f64);
    results.show(NAME, size, who, "max ns of those", cleaning.percentile(1.0));
}
