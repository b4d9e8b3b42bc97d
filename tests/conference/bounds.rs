//! The bounds of conferences (T2), and that whatever they refuse has changed nothing (R4).
//!
//! Owns each bound at one below, at it and one above, in every way in which it can be reached. Must not know other bounds.
//! Invariant: leaving is never refused.

use tidings::{conference::*, *};

use super::verbs::{code, config, open_room, room};
use super::world::World;

fn people(count: usize) -> Vec<Invitee> {
    (0..count).map(|at| Invitee::new(format!("guest {at}"))).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, wanted: Bound, wanted_value: u64) {
    match result.unwrap_err() {
        Error::BoundReached { bound, value, maximum, .. } => {
            assert_eq!((bound, value, maximum), (wanted, wanted_value, wanted_value - 1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn t2_participants() {
    for protected in [false, true] {
        let users = ["ann", "a", "b", "c", "d"];
        let mut world = World::of(config().max_participants(3), &users);
        world.create("ann", if protected { room() } else { open_room() });
        world.here().invite_as_server(&users.map(Invitee::new), true).unwrap();
        world.received_by();
        world.enter("ann");
        for user in ["a", "b"] {
            world.join(user).unwrap();
            world.received_by();
        }
        let before = world.seen();
        for _ in 0..2 {
            refused(world.join("c"), Bound::Participants, 4);
            world.expect(&[]);
            assert_eq!(world.seen(), before, "R4");
        }
        // It is those in the conference who count: one goes, one comes.
        world.report("a", Connection::Lost).unwrap();
        world.received_by();
        world.join("c").unwrap();
        world.received_by();
        refused(world.join("a"), Bound::Participants, 4);
        // Being full stops nothing else.
        world.invite("ann", &[Invitee::new("d")]).unwrap();
        world.report("c", Connection::Connected).unwrap();
        world.kick("ann", "c").unwrap();
        world.join("d").unwrap();
        assert_eq!(world.inside(), ["ann Connected", "b Connecting", "d Connecting"]);
    }
}

#[test]
fn t2_open_invitations() {
    let mut world = World::of(config().max_open_invitations(3), &["ann", "guest 0", "out"]);
    world.watch("out", "room");
    world.create("ann", room());
    world.enter("ann");
    world.received_by();
    let before = world.seen();
    refused(world.invite("ann", &people(4)), Bound::OpenInvitations, 4);
    refused(world.here().invite_as_server(&people(4), true), Bound::OpenInvitations, 4);
    world.expect(&[]);
    assert_eq!(world.seen(), before, "R4: not one of the four");

    world.invite("ann", &people(2)).unwrap();
    world.here().invite_as_server(&people(3)[2..], true).unwrap();
    world.expect(&[
        "ann: Room participantAdded guest 0 Reserved",
        "guest 0: Room Invitation from ann",
        "ann: Room participantAdded guest 1 Reserved",
        "ann: Room participantAdded guest 2 Reserved",
    ]);
    refused(world.invite("ann", &[Invitee::new("more")]), Bound::OpenInvitations, 4);
    // Resending takes no room, nor do those who are in; joining, declining and kicking make room.
    world.invite("ann", &people(3)).unwrap();
    world.received_by();
    world.join("guest 0").unwrap();
    world.kick("ann", "guest 1").unwrap();
    world.invite("ann", &[Invitee::new("more"), Invitee::new("and more"), Invitee::new("guest 0")]).unwrap();
    world.received_by();
    refused(world.invite("ann", &[Invitee::new("too many")]), Bound::OpenInvitations, 4);
    world.expect(&[]);
}

#[test]
fn t2_open_invitations_of_a_creation() {
    let mut world = World::of(config().max_open_invitations(2), &["ann", "guest 0", "out"]);
    world.watch("out", "room");
    let before = world.seen();
    let new = || NewConference::new("Room");
    let (now, ann) = (world.now, UserId::from("ann"));
    refused(world.engine.create_conference_as_server(now, &ann, new(), &people(3), true), Bound::OpenInvitations, 3);
    world.expect(&[]);
    assert_eq!(world.seen(), before, "R4: not even created");
    let created = world.engine.create_conference_as_server(now, &ann, new(), &people(2), true).unwrap();
    assert_eq!((created.id.number(), created.user_tokens.len()), (1, 2), "P1: no number was used up");
    world.expect(&["out: Room Conference.Created #1", "guest 0: Room Invitation from ann"]);
}

/// I3: the bounds of a conference are asked after the people named, by whatever input they are named.
#[test]
fn i3_a_kick_is_refused_before_a_bound() {
    let mut world = World::of(config().max_open_invitations(2), &["ann", "bo"]);
    world.create("ann", open_room());
    world.enter("ann");
    world.join("bo").unwrap();
    world.kick("ann", "bo").unwrap();
    let mut invitees = people(3);
    invitees.push(Invitee::new("bo"));
    let (now, ann) = (world.now, UserId::from("ann"));
    let kicked = Some(Code::PermissionDenied);
    assert_eq!(code(world.invite("ann", &invitees)).err(), kicked);
    assert_eq!(code(world.here().invite_as_server(&invitees, true)).err(), kicked);
    let new = NewConference::new("Room");
    assert_eq!(code(world.engine.create_conference_as_server(now, &ann, new, &invitees, true)).err(), kicked);
    refused(world.invite("ann", &invitees[..3]), Bound::OpenInvitations, 3);
}

/// R4: an input whose deliveries have no room is refused as a whole: no status, no count, no invitation has changed.
#[test]
fn r4_a_full_queue_refuses_the_whole_input() {
    type Attempt = fn(&mut World) -> Result<(), Error>;
    let attempts: [(Attempt, u64); 7] = [
        (|world| world.invite("ann", &[Invitee::new("cy"), Invitee::new("dee")]).map(drop), 8),
        (|world| world.kick("ann", "bo"), 5),
        (|world| world.leave("bo"), 4),
        (|world| world.report("bo", Connection::Connected), 4),
        (|world| world.report("bo", Connection::Lost), 4),
        (|world| world.end("ann"), 1),
        (|world| world.permit("ann", "bo", Permissions::all()), 1),
    ];
    for (attempt, deliveries) in attempts {
        for room_for in [deliveries - 1, deliveries] {
            let mut world = World::of(config().max_pending_deliveries(16), &["ann", "bo", "cy", "dee", "x", "out"]);
            world.watch("out", "room");
            world.create("ann", room());
            world.here().invite_as_server(&[Invitee::new("bo"), Invitee::new("x")], true).unwrap();
            world.received_by();
            world.enter("ann");
            for user in ["x", "bo"] {
                world.join(user).unwrap();
                world.received_by();
            }
            let (now, out) = (world.now, world.session("out"));
            let filler = world.subscribe("out", ConferenceCreated::interest("filler"));
            world.received_by();
            for _ in 0..16 - room_for {
                world.engine.create_conference(now, out, NewConference::new("filler")).unwrap();
                world.engine.conference(now, "filler").end(out).unwrap();
            }
            let before = world.seen();
            let outcome = attempt(&mut world);
            if room_for < deliveries {
                refused(outcome, Bound::PendingDeliveries, 17);
                assert_eq!(world.seen(), before, "R4");
            } else {
                outcome.unwrap();
            }
            let received = world.received_by().into_iter().filter(|line| !line.contains("filler")).count() as u64;
            assert_eq!(received, if room_for < deliveries { 0 } else { deliveries });
            assert!(world.engine.subscription(filler).is_some());
        }
    }
}

/// R4: counts are given back where the queue has no room.
#[test]
fn r4_a_refused_input_takes_no_count() {
    let mut world = World::of(config().max_pending_deliveries(2), &["ann", "out"]);
    let counted = world.subscribe("out", ParticipantJoined::interest("room").count(1));
    world.received_by();
    world.subscribe("out", ConferenceActiveParticipants::interest("room").count(2));
    world.received_by();
    world.create("ann", room());
    world.subscribe("ann", ParticipantJoined::interest("ROOM"));
    world.received_by();
    world.join("ann").unwrap();
    let before = world.seen();
    refused(world.report("ann", Connection::Connected), Bound::PendingDeliveries, 3);
    assert_eq!(world.seen(), before);
    let remaining = |world: &World| world.engine.subscription(counted).map(|held| held.remaining().unwrap().get());
    assert_eq!(remaining(&world), Some(1));
    let ann = world.session("ann");
    let ended = world.engine.unsubscribe_alias(world.now, ann, Kind::ParticipantJoined, "room").unwrap();
    assert_eq!(ended.len(), 1);
    world.report("ann", Connection::Connected).unwrap();
    world.expect(&["out: Room Participant.Joined ann", "out: Room Conference.ActiveParticipants [ann]"]);
    assert_eq!(remaining(&world), None, "C1");
}

/// Leaving by closing a session is never refused; nor is what time brings.
#[test]
fn r4_nobody_is_held_by_a_full_queue() {
    let mut world = World::of(config().max_pending_deliveries(3), &["ann", "bo", "out"]);
    for kind in [Interest::from(ParticipantLeft::interest("room")), ConferenceEnded::interest("room").into()] {
        world.subscribe("out", kind);
        world.received_by();
    }
    world.create("ann", open_room());
    world.join("ann").unwrap();
    world.join("bo").unwrap();
    world.expect(&["ann: Room participantAdded bo Connecting"]);
    // The queue is full of answers.
    for _ in 0..3 {
        world.subscribe("out", ConferenceCreated::interest("other"));
    }
    assert_eq!(code(world.leave("bo")), Err(Code::ResourceExhausted));
    assert_eq!(world.engine.stats().pending_deliveries, 3);
    world.close("bo");
    assert_eq!(world.inside(), ["ann Connecting"]);
    world.revoke("ann");
    world.at(30_000);
    let received_by = world.received_by();
    let news = ["Participant.Left bo", "Participant.Left ann", "Conference.Ended #1"];
    assert_eq!(received_by[3..], news.map(|what| format!("out: Room {what}")), "{received_by:?}");
    assert_eq!(world.engine.stats().conferences, 0);
}

#[test]
fn t2_names_in_invitations() {
    let mut world = World::of(config().max_name_bytes(12), &["ann"]);
    world.create("ann", open_room());
    world.enter("ann");
    let before = world.seen();
    let long = "n".repeat(13);
    for invitee in [Invitee::new(long.as_str()), Invitee::new("bo").name(long.as_str())] {
        refused(world.invite("ann", &[invitee]), Bound::NameBytes, 13);
    }
    assert_eq!(code(world.invite("ann", &[Invitee::new("")])), Err(Code::InvalidArgument));
    let twice = [Invitee::new("bo"), Invitee::new("cy"), Invitee::new("bo")];
    let refusal = world.invite("ann", &twice).unwrap_err();
    assert_eq!(refusal, Error::NamedTwice { field: "participants[2].user".into(), user: "bo".into() });
    assert_eq!(world.seen(), before, "R4");
    world.expect(&[]);
    world.invite("ann", &[Invitee::new("n".repeat(12)).name("n".repeat(12))]).unwrap();
}
