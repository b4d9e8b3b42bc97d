//! What accepted events come to: in their order, each as those before have left the conversations (R11).

use tidings::custom::CustomInterest;
use tidings::{conversation::*, daemon::*, filter::*, *};

use super::verbs::{
    added, added_as, deleted, message, ping, pinged, profile, quiet, received, removed, sent, undeleted,
};
use super::world::{NOW, World};

fn deliveries(published: &[Published]) -> Vec<usize> {
    published.iter().map(|one| one.deliveries).collect()
}

#[test]
fn r11_no_events_are_accepted() {
    let mut world = World::of(Config::default(), &["ann"]);
    let state = world.engine.state_hash();
    assert_eq!(world.engine.publish_all(NOW, Vec::<Publication>::new()), Ok(Vec::new()));
    assert_eq!(world.engine.state_hash(), state);
    // Its time passes all the same (T1).
    let later = Timestamp::from_millis(7);
    assert_eq!(world.engine.publish_all(later, Vec::<Publication>::new()), Ok(Vec::new()));
    assert_eq!(world.engine.now(), later);
}

#[test]
fn r11_a_conversation_begins_with_its_members_and_first_message() {
    let mut world = World::of(Config::default(), &["ann", "bob"]);
    let events = vec![added("tea", "ann"), sent("tea"), added("tea", "bob"), sent("tea")];
    let (published, received) = world.publish_all(events);
    assert_eq!(deliveries(&published), [1, 1, 2, 2]);
    let (joining, message) = (Kind::ConversationParticipantAdded, Kind::ConversationMessageSent);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected = [
        (joining, names(&["ann"])),
        (message, names(&["ann"])),
        (joining, names(&["ann", "bob"])),
        (message, names(&["ann", "bob"])),
    ];
    assert_eq!(received, expected);
    let members = world.engine.members("tea").expect("it began").map(|(user, _)| user.as_str().to_owned());
    assert_eq!(members.collect::<Vec<_>>(), ["ann", "bob"]);
}

#[test]
fn r11_several_conversations_begin_in_the_order_of_the_events() {
    let mut world = World::of(Config::default(), &["ann", "bob"]);
    let events = vec![added("tea", "ann"), added("jam", "bob"), sent("tea"), sent("jam"), added("jam", "ann")];
    let (published, received) = world.publish_all(events);
    assert_eq!(deliveries(&published), [1, 1, 1, 1, 2]);
    assert_eq!(received[3].1, ["bob"], "the message to jam is not one to tea");
    assert!(world.engine.conversations().eq(["tea", "jam"]));
    assert!(world.engine.memberships(&"ann".into()).eq(["tea", "jam"]));
    // The next one to begin is another one.
    assert_eq!(world.publish_all(vec![added("bread", "bob"), sent("bread")]).1[1].1, ["bob"]);
    assert_eq!(world.publish_all(vec![sent("jam")]).1[0].1, ["ann", "bob"]);
}

#[test]
fn r11_who_is_removed_receives_nothing_after_it() {
    let mut world = World::of(Config::default(), &["ann", "bob"]);
    world.publish_all(vec![added("tea", "ann"), added("tea", "bob")]);
    let events = vec![sent("tea"), removed("tea", "ann"), sent("tea"), added("tea", "ann"), sent("tea")];
    let (published, received) = world.publish_all(events);
    assert_eq!(deliveries(&published), [2, 2, 1, 2, 2]);
    assert_eq!(received[2].1, ["bob"]);
    let members = world.engine.members("tea").expect("it is known").map(|(user, _)| user.as_str().to_owned());
    assert_eq!(members.collect::<Vec<_>>(), ["bob", "ann"], "V1: in the order added");
    // Removed and not added again.
    let (published, _) = world.publish_all(vec![removed("tea", "bob"), sent("tea")]);
    assert_eq!(deliveries(&published), [2, 1]);
    assert_eq!(world.publish_all(vec![sent("tea")]).1[0].1, ["ann"]);
}

