//! Kinds of the host's own as default subscriptions (U5).
//!
//! Owns what a session starts with under such settings. Must not ask what such a kind can do otherwise.

use tidings::custom::{CustomEvent, FieldType, KindDefinition};
use tidings::{Audience, ClientKey, Config, ConfigError, Engine, SessionId, Timestamp, UserId};

const NOW: Timestamp = Timestamp::ZERO;

fn config() -> Config {
    Config::default().default_custom_subscriptions(["BuildFinished", "Deployed"])
}

fn define(engine: &mut Engine, name: &'static str) {
    engine.define_kind(NOW, KindDefinition::new(name).field("repo", FieldType::Text)).expect("its names are free");
}

fn open(engine: &mut Engine, user: &str) -> SessionId {
    let key = ClientKey::from(user);
    // The key is known from the second time on.
    let _ = engine.register_client(NOW, &key, &UserId::from(user));
    engine.open_session(NOW, &key).expect("there is room")
}

fn kinds(engine: &Engine, session: SessionId) -> Vec<&str> {
    engine.subscriptions(session).expect("it is open").map(|(_, held)| held.kind_name()).collect()
}

#[test]
fn u5_those_that_are_defined_come_after_the_kinds_of_the_table() {
    let mut engine = Engine::new(config()).unwrap();
    let before = open(&mut engine, "ann");
    assert!(!kinds(&engine, before).contains(&"BuildFinished"), "it was not defined then");
    define(&mut engine, "Deployed");
    define(&mut engine, "BuildFinished");
    let after = open(&mut engine, "ann");
    let held = kinds(&engine, after);
    assert_eq!(held[held.len() - 2..], ["BuildFinished", "Deployed"], "in the order of the setting");
    assert_eq!(held.len(), kinds(&engine, before).len() + 2);

    let ann = UserId::from("ann");
    let event = CustomEvent::new("Deployed", [("repo", "core")]);
    engine.publish(NOW, (Audience::users([&ann]), event)).unwrap();
    let dispatch = engine.poll_output().expect("it is subscribed to");
    let sessions: Vec<SessionId> = dispatch.deliveries().map(|delivery| delivery.session()).collect();
    assert_eq!(sessions, [after], "the older session has no such subscription");
}

#[test]
fn u5_they_count_towards_the_bounds() {
    let mut engine = Engine::new(config().default_subscriptions([]).max_subscriptions_per_user(3)).unwrap();
    let ann = ClientKey::from("ann");
    engine.register_client(NOW, &ann, &UserId::from("ann")).unwrap();
    define(&mut engine, "BuildFinished");
    for _ in 0..2 {
        engine.open_session(NOW, &ann).unwrap();
    }
    define(&mut engine, "Deployed");
    let state = engine.state_hash();
    engine.open_session(NOW, &ann).unwrap_err();
    assert_eq!(engine.state_hash(), state);

    let too_few = config().default_subscriptions([]).max_subscriptions_per_session(1);
    assert!(matches!(Engine::new(too_few), Err(ConfigError::TooFewSubscriptions { defaults: 2, .. })));
}

#[test]
fn u5_names_that_no_kind_can_have_are_refused() {
    for name in ["", "MessageReceived", "Conference.Switched", &"n".repeat(256)] {
        let refused = Engine::new(Config::default().default_custom_subscriptions([name])).unwrap_err();
        assert_eq!(refused, ConfigError::NoCustomDefault { name: name.into() });
    }
}
