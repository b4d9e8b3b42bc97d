//! Reads about conferences (N5): live ones, and everyone on a roster.

use std::time::Duration;

use tidings::{conference::*, *};

use super::verbs::{config, open_room, room};
use super::world::World;

/// `user name status permissions`, in order.
fn entries(engine: &Engine, name: impl Into<ConferenceName>) -> Vec<String> {
    let line = |entry: RosterEntry<'_>| {
        let permissions = entry.permissions().map(|held| held.iter().map(Permission::name).collect::<Vec<_>>());
        format!("{} {:?} {:?} {permissions:?}", entry.user(), entry.name(), entry.status())
    };
    engine.roster(name).unwrap().entries().map(line).collect()
}

#[test]
fn n5_live_conferences_are_listed_by_number() {
    let mut world = World::of(config(), &["ann"]);
    let listed = |world: &World| -> Vec<String> {
        world.engine.conferences().map(|(id, alias)| format!("{id} {}", alias.as_written())).collect()
    };
    assert!(listed(&world).is_empty());
    for alias in ["Zoo", "Straße", "first"] {
        world.create("ann", NewConference::new(alias).ttl(Duration::from_secs(60)));
    }
    // Over a live alias: not another one, and the alias stays as created.
    world.create("ann", NewConference::new("STRAßE"));
    assert_eq!(listed(&world), ["1 Zoo", "2 Straße", "3 first"]);
    let now = world.now;
    world.engine.conference(now, "ZOO").end_as_server().unwrap();
    assert_eq!(listed(&world), ["2 Straße", "3 first"]);
    world.create("ann", NewConference::new("Zoo"));
    assert_eq!(listed(&world), ["2 Straße", "3 first", "4 Zoo"], "P1: numbers are never reused");
}

#[test]
fn n5_a_roster_has_everyone_in_the_order_first_seen() {
    let mut world = World::of(config(), &["ann", "bo", "cy", "dee"]);
    let created = world.create("ann", room());
    let invitees = [
        Invitee::new("dee"),
        Invitee::new("cy").name("Cy").permissions([Permission::Join, Permission::Kick]),
        Invitee::new("bo").name("Bo").permissions([]),
    ];
    world.here().invite_as_server(&invitees, true).unwrap();
    world.received_by();
    world.enter("ann");
    world.enter("cy");
    world.kick("ann", "bo").unwrap();
    world.decline("dee").unwrap();
    world.invite("ann", &[Invitee::new("eve")]).unwrap();
    world.invite("ann", &[Invitee::new("dee").name("")]).unwrap();

    let roster = world.engine.roster("rOOM").unwrap();
    assert_eq!((roster.id(), roster.alias().as_written(), roster.owner().as_str()), (created.id, "Room", "ann"));
    assert!(roster.is_protected());
    let nine = r#"Some(["JOIN", "SEND_AUDIO", "SEND_VIDEO", "SHARE_SCREEN", "SHARE_VIDEO", "SHARE_FILE", "SEND_MESSAGE", "RECORD", "STREAM"])"#;
    let all = nine.replacen('[', r#"["INVITE", "UPDATE_PERMISSIONS", "KICK", "#, 1);
    assert_eq!(
        entries(&world.engine, created.id),
        [
            format!("dee None Reserved {nine}"),
            r#"cy Some("Cy") Connected Some(["KICK", "JOIN"])"#.into(),
            r#"bo Some("Bo") Kicked Some([])"#.into(),
            format!("ann None Connected {all}"),
            format!("eve None Reserved {nine}"),
        ]
    );
    assert_eq!(roster.inside().map(|entry| entry.user().as_str()).collect::<Vec<_>>(), ["cy", "ann"]);
    assert_eq!(roster.get(&"bo".into()).map(RosterEntry::status), Some(Status::Kicked));
    assert!(roster.get(&"fay".into()).is_none());
}

/// P2: permissions bind in protected conferences only, so elsewhere there are none to read.
#[test]
fn n5_an_open_conference_shows_no_permissions() {
    let mut world = World::of(config(), &["ann"]);
    world.create("ann", open_room());
    world.join("ann").unwrap();
    world.invite("ann", &[Invitee::new("bo").permissions([Permission::Join])]).unwrap();
    assert_eq!(entries(&world.engine, "Room"), ["ann None Connecting None", "bo None Reserved None"]);
    assert!(!world.engine.roster("Room").unwrap().is_protected());
}

#[test]
fn n5_an_unknown_conference_has_no_roster() {
    let world = World::of(config(), &["ann"]);
    let error = world.engine.roster(ConferenceId::from_number(1)).unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}
