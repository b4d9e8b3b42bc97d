//! Inputs about conferences (P1 to P10).
//!
//! Owns creating one, what time and the end of sessions do to conferences, and the last step of every input: its change is
//! routed, and applied where the queue has capacity for all of it (R4). The handle on one conference is in `handle`, what its changes
//! mean for subscriptions is in `inside`, reads are in `reads`. Must not know the rules of a conference. Invariant: a change is applied together with its deliveries, or not at all.

mod handle;
mod inside;
mod reads;

use alloc::string::String;

pub use self::handle::Conference;
use hashbrown::HashMap;

use super::Engine;
use super::route::Staged;
use super::validate::Creation;
use crate::collections::NumberSet;
use crate::conference::{Change, Created, Invitee, Inviting, NewConference};
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{SessionId, UserId};
use crate::routing::Emissions;
use crate::time::Timestamp;
use crate::vocab::{ConferenceName, Event, Signal};

impl<D: Directory> Engine<D> {
    /// Creates a conference, or finds the live one with the alias (P1). Creating does not join. See
    /// [`conference`](Self::conference) for an example.
    ///
    /// Cost: O(log conferences), and the deliveries.
    ///
    /// # Errors
    ///
    /// In the order of I3:
    /// - [`Error::SessionNotOpen`]; [`Error::AliasInvalid`];
    /// - [`Error::BoundReached`] for [`Bound::ConferencesPerOwner`](crate::Bound::ConferencesPerOwner);
    /// - [`Error::NoTokenSeed`] where it is to be protected and the host set no
    ///   [`Config::token_seed`](crate::Config::token_seed);
    /// - [`Error::BoundReached`] where the queue has no capacity.
    pub fn create_conference(
        &mut self,
        now: Timestamp,
        session: SessionId,
        new: NewConference,
    ) -> Result<Created, Error> {
        self.advance(now);
        let owner = self.session_user(session)?.clone();
        let protected = new.protected.unwrap_or(false);
        self.create(&owner, new, protected, &[], None)
    }

    /// Creates a conference for an owner and invites people, as the server side does (P9); `notify`: with an `Invitation`
    /// each. Over a live alias, its time to live, protection and owner stay, and the people are invited.
    ///
    /// Cost: O(people named * log roster), and the deliveries.
    ///
    /// # Errors
    ///
    /// In the order of I3:
    /// - [`Error::Empty`], [`Error::NamedTwice`]; [`Error::AliasInvalid`];
    /// - [`Error::BoundReached`] for names, and for [`Bound::ConferencesPerOwner`](crate::Bound::ConferencesPerOwner);
    /// - [`Error::NoTokenSeed`] as in [`create_conference`](Self::create_conference);
    /// - [`Error::Kicked`] where one of them was kicked from the live conference;
    /// - [`Error::BoundReached`] for open invitations, the roster, and the queue.
    pub fn create_conference_as_server(
        &mut self,
        now: Timestamp,
        owner: &UserId,
        new: NewConference,
        people: &[Invitee],
        notify: bool,
    ) -> Result<Created, Error> {
        self.advance(now);
        let protected = new.protected.unwrap_or(true);
        self.create(owner, new, protected, people, Some(notify))
    }

