//! How fast an event reaches the members of a conversation, and what joining and leaving cost.
//!
//! Owns the table of sizes and of what members subscribe to. Must not time making conversations, sessions or events. Invariant:
//! each bench asserts its deliveries, so that it cannot measure nothing; the floor copies the same list of deliveries and does
//! nothing else. Throughput is counted in deliveries, so its inverse is the time for each of them.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use tidings::conversation::{
    ConversationMessage, ConversationMessageSent, ConversationParticipantAdded, ConversationParticipantRemoved,
    MessagePart, MessageSentPayload,
};
use tidings::{ClientKey, Config, Engine, Event, Interest, Kind, Publication, SessionId, Timestamp};

const NOW: Timestamp = Timestamp::ZERO;
/// Without optimisation the benches are only run, not measured.
const SIZES: &[u64] = if cfg!(debug_assertions) { &[100] } else { &[100, 10_000, 100_000] };
const ROOM: &str = "room";
/// A count that is not used up here.
const MANY: u64 = u64::MAX;

/// What each member subscribes to, by number.
struct Shape {
    name: &'static str,
    interest: fn(at: u64) -> Interest,
}

const SHAPES: &[Shape] = &[
    Shape { name: "in all conversations", interest: |_| ConversationMessage::interest().into() },
    Shape { name: "with a count", interest: |_| ConversationMessage::interest().count(MANY).into() },
    Shape { name: "in this one", interest: |_| ConversationMessage::interest().conversation_ids([ROOM]).into() },
    Shape {
        name: "in this one and one of their own",
        interest: |at| ConversationMessage::interest().conversation_ids([ROOM.into(), format!("of {at}")]).into(),
    },
];

fn key(user: &str) -> ClientKey {
    format!("{user}'s key").into()
}

fn member(at: u64) -> String {
    format!("member {at}")
}

fn added(user: &str) -> Event {
    ConversationParticipantAdded::new(ROOM, "host", "2026-01-02T03:04:05Z", user, "member").into()
}

fn removed(user: &str) -> Event {
    ConversationParticipantRemoved::new(ROOM, "host", "2026-01-02T03:04:05Z", user).into()
}

fn sent() -> Event {
    let part = MessagePart { name: Some("body".into()), data: Some("Time for tea".into()), ..MessagePart::default() };
    let payload =
        MessageSentPayload { message_id: "m1".into(), parts: Some(vec![part]), ..MessageSentPayload::default() };
    ConversationMessageSent::new("e1", ROOM, 1u64, payload).into()
}

fn open(engine: &mut Engine, user: &str) -> SessionId {
    engine.register_client(NOW, &key(user), &user.into()).expect("each has one key");
    engine.open_session(NOW, &key(user)).expect("the key is registered")
}

/// A conversation of so many members, each with one session.
fn room(config: Config, size: u64) -> (Engine, Vec<SessionId>) {
    let mut engine = Engine::new(config).expect("the settings are valid");
    // Before there are sessions, so that nobody gets events of it.
    for at in 0..size {
        assert_eq!(publish(&mut engine, [added(&member(at))].into()), 0);
    }
    let sessions = (0..size).map(|at| open(&mut engine, &member(at))).collect();
    (engine, sessions)
}

/// A conversation in which every member holds the subscription of a shape and no other.
fn conversation_of(shape: &Shape, size: u64) -> Engine {
    let (mut engine, sessions) = room(Config::default().default_subscriptions([]), size);
    for (session, at) in sessions.into_iter().zip(0..) {
        engine.subscribe(NOW, session, (shape.interest)(at)).expect("within the bounds");
    }
    engine
}

/// Publishes the events and polls; returns how many deliveries it came to.
fn publish(engine: &mut Engine, events: Vec<Event>) -> u64 {
    let mut deliveries = 0;
    for event in events {
        engine.publish(NOW, Publication::new(event, None)).expect("the event is acceptable");
        while let Some(dispatch) = engine.poll_output() {
            deliveries += black_box(&dispatch).len() as u64;
        }
    }
    deliveries
}

