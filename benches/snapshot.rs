//! What snapshot and restore cost, by subscription.
//!
//! Owns the table of sizes and of what is subscribed to. Must not time making interests. Invariant: each bench asserts that what
//! was restored is what was saved, so that it cannot measure nothing; the peer, in the same run, subscribes to the same
//! things one by one. Throughput is counted in subscriptions, so its inverse is the time for each of them.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use tidings::daemon::{CallEnded, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{ClientKey, Config, Engine, Interest, Snapshot, Timestamp, UserId};

const NOW: Timestamp = Timestamp::ZERO;
/// Without optimisation the benches are only run, not measured.
const SIZES: &[u64] = if cfg!(debug_assertions) { &[1_000] } else { &[1_000, 10_000, 100_000] };
/// As many as a user has open at a time, more or less.
const SUBSCRIPTIONS_PER_SESSION: u64 = 20;

/// What each session subscribes to, by number.
struct Shape {
    name: &'static str,
    interest: fn(at: u64) -> Interest,
}

const SHAPES: &[Shape] = &[
    Shape { name: "kinds alone", interest: |_| CallEnded::interest().into() },
    Shape {
        name: "a filter of one field",
        interest: |at| MessageReceived::interest().filter(MessageFilter::new().discussion_id(at)).into(),
    },
    Shape {
        name: "a filter of three fields, one of a hundred patterns",
        interest: |at| {
            let filter = MessageFilter::new().sender_contact_id(at).min_timestamp(at);
            MessageReceived::interest().filter(filter.body_search(format!("(?i)word{}", at % 100))).into()
        },
    },
];

impl Shape {
    fn interests(&self, size: u64) -> Vec<Vec<Interest>> {
        let session = |from: u64| (from..from + SUBSCRIPTIONS_PER_SESSION).map(self.interest).collect();
        (0..size).step_by(SUBSCRIPTIONS_PER_SESSION as usize).map(session).collect()
    }
}

fn config() -> Config {
    Config::default().default_subscriptions([])
}

/// An engine with a client and a session for each of these.
fn subscribe(interests: &[Vec<Interest>]) -> Engine {
    let mut engine = Engine::new(config()).expect("the settings are valid");
    for (at, interests) in interests.iter().enumerate() {
        let (key, user) = (ClientKey::from(format!("key {at}")), UserId::from(format!("user {at}")));
        engine.register_client(NOW, &key, &user).expect("each has one key");
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        engine.subscribe_all(NOW, session, interests).expect("the interests are valid");
    }
    engine
}

fn restore(bytes: &[u8]) -> Engine {
    let snapshot = Snapshot::from_bytes(bytes).expect("the bytes are as they were made");
    Engine::restore(config(), snapshot).expect("the settings are the same")
}

fn benches(criterion: &mut Criterion) {
    for shape in SHAPES {
        let mut group = criterion.benchmark_group(format!("snapshot: {}", shape.name));
        for size in SIZES {
            let interests = shape.interests(*size);
            let engine = subscribe(&interests);
            let bytes = engine.snapshot().to_bytes();
            assert_eq!(restore(&bytes).state_hash(), engine.state_hash(), "what comes back is what was");
            println!("{}, {size}: {:.1} bytes per subscription", shape.name, bytes.len() as f64 / *size as f64);

            group.throughput(Throughput::Elements(*size));
            group.sample_size(10);
            group.bench_with_input(
                BenchmarkId::new("subscribing, the peer", size),
                &interests,
                |bencher, interests| {
                    bencher.iter_batched(|| (), |()| subscribe(interests), BatchSize::PerIteration);
                },
            );
            group.bench_with_input(BenchmarkId::new("snapshot", size), &engine, |bencher, engine| {
                bencher.iter(|| black_box(engine.snapshot().to_bytes()));
            });
            group.bench_with_input(BenchmarkId::new("restore", size), &bytes, |bencher, bytes| {
                bencher.iter_batched(|| (), |()| restore(bytes), BatchSize::PerIteration);
            });
        }
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    benches(&mut criterion);
    criterion.final_summary();
}
