//! The narrow handle on one conference.
//!
//! Owns the inputs that concern one conference, and the order of their checks (I3). Must not know how an input is tried or
//! committed. Invariant: each method is one input, whole or not at all (R4).

use alloc::vec::Vec;

use super::{Connection, InviteOutcome, Invited, check_people};
use crate::conference::{Invitee, LiveConference, Permissions};
use crate::directory::{Directory, Ledger};
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, Token, UserId};
use crate::routing::Emissions;
use crate::time::Timestamp;
use crate::vocab::{ConferenceName, Participant, Permission, Signal};

/// One conference, at one time: what can be done in it. From [`Engine::conference`].
///
/// Each method is an input of its own; cost: O(people whom the conference has seen), and the deliveries.
#[derive(Debug)]
pub struct Conference<'e, D = Ledger> {
    pub(super) engine: &'e mut Engine<D>,
    pub(super) now: Timestamp,
    pub(super) name: ConferenceName,
}

impl<D: Directory> Conference<'_, D> {
    /// Invites people, all or none (P3). Answers for each what became of the invitation, in the order of the request.
    ///
    /// # Errors
    ///
    /// In the order of I3:
    /// - [`Error::Empty`], [`Error::NamedTwice`]; [`Error::SessionNotOpen`]; [`Error::ConferenceUnknown`];
    /// - [`Error::NotInConference`] where the caller is not in it;
    /// - [`Error::PermissionMissing`] where it is protected and the caller lacks INVITE;
    /// - [`Error::PermissionNotHeld`] where a permission that is written out is not held by the caller;
    /// - [`Error::Kicked`] where one of them was kicked;
    /// - [`Error::BoundReached`].
    pub fn invite(self, session: SessionId, people: &[Invitee]) -> Result<Vec<Invited>, Error> {
        self.engine.advance(self.now);
        check_people(people)?;
        let inviter = self.engine.sessions.get(session)?.user.clone();
        self.send_invitations(Some(&inviter), people, true)
    }

    /// Invites people as the server side does (P9): nobody needs to be in the conference, tokens are answered, and `notify`
    /// says whether an `Invitation` is sent.
    ///
    /// # Errors
    ///
    /// As [`Self::invite`], without those about the caller.
    pub fn invite_as_server(self, people: &[Invitee], notify: bool) -> Result<Vec<Invited>, Error> {
        self.engine.advance(self.now);
        check_people(people)?;
        self.send_invitations(None, people, notify)
    }

    /// Joins the user of a session (P5). In a protected conference the token is needed always, elsewhere it is not looked at.
    ///
    /// # Errors
    ///
    /// - [`Error::SessionNotOpen`]; [`Error::ConferenceUnknown`];
    /// - [`Error::Kicked`]; [`Error::TokenRefused`];
    /// - [`Error::StatusRefuses`] where the user is in already, or has declined;
    /// - [`Error::BoundReached`].
    pub fn join(self, session: SessionId, token: Option<&Token>) -> Result<(), Error> {
        self.change_as(session, |draft, user, _, events| draft.join(user, session, token, events))
    }

    /// Takes the user of a session, any of them, out of the conference (P7).
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn leave(self, session: SessionId) -> Result<(), Error> {
        self.change_as(session, |draft, user, now, events| draft.depart(user, Signal::Leave, now, events))
    }

    /// Turns an invitation down.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn decline(self, session: SessionId) -> Result<(), Error> {
        self.change_as(session, |draft, user, _, events| draft.decline(user, events))
    }

    /// Throws someone out who is in, or invited, for good (P7). The creator may always, others with KICK in a protected
    /// conference; the caller must be in it.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotInConference`],
    /// [`Error::PermissionMissing`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn kick(self, session: SessionId, user: &UserId) -> Result<(), Error> {
        self.engine.advance(self.now);
        Error::ensure_not_empty("user", user.as_str())?;
        self.change_as(session, |draft, caller, now, events| {
            draft.check_caller(caller, Permission::Kick)?;
            draft.depart(user, Signal::Kick, now, events)
        })
    }

    /// Replaces the permissions of people who are invited or in (P2, P7).
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::NamedTwice`], [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`],
    /// [`Error::NotProtected`], [`Error::NotInConference`], [`Error::PermissionMissing`], [`Error::PermissionNotHeld`],
    /// [`Error::NotOnRoster`], [`Error::NotReservedOrIn`].
    pub fn update_permissions(self, session: SessionId, people: &[(UserId, Permissions)]) -> Result<(), Error> {
        let person = |(user, permissions): &(UserId, Permissions)| Invitee {
            user: user.clone(),
            name: None,
            permissions: Some(*permissions),
        };
        let people: Vec<Invitee> = people.iter().map(person).collect();
        self.engine.advance(self.now);
        check_people(&people)?;
        self.engine.sessions.get(session)?;
        self.engine.check_lengths(&people)?;
        self.change_as(session, |draft, caller, _, events| {
            if !draft.is_protected() {
                return Err(Error::NotProtected);
            }
            draft.check_caller(caller, Permission::UpdatePermissions)?;
            draft.check_grants(caller, &people)?;
            draft.update_permissions(&people, events)
        })
    }

    /// Says what the media layer saw of someone's connection (P5). At the first Connected after each join, the alias hears that
    /// they joined.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn report(self, user: &UserId, connection: Connection) -> Result<(), Error> {
        self.engine.advance(self.now);
        Error::ensure_not_empty("user", user.as_str())?;
        let now = self.engine.now;
        let input =
            |draft: &mut LiveConference, events: &mut Emissions| draft.report(user, connection.into(), now, events);
        let attempt = self.engine.attempt(&self.name, input)?;
        self.engine.commit(attempt);
        Ok(())
    }

    /// Ends the conference, for its creator, in or not (P7).
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotTheCreator`].
    pub fn end(self, session: SessionId) -> Result<(), Error> {
        self.engine.advance(self.now);
        let caller = self.engine.sessions.get(session)?.user.clone();
        self.end_for(Some(&caller))
    }

    /// Ends the conference as the server side does.
    ///
    /// # Errors
    ///
    /// [`Error::ConferenceUnknown`].
    pub fn end_as_server(self) -> Result<(), Error> {
        self.engine.advance(self.now);
        self.end_for(None)
    }

    /// Those in the conference, in the order they were first seen. A read: time does not pass.
    ///
    /// # Errors
    ///
    /// [`Error::ConferenceUnknown`].
    pub fn participants(&self) -> Result<Vec<Participant>, Error> {
        Ok(self.engine.conferences.get(&self.name)?.roster.shown_inside())
    }

    fn change_as(
        self,
        session: SessionId,
        input: impl FnOnce(&mut LiveConference, &UserId, Timestamp, &mut Emissions) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.engine.advance(self.now);
        let now = self.engine.now;
        let caller = self.engine.sessions.get(session)?.user.clone();
        let attempt = self.engine.attempt(&self.name, |draft, events| input(draft, &caller, now, events))?;
        self.engine.commit(attempt);
        Ok(())
    }

    /// `caller`: none for the server side, which invites in the owner's name.
    fn send_invitations(
        self,
        caller: Option<&UserId>,
        people: &[Invitee],
        notify: bool,
    ) -> Result<Vec<Invited>, Error> {
        self.engine.check_lengths(people)?;
        let conference = self.engine.conferences.get(&self.name)?;
        if let Some(caller) = caller {
            conference.check_caller(caller, Permission::Invite)?;
            conference.check_grants(caller, people)?;
        }
        conference.check_invitable(people)?;
        self.engine.check_room_for(conference, people)?;

        let keep_until = self.engine.keep_until();
        let mut answers = Vec::with_capacity(people.len());
        let mut attempt = self.engine.attempt(&self.name, |draft, events| {
            answers.extend(people.iter().map(|person| {
                let inside = draft.roster.is_in(&person.user);
                let outcome = if inside { InviteOutcome::AlreadyIn } else { InviteOutcome::NoSession };
                let token = if inside || caller.is_some() { None } else { draft.token(&person.user) };
                Invited { user: person.user.clone(), outcome, token }
            }));
            let inviter = caller.unwrap_or(&draft.owner).clone();
            draft.invite(people, &inviter, notify, keep_until, events)
        })?;
        // The invitations stand in the order of the request.
        let mut sent = self.engine.sessions_invited(&attempt).into_iter().peekable();
        for answer in &mut answers {
            match sent.next_if(|(user, _)| *user == answer.user) {
                Some((_, sessions)) if sessions > 0 => answer.outcome = InviteOutcome::Delivered { sessions },
                _ => {}
            }
        }
        self.engine.settle_kept(&mut attempt);
        self.engine.commit(attempt);
        Ok(answers)
    }

    fn end_for(self, caller: Option<&UserId>) -> Result<(), Error> {
        let conference = self.engine.conferences.get(&self.name)?;
        if caller.is_some_and(|caller| *caller != conference.owner) {
            return Err(Error::NotTheCreator);
        }
        let (id, mut events) = (conference.id, Emissions::new());
        conference.emit_ended(&mut events);
        let deliveries = self.engine.match_within_queue(&events)?;
        self.engine.conferences.remove(id);
        self.engine.deliver(events, &deliveries);
        Ok(())
    }
}
