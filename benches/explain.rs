//! What explaining costs beside matching, and composed filters beside plain ones.
//!
//! Owns the table of queries and of forms of one condition. Must not time making subscriptions or events. Invariants: each
//! bench asserts its deliveries, so that it cannot measure nothing; what is compared is in one group and is measured in one
//! run, and the ratios that are written at the end are those of the fastest rounds.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use tidings::daemon::{Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{
    Audience, ClientKey, Config, Engine, Event, Interest, Publication, SessionId, SubscriptionId, Timestamp, UserId,
};

const NOW: Timestamp = Timestamp::ZERO;
/// Without optimisation the benches are only run, not measured.
const SIZE: u64 = if cfg!(debug_assertions) { 100 } else { 10_000 };
/// How deep filters are wrapped into filters.
const DEPTHS: &[usize] = &[1, 4, 16];

/// A form of a filter in another filter, by name.
type Shape = (&'static str, fn(MessageFilter) -> MessageFilter);

/// An engine with one user, with subscriptions to these, and their ids.
struct Scene {
    engine: Engine,
    session: SessionId,
    subscriptions: Vec<SubscriptionId>,
}

fn user_event(event: &Event) -> Publication {
    Publication::new(event.clone(), Audience::user(&user()))
}

impl Scene {
    fn new(filter: impl Fn(u64) -> MessageFilter) -> Self {
        let config = Config::default().default_subscriptions([]).max_filter_depth(64);
        let mut engine = Engine::new(config).expect("the settings are valid");
        let key = ClientKey::from("alice's key");
        engine.register_client(NOW, &key, &user()).expect("the key is free");
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        let interests: Vec<Interest> =
            (0..SIZE).map(|at| MessageReceived::interest().filter(filter(at)).into()).collect();
        let subscriptions = engine.subscribe_all(NOW, session, &interests).expect("within the bounds");
        Self { engine, session, subscriptions }
    }

    /// Publishes and polls; returns how many deliveries it came to.
    fn publish(&mut self, event: &Event) -> u64 {
        let mut deliveries = 0;
        self.engine.publish(NOW, user_event(event)).expect("an event of the daemon");
        while let Some(dispatch) = self.engine.poll_output() {
            deliveries += black_box(&dispatch).len() as u64;
        }
        deliveries
    }

    fn explain(&self, at: usize, event: &Event) -> bool {
        let verdict = self.engine.explain(self.session, self.subscriptions[at], user_event(event));
        black_box(verdict.expect("the session holds it")).matched
    }

    fn dry_run(&self, event: &Event) -> u64 {
        black_box(self.engine.dry_run(user_event(event)).expect("an event of the daemon")).len() as u64
    }
}

fn user() -> UserId {
    "alice".into()
}

/// A message that the subscription of this number is about.
fn event(at: u64) -> Event {
    let body = "Some forty or fifty bytes of ordinary text, then tea.".into();
    MessageReceived::new(Message { discussion_id: at, sender_id: 5, timestamp: SIZE, body, ..Message::default() })
        .into()
}

/// The fastest rounds, by name, for the ratios.
#[derive(Default)]
struct Fastest(RefCell<Vec<(String, Duration)>>);

impl Fastest {
    /// Measures `round` with a name.
    fn bench<T>(&self, group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut round: impl FnMut() -> T) {
        let mut fastest = Duration::MAX;
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let started = Instant::now();
                for _ in 0..rounds {
                    black_box(round());
                }
                let took = started.elapsed();
                fastest = fastest.min(took / u32::try_from(rounds).unwrap_or(u32::MAX).max(1));
                took
            });
        });
        self.0.borrow_mut().push((name.into(), fastest));
    }

    /// The ratios of the others to the first; nothing where a filter on the command line left it out.
    fn report(&self, title: &str) {
        let measured = self.0.take();
        let mut measured = measured.iter().filter(|(_, fastest)| *fastest < Duration::MAX);
        let Some((first, one)) = measured.next() else { return };
        println!("{title}, in units of {first:?} ({one:?}):");
        for (name, fastest) in measured {
            println!("  {name:32} {:10.2}  ({fastest:?})", fastest.as_secs_f64() / one.as_secs_f64());
        }
        println!();
    }
}

