//! From the creation to the end: what is told in which order, session by session.
//!
//! Owns the stories that P1, P3, P4, P5, P7, P9 and K7 tell. Must not repeat what the tables of the machine and of the rights
//! cover. Invariant: each story lists everything that anybody hears.

use std::time::Duration;

use tidings::{conference::*, *};

use super::verbs::{code, config, open_room, room};
use super::world::World;

fn people(users: &[&str]) -> Vec<Invitee> {
    users.iter().map(|user| Invitee::new(*user)).collect()
}

fn outcomes(invited: &[Invited]) -> Vec<InviteOutcome> {
    invited.iter().map(|invited| invited.outcome).collect()
}

#[test]
fn p1_an_alias_names_one_live_conference() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.watch("out", "STRASSE Ä");
    let new = |alias: &str, seconds| NewConference::new(alias).ttl(Duration::from_secs(seconds));
    let first = world.create("ann", new("Strasse Ä", 7));
    assert_eq!((first.id.number(), first.alias.as_written(), first.is_new), (1, "Strasse Ä", true));
    world.expect(&["out: Strasse Ä Conference.Created #1"]);
    // Found again, whatever the case and whoever asks: unchanged, and told to nobody.
    let again = world.create("bo", new("strasse ä", 9_999).protected(true));
    assert_eq!((again.id, again.alias.as_written(), again.is_new), (first.id, "Strasse Ä", false));
    assert_eq!((again.owner_token, world.engine.poll_timeout()), (None, Some(Timestamp::from_millis(30_000))));
    // Lower case is no folding: ß is not ss.
    let other = world.create("bo", new("Straße Ä", 0));
    assert_eq!((other.id.number(), other.is_new), (2, true));
    world.expect(&[]);
    // The creator is not in it, and numbers are never reused.
    assert_eq!(world.engine.roster(first.id).unwrap().entries().count(), 0);
    world.engine.conference(world.now, "STRASSE Ä").end_as_server().unwrap();
    world.expect(&["out: Strasse Ä Conference.Ended #1"]);
    let missing = world.engine.roster(first.id).unwrap_err();
    assert_eq!(missing.code(), Code::NotFound);
    assert_eq!(world.create("ann", new("strasse Ä", 0)).id.number(), 3);
    world.expect(&["out: strasse Ä Conference.Created #3"]);
}

#[test]
fn p1_aliases_that_are_none() {
    let mut world = World::of(config(), &["ann"]);
    let ann = world.session("ann");
    let before = world.seen();
    for alias in ["", "a#b", "#", &"é".repeat(251)] {
        let session = world.engine.create_conference(world.now, ann, NewConference::new(alias));
        assert_eq!(code(session.map(drop)), Err(Code::InvalidArgument), "{alias:?}");
        let new = NewConference::new(alias);
        let server = world.engine.create_conference_as_server(world.now, &"ann".into(), new, &[], false);
        assert_eq!(code(server.map(drop)), Err(Code::InvalidArgument), "{alias:?}");
    }
    assert_eq!(world.seen(), before, "R4");
    assert!(world.create("ann", NewConference::new("é".repeat(250))).is_new);
    world.expect(&[]);
}

#[test]
fn p3_many_at_once_in_the_order_of_the_request() {
    let mut world = World::of(config(), &["cy", "ann", "bo", "dee", "out"]);
    world.open_as("bo", "bo's phone");
    world.watch("out", "Room");
    world.create("ann", open_room());
    world.enter("ann");
    world.here().invite_as_server(&people(&["cy", "left"]), false).unwrap();
    world.received_by();
    // Dee is in, cy was invited, left and bo are new to the inviter, nobody has no session.
    world.enter("dee");
    world.received_by();
    let invited = world.invite("ann", &people(&["nobody", "dee", "cy", "bo"])).unwrap();
    let (here, none) = (|sessions| InviteOutcome::Delivered { sessions }, InviteOutcome::NoSession);
    assert_eq!(outcomes(&invited), [none, InviteOutcome::AlreadyIn, here(1), here(2)]);
    world.expect(&[
        "ann: Room participantAdded nobody Reserved",
        "dee: Room participantAdded nobody Reserved",
        "cy: Room Invitation from ann",
        "ann: Room participantAdded bo Reserved",
        "dee: Room participantAdded bo Reserved",
        "bo: Room Invitation from ann",
        "bo's phone: Room Invitation from ann",
    ]);
    // All or nothing: cy was kicked, so bo is not asked a second time either.
    world.kick("ann", "cy").unwrap();
    world.expect(&[
        "cy: Room participantUpdated cy Kicked",
        "ann: Room participantUpdated cy Kicked",
        "dee: Room participantUpdated cy Kicked",
    ]);
    let before = world.seen();
    let refused = world.invite("ann", &people(&["bo", "new", "cy"])).unwrap_err();
    assert_eq!(refused, Error::Kicked { field: "participants[2].user".into(), user: "cy".into() });
    assert_eq!(world.seen(), before, "R4");
    world.expect(&[]);
    // A session that ended its default subscription is not counted as reached.
    let phone = world.session("bo's phone");
    let held: Vec<_> = world.engine.subscriptions(phone).unwrap().map(|(id, held)| (id, held.kind())).collect();
    let (invitations, _) = held.into_iter().find(|(_, kind)| *kind == Kind::ConferenceInvitation).unwrap();
    world.engine.unsubscribe(world.now, phone, invitations).unwrap();
    assert_eq!(outcomes(&world.invite("dee", &people(&["bo"])).unwrap()), [here(1)]);
    world.expect(&["bo: Room Invitation from dee"]);
}

