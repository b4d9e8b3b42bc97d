//! Every state that three people can bring a conference into, with two invitations.
//!
//! Owns the breadth-first search over [`Room`], and what must hold on every step: that the engine does exactly what the model
//! does, and what the rules promise whatever happens. Must not contain rules of its own about who may do what. Invariant: each
//! state is reached by real inputs, from a conference created anew.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tidings::{conference::*, *};

use super::model::{INVITATIONS, Input, Room, UPDATED, USERS, WRITTEN};
use super::verbs::{code, config};
use super::world::World;

const HOUR_MS: u64 = 3_600_000;

/// One engine in which conference after conference takes place.
struct Stage {
    world: World,
    protected: bool,
    ttl_s: u32,
    conferences: u64,
}

/// What was visited.
#[derive(Debug, Default)]
struct Visited {
    states: usize,
    /// Steps that were taken.
    taken: usize,
    /// Steps that were refused.
    refused: usize,
    ends: usize,
}

impl Stage {
    fn new(protected: bool, ttl_s: u32) -> Self {
        let mut world = World::of(config(), &USERS);
        world.open_as("out", "out");
        world.watch("out", "room");
        Self { world, protected, ttl_s, conferences: 0 }
    }

    /// A conference just created, into which this path is followed.
    fn follow(&mut self, path: &[Input]) -> Room {
        if self.world.here().end_as_server().is_ok() {
            self.world.received_by();
        }
        // Further on in time, so that no two conferences have to do with each other.
        self.world.now = Timestamp::from_millis(self.world.now.as_millis() + HOUR_MS);
        self.conferences += 1;
        let new = NewConference::new("Room").protected(self.protected).ttl(Duration::from_secs(self.ttl_s.into()));
        self.world.create("ann", new);
        self.world.expect(&[&format!("out: Room Conference.Created #{}", self.conferences)]);
        let now = self.world.now.as_millis();
        let mut room = Room::new(self.protected, u64::from(self.ttl_s) * 1_000, now, self.conferences);
        for input in path {
            room.step(*input).expect("the path was found by the model");
            self.bring_in(*input, room.now).expect("the path was taken before");
            self.world.received_by();
        }
        room
    }

    fn bring_in(&mut self, input: Input, now: u64) -> Result<(), Error> {
        let world = &mut self.world;
        world.now = Timestamp::from_millis(now);
        match input {
            Input::Invite { by, whom, written } => {
                let invitee = Invitee::new(USERS[whom]);
                let invitee = if written { invitee.permissions(WRITTEN) } else { invitee };
                world.invite(USERS[by], &[invitee]).map(drop)
            }
            Input::Join(who) => world.join(USERS[who]),
            Input::Connected(who) => world.report(USERS[who], Connection::Connected),
            Input::Inactive(who) => world.report(USERS[who], Connection::Inactive),
            Input::Leave(who) => world.leave(USERS[who]),
            Input::Decline(who) => world.decline(USERS[who]),
            Input::Kick { by, whom } => world.kick(USERS[by], USERS[whom]),
            Input::Update { by, whom } => world.permit(USERS[by], USERS[whom], UPDATED.into_iter().collect()),
            Input::End(who) => world.end(USERS[who]),
            Input::Wait | Input::WaitOver => {
                world.at(now);
                Ok(())
            }
        }
    }

    /// Takes one step in the engine and in the model, and holds them to each other. Returns the model afterwards.
    fn step(&mut self, before: &Room, input: Input, path: &[Input]) -> (Room, bool) {
        let mut after = before.clone();
        let expected = after.step(input);
        let context = || format!("{input:?} after {path:?}");
        let found = code(self.bring_in(input, after.now));
        let received = self.world.received_by();
        assert_eq!(found, expected.as_ref().map(drop).map_err(|code| *code), "{}", context());
        assert_eq!(received, expected.unwrap_or_default(), "{}", context());

        let inside: Vec<String> = match after.ended {
            true => Vec::new(),
            false => {
                after.inside().map(|who| format!("{} {:?}", USERS[who], after.people[who].status.unwrap())).collect()
            }
        };
        assert_eq!(self.world.inside(), inside, "{}", context());
        let timeout = self.world.engine.poll_timeout().map(Timestamp::as_millis);
        assert_eq!(timeout, after.deadline(), "P8: {}", context());
        assert!(timeout.is_none_or(|timeout| timeout > after.now), "T1: {}", context());
        promises(before, &after, input, &received, &context());
        (after, found.is_ok())
    }
}

