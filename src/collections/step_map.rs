//! A hash map that grows in steps.
//!
//! Owns [`StepMap`]. Must not know its keys and values. Invariants: no call moves more than 32 entries, but shrinking; an entry has
//! the same slot number until it is removed or the map is shrunk; the order of iteration means nothing.
//!
//! Keys and values are in an array of slots, where they stay; a table finds the slot by the hash of the key. The table has 32 bits
//! of the hash beside the number of the slot: growth reads no key, and a look-up only one whose 32 bits agree.

use alloc::borrow::ToOwned;
use core::fmt;
use core::hash::Hash;
use core::hint::black_box;
use core::num::NonZeroU32;
use core::sync::atomic::{AtomicU32, Ordering};

use hashbrown::Equivalent;

use super::{Paged, StepTable};

/// A map by hashes with a seed from the host. Cost: O(1) expected for each call but those which say otherwise.
#[derive(Clone)]
pub(crate) struct StepMap<K, V> {
    table: StepTable<Link>,
    slots: Paged<Option<(K, V)>>,
    /// The slots that became vacant, the latest last.
    vacant: Paged<u32>,
    /// Entries moved by the arrays.
    moved: u64,
    recent: Recent,
    hasher: ahash::RandomState,
}

/// The slot that [`StepMap::get_again`] found last, whatever is in it now.
#[derive(Default)]
struct Recent(AtomicU32);

impl Clone for Recent {
    fn clone(&self) -> Self {
        Self(AtomicU32::new(self.0.load(Ordering::Relaxed)))
    }
}

/// What the table has of an entry.
#[derive(Clone, Copy)]
struct Link {
    /// The upper half of the hash.
    hash: u32,
    /// The number of its slot, and one.
    slot: NonZeroU32,
}

impl Link {
    fn slot(self) -> u32 {
        self.slot.get() - 1
    }

    /// The hash as far as the table knows it.
    fn hash(&self) -> u64 {
        u64::from(self.hash) << 32
    }
}

impl<K, V> StepMap<K, V> {
    pub(crate) fn with_hasher(hasher: ahash::RandomState) -> Self {
        let (slots, vacant) = (Paged::default(), Paged::default());
        Self { table: StepTable::default(), slots, vacant, moved: 0, recent: Recent::default(), hasher }
    }

    pub(crate) fn hasher(&self) -> &ahash::RandomState {
        &self.hasher
    }

    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries were moved since the beginning.
    pub(crate) fn moved(&self) -> u64 {
        self.table.moved() + self.moved
    }

    /// The entry of a slot.
    pub(crate) fn by_slot(&self, slot: u32) -> Option<(&K, &V)> {
        self.slots.get(slot as usize)?.as_ref().map(|(key, value)| (key, value))
    }

    /// The value of the entry of a slot.
    pub(crate) fn by_slot_mut(&mut self, slot: u32) -> Option<&mut V> {
        self.slots.get_mut(slot as usize)?.as_mut().map(|(_, value)| value)
    }

    /// The values, each with its slot.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (u32, &V)> {
        (0..).zip(self.slots.iter()).filter_map(|(slot, entry)| Some((slot, &entry.as_ref()?.1)))
    }

    /// All entries. Cost: O(most entries there were since the map was shrunk), as for all that goes through a map.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.slots.iter().flatten().map(|(key, value)| (key, value))
    }

    #[cfg(any(feature = "snapshot", test))]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.slots.iter_mut().flatten().map(|(_, value)| value)
    }

    /// A slot to be filled, which the table finds by this hash.
    fn new_slot(&mut self, hash: u32) -> u32 {
        let slot = self.vacant.pop().unwrap_or_else(|| {
            self.moved += self.slots.push(None) as u64;
            (self.slots.len() - 1) as u32
        });
        let link = Link { hash, slot: NonZeroU32::MIN.saturating_add(slot) };
        self.table.insert(link.hash(), link, Link::hash);
        slot
    }
}

impl<K: Eq + Hash, V> StepMap<K, V> {
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u32 {
        (self.hasher.hash_one(key) >> 32) as u32
    }

    fn link<Q: Hash + Equivalent<K> + ?Sized>(&self, hash: u32, key: &Q) -> Option<Link> {
        let is = |link: &Link| {
            link.hash == hash && self.by_slot(link.slot()).is_some_and(|(other, _)| key.equivalent(other))
        };
        self.table.find(u64::from(hash) << 32, is).copied()
    }

    /// The number of the slot of a key.
    pub(crate) fn slot_of<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<u32> {
        self.link(self.hash(key), key).map(Link::slot)
    }

    pub(crate) fn contains_key<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> bool {
        self.get_key_value(key).is_some()
    }

    pub(crate) fn get_key_value<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<(&K, &V)> {
        let hash = self.hash(key);
        self.table.find_map(u64::from(hash) << 32, |link| {
            (link.hash == hash).then(|| self.by_slot(link.slot())).flatten().filter(|(other, _)| key.equivalent(other))
        })
    }