#[test]
fn p4_kept_only_where_the_host_wants_it() {
    let story = |keep_ms, opens_at| {
        let mut world = World::of(config().keep_invitations(Duration::from_millis(keep_ms)), &["ann", "out"]);
        world.create("ann", room());
        world.enter("ann");
        assert_eq!(outcomes(&world.invite("ann", &people(&["bo"])).unwrap()), [InviteOutcome::NoSession]);
        world.expect(&["ann: Room participantAdded bo Reserved"]);
        world.now = Timestamp::from_millis(opens_at);
        world.open_as("bo", "bo");
        let mut received_by = world.received_by();
        world.open_as("bo", "bo's phone");
        received_by.extend(world.received_by());
        received_by
    };
    assert_eq!(story(0, 1), Vec::<String>::new(), "off by default: the inviter has to resend");
    assert_eq!(story(5_000, 4_999), ["bo: Room Invitation from ann"], "once");
    assert_eq!(story(5_000, 5_000), Vec::<String>::new(), "over");
    assert_eq!(story(u64::MAX, u64::MAX - 1), ["bo: Room Invitation from ann"]);
}

/// P4: what became of it meanwhile counts; an invitation that is none any more is not delivered.
#[test]
fn p4_not_kept_beyond_its_reason() {
    type Meanwhile = fn(&mut World);
    let meanwhile: [(&str, Meanwhile, &[&str]); 4] = [
        ("nothing", |_| {}, &["bo: Room Invitation from ann"]),
        ("kicked", |world| world.kick("ann", "bo").unwrap(), &[]),
        ("ended", |world| world.end("ann").unwrap(), &[]),
        (
            "invited by another",
            |world| drop(world.invite("cy", &people(&["bo"])).unwrap()),
            &["bo: Room Invitation from cy"],
        ),
    ];
    for (name, act, expected) in meanwhile {
        let mut world = World::of(config().keep_invitations(Duration::from_secs(5)), &["ann", "cy"]);
        world.create("ann", open_room());
        world.enter("ann");
        world.received_by();
        world.enter("cy");
        world.invite("ann", &people(&["bo"])).unwrap();
        world.received_by();
        act(&mut world);
        world.received_by();
        world.open_as("bo", "bo");
        assert_eq!(world.received_by(), expected, "{name}");
        // What was delivered is not delivered again.
        world.close("bo");
        world.open_as("bo", "bo");
        world.expect(&[]);
    }
}

/// P5: all sessions of a participant hear; told once per join; joining while in is refused from any session.
#[test]
fn p5_joining_and_connecting() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.open_as("ann", "ann's phone");
    world.watch("out", "room");
    world.create("ann", open_room());
    world.expect(&["out: Room Conference.Created #1"]);
    world.join("ann").unwrap();
    world.expect(&[]);
    world.join("bo").unwrap();
    world.expect(&["ann: Room participantAdded bo Connecting", "ann's phone: Room participantAdded bo Connecting"]);
    assert_eq!(code(world.join("ann's phone")), Err(Code::FailedPrecondition));
    world.report("ann", Connection::Connected).unwrap();
    world.expect(&[
        "bo: Room participantUpdated ann Connected",
        "out: Room Participant.Joined ann",
        "out: Room Conference.ActiveParticipants [ann bo]",
    ]);
    // Inactive and back: no joining. Inactive before the first Connected: it still counts as the first.
    world.report("ann", Connection::Inactive).unwrap();
    world.expect(&["bo: Room participantUpdated ann Inactive"]);
    world.report("ann", Connection::Connected).unwrap();
    world.expect(&["bo: Room participantUpdated ann Connected"]);
    for (connection, status) in [(Connection::Error, "Error"), (Connection::Warning, "Warning")] {
        world.report("bo", connection).unwrap();
        let line = |who| format!("{who}: Room participantUpdated bo {status}");
        assert_eq!(world.received_by(), ["ann", "ann's phone"].map(line));
    }
    world.report("bo", Connection::Connected).unwrap();
    assert_eq!(
        world.received_by()[2..],
        ["out: Room Participant.Joined bo", "out: Room Conference.ActiveParticipants [ann bo]"]
    );
    // Out and in again: updated, not added, and joined anew. Leaving may come from any session.
    world.leave("ann's phone").unwrap();
    world.expect(&[
        "bo: Room participantUpdated ann Left",
        "out: Room Participant.Left ann",
        "out: Room Conference.ActiveParticipants [bo]",
    ]);
    world.enter("ann");
    world.expect(&[
        "bo: Room participantUpdated ann Connecting",
        "bo: Room participantUpdated ann Connected",
        "out: Room Participant.Joined ann",
        "out: Room Conference.ActiveParticipants [ann bo]",
    ]);
}

