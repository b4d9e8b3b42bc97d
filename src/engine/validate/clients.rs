//! The checks of inputs about clients and sessions, each in the order of I3.
//!
//! Owns what a key, a user and a watcher must be like. Must not know subscriptions but their number.
//! Invariant: a check changes nothing.

use core::fmt;

use crate::config::Bound;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{ClientKey, UserId};
use crate::session::Session;

impl<D: Directory> Engine<D> {
    /// K1: names that are not empty, a key that is free, then the bounds.
    pub(in crate::engine) fn validate_registration(&self, key: &ClientKey, user: &UserId) -> Result<(), Error> {
        let names = [("key", key.reveal()), ("user", user.as_str())];
        names.into_iter().try_for_each(|(field, name)| Error::ensure_not_empty(field, name))?;
        if self.sessions.authenticate(key).is_ok() {
            return Err(Error::KeyTaken);
        }
        names.into_iter().try_for_each(|(field, name)| self.check_length(field, name))
    }

    /// K2, K3: a registered key, whose user stays within the bounds with the default subscriptions.
    pub(in crate::engine) fn validate_opening(&self, key: &ClientKey) -> Result<&UserId, Error> {
        let user = self.sessions.authenticate(key)?;
        let defaults = self.config.defaults().len() + self.custom_defaults().count();
        let held = self.sessions.user_subscriptions(user) + defaults as u64;
        Error::check_bound(&self.config, Bound::SubscriptionsPerUser, "session", held)?;
        self.check_open_sessions(1)?;
        self.check_subscriptions_ever(defaults as u64)?;
        Ok(user)
    }

    /// K11: names that are not empty, then the bounds.
    pub(in crate::engine) fn validate_watchers(&self, user: &UserId, watchers: &[UserId]) -> Result<(), Error> {
        Error::ensure_not_empty("user", user.as_str())?;
        for (at, watcher) in watchers.iter().enumerate() {
            Error::ensure_not_empty(format_args!("watchers[{at}]"), watcher.as_str())?;
        }
        self.check_length("user", user.as_str())?;
        Error::check_bound(&self.config, Bound::IdsPerList, "watchers", watchers.len() as u64)?;
        for (at, watcher) in watchers.iter().enumerate() {
            self.check_length(format_args!("watchers[{at}]"), watcher.as_str())?;
        }
        Ok(())
    }

    /// A name has no more bytes than the bound. That it has one at all is asked earlier (I3).
    pub(in crate::engine) fn check_length(&self, field: impl fmt::Display, name: &str) -> Result<(), Error> {
        Error::check_bound(&self.config, Bound::NameBytes, field, name.len() as u64)
    }

    /// A session and its user may hold so many subscriptions more.
    pub(crate) fn check_numbers(&self, session: &Session, more: u64) -> Result<(), Error> {
        let held = session.subscriptions.len() as u64 + more;
        Error::check_bound(&self.config, Bound::SubscriptionsPerSession, "subscriptions of the session", held)?;
        let held = self.sessions.holder_subscriptions(session) + more;
        Error::check_bound(&self.config, Bound::SubscriptionsPerUser, "subscriptions of the user", held)
    }

    /// So many sessions more may be open.
    pub(crate) fn check_open_sessions(&self, more: u64) -> Result<(), Error> {
        let open = self.sessions.slots.in_use() as u64 + more;
        Error::check_bound(&self.config, Bound::OpenSessions, "open sessions", open)
    }

    /// The engine may make so many subscriptions more.
    pub(crate) fn check_subscriptions_ever(&self, more: u64) -> Result<(), Error> {
        let ever = self.subscriptions.last_id().number().saturating_add(more);
        Error::check_bound(&self.config, Bound::SubscriptionsEver, "subscriptions of the engine", ever)
    }
}
