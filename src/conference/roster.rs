//! What a host sees of one live conference and its people (N5).
//!
//! Owns plain, borrowed views. Must not know how a conference changes. Invariant: reading changes nothing.

use super::{LiveConference, Permissions, Person};
use crate::ids::{ConferenceId, UserId};
use crate::vocab::{Alias, Status};

/// The people of one live conference. From [`Engine::roster`](crate::Engine::roster).
#[derive(Clone, Copy, Debug)]
pub struct Roster<'e>(pub(crate) &'e LiveConference);

/// Someone on a [`Roster`].
#[derive(Clone, Copy, Debug)]
pub struct RosterEntry<'e> {
    user: &'e UserId,
    person: &'e Person,
    is_protected: bool,
}

impl<'e> Roster<'e> {
    /// The number of the conference.
    #[must_use]
    pub fn id(self) -> ConferenceId {
        self.0.id
    }

    /// The alias, as created.
    #[must_use]
    pub fn alias(self) -> &'e Alias {
        &self.0.alias
    }

    /// The creator, who need not be on the roster.
    #[must_use]
    pub fn owner(self) -> &'e UserId {
        &self.0.owner
    }

    /// Whether tokens and permissions bind in the conference.
    #[must_use]
    pub fn is_protected(self) -> bool {
        self.0.is_protected()
    }

    /// Everyone whom the conference has seen, those invited and those who left included, in the order first seen.
    ///
    /// Cost: O(roster) for all of them.
    pub fn entries(self) -> impl Iterator<Item = RosterEntry<'e>> {
        let is_protected = self.is_protected();
        self.0.people.iter().map(move |(user, person)| RosterEntry { user, person, is_protected })
    }

    /// Those in the conference ([`Status::is_in`]), in the order first seen.
    ///
    /// Cost: O(people in the conference * log roster) for all of them.
    pub fn inside(self) -> impl Iterator<Item = RosterEntry<'e>> {
        let is_protected = self.is_protected();
        self.0.people.inside().map(move |(user, person)| RosterEntry { user, person, is_protected })
    }

    /// One user; `None` where the conference has not seen them. Cost: O(log roster).
    #[must_use]
    pub fn get(self, user: &UserId) -> Option<RosterEntry<'e>> {
        let is_protected = self.is_protected();
        self.0.people.get_key_value(user).map(|(user, person)| RosterEntry { user, person, is_protected })
    }
}

impl<'e> RosterEntry<'e> {
    /// The user.
    #[must_use]
    pub fn user(self) -> &'e UserId {
        self.user
    }

    /// The name that the latest invitation with one gave.
    #[must_use]
    pub fn name(self) -> Option<&'e str> {
        self.person.name.as_deref()
    }

    /// The status.
    #[must_use]
    pub fn status(self) -> Status {
        self.person.status
    }

    /// What the user may do; `None` in a conference that is not protected, where permissions do not bind (P2).
    #[must_use]
    pub fn permissions(self) -> Option<Permissions> {
        self.is_protected.then_some(self.person.permissions)
    }
}
