//! Inputs about conferences (P1 to P10).
//!
//! Owns creating, what time and the end of sessions do to conferences, and trying an input on a copy before it counts; the
//! handle on one conference stands beside. Must not know the rules of a conference. Invariant: a conference is replaced only
//! when the queue has room for all that the input tells (R4).

mod answers;
mod handle;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

pub use self::answers::{Connection, Created, InviteOutcome, Invited, NewConference};
pub use self::handle::Conference;
use super::Engine;
use super::route::Ends;
use crate::conference::{Invitee, LiveConference, Tokens};
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, Token, UserId};
use crate::routing::Emissions;
use crate::time::Timestamp;
use crate::vocab::{ConferenceName, Event, Signal};

/// An input that was tried on a copy, and that nothing stands in the way of.
struct Attempt {
    draft: LiveConference,
    events: Emissions,
    deliveries: Ends,
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
        Error::ensure_not_empty("owner", owner.as_str())?;
        check_people(people)?;
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
            let characters = new.alias.as_written().chars().count();
            return Err(Error::AliasInvalid { field: "alias".into(), characters });
        }
        self.check_length("owner", owner.as_str())?;
        self.check_lengths(people)?;
        let live = self.conferences.find_by_alias(&new.alias).cloned();
        let is_new = live.is_none();
        let draft = match live {
            Some(live) => live,
            None => self.new_conference(owner, new, protected)?,
        };
        self.check_room_for(&draft, people)?;
        let (notify, keep_until) = (server.unwrap_or(false), self.keep_until());
        let mut created =
            Created { id: draft.id, alias: draft.alias.clone(), is_new, owner_token: None, user_tokens: Vec::new() };
        let mut attempt = self.attempt_on(draft, |draft, events| {
            draft.check_invitable(people)?;
            if *owner == draft.owner {
                created.owner_token = draft.token(owner);
            }
            if server.is_some() {
                created.user_tokens = tokens_of_invitees(draft, people);
            }
            if is_new {
                draft.emit_created(events);
            }
            let inviter = draft.owner.clone();
            draft.invite(people, &inviter, notify, keep_until, events)
        })?;
        self.settle_kept(&mut attempt);
        self.commit(attempt);
        Ok(created)
    }

    fn new_conference(&self, owner: &UserId, new: NewConference, protected: bool) -> Result<LiveConference, Error> {
        let owned = self.conferences.owned_by(owner) + 1;
        Error::check_bound(&self.config, Bound::ConferencesPerOwner, "conferences of the owner", owned)?;
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
        let mut events = Emissions::new();
        input(&mut draft, &mut events)?;
        let held = [(Bound::Participants, draft.roster.inside()), (Bound::RosterEntries, draft.roster.seen())];
        for (bound, held) in held {
            Error::check_bound(&self.config, bound, "participants", held)?;
        }
        let deliveries = self.match_within_queue(&events)?;
        Ok(Attempt { draft, events, deliveries })
    }

    /// Makes an attempt the truth, and lets happen what it made due at this very time (T1).
    fn commit(&mut self, attempt: Attempt) {
        self.conferences.upsert(attempt.draft);
        self.deliver(attempt.events, &attempt.deliveries);
        self.end_due_conferences();
    }

    /// Ends the conferences whose time has come, by deadline, then by number.
    pub(super) fn end_due_conferences(&mut self) {
        while let Some(conference) = self.conferences.due(self.now).and_then(|id| self.conferences.remove(id)) {
            let mut events = Emissions::new();
            conference.emit_ended(&mut events);
            self.route(events);
        }
    }

    /// Whoever joined a conference through a session that has ended is out (P7): conference by conference, by number.
    pub(super) fn leave_conferences(&mut self, session: SessionId, user: &UserId) {
        for id in self.conferences.joined_through(session) {
            let Ok(conference) = self.conferences.get(&id.into()) else { continue };
            let (mut draft, mut events) = (conference.clone(), Emissions::new());
            if draft.depart(user, Signal::Leave, self.now, &mut events).is_ok() {
                self.conferences.upsert(draft);
                self.route(events);
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
            let events = Emissions::from_iter([invitation]);
            let deliveries = self.attach(&events);
            if self.deliveries.is_empty() {
                self.conferences.keep(user.clone(), id);
            } else {
                self.conferences.upsert(draft);
                self.deliver(events, &deliveries);
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
        for (emission, end) in attempt.events.iter().zip(&attempt.deliveries) {
            if let (Event::ConferenceInvitation(_), crate::routing::ResolvedAudience::User(user)) =
                (&emission.event, &emission.audience)
            {
                let sessions: BTreeSet<SessionId> =
                    self.deliveries[start..*end].iter().map(|one| one.session).collect();
                invited.push((user.clone(), sessions.len()));
            }
            start = *end;
        }
        invited
    }

    /// Whether these people can be invited as well; asked before anything is done for them.
    fn check_room_for(&self, conference: &LiveConference, people: &[Invitee]) -> Result<(), Error> {
        let (uninvited, unseen) = conference.newcomers(people);
        let (open, seen) = (conference.roster.reserved() + uninvited, conference.roster.seen() + unseen);
        Error::check_bound(&self.config, Bound::OpenInvitations, "participants", open)?;
        Error::check_bound(&self.config, Bound::RosterEntries, "participants", seen)
    }

    fn check_lengths(&self, people: &[Invitee]) -> Result<(), Error> {
        for (at, person) in people.iter().enumerate() {
            self.check_length(&format!("participants[{at}].user"), person.user.as_str())?;
            self.check_length(&format!("participants[{at}].name"), person.name.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// Everyone has a name, and is named once.
fn check_people(people: &[Invitee]) -> Result<(), Error> {
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
    Ok(())
}

/// The tokens of those who are not in already, where the conference has tokens.
fn tokens_of_invitees(draft: &mut LiveConference, people: &[Invitee]) -> Vec<(UserId, Token)> {
    let outside = people.iter().filter(|person| !draft.roster.is_in(&person.user));
    let outside: Vec<UserId> = outside.map(|person| person.user.clone()).collect();
    outside.into_iter().filter_map(|user| draft.token(&user).map(|token| (user, token))).collect()
}
