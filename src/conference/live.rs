//! One live conference: who may do what in it, and what it tells whom (P1 to P10).
//!
//! Owns the rules of invitations, joining, leaving, kicking and permissions, and its own deadline. Must not know sessions'
//! subscriptions or who listens: it emits events to audiences. Invariant: every input works on a copy, so one that fails has
//! changed nothing (R4).

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;

use super::participant::{Rejected, is_in};
use super::permission::Permissions;
use super::roster::{KeptInvitation, Roster};
use super::token::Tokens;
use crate::error::Error;
use crate::ids::{ConferenceId, SessionId, Token, UserId};
use crate::routing::{Emission, Emissions, ResolvedAudience};
use crate::time::Timestamp;
use crate::vocab::{
    Alias, ConferenceStatus, ParticipantJoined, ParticipantLeft, Permission, PermissionsUpdated, Signal, Status,
};

/// How long a new conference waits for someone to join, at least.
const GRACE_MS: u64 = 30_000;

/// Someone to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct Invitee {
    pub(crate) user: UserId,
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::vocab::present"))]
    pub(crate) name: Option<String>,
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::vocab::present"))]
    pub(crate) permissions: Option<Permissions>,
}

impl Invitee {
    /// This user, with the name known so far and, when new, the default permissions.
    #[must_use]
    pub fn new(user: impl Into<UserId>) -> Self {
        Self { user: user.into(), name: None, permissions: None }
    }

    /// Who is invited.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Shown under this name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With exactly these permissions; they bind in a protected conference, and whoever invites must hold them (P2).
    #[must_use]
    pub fn permissions(mut self, permissions: impl IntoIterator<Item = Permission>) -> Self {
        self.permissions = Some(permissions.into_iter().collect());
        self
    }
}

/// A conference that has not ended.
#[derive(Clone, Debug)]
pub(crate) struct LiveConference {
    pub(crate) id: ConferenceId,
    pub(crate) alias: Alias,
    pub(crate) owner: UserId,
    /// The tokens, when it is protected.
    pub(crate) tokens: Option<Tokens>,
    pub(crate) roster: Roster,
    pub(super) ttl_ms: u64,
    pub(super) created: Timestamp,
    pub(super) emptied: Option<Timestamp>,
}

impl LiveConference {
    pub(crate) fn new(
        id: ConferenceId,
        alias: Alias,
        owner: UserId,
        ttl_s: u32,
        tokens: Option<Tokens>,
        created: Timestamp,
        seed: u64,
    ) -> Self {
        let ttl_ms = u64::from(ttl_s) * 1000;
        Self { id, alias, owner, tokens, roster: Roster::new(seed), ttl_ms, created, emptied: None }
    }

    pub(crate) fn is_protected(&self) -> bool {
        self.tokens.is_some()
    }

