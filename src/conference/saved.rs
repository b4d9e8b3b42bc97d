//! Conferences, as a snapshot holds them.
//!
//! Owns their saved form, and restoring them. Must not know subscriptions; which sessions are open it is given. Invariants: who
//! is in, is in through an open session of their own; a restored conference has yet to end.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Not;

use super::Conferences;
use super::live::LiveConference;
use super::people::{KeptInvitation, People, Person};
use super::permission::Permissions;
use super::token::Tokens;
use crate::config::{Bound, Config};
use crate::error::{Error, SnapshotError};
use crate::ids::{ConferenceId, SessionId, Token, UserId};
use crate::time::Timestamp;
use crate::vocab::wire::saved::saved;
use crate::vocab::{Alias, Status};

/// The live conferences by number, and the highest number ever given.
#[derive(Clone)]
pub(crate) struct SavedConferences {
    last: ConferenceId,
    live: Vec<SavedConference>,
}

saved! { SavedConferences { last: ConferenceId, live: Vec<SavedConference>; } }

#[derive(Clone)]
struct SavedConference {
    id: ConferenceId,
    alias: Alias,
    owner: UserId,
    ttl_ms: u64,
    created: Timestamp,
    /// In the order in which they were first seen.
    people: Vec<SavedPerson>,
    emptied: Option<Timestamp>,
    /// Where it is protected: how many tokens were made, and who holds which.
    tokens: Option<(u64, Vec<(UserId, Token)>)>,
}

saved! { SavedConference {
    id: ConferenceId, alias: Alias, owner: UserId, ttl_ms: u64, created: Timestamp, people: Vec<SavedPerson>;
    emptied: Option<Timestamp> [unless Option::is_none],
    tokens: Option<(u64, Vec<(UserId, Token)>)> [unless Option::is_none],
} }

#[derive(Clone)]
struct SavedPerson {
    user: UserId,
    status: Status,
    permissions: Permissions,
    name: Option<String>,
    session: Option<SessionId>,
    announced: bool,
    /// Who invited, and until when that is kept.
    kept: Option<(UserId, Timestamp)>,
}

saved! { SavedPerson {
    user: UserId, status: Status, permissions: Permissions;
    name: Option<String> [unless Option::is_none],
    session: Option<SessionId> [unless Option::is_none],
    announced: bool [unless Not::not],
    kept: Option<(UserId, Timestamp)> [unless Option::is_none],
} }

/// What else a conference must agree with.
pub(crate) struct RestoreContext<'s> {
    pub(crate) config: &'s Config,
    pub(crate) now: Timestamp,
    /// Whose an open session is.
    pub(crate) holder: &'s dyn Fn(SessionId) -> Option<&'s UserId>,
}

impl Conferences {
    /// Cost: O(people on all rosters).
    pub(crate) fn save(&self) -> SavedConferences {
        SavedConferences { last: self.last, live: self.live.values().map(SavedConference::new).collect() }
    }

    pub(crate) fn restore(saved: SavedConferences, around: &RestoreContext<'_>) -> Result<Self, SnapshotError> {
        SnapshotError::ensure_countable(saved.last.number(), || "conferences.last".into())?;
        let mut conferences = Self::new(around.config.seed());
        for (at, live) in saved.live.into_iter().enumerate() {
            let path = format!("conferences.live[{at}]");
            let above = live.id > conferences.last && live.id <= saved.last;
            SnapshotError::ensure(above, || format!("{path}.id"), "is not above the one before, or was never given")?;
            let unique = conferences.find_by_alias(&live.alias).is_none();
            SnapshotError::ensure(unique, || format!("{path}.alias"), "is there twice")?;
            let owned = conferences.owned_by(&live.owner) + 1;
            Error::check_bound(around.config, Bound::ConferencesPerOwner, "owner", owned)
                .map_err(SnapshotError::refused(|| path.clone()))?;
            conferences.insert(live.restore(&path, around)?);
        }
        conferences.last = saved.last;
        Ok(conferences)
    }
}

impl SavedConference {
    fn new(live: &LiveConference) -> Self {
        let person = |(user, person): (&UserId, &Person)| SavedPerson {
            user: user.clone(),
            status: person.status,
            permissions: person.permissions,
            name: person.name.clone(),
            session: person.session,
            announced: person.announced,
            kept: person.kept.as_ref().map(|kept| (kept.inviter.clone(), kept.until)),
        };
        Self {
            id: live.id,
            alias: live.alias.clone(),
            owner: live.owner.clone(),
            ttl_ms: live.ttl_ms,
            created: live.created,
            emptied: live.emptied,
            tokens: live.tokens.as_ref().map(Tokens::save),
            people: live.people.iter().map(person).collect(),
        }
    }

