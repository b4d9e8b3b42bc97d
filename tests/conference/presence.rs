//! Who hears that somebody comes and goes: `Session.Opened` and `Session.Closed` (beyond the protocols).
//!
//! Owns who may watch whom. Must not know conferences. Invariant: nobody hears anything unless the one watched allowed it.

use tidings::{conference::*, *};

use super::verbs::config;
use super::world::World;

/// Bo and cy ask to hear of ann; so does spy, whom she never allows. She has no session yet.
fn world() -> World {
    let mut world = World::of(config(), &["bo", "cy", "spy"]);
    for label in ["bo", "cy", "spy"] {
        world.subscribe(label, SessionOpened::interest(["ann"]));
        world.subscribe(label, SessionClosed::interest(["ann", "ann", "nobody"]));
    }
    world
}

fn allow(world: &mut World, watchers: &[&str]) {
    let watchers: Vec<UserId> = watchers.iter().map(|watcher| UserId::from(*watcher)).collect();
    world.engine.allow_presence(world.now, &"ann".into(), &watchers).unwrap();
}

/// Ann comes and goes.
fn open_and_close(world: &mut World) {
    world.open_as("ann", "ann");
    world.close("ann");
}

#[test]
fn presence_is_delivered_to_nobody_by_default() {
    let mut world = world();
    open_and_close(&mut world);
    world.expect(&[]);
}

#[test]
fn presence_is_delivered_to_those_allowed() {
    let mut world = world();
    allow(&mut world, &["cy", "bo", "cy"]);
    open_and_close(&mut world);
    world.expect(&[
        "bo: Session.Opened ann",
        "cy: Session.Opened ann",
        "bo: Session.Closed ann",
        "cy: Session.Closed ann",
    ]);
}

#[test]
fn presence_begins_with_the_first_session_and_ends_with_the_last() {
    let mut world = world();
    allow(&mut world, &["bo"]);
    world.open_as("ann", "desk");
    world.expect(&["bo: Session.Opened ann"]);
    world.open_as("ann", "phone");
    world.close("desk");
    world.open_as("ann", "desk");
    world.close("phone");
    world.expect(&[]);
    world.close("desk");
    world.expect(&["bo: Session.Closed ann"]);
    world.open_as("ann", "desk");
    world.expect(&["bo: Session.Opened ann"]);
}

#[test]
fn presence_ends_once_when_a_client_is_revoked() {
    let mut world = world();
    allow(&mut world, &["bo"]);
    world.open_as("ann", "desk");
    world.open_as("ann", "phone");
    world.received_by();
    world.revoke("ann");
    world.expect(&["bo: Session.Closed ann"]);

    // Another client of the same user keeps her there.
    world.open_as("ann", "desk");
    let other = ClientKey::from("ann's other key");
    world.engine.register_client(world.now, &other, &"ann".into()).unwrap();
    world.engine.open_session(world.now, &other).unwrap();
    world.received_by();
    world.revoke("ann");
    world.expect(&[]);
    world.engine.revoke_client(world.now, &other).unwrap();
    world.expect(&["bo: Session.Closed ann"]);
}

#[test]
fn presence_lists_replace_each_other() {
    let mut world = world();
    allow(&mut world, &["bo"]);
    allow(&mut world, &["cy"]);
    open_and_close(&mut world);
    world.expect(&["cy: Session.Opened ann", "cy: Session.Closed ann"]);
    world.open_as("ann", "ann");
    world.received_by();
    // Taken back while she is there: not even her going is told.
    allow(&mut world, &[]);
    world.close("ann");
    world.expect(&[]);
    // Allowed while she is there: her going is.
    world.open_as("ann", "ann");
    allow(&mut world, &["bo"]);
    world.expect(&[]);
    world.close("ann");
    world.expect(&["bo: Session.Closed ann"]);
}

/// Each allows for oneself alone: that ann lets bo watch her does not let ann watch bo, nor bo watch cy.
#[test]
fn presence_is_not_mutual() {
    let mut world = world();
    allow(&mut world, &["bo"]);
    world.open_as("ann", "ann");
    world.subscribe("ann", SessionClosed::interest(["bo"]));
    world.subscribe("bo", SessionClosed::interest(["cy"]));
    world.expect(&["bo: Session.Opened ann"]);
    world.close("bo");
    world.close("cy");
    world.expect(&[]);
}

#[test]
fn presence_requires_names() {
    let mut world = world();
    let (now, bo) = (world.now, world.session("bo"));
    let before = world.seen();
    for interest in [
        Interest::from(SessionOpened::interest(Vec::<String>::new())),
        SessionClosed::interest(Vec::<String>::new()).into(),
    ] {
        let refused = world.engine.subscribe(now, bo, interest).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
        assert!(refused.to_string().contains("users"), "{refused}");
    }
    for (user, watchers) in [("", vec!["bo".into()]), ("ann", vec!["".into()])] {
        let refused = world.engine.allow_presence(now, &user.into(), &watchers).unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
    }
    assert_eq!(world.seen(), before, "R4");
    open_and_close(&mut world);
    world.expect(&[]);
}

#[test]
fn presence_counts_and_closing_come_as_everywhere() {
    let mut world = World::of(config(), &["bo", "cy"]);
    let once = world.subscribe("bo", SessionOpened::interest(["ann"]).count(1));
    world.subscribe("cy", SessionOpened::interest(["ann"]));
    allow(&mut world, &["bo", "cy"]);
    open_and_close(&mut world);
    world.expect(&["bo: Session.Opened ann", "cy: Session.Opened ann"]);
    assert!(world.engine.subscription(once).is_none(), "C1");
    // R5: cy is told, but has gone before the host asks.
    world.open_as("ann", "ann");
    world.close("cy");
    world.expect(&[]);
}

/// Watching oneself takes one's own leave, too, and a first session is opened before it can ask.
#[test]
fn presence_of_oneself() {
    let mut world = World::of(config(), &["bo"]);
    world.open_as("ann", "ann");
    world.subscribe("ann", SessionOpened::interest(["ann"]));
    allow(&mut world, &["ann"]);
    world.open_as("ann", "phone");
    world.expect(&[]);
    world.close("ann");
    world.subscribe("phone", SessionClosed::interest(["ann"]));
    world.close("phone");
    world.expect(&[]);
}
