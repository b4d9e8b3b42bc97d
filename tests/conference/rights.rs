//! Who may do what: every operation, under every set of permissions that could matter, wherever the caller stands.
//!
//! Owns the rights of P2, P3, P7 and P10 as one plain function, [`oracle`]. Must not know how the code checks them. Invariants:
//! what the oracle refuses is refused with its code, tells nobody and changes nothing; what it allows is done.

use std::collections::BTreeSet;

use tidings::{conference::*, *};

use super::verbs::{code, config, open_room, room};
use super::world::World;

/// What bo tries. Ann and cy are in; dee was invited.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Operation {
    Invite,
    InviteWith(Permission),
    Kick,
    UpdateToNothing,
    UpdateTo(Permission),
    Join,
    End,
}

/// How bo stands to the conference.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    In,
    Reserved,
    Left,
    NotSeen,
    OwnerIn,
    OwnerNotSeen,
    OwnerLeft,
}

const PLACES: [Place; 7] =
    [Place::In, Place::Reserved, Place::Left, Place::NotSeen, Place::OwnerIn, Place::OwnerNotSeen, Place::OwnerLeft];

fn operations() -> Vec<Operation> {
    let plain = [Operation::Invite, Operation::Kick, Operation::UpdateToNothing, Operation::Join, Operation::End];
    let invitations = Permission::ALL.iter().map(|permission| Operation::InviteWith(*permission));
    let updates = Permission::ALL.iter().map(|permission| Operation::UpdateTo(*permission));
    plain.into_iter().chain(invitations).chain(updates).collect()
}

/// The rules, in the order in which they are asked (I3).
fn oracle(operation: Operation, place: Place, protected: bool, held: Permissions) -> Result<(), Code> {
    let is_in = matches!(place, Place::In | Place::OwnerIn);
    let owner = matches!(place, Place::OwnerIn | Place::OwnerNotSeen | Place::OwnerLeft);
    let need = |permission| if !protected || held.contains(permission) { Ok(()) } else { Err(Code::PermissionDenied) };
    let inside = if is_in { Ok(()) } else { Err(Code::FailedPrecondition) };
    let outside = if is_in { Err(Code::FailedPrecondition) } else { Ok(()) };
    // The first rule that is broken says why.
    let all = |rules: &[Result<(), Code>]| rules.iter().copied().collect();
    match operation {
        Operation::Invite => all(&[inside, need(Permission::Invite)]),
        Operation::InviteWith(granted) => all(&[inside, need(Permission::Invite), need(granted)]),
        Operation::Kick if owner => inside,
        Operation::Kick if protected => all(&[inside, need(Permission::Kick)]),
        Operation::Kick => all(&[inside, Err(Code::PermissionDenied)]),
        Operation::UpdateToNothing | Operation::UpdateTo(_) if !protected => Err(Code::FailedPrecondition),
        Operation::UpdateToNothing => all(&[inside, need(Permission::UpdatePermissions)]),
        Operation::UpdateTo(granted) => all(&[inside, need(Permission::UpdatePermissions), need(granted)]),
        // Whoever was never invited has no token, but for the creator.
        Operation::Join if protected && place == Place::NotSeen => Err(Code::PermissionDenied),
        Operation::Join => all(&[need(Permission::Join), outside]),
        Operation::End if owner => Ok(()),
        Operation::End => Err(Code::PermissionDenied),
    }
}

/// A conference in which bo stands at a place and holds these permissions.
fn world(place: Place, protected: bool, held: Permissions) -> World {
    let mut world = World::of(config(), &["ann", "bo", "cy", "dee", "out"]);
    world.watch("out", "room");
    let owner = matches!(place, Place::OwnerIn | Place::OwnerNotSeen | Place::OwnerLeft);
    world.create(if owner { "bo" } else { "ann" }, if protected { room() } else { open_room() });
    let all = |user| Invitee::new(user).permissions(Permissions::all().iter());
    let (ann, others) = (all("ann"), [all("cy"), all("dee")]);
    world.here().invite_as_server(&others, true).unwrap();
    if owner {
        world.here().invite_as_server(&[ann], true).unwrap();
    }
    world.received_by();
    world.enter("ann");
    world.enter("cy");
    match place {
        Place::NotSeen | Place::OwnerNotSeen => {}
        Place::Reserved => {
            world.invite("ann", &[Invitee::new("bo").permissions(held.iter())]).unwrap();
        }
        Place::In | Place::OwnerIn | Place::Left | Place::OwnerLeft => {
            world.invite("ann", &[Invitee::new("bo")]).unwrap();
            world.received_by();
            world.enter("bo");
            if protected {
                world.permit("ann", "bo", held).unwrap();
            }
            if matches!(place, Place::Left | Place::OwnerLeft) {
                world.leave("bo").unwrap();
            }
        }
    }
    world.received_by();
    world
}

