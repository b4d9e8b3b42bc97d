//! Profiles (V4).
//!
//! Owns who hears that a profile changed. Must not look into the profile further than the engine may: at its `id`. Invariant:
//! the sessions of that user and nobody else's, whoever shares a conversation with him.

use tidings::{conversation::*, *};

use super::verbs::{deleted, profile, with_stranger};
use super::world::{NOBODY, NOW};

#[test]
fn v4_the_sessions_of_that_user_receive_it_and_nobody_else() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    world.open("ann");
    assert_eq!(world.receivers(profile("ann")), ["ann", "ann 2"], "not bob, who drinks tea with her");
    assert_eq!(world.receivers(profile("bob")), ["bob"]);
    assert_eq!(world.receivers(profile("stranger")), ["stranger"]);
    for nobody in ["cleo", "Ann", "an", "ann 2"] {
        assert_eq!(world.receivers(profile(nobody)), NOBODY, "{nobody}");
    }
}

#[test]
fn v4_no_conversation_is_needed() {
    let mut world = with_stranger();
    world.open("ann");
    assert_eq!(world.receivers(profile("ann")), ["ann"]);
    assert_eq!(world.engine.stats().conversations, 1, "the stranger's");
    world.conversation("tea", ["bob"]);
    world.receivers(deleted("tea"));
    assert_eq!(world.receivers(profile("bob")), ["bob"], "nor a live one");
}

#[test]
fn v4_a_profile_without_an_id_is_refused() {
    let mut world = with_stranger();
    world.open("ann");
    let object = |entries: &[(&str, Json)]| {
        Json::Object(entries.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
    };
    for without in [
        Json::Null,
        Json::from("ann"),
        Json::List(vec![Json::from("ann")]),
        object(&[]),
        object(&[("name", "ann".into())]),
        object(&[("Id", "ann".into())]),
        object(&[("id", Json::Null)]),
        object(&[("id", Json::from(""))]),
        object(&[("id", Json::from(7_u64))]),
        object(&[("id", object(&[("id", "ann".into())]))]),
        object(&[("profile", object(&[("id", "ann".into())]))]),
    ] {
        let error = world.refusal(ProfileUpdate::new("v1", without.clone()));
        assert_eq!(error, Error::Empty { field: "event.profile.id".into() }, "{without:?}");
        assert_eq!(error.code(), Code::InvalidArgument);
    }
}

#[test]
fn v4_the_profile_comes_as_it_is() {
    let mut world = with_stranger();
    world.open("ann");
    let entries = [("zeal", Json::from(-1_i64)), ("id", "ann".into()), ("age", Json::from(0.5)), ("none", Json::Null)];
    let entries = entries.map(|(name, value)| (name.into(), value)).into();
    let event = ProfileUpdate::new("\"v 8\"", Json::Object(entries));
    assert_eq!(world.receivers(event), ["ann"], "compared as a whole by the world");
    let event = ProfileUpdate::new("", Json::Object(vec![("id".into(), "ann".into())]));
    assert_eq!(world.receivers(event), ["ann"]);
}

#[test]
fn v4_each_session_receives_through_its_own_subscriptions() {
    let mut world = with_stranger();
    let (phone, desk) = (world.open("ann"), world.open("ann"));
    let once = world.subscribe(desk, ProfileUpdate::interest().count(1));
    world.unsubscribe(phone, world.subscription(phone, Kind::ProfileUpdate));
    assert_eq!(world.receivers(profile("ann")), ["ann 2", "ann 2"], "the default one, and the one with a count");
    assert!(world.engine.subscription(once).is_none());
    assert_eq!(world.receivers(profile("ann")), ["ann 2"]);
    world.close(desk);
    assert_eq!(world.receivers(profile("ann")), NOBODY, "the phone is open and does not want it");
}

#[test]
fn v4_who_was_revoked_receives_nothing_until_back() {
    let mut world = with_stranger();
    world.open("ann");
    world.engine.publish(NOW, profile("ann")).unwrap();
    world.revoke("ann");
    assert_eq!(world.poll(), [], "R5: what waited is withdrawn");
    assert_eq!(world.receivers(profile("ann")), NOBODY);
    world.open("ann");
    assert_eq!(world.receivers(profile("ann")), ["ann 2"]);
}