    pub(crate) fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        self.get_key_value(key).map(|(_, value)| value)
    }

    /// As [`get`](Self::get), for keys that often are the one that was found before: that one is not hashed again.
    pub(crate) fn get_again<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<&V> {
        let Recent(recent) = &self.recent;
        let before = self.by_slot(recent.load(Ordering::Relaxed)).filter(|(other, _)| key.equivalent(other));
        let found = before.or_else(|| {
            let slot = self.slot_of(key)?;
            recent.store(slot, Ordering::Relaxed);
            self.by_slot(slot)
        });
        found.map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<&mut V> {
        let slot = self.slot_of(key)?;
        self.slots.get_mut(slot as usize)?.as_mut().map(|(_, value)| value)
    }

    /// Returns the value that it replaces; the key stays then.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        if let Some(link) = self.link(hash, &key) {
            let (_, before) = self.slots.get_mut(link.slot() as usize)?.as_mut()?;
            return Some(core::mem::replace(before, value));
        }
        self.fill_slot(hash, key, value);
        None
    }

    /// Adds an entry whose key is not in the map; returns its slot number.
    pub(crate) fn insert_new(&mut self, key: K, value: V) -> u32 {
        self.fill_slot(self.hash(&key), key, value)
    }

    fn fill_slot(&mut self, hash: u32, key: K, value: V) -> u32 {
        let slot = self.new_slot(hash);
        self.slots[slot as usize] = Some((key, value));
        slot
    }

    /// The value of a key; where there is none, the one that `new` makes.
    pub(crate) fn get_or_insert_with<Q>(&mut self, key: &Q, new: impl FnOnce() -> V) -> &mut V
    where
        Q: Hash + Equivalent<K> + ToOwned<Owned = K> + ?Sized,
    {
        let hash = self.hash(key);
        let slot = self.link(hash, key).map_or_else(|| self.new_slot(hash), Link::slot);
        &mut self.slots[slot as usize].get_or_insert_with(|| (key.to_owned(), new())).1
    }

    pub(crate) fn remove<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q) -> Option<V> {
        self.remove_if(key, |_| true)
    }

    /// Removes the entry of a key, if `wanted` says so of its value.
    pub(crate) fn remove_if<Q>(&mut self, key: &Q, wanted: impl Fn(&V) -> bool) -> Option<V>
    where
        Q: Hash + Equivalent<K> + ?Sized,
    {
        let hash = self.hash(key);
        let is = |link: &Link| {
            let entry = || self.slots.get(link.slot() as usize)?.as_ref();
            link.hash == hash && entry().is_some_and(|(other, value)| key.equivalent(other) && wanted(value))
        };
        let slot = self.table.remove(u64::from(hash) << 32, is, Link::hash)?.slot();
        self.vacate(slot)
    }

    /// Removes the entry of a key, whose slot is known to be this one.
    pub(crate) fn remove_slot<Q: Hash + Equivalent<K> + ?Sized>(&mut self, key: &Q, slot: u32) -> Option<V> {
        let hash = self.hash(key);
        self.table.remove(u64::from(hash) << 32, |link| link.slot() == slot, Link::hash)?;
        self.vacate(slot)
    }

    fn vacate(&mut self, slot: u32) -> Option<V> {
        // Small, so in full: several maps that one input changes would otherwise move theirs together.
        self.vacant.reserve_first();
        self.moved += self.vacant.push(slot) as u64;
        self.slots.get_mut(slot as usize)?.take().map(|(_, value)| value)
    }

    /// Reads where the table says whether there is a key, so that it is in the cache.
    #[inline]
    pub(crate) fn touch<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) {
        self.table.touch(u64::from(self.hash(key)) << 32);
    }

    /// Reads the beginning of the entry of a slot, so that it is in the cache.
    #[inline]
    pub(crate) fn touch_slot(&self, slot: u32) {
        black_box(self.slots.get(slot as usize).is_some_and(Option::is_some));
    }

    /// Frees unused capacity: what is allocated then follows from the entries alone. Entries move to vacant slots before them.
    /// Cost: O(most entries there were).
    pub(crate) fn shrink_to_fit(&mut self) {
        let mut vacant = 0;
        while self.slots.len() > self.len() {
            let Some(Some((key, value))) = self.slots.pop() else { continue };
            while self.slots.get(vacant).is_some_and(Option::is_some) {
                vacant += 1;
            }
            let (hash, last) = (self.hash(&key), self.slots.len() as u32);
            if let Some(link) = self.table.find_mut(u64::from(hash) << 32, |link| link.slot() == last) {
                link.slot = NonZeroU32::MIN.saturating_add(vacant as u32);
                self.slots[vacant] = Some((key, value));
            }
        }
        self.vacant = Paged::default();
        self.slots.shrink_to_fit();
        self.table.shrink_to_fit(Link::hash);
    }
}

