//! Tests of the table.
//!
//! Owns a table of numbers that checks what each call moves. Must not hash as a host does: what is tested are also hashes that no
//! good hasher gives. Invariant: a table does what a map of the standard library does.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::*;

/// The most entries that any call may move.
const BOUND: u64 = 32;

type Hash = fn(u64) -> u64;

/// Hashes as a good hasher gives them.
fn mixed(key: u64) -> u64 {
    ahash::RandomState::with_seeds(1, 2, 3, 4).hash_one(key)
}

/// All entries have the last home.
fn last(_: u64) -> u64 {
    u64::MAX
}

/// Clusters: 512 entries share a home.
fn clustered(key: u64) -> u64 {
    mixed(key % 8)
}

/// Steps: many entries are each one slot behind their home.
fn stairs(key: u64) -> u64 {
    (key / 2).wrapping_mul(1 << 54)
}

/// A table of numbers, with a bound on what each call moves.
struct Numbers {
    table: StepTable<(u64, u64)>,
    hash: Hash,
}

impl Numbers {
    fn new(hash: Hash) -> Self {
        Self { table: StepTable::default(), hash }
    }

    fn bounded<R>(&mut self, call: impl FnOnce(&mut StepTable<(u64, u64)>, Hash) -> R) -> R {
        let before = self.table.moved();
        let result = call(&mut self.table, self.hash);
        let moved = self.table.moved() - before;
        assert!(moved <= BOUND, "{moved} moved, {} entries", self.table.len());
        result
    }

    fn insert(&mut self, key: u64, value: u64) {
        self.bounded(|table, hash| table.insert(hash(key), (key, value), |(key, _)| hash(*key)));
        assert_eq!(self.get(key), Some(value));
    }

    fn remove(&mut self, key: u64) -> Option<u64> {
        let removed =
            self.bounded(|table, hash| table.remove(hash(key), |(other, _)| *other == key, |(key, _)| hash(*key)));
        removed.map(|(_, value)| value)
    }

    fn get(&self, key: u64) -> Option<u64> {
        self.table.find((self.hash)(key), |(other, _)| *other == key).map(|(_, value)| *value)
    }

    fn shrink(&mut self) {
        let hash = self.hash;
        self.table.shrink_to_fit(|(key, _)| hash(*key));
    }

    /// The number of slots, and how many entries each group has. Which slot of its group an entry has depends on who came first.
    fn slots(&self) -> (usize, Vec<usize>) {
        assert!(self.table.sweep.is_none());
        let level = &self.table.level;
        let entries = |group| (0..8).filter(|slot| level.get(group * 8 + slot).is_some()).count();
        (level.size(), (0..level.groups()).map(entries).collect())
    }
}

fn agrees_with_a_map(hash: Hash, steps: u64, keys: u64) {
    let (mut numbers, mut expected) = (Numbers::new(hash), BTreeMap::new());
    for step in 0..steps {
        // More are inserted than removed in one half of the history, fewer in the other.
        let key = mixed(step) % keys;
        let (inserts, of) = if step % (steps / 4) < steps / 8 { (3, 4) } else { (1, 4) };
        if mixed(step ^ 1 << 40) % of < inserts {
            if expected.insert(key, step).is_none() {
                numbers.insert(key, step);
            } else {
                let found = numbers.table.find_mut(hash(key), |(other, _)| *other == key);
                found.expect("it was inserted").1 = step;
            }
        } else {
            assert_eq!(numbers.remove(key), expected.remove(&key));
        }
        let other = mixed(step ^ 1 << 41) % keys;
        assert_eq!(
            (numbers.get(key), numbers.get(other)),
            (expected.get(&key).copied(), expected.get(&other).copied())
        );
        assert_eq!(numbers.table.len(), expected.len());
        if step % (steps / 32) == 0 {
            if step % (steps / 8) == 0 {
                numbers.shrink();
            }
            let mut all: Vec<_> = numbers.table.iter().copied().collect();
            all.sort_unstable();
            assert!(all.into_iter().eq(expected.clone()), "step {step}");
            for key in 0..keys {
                assert_eq!(numbers.get(key), expected.get(&key).copied());
            }
        }
    }
}

#[test]
fn it_is_a_map_whatever_is_removed() {
    agrees_with_a_map(mixed, 6_000, 40);
    agrees_with_a_map(mixed, 60_000, 4_000);
    agrees_with_a_map(mixed, 200_000, 100_000);
}

#[test]
fn it_is_a_map_when_hashes_are_equal() {
    agrees_with_a_map(last, 4_000, 400);
    agrees_with_a_map(clustered, 10_000, 2_000);
    agrees_with_a_map(stairs, 20_000, 2_000);
}

