//! What is refused: all events or none, each step of the checks for all before the next (R4, R11).

use tidings::custom::{CustomEvent, CustomInterest, FieldType, FieldValue, KindDefinition};
use tidings::{conference::*, conversation::*, daemon::*, *};

use super::verbs::{
    added, added_as, deleted, of_kind, ping, pinged, profile, quiet, received, removed, sent, undeleted,
};
use super::world::{NOW, World};

/// Ann and bob are members of "tea", and "jam" is deleted.
fn world() -> World {
    let mut world = World::of(Config::default().max_name_bytes(20).max_free_form_bytes(20), &["ann", "bob", "cy"]);
    world.engine.define_kind(NOW, ping()).expect("it is new");
    world.publish_all(vec![added("tea", "ann"), added("tea", "bob"), added("jam", "ann"), deleted("jam")]);
    world
}

/// Which event is refused, how, and with which path.
fn place(error: &Error) -> (usize, Code, &str) {
    let Error::InEvent { event, .. } = error else { panic!("{error:?}") };
    (*event, error.code(), error.field().expect("it has a path"))
}

/// Free-form data of a profile, or of an event, too large for the world.
fn large() -> Json {
    Json::Object(vec![("id".into(), "ann".into()), ("mood".into(), "x".repeat(30).as_str().into())])
}

fn twice() -> Json {
    Json::Object(vec![("id".into(), "ann".into()), ("a".into(), Json::Null), ("a".into(), Json::Null)])
}

/// One refused publication for each step of the checks, in the order of I3.
fn steps() -> Vec<(Publication, Code, &'static str)> {
    let (form, bounds) = (Code::InvalidArgument, Code::ResourceExhausted);
    vec![
        (ProfileUpdate::new("v", twice()).into(), form, "event.profile"),
        (ProfileUpdate::new("v", large()).into(), bounds, "event.profile"),
        (sent("milk"), Code::NotFound, "event.conversation_id"),
        (sent("jam"), Code::FailedPrecondition, "event.conversation_id"),
        (removed("tea", "cy"), Code::NotFound, "event.profile_id"),
    ]
}

#[test]
fn r11_i3_each_step_is_made_for_all_events_before_the_next() {
    let mut world = world();
    let steps = steps();
    for (early, (first, code, path)) in steps.iter().enumerate() {
        // The step of the last event comes before those of all the others, whatever is wrong with them.
        let later = steps[early + 1..].iter().rev().map(|(later, ..)| later.clone());
        let events: Vec<_> = [sent("tea")].into_iter().chain(later).chain([first.clone()]).collect();
        let last = events.len() - 1;
        let error = world.refuse_all(events);
        assert_eq!(place(&error), (last, *code, &*format!("events[{last}].{path}")));
        // Of two in the same step it is the first one.
        let error = world.refuse_all(vec![sent("tea"), first.clone(), first.clone()]);
        assert_eq!(place(&error), (1, *code, &*format!("events[1].{path}")));
    }
}

/// What is refused alone is refused in a call with the same error, and its place.
#[test]
fn r11_errors_are_those_of_publish_with_the_event() {
    let mut world = world();
    world.engine.define_kind(NOW, KindDefinition::new("Built").field("repo", FieldType::Text)).expect("it is new");
    let user = UserId::from("ann");
    let long = "a name of more than 20 bytes";
    let nobody = || pinged(Audience::user(&"".into()));
    let refused: Vec<Publication> = [
        received("", 1),
        received(long, 1),
        added("", "ann"),
        added("tea", ""),
        added("tea", long),
        profile(""),
        nobody(),
        pinged(Audience::users([&user, &"".into()])),
        pinged(Audience::conversation("milk")),
        pinged(Audience::conversation("jam")),
        pinged(Audience::conference("Room")),
        Publication::new(of_kind("Ping"), None),
        Publication::new(of_kind("Pong"), Audience::Everyone),
        (Audience::Everyone, CustomEvent::new("Built", [("repo", FieldValue::from(true))])).into(),
        (Audience::Everyone, CustomEvent::new("Built", [("rope", FieldValue::from(""))])).into(),
        Publication::new(MessageReceived::new(Message::default()), None),
        Publication::new(MessageReceived::new(Message::default()), Audience::Everyone),
        Publication::new(
            ConversationUpdate::new("tea", "", "", None, None, Roles::default(), true, None),
            Audience::Everyone,
        ),
        Publication::new(ConferenceEnded::new("Room", ConferenceId::from_number(1)), None),
    ]
    .into_iter()
    .chain(steps().into_iter().map(|(event, ..)| event))
    .collect();
    for event in refused {
        let alone = world.engine.publish(NOW, event.clone()).expect_err("it is not acceptable");
        let error = world.refuse_all(vec![sent("tea"), received("ann", 1), event]);
        let field = format!("events[2].{}", alone.field().expect("it has a path"));
        assert_eq!(error.to_string(), format!("events[2].{alone}"));
        assert_eq!(error, Error::InEvent { event: 2, field, error: Box::new(alone) });
    }
}

