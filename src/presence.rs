//! Who may watch whom come and go (beyond the seeds).
//!
//! Owns the watchers whom each user allowed. Must not know sessions. Invariant: nobody may watch unless allowed.

use alloc::collections::BTreeSet;

use hashbrown::HashMap;

use crate::audience::Audience;
use crate::ids::UserId;
use crate::state_hash;

#[derive(Debug)]
pub(crate) struct Presence {
    allowed: HashMap<UserId, BTreeSet<UserId>, ahash::RandomState>,
}

impl Presence {
    pub(crate) fn new(seed: u64) -> Self {
        Self { allowed: HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 25, 26, 27)) }
    }

    /// From now on these, and no others, may watch the user.
    pub(crate) fn allow(&mut self, user: &UserId, watchers: &[UserId]) {
        if watchers.is_empty() {
            self.allowed.remove(user);
        } else {
            self.allowed.insert(user.clone(), watchers.iter().cloned().collect());
        }
    }

    /// Gives back what is kept for growth.
    pub(crate) fn compact(&mut self) {
        self.allowed.shrink_to_fit();
    }

    pub(crate) fn state_hash(&self) -> u64 {
        state_hash::of_all(&self.allowed)
    }

    /// Those who may watch the user.
    pub(crate) fn watchers(&self, user: &UserId) -> Audience {
        Audience::Users(self.allowed.get(user).into_iter().flatten().cloned().collect())
    }
}
