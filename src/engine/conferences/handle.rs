//! The handle on one conference.
//!
//! Owns the inputs about one conference: each is checked by `validate`, made a change by the conference, and committed. Must not
//! check anything itself. Invariant: each method is one input, made as a whole or not at all (R4).

use alloc::vec::Vec;

use crate::conference::{Change, Connection, InviteOutcome, Invited, Invitee, Inviting, Permissions, Transition};
use crate::directory::{Directory, Ledger};
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, Token, UserId};
use crate::routing::Emissions;
use crate::time::Timestamp;
use crate::vocab::{ConferenceName, Signal};

/// One conference at one time, for one input. From [`Engine::conference`].
///
/// Cost of each input: O(people named * log roster), and the deliveries, a long list of which is shared. Beside that,
/// - going in or out: O(subscriptions of that user in kinds that reach those in a conference), each attached or detached;
/// - where `Conference.ActiveParticipants` is told: O(people in the conference * log roster), which it lists;
/// - ending: O(roster), and as going out for each of those in it.
///
/// Reads are in [`Engine::roster`].
#[derive(Debug)]
pub struct Conference<'e, D = Ledger> {
    pub(super) engine: &'e mut Engine<D>,
    pub(super) now: Timestamp,
    pub(super) name: ConferenceName,
}

impl<D: Directory> Conference<'_, D> {
    /// Invites people, all or none (P3). Answers for each whether the invitation reached a session, in the order of the request.
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
        self.send_invitations(Some(session), people, true)
    }

    /// Invites people as the server side does (P9): nobody needs to be in the conference, tokens are answered, and `notify`
    /// says whether an `Invitation` is sent.
    ///
    /// # Errors
    ///
    /// As [`Self::invite`], without those about the caller.
    pub fn invite_as_server(self, people: &[Invitee], notify: bool) -> Result<Vec<Invited>, Error> {
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
        self.make_change(|engine, name| {
            let (conference, joining) = engine.validate_join(session, name, token)?;
            Ok(conference.join(joining, session))
        })
    }

    /// Takes the user of a session, any of them, out of the conference (P7).
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn leave(self, session: SessionId) -> Result<(), Error> {
        self.make_change(|engine, name| {
            let (conference, leaving) = engine.validate_own_signal(session, name, Signal::Leave)?;
            Ok(conference.depart(leaving, Signal::Leave, engine.now))
        })
    }

    /// Declines an invitation.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn decline(self, session: SessionId) -> Result<(), Error> {
        self.make_change(|engine, name| {
            let (conference, declining) = engine.validate_own_signal(session, name, Signal::Decline)?;
            Ok(conference.decline(declining))
        })
    }

    /// Kicks someone who is in or invited, for good (P7). The creator may always, others with KICK in a protected conference;
    /// the caller must be in it.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotInConference`],
    /// [`Error::PermissionMissing`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn kick(self, session: SessionId, user: &UserId) -> Result<(), Error> {
        self.make_change(|engine, name| {
            let (conference, kicked) = engine.validate_kick(session, name, user)?;
            Ok(conference.depart(kicked, Signal::Kick, engine.now))
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
        self.make_change(|engine, name| {
            let (conference, permitted) = engine.validate_permissions(session, name, people)?;
            Ok(conference.update_permissions(permitted))
        })
    }

    /// Reports what the media layer sees of someone's connection (P5). The first Connected after each join is also reported to
    /// everyone who subscribed to the alias, with `Participant.Joined` and `Conference.ActiveParticipants`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn report(self, user: &UserId, connection: Connection) -> Result<(), Error> {
        let signal = connection.into();
        self.make_change(|engine, name| {
            let (conference, reported) = engine.validate_report(name, user, signal)?;
            Ok(if signal == Signal::Leave {
                conference.depart(reported, signal, engine.now)
            } else {
                conference.report(reported)
            })
        })
    }

    /// Ends the conference, for its creator, in or not (P7).
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotTheCreator`].
    pub fn end(self, session: SessionId) -> Result<(), Error> {
        self.end_by(Some(session))
    }

    /// Ends the conference as the server side does.
    ///
    /// # Errors
    ///
    /// [`Error::ConferenceUnknown`].
    pub fn end_as_server(self) -> Result<(), Error> {
        self.end_by(None)
    }

    /// Lets time pass, and makes the change that an input comes to: refused by its checks, or where the queue has no capacity,
    /// nothing has changed (R4).
    fn make_change(
        self,
        change: impl FnOnce(&Engine<D>, &ConferenceName) -> Result<Change, Error>,
    ) -> Result<(), Error> {
        let Self { engine, now, name } = self;
        engine.advance(now);
        let mut change = change(engine, &name)?;
        let staged = engine.stage_checked(core::mem::take(&mut change.events))?;
        engine.commit_change(change, staged);
        Ok(())
    }

    /// Without a session it is the server side that invites, in the owner's name.
    fn send_invitations(
        self,
        session: Option<SessionId>,
        people: &[Invitee],
        notify: bool,
    ) -> Result<Vec<Invited>, Error> {
        let engine = self.engine;
        engine.advance(self.now);
        let keep_until = engine.keep_until();
        let (conference, inviter, invited) = engine.validate_invite(session, &self.name, people)?;
        let mut tokens = conference.plan_tokens();
        let answer = |invited: &Transition| {
            let user = invited.user();
            let (outcome, token) = match (invited.was_in(), session) {
                (true, _) => (InviteOutcome::AlreadyIn, None),
                (false, Some(_)) => (InviteOutcome::NoSession, None),
                (false, None) => (InviteOutcome::NoSession, tokens.token(user)),
            };
            Invited { user: user.clone(), outcome, token }
        };
        let mut answers: Vec<Invited> = invited.iter().map(answer).collect();
        let mut change = conference.invite(invited, Inviting { inviter, notify, keep_until }, tokens);
        let staged = engine.stage_checked(core::mem::take(&mut change.events))?;
        let reached = engine.sessions_invited();
        for answer in &mut answers {
            if let Some(sessions) = reached.get(&answer.user) {
                answer.outcome = InviteOutcome::Delivered { sessions: *sessions };
            }
        }
        change.drop_kept(|user| reached.contains_key(user));
        engine.commit_change(change, staged);
        Ok(answers)
    }

    /// Without a session it is the server side that ends it.
    fn end_by(self, session: Option<SessionId>) -> Result<(), Error> {
        let engine = self.engine;
        engine.advance(self.now);
        let conference = engine.validate_end(session, &self.name)?;
        let (id, events) = (conference.id, Emissions::from_iter([conference.ended()]));
        let staged = engine.stage_checked(events)?;
        engine.remove_conference(id);
        engine.commit(&staged);
        Ok(())
    }
}
