//! How much work an event is: counted, not timed.
//!
//! Owns the promises about `Stats::candidates_examined`, `Stats::patterns_run`, `Stats::compiled_patterns` and
//! `Stats::entries_moved`. Must not look at deliveries further than to know that there are any. Invariant: the work for an event grows with those whom it concerns, not with
//! those who are subscribed.

#[path = "work/tables.rs"]
mod tables;

#[path = "support/rng.rs"]
#[allow(dead_code, reason = "what a test does not use is used by another")]
mod rng;
mod work {
    mod patterns;
}

use tidings::{daemon::*, filter::*, *};

const NOW: Timestamp = Timestamp::ZERO;
const MANY: u64 = 20_000;

/// An engine with one session for each of these users.
fn connected<const N: usize>(users: [&str; N]) -> (Engine, [SessionId; N]) {
    let mut engine = Engine::new(Config::default()).expect("the defaults are valid");
    let sessions = users.map(|user| {
        let key = ClientKey::from(format!("{user}'s key"));
        engine.register_client(NOW, &key, &user.into()).expect("each has one key");
        engine.open_session(NOW, &key).expect("the key is registered")
    });
    (engine, sessions)
}

/// Publishes an event; returns how many candidates were examined and how many deliveries it came to.
fn work(engine: &mut Engine, user: &str, event: impl Into<Event>) -> (u64, usize) {
    let before = engine.stats().candidates_examined;
    let published =
        engine.publish(NOW, Publication::new(event, Audience::user(&user.into()))).expect("an event of the daemon");
    while engine.poll_output().is_some() {}
    (engine.stats().candidates_examined - before, published.deliveries)
}

fn in_discussion(discussion_id: u64) -> MessageReceived {
    MessageReceived::new(Message { discussion_id, sender_id: 3, body: "tea at four".into(), ..Message::default() })
}

fn filtered(filters: impl IntoIterator<Item = MessageFilter>) -> Vec<Interest> {
    filters.into_iter().map(|filter| MessageReceived::interest().filter(filter).into()).collect()
}

#[test]
fn a_selective_event_examines_one_of_many() {
    let (mut engine, [alice]) = connected(["alice"]);
    let by_discussion = (0..MANY).map(|id| MessageFilter::new().discussion_id(id));
    engine.subscribe_all(NOW, alice, &filtered(by_discussion)).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (1, 1));
    assert_eq!(work(&mut engine, "alice", in_discussion(MANY)), (0, 0));
}

#[test]
fn f5_composed_filters_are_looked_up_too() {
    let discussion = |id| MessageFilter::new().discussion_id(id);
    let sender = |id| MessageFilter::new().sender_contact_id(id);
    let composed: [fn(u64) -> MessageFilter; 4] = [
        |id| MessageFilter::new().all_of([MessageFilter::new().discussion_id(id)]),
        |id| MessageFilter::new().any_of([id, id + MANY].map(|id| MessageFilter::new().discussion_id(id))),
        |id| {
            let either = [id, id + MANY].map(|id| MessageFilter::new().min_timestamp(0).discussion_id(id));
            MessageFilter::new().all_of([MessageFilter::new().all_of([MessageFilter::new().any_of(either)])])
        },
        // The same choice twice.
        |id| MessageFilter::new().any_of([id, id].map(|id| MessageFilter::new().discussion_id(id))),
    ];
    for filter in composed {
        let (mut engine, [alice]) = connected(["alice"]);
        let ids = engine.subscribe_all(NOW, alice, &filtered((0..2_000).map(filter))).unwrap();
        assert_eq!(work(&mut engine, "alice", in_discussion(17)), (1, 1));
        assert_eq!(work(&mut engine, "alice", in_discussion(2_000)), (0, 0));
        for id in ids {
            engine.unsubscribe(NOW, alice, id).unwrap();
        }
        assert_eq!(work(&mut engine, "alice", in_discussion(17)), (0, 0), "M02: nothing is left behind");
    }
    // What not every choice asks for decides nothing.
    let (mut engine, [alice]) = connected(["alice"]);
    let either = (0..100).map(|id| MessageFilter::new().any_of([discussion(id), sender(3)]));
    engine.subscribe_all(NOW, alice, &filtered(either)).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (100, 100));
}

#[test]
fn the_most_selective_check_is_looked_up() {
    let shared_sender = |id| MessageFilter::new().r#type(Direction::Inbound).sender_contact_id(3).discussion_id(id);
    let shared_discussion = |id| MessageFilter::new().r#type(Direction::Inbound).sender_contact_id(id).discussion_id(3);
    for filters in [filtered((0..2_000).map(shared_sender)), filtered((0..2_000).map(shared_discussion))] {
        let (mut engine, [alice]) = connected(["alice"]);
        engine.subscribe_all(NOW, alice, &filters).unwrap();
        for other in [3, 17, 1_999] {
            let event = |discussion_id, sender_id| {
                let id = MessageId::inbound(1);
                MessageReceived::new(Message { id: Some(id), discussion_id, sender_id, ..Message::default() })
            };
            for (examined, _) in
                [work(&mut engine, "alice", event(other, 3)), work(&mut engine, "alice", event(3, other))]
            {
                assert!(examined <= 2, "not the way that all of them share: {examined} examined");
            }
        }
    }
}

#[test]
fn equal_filters_are_examined_once() {
    let (mut engine, [alice]) = connected(["alice"]);
    let equal = (0..MANY).map(|_| MessageFilter::new().discussion_id(17).body_search("tea"));
    engine.subscribe_all(NOW, alice, &filtered(equal)).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (1, MANY as usize));
    assert_eq!(work(&mut engine, "alice", in_discussion(18)), (0, 0));
}

