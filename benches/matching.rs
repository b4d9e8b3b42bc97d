//! How fast events find the subscriptions that match them.
//!
//! Owns the table of sizes and shapes: so many subscriptions, to this, and events that so many of them match. Must not
//! time making subscriptions or events. Invariant: each bench asserts its deliveries, so that it cannot measure nothing; the
//! floor copies the same lists of deliveries and does nothing else.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use tidings::daemon::{Message, MessageId, MessageRead, MessageReceived, MessageSent};
use tidings::filter::MessageFilter;
use tidings::{
    Audience, ClientKey, Config, Delivery, Engine, Event, Interest, MatcherKind, Publication, Timestamp, UserId,
};

const NOW: Timestamp = Timestamp::ZERO;
/// Without optimisation the benches are only run, not measured.
const SIZES: &[u64] = if cfg!(debug_assertions) { &[1_000] } else { &[1_000, 10_000, 100_000] };
/// How many events are published in one go.
const EVENTS: u64 = 32;
const WORDS: u64 = 100;
const SUBSCRIPTIONS_PER_SESSION: usize = 10_000;

/// What is subscribed to, and which events are published; all by number, and with how many there are.
struct Shape {
    name: &'static str,
    interest: fn(at: u64, of: u64) -> Interest,
    event: fn(at: u64, of: u64) -> Event,
    /// How many match one event.
    deliveries: fn(of: u64) -> u64,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "by discussion",
        interest: |at, _| MessageReceived::interest().filter(MessageFilter::new().discussion_id(at)).into(),
        event: |at, of| received(Message { discussion_id: at * 31 % of, ..Message::default() }),
        deliveries: |_| 1,
    },
    Shape {
        name: "by sender",
        interest: |at, _| MessageReceived::interest().filter(MessageFilter::new().sender_contact_id(at / 10)).into(),
        event: |at, of| received(Message { sender_id: at * 31 % (of / 10), ..Message::default() }),
        deliveries: |_| 10,
    },
    Shape {
        name: "keywords",
        interest: |at, _| {
            let word = format!("(?i)\\bword{}\\b", at % WORDS);
            MessageReceived::interest().filter(MessageFilter::new().body_search(word)).into()
        },
        event: |at, _| {
            let body = format!("Some forty or fifty bytes of ordinary text, then Word{} and more.", at * 31 % WORDS);
            received(Message { body, ..Message::default() })
        },
        deliveries: |of| of / WORDS,
    },
    Shape {
        name: "id lists",
        interest: |at, of| {
            MessageRead::interest().message_ids((at..at + 5).map(|id| MessageId::outbound(id % of))).into()
        },
        event: |at, of| {
            MessageRead::new(Message { id: Some(MessageId::outbound(at * 31 % of)), ..Message::default() }).into()
        },
        deliveries: |_| 5,
    },
    Shape {
        name: "four conditions",
        interest: |at, _| {
            let filter = MessageFilter::new().discussion_id(at).min_timestamp(5).max_timestamp(9).body_search("tea");
            MessageReceived::interest().filter(filter).into()
        },
        event: |at, of| {
            let body = "Time for tea".into();
            received(Message { discussion_id: at * 31 % of, timestamp: 7, body, ..Message::default() })
        },
        deliveries: |_| 1,
    },
    // Against the one before: at most 1.2 times the time.
    Shape {
        name: "four conditions, of the host's own",
        interest: |at, _| {
            let filter = Noted::filter().topic().equals(at).at().min(5).at().max(9).body().search("tea");
            Noted::interest().filter(filter).into()
        },
        event: |at, of| Noted { topic: at * 31 % of, at: 7, body: "Time for tea".into() }.into(),
        deliveries: |_| 1,
    },
    Shape {
        name: "unfiltered",
        interest: |_, _| MessageReceived::interest().into(),
        event: |_, _| received(Message::default()),
        deliveries: |of| of,
    },
];

tidings::custom_events! {
    struct Noted "Noted" { topic: number, at: number, body: text }
}

fn received(message: Message) -> Event {
    MessageReceived::new(message).into()
}

fn user() -> UserId {
    "alice".into()
}

/// An engine with `size` subscriptions of this shape, of one user.
fn subscribed(matcher: MatcherKind, shape: &Shape, size: u64) -> Engine {
    let mut engine = Engine::new(Config::default().matcher(matcher)).expect("the defaults are valid");
    engine.define::<Noted>(NOW).expect("the name is free");
    let key = ClientKey::from("alice's key");
    engine.register_client(NOW, &key, &user()).expect("the key is free");
    for id in 0..size {
        let message = Message { id: Some(MessageId::outbound(id)), ..Message::default() };
        engine.publish(NOW, (&user(), MessageSent::new(message))).expect("the message exists from now on");
    }
    let interests: Vec<Interest> = (0..size).map(|at| (shape.interest)(at, size)).collect();
    for some in interests.chunks(SUBSCRIPTIONS_PER_SESSION) {
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        engine.subscribe_all(NOW, session, some).expect("within the bounds");
    }
    engine
}

/// Publishes the events and polls; returns how many deliveries it came to.
fn publish(engine: &mut Engine, user: &UserId, events: Vec<Event>) -> u64 {
    let mut deliveries = 0;
    for event in events {
        engine.publish(NOW, Publication::new(event, Audience::user(user))).expect("events of the daemon");
        while let Some(dispatch) = engine.poll_output() {
            deliveries += black_box(&dispatch).len() as u64;
        }
    }
    deliveries
}

/// What is delivered for each of the events.
fn lists(mut engine: Engine, user: &UserId, events: Vec<Event>) -> Vec<Vec<Delivery>> {
    let list = |event| {
        engine.publish(NOW, Publication::new(event, Audience::user(user))).expect("events of the daemon");
        engine.poll_output().map(|dispatch| dispatch.deliveries().collect::<Vec<_>>()).unwrap_or_default()
    };
    events.into_iter().map(list).collect()
}

fn matching(criterion: &mut Criterion) {
    for shape in SHAPES {
        let mut group = criterion.benchmark_group(shape.name);
        group.sample_size(10).throughput(Throughput::Elements(EVENTS));
        for size in SIZES {
            let user = user();
            let events: Vec<Event> = (0..EVENTS).map(|at| (shape.event)(at, *size)).collect();
            let expected = EVENTS * (shape.deliveries)(*size);

            for (name, matcher) in [("indexed", MatcherKind::Indexed), ("scan", MatcherKind::Scan)] {
                let mut engine = None;
                group.bench_function(BenchmarkId::new(name, size), |bencher| {
                    let engine = engine.get_or_insert_with(|| subscribed(matcher, shape, *size));
                    assert_eq!(publish(engine, &user, events.clone()), expected, "{}: deliveries", shape.name);
                    bencher.iter_batched(
                        || events.clone(),
                        |events| publish(engine, &user, events),
                        BatchSize::LargeInput,
                    );
                });
            }

            let mut floor = None;
            group.bench_function(BenchmarkId::new("floor", size), |bencher| {
                let lists = floor.get_or_insert_with(|| {
                    lists(subscribed(MatcherKind::Indexed, shape, *size), &user, events.clone())
                });
                assert_eq!(lists.iter().map(Vec::len).sum::<usize>() as u64, expected, "{}: the floor", shape.name);
                let mut copy = Vec::new();
                bencher.iter(|| {
                    for list in lists.iter() {
                        copy.clear();
                        copy.extend_from_slice(list);
                        black_box(&copy);
                    }
                });
            });
        }
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    matching(&mut criterion);
    criterion.final_summary();
}