/// One event that one of the subscriptions matches, or one query about it.
fn explaining(criterion: &mut Criterion) {
    let title = format!("{SIZE} subscriptions, one of them hears");
    let (mut group, fastest) = (criterion.benchmark_group(&title), Fastest::default());
    let mut scene = Scene::new(|at| MessageFilter::new().discussion_id(at).body_search("tea").sender_contact_id(5));
    let (received_by, unheard) = (event(7), event(SIZE));
    assert_eq!((scene.publish(&received_by), scene.publish(&unheard)), (1, 0));
    assert_eq!((scene.dry_run(&received_by), scene.dry_run(&unheard)), (1, 0));
    assert!(scene.explain(7, &received_by) && !scene.explain(7, &unheard));

    fastest.bench(&mut group, "publish", || scene.publish(&received_by));
    fastest.bench(&mut group, "dry_run", || scene.dry_run(&received_by));
    fastest.bench(&mut group, "explain, a yes", || scene.explain(7, &received_by));
    fastest.bench(&mut group, "explain, a no", || scene.explain(7, &unheard));
    group.finish();
    fastest.report(&title);
}

/// The same condition, found by the index, or evaluated for every event of the kind.
fn indexed_or_not(criterion: &mut Criterion) {
    let title = format!("{SIZE} subscriptions by discussion, one of them hears");
    let (mut group, fastest) = (criterion.benchmark_group(&title), Fastest::default());
    let plain = |at| MessageFilter::new().discussion_id(at);
    let shapes: [Shape; 4] = [
        ("plain: indexed", |plain| plain),
        ("within all_of: indexed", |plain| MessageFilter::new().all_of([plain])),
        ("within any_of: indexed", |plain| MessageFilter::new().any_of([plain])),
        ("within not not: not indexed", |plain| MessageFilter::new().not(MessageFilter::new().not(plain))),
    ];
    for (name, shape) in shapes {
        let mut scene = Scene::new(|at| shape(plain(at)));
        let event = event(7);
        assert_eq!(scene.publish(&event), 1, "{name}");
        fastest.bench(&mut group, name, || scene.publish(&event));
    }
    group.finish();
    fastest.report(&title);
}

/// One condition that no index finds, wrapped ever deeper; every subscription matches, each for its own reason.
fn composing(criterion: &mut Criterion) {
    let title = format!("{SIZE} subscriptions by time, all of them hear");
    let (mut group, fastest) = (criterion.benchmark_group(&title), Fastest::default());
    let plain = |at| MessageFilter::new().min_timestamp(at);
    let wraps: [Shape; 3] = [
        ("all_of", |inner| MessageFilter::new().all_of([inner])),
        ("any_of", |inner| MessageFilter::new().any_of([inner])),
        ("not not", |inner| MessageFilter::new().not(MessageFilter::new().not(inner))),
    ];
    let event = event(7);
    let mut measure = |name: &str, wrapped: &dyn Fn(u64) -> MessageFilter| {
        let mut scene = Scene::new(wrapped);
        assert_eq!(scene.publish(&event), SIZE, "{name}");
        fastest.bench(&mut group, name, || scene.publish(&event));
    };
    measure("plain", &plain);
    for (name, wrap) in wraps {
        for depth in DEPTHS {
            let wrapped = |at| (0..*depth).fold(plain(at), |inner, _| wrap(inner));
            measure(&format!("{name}, {depth} deep"), &wrapped);
        }
    }
    group.finish();
    fastest.report(&title);
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().sample_size(10);
    explaining(&mut criterion);
    indexed_or_not(&mut criterion);
    composing(&mut criterion);
    criterion.final_summary();
}
