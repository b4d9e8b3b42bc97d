//! How long a conference restarts (P8), and how time passes (T1).
//!
//! Owns the deadlines, to the millisecond. Must not know who may do what. Invariants: nothing ends a millisecond early or late;
//! after `handle_timeout(now)` the next timeout is later than `now`, or none.

use std::time::Duration;

use tidings::{conference::*, *};

use super::verbs::{config, open_room, room};
use super::world::World;

fn deadline(world: &World) -> Option<u64> {
    world.engine.poll_timeout().map(Timestamp::as_millis)
}

/// Lets time pass to just before the deadline, where nothing happens, then to the deadline, where this conference ends.
#[track_caller]
fn ends_at(world: &mut World, ms: u64) {
    assert_eq!(deadline(world), Some(ms));
    world.at(ms - 1);
    world.expect(&[]);
    assert_eq!(world.engine.stats().conferences, 1);
    world.at(ms);
    world.expect(&["out: Room Conference.Ended #1"]);
    assert_eq!((world.engine.stats().conferences, deadline(world)), (0, None));
    world.at(u64::MAX);
    world.expect(&[]);
}

/// Created at 1000 with this time to live; ann created it, out watches the alias and is never in.
fn world(ttl_s: u32) -> World {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.watch("out", "room");
    world.at(1_000);
    world.create("ann", room().ttl(Duration::from_secs(ttl_s.into())));
    world.expect(&["out: Room Conference.Created #1"]);
    world
}

#[test]
fn p8_nobody_comes() {
    for (ttl_s, end) in [(0, 31_000), (29, 31_000), (30, 31_000), (31, 32_000), (u32::MAX, 1_000 + 4_294_967_295_000)] {
        ends_at(&mut world(ttl_s), end);
    }
}

/// Reserved does not count as being in, and inviting, declining and updating permissions restart nothing.
#[test]
fn p8_invitations_restart_nothing() {
    let mut world = world(0);
    world.at(20_000);
    world.here().invite_as_server(&[Invitee::new("bo")], true).unwrap();
    world.expect(&["bo: Room Invitation from ann"]);
    world.at(25_000);
    world.decline("bo").unwrap();
    world.here().invite_as_server(&[Invitee::new("bo")], true).unwrap();
    world.expect(&["bo: Room Invitation from ann"]);
    ends_at(&mut world, 31_000);
}

#[test]
fn p8_someone_in_it_never() {
    let mut world = world(0);
    world.join("ann").unwrap();
    assert_eq!(deadline(&world), None);
    world.at(u64::MAX / 2);
    world.expect(&[]);
    assert_eq!(world.inside(), ["ann Connecting"]);
}

#[test]
fn p8_emptied_again() {
    // (time to live, emptied at, ends at): the grace from the creation holds in any case, and the later of both counts.
    for (ttl_s, emptied, end) in [
        (0, 2_000, 31_000),
        (10, 2_000, 31_000),
        (28, 3_000, 31_000),
        (29, 3_000, 32_000),
        (60, 2_000, 62_000),
        (1, 40_000, 41_000),
        (60, 40_000, 100_000),
        (u32::MAX, 40_000, 4_295_007_295),
    ] {
        let end = if ttl_s == u32::MAX { 40_000 + 4_294_967_295_000 } else { end };
        let mut world = world(ttl_s);
        world.join("ann").unwrap();
        world.at(emptied);
        world.leave("ann").unwrap();
        world.expect(&["out: Room Participant.Left ann", "out: Room Conference.ActiveParticipants []"]);
        ends_at(&mut world, end);
    }
}

/// Emptied, joined, emptied: the last time counts.
#[test]
fn p8_the_last_emptying_counts() {
    let mut world = world(60);
    world.join("ann").unwrap();
    world.leave("ann").unwrap();
    assert_eq!(deadline(&world), Some(61_000));
    world.at(50_000);
    world.join("ann").unwrap();
    assert_eq!(deadline(&world), None);
    world.at(200_000);
    world.report("ann", Connection::Lost).unwrap();
    world.received_by();
    ends_at(&mut world, 260_000);
}

/// Kicking and closing the session empty a conference as leaving does.
#[test]
fn p8_every_exit_empties() {
    type Exit = fn(&mut World);
    let routes: [Exit; 5] = [
        |world| world.leave("ann").unwrap(),
        |world| world.kick("ann", "ann").unwrap(),
        |world| world.report("ann", Connection::Lost).unwrap(),
        |world| world.close("ann"),
        |world| world.revoke("ann"),
    ];
    for route_to in routes {
        let mut world = world(60);
        world.enter("ann");
        world.at(100_000);
        route_to(&mut world);
        let received_by = world.received_by();
        let out = ["out: Room Participant.Left ann", "out: Room Conference.ActiveParticipants []"];
        assert!(received_by.ends_with(&out.map(String::from)), "{received_by:?}");
        ends_at(&mut world, 160_000);
    }
}

