//! Who is a member (V1).
//!
//! Owns how members come and go, and what they hear of it. Must not look at what else the events carry. Invariant: who is not
//! a member at that moment hears nothing, but for the removed one's own removal.

use tidings::{conversation::*, *};

use super::verbs::{added, deleted, quiet, removed, typing, undeleted, updated, with_stranger};
use super::world::{NOBODY, NOW, World};

#[test]
fn v1_a_conversation_starts_with_its_first_member() {
    let mut world = with_stranger();
    world.open("ann");
    let others = [deleted("tea").into(), undeleted("tea").into(), removed("tea", "ann").into()];
    for event in quiet("tea").into_iter().chain(others) {
        let error = world.refusal(event);
        assert_eq!(error, Error::ConversationUnknown { conversation: "tea".into() });
        assert_eq!(error.code(), Code::NotFound);
    }
    assert_eq!(world.members("tea"), None);

    assert_eq!(world.receivers(added("tea", "ann")), ["ann"], "the added one hears it");
    assert_eq!(world.members("tea"), Some(vec![("ann", "member")]));
    assert_eq!(world.engine.stats().conversations, 2, "with the stranger's");
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann"]);
    }
}

#[test]
fn v1_all_members_receive_who_is_added() {
    let mut world = with_stranger();
    for user in ["ann", "bob", "cleo"] {
        world.open(user);
    }
    assert_eq!(world.receivers(added("tea", "ann")), ["ann"]);
    assert_eq!(world.receivers(added("tea", "bob")), ["ann", "bob"], "not cleo, who is no member yet");
    assert_eq!(world.receivers(added("tea", "cleo")), ["ann", "bob", "cleo"]);
}

#[test]
fn v1_who_causes_an_event_receives_it_too() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    let by_ann = ConversationParticipantAdded::new("tea", "ann", "", "cleo", "");
    assert_eq!(world.receivers(by_ann), ["ann", "bob"]);
    assert_eq!(world.receivers(ConversationParticipantRemoved::new("tea", "bob", "", "bob")), ["ann", "bob"]);
}

#[test]
fn v1_adding_again_changes_the_role_alone_and_is_routed_again() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    let as_owner = ConversationParticipantAdded::new("tea", "host", "", "ann", "owner");
    for _ in 0..2 {
        assert_eq!(world.receivers(as_owner.clone()), ["ann", "bob"]);
        assert_eq!(world.members("tea"), Some(vec![("ann", "owner"), ("bob", "member")]), "not the place");
    }
    assert_eq!(world.receivers(typing("tea", "bob")), ["ann", "bob"], "R2: once each");
    assert_eq!(world.receivers(removed("tea", "ann")), ["ann", "bob"]);
    assert_eq!(world.receivers(typing("tea", "bob")), ["bob"], "who was added twice is removed by one removal");
}

#[test]
fn v1_the_removed_one_receives_the_removal_and_nothing_after() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    assert_eq!(world.receivers(removed("tea", "ann")), ["ann", "bob"]);
    assert_eq!(world.members("tea"), Some(vec![("bob", "member")]));
    for event in quiet("tea").into_iter().chain([deleted("tea").into(), undeleted("tea").into()]) {
        assert_eq!(world.receivers(event), ["bob"]);
    }
    assert_eq!(world.receivers(added("tea", "cleo")), ["bob"]);
    assert_eq!(world.receivers(removed("tea", "bob")), ["bob"]);
}

#[test]
fn v1_removing_someone_who_is_no_member_is_refused() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.conversation("jam", ["bob"]);
    for user in ["bob", "nobody", "Ann", "an", "stranger"] {
        let error = world.refusal(removed("tea", user));
        assert_eq!(error, Error::NotAMember { conversation: "tea".into(), user: user.into() });
        assert_eq!(error.code(), Code::NotFound);
    }
    assert_eq!(world.receivers(removed("tea", "ann")), ["ann"]);
    world.refusal(removed("tea", "ann"));
}

#[test]
fn v1_a_conversation_remains_without_members() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.receivers(removed("tea", "ann"));
    assert_eq!(world.members("tea"), Some(vec![]));
    for event in quiet("tea").into_iter().chain([deleted("tea").into(), undeleted("tea").into()]) {
        assert_eq!(world.receivers(event), NOBODY, "known, and nobody is there to hear");
    }
    assert!(matches!(world.refusal(removed("tea", "ann")), Error::NotAMember { .. }));
    assert_eq!(world.receivers(added("tea", "ann")), ["ann"]);
    assert_eq!(world.engine.stats().conversations, 2, "it is the same one, beside the stranger's");
}

#[test]
fn v1_an_emptied_conversation_may_be_deleted() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.receivers(removed("tea", "ann"));
    assert_eq!(world.receivers(deleted("tea")), NOBODY);
    assert!(matches!(world.refusal(added("tea", "ann")), Error::ConversationDeleted { deleted: true, .. }));
    assert_eq!(world.receivers(undeleted("tea")), NOBODY);
    assert_eq!(world.receivers(added("tea", "ann")), ["ann"]);
}