/// P7: the session through which one joined is the one that counts; the others may go.
#[test]
fn p7_closing_a_session_is_leaving() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.open_as("bo", "bo's phone");
    for alias in ["first", "second", "third"] {
        world.watch("out", alias);
        world.create("ann", NewConference::new(alias));
    }
    let (ann, bo, phone) = (world.session("ann"), world.session("bo"), world.session("bo's phone"));
    let now = world.now;
    for (alias, through) in [("third", bo), ("first", bo), ("second", phone)] {
        world.engine.conference(now, alias).join(ann, None).unwrap();
        world.engine.conference(now, alias).join(through, None).unwrap();
    }
    world.received_by();
    world.close("bo");
    world.expect(&[
        "ann: first participantUpdated bo Left",
        "out: first Participant.Left bo",
        "out: first Conference.ActiveParticipants [ann]",
        "ann: third participantUpdated bo Left",
        "out: third Participant.Left bo",
        "out: third Conference.ActiveParticipants [ann]",
    ]);
    let second = world.engine.roster("second").unwrap();
    assert_eq!(second.inside().map(|entry| entry.user().as_str()).collect::<Vec<_>>(), ["ann", "bo"]);
    world.revoke("bo");
    world.expect(&[
        "ann: second participantUpdated bo Left",
        "out: second Participant.Left bo",
        "out: second Conference.ActiveParticipants [ann]",
    ]);
}

/// P7: ending is the creator's affair, in or not, and tells nobody but the alias.
#[test]
fn p7_ending_reaches_the_alias_alone() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.watch("out", "room");
    world.create("ann", open_room());
    world.enter("bo");
    world.received_by();
    assert_eq!(world.end("bo").unwrap_err(), Error::NotTheCreator);
    world.expect(&[]);
    world.end("ann").unwrap();
    world.expect(&["out: Room Conference.Ended #1"]);
    assert_eq!(code(world.end("ann")), Err(Code::NotFound));
    // Nothing of it holds on: bo's session closes without anybody being told.
    world.close("bo");
    world.expect(&[]);
}

/// P9: over a live alias the people are invited; its time to live, protection and owner stay.
#[test]
fn p9_the_server_side() {
    let mut world = World::of(config(), &["ann", "bo", "cy", "out"]);
    world.watch("out", "room");
    let (now, new) = (world.now, || NewConference::new("Room"));
    let engine = &mut world.engine;
    let created = engine
        .create_conference_as_server(now, &"ann".into(), new().ttl(Duration::from_secs(60)), &people(&["bo"]), true)
        .unwrap();
    assert!(created.is_new && created.owner_token.is_some());
    world.expect(&["out: Room Conference.Created #1", "bo: Room Invitation from ann"]);
    assert_eq!(world.inside(), Vec::<String>::new(), "creating does not join");

    let over = new().ttl(Duration::from_secs(1)).protected(false);
    let engine = &mut world.engine;
    let found = engine.create_conference_as_server(now, &"cy".into(), over, &people(&["cy"]), true).unwrap();
    assert_eq!((found.is_new, found.owner_token, found.user_tokens.len()), (false, None, 1));
    assert_eq!(world.engine.poll_timeout(), Some(Timestamp::from_millis(60_000)));
    world.expect(&["cy: Room Invitation from ann"]);
    // Without notify nobody hears anything, and nobody is in to see it.
    let invited = world.here().invite_as_server(&people(&["out", "away"]), false).unwrap();
    assert_eq!(outcomes(&invited), [InviteOutcome::NoSession, InviteOutcome::NoSession]);
    world.expect(&[]);
    assert_eq!(code(world.end("cy")), Err(Code::PermissionDenied), "the owner stays");
}

/// K7: the answer to an alias subscription shows those in, by their names, as they were first seen; to that session alone.
#[test]
fn k7_what_subscribing_is_answered_with() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.create("ann", open_room());
    world.here().invite_as_server(&[Invitee::new("bo").name("Bo B.")], true).unwrap();
    world.received_by();
    world.enter("ann");
    world.enter("bo");
    world.received_by();
    world.subscribe("out", ConferenceEnded::interest("ROOM").count(1));
    let dispatch = world.engine.poll_output().unwrap();
    let Event::ConferenceStatus(status) = dispatch.event() else { panic!("{dispatch:?}") };
    assert_eq!((status.conference_alias.as_written(), status.live), ("Room", true));
    let names: Vec<_> = status.participants.iter().map(|one| (one.id.as_str(), one.info.name.as_deref())).collect();
    assert_eq!(names, [("bo", Some("Bo B.")), ("ann", None)], "bo was seen first");
    assert!(world.engine.poll_output().is_none());
    world.end("ann").unwrap();
    world.expect(&["out: Room Conference.Ended #1"]);
    world.subscribe("out", ConferenceEnded::interest("ROOM"));
    world.expect(&["out: ROOM conferenceStatus not live []"]);
}
