//! What exists (I4).
//!
//! Owns [`Directory`], which the engine queries, and [`Ledger`], the embedded one, which is kept up to date by the published
//! events. Must not know subscriptions. Invariants: what exists for one user says nothing of another (R7); per user the ledger has
//! at most as many entries as its bound, and the oldest is removed first.

mod existence;
#[cfg(feature = "snapshot")]
mod saved;

use alloc::string::ToString;
use alloc::vec::Vec;

use hashbrown::HashMap;

pub(crate) use self::existence::Existence;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::SavedLedger;
use crate::collections::ByAge;
use crate::ids::UserId;
use crate::state_hash;
use crate::vocab::{DirectoryUpdate, EntityId, MessageId};

/// Answers what exists for a user. The engine queries it when an interest names ids (I3), never while matching.
///
/// Hosts that have a database answer from it; all others use the [`Ledger`].
pub trait Directory {
    /// Whether `entity` exists for `user`.
    fn exists(&self, user: &UserId, entity: EntityId) -> bool;

    /// Whether `message` is a live location sharing of `user`.
    fn is_live_sharing(&self, user: &UserId, message: MessageId) -> bool;

    /// Applies what a published event of `user` says about existence. By default does nothing.
    fn apply(&mut self, user: &UserId, directory_update: DirectoryUpdate) {
        let _ = (user, directory_update);
    }

    /// A hash of its state, for [`Engine::state_hash`](crate::Engine::state_hash): equal states of one run of the program give
    /// equal numbers. By default 0.
    fn state_hash(&self) -> u64 {
        0
    }
}

/// The embedded directory: keeps, per user, what exists according to the published events (I4).
///
/// Cost: a query is one hash look-up; an update is one, and O(log entries of the user) to keep the order of age.
#[derive(Clone, Debug)]
pub struct Ledger {
    users: HashMap<UserId, Page, ahash::RandomState>,
    max_entries: usize,
    seed: ahash::RandomState,
}

/// The entries of one user.
#[derive(Clone, Debug)]
struct Page {
    entries: HashMap<EntityId, Entry, ahash::RandomState>,
    by_age: ByAge<u64, EntityId>,
    next_age: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    age: u64,
    live_sharing: bool,
}

impl Page {
    /// The entities, each with whether it is a live location sharing.
    fn oldest_first(&self) -> impl Iterator<Item = (EntityId, bool)> {
        self.by_age.values().map(|entity| (*entity, self.entries.get(entity).is_some_and(|entry| entry.live_sharing)))
    }

    fn forget_oldest(&mut self) {
        if let Some((_, oldest)) = self.by_age.pop_first() {
            self.entries.remove(&oldest);
        }
    }
}

impl Ledger {
    /// A ledger of at most `max_entries` entities per user, hashed with `seed`.
    #[must_use]
    pub fn new(max_entries: u64, seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 1, 2, 3);
        let max_entries = usize::try_from(max_entries).unwrap_or(usize::MAX);
        Self { users: HashMap::with_hasher(seed.clone()), max_entries, seed }
    }

    /// How many entities of `user` it has.
    #[must_use]
    pub fn entries(&self, user: &UserId) -> usize {
        self.users.get(user).map_or(0, |page| page.entries.len())
    }

    fn entry(&self, user: &UserId, entity: EntityId) -> Option<&Entry> {
        self.users.get(user)?.entries.get(&entity)
    }

    fn begin(&mut self, user: &UserId, entity: EntityId, live_sharing: bool) {
        if self.max_entries == 0 {
            return;
        }
        let seed = &self.seed;
        let page = self.users.entry_ref(user).or_insert_with(|| Page {
            entries: HashMap::with_hasher(seed.clone()),
            by_age: ByAge::default(),
            next_age: 0,
        });
        if let Some(entry) = page.entries.get_mut(&entity) {
            entry.live_sharing |= live_sharing;
            return;
        }
        if page.entries.len() >= self.max_entries {
            page.forget_oldest();
        }
        page.entries.insert(entity, Entry { age: page.next_age, live_sharing });
        page.by_age.insert(page.next_age, entity);
        page.next_age += 1;
    }

    fn end(&mut self, user: &UserId, entity: EntityId) {
        let Some(page) = self.users.get_mut(user) else { return };
        if let Some(entry) = page.entries.remove(&entity) {
            page.by_age.remove(entry.age);
        }
        if page.entries.is_empty() {
            self.users.remove(user);
        }
    }
}

impl Directory for Ledger {
    fn exists(&self, user: &UserId, entity: EntityId) -> bool {
        self.entry(user, entity).is_some()
    }

    fn is_live_sharing(&self, user: &UserId, message: MessageId) -> bool {
        self.entry(user, EntityId::Message(message)).is_some_and(|entry| entry.live_sharing)
    }

    fn state_hash(&self) -> u64 {
        // By what `Display` shows of an entity: an absent direction is equal to an unspecified one.
        let shown = |(entity, live): (EntityId, bool)| (entity.to_string(), live);
        let pages = self.users.iter().map(|(user, page)| (user, page.oldest_first().map(shown).collect::<Vec<_>>()));
        state_hash::of_all(pages)
    }

    fn apply(&mut self, user: &UserId, directory_update: DirectoryUpdate) {
        match directory_update {
            DirectoryUpdate::Creates(entity) => self.begin(user, entity, false),
            DirectoryUpdate::StartsSharing(entity) => self.begin(user, entity, true),
            DirectoryUpdate::EndsSharing(entity) => {
                if let Some(entry) = self.users.get_mut(user).and_then(|page| page.entries.get_mut(&entity)) {
                    entry.live_sharing = false;
                }
            }
            DirectoryUpdate::Deletes(entity) => self.end(user, entity),
        }
    }
}
