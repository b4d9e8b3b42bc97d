//! Everyone whom a conference has seen.
//!
//! Owns statuses, permissions, names, and the sessions through which people joined. Must not decide who may do what, nor tell
//! anybody. Invariants: nobody is forgotten, the order is that of being first seen; who is out has no session.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use indexmap::IndexMap;

use super::participant::{Rejected, is_in, next};
use super::permission::Permissions;
use crate::ids::{SessionId, UserId};
use crate::time::Timestamp;
use crate::vocab::{Participant, ParticipantInfo, Signal, Status};

/// Someone whom the conference has seen.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) status: Status,
    pub(crate) permissions: Permissions,
    pub(crate) name: Option<String>,
    /// The session through which they joined; while in.
    pub(crate) session: Option<SessionId>,
    /// Whether the first Connected since joining was told.
    pub(crate) announced: bool,
    /// An invitation that reached no session, while it is kept (P4).
    pub(crate) kept: Option<KeptInvitation>,
}

/// An invitation that waits for its invitee to open a session.
#[derive(Clone, Debug)]
pub(crate) struct KeptInvitation {
    pub(crate) inviter: UserId,
    pub(crate) until: Timestamp,
}

#[derive(Clone, Debug)]
pub(crate) struct Roster {
    people: IndexMap<UserId, Person, ahash::RandomState>,
    inside: u64,
    reserved: u64,
}

impl Roster {
    pub(crate) fn new(seed: u64) -> Self {
        let people = IndexMap::with_hasher(ahash::RandomState::with_seeds(seed, 19, 20, 21));
        Self { people, inside: 0, reserved: 0 }
    }

    /// These people, in this order; `None` where someone stands twice.
    #[cfg(feature = "snapshot")]
    pub(super) fn restore(seed: u64, people: Vec<(UserId, Person)>) -> Option<Self> {
        let mut roster = Self::new(seed);
        for (user, person) in people {
            roster.inside += u64::from(is_in(person.status));
            roster.reserved += u64::from(person.status == Status::Reserved);
            if roster.people.insert(user, person).is_some() {
                return None;
            }
        }
        Some(roster)
    }

    pub(crate) fn get(&self, user: &UserId) -> Option<&Person> {
        self.people.get(user)
    }

    pub(crate) fn get_mut(&mut self, user: &UserId) -> Option<&mut Person> {
        self.people.get_mut(user)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&UserId, &Person)> {
        self.people.iter()
    }

    pub(crate) fn status(&self, user: &UserId) -> Option<Status> {
        self.people.get(user).map(|person| person.status)
    }

    pub(crate) fn is_in(&self, user: &UserId) -> bool {
        self.status(user).is_some_and(is_in)
    }

    /// How many were ever seen.
    pub(crate) fn seen(&self) -> u64 {
        self.people.len() as u64
    }

    /// How many are in.
    pub(crate) fn inside(&self) -> u64 {
        self.inside
    }

    /// How many are invited and have neither come nor declined.
    pub(crate) fn reserved(&self) -> u64 {
        self.reserved
    }

    /// Lets a signal happen to someone; a newcomer gets these permissions. Returns the status before.
    pub(crate) fn signal(
        &mut self,
        user: &UserId,
        signal: Signal,
        permissions: Permissions,
    ) -> Result<Option<Status>, Rejected> {
        let before = self.status(user);
        let status = next(before, signal)?;
        let person = self.people.entry(user.clone()).or_insert_with(|| Person {
            status,
            permissions,
            name: None,
            session: None,
            announced: false,
            kept: None,
        });
        person.status = status;
        if !is_in(status) {
            person.session = None;
            person.announced = false;
        }
        if status != Status::Reserved {
            person.kept = None;
        }
        self.inside = self.inside + u64::from(is_in(status)) - u64::from(before.is_some_and(is_in));
        let was_reserved = before == Some(Status::Reserved);
        self.reserved = self.reserved + u64::from(status == Status::Reserved) - u64::from(was_reserved);
        Ok(before)
    }

    /// Those in the conference, in the order they were first seen.
    pub(crate) fn users_inside(&self) -> impl Iterator<Item = &UserId> {
        self.people.iter().filter(|(_, person)| is_in(person.status)).map(|(user, _)| user)
    }

    /// Someone as events show them; also someone who was never seen.
    pub(crate) fn shown(&self, user: &UserId) -> Participant {
        let person = self.people.get(user);
        let external_id = user.as_str().to_string();
        Participant {
            id: external_id.clone(),
            info: ParticipantInfo { external_id, name: person.and_then(|person| person.name.clone()) },
            status: person.map(|person| person.status),
        }
    }

    /// Those in the conference as events show them, in the order they were first seen.
    pub(crate) fn shown_inside(&self) -> Vec<Participant> {
        let inside = self.people.iter().filter(|(_, person)| is_in(person.status));
        inside.map(|(user, _)| self.shown(user)).collect()
    }
}
