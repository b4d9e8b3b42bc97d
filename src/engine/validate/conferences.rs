//! The checks of inputs about conferences, each in the order of I3.
//!
//! Owns that order: the form of the input, the session, the request's form and bounds, the conference, being in it, the right to
//! do it, the right to grant, the people named, the conference's own bounds. The rules themselves are the conference's. Must not
//! change anything. Invariant: after these checks an input can be refused only for want of capacity in the queue.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use crate::conference::{Invitee, LiveConference, NewConference, Permissions, Person, Tokens, Transition};
use crate::config::Bound;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, Token, UserId};
use crate::vocab::{ConferenceName, Permission, Signal};

/// People as they will be.
pub(in crate::engine) type Named = Vec<(UserId, Person)>;

/// The conference that a creation is about.
pub(in crate::engine) enum Creation<'e> {
    /// The live one with the alias.
    Live(&'e LiveConference),
    /// One that does not exist yet.
    New(Box<LiveConference>),
}

impl Creation<'_> {
    pub(in crate::engine) fn conference(&self) -> &LiveConference {
        match self {
            Self::Live(conference) => conference,
            Self::New(conference) => conference,
        }
    }

    pub(in crate::engine) fn into_new(self) -> Option<LiveConference> {
        match self {
            Self::Live(_) => None,
            Self::New(conference) => Some(*conference),
        }
    }
}

impl<D: Directory> Engine<D> {
    /// P1, P9. Also returns what the invitations lead to.
    pub(in crate::engine) fn validate_creation(
        &self,
        owner: &UserId,
        new: NewConference,
        protected: bool,
        people: &[Invitee],
    ) -> Result<(Creation<'_>, Vec<Transition>), Error> {
        Error::ensure_not_empty("owner", owner.as_str())?;
        check_named(people.iter().map(Invitee::user))?;
        if !new.alias.is_valid() {
            let characters = new.alias.as_written().chars().count();
            return Err(Error::AliasInvalid { field: "alias".into(), characters });
        }
        self.check_length("owner", owner.as_str())?;
        self.check_lengths(people)?;
        let creation = match self.conferences.find_by_alias(&new.alias) {
            Some(live) => Creation::Live(live),
            None => Creation::New(Box::new(self.new_conference(owner, new, protected)?)),
        };
        let invited = creation.conference().check_invitees(people)?;
        self.check_open_invitations(creation.conference(), &invited)?;
        Ok((creation, invited))
    }

    fn new_conference(&self, owner: &UserId, new: NewConference, protected: bool) -> Result<LiveConference, Error> {
        let owned = self.conferences.owned_by(owner) + 1;
        Error::check_bound(&self.config, Bound::ConferencesPerOwner, "conferences of the owner", owned)?;
        let id = self.conferences.next_id();
        let tokens = match (protected, self.config.tokens()) {
            (false, _) => None,
            (true, Some(seed)) => Some(Tokens::new(seed, id)),
            (true, None) => return Err(Error::NoTokenSeed),
        };
        Ok(LiveConference::new(id, new.alias, owner.clone(), new.ttl_ms, tokens, self.now, self.config.seed()))
    }

    /// P3, P9. Without a session it is the server side that invites. Also returns the inviter, and what the invitations lead to.
    pub(in crate::engine) fn validate_invite(
        &self,
        session: Option<SessionId>,
        name: &ConferenceName,
        people: &[Invitee],
    ) -> Result<(&LiveConference, &UserId, Vec<Transition>), Error> {
        check_named(people.iter().map(Invitee::user))?;
        let caller = session.map(|session| self.session_user(session)).transpose()?;
        self.check_lengths(people)?;
        let conference = self.conferences.get(name)?;
        if let Some(caller) = caller {
            conference.check_caller(caller, Permission::Invite)?;
            conference.check_grants(caller, people.iter().map(|invitee| invitee.permissions))?;
        }
        let invited = conference.check_invitees(people)?;
        self.check_open_invitations(conference, &invited)?;
        Ok((conference, caller.unwrap_or(&conference.owner), invited))
    }

    /// P5: kicked, token, status.
    pub(in crate::engine) fn validate_join(
        &self,
        session: SessionId,
        name: &ConferenceName,
        token: Option<&Token>,
    ) -> Result<(&LiveConference, Transition), Error> {
        let user = self.session_user(session)?;
        let conference = self.conferences.get(name)?;
        conference.check_token(user, token)?;
        let joining = conference.transition(user, Signal::Join, || "session".into())?;
        let (inside, seen) = (conference.people.inside_len() + 1, conference.people.len());
        Error::check_bound(&self.config, Bound::Participants, "participants", inside)?;
        let seen = seen + u64::from(joining.is_newcomer());
        Error::check_bound(&self.config, Bound::RosterEntries, "participants", seen)?;
        Ok((conference, joining))
    }

