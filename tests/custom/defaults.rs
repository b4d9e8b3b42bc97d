//! Kinds of the host's own as default subscriptions (U5).
//!
//! Owns what a session starts with under such settings. Must not ask what such a kind can do otherwise.

use tidings::custom::{CustomEvent, FieldType, KindDefinition};
use tidings::{Audience, Config, ConfigError, Engine, SessionId};

use super::world::{NOW, World, key};

fn config() -> Config {
    Config::default().default_custom_subscriptions(["BuildFinished", "Deployed"])
}

fn define(world: &mut World, name: &'static str) {
    world
        .engine
        .define_kind(NOW, KindDefinition::new(name).field("repo", FieldType::Text))
        .expect("its names are free");
}

fn kinds(world: &World, session: SessionId) -> Vec<&str> {
    world.engine.subscriptions(session).expect("it is open").map(|(_, held)| held.kind_name()).collect()
}

#[test]
fn u5_those_that_are_defined_come_after_the_kinds_of_the_table() {
    let mut world = World::of(config(), &[]);
    let before = world.open("ann");
    assert!(!kinds(&world, before).contains(&"BuildFinished"), "it was not defined then");
    define(&mut world, "Deployed");
    define(&mut world, "BuildFinished");
    let after = world.open("ann");
    let held = kinds(&world, after);
    assert_eq!(held[held.len() - 2..], ["BuildFinished", "Deployed"], "in the order of the setting");
    assert_eq!(held.len(), kinds(&world, before).len() + 2);

    let event = CustomEvent::new("Deployed", [("repo", "core")]);
    let receivers = world.receivers_of((Audience::users([&"ann".into()]), event));
    assert_eq!(receivers, ["ann 2"], "the older session has no such subscription");
}

#[test]
fn u5_they_count_towards_the_bounds() {
    let mut world = World::of(config().default_subscriptions([]).max_subscriptions_per_user(3), &[]);
    define(&mut world, "BuildFinished");
    for _ in 0..2 {
        world.open("ann");
    }
    define(&mut world, "Deployed");
    let state = world.engine.state_hash();
    world.engine.open_session(NOW, &key("ann")).unwrap_err();
    assert_eq!(world.engine.state_hash(), state);

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
