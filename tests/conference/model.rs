//! A plain model of one conference of three people.
//!
//! Owns what each input does by P1 to P8, and the lines that it causes, written from the rules and as naively as they are. Must
//! not know the engine. Invariant: [`Room::key`] holds all that the future can depend on, and no time or order besides.

use tidings::Code;
use tidings::conference::{Permission, Permissions, Status};

pub(crate) const USERS: [&str; 3] = ["ann", "bo", "cy"];
/// What a generous inviter writes out.
pub(crate) const WRITTEN: [Permission; 3] = [Permission::Invite, Permission::UpdatePermissions, Permission::Join];
/// What an update leaves.
pub(crate) const UPDATED: [Permission; 2] = [Permission::Kick, Permission::Join];
/// No path needs more of them.
pub(crate) const INVITATIONS: u8 = 2;
const GRACE_MS: u64 = 30_000;
const LONG_MS: u64 = 3_600_000;

/// An input. People are named by their place in [`USERS`]; the first created the conference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Input {
    Invite {
        by: usize,
        whom: usize,
        written: bool,
    },
    Join(usize),
    Connected(usize),
    Inactive(usize),
    Leave(usize),
    Decline(usize),
    Kick {
        by: usize,
        whom: usize,
    },
    Update {
        by: usize,
        whom: usize,
    },
    End(usize),
    /// Until the last moment before the deadline; a long time where there is none.
    Wait,
    /// Until the deadline.
    WaitOver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Person {
    pub(crate) status: Option<Status>,
    pub(crate) permissions: Permissions,
    announced: bool,
    token: bool,
}

/// The conference, and the time.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(crate) number: u64,
    pub(crate) people: [Person; 3],
    pub(crate) ended: bool,
    pub(crate) now: u64,
    pub(crate) protected: bool,
    ttl_ms: u64,
    created: u64,
    emptied: Option<u64>,
    invitations: u8,
    /// In which order people were first seen.
    seen: Vec<usize>,
}

/// All that the future can depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    people: [Person; 3],
    invitations: u8,
    ended: bool,
    joined: bool,
    grace_over: bool,
}

type Outcome = Result<Vec<String>, Code>;

impl Room {
    pub(crate) fn new(protected: bool, ttl_ms: u64, created: u64, number: u64) -> Self {
        let person = |permissions, token| Person { status: None, permissions, announced: false, token };
        let (owner, guest) = (person(Permissions::all(), true), person(Permissions::defaults(), false));
        let people = [owner, guest, guest];
        let (invitations, ended, emptied, seen) = (0, false, None, Vec::new());
        Self { number, people, ended, now: created, protected, ttl_ms, created, emptied, invitations, seen }
    }

    pub(crate) fn key(&self) -> Key {
        let mut people = self.people;
        if self.ended {
            people = Self::new(self.protected, 0, 0, 0).people;
        } else if !self.protected {
            people = people.map(|person| Person { permissions: Permissions::all(), token: true, ..person });
        }
        // The rules know the creator, but nobody else, by name.
        people[1..].sort_by_key(|it| (it.status, it.permissions.iter().collect::<Vec<_>>(), it.announced, it.token));
        let invitations = if self.ended { 0 } else { self.invitations };
        // A longer time to live outlasts the grace in any case.
        let short = self.ttl_ms < GRACE_MS && !self.ended;
        let joined = short && self.emptied.is_some();
        let grace_over = short && self.now >= self.created + GRACE_MS;
        Key { people, invitations, ended: self.ended, joined, grace_over }
    }

    /// P8.
    pub(crate) fn deadline(&self) -> Option<u64> {
        if self.ended || self.inside().next().is_some() {
            return None;
        }
        Some(match self.emptied {
            None => self.created + GRACE_MS.max(self.ttl_ms),
            Some(emptied) => (self.created + GRACE_MS).max(emptied + self.ttl_ms),
        })
    }

    /// Those in it, as they were first seen.
    pub(crate) fn inside(&self) -> impl Iterator<Item = usize> {
        self.seen.iter().copied().filter(|who| self.is_in(*who))
    }