    /// When it ends by time, unless someone comes (P8); never, where that lies beyond the end of time.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        if self.roster.inside() > 0 {
            return None;
        }
        let after = |from: Timestamp, ms| from.as_millis().checked_add(ms).map(Timestamp::from_millis);
        match self.emptied {
            None => after(self.created, GRACE_MS.max(self.ttl_ms)),
            Some(emptied) => Some(after(self.created, GRACE_MS)?.max(after(emptied, self.ttl_ms)?)),
        }
    }

    /// The user's token, where the conference has tokens.
    pub(crate) fn token(&mut self, user: &UserId) -> Option<Token> {
        self.tokens.as_mut().map(|tokens| tokens.of(user))
    }

    /// What subscribing to the alias is answered with (K7).
    pub(crate) fn status(&self) -> ConferenceStatus {
        ConferenceStatus {
            conference_alias: self.alias.clone(),
            conference_id: Some(self.id),
            live: true,
            participants: self.roster.shown_inside(),
        }
    }

    // The rights -------------------------------------------------------------------------------------------------------

    /// The caller is in, and may do what takes this permission (P3, P7).
    pub(crate) fn check_caller(&self, caller: &UserId, needed: Permission) -> Result<(), Error> {
        let person = self.roster.get(caller).filter(|person| is_in(person.status));
        let Some(person) = person else {
            return Err(Error::NotInConference { user: caller.clone() });
        };
        let kick = needed == Permission::Kick;
        let may = match (self.is_protected(), kick) {
            (_, true) if *caller == self.owner => true,
            (true, _) => person.permissions.contains(needed),
            (false, kick) => !kick,
        };
        if may { Ok(()) } else { Err(Error::PermissionMissing { user: caller.clone(), permission: needed }) }
    }

    /// Every permission that is written out is held by whoever grants it (P2).
    pub(crate) fn check_grants(&self, granter: &UserId, people: &[Invitee]) -> Result<(), Error> {
        if !self.is_protected() {
            return Ok(());
        }
        let held = self.roster.get(granter).map(|person| person.permissions).unwrap_or_default();
        for (at, person) in people.iter().enumerate() {
            if let Some(permission) = person.permissions.and_then(|granted| granted.beyond(held)) {
                let field = format!("participants[{at}].permissions");
                return Err(Error::PermissionNotHeld { field, permission });
            }
        }
        Ok(())
    }

    /// Nobody among them was kicked.
    pub(crate) fn check_invitable(&self, people: &[Invitee]) -> Result<(), Error> {
        let kicked = people.iter().position(|one| self.roster.status(&one.user) == Some(Status::Kicked));
        match kicked {
            Some(at) => Err(Error::Kicked { field: format!("participants[{at}].user"), user: people[at].user.clone() }),
            None => Ok(()),
        }
    }

    /// How many of them are neither invited nor in, and how many were never seen.
    pub(crate) fn newcomers(&self, people: &[Invitee]) -> (u64, u64) {
        let open = |status: Status| status == Status::Reserved || is_in(status);
        let uninvited = people.iter().filter(|one| !self.roster.status(&one.user).is_some_and(open)).count();
        let unseen = people.iter().filter(|one| self.roster.status(&one.user).is_none()).count();
        (uninvited as u64, unseen as u64)
    }

    // What happens to people ---------------------------------------------------------------------------------------------

    /// Invites them one after the other; `notify`: with an `Invitation` (P3). They have been checked.
    pub(crate) fn invite(
        &mut self,
        people: &[Invitee],
        inviter: &UserId,
        notify: bool,
        keep_until: Option<Timestamp>,
        events: &mut Emissions,
    ) -> Result<(), Error> {
        // Nobody who is invited is in, so those who hear of it are the same for all.
        let inside: Arc<[UserId]> = self.roster.users_inside().cloned().collect();
        for person in people {
            if self.roster.is_in(&person.user) {
                continue;
            }
            let before = self.transition(&person.user, Signal::Invite)?;
            let owner = person.user == self.owner;
            if let Some(invited) = self.roster.get_mut(&person.user) {
                if let Some(name) = person.name.as_ref().filter(|name| !name.is_empty()) {
                    invited.name = Some(name.clone());
                }
                if let Some(permissions) = person.permissions.filter(|_| !owner) {
                    invited.permissions = permissions;
                }
                let kept = keep_until.filter(|_| notify);
                invited.kept = kept.map(|until| KeptInvitation { inviter: inviter.clone(), until });
            }
            match before {
                None => events.push(self.added(&person.user, Arc::clone(&inside))),
                Some(Status::Reserved) => {}
                Some(_) => events.push(self.updated(&person.user, Arc::clone(&inside))),
            }
            if notify {
                let invitation = self.invitation(&person.user, inviter);
                events.push(invitation);
            }
        }
        Ok(())
    }

    /// P5, with the checks in the order of I3: kicked, token, status.
    pub(crate) fn join(
        &mut self,
        user: &UserId,
        session: SessionId,
        token: Option<&Token>,
        events: &mut Emissions,
    ) -> Result<(), Error> {
        let person = self.roster.get(user);
        if person.is_some_and(|person| person.status == Status::Kicked) {
            return Err(Error::Kicked { field: "session".into(), user: user.clone() });
        }
        if let Some(tokens) = &self.tokens {
            let permissions = person.map_or_else(|| self.permissions_of_newcomer(user), |person| person.permissions);
            if !tokens.proves(user, token) || !permissions.contains(Permission::Join) {
                return Err(Error::TokenRefused);
            }
        }
        let before = self.transition(user, Signal::Join)?;
        if let Some(person) = self.roster.get_mut(user) {
            person.session = Some(session);
        }
        let others = self.others(user);
        events.push(if before.is_none() { self.added(user, others) } else { self.updated(user, others) });
        Ok(())
    }

    /// What the media layer saw, or a lost connection.
    pub(crate) fn report(
        &mut self,
        user: &UserId,
        signal: Signal,
        now: Timestamp,
        events: &mut Emissions,
    ) -> Result<(), Error> {
        self.ensure_on_roster(user, "user")?;
        if signal == Signal::Leave {
            return self.depart(user, Signal::Leave, now, events);
        }
        self.transition(user, signal)?;
        events.push(self.updated(user, self.others(user)));
        let first = self.roster.get_mut(user).filter(|person| person.status == Status::Connected && !person.announced);
        if let Some(person) = first {
            person.announced = true;
            let participant = self.roster.shown(user);
            self.to_alias(events, |conference_alias, conference_id| {
                ParticipantJoined { conference_alias, conference_id, participant }.into()
            });
            self.emit_active(events);
        }
        Ok(())
    }

    /// Whoever was in is out: by leaving, by a lost connection, by being kicked (P7). Someone invited may be kicked, too.
    pub(crate) fn depart(
        &mut self,
        user: &UserId,
        signal: Signal,
        now: Timestamp,
        events: &mut Emissions,
    ) -> Result<(), Error> {
        self.ensure_on_roster(user, "user")?;
        let was_in = self.roster.is_in(user);
        self.transition(user, signal)?;
        let kicked = signal == Signal::Kick;
        if let Some(tokens) = self.tokens.as_mut().filter(|_| kicked) {
            tokens.void(user);
        }
        let audience = if kicked { self.others_and(user) } else { self.others(user) };
        events.push(self.updated(user, audience));
        if was_in {
            if self.roster.inside() == 0 {
                self.emptied = Some(now);
            }
            let participant = self.roster.shown(user);
            self.to_alias(events, |conference_alias, conference_id| {
                ParticipantLeft { conference_alias, conference_id, participant }.into()
            });
            self.emit_active(events);
        }
        Ok(())
    }

    pub(crate) fn decline(&mut self, user: &UserId, events: &mut Emissions) -> Result<(), Error> {
        self.ensure_on_roster(user, "session")?;
        self.transition(user, Signal::Decline)?;
        events.push(self.updated(user, self.others(user)));
        Ok(())
    }

    /// Replaces the permissions of people who are Reserved or in (P7). The caller has been checked.
    pub(crate) fn update_permissions(&mut self, people: &[Invitee], events: &mut Emissions) -> Result<(), Error> {
        for (at, person) in people.iter().enumerate() {
            self.ensure_on_roster(&person.user, &format!("participants[{at}].user"))?;
        }
        for (at, person) in people.iter().enumerate() {
            let status =
                self.roster.status(&person.user).filter(|status| *status != Status::Reserved && !is_in(*status));
            if let Some(status) = status {
                let field = format!("participants[{at}].user");
                return Err(Error::NotReservedOrIn { field, user: person.user.clone(), status });
            }
        }
        for person in people {
            let permissions = person.permissions.unwrap_or_default();
            if let Some(ensure_on_roster) = self.roster.get_mut(&person.user) {
                ensure_on_roster.permissions = permissions;
            }
            let event = PermissionsUpdated {
                conference_alias: self.alias.clone(),
                conference_id: self.id,
                permissions: permissions.iter().collect(),
            };
            events.push(Emission { event: event.into(), audience: ResolvedAudience::User(person.user.clone()) });
        }
        Ok(())
    }

    // The machine --------------------------------------------------------------------------------------------------------

    fn transition(&mut self, user: &UserId, signal: Signal) -> Result<Option<Status>, Error> {
        let newcomer = self.permissions_of_newcomer(user);
        self.roster.signal(user, signal, newcomer).map_err(|rejected| {
            let (field, user) = ("user".into(), user.clone());
            match rejected {
                Rejected::NotSeen => Error::NotOnRoster { field, user },
                Rejected::Kicked => Error::Kicked { field, user },
                Rejected::From(status) => Error::StatusRefuses { user, status, signal },
            }
        })
    }

    /// The creator holds all from the start, everyone else the nine (P2).
    fn permissions_of_newcomer(&self, user: &UserId) -> Permissions {
        if *user == self.owner { Permissions::all() } else { Permissions::defaults() }
    }

    fn ensure_on_roster(&self, user: &UserId, field: &str) -> Result<(), Error> {
        match self.roster.get(user) {
            Some(_) => Ok(()),
            None => Err(Error::NotOnRoster { field: field.into(), user: user.clone() }),
        }
    }
}
