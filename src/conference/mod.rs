//! Conferences by alias: invitations, participants and their statuses, permissions, tokens (Dolby.io's model, Voxeet's).
//!
//! For hosts: what goes into the inputs about conferences and what they answer, and one struct for each event. The inputs are
//! [`Engine::create_conference`](crate::Engine::create_conference) and those of the handle [`Conference`](crate::Conference); the
//! engine itself makes the events. Beside them are the events of users who come and go, for those who may watch (K11).
//!
//! # Inside
//!
//! Owns which conferences are live, with their numbers and aliases, and through which sessions people are in them. Must never
//! see the matcher or what sessions subscribe to: it emits events, and the engine routes them. Invariants: an alias names at
//! most one live conference; numbers are never reused (P1); what is looked up by session, user, owner and time always agrees
//! with the conferences; no input clones a roster.
//!
//! An input is checked (`rights`, `live`), becomes a `Change` (`change`, `emit`), which is routed, and is then applied
//! here. Until then it can be dropped (R4).

mod answers;
mod change;
mod emit;
mod invitee;
mod live;
mod participant;
mod people;
mod permission;
mod rights;
mod roster;
#[cfg(feature = "snapshot")]
mod saved;
mod token;

use alloc::vec::Vec;
use core::hash::Hash;

pub use self::answers::{Connection, Created, InviteOutcome, Invited, NewConference};
pub(crate) use self::change::{Change, Inviting, Movement};
pub use self::invitee::Invitee;
pub(crate) use self::live::{LiveConference, Transition};
pub(crate) use self::people::Person;
pub use self::permission::Permissions;
pub use self::roster::{Roster, RosterEntry};
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{RestoreContext, SavedConferences};
pub(crate) use self::token::Tokens;
use crate::collections::{ByAge, NumberSet, StepMap};
use crate::error::Error;
pub use crate::ids::{ConferenceId, Token};
use crate::ids::{SessionId, UserId};
use crate::state_hash;
use crate::time::Timestamp;
use crate::timers::Timers;
pub use crate::vocab::conference_answers::*;
pub use crate::vocab::conference_events::*;
pub use crate::vocab::{Alias, ConferenceName, Participant, ParticipantInfo, Permission, Signal, Status};

/// All live conferences.
#[derive(Debug)]
pub(crate) struct Conferences {
    live: ByAge<ConferenceId, LiveConference>,
    by_alias: StepMap<Alias, ConferenceId>,
    /// Those in which someone is through a session.
    by_session: Index<SessionId>,
    /// Those that a user is in.
    by_user: Index<UserId>,
    /// Those that keep an invitation for a user (P4).
    by_kept: Index<UserId>,
    /// How many live ones each creator has.
    by_owner: StepMap<UserId, u64>,
    timers: Timers,
    last: ConferenceId,
    /// Entries moved on the rosters, those of conferences that ended included.
    moved: u64,
}

