//! What happens in a conversation (V2).
//!
//! Owns the kinds and what is accepted while a conversation is deleted. Must not look at counts. Invariant: an event
//! reaches the members with everything that it carries, and nobody else.

use tidings::{conversation::*, daemon::*, *};

use super::verbs::{added, deleted, delivered, quiet, read, removed, sent, typing, undeleted, updated, with_stranger};
use super::world::NOW;

#[test]
fn v2_every_kind_reaches_the_members_and_nobody_else() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    world.conversation("jam", ["cleo"]);
    let coming_and_going =
        [added("tea", "ann").into(), deleted("tea").into(), undeleted("tea").into(), removed("tea", "bob").into()];
    let mut kinds = Vec::new();
    for event in quiet("tea").into_iter().chain(coming_and_going) {
        kinds.push(event.kind());
        assert_eq!(world.receivers(event), ["ann", "bob"]);
    }
    kinds.sort();
    let family = |kind: &Kind| kind.family() == Family::Conversation && kind.member_kinds() == [*kind];
    let all: Vec<_> = Kind::ALL.iter().copied().filter(family).filter(|kind| *kind != Kind::ProfileUpdate).collect();
    assert_eq!(kinds, all, "no kind is left out");
}

/// [`World::receivers`] compares what is told with what was published; here is what there is to compare.
#[test]
fn v2_every_field_of_the_payload_is_carried() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let (created_by, timestamp) = ("host", "2026-01-02T03:04:05Z");
    let event = updated("tea", "Tea at four");
    let owner = Some(Privileges { can_send: true, ..Privileges::default() });
    assert_eq!((event.created_by.as_str(), event.timestamp.as_str()), (created_by, timestamp));
    assert_eq!((event.name.as_deref(), event.description.as_deref()), (Some("Tea at four"), Some("about it")));
    assert_eq!((event.is_public, event.e_tag.as_deref()), (Some(true), Some("v7")));
    assert_eq!(event.roles, Some(Roles { owner, participant: None }));
    assert_eq!(world.receivers(event), ["ann"]);

    let privileges = Privileges { can_send: false, can_add_participants: true, can_remove_participants: true };
    let roles = Roles { participant: Some(privileges), ..Roles::default() };
    assert_eq!(world.receivers(ConversationUpdate::new("tea", "", "", None, None, roles, false, None)), ["ann"]);

    let event = typing("tea", "bob");
    assert_eq!((event.profile_id.as_str(), event.timestamp.as_str()), ("bob", timestamp));
    assert_eq!(world.receivers(event), ["ann"]);

    let mut event = sent("tea", 41);
    event.payload.parts.get_or_insert_default().push(MessagePart {
        name: Some("cup".into()),
        r#type: Some("image/png".into()),
        url: Some("https://cups.example/7".into()),
        data: Some(String::new()),
        size: Some(u64::MAX),
        other: vec![("width".into(), Json::from(640_u64))],
    });
    event.payload.metadata = Some(Json::from("thirsty"));
    event.payload.context = Some(Json::List(vec![Json::Null, Json::Bool(true)]));
    event.payload.alert = Some(Json::Object(vec![("platforms".into(), Json::Object(vec![]))]));
    assert_eq!((event.event_id.as_str(), event.conversation_event_id), ("e1", 41));
    assert_eq!(world.receivers(event), ["ann"]);

    let payload = read("tea", 42, "bob").payload;
    assert_eq!(payload, delivered("tea", 43, "bob").payload);
    assert_eq!((payload.message_id.as_str(), payload.conversation_id.as_str()), ("m1", "tea"));
    assert_eq!((payload.profile_id.as_str(), payload.timestamp.as_str()), ("bob", timestamp));
}

#[test]
fn v2_the_sender_need_not_be_a_member() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.open("bob");
    let of_bob: [Event; 4] = [
        typing("tea", "bob").into(),
        delivered("tea", 1, "bob").into(),
        read("tea", 2, "bob").into(),
        ConversationUpdate::new("tea", "bob", "", None, None, Roles::default(), None, None).into(),
    ];
    for event in of_bob {
        assert_eq!(world.receivers(event), ["ann"], "bob, who is no member, does not hear what he did");
    }
    assert_eq!(world.members("tea"), Some(vec![("ann", "member")]));
}

/// V1 keeps the members by the name in the event, whatever the message's payload says.
#[test]
fn v2_the_conversation_in_a_status_is_not_looked_at() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.conversation("jam", ["bob"]);
    let mut event = read("tea", 1, "bob");
    event.payload.conversation_id = "jam".into();
    assert_eq!(world.receivers(event), ["ann"]);
}

