//! Sessions and subscriptions of members (K2, K3, K4, I1, C1, R3, R5).
//!
//! Owns how what a session holds and what its user is a member of come together. Must not look at payloads. Invariant: it makes
//! no difference what came first, joining or subscribing.

use tidings::{conversation::*, *};

use super::verbs::{
    added, deleted, profile, quiet, read, removed, sent, typing, undeleted, with_stranger, with_stranger_and,
};
use super::world::{NOBODY, NOW, World};

#[test]
fn k2_several_sessions_of_one_user_each_receive_for_themselves() {
    let mut world = with_stranger();
    let [ann, _bob] = world.conversation("tea", ["ann", "bob"]);
    let second = world.open("ann");
    world.open("ann");
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann", "bob", "ann 2", "ann 3"]);
    }
    world.unsubscribe(second, world.subscription(second, Kind::ConversationParticipantTyping));
    assert_eq!(world.receivers(typing("tea", "bob")), ["ann", "bob", "ann 3"]);
    world.close(ann);
    assert_eq!(world.receivers(typing("tea", "bob")), ["bob", "ann 3"]);
    assert_eq!(world.receivers(removed("tea", "ann")), ["bob", "ann 2", "ann 3"], "all her sessions hear the removal");
    assert_eq!(world.receivers(sent("tea", 1)), ["bob"], "and none of them anything after it");
}

#[test]
fn k3_conversations_are_received_by_default_and_each_kind_can_be_ended() {
    let mut world = with_stranger();
    let [ann, _bob] = world.conversation("tea", ["ann", "bob"]);
    let held = world.engine.subscriptions(ann).unwrap().map(|(_, held)| held.kind());
    let held: Vec<_> = held.filter(|kind| kind.family() == Family::Conversation).collect();
    assert_eq!(
        held,
        [
            Kind::ConversationDelete,
            Kind::ConversationUndelete,
            Kind::ConversationUpdate,
            Kind::ConversationParticipantAdded,
            Kind::ConversationParticipantRemoved,
            Kind::ConversationParticipantTyping,
            Kind::ConversationParticipantTypingOff,
            Kind::ProfileUpdate,
            Kind::ConversationMessage,
        ]
    );
    for kind in held {
        world.unsubscribe(ann, world.subscription(ann, kind));
        let events = quiet("tea").into_iter().chain([deleted("tea").into(), undeleted("tea").into()]);
        for event in events.chain([added("tea", "ann").into(), profile("ann").into()]) {
            let (ended, profile) = (ended(&world, ann, event.kind()), event.kind() == Kind::ProfileUpdate);
            let expected = match (ended, profile) {
                (true, true) => vec![],
                (true, false) => vec!["bob"],
                (false, true) => vec!["ann"],
                (false, false) => vec!["ann", "bob"],
            };
            assert_eq!(world.receivers(event), expected, "after {kind:?} was ended");
        }
    }
}

/// Whether a session holds nothing any more through which it would hear this kind.
fn ended(world: &World, session: SessionId, kind: Kind) -> bool {
    let mut held = world.engine.subscriptions(session).expect("the session is open");
    !held.any(|(_, held)| held.kind().member_kinds().contains(&kind))
}

#[test]
fn v1_joining_then_subscribing_is_subscribing_then_joining() {
    let interests = || -> [Interest; 4] {
        [
            ConversationParticipantTyping::interest().into(),
            ConversationMessage::interest().count(2).into(),
            ConversationMessageRead::interest().conversation_ids(["tea", "jam"]).into(),
            ConversationMessageRead::interest().conversation_ids(["jam"]).into(),
        ]
    };
    let silent = || with_stranger_and(Config::default().default_subscriptions([]));

    let mut joined_first = silent();
    let [ann, _bob] = joined_first.conversation("tea", ["ann", "bob"]);
    joined_first.engine.subscribe_all(NOW, ann, &interests()).unwrap();

    let mut subscribed_first = silent();
    let ann = subscribed_first.open("ann");
    subscribed_first.open("bob");
    subscribed_first.engine.subscribe_all(NOW, ann, &interests()).unwrap();
    subscribed_first.receivers(added("tea", "ann"));
    subscribed_first.receivers(added("tea", "bob"));

    for world in [&mut joined_first, &mut subscribed_first] {
        assert_eq!(world.receivers(typing("tea", "bob")), ["ann"]);
        assert_eq!(world.receivers(read("tea", 1, "bob")), ["ann", "ann"], "not through the one for jam");
        assert_eq!(world.receivers(sent("tea", 2)), ["ann"]);
        assert_eq!(world.receivers(sent("tea", 3)), NOBODY, "C1");
        assert_eq!(world.receivers(typing("elsewhere", "ann")), NOBODY);
    }
    assert_eq!(joined_first.engine.stats(), subscribed_first.engine.stats());
}

