//! Single calls of `subscribe` and `unsubscribe`, and what is left of them on the heap.
//!
//! Owns that row. Must not publish. Invariant: every pair ends one subscription and makes an equal one, so that in the end there are
//! as many equal ones as in the beginning; the bench itself allocates nothing in between.

use std::hint::black_box;
use std::time::Instant;

use tidings::SubscriptionId;
use workload::{Rng, Scenario, generate};

use crate::clock::{Calls, Clock, time};
use crate::contender::{NOW, Tidings};
use crate::heap;
use crate::options::Options;
use crate::results::Results;
use crate::scenario::{SEED, shared};

pub const NAME: &str = "pairs";
pub const GROWING: &str = "subscribe while growing";
pub const GROWING_EMPTY: &str = "an empty call while growing";
pub const SUBSCRIBE: &str = "subscribe";
pub const UNSUBSCRIBE: &str = "unsubscribe";
pub const FIRST_OF_PATTERN: &str = "subscribe, the first with its pattern";
pub const EMPTY: &str = "an empty call";
/// Interrupts fall on what takes time, so an empty call has fewer of them than one that lasts.
pub const LOOP: &str = "a loop as long as a call";
pub const HEAP: &str = "after all pairs";
pub const LEFT: &str = "bytes more, after shrink_to_fit";
pub const OVER: &str = "calls over 100 us";
/// How long a call may take, in ns.
const LONG: u32 = 100_000;
/// So many pairs are timed one by one.
const TIMED: usize = 2_000_000;
/// After so many of them it is clear how long a call is.
const CALIBRATED: usize = 5_000;

/// A subscription that is held now.
struct Alive {
    filter: u32,
    session: u32,
    number: u64,
}

/// Takes time and touches no memory.
struct Loop {
    steps: usize,
}

impl Loop {
    /// As long as so many ns.
    fn of(ns: f64) -> Self {
        let sample = Self { steps: 1_000_000 };
        let sample_ns = time(1, || sample.run());
        Self { steps: (sample.steps as f64 * ns / sample_ns) as usize }
    }

    fn run(&self) {
        (0..self.steps).for_each(|step| _ = black_box(step));
    }
}

/// How many subscriptions have each pattern: whoever makes it the first time pays for compiling it.
struct Users(Vec<u32>);

impl Users {
    /// One more; whether it is the first one.
    fn add(&mut self, pattern: Option<u32>) -> bool {
        let Some(users) = pattern.and_then(|pattern| self.0.get_mut(pattern as usize)) else { return false };
        *users += 1;
        *users == 1
    }

    fn remove(&mut self, pattern: Option<u32>) {
        if let Some(users) = pattern.and_then(|pattern| self.0.get_mut(pattern as usize)) {
            *users -= 1;
        }
    }
}

pub fn measure(options: &Options, results: &mut Results) {
    let (size, pairs) = (options.max, options.pairs);
    let world = generate(Scenario::Churn, size, 16, SEED);
    let mut tidings = Tidings::new(shared(&world));
    let mut users = Users(vec![0; world.patterns.len()]);
    let mut alive = Vec::with_capacity(size);

    let calls = || Calls::new(Clock::Processor, size);
    let (mut growing, mut empty) = (calls(), calls());
    for (filter, plain) in (0..).zip(&world.subs) {
        let interest = tidings.interest(plain);
        let (session, place) = tidings.next_session(plain.tenant);
        let engine = &mut tidings.engine;
        // A pattern's first compiling is left out.
        let id = if users.add(plain.body) {
            engine.subscribe(NOW, session, interest)
        } else {
            growing.time(|| engine.subscribe(NOW, session, interest))
        };
        empty.time(|| ());
        alive.push(Alive { filter, session: place, number: id.expect("the bounds suffice").number() });
    }
    report(results, size, GROWING, growing);
    report(results, size, GROWING_EMPTY, empty);
    results.show(NAME, size, "loaded", "live bytes", heap::live() as f64);

    let timed = pairs.min(TIMED);
    let calls = || Calls::new(Clock::Processor, timed);
    let [mut subscribe, mut unsubscribe, mut first, mut empty, mut looping] = [(); 5].map(|()| calls());
    let mut as_long = Loop { steps: 0 };
    let mut rng = Rng::new(7);
    tidings.engine.shrink_to_fit();
    let before = heap::live();
    let start = Instant::now();
    for pair in 0..pairs {
        let one = &mut alive[rng.below(size as u64) as usize];
        let plain = &world.subs[one.filter as usize];
        let session = tidings.sessions[one.session as usize];
        let id = SubscriptionId::from_number(one.number);
        let interest = tidings.interest(plain);
        users.remove(plain.body);
        let is_first = users.add(plain.body);
        let engine = &mut tidings.engine;
        let new = if pair < timed {
            unsubscribe.time(|| engine.unsubscribe(NOW, session, id)).expect("the session has it");
            empty.time(|| ());
            looping.time(|| as_long.run());
            let calls = if is_first { &mut first } else { &mut subscribe };
            calls.time(|| engine.subscribe(NOW, session, interest))
        } else {
            engine.unsubscribe(NOW, session, id).expect("the session has it");
            engine.subscribe(NOW, session, interest)
        };
        if pair == CALIBRATED {
            as_long = Loop::of(subscribe.mean() / 2.0 + unsubscribe.mean() / 2.0);
        }
        one.number = black_box(new).expect("the bounds suffice").number();
    }
    let seconds = start.elapsed().as_secs_f64();
    let grown = heap::since(before);
    tidings.engine.shrink_to_fit();
    let left = heap::since(before);
    results.show(NAME, size, HEAP, "pairs", pairs as f64);
    results.show(NAME, size, HEAP, "seconds, with the bench's own", seconds);
    results.show(NAME, size, HEAP, "bytes more", grown);
    results.show(NAME, size, HEAP, LEFT, left);
    let timed = [
        (UNSUBSCRIBE, unsubscribe),
        (SUBSCRIBE, subscribe),
        (FIRST_OF_PATTERN, first),
        (EMPTY, empty),
        (LOOP, looping),
    ];
    for (who, calls) in timed {
        report(results, size, who, calls);
    }
}

fn report(results: &mut Results, size: usize, who: &str, mut calls: Calls) {
    results.show(NAME, size, who, "calls", calls.len() as f64);
    results.show(NAME, size, who, OVER, calls.over(LONG) as f64);
    results.add(NAME, size, who, "mean ns", calls.mean());
    for (what, part) in [("p50 ns", 0.5), ("p99 ns", 0.99), ("p99.9 ns", 0.999), ("max ns", 1.0)] {
        results.add(NAME, size, who, what, calls.percentile(part));
    }
}
