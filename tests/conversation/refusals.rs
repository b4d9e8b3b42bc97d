//! What is refused, and that it changes nothing (R4, T2).
//!
//! Owns the bounds of names and of free-form fields, and the queue without room. Must not repeat the rules of membership.
//! Invariant: after a refusal everyone hears what he would have heard without the attempt.

use tidings::{conversation::*, *};

use super::verbs::{
    added, deleted, profile, quiet, removed, sent, typing, undeleted, with_stranger, with_stranger_and,
};
use super::world::{NOBODY, NOW, World};

const MAXIMUM: u64 = 40;

/// A world whose queue is full: one delivery waits, for each member of "tea", and no more will fit. The stranger's kinds are
/// heard too.
fn full<const N: usize>(users: [&str; N]) -> (World, [SessionId; N]) {
    let mut world = with_stranger_and(Config::default().max_pending_deliveries(N as u64));
    let sessions = world.conversation("tea", users);
    world.engine.publish(NOW, typing("tea", "host")).expect("there is room");
    assert_eq!(world.engine.stats().pending_deliveries, N);
    (world, sessions)
}

fn check_is_full(error: &Error) {
    assert!(matches!(error, Error::BoundReached { bound: Bound::PendingDeliveries, .. }), "{error}");
    assert_eq!(error.code(), Code::ResourceExhausted);
    assert!(error.to_string().contains("max_pending_deliveries"), "{error}");
}

#[test]
fn r4_a_refused_addition_leaves_no_member_and_no_recipient() {
    let (mut world, _) = full(["ann", "bob"]);
    let cleo = world.open("cleo");
    check_is_full(&world.refusal(added("tea", "cleo")));
    assert_eq!(world.members("tea"), Some(vec![("ann", "member"), ("bob", "member")]));
    assert_eq!(world.poll_names().len(), 1, "what waited is there still");
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann", "bob"], "cleo is no member");
    }
    assert!(matches!(world.refusal(removed("tea", "cleo")), Error::NotAMember { .. }));
    // Nor does what she subscribes to now.
    world.subscribe(cleo, ConversationMessage::interest());
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "bob"]);
}

#[test]
fn r4_a_refused_beginning_leaves_no_conversation() {
    let (mut world, _) = full(["ann"]);
    world.open("bob");
    check_is_full(&world.refusal(added("jam", "bob")));
    assert_eq!(world.members("jam"), None);
    world.poll();
    assert!(matches!(world.refusal(typing("jam", "bob")), Error::ConversationUnknown { .. }));
    // The next conversation to begin is another one: bob, who was refused, hears nothing of it.
    assert_eq!(world.receivers(added("bread", "ann")), ["ann"]);
    assert_eq!(world.receivers(sent("bread", 1)), ["ann"]);
    assert_eq!(world.receivers(added("jam", "bob")), ["bob"]);
    assert_eq!(world.receivers(sent("jam", 1)), ["bob"]);
    assert_eq!(world.receivers(sent("tea", 1)), ["ann"]);
}

#[test]
fn r4_a_refused_addition_of_a_member_leaves_the_member() {
    let (mut world, _) = full(["ann", "bob"]);
    check_is_full(&world.refusal(added("tea", "ann")));
    world.poll();
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann", "bob"]);
    }
}

#[test]
fn r4_a_refused_removal_leaves_the_member() {
    let (mut world, _) = full(["ann", "bob"]);
    check_is_full(&world.refusal(removed("tea", "ann")));
    world.poll();
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann", "bob"]);
    }
    assert_eq!(world.receivers(removed("tea", "ann")), ["ann", "bob"], "polling makes room");
    assert_eq!(world.receivers(sent("tea", 1)), ["bob"]);
}

#[test]
fn r4_a_refused_deletion_deletes_nothing() {
    let (mut world, _) = full(["ann", "bob"]);
    check_is_full(&world.refusal(deleted("tea")));
    world.poll();
    assert_eq!(world.receivers(typing("tea", "ann")), ["ann", "bob"]);
    assert_eq!(world.receivers(deleted("tea")), ["ann", "bob"]);
    world.receivers(undeleted("tea"));
    world.engine.publish(NOW, deleted("tea")).unwrap();
    check_is_full(&world.refusal(undeleted("tea")));
    world.poll();
    assert!(matches!(world.refusal(typing("tea", "ann")), Error::ConversationDeleted { deleted: true, .. }));
}

#[test]
fn r4_c1_a_refused_event_uses_no_count_up() {
    let mut world = with_stranger_and(Config::default().max_pending_deliveries(3).default_subscriptions([]));
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let once = world.subscribe(ann, ConversationMessage::interest().count(1));
    let thrice = world.subscribe(bob, ConversationMessage::interest().count(3));
    for _ in 0..2 {
        world.subscribe(bob, ConversationParticipantTyping::interest());
    }
    world.engine.publish(NOW, typing("tea", "ann")).unwrap();
    check_is_full(&world.refusal(sent("tea", 1)));
    assert_eq!((world.remaining(once), world.remaining(thrice)), (Some(1), Some(3)));
    world.poll();
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "bob"]);
    assert_eq!(world.receivers(sent("tea", 2)), ["bob"]);
}

