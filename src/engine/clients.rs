//! Inputs about who is connected (K1 to K4).
//!
//! Owns the order of the checks and what ends with a session. Must not know filters or events.

use alloc::vec::Vec;

use super::Engine;
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ClientKey, SessionId, UserId};
use crate::routing::{Emission, Emissions};
use crate::subscription::CompiledInterest;
use crate::time::Timestamp;
use crate::vocab::{Event, Interest, SessionClosed, SessionOpened};

impl<D: Directory> Engine<D> {
    /// Lets a client in: whoever has `key` speaks for `user` (K1). Cost: one hash look-up.
    ///
    /// # Errors
    ///
    /// - [`Error::Empty`] where key or user is empty;
    /// - [`Error::KeyTaken`] where the key is registered, for the same user too;
    /// - [`Error::BoundReached`] where one is longer than [`Bound::NameBytes`].
    pub fn register_client(&mut self, now: Timestamp, key: &ClientKey, user: &UserId) -> Result<(), Error> {
        self.advance(now);
        let names = [("key", key.reveal()), ("user", user.as_str())];
        names.into_iter().try_for_each(|(field, name)| Error::ensure_not_empty(field, name))?;
        if self.sessions.authenticate(key).is_ok() {
            return Err(Error::KeyTaken);
        }
        names.into_iter().try_for_each(|(field, name)| self.check_length(field, name))?;
        self.sessions.register(key, user)
    }

    /// Takes a key back: its sessions end before anything more is delivered, and the key may be registered again (K1).
    ///
    /// Cost: that of closing its sessions.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`]; [`Error::KeyNotRegistered`].
    pub fn revoke_client(&mut self, now: Timestamp, key: &ClientKey) -> Result<(), Error> {
        self.advance(now);
        Error::ensure_not_empty("key", key.reveal())?;
        let sessions = self.sessions.revoke(key)?;
        self.end_sessions(sessions);
        Ok(())
    }

    /// The user for whom a key speaks. Cost: one hash look-up, and a comparison in constant time.
    ///
    /// # Errors
    ///
    /// [`Error::KeyUnknown`] where it is not registered, or was revoked.
    pub fn authenticate(&self, key: &ClientKey) -> Result<&UserId, Error> {
        self.sessions.authenticate(key)
    }

    /// The user of an open session. Cost: one hash look-up.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn session_user(&self, session: SessionId) -> Result<&UserId, Error> {
        self.sessions.get(session).map(|session| &session.user)
    }

    /// Opens a session for the user of a key, with the default subscriptions (K3). A user may have any number of them (K2).
    ///
    /// Cost: that of subscribing to the defaults, 13 unless configured otherwise.
    ///
    /// # Errors
    ///
    /// - [`Error::KeyUnknown`];
    /// - [`Error::BoundReached`] where the user's sessions would hold more than [`Bound::SubscriptionsPerUser`].
    pub fn open_session(&mut self, now: Timestamp, key: &ClientKey) -> Result<SessionId, Error> {
        self.advance(now);
        let user = self.sessions.authenticate(key)?;
        let held = self.sessions.user_subscriptions(user) + self.config.defaults().len() as u64;
        Error::check_bound(&self.config, Bound::SubscriptionsPerUser, "session", held)?;

        let mut compiled_interests = Vec::with_capacity(self.config.defaults().len());
        for kind in self.config.defaults() {
            if let Some(interest) = Interest::in_all(*kind) {
                let matcher = &mut self.matcher;
                compiled_interests.push(CompiledInterest::new(&interest, "", &self.config, &mut |source, bytes| {
                    matcher.pattern(source, bytes)
                })?);
            }
        }
        let user = user.clone();
        let is_first = self.sessions.user_number(&user).is_none();
        let session = self.sessions.open(key)?;
        for compiled in compiled_interests {
            self.add_subscription(session, compiled);
        }
        if is_first {
            self.emit_presence(&user, SessionOpened::new(user.as_str()));
        }
        self.deliver_kept_invitations(&user);
        Ok(session)
    }

    /// Closes a session; its subscriptions end with it, and nothing more is delivered to it (R5).
    ///
    /// Cost: that of ending each of its subscriptions.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn close_session(&mut self, now: Timestamp, session: SessionId) -> Result<(), Error> {
        self.advance(now);
        self.sessions.get(session)?;
        self.end_sessions(alloc::vec![session]);
        Ok(())
    }

    /// From now on, these and nobody else may watch a user come and go, with interests in `Session.Opened` and
    /// `Session.Closed`; nobody given, nobody may. Without this, nobody may.
    ///
    /// Cost: O(watchers).
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::BoundReached`] for the names, and for more than [`Bound::IdsPerList`] watchers.
    pub fn allow_presence(&mut self, now: Timestamp, user: &UserId, watchers: &[UserId]) -> Result<(), Error> {
        self.advance(now);
        let watching = || watchers.iter().enumerate().map(|(at, watcher)| (alloc::format!("watchers[{at}]"), watcher));
        Error::ensure_not_empty("user", user.as_str())?;
        watching().try_for_each(|(field, watcher)| Error::ensure_not_empty(&field, watcher.as_str()))?;
        self.check_length("user", user.as_str())?;
        Error::check_bound(&self.config, Bound::IdsPerList, "watchers", watchers.len() as u64)?;
        watching().try_for_each(|(field, watcher)| self.check_length(&field, watcher.as_str()))?;
        self.presence.allow(user, watchers);
        Ok(())
    }

    /// Ends sessions that are open: all of them before anybody is told, then what follows from each (P7).
    fn end_sessions(&mut self, sessions: Vec<SessionId>) {
        let mut ended = Vec::with_capacity(sessions.len());
        for session in sessions {
            let Ok(closed) = self.sessions.close(session) else { continue };
            for subscription in closed.subscriptions {
                self.deactivate(&closed.user, closed.number, subscription);
            }
            self.output.withdraw_session(session);
            ended.push((session, closed.user));
        }
        for (session, user) in &ended {
            self.leave_conferences(*session, user);
        }
        if let Some((_, user)) = ended.last().filter(|(_, user)| self.sessions.user_number(user).is_none()) {
            self.emit_presence(user, SessionClosed::new(user.as_str()));
        }
        self.end_due_conferences();
    }

    fn emit_presence(&mut self, user: &UserId, event: impl Into<Event>) {
        let audience = self.presence.watchers(user);
        self.route(Emissions::from_iter([Emission { event: event.into(), audience }]));
    }
}