/// What the rules promise, whatever happens.
fn promises(before: &Room, after: &Room, input: Input, received: &[String], context: &str) {
    for (was, is) in before.people.iter().zip(&after.people) {
        let kicked = Some(Status::Kicked);
        assert!(was.status != kicked || is.status == kicked, "P6: who was kicked does not come back: {context}");
    }
    let by_time = matches!(input, Input::Wait | Input::WaitOver);
    let emptied = before.inside().next().is_none();
    let has_ended = after.ended && !before.ended;
    assert!(!by_time || !has_ended || emptied, "P8: it ended with someone in it: {context}");

    let ends = received.iter().filter(|line| line.contains("Conference.Ended")).count();
    assert_eq!(ends, usize::from(has_ended), "P8: exactly one Conference.Ended: {context}");

    // Elsewhere permissions do not bind.
    let grant = before.protected.then_some(input);
    if let Some(Input::Invite { by, whom, .. } | Input::Update { by, whom }) = grant {
        let (granter, was) = (before.people[by].permissions, before.people[whom].permissions);
        let gained = after.people[whom].permissions.iter().filter(|one| !was.contains(*one));
        let mut beyond = gained.filter(|one| !granter.contains(*one) && !Permissions::defaults().contains(*one));
        assert_eq!(beyond.next(), None, "P2: granted beyond the granter's rights: {context}");
    }
    for line in
        received.iter().filter(|line| line.contains(" participantAdded ") || line.contains(" participantUpdated "))
    {
        let (who, about) = line.split_once(": Room ").unwrap();
        let receiver = USERS.iter().position(|user| *user == who);
        let receives_own_kick = about.ends_with(&format!("{who} Kicked"));
        let entitled = receiver.is_some_and(|receiver| after.is_in(receiver) || receives_own_kick);
        assert!(entitled, "R6: {who} is outside and hears {about}: {context}");
        assert!(receives_own_kick || !about.contains(&format!(" {who} ")), "R6: {who} hears of itself: {context}");
    }
}

fn search(protected: bool, ttl_s: u32) -> Visited {
    let mut stage = Stage::new(protected, ttl_s);
    let mut visited = Visited::default();
    let mut known = HashSet::new();
    let start = stage.follow(&[]);
    known.insert(start.key());
    let mut next: VecDeque<Vec<Input>> = VecDeque::from([Vec::new()]);
    while let Some(path) = next.pop_front() {
        visited.states += 1;
        let start = stage.follow(&path);
        let mut room = start.clone();
        for input in start.inputs() {
            let (after, accepted) = stage.step(&room, input, &path);
            if !accepted {
                visited.refused += 1;
                continue;
            }
            visited.taken += 1;
            visited.ends += usize::from(after.ended && !room.ended);
            if after.key() == room.key() {
                room = after;
                continue;
            }
            if known.insert(after.key()) {
                next.push_back(path.iter().copied().chain([input]).collect());
            }
            room = stage.follow(&path);
        }
    }
    visited
}

#[test]
fn p6_p8_every_state_of_a_protected_conference() {
    let visited = search(true, 60);
    println!("protected, {INVITATIONS} invitations: {visited:?}");
    assert!(visited.states >= 4_210 && visited.taken + visited.refused >= 160_000, "{visited:?}");
}

/// With no time to live at all: it ends in the very input by which the last one leaves, once the grace is over.
#[test]
fn p6_p8_every_state_of_an_open_conference() {
    let visited = search(false, 0);
    println!("open, {INVITATIONS} invitations: {visited:?}");
    assert!(visited.states >= 1_000 && visited.taken + visited.refused >= 40_000, "{visited:?}");
}