fn reaching_members(criterion: &mut Criterion) {
    for size in SIZES {
        let mut group = criterion.benchmark_group(format!("one event to {size} members"));
        group.sample_size(10).throughput(Throughput::Elements(*size));
        let mut floor = None;
        for shape in SHAPES {
            let mut engine = None;
            group.bench_function(BenchmarkId::from_parameter(shape.name), |bencher| {
                let engine = engine.get_or_insert_with(|| conversation_of(shape, *size));
                assert_eq!(publish(engine, vec![sent()]), *size, "{}: deliveries", shape.name);
                bencher.iter_batched(|| vec![sent()], |events| publish(engine, events), BatchSize::LargeInput);
            });
            if let Some(engine) = &mut engine {
                engine.publish(NOW, Publication::new(sent(), None)).expect("the event is acceptable");
                floor = engine.poll_output().map(|dispatch| dispatch.deliveries().collect::<Vec<_>>());
            }
        }

        group.bench_function("floor: copying the deliveries", |bencher| {
            let list = floor.get_or_insert_with(|| {
                let mut engine = conversation_of(&SHAPES[0], *size);
                engine.publish(NOW, Publication::new(sent(), None)).expect("the event is acceptable");
                engine.poll_output().map(|dispatch| dispatch.deliveries().collect::<Vec<_>>()).unwrap_or_default()
            });
            assert_eq!(list.len() as u64, *size, "the floor");
            let mut copy = Vec::new();
            bencher.iter(|| {
                copy.clear();
                copy.extend_from_slice(list);
                black_box(&copy);
            });
        });
        group.finish();
    }
}

/// What the default subscriptions have of a conversation; the other ones would make no difference.
const RECEIVED: &[Kind] = &[
    Kind::ConversationDelete,
    Kind::ConversationUndelete,
    Kind::ConversationUpdate,
    Kind::ConversationParticipantAdded,
    Kind::ConversationParticipantRemoved,
    Kind::ConversationParticipantTyping,
    Kind::ConversationParticipantTypingOff,
    Kind::ConversationMessage,
];

/// One guest joins and leaves, with the default subscriptions; the members get all but that, so it is the bookkeeping that is
/// timed. Then the same with members who get it.
fn joining_and_leaving(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("joining and leaving");
    group.sample_size(10);
    for size in SIZES {
        for (name, members_receive) in [("told to the guest", false), ("told to all members", true)] {
            let mut engine = None;
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                let engine = engine.get_or_insert_with(|| with_a_guest(*size, members_receive));
                let expected = 2 + if members_receive { 2 * size } else { 0 };
                let events = || vec![added("guest"), removed("guest")];
                assert_eq!(publish(engine, events()), expected, "{name}: deliveries");
                bencher.iter_batched(events, |events| publish(engine, events), BatchSize::LargeInput);
            });
        }
    }
    group.finish();
}

fn with_a_guest(size: u64, members_receive: bool) -> Engine {
    let (mut engine, sessions) = room(Config::default().default_subscriptions(RECEIVED.iter().copied()), size);
    for session in sessions.into_iter().filter(|_| !members_receive) {
        let coming_and_going = [Kind::ConversationParticipantAdded, Kind::ConversationParticipantRemoved];
        let held = engine.subscriptions(session).expect("it is open");
        let held = held.filter(|(_, held)| coming_and_going.contains(&held.kind()));
        let held: Vec<_> = held.map(|(id, _)| id).collect();
        for subscription in held {
            engine.unsubscribe(NOW, session, subscription).expect("it is held");
        }
    }
    open(&mut engine, "guest");
    engine
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    reaching_members(&mut criterion);
    joining_and_leaving(&mut criterion);
    criterion.final_summary();
}