#[test]
fn v1_who_comes_back_receives_again_but_not_what_was_missed() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    world.receivers(removed("tea", "ann"));
    assert_eq!(world.receivers(updated("tea", "without ann")), ["bob"]);
    let back = ConversationParticipantAdded::new("tea", "host", "", "ann", "owner");
    assert_eq!(world.receivers(back), ["ann", "bob"]);
    assert_eq!(world.members("tea"), Some(vec![("bob", "member"), ("ann", "owner")]), "added anew, after bob");
    assert_eq!(world.receivers(typing("tea", "bob")), ["ann", "bob"]);
}

#[test]
fn v1_conversations_are_apart() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    world.open("cleo");
    world.receivers(added("jam", "bob"));
    world.receivers(added("jam", "cleo"));
    for event in quiet("jam") {
        assert_eq!(world.receivers(event), ["bob", "cleo"]);
    }
    world.receivers(removed("jam", "bob"));
    assert_eq!(world.receivers(typing("tea", "ann")), ["ann", "bob"], "leaving one is not leaving the other");
    assert_eq!(world.receivers(typing("jam", "cleo")), ["cleo"]);
    assert_eq!(world.receivers(typing("elsewhere", "ann")), ["stranger"]);
}

#[test]
fn v1_names_are_compared_byte_for_byte() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for other in ["Tea", "tea ", "te", "tea\0", "t\u{e9}a"] {
        assert!(matches!(world.refusal(typing(other, "ann")), Error::ConversationUnknown { .. }), "{other:?}");
    }
    assert_eq!(world.receivers(added("Tea", "Ann")), NOBODY, "Ann is not ann");
    assert_eq!(world.receivers(typing("Tea", "ann")), NOBODY);
    assert_eq!(world.receivers(typing("tea", "ann")), ["ann"]);
}

#[test]
fn v1_members_need_no_session() {
    let mut world = with_stranger();
    world.conversation("tea", ["bob"]);
    assert_eq!(world.receivers(added("tea", "ann")), ["bob"]);
    assert_eq!(world.members("tea"), Some(vec![("bob", "member"), ("ann", "member")]));
    world.open("ann");
    assert_eq!(world.receivers(typing("tea", "bob")), ["bob", "ann"], "R3: by age of the subscriptions");
    world.receivers(added("tea", "cleo"));
    assert_eq!(
        world.receivers(removed("tea", "cleo")),
        ["bob", "ann"],
        "cleo, never connected, was a member all the same"
    );
}

/// What waited was heard before the removal; and the removal is the last that is.
#[test]
fn v1_what_waits_when_someone_is_removed_comes_in_order() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    let events: [Event; 3] = [typing("tea", "bob").into(), removed("tea", "ann").into(), updated("tea", "").into()];
    for event in events {
        world.engine.publish(NOW, Publication::new(event, None)).unwrap();
    }
    let received_by = world.poll_names();
    let received_by: Vec<_> = received_by.iter().map(|(kind, names)| (*kind, names.join(", "))).collect();
    assert_eq!(
        received_by,
        [
            (Kind::ConversationParticipantTyping, "ann, bob".into()),
            (Kind::ConversationParticipantRemoved, "ann, bob".into()),
            (Kind::ConversationUpdate, "bob".into()),
        ]
    );
}

#[test]
fn v1_roles_are_kept_as_given() {
    let mut world = with_stranger();
    for (user, role) in [("ann", "owner"), ("bob", ""), ("cleo", "tea lady, 2nd class")] {
        world.receivers(ConversationParticipantAdded::new("tea", "host", "", user, role));
    }
    let expected = vec![("ann", "owner"), ("bob", ""), ("cleo", "tea lady, 2nd class")];
    assert_eq!(world.members("tea"), Some(expected));
    assert_eq!(world.members("elsewhere"), Some(vec![("stranger", "member")]));
    world.receivers(removed("tea", "ann"));
    assert_eq!(world.members("tea").unwrap()[0], ("bob", ""));
}

#[test]
fn n5_conversations_and_memberships_are_in_the_order_in_which_they_began() {
    let mut world = with_stranger();
    for (conversation, user) in [("tea", "bob"), ("jam", "ann"), ("art", "bob"), ("tea", "ann"), ("jam", "bob")] {
        world.receivers(added(conversation, user));
    }
    assert_eq!(world.engine.conversations().collect::<Vec<_>>(), ["elsewhere", "tea", "jam", "art"]);
    let memberships = |world: &World, user: &str| -> Vec<String> {
        world.engine.memberships(&user.into()).map(String::from).collect()
    };
    assert_eq!(memberships(&world, "ann"), ["jam", "tea"], "not by the age of the conversations");
    assert_eq!(memberships(&world, "bob"), ["tea", "art", "jam"]);

    world.receivers(deleted("tea"));
    world.receivers(added("art", "bob"));
    assert_eq!(memberships(&world, "bob"), ["tea", "art", "jam"], "deleted ones too; adding again moves nothing");
    world.receivers(removed("art", "bob"));
    world.receivers(added("art", "bob"));
    assert_eq!(memberships(&world, "bob"), ["tea", "jam", "art"], "whoever is added anew is last");
    assert_eq!(world.engine.conversations().collect::<Vec<_>>(), ["elsewhere", "tea", "jam", "art"]);
    assert_eq!(memberships(&world, "nobody"), [""; 0]);
}
