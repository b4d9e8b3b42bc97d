//! One live conference.
//!
//! Owns its state, its deadline, and which transition of the status machine a signal leads to. Must not know subscriptions, or
//! which sessions are open. Invariant: its state changes in one place only, [`super::Conferences::apply`].

use alloc::string::String;

use super::participant::{Rejected, next};
use super::people::{People, Person};
use super::permission::Permissions;
use super::token::{TokenPlan, Tokens};
use crate::error::Error;
use crate::ids::{ConferenceId, UserId};
use crate::time::Timestamp;
use crate::vocab::{Alias, ConferenceStatus, Signal, Status};

/// How long a new conference waits for someone to join, at least.
const GRACE_MS: u64 = 30_000;

/// A conference that has not ended.
#[derive(Debug)]
pub(crate) struct LiveConference {
    pub(crate) id: ConferenceId,
    pub(crate) alias: Alias,
    pub(crate) owner: UserId,
    pub(crate) people: People,
    /// There when it is protected.
    pub(super) tokens: Option<Tokens>,
    pub(super) ttl_ms: u64,
    pub(super) created: Timestamp,
    pub(super) emptied: Option<Timestamp>,
}

/// A step of the status machine that its table allows, and that has not been made.
#[derive(Debug)]
pub(crate) struct Transition {
    pub(super) user: UserId,
    /// `None` for someone not on the roster.
    pub(super) before: Option<Status>,
    pub(super) after: Person,
}

impl Transition {
    pub(crate) fn user(&self) -> &UserId {
        &self.user
    }

    /// Whether it is about someone not on the roster.
    pub(crate) fn is_newcomer(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it is about someone in the conference.
    pub(crate) fn was_in(&self) -> bool {
        self.before.is_some_and(Status::is_in)
    }

    /// Whether it makes someone Reserved who was not.
    pub(crate) fn opens_invitation(&self) -> bool {
        self.after.status == Status::Reserved && self.before != Some(Status::Reserved)
    }
}

impl LiveConference {
    /// A conference just created: nobody is on its roster. `tokens`: protected. `seed`: for hashing names.
    pub(crate) fn new(
        id: ConferenceId,
        alias: Alias,
        owner: UserId,
        ttl_ms: u64,
        tokens: Option<Tokens>,
        created: Timestamp,
        seed: u64,
    ) -> Self {
        Self { id, alias, owner, people: People::new(seed), tokens, ttl_ms, created, emptied: None }
    }

    pub(crate) fn is_protected(&self) -> bool {
        self.tokens.is_some()
    }

    /// For the tokens that an input needs.
    pub(crate) fn plan_tokens(&self) -> TokenPlan<'_> {
        TokenPlan::new(self.tokens.as_ref())
    }

    /// When it ends by time, unless someone joins (P8). `None`: never, as long as someone is in, and where the time lies beyond
    /// the last [`Timestamp`].
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        if self.people.inside_len() > 0 {
            return None;
        }
        let after = |from: Timestamp, ms| from.as_millis().checked_add(ms).map(Timestamp::from_millis);
        match self.emptied {
            None => after(self.created, GRACE_MS.max(self.ttl_ms)),
            Some(emptied) => Some(after(self.created, GRACE_MS)?.max(after(emptied, self.ttl_ms)?)),
        }
    }

    /// What a subscription to the alias is answered with (K7).
    pub(crate) fn status(&self) -> ConferenceStatus {
        ConferenceStatus {
            conference_alias: self.alias.clone(),
            conference_id: Some(self.id),
            live: true,
            participants: self.participants(),
        }
    }

    /// Whether a user is in the conference. Cost: O(log roster).
    pub(crate) fn is_inside(&self, user: &UserId) -> bool {
        self.people.get(user).is_some_and(|person| person.status.is_in())
    }

    /// Those in the conference, in the order first seen.
    pub(crate) fn users_inside(&self) -> impl Iterator<Item = &UserId> {
        self.people.inside().map(|(user, _)| user)
    }

    /// The transition to which a signal leads (P6). `field`: where the input names the user.
    ///
    /// # Errors
    ///
    /// [`Error::NotOnRoster`], [`Error::Kicked`], [`Error::StatusRefuses`], as the table says.
    pub(crate) fn transition(
        &self,
        user: &UserId,
        signal: Signal,
        field: impl FnOnce() -> String,
    ) -> Result<Transition, Error> {
        let person = self.people.get(user);
        let before = person.map(|person| person.status);
        let status = next(before, signal).map_err(|rejected| match rejected {
            Rejected::NotSeen => Error::NotOnRoster { field: field(), user: user.clone() },
            Rejected::Kicked => Error::Kicked { field: field(), user: user.clone() },
            Rejected::From(status) => Error::StatusRefuses { user: user.clone(), status, signal },
        })?;
        let after = match person {
            Some(person) => person.clone().with_status(status),
            None => Person::new(status, self.permissions_of_newcomer(user)),
        };
        Ok(Transition { user: user.clone(), before, after })
    }

    /// The creator holds all from the start, everyone else the nine (P2).
    pub(super) fn permissions_of_newcomer(&self, user: &UserId) -> Permissions {
        if *user == self.owner { Permissions::all() } else { Permissions::defaults() }
    }
}
