//! Conferences: invitations, the participant machine, permissions, tokens, time to live.
//!
//! Owns which conferences are live, under which number and alias, and through which sessions people are in them. Must never
//! see the matcher or what sessions subscribe to: it emits events, and the engine routes them. Invariants: an alias names at
//! most one live conference; numbers are never reused (P1); the deadlines are those of the live conferences, always.

mod emit;
mod live;
mod participant;
mod permission;
mod roster;
#[cfg(feature = "snapshot")]
mod saved;
mod token;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use hashbrown::HashMap;

pub use self::live::Invitee;
pub(crate) use self::live::LiveConference;
pub use self::permission::Permissions;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::{RestoreContext, SavedConferences};
pub(crate) use self::token::Tokens;
use crate::error::Error;
use crate::ids::{ConferenceId, SessionId, UserId};
use crate::state_hash;
use crate::time::Timestamp;
use crate::timers::Timers;
use crate::vocab::{Alias, ConferenceName};

/// All live conferences.
#[derive(Debug)]
pub(crate) struct Conferences {
    live: BTreeMap<ConferenceId, LiveConference>,
    by_alias: HashMap<Alias, ConferenceId, ahash::RandomState>,
    by_session: BTreeMap<SessionId, BTreeSet<ConferenceId>>,
    /// How many live ones each creator has.
    by_owner: BTreeMap<UserId, u64>,
    /// Who may be waiting for a session to be invited in (P4).
    kept: BTreeMap<UserId, BTreeSet<ConferenceId>>,
    timers: Timers,
    last: ConferenceId,
}

impl Conferences {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            live: BTreeMap::new(),
            by_alias: HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 22, 23, 24)),
            by_session: BTreeMap::new(),
            by_owner: BTreeMap::new(),
            kept: BTreeMap::new(),
            timers: Timers::default(),
            last: ConferenceId::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.live.len()
    }

    /// The number that the next new conference gets.
    pub(crate) fn next_id(&self) -> ConferenceId {
        ConferenceId::from_number(self.last.number() + 1)
    }

    pub(crate) fn get(&self, name: &ConferenceName) -> Result<&LiveConference, Error> {
        let found = match name {
            ConferenceName::Id(id) => self.live.get(id),
            ConferenceName::Alias(alias) => self.find_by_alias(alias),
        };
        found.ok_or_else(|| Error::ConferenceUnknown { conference: name.clone() })
    }

    /// The live conference under an alias.
    pub(crate) fn find_by_alias(&self, alias: &Alias) -> Option<&LiveConference> {
        self.by_alias.get(alias).and_then(|id| self.live.get(id))
    }

    /// How many live conferences a user has created.
    pub(crate) fn owned_by(&self, user: &UserId) -> u64 {
        self.by_owner.get(user).copied().unwrap_or_default()
    }

    /// The conferences that were joined through a session, by number.
    pub(crate) fn joined_through(&self, session: SessionId) -> Vec<ConferenceId> {
        self.by_session.get(&session).into_iter().flatten().copied().collect()
    }

    /// The conferences that may keep an invitation for a user, by number; asking forgets it.
    pub(crate) fn take_kept(&mut self, user: &UserId) -> BTreeSet<ConferenceId> {
        self.kept.remove(user).unwrap_or_default()
    }

    /// Notes that a conference keeps an invitation for a user.
    pub(crate) fn keep(&mut self, user: UserId, conference: ConferenceId) {
        self.kept.entry(user).or_default().insert(conference);
    }

    fn forget_kept(&mut self, user: &UserId, conference: ConferenceId) {
        if let Some(kept) = self.kept.get_mut(user) {
            kept.remove(&conference);
            if kept.is_empty() {
                self.kept.remove(user);
            }
        }
    }

    /// Puts a conference as it is now in the place of how it was. Cost: O(people it has seen).
    pub(crate) fn upsert(&mut self, conference: LiveConference) {
        let id = conference.id;
        self.last = self.last.max(id);
        self.timers.set(id, conference.deadline());
        self.by_alias.entry(conference.alias.clone()).or_insert(id);
        let before = self.live.remove(&id);
        if before.is_none() {
            *self.by_owner.entry(conference.owner.clone()).or_default() += 1;
        }
        for (user, person) in conference.roster.iter() {
            let was = before.as_ref().and_then(|before| before.roster.get(user)).and_then(|person| person.session);
            if was != person.session {
                if let Some(session) = was {
                    self.leave(session, id);
                }
                if let Some(session) = person.session {
                    self.by_session.entry(session).or_default().insert(id);
                }
            }
        }
        self.live.insert(id, conference);
    }

    /// Ends a conference: its roster, kicks and tokens are gone.
    pub(crate) fn remove(&mut self, id: ConferenceId) -> Option<LiveConference> {
        let conference = self.live.remove(&id)?;
        self.timers.set(id, None);
        self.by_alias.remove(&conference.alias);
        if let Some(owned) = self.by_owner.get_mut(&conference.owner) {
            *owned -= 1;
            if *owned == 0 {
                self.by_owner.remove(&conference.owner);
            }
        }
        for (user, person) in conference.roster.iter() {
            if let Some(session) = person.session {
                self.leave(session, id);
            }
            self.forget_kept(user, id);
        }
        Some(conference)
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_alias.shrink_to_fit();
    }

    pub(crate) fn state_hash(&self) -> u64 {
        // Who may wait for an invitation stands in the rosters; asking for more than they say does nothing.
        let ordered = state_hash::of(&(&self.live, &self.by_session, &self.timers, self.last));
        ordered.wrapping_add(state_hash::of_all(&self.by_alias))
    }

    /// The next conference to end by time, if its deadline has come: by deadline, then by number (T1).
    pub(crate) fn due(&self, now: Timestamp) -> Option<ConferenceId> {
        self.timers.due(now)
    }

    /// When the next conference ends by time.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    fn leave(&mut self, session: SessionId, id: ConferenceId) {
        if let Some(joined) = self.by_session.get_mut(&session) {
            joined.remove(&id);
            if joined.is_empty() {
                self.by_session.remove(&session);
            }
        }
    }
}