    /// The conference of this number or alias, for one input about it. Whether there is one, the input's answer says.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tidings::conference::{Connection, InviteOutcome, Invitee, NewConference, Status};
    /// use tidings::{ClientKey, Config, Engine, Event, Timestamp};
    ///
    /// // Protected conferences have tokens; in production the seed is 32 bytes of good randomness.
    /// let mut engine = Engine::new(Config::default().token_seed([7; 32]))?;
    /// let now = Timestamp::ZERO;
    /// let mut session_of = |user: &str| {
    ///     let key = ClientKey::from(format!("{user}'s key"));
    ///     engine.register_client(now, &key, &user.into())?;
    ///     engine.open_session(now, &key) // subscribed to invitations by default
    /// };
    /// let (ann, bo) = (session_of("ann")?, session_of("bo")?);
    ///
    /// // Whoever creates a conference is not in it yet. The creator's token is in the answer.
    /// let new = NewConference::new("Evening Talk").protected(true).ttl(Duration::from_secs(60));
    /// let created = engine.create_conference(now, ann, new)?;
    /// engine.conference(now, created.id).join(ann, created.owner_token.as_ref())?;
    /// engine.conference(now, created.id).report(&"ann".into(), Connection::Connected)?;
    ///
    /// // The invitee's token comes with the invitation.
    /// let invited = engine.conference(now, "evening talk").invite(ann, &[Invitee::new("bo").name("Bo")])?;
    /// assert_eq!(invited[0].outcome, InviteOutcome::Delivered { sessions: 1 });
    /// let mut token = None;
    /// while let Some(dispatch) = engine.poll_output() {
    ///     if let Event::ConferenceInvitation(invitation) = dispatch.event() {
    ///         token = invitation.conference_token.clone();
    ///     }
    /// }
    /// engine.conference(now, created.id).join(bo, token.as_ref())?;
    /// engine.conference(now, created.id).report(&"bo".into(), Connection::Connected)?;
    ///
    /// let roster = engine.roster(created.id)?;
    /// assert_eq!(roster.owner().as_str(), "ann");
    /// assert!(roster.entries().all(|entry| entry.status() == Status::Connected));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
        let keep_until = self.keep_until();
        let (creation, invited) = self.validate_creation(owner, new, protected, people)?;
        let conference = creation.conference();
        let mut tokens = conference.plan_tokens();
        let owner_token = if *owner == conference.owner { tokens.token(owner) } else { None };
        let outside = invited.iter().filter(|invited| server.is_some() && !invited.was_in());
        let user_tokens = outside.filter_map(|invited| Some((invited.user().clone(), tokens.token(invited.user())?)));
        let user_tokens = user_tokens.collect();
        let by = Inviting { inviter: &conference.owner, notify: server.unwrap_or(false), keep_until };
        let (id, alias) = (conference.id, conference.alias.clone());
        let mut change = match &creation {
            Creation::Live(live) => live.invite(invited, by, tokens),
            Creation::New(new) => new.create(invited, by, tokens),
        };
        let new = creation.into_new();
        let is_new = new.is_some();
        let staged = self.stage_checked(core::mem::take(&mut change.events))?;
        let reached = self.sessions_invited();
        change.drop_kept(|user| reached.contains_key(user));
        if let Some(new) = new {
            self.conferences.insert(new);
        }
        self.commit_change(change, staged);
        Ok(Created { id, alias, is_new, owner_token, user_tokens })
    }

    /// Applies the change of an input, queues its deliveries, and ends what the change made due at this very time (T1).
    fn commit_change(&mut self, change: Change, staged: Staged) {
        self.apply_change(change, staged);
        self.end_due_conferences();
    }

    /// Applies a change and queues its deliveries.
    fn apply_change(&mut self, change: Change, staged: Staged) {
        self.attach_moved(&change);
        self.conferences.apply(change);
        self.commit(&staged);
    }

    /// Ends the conferences whose time has come, by deadline, then by number.
    pub(super) fn end_due_conferences(&mut self) {
        while let Some(conference) = self.conferences.due(self.now).and_then(|id| self.remove_conference(id)) {
            self.route(Emissions::from_iter([conference.ended()]));
        }
    }

    /// Takes whoever joined conferences through a session that has ended out of them (P7): by number of the conference.
    pub(super) fn leave_conferences(&mut self, session: SessionId, user: &UserId) {
        for id in self.conferences.joined_through(session) {
            let Some(conference) = self.conferences.find(id) else { continue };
            let Ok(leaving) = conference.transition(user, Signal::Leave, String::new) else { continue };
            let mut change = conference.depart(leaving, Signal::Leave, self.now);
            let staged = self.stage_all(core::mem::take(&mut change.events));
            self.apply_change(change, staged);
        }
    }

    /// Delivers the invitations that were kept for a user who has opened a session (P4), by number of the conference. One that
    /// reaches no session stays kept until its time is over.
    pub(super) fn deliver_kept_invitations(&mut self, user: &UserId) {
        for id in self.conferences.keeping_for(user) {
            let kept = self.conferences.find(id).and_then(|conference| conference.deliver_kept(user, self.now));
            let Some(mut change) = kept else { continue };
            let events = core::mem::take(&mut change.events);
            let is_over = events.is_empty();
            let staged = self.stage_all(events);
            if is_over || !staged.is_for_nobody() {
                self.apply_change(change, staged);
            } else {
                self.roll_back();
            }
        }
    }

    /// Until when an invitation made now is kept, where the settings say so (P4).
    fn keep_until(&self) -> Option<Timestamp> {
        let ms = self.config.kept_ms()?;
        Some(Timestamp::from_millis(self.now.as_millis().saturating_add(ms)))
    }

    /// The sessions of everyone whose staged `Invitation` reaches some; an invitation is for the sessions of its invitee.
    fn sessions_invited(&self) -> HashMap<UserId, usize, ahash::RandomState> {
        let mut invited = HashMap::with_hasher(ahash::RandomState::with_seeds(self.config.seed(), 34, 35, 36));
        for (event, deliveries) in self.output.staged(&self.sessions.slots) {
            let Event::ConferenceInvitation(_) = event else { continue };
            let mut sessions = NumberSet::default();
            for delivery in deliveries {
                sessions.insert(delivery.session);
            }
            let invitee = sessions.iter().next().and_then(|session| self.sessions.get(session).ok());
            if let Some(invitee) = invitee {
                invited.insert(invitee.user.clone(), sessions.len());
            }
        }
        invited
    }
}
