//! Inputs about who is connected (K1 to K4).
//!
//! Owns the order of the checks and what ends with a session. Must not know filters or events.
//! Invariant: what ends with a session has ended when the call returns (R5).

use alloc::string::String;
use alloc::vec::Vec;

use super::Engine;
use super::subscribe::Ended;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ClientKey, SessionId, UserId};
use crate::routing::{Emission, Emissions};
use crate::time::Timestamp;
use crate::vocab::custom::CustomInterest;
use crate::vocab::{Event, Interest, SessionClosed, SessionOpened};

impl<D: Directory> Engine<D> {
    /// Registers a client: whoever has `key` acts for `user` (K1). Cost: one hash look-up.
    ///
    /// # Errors
    ///
    /// - [`Error::Empty`] where key or user is empty;
    /// - [`Error::KeyTaken`] where the key is registered, for the same user too;
    /// - [`Error::BoundReached`] where one is longer than [`Bound::NameBytes`](crate::Bound::NameBytes).
    pub fn register_client(&mut self, now: Timestamp, key: &ClientKey, user: &UserId) -> Result<(), Error> {
        self.advance(now);
        self.validate_registration(key, user)?;
        self.sessions.register(key, user)
    }

    /// Takes a key back: its sessions end before anything more is delivered, and the key may be registered again (K1). Answers
    /// which subscriptions ended: session by session, the oldest session first, each session's oldest subscription first.
    ///
    /// Cost: that of closing its sessions.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`]; [`Error::KeyNotRegistered`].
    pub fn revoke_client(&mut self, now: Timestamp, key: &ClientKey) -> Result<Vec<Ended>, Error> {
        self.advance(now);
        Error::ensure_not_empty("key", key.reveal())?;
        let sessions = self.sessions.revoke(key)?;
        Ok(self.end_sessions(sessions))
    }

    /// The user for whom a key acts. Cost: one hash look-up, and a comparison in constant time.
    ///
    /// # Errors
    ///
    /// [`Error::KeyUnknown`] where it is not registered, or was revoked.
    pub fn authenticate(&self, key: &ClientKey) -> Result<&UserId, Error> {
        self.sessions.authenticate(key)
    }

    /// Opens a session for the user of a key, with the default subscriptions (K3). A user may have any number of them (K2).
    ///
    /// Cost: that of subscribing to the defaults, 13 unless configured otherwise.
    ///
    /// # Errors
    ///
    /// - [`Error::KeyUnknown`];
    /// - [`Error::BoundReached`] where the user's sessions would hold more than
    ///   [`Bound::SubscriptionsPerUser`](crate::Bound::SubscriptionsPerUser), and for
    ///   [`Bound::OpenSessions`](crate::Bound::OpenSessions) and [`Bound::SubscriptionsEver`](crate::Bound::SubscriptionsEver).
    pub fn open_session(&mut self, now: Timestamp, key: &ClientKey) -> Result<SessionId, Error> {
        self.advance(now);
        let user = self.validate_opening(key)?.clone();
        let of_table = self.config.defaults().iter().filter_map(|kind| Interest::in_all(*kind));
        let custom = self.custom_defaults().map(|name| CustomInterest::new(String::from(name)).into());
        let interests: Vec<Interest> = of_table.chain(custom).collect();
        let mut compiled_interests = Vec::with_capacity(interests.len());
        for interest in &interests {
            compiled_interests.push(self.compile_interest(interest, "")?);
        }
        let is_first = self.sessions.user_number(&user).is_none();
        let session = self.sessions.open(key)?;
        let place = self.sessions.place(session)?;
        for mut compiled in compiled_interests {
            self.add_subscription(place, &mut compiled);
        }
        if is_first {
            self.emit_presence(&user, SessionOpened::new(user.as_str()));
        }
        self.deliver_kept_invitations(&user);
        Ok(session)
    }

    /// The kinds of the host's own to which a session that opens now is subscribed: those that are defined.
    pub(super) fn custom_defaults(&self) -> impl Iterator<Item = &str> {
        let names = self.config.custom_defaults().iter().map(String::as_str);
        names.filter(|name| self.kinds.get(name, String::new).is_ok())
    }

    /// Closes a session; its subscriptions end with it, and nothing more is delivered to it (R5). Answers which subscriptions
    /// ended, oldest first.
    ///
    /// Cost: that of ending each of its subscriptions.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn close_session(&mut self, now: Timestamp, session: SessionId) -> Result<Vec<Ended>, Error> {
        self.advance(now);
        self.sessions.get(session)?;
        Ok(self.end_sessions(Vec::from([session])))
    }

    /// From now on, these and nobody else may watch a user come and go, with interests in `Session.Opened` and
    /// `Session.Closed`; an empty list revokes access. By default, nobody may.
    ///
    /// Cost: O(watchers).
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::BoundReached`] for the names, and for more than [`Bound::IdsPerList`](crate::Bound::IdsPerList)
    /// watchers.
    pub fn allow_presence(&mut self, now: Timestamp, user: &UserId, watchers: &[UserId]) -> Result<(), Error> {
        self.advance(now);
        self.validate_watchers(user, watchers)?;
        self.presence.allow(user, watchers);
        Ok(())
    }

    /// Ends sessions that are open: all of them before anything is delivered, then what follows from each (P7).
    fn end_sessions(&mut self, sessions: Vec<SessionId>) -> Vec<Ended> {
        let (mut ended, mut of_users) = (Vec::new(), Vec::with_capacity(sessions.len()));
        for session in sessions {
            let Ok(mut closed) = self.sessions.close(session) else { continue };
            let before = ended.len();
            ended.reserve(closed.subscriptions.len());
            self.end_all(&mut closed, |subscription| ended.push(Ended { session, subscription }));
            let ended_now = ended[before..].iter().map(|one| one.subscription);
            self.output.withdraw_session(closed.slot, ended_now, &mut self.sessions.slots);
            of_users.push((session, closed.user));
        }
        for (session, user) in &of_users {
            self.leave_conferences(*session, user);
        }
        if let Some((_, user)) = of_users.last().filter(|(_, user)| self.sessions.user_number(user).is_none()) {
            self.emit_presence(user, SessionClosed::new(user.as_str()));
        }
        self.end_due_conferences();
        ended
    }

    fn emit_presence(&mut self, user: &UserId, event: impl Into<Event>) {
        let audience = self.presence.watchers(user);
        self.route(Emissions::from_iter([Emission { event: event.into(), audience }]));
    }
}