#[test]
fn r11_a_conversation_is_deleted_and_undeleted_in_between() {
    let mut world = World::of(Config::default(), &["ann"]);
    let events = vec![added("tea", "ann"), deleted("tea"), undeleted("tea"), sent("tea"), deleted("tea")];
    let (published, _) = world.publish_all(events);
    assert_eq!(deliveries(&published), [1, 1, 1, 1, 1]);
    let error = world.refuse_all(vec![sent("tea")]);
    assert_eq!((error.code(), error.field()), (Code::FailedPrecondition, Some("events[0].event.conversation_id")));
    let (published, _) = world.publish_all(vec![undeleted("tea"), sent("tea")]);
    assert_eq!(deliveries(&published), [1, 1]);
}

#[test]
fn r11_v1_the_last_role_stays() {
    let mut world = World::of(Config::default(), &["ann"]);
    world.publish_all(vec![added_as("tea", "ann", "guest"), added_as("tea", "ann", "owner"), added("tea", "bob")]);
    let members = world.engine.members("tea").expect("it is known");
    assert_eq!(members.map(|(_, role)| role).collect::<Vec<_>>(), ["owner", "member"]);
}

#[test]
fn r11_r8_what_follows_from_an_event_comes_directly_after_it() {
    let mut world = quiet(Config::default(), &["ann"]);
    world.subscribe("ann", MessageReceived::interest());
    world.subscribe("ann", MessageLocationReceived::interest());
    let place = MessageLocation { r#type: LocationType::Send, ..MessageLocation::default() };
    let located = || Message { message_location: Some(place.clone()), ..message(1) };
    let user = UserId::from("ann");
    let located = || Publication::from((&user, MessageReceived::new(located())));
    let events = vec![located(), received("ann", 2), located().exact()];
    let (published, received) = world.publish_all(events);
    assert_eq!(published.iter().map(|one| (one.events, one.deliveries)).collect::<Vec<_>>(), [(2, 2), (1, 1), (1, 1)]);
    let (plain, derived) = (Kind::MessageReceived, Kind::MessageLocationReceived);
    assert_eq!(received.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [plain, derived, plain, plain]);
}

/// What was read ahead for an event is not taken for another one of the same kind.
#[test]
fn r11_r8_what_follows_from_an_event_is_matched_by_its_own_values() {
    let mut world = quiet(Config::default(), &["ann"]);
    let of = |discussion| MessageLocationReceived::interest().filter(MessageFilter::new().discussion_id(discussion));
    let [first, second] = [1, 2].map(|discussion| world.subscribe("ann", of(discussion)));
    let user = UserId::from("ann");
    let located = |discussion_id| {
        let place = MessageLocation { r#type: LocationType::Send, ..MessageLocation::default() };
        Message { discussion_id, message_location: Some(place), ..message(discussion_id) }
    };
    let follows = Publication::from((&user, MessageReceived::new(located(1))));
    let direct = Publication::from((&user, MessageLocationReceived::new(located(2))));
    world.engine.publish_all(NOW, vec![follows, direct]).unwrap();
    let mut receivers = Vec::new();
    while let Some(dispatch) = world.engine.poll_output() {
        receivers.extend(dispatch.deliveries().map(|one| one.subscription()));
    }
    assert_eq!(receivers, [first, second]);
}

#[test]
fn r11_c1_counts_are_taken_in_the_order_of_the_events() {
    let mut world = quiet(Config::default(), &["ann"]);
    let [bob] = world.with_counts(["bob"], 2);
    let ann = world.subscribe("ann", MessageReceived::interest().count(2));
    let events =
        vec![added("tea", "bob"), sent("tea"), received("ann", 1), sent("tea"), sent("tea"), received("ann", 2)];
    let (published, _) = world.publish_all(events);
    assert_eq!(deliveries(&published), [0, 1, 1, 1, 0, 1]);
    assert_eq!((world.remaining(bob), world.remaining(ann)), (None, None), "both are used up");
    assert_eq!(world.engine.stats().subscriptions, 0);
}

/// Its user joins and leaves after its count is used up in the same call, and it has not ended before the call is over.
#[test]
fn r11_c1_a_used_up_subscription_ends_whatever_its_user_joins_meanwhile() {
    let mut world = quiet(Config::default(), &[]);
    world.with_counts(["ann"], 1);
    let events = vec![
        added("tea", "ann"),
        sent("tea"),
        removed("tea", "ann"),
        added("jam", "ann"),
        sent("jam"),
        added("tea", "ann"),
        sent("tea"),
    ];
    let (published, _) = world.publish_all(events);
    assert_eq!(deliveries(&published), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(world.engine.stats().subscriptions, 0);
    for conversation in ["tea", "jam"] {
        assert_eq!(deliveries(&world.publish_all(vec![sent(conversation)]).0), [0]);
    }
}

#[test]
fn r11_i4_the_directory_is_updated_in_the_order_of_the_events() {
    let mut world = quiet(Config::default(), &["ann"]);
    let user = UserId::from("ann");
    let gone = |id| Publication::from((&user, MessageDeleted::new(message(id))));
    world.publish_all(vec![received("ann", 1), gone(1), gone(2), received("ann", 2), received("ann", 3)]);
    let exists = |id| world.engine.directory().exists(&user, EntityId::Message(MessageId::inbound(id)));
    assert_eq!([1, 2, 3].map(exists), [false, true, true]);
}

#[test]
fn r11_the_same_event_twice_is_two_events() {
    let mut world = quiet(Config::default(), &["ann"]);
    world.subscribe("ann", MessageReceived::interest().filter(MessageFilter::new().body_search("tea|^$")));
    let (published, received) = world.publish_all(vec![received("ann", 1), received("ann", 1)]);
    assert_eq!((deliveries(&published), received.len()), (vec![1, 1], 2), "R2 is about one event");
}

#[test]
fn r11_events_of_all_families_and_audiences_are_taken_together() {
    let mut world = quiet(Config::default(), &["ann", "bob", "cy"]);
    world.engine.define_kind(NOW, ping()).expect("it is new");
    for user in ["ann", "bob", "cy"] {
        world.subscribe(user, CustomInterest::new("Ping"));
        world.subscribe(user, ProfileUpdate::interest());
        world.subscribe(user, MessageReceived::interest());
    }
    let [ann, bob] = ["ann", "bob"].map(UserId::from);
    let tea = || pinged(Audience::conversation("tea"));
    let events = vec![
        added("tea", "ann"),
        tea(),
        added("tea", "bob"),
        tea(),
        removed("tea", "ann"),
        tea(),
        pinged(Audience::users([&ann, &bob, &ann])),
        pinged(Audience::Everyone),
        received("cy", 1),
        profile("ann"),
    ];
    let (published, received) = world.publish_all(events);
    assert_eq!(deliveries(&published), [0, 1, 0, 2, 0, 1, 2, 3, 1, 1]);
    let names: Vec<String> = received.iter().map(|(_, names)| names.join(" ")).collect();
    assert_eq!(names, ["ann", "ann bob", "bob", "ann bob", "ann bob cy", "cy", "ann"]);
}

#[test]
fn r11_whatever_converts_into_a_publication_is_taken() {
    let mut world = World::of(Config::default(), &["ann"]);
    let user = UserId::from("ann");
    let both = [1, 2].map(|id| (&user, MessageReceived::new(message(id))));
    assert_eq!(world.engine.publish_all(NOW, both).expect("they are in order").len(), 2);
    let names = ["ann", "bob"].into_iter();
    let added = names.map(|name| ConversationParticipantAdded::new("tea", "ann", "", name, ""));
    assert_eq!(deliveries(&world.engine.publish_all(NOW, added).expect("they are in order")), [1, 1]);
}
