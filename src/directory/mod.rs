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

pub(crate) use self::existence::Existence;
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::SavedLedger;
use crate::collections::{ByAge, StepMap};
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

    /// How many entries of its tables it has moved since the beginning, for
    /// [`Stats::entries_moved`](crate::Stats::entries_moved). By default 0.
    fn entries_moved(&self) -> u64 {
        0
    }
}

/// The embedded directory: keeps, per user, what exists according to the published events (I4).
///
/// Cost: a query is one hash look-up; an update is one, and O(log entries of the user) to keep the order of age.
#[derive(Clone, Debug)]
pub struct Ledger {
    users: StepMap<UserId, Page>,
    max_entries: usize,
    /// Entries moved in the pages, those that are gone included.
    moved: u64,
}

/// The entries of one user.
#[derive(Clone, Debug)]
struct Page {
    entries: StepMap<EntityId, Entry>,
    /// The slots of the entries.
    by_age: ByAge<u64, u32>,
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
        let entries = self.by_age.values().filter_map(|slot| self.entries.by_slot(*slot));
        entries.map(|(entity, entry)| (*entity, entry.live_sharing))
    }

    fn insert(&mut self, entity: EntityId, live_sharing: bool) {
        let slot = self.entries.insert_new(entity, Entry { age: self.next_age, live_sharing });
        self.by_age.insert(self.next_age, slot);
        self.next_age += 1;
    }

    fn remove(&mut self, entity: EntityId) {
        if let Some(entry) = self.entries.remove(&entity) {
            self.by_age.remove(entry.age);
        }
    }

    fn remove_oldest(&mut self) {
        let oldest = self.by_age.pop_first().and_then(|(_, slot)| self.entries.by_slot(slot));
        if let Some(oldest) = oldest.map(|(entity, _)| *entity) {
            self.entries.remove(&oldest);
        }
    }

    /// How many entries its tables moved.
    fn moved(&self) -> u64 {
        self.entries.moved() + self.by_age.moved()
    }
}

impl Ledger {
    /// A ledger of at most `max_entries` entities per user, hashed with `seed`.
    #[must_use]
    pub fn new(max_entries: u64, seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 1, 2, 3);
        let max_entries = usize::try_from(max_entries).unwrap_or(usize::MAX);
        Self { users: StepMap::with_hasher(seed), max_entries, moved: 0 }
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
        let seed = self.users.hasher().clone();
        let page = self.users.get_or_insert_with(user, || Page {
            entries: StepMap::with_hasher(seed),
            by_age: ByAge::default(),
            next_age: 0,
        });
        if let Some(entry) = page.entries.get_mut(&entity) {
            entry.live_sharing |= live_sharing;
            return;
        }
        let moved = page.moved();
        if page.entries.len() >= self.max_entries {
            page.remove_oldest();
        }
        page.insert(entity, live_sharing);
        self.moved += page.moved() - moved;
    }

    fn end(&mut self, user: &UserId, entity: EntityId) {
        let Some(page) = self.users.get_mut(user) else { return };
        let moved = page.moved();
        page.remove(entity);
        self.moved += page.moved() - moved;
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

    fn entries_moved(&self) -> u64 {
        self.users.moved() + self.moved
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
