//! Inputs about who is connected (K1 to K4).
//!
//! Owns the order of the checks and what ends with a session. Must not know filters or events.

use super::Engine;
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ClientKey, SessionId, UserId};
use crate::subscription::Draft;
use crate::time::Timestamp;
use crate::vocab::Interest;

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
        if let Some((field, _)) = names.into_iter().find(|(_, name)| name.is_empty()) {
            return Err(Error::Empty { field });
        }
        if self.sessions.authenticate(key).is_ok() {
            return Err(Error::KeyTaken);
        }
        for (field, name) in names {
            Error::within(&self.config, Bound::NameBytes, field, name.len() as u64)?;
        }
        self.sessions.register(key, user)
    }

    /// Takes a key back: its sessions end before anything more is delivered, and the key may be registered again (K1).
    ///
    /// Cost: that of closing its sessions.
    ///
    /// # Errors
    ///
    /// [`Error::KeyNotRegistered`].
    pub fn revoke_client(&mut self, now: Timestamp, key: &ClientKey) -> Result<(), Error> {
        self.advance(now);
        for session in self.sessions.revoke(key)? {
            self.end_session(session)?;
        }
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
        Error::within(&self.config, Bound::SubscriptionsPerUser, "session", held)?;

        let mut drafts = alloc::vec::Vec::with_capacity(self.config.defaults().len());
        for kind in self.config.defaults() {
            if let Some(interest) = Interest::in_all(*kind) {
                let matcher = &mut self.matcher;
                drafts.push(Draft::new(&interest, "", &self.config, &mut |source, bytes| {
                    matcher.pattern(source, bytes)
                })?);
            }
        }
        let session = self.sessions.open(key)?;
        for draft in drafts {
            self.add_subscription(session, draft);
        }
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
        self.end_session(session)
    }

    fn end_session(&mut self, session: SessionId) -> Result<(), Error> {
        let closed = self.sessions.close(session)?;
        for subscription in closed.subscriptions {
            self.subscriptions.remove(subscription);
            self.matcher.remove(subscription);
        }
        self.output.withdraw_session(session);
        Ok(())
    }
}