#[test]
fn v1_a_session_opened_after_joining_receives() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.receivers(added("jam", "bob"));
    world.receivers(added("tea", "bob"));
    world.open("bob");
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "bob"]);
    assert_eq!(world.receivers(sent("jam", 1)), ["bob"]);
    world.receivers(removed("jam", "bob"));
    world.open("bob");
    assert_eq!(world.receivers(sent("jam", 2)), NOBODY);
    assert_eq!(world.receivers(sent("tea", 2)), ["ann", "bob", "bob 2"]);
}

#[test]
fn r3_deliveries_are_in_order_of_age_across_members() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let interest = ConversationParticipantTyping::interest;
    world.subscribe(bob, interest());
    let middle = world.subscribe(ann, interest().conversation_ids(["tea"]));
    world.subscribe(bob, interest().count(9));
    world.subscribe(ann, interest());
    assert_eq!(world.receivers(typing("tea", "ann")), ["bob", "ann", "bob", "ann"]);
    world.receivers(removed("tea", "bob"));
    assert_eq!(world.receivers(typing("tea", "ann")), ["ann", "ann"]);
    world.receivers(added("tea", "bob"));
    assert_eq!(
        world.receivers(typing("tea", "ann")),
        ["bob", "ann", "bob", "ann"],
        "the age is that of the subscription"
    );
    world.unsubscribe(ann, middle);
    world.subscribe(ann, interest());
    assert_eq!(world.receivers(typing("tea", "ann")), ["bob", "bob", "ann", "ann"]);
}

#[test]
fn r5_after_the_end_nothing_comes_that_waited() {
    let mut world = with_stranger();
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let second = world.open("bob");
    world.engine.publish(NOW, typing("tea", "ann")).unwrap();
    world.unsubscribe(ann, world.subscription(ann, Kind::ConversationParticipantTyping));
    let received_by = world.poll_names();
    assert_eq!(received_by, [(Kind::ConversationParticipantTyping, vec!["bob".into(), "bob 2".into()])]);

    world.engine.publish(NOW, sent("tea", 1)).unwrap();
    world.close(bob);
    assert_eq!(world.poll_names(), [(Kind::ConversationMessageSent, vec!["ann".into(), "bob 2".into()])]);

    world.engine.publish(NOW, sent("tea", 2)).unwrap();
    world.revoke("bob");
    assert_eq!(world.poll_names(), [(Kind::ConversationMessageSent, vec!["ann".into()])]);
    for ended in [bob, second] {
        let error = world.engine.subscribe(NOW, ended, ConversationMessage::interest()).unwrap_err();
        assert_eq!(error, Error::SessionNotOpen { session: ended });
    }
    assert_eq!(world.members("tea").map(|members| members.len()), Some(2), "revoking a key ends no membership");
    world.open("bob");
    assert_eq!(world.receivers(sent("tea", 3)), ["ann", "bob 3"]);
}

#[test]
fn k4_the_subscription_of_another_member_is_as_good_as_unknown() {
    let mut world = with_stranger();
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let subscription = world.subscription(ann, Kind::ConversationMessage);
    let error = world.engine.unsubscribe(NOW, bob, subscription).unwrap_err();
    assert_eq!(error, Error::SubscriptionUnknown { subscription });
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "bob"]);
}

#[test]
fn i1_listed_conversations_are_received_and_no_others() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    world.receivers(added("jam", "ann"));
    world.receivers(added("bread", "ann"));
    world.subscribe(ann, ConversationMessage::interest().conversation_ids(["jam", "tea"]));
    world.subscribe(bob, ConversationMessage::interest().conversation_ids(["jam", "elsewhere"]));
    assert_eq!(world.receivers(sent("tea", 1)), ["ann"], "bob listed others");
    assert_eq!(world.receivers(sent("jam", 1)), ["ann"], "R7: listing is not being a member");
    assert_eq!(world.receivers(sent("bread", 1)), NOBODY, "not listed");
    assert_eq!(world.receivers(sent("elsewhere", 1)), NOBODY, "R7");
}