#[test]
fn r11_a_later_event_is_checked_as_if_published_after_the_earlier_ones() {
    let mut world = world();
    let cases = [
        (vec![sent("milk"), added("milk", "ann")], (0, Code::NotFound)),
        (vec![removed("milk", "ann"), added("milk", "ann")], (0, Code::NotFound)),
        (vec![added("milk", "ann"), removed("milk", "bob")], (1, Code::NotFound)),
        (vec![removed("tea", "ann"), removed("tea", "ann")], (1, Code::NotFound)),
        (vec![added("tea", "ann"), removed("tea", "ann"), removed("tea", "ann")], (2, Code::NotFound)),
        (vec![deleted("tea"), sent("tea")], (1, Code::FailedPrecondition)),
        (vec![deleted("tea"), deleted("tea")], (1, Code::FailedPrecondition)),
        (vec![deleted("tea"), undeleted("tea"), undeleted("tea")], (2, Code::FailedPrecondition)),
        (vec![undeleted("tea"), deleted("tea")], (0, Code::FailedPrecondition)),
        (vec![undeleted("jam"), deleted("jam"), sent("jam")], (2, Code::FailedPrecondition)),
        (vec![added("milk", "ann"), deleted("milk"), added("milk", "bob")], (2, Code::FailedPrecondition)),
        (vec![deleted("tea"), pinged(Audience::conversation("tea"))], (1, Code::FailedPrecondition)),
        (vec![pinged(Audience::conversation("milk")), added("milk", "ann")], (0, Code::NotFound)),
    ];
    for (events, expected) in cases {
        let text = format!("{events:?}");
        let error = world.refuse_all(events);
        let (event, code, _) = place(&error);
        assert_eq!((event, code), expected, "{text}");
    }
}

/// A queue for five deliveries, of which two wait; a full queue is found only when events are staged.
fn almost_full() -> (World, [SubscriptionId; 3]) {
    let mut world = quiet(Config::default().max_pending_deliveries(5), &[]);
    let counts = world.with_counts(["ann", "bob", "cy"], 4);
    world.publish_all(vec![added_as("tea", "ann", "owner"), added("tea", "bob")]);
    world.engine.publish(NOW, sent("tea")).expect("there is room");
    (world, counts)
}

#[test]
fn r4_r11_a_full_queue_refuses_all_and_leaves_no_trace() {
    let (mut world, [ann, bob, cy]) = almost_full();
    let full = |error: &Error| {
        matches!(error, Error::BoundReached { bound: Bound::PendingDeliveries, value: 6, maximum: 5, .. })
    };
    // Joins, a leave, a role, a new conversation, a deletion, counts; the last message is one too many.
    let events = vec![
        added("tea", "cy"),
        added("tea", "ann"),
        sent("tea"),
        removed("tea", "ann"),
        added("milk", "ann"),
        deleted("milk"),
        undeleted("milk"),
        sent("milk"),
    ];
    let error = world.refuse_all(events);
    assert!(full(&error), "{error:?}");
    assert_eq!([ann, bob, cy].map(|one| world.remaining(one)), [Some(3), Some(3), Some(4)], "C1");
    assert_eq!(world.engine.members("milk").map(Iterator::count), None);
    let roles = |world: &World| {
        let members = world.engine.members("tea").expect("it is known");
        members.map(|(user, role)| format!("{user} {role}")).collect::<Vec<_>>()
    };
    assert_eq!(roles(&world), ["ann owner", "bob member"], "V1");
    let names = |world: &mut World, event| world.publish_all(vec![event]).1.remove(0).1;
    world.poll();
    assert_eq!(names(&mut world, sent("tea")), ["ann", "bob"], "cy is not attached, ann still is");
    let (_, received) = world.publish_all(vec![added("milk", "cy"), sent("milk")]);
    assert_eq!(received[0].1, ["cy"], "ann is not attached to what did not begin");
    // Bob can leave, and nothing is left of the attempt.
    world.publish_all(vec![removed("tea", "bob"), removed("tea", "ann")]);
    assert_eq!(world.publish_all(vec![added("tea", "cy"), sent("tea")]).1[0].1, ["cy"]);
}

#[test]
fn r4_r11_a_refused_call_is_repeated_when_there_is_room() {
    let (mut world, _) = almost_full();
    let events = || vec![added("tea", "cy"), sent("tea"), removed("tea", "bob"), sent("tea")];
    let error = world.refuse_all(events());
    assert_eq!(error.code(), Code::ResourceExhausted);
    world.poll();
    let (published, _) = world.publish_all(events());
    assert_eq!(published.iter().map(|one| one.deliveries).collect::<Vec<_>>(), [0, 3, 0, 2]);
}

#[test]
fn r4_r11_a_refused_call_leaves_the_directory_as_it_was() {
    let mut world = quiet(Config::default().max_pending_deliveries(1), &["ann"]);
    world.subscribe("ann", MessageReceived::interest());
    world.publish_all(vec![received("ann", 1)]);
    let user = UserId::from("ann");
    let gone = Publication::from((&user, MessageDeleted::new(super::verbs::message(1))));
    for last in [received("ann", 3), sent("milk")] {
        world.refuse_all(vec![gone.clone(), received("ann", 2), last]);
    }
    let exists = |id| world.engine.directory().exists(&user, EntityId::Message(MessageId::inbound(id)));
    assert_eq!([1, 2, 3].map(exists), [true, false, false]);
}

#[test]
fn r4_r11_what_is_staged_exceeds_the_bound_by_one_event_at_most() {
    let mut world = quiet(Config::default().max_pending_deliveries(2), &["ann"]);
    world.engine.define_kind(NOW, ping()).expect("it is new");
    world.subscribe("ann", CustomInterest::new("Ping"));
    let error = world.refuse_all(vec![pinged(Audience::Everyone); 10]);
    assert!(matches!(error, Error::BoundReached { value: 3, maximum: 2, .. }), "{error:?}");
}
