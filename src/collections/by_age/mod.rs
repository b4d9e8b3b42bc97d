//! Values in the order of ascending numbers.
//!
//! Owns [`ByAge`]. Must not assign the numbers. Invariants: no call moves more than 16 values, but shrinking; the youngest chunk is
//! empty only when there is nothing at all; there are at most four slots for each value, beside the two youngest chunks.
//!
//! The values are in chunks of at most 16. The youngest chunk is here: it is all that a short list has, and what is added goes to
//! its end. The others are found by a tree of numbers.

mod older;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::{fmt, mem};

use self::older::{Chunk, Older, add, find};
use super::number_set::Number;

/// Values by number, oldest first. What is added has, as a rule, a higher number than all that was added before.
///
/// Cost: adding at the end O(1), all else that concerns one value O(log values), going through O(values).
#[derive(Clone)]
pub(crate) struct ByAge<K, V> {
    /// The youngest ones; all, where they are few.
    last: Chunk<K, V>,
    older: Option<Box<Older<K, V>>>,
    moved: u64,
}

impl<K, V> Default for ByAge<K, V> {
    fn default() -> Self {
        Self { last: Vec::new(), older: None, moved: 0 }
    }
}

impl<K: Number, V> ByAge<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.last.len() + self.older.as_ref().map_or(0, |older| older.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// How many values were moved since the beginning.
    pub(crate) fn moved(&self) -> u64 {
        self.moved
    }

    /// The youngest number.
    pub(crate) fn last(&self) -> Option<K> {
        self.last.last().map(|(key, _)| *key)
    }

    /// Whether a number belongs to the youngest chunk.
    fn is_young(&self, key: K) -> bool {
        self.older.is_none() || self.last.first().is_none_or(|(first, _)| first.number() <= key.number())
    }

    pub(crate) fn get(&self, key: K) -> Option<&V> {
        match &self.older {
            Some(older) if !self.is_young(key) => older.get(key),
            _ => find(&self.last, key).ok().map(|at| &self.last[at].1),
        }
    }

    pub(crate) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        let is_young = self.is_young(key);
        match &mut self.older {
            Some(older) if !is_young => older.get_mut(key),
            _ => find(&self.last, key).ok().map(|at| &mut self.last[at].1),
        }
    }

    /// The values by number; `None` where a number is there twice. Cost: O(values * log values).
    #[cfg(feature = "snapshot")]
    pub(crate) fn from_unordered(mut values: Vec<(K, V)>) -> Option<Self> {
        values.sort_unstable_by_key(|(key, _)| key.number());
        let ascending = values.is_sorted_by(|(one, _), (next, _)| one.number() < next.number());
        let mut by_age = Self::default();
        values.into_iter().for_each(|(key, value)| _ = by_age.insert(key, value));
        ascending.then_some(by_age)
    }

    /// Returns the value that it replaces.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let is_young = self.is_young(key);
        let (before, moved) = match &mut self.older {
            Some(older) if !is_young => older.insert(key, value),
            _ => match find(&self.last, key) {
                Ok(at) => (Some(mem::replace(&mut self.last[at].1, value)), 0),
                Err(at) => {
                    let (moved, second) = add(&mut self.last, at, (key, value));
                    if let Some(second) = second {
                        let first = mem::replace(&mut self.last, second);
                        self.older.get_or_insert_default().insert_chunk(first);
                    }
                    (None, moved)
                }
            },
        };
        self.moved += moved as u64;
        before
    }

    pub(crate) fn remove(&mut self, key: K) -> Option<V> {
        let is_young = self.is_young(key);
        let (removed, moved) = match &mut self.older {
            Some(older) if !is_young => older.remove(key)?,
            _ => {
                let at = find(&self.last, key).ok()?;
                let (_, removed) = self.last.remove(at);
                (removed, self.last.len() - at)
            }
        };
        self.moved += moved as u64;
        if self.last.is_empty() {
            self.last = self.older.as_mut().and_then(|older| older.pop_last()).unwrap_or_default();
        }
        if self.older.as_ref().is_some_and(|older| older.len() == 0) {
            self.older = None;
        }
        Some(removed)
    }

    /// Removes the oldest.
    pub(crate) fn pop_first(&mut self) -> Option<(K, V)> {
        let key = self.iter().next()?.0;
        self.remove(key).map(|value| (key, value))
    }

    /// All values, in no order that means anything.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let older = self.older.iter_mut().flat_map(|older| older.values_mut());
        older.chain(self.last.iter_mut().map(|(_, value)| value))
    }

    fn entries(&self) -> impl Iterator<Item = &(K, V)> {
        self.older.iter().flat_map(|older| older.iter()).chain(&self.last)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (K, &V)> {
        self.entries().map(|(key, value)| (*key, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = K> {
        self.entries().map(|(key, _)| *key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries().map(|(_, value)| value)
    }

    /// Frees unused capacity: what is allocated then follows from the number of values alone. Cost: O(values).
    pub(crate) fn shrink_to_fit(&mut self) {
        if let Some(mut older) = self.older.take() {
            let last = mem::take(&mut self.last);
            let chunks = core::iter::from_fn(|| older.pop_first()).chain([last]);
            chunks.flatten().for_each(|(key, value)| _ = self.insert(key, value));
        }
        if let Some(older) = &mut self.older {
            older.shrink_to_fit();
        }
        self.last.shrink_to_fit();
    }
}

/// What is there, as a map: equal ones show the same, whatever was removed.
impl<K: Number + fmt::Debug, V: fmt::Debug> fmt::Debug for ByAge<K, V> {
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

    impl<V> ByAge<u64, V> {
        /// How many values there is memory for. Fails where an invariant is broken.
        fn slots(&self) -> usize {
            assert_eq!(self.entries().count(), self.len());
            assert!(!self.last.is_empty() || self.older.is_none(), "the youngest chunk");
            self.last.capacity() + self.older.as_ref().map_or(0, |older| older.slots())
        }
    }

    #[test]
    fn it_is_a_map_by_number_whatever_is_removed() {
        let (mut values, mut expected, mut state) = (ByAge::default(), BTreeMap::new(), 7);
        for step in 0..20_000_u64 {
            let some = next(&mut state) % (step + 1);
            match next(&mut state) % 5 {
                0 | 1 => assert_eq!(values.insert(step, step), expected.insert(step, step)),
                2 => assert_eq!(values.insert(some, step), expected.insert(some, step)),
                3 => assert_eq!(values.remove(some), expected.remove(&some)),
                _ => assert_eq!(values.pop_first(), expected.pop_first()),
            }
            assert_eq!(values.get(some), expected.get(&some));
            assert_eq!(values.len(), expected.len());
            assert!(values.slots() <= 4 * values.len() + 2 * 16);
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
            if number >= 160 {
                assert_eq!(values.pop_first(), Some((number - 160, ())));
            }
            assert!(values.slots() <= 5 * 64);
        }
    }

    #[test]
    fn few_values_of_many_take_few_slots() {
        let mut values = ByAge::default();
        (0..50_000_u64).for_each(|number| _ = values.insert(number, number));
        for number in (0..50_000).filter(|number| number % 50 > 0) {
            values.remove(number);
        }
        assert!(values.slots() <= 5 * values.len(), "{} slots for {}", values.slots(), values.len());
        assert!(values.keys().eq((0..50_000).step_by(50)));
    }

    #[test]
    fn after_shrinking_the_slots_follow_from_the_number_of_values() {
        for len in [0, 1, 15, 16, 17, 32, 33, 5_000_u64] {
            let (mut up, mut down) = (ByAge::default(), ByAge::default());
            (0..len).for_each(|number| _ = up.insert(number, ()));
            (0..3 * len).rev().for_each(|number| _ = down.insert(number, ()));
            (len..3 * len).for_each(|number| _ = down.remove(number));
            for values in [&mut up, &mut down] {
                values.shrink_to_fit();
                assert!(values.keys().eq(0..len));
                assert_eq!(values.slots() as u64, len);
            }
        }
    }

    #[test]
    fn no_call_moves_more_than_16_values() {
        let (mut values, mut moved) = (ByAge::default(), 0);
        let mut bounded = |values: &ByAge<u64, u64>| {
            assert!(values.moved() - moved <= 16, "{} values, {} moved", values.len(), values.moved() - moved);
            moved = values.moved();
        };
        let mut state = 7;
        for number in 0..200_000_u64 {
            let some = next(&mut state) % (number + 1);
            values.insert(number, number);
            bounded(&values);
            if number % 3 == 0 {
                values.insert(some, some);
                bounded(&values);
            }
            values.remove(some / 2);
            bounded(&values);
            if number % 2 == 0 {
                values.pop_first();
                bounded(&values);
            }
        }
    }
}
