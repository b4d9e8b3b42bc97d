//! Inputs about conferences (P1 to P10): the narrow handle on one, and creating.
//!
//! Owns the order of the checks, the answers, and trying an input on a copy before it counts. Must not know the rules of a
//! conference. Invariant: a conference is replaced only when the queue has room for all that the input tells (R4).

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use super::Engine;
use super::route::Heard;
use crate::audience::Emissions;
use crate::conference::{ConferenceName, Invitee, LiveConference, Permissions, Signal, Tokens};
use crate::config::Bound;
use crate::directory::{Directory, Ledger};
use crate::error::Error;
use crate::ids::{ConferenceId, SessionId, Token, UserId};
use crate::time::Timestamp;
use crate::vocab::{Alias, Event, Participant, Permission};

/// A conference to create.
#[derive(Clone, Debug)]
pub struct NewConference {
    alias: Alias,
    ttl_s: u32,
    protected: Option<bool>,
}

impl NewConference {
    /// Under this alias: 1 to 250 characters, no `#`, compared without case (P1).
    #[must_use]
    pub fn new(alias: impl Into<Alias>) -> Self {
        Self { alias: alias.into(), ttl_s: 0, protected: None }
    }

    /// How long it stays empty before it ends, in s; a new one waits for 30 s at least (P8). Default: 0.
    #[must_use]
    pub fn ttl_s(mut self, seconds: u32) -> Self {
        self.ttl_s = seconds;
        self
    }

    /// Whether tokens and permissions bind in it. Default: no for a session, yes for the server side (P9).
    #[must_use]
    pub fn protected(mut self, protected: bool) -> Self {
        self.protected = Some(protected);
        self
    }
}

/// What creating a conference is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// The number.
    pub id: ConferenceId,
    /// The alias, as created.
    pub alias: Alias,
    /// Whether it was created just now; otherwise one was live under the alias, and it is as it was.
    pub is_new: bool,
    /// The creator's token; in a protected conference, for the creator only.
    pub owner_token: Option<Token>,
    /// The invitees' tokens; in a protected conference, for the server side only, for those who are not in already.
    pub user_tokens: Vec<(UserId, Token)>,
}

/// What became of one invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invited {
    /// The invitee.
    pub user: UserId,
    /// Whether the invitation got anywhere.
    pub outcome: InviteOutcome,
    /// The invitee's token; in a protected conference, for the server side only.
    pub token: Option<Token>,
}

/// Whether an invitation got anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InviteOutcome {
    /// It was delivered to so many sessions.
    Delivered {
        /// How many sessions of the invitee are subscribed to invitations.
        sessions: usize,
    },
    /// No session of the invitee is there to take it, or it was not to be sent; resend it later.
    NoSession,
    /// The invitee is in the conference; nothing was sent.
    AlreadyIn,
}

/// What the media layer saw of someone's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// It stands.
    Connected,
    /// It is silent.
    Inactive,
    /// It is poor.
    Warning,
    /// It is broken, but may come back.
    Error,
    /// It is lost: as if they had left.
    Lost,
}

impl From<Connection> for Signal {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Connected => Self::Connected,
            Connection::Inactive => Self::Inactive,
            Connection::Warning => Self::Warning,
            Connection::Error => Self::Error,
            Connection::Lost => Self::Leave,
        }
    }
}

/// One conference, at one time: what can be done in it. From [`Engine::conference`].
///
/// Each method is an input of its own; cost: O(people whom the conference has seen), and the deliveries.
#[derive(Debug)]
pub struct Conference<'e, D = Ledger> {
    engine: &'e mut Engine<D>,
    now: Timestamp,
    name: ConferenceName,
}

/// An input that was tried on a copy, and that nothing stands in the way of.
struct Attempt {
    draft: LiveConference,
    tell: Emissions,
    heard: Heard,
}

impl<D: Directory> Engine<D> {
    /// Creates a conference, or finds the live one under the alias (P1). Creating does not join.
    ///
    /// # Errors
    ///
    /// - [`Error::SessionNotOpen`];
    /// - [`Error::AliasInvalid`];
    /// - [`Error::NoTokenSeed`] where it is to be protected and the host set no [`Config::token_seed`](crate::Config::token_seed);
    /// - [`Error::BoundReached`] where the queue has no room.
    pub fn create_conference(
        &mut self,
        now: Timestamp,
        session: SessionId,
        new: NewConference,
    ) -> Result<Created, Error> {
        self.advance(now);
        let owner = self.sessions.get(session)?.user.clone();
        let protected = new.protected.unwrap_or(false);
        self.create(&owner, new, protected, &[], None)
    }

