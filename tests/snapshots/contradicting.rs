//! Snapshots changed at one place, which restoring has to refuse: what would panic, overflow, or deliver to the wrong session.

use ciborium::Value;
use tidings::{daemon::*, filter::*, *};

use super::forged::works;
use super::grow;
use super::sealed::{content, entry, sealed, written};

/// From the highest number that is admitted, the engine counts on for ever.
#[test]
fn t4_numbers_that_no_engine_counts_to_are_refused() {
    let bytes = grow::engine(5, 60).snapshot().to_bytes();
    for (part, last) in [
        ("sessions", "last_session"),
        ("sessions", "last_user"),
        ("subscriptions", "last"),
        ("conferences", "last"),
        ("conversations", "last"),
        ("conversations", "last_place"),
    ] {
        // An engine makes 2^40 subscriptions in its life, so there are some left for what works() subscribes to.
        let (admitted, refused) =
            if part == "subscriptions" { ((1 << 40) - 64, (1 << 40) + 1) } else { (u64::MAX / 2, u64::MAX / 2 + 1) };
        for (number, admitted) in [(admitted, true), (refused, false), (u64::MAX, false)] {
            let mut forged = content(&bytes);
            let place = entry(entry(&mut forged, part), last);
            *place = Value::from(number);
            let snapshot = Snapshot::from_bytes(&sealed(&written(&forged))).unwrap();
            match Engine::restore(grow::config(), snapshot) {
                Ok(engine) => {
                    assert!(admitted, "{part}.{last} = {number}");
                    works(engine);
                }
                Err(error) => assert!(!admitted, "{part}.{last} = {number}: {error}"),
            }
        }
    }
}

/// One delivery of ann's waits; every way of passing it to somebody else is refused.
#[test]
fn r7_a_delivery_is_never_passed_on() {
    let mut engine = Engine::new(Config::default().default_subscriptions([])).unwrap();
    let now = Timestamp::ZERO;
    for user in ["ann", "bo"] {
        engine.register_client(now, &user.into(), &user.into()).unwrap();
        let session = engine.open_session(now, &user.into()).unwrap();
        engine.subscribe(now, session, MessageReceived::interest()).unwrap();
        engine.subscribe(now, session, CallEnded::interest()).unwrap();
    }
    engine.publish(now, (&"ann".into(), MessageReceived::new(Message::default()))).unwrap();
    let bytes = engine.snapshot().to_bytes();
    let forge = |session: u64, subscription: u64, remaining: Value| {
        let mut forged = content(&bytes);
        let dispatches = entry(entry(&mut forged, "output"), "dispatches").as_array_mut().unwrap();
        let deliveries = dispatches[0].as_array_mut().unwrap()[1].as_array_mut().unwrap();
        deliveries[0] = Value::Array(vec![session.into(), subscription.into(), remaining]);
        Engine::restore(Config::default(), Snapshot::from_bytes(&sealed(&written(&forged))).unwrap()).map(drop)
    };
    assert_eq!(forge(1, 1, Value::Null), Ok(()), "as it was");
    for (session, subscription, remaining) in [
        (2, 1, Value::Null),
        (2, 2, Value::Null),
        (1, 2, Value::Null),
        (1, 3, Value::Null),
        (2, 4, Value::Null),
        (1, 5, Value::Null),
        (3, 1, Value::Null),
    ] {
        let refused = forge(session, subscription, remaining);
        let context = format!("session {session}, subscription {subscription}: {refused:?}");
        assert!(matches!(refused, Err(SnapshotError::Inconsistent { .. })), "{context}");
    }
}

/// Two messages wait for two sessions, of which one has closed since: that its deliveries are withdrawn cannot be left out.
#[test]
fn r5_what_was_withdrawn_stays_withdrawn() {
    let now = Timestamp::ZERO;
    let mut engine = Engine::new(Config::default().default_subscriptions([])).unwrap();
    engine.register_client(now, &"ann".into(), &"ann".into()).unwrap();
    let sessions = [(); 2].map(|()| engine.open_session(now, &"ann".into()).unwrap());
    for session in sessions {
        engine.subscribe(now, session, MessageReceived::interest()).unwrap();
    }
    for _ in 0..2 {
        engine.publish(now, (&UserId::from("ann"), MessageReceived::new(Message::default()))).unwrap();
    }
    engine.close_session(now, sessions[0]).unwrap();
    let bytes = engine.snapshot().to_bytes();
    let forge = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut forged = content(&bytes);
        change(entry(entry(&mut forged, "output"), "withdrawn").as_array_mut().unwrap());
        Engine::restore(Config::default(), Snapshot::from_bytes(&sealed(&written(&forged))).unwrap()).map(drop)
    };
    let until = |list: &mut Vec<Value>, left: u64| list[0].as_array_mut().unwrap()[0] = left.into();
    assert_eq!(forge(&|_| {}), Ok(()), "as it was");
    assert_eq!(forge(&|list| until(list, 3)), Ok(()), "the last delivery is not among them");
    let refused = [
        forge(&Vec::clear),
        forge(&|list| until(list, 1)),
        forge(&|list| until(list, 5)),
        forge(&|list| list.push(list[0].clone())),
    ];
    for (at, refused) in refused.into_iter().enumerate() {
        assert!(matches!(refused, Err(SnapshotError::Inconsistent { .. })), "{at}: {refused:?}");
    }
}

/// The interest of the only subscription that asks for something, with so many filters within each other.
fn with_deep_interest(levels: usize) -> Vec<u8> {
    let now = Timestamp::ZERO;
    let mut engine = Engine::new(Config::default().default_subscriptions([])).unwrap();
    engine.register_client(now, &"ann".into(), &"ann".into()).unwrap();
    let session = engine.open_session(now, &"ann".into()).unwrap();
    let plain = MessageFilter::new().discussion_id(7);
    engine.subscribe(now, session, MessageReceived::interest().filter(plain)).unwrap();
    let mut forged = content(&engine.snapshot().to_bytes());
    let held = entry(entry(&mut forged, "subscriptions"), "held").as_array_mut().unwrap();
    let held = held[0].as_array_mut().unwrap()[1].as_array_mut().unwrap();
    let requested = held[0].as_array_mut().unwrap().last_mut().unwrap();
    let kind = requested.as_bytes().unwrap()[0];
    let deep = (1..levels).fold(Value::Map(vec![]), |inner, _| Value::Map(vec![("not".into(), inner)]));
    let mut bytes = vec![kind];
    bytes.extend(written(&Value::Map(vec![("filter".into(), deep)])));
    *requested = Value::Bytes(bytes);
    sealed(&written(&forged))
}

/// Filters are read one within the other, so what is deeper than any settings admit is refused before.
#[test]
fn t2_filters_deeper_than_any_are_refused_unread() {
    let restore = |levels| {
        let snapshot = Snapshot::from_bytes(&with_deep_interest(levels)).unwrap();
        Engine::restore(Config::default().default_subscriptions([]).max_filter_depth(100), snapshot)
    };
    for levels in [1, 99, 100] {
        assert!(restore(levels).is_ok(), "{levels}");
    }
    for levels in [103, 150, 300, 405, 1_000, 5_000] {
        let refused = restore(levels).unwrap_err();
        assert!(matches!(refused, SnapshotError::Unreadable { .. }), "{levels}: {refused}");
    }
}