fn bring_in(world: &mut World, operation: Operation) -> Result<(), Error> {
    match operation {
        Operation::Invite => world.invite("bo", &[Invitee::new("new")]).map(drop),
        Operation::InviteWith(granted) => world.invite("bo", &[Invitee::new("new").permissions([granted])]).map(drop),
        Operation::Kick => world.kick("bo", "cy"),
        Operation::UpdateToNothing => world.permit("bo", "dee", Permissions::default()),
        Operation::UpdateTo(granted) => world.permit("bo", "dee", [granted].into_iter().collect()),
        Operation::Join => world.join("bo"),
        Operation::End => world.end("bo"),
    }
}

/// None, all, each alone, all but each, and every combination of the four that the operations ask for.
fn sets() -> BTreeSet<Vec<Permission>> {
    let set = |wanted: &dyn Fn(usize) -> bool| {
        let all = Permission::ALL.iter().enumerate();
        all.filter(|(at, _)| wanted(*at)).map(|(_, permission)| *permission).collect::<Vec<_>>()
    };
    let mut sets = BTreeSet::from([set(&|_| false), set(&|_| true)]);
    for one in 0..Permission::ALL.len() {
        sets.extend([set(&|at| at == one), set(&|at| at != one)]);
    }
    for bits in 0..16 {
        sets.extend([set(&|at| at < 4 && bits >> at & 1 == 1), set(&|at| at >= 4 || bits >> at & 1 == 1)]);
    }
    sets
}

#[test]
fn p2_p3_p7_every_operation_by_everyone_from_everywhere() {
    let (mut tried, mut allowed) = (0, 0);
    for place in PLACES {
        for protected in [false, true] {
            for held in sets().into_iter().map(Permissions::from_iter) {
                // The creator holds all from the start; only someone in it can take anything away.
                let fixed = !protected || matches!(place, Place::NotSeen | Place::OwnerNotSeen);
                if fixed && held != Permissions::all() {
                    continue;
                }
                for operation in operations() {
                    let mut world = world(place, protected, held);
                    let before = world.seen();
                    let expected = oracle(operation, place, protected, held);
                    let context = format!("{operation:?}, {place:?}, protected {protected}, holding {held:?}");
                    let found = bring_in(&mut world, operation);
                    assert_eq!(code(found), expected, "{context}");
                    if expected.is_err() {
                        assert_eq!(world.received_by(), Vec::<String>::new(), "R4: {context}");
                        assert_eq!(world.seen(), before, "R4: {context}");
                    } else {
                        check_received(&mut world, operation, &context);
                        allowed += 1;
                    }
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} combinations, {allowed} of them allowed");
    assert!(tried > 4_000 && allowed > 1_000, "{tried}, {allowed}");
}

/// What is allowed is told, and out, who is never in, hears what the alias tells and no more.
fn check_received(world: &mut World, operation: Operation, context: &str) {
    let received_by = world.received_by();
    let has = |line: &str| received_by.iter().any(|received_by| received_by == line);
    let to = |who: &str| received_by.iter().filter(|line| line.starts_with(&format!("{who}: "))).count();
    let (received, outside) = match operation {
        Operation::Invite | Operation::InviteWith(_) => (has("cy: Room participantAdded new Reserved"), 0),
        Operation::Kick => (has("cy: Room participantUpdated cy Kicked") && has("out: Room Participant.Left cy"), 2),
        Operation::UpdateToNothing => (received_by == ["dee: Room permissionsUpdated []"], 0),
        Operation::UpdateTo(one) => (received_by == [format!("dee: Room permissionsUpdated [{}]", one.name())], 0),
        Operation::Join => {
            (received_by.iter().any(|line| line.starts_with("cy: ") && line.ends_with("bo Connecting")), 0)
        }
        Operation::End => (received_by == ["out: Room Conference.Ended #1"], 1),
    };
    assert!(received && to("out") == outside, "{context}: {received_by:?}");
}

/// P2: every one of the 4096 sets of permissions, against each permission that can be granted in an invitation or an update.
#[test]
fn p2_no_set_of_permissions_grants_beyond_itself() {
    let mut world = world(Place::In, true, Permissions::all());
    let mut granted = 0;
    for bits in 0..1 << Permission::ALL.len() {
        let all = Permission::ALL.iter().enumerate();
        let held: Permissions = all.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, one)| *one).collect();
        world.permit("ann", "bo", held).unwrap();
        for one in Permission::ALL {
            // Dee is invited already and stays so, whichever way this goes.
            let invited = code(world.invite("bo", &[Invitee::new("dee").permissions([*one])]).map(drop));
            assert_eq!(invited, oracle(Operation::InviteWith(*one), Place::In, true, held), "{one:?} by {held:?}");
            let updated = code(world.permit("bo", "dee", [*one].into_iter().collect()));
            assert_eq!(updated, oracle(Operation::UpdateTo(*one), Place::In, true, held), "{one:?} by {held:?}");
            granted += usize::from(invited.is_ok()) + usize::from(updated.is_ok());
        }
        while world.engine.poll_output().is_some() {}
    }
    // Half of the sets hold INVITE, and half of those hold one of the others; INVITE itself is held by all of them.
    assert_eq!(granted, 2 * (2_048 + 11 * 1_024));
}
