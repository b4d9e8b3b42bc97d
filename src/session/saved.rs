//! Clients and sessions as a snapshot holds them.
//!
//! Owns their form, and restoring them. Must not know the subscriptions of a session. Invariants: one user has one number, and one
//! number is one user's; no id is given twice.

use alloc::format;
use alloc::vec::Vec;

use super::Sessions;
use crate::collections::{self, ByAge, NumberSet, StepMap};
use crate::config::Config;
use crate::error::SnapshotError;
use crate::ids::{ClientKey, SessionId, UserId, UserNumber};
use crate::vocab::wire::saved::saved;

/// All clients, by key.
#[derive(Clone)]
pub(crate) struct SavedSessions {
    last_session: SessionId,
    last_user: UserNumber,
    clients: Vec<SavedClient>,
}

saved! { SavedSessions { last_session: SessionId, last_user: UserNumber, clients: Vec<SavedClient>; } }

/// A key, its user, the number of the user while there are sessions, and the sessions of the key, oldest first.
#[derive(Clone)]
struct SavedClient(ClientKey, UserId, Option<UserNumber>, Vec<SessionId>);

saved! { SavedClient(key: ClientKey, user: UserId, number: Option<UserNumber>, sessions: Vec<SessionId>) }

impl Sessions {
    /// Cost: O(clients * log clients + sessions).
    pub(crate) fn save(&self) -> SavedSessions {
        let saved = |key: &str| {
            let (key, client) = self.clients.get_key_value(&ClientKey::from(key))?;
            let number = (!client.sessions.is_empty()).then(|| self.user_number(&client.user)).flatten();
            Some(SavedClient(key.clone(), client.user.clone(), number, client.sessions.keys().collect()))
        };
        let keys = collections::in_order(self.clients.keys().map(ClientKey::reveal));
        let clients = keys.into_iter().filter_map(saved).collect();
        SavedSessions { last_session: self.last_session, last_user: self.last_user, clients }
    }

    /// Sessions without subscriptions. Cost: O(clients + sessions * log sessions).
    pub(crate) fn restore(saved: SavedSessions, config: &Config) -> Result<Self, SnapshotError> {
        for (field, last) in [("session", saved.last_session.number()), ("user", saved.last_user.number())] {
            SnapshotError::ensure_countable(last, || format!("sessions.last_{field}"))?;
        }
        let mut sessions = Self::new(config.seed());
        (sessions.last_session, sessions.last_user) = (saved.last_session, saved.last_user);
        let hasher = sessions.users.hasher().clone();
        let (mut users, mut numbers) = (StepMap::with_hasher(hasher.clone()), StepMap::with_hasher(hasher));
        let (mut open, mut listed) = (Vec::new(), NumberSet::default());
        for (at, SavedClient(key, user, number, ids)) in saved.clients.into_iter().enumerate() {
            let path = |field: &str| format!("sessions.clients[{at}].{field}");
            for (field, name) in [("key", key.reveal()), ("user", user.as_str())] {
                SnapshotError::ensure_not_empty(config, field, name, || path(field))?;
            }
            let registered = sessions.register(&key, &user);
            SnapshotError::ensure(registered.is_ok(), || path("key"), "is listed twice")?;
            let matches = number.is_some() != ids.is_empty();
            SnapshotError::ensure(matches, || path("number"), "users have one exactly while they have sessions")?;
            let Some(number) = number else { continue };
            let in_range = (1..=saved.last_user.number()).contains(&number.number());
            SnapshotError::ensure(in_range, || path("number"), "was never given")?;
            let owner = users.get_or_insert_with(&number, || user.clone());
            SnapshotError::ensure(*owner == user, || path("number"), "is another user's")?;
            let known = *numbers.get_or_insert_with(&user, || number);
            SnapshotError::ensure(known == number, || path("number"), "the user has two")?;
            for id in ids {
                let path = || format!("sessions.clients[{at}].sessions: {id}");
                let in_range = (1..=saved.last_session.number()).contains(&id.number());
                SnapshotError::ensure(in_range, path, "was never opened")?;
                SnapshotError::ensure(listed.insert(id), path, "is listed twice")?;
                open.push((id, (key.clone(), user.clone(), number)));
            }
        }
        // Oldest first, whatever the order of the keys.
        for (id, (key, user, number)) in ByAge::from_unordered(open).iter().flat_map(ByAge::iter) {
            sessions.insert(key, user, *number, id);
        }
        Ok(sessions)
    }

    /// The open sessions, oldest first. Cost: O(sessions * log sessions).
    pub(crate) fn ids(&self) -> NumberSet<SessionId> {
        let mut ids = NumberSet::default();
        for id in self.open.keys() {
            ids.insert(*id);
        }
        ids
    }
}