    fn restore(self, path: &str, around: &RestoreContext<'_>) -> Result<LiveConference, SnapshotError> {
        let Self { id, alias, owner, ttl_ms, created, emptied, tokens, people } = self;
        let config = around.config;
        SnapshotError::ensure(alias.is_valid(), || format!("{path}.alias"), "is not a valid alias")?;
        SnapshotError::ensure_not_empty(config, "owner", owner.as_str(), || path.into())?;
        let past = created <= around.now && emptied.is_none_or(|emptied| (created..=around.now).contains(&emptied));
        SnapshotError::ensure(past, || format!("{path}.created"), "lies in the future")?;

        let tokens = match (tokens, config.tokens()) {
            (None, _) => None,
            (Some(_), None) => return Err(SnapshotError::refused(|| path.into())(Error::NoTokenSeed)),
            (Some((made, held)), Some(token_seed)) => {
                let path = || format!("{path}.tokens");
                SnapshotError::ensure_countable(made, path)?;
                for (user, _) in &held {
                    SnapshotError::ensure_not_empty(config, "user", user.as_str(), path)?;
                }
                let tokens = Tokens::restore(token_seed, id, made, held);
                Some(SnapshotError::require(tokens, path, "are none, more than were made, or two of one user")?)
            }
        };
        let mut roster = People::new(config.seed());
        for (at, person) in people.into_iter().enumerate() {
            let path = || format!("{path}.people[{at}]");
            let (user, person) = person.restore(&path(), around)?;
            SnapshotError::ensure(roster.set(user, person).is_none(), path, "someone is there twice")?;
        }
        let held = [
            (Bound::Participants, roster.inside_len()),
            (Bound::RosterEntries, roster.len()),
            (Bound::OpenInvitations, roster.reserved_len()),
        ];
        for (bound, held) in held {
            Error::check_bound(config, bound, "people", held).map_err(SnapshotError::refused(|| path.into()))?;
        }
        let known = roster.iter().filter_map(|(_, person)| person.kept.as_ref()).all(|kept| {
            // The owner need not be on the roster.
            kept.inviter == owner || roster.get(&kept.inviter).is_some()
        });
        SnapshotError::ensure(known, || format!("{path}.people"), "someone was invited by a stranger")?;
        let left = roster.iter().any(|(_, person)| person.status == Status::Left);
        let was_emptied = if emptied.is_some() { roster.len() > 0 } else { !left || roster.inside_len() > 0 };
        SnapshotError::ensure(was_emptied, || format!("{path}.emptied"), "is not what became of the people")?;
        let live = LiveConference { id, alias, owner, people: roster, tokens, ttl_ms, created, emptied };
        let ends_later = live.deadline().is_none_or(|deadline| deadline > around.now);
        SnapshotError::ensure(ends_later, || format!("{path}.ttl_ms"), "should have ended already")?;
        Ok(live)
    }
}

impl SavedPerson {
    fn restore(self, path: &str, around: &RestoreContext<'_>) -> Result<(UserId, Person), SnapshotError> {
        let Self { user, status, permissions, name, session, announced, kept } = self;
        SnapshotError::ensure_not_empty(around.config, "user", user.as_str(), || path.into())?;
        if let Some(name) = &name {
            SnapshotError::ensure_not_empty(around.config, "name", name, || path.into())?;
        }
        let present = session.is_some() == status.is_in() && (status.is_in() || !announced);
        SnapshotError::ensure(present, || format!("{path}.session"), "only who is in has one")?;
        let agrees = (status != Status::Connecting || !announced) && (status != Status::Connected || announced);
        SnapshotError::ensure(agrees, || format!("{path}.announced"), "is true once the status was Connected")?;
        let own = session.is_none_or(|session| (around.holder)(session) == Some(&user));
        SnapshotError::ensure(own, || format!("{path}.session"), "is not an open one of this user")?;
        let invited = kept.is_none() || status == Status::Reserved;
        SnapshotError::ensure(invited, || format!("{path}.kept"), "only an invitation to someone Reserved is kept")?;
        let kept = kept.map(|(inviter, until)| KeptInvitation { inviter, until });
        Ok((user, Person { status, permissions, name, session, announced, kept }))
    }
}
