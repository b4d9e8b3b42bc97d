//! Which users may watch the sessions of which others (K11).
//!
//! Owns the watchers that each user allowed. Must not know sessions. Invariant: nobody may watch unless allowed.

use alloc::collections::BTreeSet;
#[cfg(feature = "snapshot")]
use alloc::vec::Vec;

#[cfg(feature = "snapshot")]
use crate::collections;
use crate::collections::StepMap;
#[cfg(feature = "snapshot")]
use crate::config::{Bound, Config};
#[cfg(feature = "snapshot")]
use crate::error::{Error, SnapshotError};
use crate::ids::UserId;
use crate::routing::ResolvedAudience;
use crate::state_hash;
#[cfg(feature = "snapshot")]
use crate::vocab::wire::saved::saved;

/// The watchers of each user, as a snapshot holds them.
#[cfg(feature = "snapshot")]
#[derive(Clone)]
pub(crate) struct SavedPresence(Vec<(UserId, Vec<UserId>)>);

#[cfg(feature = "snapshot")]
saved! { SavedPresence(allowed: Vec<(UserId, Vec<UserId>)>) }

#[derive(Debug)]
pub(crate) struct Presence {
    allowed: StepMap<UserId, BTreeSet<UserId>>,
}

impl Presence {
    pub(crate) fn new(seed: u64) -> Self {
        Self { allowed: StepMap::with_hasher(ahash::RandomState::with_seeds(seed, 25, 26, 27)) }
    }

    /// From now on these, and no others, may watch the user; an empty list revokes access.
    pub(crate) fn allow(&mut self, user: &UserId, watchers: &[UserId]) {
        if watchers.is_empty() {
            self.allowed.remove(user);
        } else {
            self.allowed.insert(user.clone(), watchers.iter().cloned().collect());
        }
    }

    /// How many entries its table moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        self.allowed.moved()
    }

    /// Frees unused capacity.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.allowed.shrink_to_fit();
    }

    pub(crate) fn state_hash(&self) -> u64 {
        state_hash::of_all(self.allowed.iter())
    }

    /// Those who may watch the user.
    pub(crate) fn watchers(&self, user: &UserId) -> ResolvedAudience {
        ResolvedAudience::Users(self.allowed.get(user).into_iter().flatten().cloned().collect())
    }

    /// The watchers of each user, by name. Cost: O(users * log users + watchers).
    #[cfg(feature = "snapshot")]
    pub(crate) fn save(&self) -> SavedPresence {
        let users = collections::in_order(self.allowed.keys().map(UserId::as_str));
        let allowed = users.into_iter().filter_map(|user| self.allowed.get_key_value(user));
        SavedPresence(allowed.map(|(user, watchers)| (user.clone(), watchers.iter().cloned().collect())).collect())
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn restore(SavedPresence(saved): SavedPresence, config: &Config) -> Result<Self, SnapshotError> {
        let mut presence = Self::new(config.seed());
        for (at, (user, watchers)) in saved.into_iter().enumerate() {
            let path = || alloc::format!("presence[{at}]");
            Error::check_bound(config, Bound::IdsPerList, "watchers", watchers.len() as u64)
                .map_err(SnapshotError::refused(path))?;
            for name in core::iter::once(&user).chain(&watchers) {
                SnapshotError::ensure_not_empty(config, "name", name.as_str(), path)?;
            }
            presence.allow(&user, &watchers);
        }
        Ok(presence)
    }
}