#[test]
fn a_removal_that_would_move_many_marks_the_slot() {
    // Nine entries have group 0 as their home, and eight each group behind it: each group has one of the group before.
    let hash: Hash = |key| (u128::from(key.saturating_sub(1) / 8) * (1 << 64) / 63) as u64 + 1;
    let mut numbers = Numbers { table: StepTable { level: Level::new(512), ..StepTable::default() }, hash };
    (0..=240).for_each(|key| numbers.insert(key, key));
    let moved = numbers.table.moved();
    assert_eq!(numbers.remove(0), Some(0));
    assert_eq!(numbers.table.moved() - moved, 8);
    assert_eq!(numbers.table.level.marked(), 1);
    (1..=240).for_each(|key| assert_eq!(numbers.get(key), Some(key)));
    numbers.insert(0, 7);
    assert_eq!(numbers.table.level.marked(), 0, "the slot was free");
    (1..=240).for_each(|key| assert_eq!(numbers.remove(key), Some(key)));
    assert_eq!(numbers.get(0), Some(7));
    (1..=240).for_each(|key| numbers.insert(key, key));
    numbers.remove(0);
    assert_eq!(numbers.table.level.marked(), 1);
    numbers.shrink();
    assert_eq!(numbers.table.level.marked(), 0, "shrinking leaves no mark");
}

/// Up to a million, where the build is not for debugging.
#[test]
fn no_call_moves_more_than_32_entries_at_any_size() {
    let most = if cfg!(debug_assertions) { 150_000 } else { 1_000_000 };
    let mut numbers = Numbers::new(mixed);
    for key in 0..most {
        numbers.insert(key, key);
        let slots = numbers.table.level.size();
        assert!(key < 4096 || numbers.table.sweep.is_some() || key as usize * 20 >= slots * 11, "{key} in {slots}");
    }
    // Churn at the full size: as many go as come.
    for key in most..most + most / 2 {
        assert_eq!(numbers.remove(key - most), Some(key - most));
        numbers.insert(key, key);
    }
    for key in most / 2..most + most / 2 {
        assert_eq!(numbers.get(key), Some(key));
        assert_eq!(numbers.remove(key), Some(key));
    }
    assert_eq!(numbers.table.len(), 0);
}

#[test]
fn both_levels_of_a_sweep_take_little_more_than_one() {
    let mut numbers = Numbers::new(mixed);
    for key in 0..60_000 {
        numbers.insert(key, key);
        let allocated =
            numbers.table.level.allocated() + numbers.table.sweep.as_ref().map_or(0, |it| it.to.allocated());
        assert!(key < 1024 || allocated as u64 <= key * 2 + 2048, "{allocated} slots for {key}");
        assert!(key < 20_000 || allocated as u64 <= key * 7 / 4 + 2048, "{allocated} slots for {key}");
    }
}

#[test]
fn most_entries_have_the_slot_that_they_prefer() {
    let mut numbers = Numbers::new(mixed);
    (0..60_000).for_each(|key| numbers.insert(key, key));
    numbers.shrink();
    let level = &numbers.table.level;
    let prefers = |at: &usize| level.get(*at).is_some_and(|(key, _)| *at % 8 == level::preferred(mixed(*key)));
    let preferred = (0..level.groups() * 8).filter(prefers).count();
    assert!(preferred > 36_000, "{preferred} of 60,000");
}

#[test]
fn a_look_up_reads_one_entry_and_one_in_vain_hardly_any() {
    let mut numbers = Numbers::new(mixed);
    (0..60_000).for_each(|key| numbers.insert(key, key));
    let (mut read, mut in_vain) = (0, 0);
    for key in 0..60_000 {
        let is = |(other, _): &(u64, u64)| {
            read += 1;
            *other == key
        };
        assert!(numbers.table.find(mixed(key), is).is_some());
        assert!(
            numbers
                .table
                .find(mixed(key + 60_000), |_| {
                    in_vain += 1;
                    false
                })
                .is_none()
        );
    }
    // Seven bits of the hash are compared before an entry is read.
    assert!(read < 63_000 && in_vain < 6_000, "{read} and {in_vain} entries for 60,000 look-ups");
}

#[test]
fn after_shrinking_the_slots_follow_from_the_entries() {
    for len in [0, 1, 3, 4, 20, 42, 43, 700, 5_000, 20_000] {
        let (mut up, mut down) = (Numbers::new(mixed), Numbers::new(mixed));
        (0..len).for_each(|key| up.insert(key, key));
        (0..3 * len + 100).rev().for_each(|key| down.insert(key, key));
        (len..3 * len + 100).for_each(|key| _ = down.remove(key));
        up.shrink();
        down.shrink();
        assert_eq!(up.slots(), down.slots());
        assert_eq!(up.table.level.allocated(), down.table.level.allocated());
        assert!(len > 0 || up.table.level.allocated() == 0, "an empty table allocates nothing");
        (0..len).for_each(|key| assert_eq!(down.get(key), Some(key)));
    }
}