#[test]
fn r4_profile_update_is_refused_by_a_full_queue_too() {
    let (mut world, _) = full(["ann"]);
    check_is_full(&world.refusal(profile("ann")));
    assert_eq!(world.engine.publish(NOW, profile("nobody")).unwrap().deliveries, 0, "nobody needs no room");
    world.poll();
    assert_eq!(world.receivers(profile("ann")), ["ann"]);
}

#[test]
fn t2_names_are_bounded() {
    let name = |bytes: u64| "n".repeat(bytes as usize);
    let mut world = with_stranger_and(Config::default().max_name_bytes(MAXIMUM));
    for bytes in [MAXIMUM - 1, MAXIMUM] {
        assert_eq!(world.receivers(added(&name(bytes), "ann")), NOBODY);
        assert_eq!(world.receivers(added("elsewhere", &name(bytes))), ["stranger"]);
        assert_eq!(world.receivers(removed("elsewhere", &name(bytes))), ["stranger"]);
        assert_eq!(world.receivers(profile(&name(bytes))), NOBODY);
    }
    let long = name(MAXIMUM + 1);
    let events: [(Event, &str); 5] = [
        (added(&long, "ann").into(), "event.conversation_id"),
        (sent(&long, 1).into(), "event.conversation_id"),
        (added("elsewhere", &long).into(), "event.profile_id"),
        (removed("elsewhere", &long).into(), "event.profile_id"),
        (profile(&long).into(), "event.profile.id"),
    ];
    for (event, field) in events {
        let error = world.refusal(event);
        let (bound, value, maximum) = (Bound::NameBytes, MAXIMUM + 1, MAXIMUM);
        assert_eq!(error, Error::BoundReached { field: field.into(), bound, value, maximum });
        assert_eq!(error.code(), Code::ResourceExhausted);
    }
}

#[test]
fn t2_lists_of_conversations_are_bounded() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]).max_ids_per_list(MAXIMUM));
    let [ann] = world.conversation("tea", ["ann"]);
    let listing = |names: u64| ConversationMessage::interest().conversation_ids((0..names).map(|_| "tea"));
    for names in [MAXIMUM - 1, MAXIMUM] {
        world.subscribe(ann, listing(names));
    }
    let error = world.engine.subscribe(NOW, ann, listing(MAXIMUM + 1)).unwrap_err();
    let (field, bound, value, maximum) = ("conversation_ids".into(), Bound::IdsPerList, MAXIMUM + 1, MAXIMUM);
    assert_eq!(error, Error::BoundReached { field, bound, value, maximum }, "repeated names count in the bound");
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "ann"], "R4: the refused one hears nothing");
}

/// The free-form fields, each by itself, with a text of so many bytes as JSON.
fn with_free_form(bytes: u64) -> [(&'static str, Event); 4] {
    let json = || Json::Text("x".repeat(bytes as usize - 2));
    let message = |change: fn(&mut MessageSentPayload) -> &mut Option<Json>| {
        let mut event = sent("tea", 1);
        *change(&mut event.payload) = Some(json());
        event.into()
    };
    let id = r#"{"id":"ann","x":}"#.len() as u64;
    let padding = Json::Text("x".repeat((bytes - id) as usize - 2));
    let profile = Json::Object(vec![("id".into(), "ann".into()), ("x".into(), padding)]);
    [
        ("event.payload.metadata", message(|payload| &mut payload.metadata)),
        ("event.payload.context", message(|payload| &mut payload.context)),
        ("event.payload.alert", message(|payload| &mut payload.alert)),
        ("event.profile", ProfileUpdate::new("v1", profile).into()),
    ]
}

#[test]
fn t2_free_form_fields_are_bounded_each_by_itself() {
    let mut world = with_stranger_and(Config::default().max_free_form_bytes(MAXIMUM));
    world.conversation("tea", ["ann"]);
    for bytes in [MAXIMUM - 1, MAXIMUM] {
        for (field, event) in with_free_form(bytes) {
            assert_eq!(world.receivers(event), ["ann"], "{field}: {bytes} bytes");
        }
    }
    for (field, event) in with_free_form(MAXIMUM + 1) {
        let error = world.refusal(event);
        let (bound, value, maximum) = (Bound::FreeFormBytes, MAXIMUM + 1, MAXIMUM);
        assert_eq!(error, Error::BoundReached { field: field.into(), bound, value, maximum });
        assert_eq!(error.code(), Code::ResourceExhausted);
    }
    // Three fields of the greatest size are not one that is too large.
    let mut event = sent("tea", 1);
    for at in [&mut event.payload.metadata, &mut event.payload.context, &mut event.payload.alert] {
        *at = Some(Json::Text("x".repeat(MAXIMUM as usize - 2)));
    }
    assert_eq!(world.receivers(event), ["ann"]);
}

#[test]
fn t2_free_form_fields_have_64_kib_by_default() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let bound = Config::default().maximum(Bound::FreeFormBytes);
    assert_eq!(bound, 64 * 1024);
    for (field, event) in with_free_form(bound) {
        assert_eq!(world.receivers(event), ["ann"], "{field}");
    }
    for (field, event) in with_free_form(bound + 1) {
        assert!(matches!(world.refusal(event), Error::BoundReached { .. }), "{field}");
    }
}