    /// Leaving and declining: a signal of the session's user about itself.
    pub(in crate::engine) fn validate_own_signal(
        &self,
        session: SessionId,
        name: &ConferenceName,
        signal: Signal,
    ) -> Result<(&LiveConference, Transition), Error> {
        let user = self.session_user(session)?;
        let conference = self.conferences.get(name)?;
        Ok((conference, conference.transition(user, signal, || "session".into())?))
    }

    /// P5. The host reports; nobody needs a right.
    pub(in crate::engine) fn validate_report(
        &self,
        name: &ConferenceName,
        user: &UserId,
        signal: Signal,
    ) -> Result<(&LiveConference, Transition), Error> {
        Error::ensure_not_empty("user", user.as_str())?;
        let conference = self.conferences.get(name)?;
        Ok((conference, conference.transition(user, signal, || "user".into())?))
    }

    /// P7.
    pub(in crate::engine) fn validate_kick(
        &self,
        session: SessionId,
        name: &ConferenceName,
        user: &UserId,
    ) -> Result<(&LiveConference, Transition), Error> {
        Error::ensure_not_empty("user", user.as_str())?;
        let caller = self.session_user(session)?;
        let conference = self.conferences.get(name)?;
        conference.check_caller(caller, Permission::Kick)?;
        Ok((conference, conference.transition(user, Signal::Kick, || "user".into())?))
    }

    /// P2, P7. Also returns the people with the permissions that they are given.
    pub(in crate::engine) fn validate_permissions(
        &self,
        session: SessionId,
        name: &ConferenceName,
        people: &[(UserId, Permissions)],
    ) -> Result<(&LiveConference, Named), Error> {
        check_named(people.iter().map(|(user, _)| user))?;
        let caller = self.session_user(session)?;
        for (at, (user, _)) in people.iter().enumerate() {
            self.check_length(format_args!("participants[{at}].user"), user.as_str())?;
        }
        let conference = self.conferences.get(name)?;
        conference.check_protected()?;
        conference.check_caller(caller, Permission::UpdatePermissions)?;
        conference.check_grants(caller, people.iter().map(|(_, permissions)| Some(*permissions)))?;
        Ok((conference, conference.check_permitted(people)?))
    }

    /// P7. Without a session it is the server side, which may end any.
    pub(in crate::engine) fn validate_end(
        &self,
        session: Option<SessionId>,
        name: &ConferenceName,
    ) -> Result<&LiveConference, Error> {
        let caller = session.map(|session| self.session_user(session)).transpose()?;
        let conference = self.conferences.get(name)?;
        caller.map_or(Ok(()), |caller| conference.check_creator(caller))?;
        Ok(conference)
    }

    /// T2: open invitations and roster entries.
    fn check_open_invitations(&self, conference: &LiveConference, invited: &[Transition]) -> Result<(), Error> {
        let count = |counts: fn(&Transition) -> bool| invited.iter().filter(|invited| counts(invited)).count() as u64;
        let open = conference.people.reserved_len() + count(Transition::opens_invitation);
        let seen = conference.people.len() + count(Transition::is_newcomer);
        Error::check_bound(&self.config, Bound::OpenInvitations, "participants", open)?;
        Error::check_bound(&self.config, Bound::RosterEntries, "participants", seen)
    }

    fn check_lengths(&self, people: &[Invitee]) -> Result<(), Error> {
        for (at, person) in people.iter().enumerate() {
            self.check_length(format_args!("participants[{at}].user"), person.user.as_str())?;
            self.check_length(format_args!("participants[{at}].name"), person.name.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// Everyone has a name, and is named once.
fn check_named<'u>(users: impl Iterator<Item = &'u UserId>) -> Result<(), Error> {
    let mut named = BTreeSet::new();
    for (at, user) in users.enumerate() {
        let field = || format!("participants[{at}].user");
        if user.as_str().is_empty() {
            return Err(Error::Empty { field: field() });
        }
        if !named.insert(user.as_str()) {
            return Err(Error::NamedTwice { field: field(), user: user.clone() });
        }
    }
    Ok(())
}
