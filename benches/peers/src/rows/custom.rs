//! Events of the host's own beside the same ones of Tidings.
//!
//! Owns that row. Must not compare with anybody else. Invariant: both have the same conditions on the same values, and find the same.

use std::hint::black_box;

use tidings::daemon::{Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{Audience, ClientKey, Engine, Event, Interest, Publication, UserId};
use workload::{Rng, Scenario, generate};

use crate::clock::{Rounds, time};
use crate::contender::{AllExist, NOW, engine};
use crate::options::Options;
use crate::results::Results;
use crate::scenario::SEED;

pub const NAME: &str = "custom";
pub const OURS: &str = "four conditions on a message";
pub const CUSTOM: &str = "the same conditions on an event of the host's own";
pub const SEARCH_OURS: &str = "patterns on a message";
pub const SEARCH_CUSTOM: &str = "the same patterns on an event of the host's own";

const EVENTS: usize = 20_000;
const ROUNDS: usize = 7;
/// How long a round takes at most, in seconds.
const ROUND: f64 = 0.3;
const SUBSCRIPTIONS_PER_SESSION: usize = 10_000;

tidings::custom_events! {
    pub struct Noted "Noted" { topic: number, at: number, body: text }
}

/// One engine with its subscriptions, and the events that it gets.
struct Side {
    who: &'static str,
    engine: Engine<AllExist>,
    user: UserId,
    events: Vec<Event>,
    rounds: Rounds,
    deliveries: usize,
}

impl Side {
    fn new(who: &'static str, interests: impl Iterator<Item = Interest>, events: Vec<Event>) -> Self {
        let (mut engine, user, key) = (engine(), UserId::from("ann"), ClientKey::from("ann's key"));
        engine.define::<Noted>(NOW).expect("the name is free");
        engine.register_client(NOW, &key, &user).expect("the key is free");
        let mut session = None;
        for (at, interest) in interests.enumerate() {
            if at % SUBSCRIPTIONS_PER_SESSION == 0 {
                session = Some(engine.open_session(NOW, &key).expect("the key is registered"));
            }
            engine.subscribe(NOW, session.unwrap_or_default(), interest).expect("the bounds suffice");
        }
        Self { who, engine, user, events, rounds: Rounds::default(), deliveries: 0 }
    }

    /// One round of so many events, in ns for each; the deliveries of the last round are kept.
    fn run(&mut self, events: usize) -> f64 {
        self.deliveries = 0;
        let mut events_of_round = self.events[..events].iter();
        time(events, || {
            let Some(event) = events_of_round.next() else { return };
            let publication = Publication::new(event.clone(), Audience::user(&self.user));
            self.engine.publish(NOW, publication).expect("the event is acceptable");
            while let Some(dispatch) = self.engine.poll_output() {
                self.deliveries += black_box(&dispatch).len();
            }
        })
    }
}

/// Times one after the other in each round; as many events as fit a round of the slower one.
fn compare(mut sides: [Side; 2], size: usize, results: &mut Results) {
    let few = 32;
    let slower = sides.iter_mut().map(|side| side.run(few)).fold(1.0, f64::max);
    let events = ((ROUND * 1e9 / slower) as usize).clamp(few, EVENTS);
    for _ in 0..ROUNDS {
        for side in &mut sides {
            let ns = side.run(events);
            side.rounds.add(ns);
        }
    }
    assert_eq!(sides[0].deliveries, sides[1].deliveries, "the same conditions on the same values find the same");
    assert!(sides[0].deliveries > 0, "something is found");
    for side in &sides {
        results.show(NAME, size, side.who, "ns/event", side.rounds.median());
    }
}

fn message(discussion_id: u64, body: &str) -> Event {
    MessageReceived::new(Message { discussion_id, timestamp: 7, body: body.into(), ..Message::default() }).into()
}

fn noted(topic: u64, body: &str) -> Event {
    Noted { topic, at: 7, body: body.into() }.into()
}

pub fn measure(options: &Options, results: &mut Results) {
    for size in [1_000, options.max] {
        let topics = 0..size as u64;
        let mut rng = Rng::new(11);
        let chosen: Vec<u64> = (0..EVENTS).map(|_| rng.below(size as u64)).collect();
        let events = |make: fn(u64, &str) -> Event| chosen.iter().map(|topic| make(*topic, "Time for tea")).collect();
        let ours = topics.clone().map(|topic| {
            let filter = MessageFilter::new().discussion_id(topic).min_timestamp(5).max_timestamp(9).body_search("tea");
            MessageReceived::interest().filter(filter).into()
        });
        let custom = topics.map(|topic| {
            let filter = Noted::filter().topic().equals(topic).at().min(5).at().max(9).body().search("tea");
            Noted::interest().filter(filter).into()
        });
        let sides = [Side::new(OURS, ours, events(message)), Side::new(CUSTOM, custom, events(noted))];
        compare(sides, size, results);
    }
    searches(options.max.min(100_000), results);
}

/// The scenario `regex` on both.
fn searches(size: usize, results: &mut Results) {
    let world = generate(Scenario::Regex, size, EVENTS, SEED);
    let sources = || {
        let pattern =
            |filter: &workload::Filter| filter.body.map(|pattern| world.patterns[pattern as usize].rust.as_str());
        world.subs.iter().filter_map(pattern)
    };
    let events = |make: fn(u64, &str) -> Event| world.events.iter().map(|event| make(1, &event.body)).collect();
    let ours =
        sources().map(|source| MessageReceived::interest().filter(MessageFilter::new().body_search(source)).into());
    let custom = sources().map(|source| Noted::interest().filter(Noted::filter().body().search(source)).into());
    let sides = [Side::new(SEARCH_OURS, ours, events(message)), Side::new(SEARCH_CUSTOM, custom, events(noted))];
    compare(sides, size, results);
}