/// T1: after a command, what it made due at that very time fires in the same input.
#[test]
fn t1_what_a_command_makes_due_fires_with_it() {
    let mut world = world(0);
    world.join("ann").unwrap();
    world.at(31_000);
    world.leave("ann").unwrap();
    world.expect(&[
        "out: Room Participant.Left ann",
        "out: Room Conference.ActiveParticipants []",
        "out: Room Conference.Ended #1",
    ]);
    assert_eq!(deadline(&world), None);
}

/// T1: several at once, by deadline, then by number; each exactly once, whenever the host wakes up.
#[test]
fn t1_many_deadlines_passed_at_once() {
    let mut world = World::of(config(), &["ann", "out"]);
    // (alias, time to live): 1 and 4 are due at 60 s, 2 at 30 s, 3 at 45 s, and somebody is in 5.
    for (alias, ttl_s) in [("a", 60), ("b", 0), ("c", 45), ("d", 60), ("e", 0)] {
        world.watch("out", alias);
        world.create("ann", NewConference::new(alias).ttl(Duration::from_secs(ttl_s)));
    }
    let ann = world.session("ann");
    world.engine.conference(world.now, "e").join(ann, None).unwrap();
    world.received_by();
    assert_eq!(deadline(&world), Some(30_000));
    world.at(1_000_000);
    world.expect(&[
        "out: b Conference.Ended #2",
        "out: c Conference.Ended #3",
        "out: a Conference.Ended #1",
        "out: d Conference.Ended #4",
    ]);
    assert_eq!((deadline(&world), world.engine.stats().conferences), (None, 1));
    world.at(u64::MAX);
    world.expect(&[]);
}

/// T1: the time of a command passes first, also when the command is then refused.
#[test]
fn t1_timers_due_fire_before_the_command() {
    let mut world = world(0);
    world.now = Timestamp::from_millis(31_000);
    let refused = world.join("ann").unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    world.expect(&["out: Room Conference.Ended #1"]);

    // And where it is accepted: the end of the old one comes before the new one under the same alias.
    let mut world = self::world(0);
    world.now = Timestamp::from_millis(31_000);
    let created = world.create("ann", room());
    assert!(created.is_new);
    world.expect(&["out: Room Conference.Ended #1", "out: Room Conference.Created #2"]);
}

/// T1: early, late, twice; a time that runs back counts as the last one.
#[test]
fn t1_handle_timeout_may_be_called_at_any_time() {
    let mut world = world(0);
    for early in [0, 999, 30_999, 5, 30_999] {
        world.at(early);
        world.expect(&[]);
        assert_eq!(deadline(&world), Some(31_000));
    }
    assert_eq!(world.engine.now(), Timestamp::from_millis(30_999));
    world.at(50_000);
    world.expect(&["out: Room Conference.Ended #1"]);
    world.at(50_000);
    world.at(0);
    world.expect(&[]);
    assert_eq!(world.engine.now(), Timestamp::from_millis(50_000));

    // What comes "earlier" happens at the last time.
    world.create("ann", open_room());
    world.expect(&["out: Room Conference.Created #2"]);
    assert_eq!(deadline(&world), Some(80_000));
}

/// P8: spans are rounded up to ms, and one that no time can hold never ends.
#[test]
fn p8_time_to_live_is_rounded_up() {
    for (ttl, end) in [
        (Duration::from_nanos(30_000_000_001), Some(31_001)),
        (Duration::from_nanos(30_000_999_999), Some(31_001)),
        (Duration::from_millis(30_001), Some(31_001)),
        (Duration::MAX, None),
    ] {
        let mut world = World::of(config(), &["ann"]);
        world.at(1_000);
        world.create("ann", room().ttl(ttl));
        assert_eq!(deadline(&world), end, "{ttl:?}");
    }
}

/// P8 at the end of time: someone in it stays, and nothing overflows.
#[test]
fn p8_far_future() {
    let mut world = World::of(config(), &["ann", "out"]);
    world.watch("out", "room");
    world.at(u64::MAX - 40_000);
    world.create("ann", open_room().ttl(Duration::from_secs(u32::MAX.into())));
    world.join("ann").unwrap();
    world.at(u64::MAX);
    world.expect(&["out: Room Conference.Created #1"]);
    assert_eq!(world.inside(), ["ann Connecting"]);
    assert_eq!(deadline(&world), None);
    world.end("ann").unwrap();
    world.expect(&["out: Room Conference.Ended #1"]);
}

/// P8: a deadline that lies beyond the last moment there is never comes; the grace is not cut short by it.
#[test]
fn p8_a_deadline_beyond_the_end_of_time_never_comes() {
    for created in [u64::MAX, u64::MAX - 29_999] {
        let mut world = World::of(config(), &["ann", "out"]);
        world.watch("out", "room");
        world.at(created);
        world.create("ann", open_room());
        world.at(u64::MAX);
        world.expect(&["out: Room Conference.Created #1"]);
        assert_eq!(deadline(&world), None);
        world.join("ann").unwrap();
        assert_eq!(world.inside(), ["ann Connecting"]);
    }
}
