//! What a subscription says that it asked for.
//!
//! Owns that an interest comes back as it went in, of every kind, before a restore and after. Must not look at events. Invariant: the
//! count alone is another: what remains of it.

use tidings::{daemon::*, filter::*, *};

use super::everything::Everything;
use super::grow::Rng;
use crate::support;

const NOW: Timestamp = Timestamp::ZERO;

fn open() -> (Engine<Everything>, SessionId) {
    let config = Config::default().default_subscriptions([]);
    let mut engine = Engine::with_directory(config, Everything).unwrap();
    let key = ClientKey::from("ann's key");
    engine.register_client(NOW, &key, &"ann".into()).unwrap();
    let session = engine.open_session(NOW, &key).unwrap();
    (engine, session)
}

fn again(engine: &Engine<Everything>) -> Engine<Everything> {
    let snapshot = Snapshot::from_bytes(&engine.snapshot_without_directory().to_bytes()).unwrap();
    Engine::restore_with_directory(Config::default(), Everything, snapshot).unwrap()
}

#[test]
fn t4_an_interest_comes_back_as_it_went_in() {
    let (mut engine, session) = open();
    let mut rng = Rng::new(11);
    let mut held = Vec::new();
    for at in 0..4_000 {
        let interest = support::interest(&rng.bytes(64), Kind::ALL[at % Kind::ALL.len()]);
        if let Ok(id) = engine.subscribe(NOW, session, interest.clone()) {
            held.push((id, interest));
        }
        // Numbers of what has ended are given again.
        if at % 3 == 0 && !held.is_empty() {
            let (gone, _) = held.swap_remove(rng.below(held.len()));
            engine.unsubscribe(NOW, session, gone).unwrap();
        }
    }
    assert!(held.len() > 1_000, "{}", held.len());
    assert!(
        held.iter().any(|(_, interest)| format!("{interest:?}").contains("any_of")),
        "composed ones are among them"
    );
    for engine in [again(&engine), engine] {
        for (id, interest) in &held {
            assert_eq!(engine.subscription(*id).unwrap().interest(), *interest);
        }
    }
}

#[test]
fn c1_its_count_is_what_remains() {
    let (mut engine, session) = open();
    let tea = || MessageReceived::interest().filter(MessageFilter::new().body_search("tea"));
    let all = engine.subscribe(NOW, session, MessageReceived::interest().count(3)).unwrap();
    let some = engine.subscribe(NOW, session, tea().count(5)).unwrap();
    let message = Message { body: "tea".into(), ..Message::default() };
    engine.publish(NOW, (&"ann".into(), MessageReceived::new(message))).unwrap();
    for engine in [again(&engine), engine] {
        let interest = |id| engine.subscription(id).unwrap().interest();
        assert_eq!(interest(all), MessageReceived::interest().count(2).into());
        assert_eq!(interest(some), tea().count(4).into());
    }
}