impl Conferences {
    pub(crate) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 22, 23, 24);
        Self {
            live: ByAge::default(),
            by_alias: StepMap::with_hasher(seed.clone()),
            by_session: Index(StepMap::with_hasher(seed.clone())),
            by_user: Index(StepMap::with_hasher(seed.clone())),
            by_kept: Index(StepMap::with_hasher(seed.clone())),
            by_owner: StepMap::with_hasher(seed),
            timers: Timers::default(),
            last: ConferenceId::default(),
            moved: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.live.len()
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &LiveConference> {
        self.live.values()
    }

    /// The number that the next new conference gets.
    pub(crate) fn next_id(&self) -> ConferenceId {
        ConferenceId::from_number(self.last.number() + 1)
    }

    /// The live conference of this number or alias.
    pub(crate) fn get(&self, name: &ConferenceName) -> Result<&LiveConference, Error> {
        let found = match name {
            ConferenceName::Id(id) => self.find(*id),
            ConferenceName::Alias(alias) => self.find_by_alias(alias),
        };
        found.ok_or_else(|| Error::ConferenceUnknown { conference: name.clone() })
    }

    pub(crate) fn find(&self, id: ConferenceId) -> Option<&LiveConference> {
        self.live.get(id)
    }

    pub(crate) fn find_by_alias(&self, alias: &Alias) -> Option<&LiveConference> {
        self.by_alias.get(alias).and_then(|id| self.live.get(*id))
    }

    /// How many live conferences a user has created.
    pub(crate) fn owned_by(&self, user: &UserId) -> u64 {
        self.by_owner.get(user).copied().unwrap_or_default()
    }

    /// The conferences that were joined through a session, by number.
    pub(crate) fn joined_through(&self, session: SessionId) -> Vec<ConferenceId> {
        self.by_session.get(&session)
    }

    /// The conferences that a user is in, by number.
    pub(crate) fn with_inside(&self, user: &UserId) -> Vec<ConferenceId> {
        self.by_user.get(user)
    }

    /// The conferences that keep an invitation for a user, by number.
    pub(crate) fn keeping_for(&self, user: &UserId) -> Vec<ConferenceId> {
        self.by_kept.get(user)
    }

    /// Adds a conference. Its alias is free, and its number was never given. Cost: O(roster), which is empty when it is new.
    pub(crate) fn insert(&mut self, conference: LiveConference) {
        let id = conference.id;
        self.last = self.last.max(id);
        self.timers.replace(id, None, conference.deadline());
        self.by_alias.insert(conference.alias.clone(), id);
        *self.by_owner.get_or_insert_with(&conference.owner, u64::default) += 1;
        for (user, person) in conference.people.iter() {
            self.by_session.replace(None, person.session, id);
            self.by_user.replace(None, person.status.is_in().then(|| user.clone()), id);
            self.by_kept.replace(None, person.kept.as_ref().map(|_| user.clone()), id);
        }
        self.live.insert(id, conference);
    }

    /// Makes a change of a conference, and returns its events. It cannot fail. One that has ended since is left alone.
    ///
    /// Cost: O(people changed * log roster).
    pub(crate) fn apply(&mut self, change: Change) {
        let Change { conference: id, people, tokens: made, kicked, emptied, .. } = change;
        let Some(conference) = self.live.get_mut(id) else { return };
        let deadline = conference.deadline();
        for (user, person) in people {
            let inside = |person: &Person| person.status.is_in().then(|| user.clone());
            let kept = |person: &Person| person.kept.as_ref().map(|_| user.clone());
            let (session_after, inside_after, kept_after) = (person.session, inside(&person), kept(&person));
            let moved = conference.people.moved();
            let before = conference.people.set(user.clone(), person);
            self.moved += conference.people.moved() - moved;
            let before = before.as_ref();
            let (session, kept) = (before.and_then(|before| before.session), before.and_then(kept));
            self.by_session.replace(session, session_after, id);
            self.by_user.replace(before.and_then(inside), inside_after, id);
            self.by_kept.replace(kept, kept_after, id);
        }
        if let Some(tokens) = &mut conference.tokens {
            tokens.add(made);
            if let Some(user) = kicked {
                tokens.void(&user);
            }
        }
        conference.emptied = emptied.or(conference.emptied);
        self.timers.replace(id, deadline, conference.deadline());
    }

    /// Ends a conference: its roster, kicks and tokens are dropped. Cost: O(roster).
    pub(crate) fn remove(&mut self, id: ConferenceId) -> Option<LiveConference> {
        let conference = self.live.remove(id)?;
        self.timers.replace(id, conference.deadline(), None);
        self.by_alias.remove(&conference.alias);
        if let Some(owned) = self.by_owner.get_mut(&conference.owner) {
            *owned -= 1;
            if *owned == 0 {
                self.by_owner.remove(&conference.owner);
            }
        }
        for (user, person) in conference.people.iter() {
            self.by_session.replace(person.session, None, id);
            self.by_user.replace(person.status.is_in().then(|| user.clone()), None, id);
            self.by_kept.replace(person.kept.as_ref().map(|_| user.clone()), None, id);
        }
        Some(conference)
    }

    /// How many entries its tables moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        let indexes =
            [self.by_session.0.moved(), self.by_user.0.moved(), self.by_kept.0.moved(), self.by_owner.moved()];
        self.live.moved() + self.by_alias.moved() + indexes.into_iter().sum::<u64>() + self.moved
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.live.values_mut().for_each(|conference| conference.people.shrink_to_fit());
        self.live.shrink_to_fit();
        self.by_alias.shrink_to_fit();
        self.by_session.0.shrink_to_fit();
        self.by_user.0.shrink_to_fit();
        self.by_kept.0.shrink_to_fit();
        self.by_owner.shrink_to_fit();
    }

    pub(crate) fn state_hash(&self) -> u64 {
        let ordered = state_hash::of(&(&self.live, &self.timers, self.last));
        let [by_user, by_kept] = [&self.by_user, &self.by_kept].map(|index| state_hash::of_all(index.0.iter()));
        let by_session = state_hash::of_all(self.by_session.0.iter());
        let by_alias = state_hash::of_all(self.by_alias.iter());
        [by_alias, by_session, by_user, by_kept].into_iter().fold(ordered, u64::wrapping_add)
    }

    /// The next conference to end by time, if its deadline has come: by deadline, then by number (T1).
    pub(crate) fn due(&self, now: Timestamp) -> Option<ConferenceId> {
        self.timers.due(now)
    }

    /// When the next conference ends by time.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.next()
    }
}

/// Conferences by a key. Invariant: no key without a conference.
#[derive(Debug)]
struct Index<K>(StepMap<K, NumberSet<ConferenceId>>);

impl<K: Clone + Eq + Hash> Index<K> {
    fn get(&self, key: &K) -> Vec<ConferenceId> {
        self.0.get(key).into_iter().flat_map(NumberSet::iter).collect()
    }

    /// Moves a conference from one key to another. Cost: O(log conferences of the keys).
    fn replace(&mut self, before: Option<K>, after: Option<K>, conference: ConferenceId) {
        if before == after {
            return;
        }
        if let Some(key) = before {
            if let Some(conferences) = self.0.get_mut(&key) {
                conferences.remove(conference);
                if conferences.is_empty() {
                    self.0.remove(&key);
                }
            }
        }
        if let Some(key) = after {
            self.0.get_or_insert_with(&key, NumberSet::default).insert(conference);
        }
    }
}
