//! Values in the order of ascending numbers.
//!
//! Owns [`ByAge`]. Must not assign the numbers. Invariants: the first slot in use and the last one hold a value; there are at most
//! `2 * len + SPARE` slots.

use alloc::vec::Vec;
use core::fmt;

/// So many empty slots are kept, beside as many as there are values.
const SPARE: usize = 8;

/// Values by number, oldest first. What is added has, as a rule, a higher number than all that was added before.
///
/// Cost: adding at the end and removing O(1) amortised beside the look-up, a look-up O(log values), adding before the end
/// O(values), going through O(values).
#[derive(Clone)]
pub(crate) struct ByAge<K, V> {
    /// `None`: removed since.
    slots: Vec<(K, Option<V>)>,
    /// The first slot in use.
    first: usize,
    len: usize,
}

impl<K, V> Default for ByAge<K, V> {
    fn default() -> Self {
        Self { slots: Vec::new(), first: 0, len: 0 }
    }
}

impl<K: Copy + Ord, V> ByAge<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The youngest number.
    pub(crate) fn last(&self) -> Option<K> {
        self.slots.last().map(|(key, _)| *key)
    }

    fn find(&self, key: K) -> Result<usize, usize> {
        self.slots.binary_search_by(|(slot, _)| slot.cmp(&key))
    }

    pub(crate) fn get(&self, key: K) -> Option<&V> {
        let at = self.find(key).ok()?;
        self.slots[at].1.as_ref()
    }

    pub(crate) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        let at = self.find(key).ok()?;
        self.slots[at].1.as_mut()
    }

    /// The values by number; `None` where a number is there twice. Cost: O(values * log values).
    #[cfg(feature = "snapshot")]
    pub(crate) fn from_unordered(mut values: Vec<(K, V)>) -> Option<Self> {
        values.sort_unstable_by_key(|(key, _)| *key);
        let ascending = values.is_sorted_by(|(one, _), (next, _)| one < next);
        let len = values.len();
        let slots = values.into_iter().map(|(key, value)| (key, Some(value))).collect();
        ascending.then_some(Self { slots, first: 0, len })
    }

    /// Returns the value that it replaces.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = if self.last().is_none_or(|last| last < key) {
            self.slots.push((key, Some(value)));
            None
        } else {
            let found = self.find(key);
            let (Ok(at) | Err(at)) = found;
            self.first = self.first.min(at);
            if found.is_ok() {
                self.slots[at].1.replace(value)
            } else {
                self.slots.insert(at, (key, Some(value)));
                None
            }
        };
        self.len += usize::from(before.is_none());
        before
    }

    pub(crate) fn remove(&mut self, key: K) -> Option<V> {
        let at = self.find(key).ok()?;
        let removed = self.slots[at].1.take()?;
        self.len -= 1;
        while let Some((_, None)) = self.slots.last() {
            self.slots.pop();
        }
        self.first = self.first.min(self.slots.len());
        while let Some((_, None)) = self.slots.get(self.first) {
            self.first += 1;
        }
        if self.slots.len() > 2 * self.len + SPARE {
            self.drop_empty_slots();
        }
        Some(removed)
    }

    /// Removes the oldest. Cost: O(1) amortised.
    pub(crate) fn pop_first(&mut self) -> Option<(K, V)> {
        let key = self.slots.get(self.first)?.0;
        self.remove(key).map(|value| (key, value))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.slots[self.first..].iter_mut().filter_map(|(_, value)| value.as_mut())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.slots[self.first..].iter().filter_map(|(key, value)| Some((*key, value.as_ref()?)))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = K> {
        self.slots[self.first..].iter().filter(|(_, value)| value.is_some()).map(|(key, _)| *key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.slots[self.first..].iter().filter_map(|(_, value)| value.as_ref())
    }

    /// Frees unused capacity.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.drop_empty_slots();
        self.slots.shrink_to_fit();
    }

    fn drop_empty_slots(&mut self) {
        self.slots.retain(|(_, value)| value.is_some());
        self.first = 0;
    }
}

/// What is there, as a map: equal ones show the same, whatever was removed.
impl<K: Copy + Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for ByAge<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (key, value) in self.iter() {
            map.entry(&key, value);
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    /// A number that depends on nothing but the one before.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    #[test]
    fn it_is_a_map_by_number_whatever_is_removed() {
        let (mut values, mut expected, mut state) = (ByAge::default(), BTreeMap::new(), 7);
        for step in 0..4000_u64 {
            let some = next(&mut state) % (step + 1);
            match next(&mut state) % 5 {
                0 | 1 => assert_eq!(values.insert(step, step), expected.insert(step, step)),
                2 => assert_eq!(values.insert(some, step), expected.insert(some, step)),
                3 => assert_eq!(values.remove(some), expected.remove(&some)),
                _ => assert_eq!(values.pop_first(), expected.pop_first()),
            }
            assert_eq!(values.get(some), expected.get(&some));
            assert_eq!(values.len(), expected.len());
            assert!(values.slots.len() <= 2 * values.len() + SPARE, "half of the slots hold something, but a few");
            if step % 64 == 0 {
                assert!(values.iter().eq(expected.iter().map(|(key, value)| (*key, value))));
                assert!(values.keys().eq(expected.keys().copied()));
                assert_eq!(values.last(), expected.keys().next_back().copied());
                assert_eq!(alloc::format!("{values:?}"), alloc::format!("{expected:?}"));
            }
        }
    }

    #[test]
    fn taking_the_oldest_again_and_again_takes_no_more_slots() {
        let mut values = ByAge::default();
        for number in 0..10_000_u64 {
            values.insert(number, ());
            if number >= 16 {
                assert_eq!(values.pop_first(), Some((number - 16, ())));
            }
            assert!(values.slots.len() <= 2 * 17 + SPARE);
        }
    }
}