/// For reading, in no order that means anything.
impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for StepMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::string::{String, ToString as _};
    use alloc::vec::Vec;

    use super::*;

    fn hasher() -> ahash::RandomState {
        ahash::RandomState::with_seeds(1, 2, 3, 4)
    }

    /// A number that depends on nothing but the one before.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    #[test]
    fn it_is_a_map_whatever_is_removed() {
        let (mut map, mut expected, mut state) = (StepMap::with_hasher(hasher()), BTreeMap::new(), 7);
        for step in 0..30_000_u64 {
            let most = [20, 3_000, 700][step as usize / 10_000];
            let key = (next(&mut state) % most).to_string();
            match next(&mut state) % 6 {
                0 | 1 => assert_eq!(map.insert(key.clone(), step), expected.insert(key.clone(), step)),
                2 => {
                    let value = map.get_or_insert_with(key.as_str(), || step);
                    assert_eq!(value, expected.entry(key.clone()).or_insert(step));
                }
                3 | 4 => assert_eq!(map.remove(key.as_str()), expected.remove(&key)),
                _ => assert_eq!(map.get_mut(&key), expected.get_mut(&key)),
            }
            assert_eq!(map.get(key.as_str()), expected.get(&key));
            assert_eq!([map.get_again(&key), map.get_again(&key)], [expected.get(&key); 2]);
            let other = (next(&mut state) % most).to_string();
            assert_eq!(map.get_again(&other), expected.get(&other));
            assert_eq!((map.len(), map.is_empty()), (expected.len(), expected.is_empty()));
            assert_eq!(map.contains_key(&key), map.slot_of(&key).is_some());
            if step % 500 == 0 {
                if step % 4_000 == 0 {
                    map.shrink_to_fit();
                }
                map.values_mut().for_each(|value| *value += 1);
                expected.values_mut().for_each(|value| *value += 1);
                let sorted: BTreeMap<String, u64> = map.iter().map(|(key, value)| (key.clone(), *value)).collect();
                assert_eq!(sorted, expected);
                assert_eq!(map.keys().count(), expected.len());
                assert!(expected.iter().all(|entry| map.get_key_value(entry.0) == Some(entry)));
            }
        }
    }

    #[test]
    fn an_entry_has_its_slot_number_until_it_is_removed() {
        let mut map = StepMap::with_hasher(hasher());
        let (mut slots, mut state) = (BTreeMap::new(), 3);
        for step in 0..20_000_u64 {
            let key = next(&mut state) % 2_000;
            if next(&mut state) % 2 == 0 {
                map.insert(key, step);
                slots.entry(key).or_insert_with(|| map.slot_of(&key));
            } else if map.remove(&key).is_some() {
                let slot = slots.remove(&key).flatten();
                assert_eq!(map.by_slot(slot.expect("it had one")), None);
            }
            assert_eq!(slots.get(&key).copied().flatten(), map.slot_of(&key));
        }
        assert!(map.slots.len() <= 2_000, "vacant slots are filled first");
        for (key, slot) in slots {
            assert_eq!(map.slot_of(&key), slot);
            assert_eq!(map.by_slot(slot.expect("it has one")).map(|(key, _)| *key), Some(key));
        }
    }

    #[test]
    fn no_call_moves_more_than_32_entries() {
        let (mut map, mut moved) = (StepMap::with_hasher(hasher()), 0);
        let mut bounded = |map: &StepMap<u64, u64>| {
            assert!(map.moved() - moved <= 32, "{} entries, {} moved", map.len(), map.moved() - moved);
            moved = map.moved();
        };
        for key in 0..100_000_u64 {
            map.insert(key, key);
            bounded(&map);
        }
        for key in 0..100_000_u64 {
            assert_eq!(map.remove(&key), Some(key));
            map.insert(key + 100_000, key);
            bounded(&map);
        }
    }

    #[test]
    fn after_shrinking_the_slots_are_as_many_as_the_entries() {
        for len in [0, 1, 5, 64, 65, 3_000] {
            let mut map = StepMap::with_hasher(hasher());
            (0..4 * len + 10).for_each(|key| _ = map.insert(key, key));
            (0..4 * len + 10).filter(|key| key % 4 > 0 || *key >= 4 * len).for_each(|key| _ = map.remove(&key));
            map.shrink_to_fit();
            let mut keys: Vec<u64> = map.keys().copied().collect();
            keys.sort_unstable();
            assert!(keys.into_iter().eq((0..len).map(|key| key * 4)));
            let mut other = Paged::default();
            (0..len).for_each(|key| _ = other.push(key));
            other.shrink_to_fit();
            assert_eq!((map.slots.len(), map.slots.capacity()), (len as usize, other.capacity()));
        }
    }
}