    /// Creates a conference for an owner and invites people, as the server side does (P9); `notify`: with an `Invitation`
    /// each. Over a live alias, its time to live, protection and owner stay, and the people are invited.
    ///
    /// # Errors
    ///
    /// - [`Error::Empty`], [`Error::NamedTwice`], [`Error::AliasInvalid`], [`Error::NoTokenSeed`];
    /// - [`Error::Kicked`] where one of them was kicked from the live conference;
    /// - [`Error::BoundReached`] for names, open invitations, and the queue.
    pub fn create_conference_as_server(
        &mut self,
        now: Timestamp,
        owner: &UserId,
        new: NewConference,
        people: &[Invitee],
        notify: bool,
    ) -> Result<Created, Error> {
        self.advance(now);
        self.check_name("owner", owner.as_str())?;
        self.check_people(people)?;
        let protected = new.protected.unwrap_or(true);
        self.create(owner, new, protected, people, Some(notify))
    }

    /// The conference of this number or alias, to do something in it at this time. Whether there is one, its methods say.
    pub fn conference(&mut self, now: Timestamp, name: impl Into<ConferenceName>) -> Conference<'_, D> {
        Conference { engine: self, now, name: name.into() }
    }

    /// `server`: whether it is the server side that creates and invites, and then whether it notifies.
    fn create(
        &mut self,
        owner: &UserId,
        new: NewConference,
        protected: bool,
        people: &[Invitee],
        server: Option<bool>,
    ) -> Result<Created, Error> {
        if !new.alias.is_valid() {
            let characters = new.alias.as_str().chars().count();
            return Err(Error::AliasInvalid { field: "alias".into(), characters });
        }
        let live = self.conferences.under(&new.alias).cloned();
        let is_new = live.is_none();
        let draft = match live {
            Some(live) => live,
            None => self.new_conference(owner, new, protected)?,
        };
        let (notify, keep_until) = (server.unwrap_or(false), self.keep_until());
        let mut created =
            Created { id: draft.id, alias: draft.alias.clone(), is_new, owner_token: None, user_tokens: Vec::new() };
        let mut attempt = self.attempt_on(draft, |draft, tell| {
            draft.check_invitable(people)?;
            if *owner == draft.owner {
                created.owner_token = draft.token(owner);
            }
            if server.is_some() {
                created.user_tokens = tokens_of_invitees(draft, people);
            }
            if is_new {
                draft.tell_created(tell);
            }
            let inviter = draft.owner.clone();
            draft.invite(people, &inviter, notify, keep_until, tell)
        })?;
        self.settle_kept(&mut attempt);
        self.commit(attempt);
        Ok(created)
    }

    fn new_conference(&self, owner: &UserId, new: NewConference, protected: bool) -> Result<LiveConference, Error> {
        let (id, seed) = (self.conferences.next_id(), self.config.seed());
        let tokens = match (protected, self.config.tokens()) {
            (false, _) => None,
            (true, Some(token_seed)) => Some(Tokens::new(token_seed, id, seed)),
            (true, None) => return Err(Error::NoTokenSeed),
        };
        Ok(LiveConference::new(id, new.alias, owner.clone(), new.ttl_s, tokens, self.now, seed))
    }

    /// Tries an input on a copy of a live conference.
    fn attempt(
        &mut self,
        name: &ConferenceName,
        input: impl FnOnce(&mut LiveConference, &mut Emissions) -> Result<(), Error>,
    ) -> Result<Attempt, Error> {
        let draft = self.conferences.get(name)?.clone();
        self.attempt_on(draft, input)
    }

    fn attempt_on(
        &mut self,
        mut draft: LiveConference,
        input: impl FnOnce(&mut LiveConference, &mut Emissions) -> Result<(), Error>,
    ) -> Result<Attempt, Error> {
        let mut tell = Emissions::new();
        input(&mut draft, &mut tell)?;
        let held = [(Bound::Participants, draft.roster.inside()), (Bound::OpenInvitations, draft.roster.reserved())];
        for (bound, held) in held {
            Error::within(&self.config, bound, "conference", held)?;
        }
        let heard = self.listen_within_bounds(&tell)?;
        Ok(Attempt { draft, tell, heard })
    }

    /// Makes an attempt the truth, and lets happen what it made due at this very time (T1).
    fn commit(&mut self, attempt: Attempt) {
        self.conferences.put(attempt.draft);
        self.deliver(attempt.tell, &attempt.heard);
        self.end_due_conferences();
    }

    /// Ends the conferences whose time has come, by deadline, then by number.
    pub(super) fn end_due_conferences(&mut self) {
        while let Some(conference) = self.conferences.due(self.now).and_then(|id| self.conferences.remove(id)) {
            let mut tell = Emissions::new();
            conference.tell_ended(&mut tell);
            self.route(tell);
        }
    }

    /// Whoever joined a conference through a session that has ended is out (P7): conference by conference, by number.
    pub(super) fn leave_conferences(&mut self, session: SessionId, user: &UserId) {
        for id in self.conferences.joined_through(session) {
            let Ok(conference) = self.conferences.get(&id.into()) else { continue };
            let (mut draft, mut tell) = (conference.clone(), Emissions::new());
            if draft.go(user, Signal::Leave, self.now, &mut tell).is_ok() {
                self.conferences.put(draft);
                self.route(tell);
            }
        }
    }

    /// Delivers the invitations that were kept for a user who has opened a session (P4).
    pub(super) fn deliver_kept_invitations(&mut self, user: &UserId) {
        for id in self.conferences.take_kept(user) {
            let Ok(conference) = self.conferences.get(&id.into()) else { continue };
            let mut draft = conference.clone();
            let kept = draft.roster.get_mut(user).and_then(|person| person.kept.take());
            let Some(kept) = kept.filter(|kept| kept.until > self.now) else { continue };
            let invitation = draft.invitation(user, &kept.inviter);
            let tell = Emissions::from_iter([invitation]);
            let heard = self.listen(&tell);
            if self.heard.is_empty() {
                self.conferences.keep(user.clone(), id);
            } else {
                self.conferences.put(draft);
                self.deliver(tell, &heard);
            }
        }
    }

    fn keep_until(&self) -> Option<Timestamp> {
        let ms = self.config.kept_ms()?;
        Some(Timestamp::from_millis(self.now.as_millis().saturating_add(ms)))
    }

    /// An invitation that was heard is not kept.
    fn settle_kept(&mut self, attempt: &mut Attempt) {
        let id = attempt.draft.id;
        for (user, sessions) in self.sessions_invited(attempt) {
            match attempt.draft.roster.get_mut(&user) {
                Some(person) if sessions > 0 => person.kept = None,
                Some(person) if person.kept.is_some() => self.conferences.keep(user, id),
                _ => {}
            }
        }
    }

    /// For everyone whom an attempt sends an invitation, how many sessions hear it.
    fn sessions_invited(&self, attempt: &Attempt) -> Vec<(UserId, usize)> {
        let mut start = 0;
        let mut invited = Vec::new();
        for (emission, end) in attempt.tell.iter().zip(&attempt.heard) {
            if let (Event::ConferenceInvitation(_), crate::audience::Audience::User(user)) =
                (&emission.event, &emission.audience)
            {
                let sessions: BTreeSet<SessionId> = self.heard[start..*end].iter().map(|one| one.session).collect();
                invited.push((user.clone(), sessions.len()));
            }
            start = *end;
        }
        invited
    }

    fn check_people(&self, people: &[Invitee]) -> Result<(), Error> {
        let mut named = BTreeSet::new();
        for (at, person) in people.iter().enumerate() {
            let field = || format!("participants[{at}].user");
            if person.user.as_str().is_empty() {
                return Err(Error::Empty { field: field() });
            }
            if !named.insert(&person.user) {
                return Err(Error::NamedTwice { field: field(), user: person.user.clone() });
            }
        }
        for (at, person) in people.iter().enumerate() {
            let names = [("user", Some(person.user.as_str())), ("name", person.name.as_deref())];
            for (field, name) in names {
                let length = name.unwrap_or_default().len() as u64;
                Error::within(&self.config, Bound::NameBytes, format!("participants[{at}].{field}"), length)?;
            }
        }
        Ok(())
    }
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
        self.engine.check_people(people)?;
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
        self.engine.check_people(people)?;
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
        self.change_as(session, |draft, user, _, tell| draft.join(user, session, token, tell))
    }

    /// Takes the user of a session, any of them, out of the conference (P7).
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn leave(self, session: SessionId) -> Result<(), Error> {
        self.change_as(session, |draft, user, now, tell| draft.go(user, Signal::Leave, now, tell))
    }

    /// Turns an invitation down.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn decline(self, session: SessionId) -> Result<(), Error> {
        self.change_as(session, |draft, user, _, tell| draft.decline(user, tell))
    }

    /// Throws someone out who is in, or invited, for good (P7). The creator may always, others with KICK in a protected
    /// conference; the caller must be in it.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`], [`Error::ConferenceUnknown`], [`Error::NotInConference`], [`Error::PermissionMissing`],
    /// [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn kick(self, session: SessionId, user: &UserId) -> Result<(), Error> {
        self.change_as(session, |draft, caller, now, tell| {
            draft.check_caller(caller, Permission::Kick)?;
            draft.go(user, Signal::Kick, now, tell)
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
        self.engine.check_people(&people)?;
        self.change_as(session, |draft, caller, _, tell| {
            if !draft.is_protected() {
                return Err(Error::NotProtected);
            }
            draft.check_caller(caller, Permission::UpdatePermissions)?;
            draft.check_grants(caller, &people)?;
            draft.update_permissions(&people, tell)
        })
    }

    /// Says what the media layer saw of someone's connection (P5). At the first Connected after each join, the alias hears that
    /// they joined.
    ///
    /// # Errors
    ///
    /// [`Error::ConferenceUnknown`], [`Error::NotOnRoster`], [`Error::StatusRefuses`].
    pub fn report(self, user: &UserId, connection: Connection) -> Result<(), Error> {
        self.engine.advance(self.now);
        let now = self.engine.now;
        let input = |draft: &mut LiveConference, tell: &mut Emissions| draft.report(user, connection.into(), now, tell);
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
        let attempt = self.engine.attempt(&self.name, |draft, tell| input(draft, &caller, now, tell))?;
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
        let keep_until = self.engine.keep_until();
        let mut answers = Vec::with_capacity(people.len());
        let mut attempt = self.engine.attempt(&self.name, |draft, tell| {
            if let Some(caller) = caller {
                draft.check_caller(caller, Permission::Invite)?;
                draft.check_grants(caller, people)?;
            }
            draft.check_invitable(people)?;
            answers.extend(people.iter().map(|person| {
                let inside = draft.roster.is_in(&person.user);
                let outcome = if inside { InviteOutcome::AlreadyIn } else { InviteOutcome::NoSession };
                let token = if inside || caller.is_some() { None } else { draft.token(&person.user) };
                Invited { user: person.user.clone(), outcome, token }
            }));
            let inviter = caller.unwrap_or(&draft.owner).clone();
            draft.invite(people, &inviter, notify, keep_until, tell)
        })?;
        for (user, sessions) in self.engine.sessions_invited(&attempt) {
            let answer = answers.iter_mut().find(|answer| answer.user == user).filter(|_| sessions > 0);
            if let Some(answer) = answer {
                answer.outcome = InviteOutcome::Delivered { sessions };
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
        let (id, mut tell) = (conference.id, Emissions::new());
        conference.tell_ended(&mut tell);
        let heard = self.engine.listen_within_bounds(&tell)?;
        self.engine.conferences.remove(id);
        self.engine.deliver(tell, &heard);
        Ok(())
    }
}

/// The tokens of those who are not in already, where the conference has tokens.
fn tokens_of_invitees(draft: &mut LiveConference, people: &[Invitee]) -> Vec<(UserId, Token)> {
    let outside = people.iter().filter(|person| !draft.roster.is_in(&person.user));
    let outside: Vec<UserId> = outside.map(|person| person.user.clone()).collect();
    outside.into_iter().filter_map(|user| draft.token(&user).map(|token| (user, token))).collect()
}