#[test]
fn i1_listed_conversations_need_not_exist() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let ann = world.open("ann");
    let listed = ConversationParticipantAdded::interest().conversation_ids(["not yet", "never", ""]);
    world.subscribe(ann, listed);
    assert_eq!(world.receivers(added("tea", "ann")), NOBODY);
    assert_eq!(world.receivers(added("not yet", "ann")), ["ann"], "from its first member on");
    assert_eq!(world.engine.stats().conversations, 3, "listing begins none");
}

#[test]
fn i1_an_empty_list_restricts_nothing_and_repeated_names_count_once() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let none: [&str; 0] = [];
    let open = world.subscribe(ann, ConversationMessage::interest().conversation_ids(none).count(5));
    let twice = world.subscribe(bob, ConversationMessage::interest().conversation_ids(["tea", "tea"]).count(5));
    assert_eq!(world.receivers(sent("tea", 1)), ["ann", "bob"], "R2: once");
    assert_eq!((world.remaining(open), world.remaining(twice)), (Some(4), Some(4)));
    world.receivers(added("jam", "ann"));
    world.receivers(added("jam", "bob"));
    assert_eq!(world.receivers(sent("jam", 1)), ["ann"]);
    assert_eq!((world.remaining(open), world.remaining(twice)), (Some(3), Some(4)), "C1: only what matches");
}

#[test]
fn i1_names_are_listed_byte_for_byte() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann] = world.conversation("tea", ["ann"]);
    let alike = ["Tea", "tea ", "te", "teas", ""];
    world.subscribe(ann, ConversationMessage::interest().conversation_ids(alike));
    assert_eq!(world.receivers(sent("tea", 1)), NOBODY);
}

#[test]
fn i1_every_kind_with_members_takes_the_list() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann] = world.conversation("tea", ["ann"]);
    world.receivers(added("jam", "ann"));
    let kinds =
        Kind::ALL.iter().filter(|kind| kind.family() == Family::Conversation && kind.member_kinds() == [**kind]);
    let interests: Vec<Interest> = kinds
        .map(|kind| {
            let mut form = vec![("kind".into(), Json::from(kind.name()))];
            if *kind != Kind::ProfileUpdate {
                form.push(("conversation_ids".into(), Json::List(vec!["tea".into()])));
            }
            Interest::from_json(Json::Object(form)).expect("it takes the list")
        })
        .collect();
    world.engine.subscribe_all(NOW, ann, &interests).unwrap();
    let of = |id: &str| {
        let others: [Event; 5] = [
            deleted(id).into(),
            undeleted(id).into(),
            added(id, "bob").into(),
            removed(id, "bob").into(),
            removed(id, "ann").into(),
        ];
        quiet(id).into_iter().chain(others)
    };
    for event in of("tea") {
        assert_eq!(world.receivers(event), ["ann"]);
    }
    for event in of("jam") {
        assert_eq!(world.receivers(event), NOBODY);
    }
    assert_eq!(world.receivers(profile("ann")), ["ann"]);
}

#[test]
fn c1_counts_of_members_are_each_their_own() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann, bob, cleo] = world.conversation("tea", ["ann", "bob", "cleo"]);
    for (session, count) in [(ann, 1), (bob, 2), (cleo, 0)] {
        world.subscribe(session, ConversationParticipantTyping::interest().count(count));
    }
    let mut received_by = || world.receivers(typing("tea", "ann"));
    assert_eq!(received_by(), ["ann", "bob", "cleo"]);
    assert_eq!(received_by(), ["bob", "cleo"]);
    assert_eq!(received_by(), ["cleo"], "0 is no limit");
    assert_eq!(world.engine.stats().subscriptions, 1);
}

/// The one who is removed hears the removal, and that may be what the count allowed last.
#[test]
fn c1_a_count_may_end_with_the_removal() {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let [ann, bob] = world.conversation("tea", ["ann", "bob"]);
    let last = world.subscribe(ann, ConversationParticipantRemoved::interest().count(1));
    let more = world.subscribe(bob, ConversationParticipantRemoved::interest().count(3));
    assert_eq!(world.receivers(removed("tea", "ann")), ["ann", "bob"]);
    assert_eq!((world.remaining(last), world.remaining(more)), (None, Some(2)));
    assert!(world.engine.subscription(last).is_none());
    world.receivers(added("tea", "ann"));
    assert_eq!(world.receivers(removed("tea", "ann")), ["bob"]);
    assert_eq!(world.receivers(removed("tea", "bob")), ["bob"]);
    assert_eq!(world.engine.stats().subscriptions, 0);
}