    pub(crate) fn is_in(&self, who: usize) -> bool {
        self.people[who].status.is_some_and(is_in)
    }

    /// What can be tried.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let mut inputs = vec![Input::Wait, Input::WaitOver];
        for by in 0..USERS.len() {
            inputs.extend([Input::Join(by), Input::Connected(by), Input::Inactive(by), Input::Leave(by)]);
            inputs.extend([Input::Decline(by), Input::End(by)]);
            for whom in 0..USERS.len() {
                inputs.extend([Input::Kick { by, whom }, Input::Update { by, whom }]);
                if by != whom && self.invitations < INVITATIONS {
                    inputs.extend([false, true].map(|written| Input::Invite { by, whom, written }));
                }
            }
        }
        inputs
    }

    /// Lets an input happen; answers with what is heard, or why not.
    pub(crate) fn step(&mut self, input: Input) -> Outcome {
        // Each input comes a little later than the one before, so that no two moments are mistaken for each other.
        let waits = matches!(input, Input::Wait | Input::WaitOver);
        if !waits && self.deadline() != Some(self.now + 1) {
            self.now += 1;
        }
        let mut received = match input {
            Input::Wait => {
                self.now = self.deadline().map_or(self.now + LONG_MS, |deadline| self.now.max(deadline - 1));
                Vec::new()
            }
            Input::WaitOver => {
                self.now = self.deadline().map_or(self.now + LONG_MS, |deadline| self.now.max(deadline));
                Vec::new()
            }
            _ if self.ended => return Err(Code::NotFound),
            Input::Invite { by, whom, written } => self.invite(by, whom, written)?,
            Input::Join(who) => self.join(who)?,
            Input::Connected(who) => self.connect(who, Status::Connected)?,
            Input::Inactive(who) => self.connect(who, Status::Inactive)?,
            Input::Leave(who) => self.leave(who)?,
            Input::Decline(who) => {
                self.status_of(who)?.eq(&Status::Reserved).then_some(()).ok_or(Code::FailedPrecondition)?;
                self.change(who, Status::Declined)
            }
            Input::Kick { by, whom } => self.kick(by, whom)?,
            Input::Update { by, whom } => self.update(by, whom)?,
            Input::End(who) => {
                (who == 0).then_some(()).ok_or(Code::PermissionDenied)?;
                self.end()
            }
        };
        if self.deadline().is_some_and(|deadline| deadline <= self.now) {
            received.extend(self.end());
        }
        Ok(received)
    }

    fn end(&mut self) -> Vec<String> {
        self.ended = true;
        vec![format!("out: Room Conference.Ended #{}", self.number)]
    }

    /// In the conference, and holding the permission where they bind.
    fn may(&self, who: usize, needed: Permission) -> Result<(), Code> {
        if !self.is_in(who) {
            return Err(Code::FailedPrecondition);
        }
        let permitted = !self.protected || self.people[who].permissions.contains(needed);
        permitted.then_some(()).ok_or(Code::PermissionDenied)
    }

    fn may_grant(&self, who: usize, granted: &[Permission]) -> Result<(), Code> {
        let permitted = |one: &Permission| self.people[who].permissions.contains(*one);
        (!self.protected || granted.iter().all(permitted)).then_some(()).ok_or(Code::PermissionDenied)
    }

    /// The status of someone who was seen.
    fn status_of(&self, who: usize) -> Result<Status, Code> {
        self.people[who].status.ok_or(Code::NotFound)
    }

    fn invite(&mut self, by: usize, whom: usize, written: bool) -> Outcome {
        self.may(by, Permission::Invite)?;
        if written {
            self.may_grant(by, &WRITTEN)?;
        }
        if self.people[whom].status == Some(Status::Kicked) {
            return Err(Code::PermissionDenied);
        }
        self.invitations += 1;
        if self.is_in(whom) {
            return Ok(Vec::new());
        }
        let reserved = self.people[whom].status == Some(Status::Reserved);
        let mut received = if reserved { Vec::new() } else { self.change(whom, Status::Reserved) };
        self.people[whom].token = true;
        if written && whom != 0 {
            self.people[whom].permissions = WRITTEN.into_iter().collect();
        }
        received.push(format!("{}: Room Invitation from {}", USERS[whom], USERS[by]));
        Ok(received)
    }

    fn join(&mut self, who: usize) -> Outcome {
        let Person { status, permissions, token, .. } = self.people[who];
        let refused =
            status == Some(Status::Kicked) || self.protected && !(token && permissions.contains(Permission::Join));
        match status {
            _ if refused => Err(Code::PermissionDenied),
            None | Some(Status::Reserved | Status::Left) => Ok(self.change(who, Status::Connecting)),
            Some(_) => Err(Code::FailedPrecondition),
        }
    }

    fn connect(&mut self, who: usize, to: Status) -> Outcome {
        if !is_in(self.status_of(who)?) || self.people[who].status == Some(to) {
            return Err(Code::FailedPrecondition);
        }
        let mut received = self.change(who, to);
        if to == Status::Connected && !self.people[who].announced {
            self.people[who].announced = true;
            received.push(format!("out: Room Participant.Joined {}", USERS[who]));
            received.push(self.active());
        }
        Ok(received)
    }

    fn leave(&mut self, who: usize) -> Outcome {
        if !is_in(self.status_of(who)?) {
            return Err(Code::FailedPrecondition);
        }
        Ok(self.depart(who, Status::Left))
    }

    fn kick(&mut self, by: usize, whom: usize) -> Outcome {
        if !self.is_in(by) {
            return Err(Code::FailedPrecondition);
        }
        let may = by == 0 || self.protected && self.people[by].permissions.contains(Permission::Kick);
        may.then_some(()).ok_or(Code::PermissionDenied)?;
        match self.status_of(whom)? {
            Status::Reserved => Ok(self.change(whom, Status::Kicked)),
            status if is_in(status) => Ok(self.depart(whom, Status::Kicked)),
            _ => Err(Code::FailedPrecondition),
        }
    }

    fn update(&mut self, by: usize, whom: usize) -> Outcome {
        self.protected.then_some(()).ok_or(Code::FailedPrecondition)?;
        self.may(by, Permission::UpdatePermissions)?;
        self.may_grant(by, &UPDATED)?;
        let status = self.status_of(whom)?;
        (status == Status::Reserved || is_in(status)).then_some(()).ok_or(Code::FailedPrecondition)?;
        self.people[whom].permissions = UPDATED.into_iter().collect();
        Ok(vec![format!("{}: Room permissionsUpdated [KICK JOIN]", USERS[whom])])
    }

    /// Out, of those who were in.
    fn depart(&mut self, who: usize, to: Status) -> Vec<String> {
        let mut received = self.change(who, to);
        self.people[who].announced = false;
        if self.inside().next().is_none() {
            self.emptied = Some(self.now);
        }
        received.push(format!("out: Room Participant.Left {}", USERS[who]));
        received.push(self.active());
        received
    }

    /// Tells those in the conference, and the one kicked; who is out, and the one concerned, hears nothing.
    fn change(&mut self, who: usize, to: Status) -> Vec<String> {
        let kind = if self.people[who].status.is_none() { "participantAdded" } else { "participantUpdated" };
        if !self.seen.contains(&who) {
            self.seen.push(who);
        }
        self.people[who].status = Some(to);
        let receives = |other: usize| if other == who { to == Status::Kicked } else { self.is_in(other) };
        let received = (0..USERS.len()).filter(|other| receives(*other));
        received.map(|other| format!("{}: Room {kind} {} {to:?}", USERS[other], USERS[who])).collect()
    }

    fn active(&self) -> String {
        let inside: Vec<&str> = self.inside().map(|who| USERS[who]).collect();
        format!("out: Room Conference.ActiveParticipants [{}]", inside.join(" "))
    }
}

pub(crate) fn is_in(status: Status) -> bool {
    use Status::{Connected, Connecting, Error, Inactive, Warning};
    [Connecting, Connected, Inactive, Warning, Error].contains(&status)
}