#[test]
fn v2_a_deleted_conversation_accepts_being_undeleted_only() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    assert_eq!(world.receivers(deleted("tea")), ["ann", "bob"]);
    let others = [
        added("tea", "ann").into(),
        added("tea", "cleo").into(),
        removed("tea", "ann").into(),
        removed("tea", "nobody").into(),
        deleted("tea").into(),
    ];
    for event in quiet("tea").into_iter().chain(others) {
        let error = world.refusal(event);
        assert_eq!(error, Error::ConversationDeleted { conversation: "tea".into(), deleted: true });
        assert_eq!(error.code(), Code::FailedPrecondition);
    }
    assert_eq!(world.members("tea").map(|members| members.len()), Some(2), "its members stay");
    assert_eq!(world.receivers(undeleted("tea")), ["ann", "bob"]);
    for event in quiet("tea") {
        assert_eq!(world.receivers(event), ["ann", "bob"]);
    }
    assert_eq!(world.receivers(deleted("tea")), ["ann", "bob"], "and it may be deleted again");
}

#[test]
fn v2_undeleting_a_live_one_is_refused() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for _ in 0..2 {
        let error = world.refusal(undeleted("tea"));
        assert_eq!(error, Error::ConversationDeleted { conversation: "tea".into(), deleted: false });
        assert_eq!(error.code(), Code::FailedPrecondition);
        assert_eq!(world.receivers(typing("tea", "ann")), ["ann"], "it goes on");
    }
    world.receivers(deleted("tea"));
    world.receivers(undeleted("tea"));
    world.refusal(undeleted("tea"));
}

#[test]
fn v2_deleting_one_leaves_the_others() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.receivers(added("jam", "ann"));
    world.receivers(deleted("tea"));
    assert_eq!(world.receivers(typing("jam", "ann")), ["ann"]);
    assert_eq!(world.receivers(typing("elsewhere", "ann")), ["stranger"]);
    assert!(matches!(world.refusal(undeleted("jam")), Error::ConversationDeleted { deleted: false, .. }));
}

#[test]
fn v2_what_changes_while_it_is_deleted_counts_when_it_is_back() {
    let mut world = with_stranger();
    let [ann, _bob] = world.conversation("tea", ["ann", "bob"]);
    world.receivers(deleted("tea"));
    world.close(ann);
    world.open("bob");
    assert_eq!(world.receivers(undeleted("tea")), ["bob", "bob 2"], "ann is a member without a session");
    world.open("ann");
    assert_eq!(world.receivers(typing("tea", "ann")), ["bob", "bob 2", "ann 2"]);
}

/// I3: the form of the input, then what it names, then what the state allows.
#[test]
fn v2_checks_come_in_order() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let field = |error| if let Error::Empty { field } = error { field } else { panic!("{error:?}") };
    assert_eq!(field(world.refusal(added("", ""))), "event.conversation_id");
    assert_eq!(field(world.refusal(added("unknown", ""))), "event.profile_id");
    assert_eq!(field(world.refusal(removed("unknown", ""))), "event.profile_id");
    assert_eq!(field(world.refusal(sent("", 1))), "event.conversation_id");
    assert!(matches!(world.refusal(removed("unknown", "bob")), Error::ConversationUnknown { .. }));
    assert!(matches!(world.refusal(removed("tea", "bob")), Error::NotAMember { .. }));
    world.receivers(deleted("tea"));
    assert!(matches!(world.refusal(removed("tea", "bob")), Error::ConversationDeleted { .. }));
    assert_eq!(field(world.refusal(removed("tea", ""))), "event.profile_id");
    // Who types is not looked at.
    world.receivers(undeleted("tea"));
    assert_eq!(world.receivers(typing("tea", "")), ["ann"]);
}

#[test]
fn v2_other_families_do_not_come_in_here() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let others: [Event; 2] = [MessageReceived::new(Message::default()).into(), CallEnded::new("call").into()];
    for event in others {
        let error = world.refusal(event);
        assert_eq!(error, Error::Empty { field: "user".into() }, "an event of the daemon is for one user");
        assert_eq!(error.code(), Code::InvalidArgument);
    }
    let before = world.engine.stats();
    let error =
        world.engine.publish(NOW, Publication::new(typing("tea", "ann"), Audience::user(&"ann".into()))).unwrap_err();
    assert!(matches!(error, Error::AudienceRefused { kind: Kind::ConversationParticipantTyping, .. }), "{error}");
    assert_eq!(world.engine.stats(), before, "R4");
    assert!(world.engine.poll_output().is_none(), "nobody hears it");
}