#[test]
fn another_session_with_an_equal_filter_shares_it() {
    let (mut engine, [alice]) = connected(["alice"]);
    let phone = engine.open_session(NOW, &"alice's key".into()).unwrap();
    for session in [alice, phone, alice] {
        let tea = MessageReceived::interest().filter(MessageFilter::new().body_search("tea"));
        engine.subscribe(NOW, session, tea).unwrap();
    }
    assert_eq!(work(&mut engine, "alice", in_discussion(1)), (1, 3));
}

#[test]
fn unfiltered_ones_are_not_examined() {
    let (mut engine, [alice]) = connected(["alice"]);
    let all: Vec<Interest> = (0..MANY).map(|_| MessageReceived::interest().into()).collect();
    engine.subscribe_all(NOW, alice, &all).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (0, MANY as usize));
}

#[test]
fn another_user_costs_nothing() {
    let (mut engine, [alice, bob]) = connected(["alice", "bob"]);
    let searches = (0..500).map(|at| MessageFilter::new().max_timestamp(at));
    engine.subscribe_all(NOW, bob, &filtered(searches)).unwrap();
    engine.subscribe_all(NOW, alice, &filtered([MessageFilter::new().discussion_id(17)])).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (1, 1), "R7");
    assert_eq!(work(&mut engine, "carol", in_discussion(17)), (0, 0), "R7");
    assert_eq!(work(&mut engine, "bob", in_discussion(17)), (500, 500));
}

#[test]
fn another_kind_costs_nothing() {
    let (mut engine, [alice]) = connected(["alice"]);
    engine.subscribe_all(NOW, alice, &filtered((0..500).map(|at| MessageFilter::new().max_timestamp(at)))).unwrap();
    let message = Message { discussion_id: 17, ..Message::default() };
    assert_eq!(work(&mut engine, "alice", MessageSent::new(message)), (0, 0));
}

#[test]
fn listed_ids_examine_one() {
    let (mut engine, [alice]) = connected(["alice"]);
    let message = |id| Message { id: Some(MessageId::outbound(id)), ..Message::default() };
    for id in 0..4_096 {
        work(&mut engine, "alice", MessageSent::new(message(id)));
    }
    let all = MessageRead::interest().message_ids((0..4_096).map(MessageId::outbound));
    let each = (0..4_096).map(|id| MessageRead::interest().message_ids([MessageId::outbound(id)]));
    let interests: Vec<Interest> = each.map(Into::into).chain([all.into()]).collect();
    engine.subscribe_all(NOW, alice, &interests).unwrap();
    assert_eq!(
        work(&mut engine, "alice", MessageRead::new(message(17))),
        (1, 2),
        "the one, and the one with all of them, found by one look-up"
    );
    assert_eq!(work(&mut engine, "alice", MessageRead::new(message(4_096))), (0, 0));
}

#[test]
fn equal_patterns_compile_once() {
    let (mut engine, [alice, bob]) = connected(["alice", "bob"]);
    let tea = |at: u64| MessageFilter::new().discussion_id(at).body_search("tea");
    let held = engine.subscribe_all(NOW, alice, &filtered((0..MANY).map(tea))).unwrap();
    assert_eq!(engine.stats().compiled_patterns, 1);
    let elsewhere = GroupNameUpdated::interest().previous_name_search("tea");
    let last = engine.subscribe(NOW, bob, elsewhere).unwrap();
    assert_eq!(engine.stats().compiled_patterns, 1, "other fields, kinds and users share it");
    engine.subscribe_all(NOW, bob, &filtered([MessageFilter::new().body_search("cake")])).unwrap();
    assert_eq!(engine.stats().compiled_patterns, 2);

    for subscription in held {
        engine.unsubscribe(NOW, alice, subscription).unwrap();
    }
    assert_eq!(engine.stats().compiled_patterns, 2, "one still uses it");
    engine.unsubscribe(NOW, bob, last).unwrap();
    assert_eq!(engine.stats().compiled_patterns, 1, "nobody uses it any more");
    engine.close_session(NOW, bob).unwrap();
    assert_eq!(engine.stats().compiled_patterns, 0);
}

#[test]
fn a_refused_array_leaves_no_pattern_behind() {
    let (mut engine, [alice]) = connected(["alice"]);
    let searches = ["tea", "cake", "(", "pie"].map(|search| MessageFilter::new().body_search(search));
    engine.subscribe_all(NOW, alice, &filtered(searches)).unwrap_err();
    assert_eq!(engine.stats().compiled_patterns, 0, "R4");
}

#[test]
fn what_has_ended_is_not_examined() {
    let (mut engine, [alice]) = connected(["alice"]);
    let held =
        engine.subscribe_all(NOW, alice, &filtered((0..100).map(|at| MessageFilter::new().max_timestamp(at)))).unwrap();
    let once = MessageReceived::interest().filter(MessageFilter::new().sender_contact_id(3)).count(1);
    engine.subscribe(NOW, alice, once).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (101, 101));
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (100, 100), "C1: the counted one has ended");
    for subscription in held {
        engine.unsubscribe(NOW, alice, subscription).unwrap();
    }
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (0, 0));
}

#[test]
fn the_scan_looks_at_everyone() {
    let mut engine = Engine::new(Config::default().matcher(MatcherKind::Scan).default_subscriptions([])).unwrap();
    engine.register_client(NOW, &"key".into(), &"alice".into()).unwrap();
    let alice = engine.open_session(NOW, &"key".into()).unwrap();
    engine.subscribe_all(NOW, alice, &filtered((0..100).map(|id| MessageFilter::new().discussion_id(id)))).unwrap();
    assert_eq!(work(&mut engine, "alice", in_discussion(17)), (100, 1), "so the counter counts");
}
