//! Everyone on the roster of one conference.
//!
//! Owns statuses, permissions, names, and the sessions through which people joined. Must not decide who may do what, nor emit
//! events. Invariants: the order is that in which people were first seen; who is out has no session; the counts and the list of
//! those inside always agree with the statuses.

use alloc::string::String;
use core::fmt;

use super::permission::Permissions;
use crate::collections::{ByAge, NumberSet, StepMap};
use crate::ids::{SessionId, UserId};
use crate::time::Timestamp;
use crate::vocab::Status;

/// Someone on the roster.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) status: Status,
    pub(crate) permissions: Permissions,
    pub(crate) name: Option<String>,
    /// The session through which they joined; while in.
    pub(crate) session: Option<SessionId>,
    /// Whether `Participant.Joined` was emitted since they joined.
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

impl Person {
    pub(super) fn new(status: Status, permissions: Permissions) -> Self {
        Self { status, permissions, name: None, session: None, announced: false, kept: None }
    }

    /// The same person with another status. Who is out has no session; a kept invitation is dropped with the status Reserved.
    pub(super) fn with_status(mut self, status: Status) -> Self {
        self.status = status;
        if !status.is_in() {
            self.session = None;
            self.announced = false;
        }
        if status != Status::Reserved {
            self.kept = None;
        }
        self
    }
}

/// The people of one conference, in the order in which they were first seen.
pub(crate) struct People {
    by_place: ByAge<u64, (UserId, Person)>,
    places: StepMap<UserId, u64>,
    /// The places of those in the conference.
    inside: NumberSet<u64>,
    reserved: u64,
}

/// As a list of people; their places follow from the order.
impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl People {
    /// An empty roster; names are hashed with `seed`.
    pub(crate) fn new(seed: u64) -> Self {
        let places = StepMap::with_hasher(ahash::RandomState::with_seeds(seed, 31, 32, 33));
        Self { by_place: ByAge::default(), places, inside: NumberSet::default(), reserved: 0 }
    }

    pub(crate) fn get(&self, user: &UserId) -> Option<&Person> {
        self.get_key_value(user).map(|(_, person)| person)
    }

    pub(crate) fn get_key_value(&self, user: &UserId) -> Option<(&UserId, &Person)> {
        let place = self.places.get(user)?;
        self.by_place.get(*place).map(|(user, person)| (user, person))
    }

    /// Everyone, in the order first seen.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&UserId, &Person)> {
        self.by_place.values().map(|(user, person)| (user, person))
    }

    /// Those in the conference, in the order first seen. Cost: O(people in the conference).
    pub(crate) fn inside(&self) -> impl Iterator<Item = (&UserId, &Person)> {
        let found = self.inside.iter().filter_map(|place| self.by_place.get(place));
        found.map(|(user, person)| (user, person))
    }

    /// How many entries its tables moved.
    pub(super) fn moved(&self) -> u64 {
        self.by_place.moved() + self.places.moved()
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        self.by_place.shrink_to_fit();
        self.places.shrink_to_fit();
    }

    /// How many are on the roster.
    pub(crate) fn len(&self) -> u64 {
        self.by_place.len() as u64
    }

    /// How many are in.
    pub(crate) fn inside_len(&self) -> u64 {
        self.inside.len() as u64
    }

    /// How many are invited and have neither joined nor declined.
    pub(crate) fn reserved_len(&self) -> u64 {
        self.reserved
    }

    /// Adds someone to the roster, or replaces the entry; returns the previous one. A newcomer comes last.
    ///
    /// Cost: O(log roster).
    pub(super) fn set(&mut self, user: UserId, person: Person) -> Option<Person> {
        let end = self.by_place.last().map_or(0, |last| last + 1);
        let place = self.places.get(&user).copied().unwrap_or(end);
        if person.status.is_in() {
            self.inside.insert(place);
        } else {
            self.inside.remove(place);
        }
        self.reserved += u64::from(person.status == Status::Reserved);
        let before = match self.by_place.insert(place, (user.clone(), person)) {
            Some((_, before)) => Some(before),
            None => {
                self.places.insert(user, place);
                None
            }
        };
        self.reserved -= u64::from(before.as_ref().is_some_and(|before| before.status == Status::Reserved));
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_order_follow_the_statuses() {
        let mut people = People::new(1);
        let statuses = [Status::Reserved, Status::Connecting, Status::Error, Status::Left, Status::Kicked];
        for (at, status) in (0..40).zip(statuses.into_iter().cycle().skip(1)) {
            // Seven people, each of them several times.
            let user = UserId::from(["c", "a", "g", "b", "f", "d", "e"][at % 7]);
            people.set(user, Person::new(Status::Reserved, Permissions::default()).with_status(status));

            let order: String = people.iter().map(|(user, _)| user.as_str()).collect();
            assert_eq!(order, "cagbfde"[..order.len()], "in the order first seen");
            let inside = people.iter().filter(|(_, person)| person.status.is_in()).map(|(user, _)| user);
            assert!(inside.eq(people.inside().map(|(user, _)| user)));
            let count = |wanted: fn(Status) -> bool| people.iter().filter(|(_, it)| wanted(it.status)).count() as u64;
            assert_eq!(people.inside_len(), count(Status::is_in));
            assert_eq!(people.reserved_len(), count(|status| status == Status::Reserved));
            assert_eq!(people.len(), people.iter().count() as u64);
        }
    }
}
