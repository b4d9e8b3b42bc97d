//! Equal values stored once, each by a number, as long as something uses them.
//!
//! Owns [`Interned`]. Must not know what is stored, nor hash: it is given hashes. Invariants: a number is one value's as long as it has
//! users; no call moves more than 64 entries, but shrinking.

use super::{Numbered, StepTable};

#[derive(Debug)]
pub(crate) struct Interned<T> {
    /// The upper half of the hash of each value, and its number.
    by_hash: StepTable<(u32, u32)>,
    in_use: Numbered<InUse<T>>,
}

#[derive(Debug)]
struct InUse<T> {
    value: T,
    hash: u32,
    users: u32,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { by_hash: StepTable::default(), in_use: Numbered::default() }
    }
}

/// As much of a hash as the table has.
fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

fn rehash((hash, _): &(u32, u32)) -> u64 {
    u64::from(*hash) << 32
}

impl<T> Interned<T> {
    /// The number of the value with this hash of which `is` says so.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is: impl Fn(&T) -> bool) -> Option<u32> {
        let hash = upper(hash);
        let found = self
            .by_hash
            .find(u64::from(hash) << 32, |(other, number)| *other == hash && self.get(*number).is_some_and(&is));
        found.map(|(_, number)| *number)
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.in_use.get(number).map(|in_use| &in_use.value)
    }

    /// To change what is neither hashed nor compared.
    #[inline]
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.in_use.get_mut(number).map(|in_use| &mut in_use.value)
    }

    /// One user more.
    #[inline]
    pub(crate) fn acquire(&mut self, number: u32) {
        self.in_use.get_mut(number).into_iter().for_each(|in_use| in_use.users += 1);
    }

    /// The number of the value with this hash of which `is` says so, with one user more; of `new`, where none is stored.
    #[inline]
    pub(crate) fn intern(&mut self, hash: u64, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> u32 {
        match self.find(hash, is) {
            Some(number) => {
                self.acquire(number);
                number
            }
            None => self.insert(hash, new()),
        }
    }

    /// Adds a value that is not stored, with one user; returns its number.
    fn insert(&mut self, hash: u64, value: T) -> u32 {
        let hash = upper(hash);
        let number = self.in_use.insert(InUse { value, hash, users: 1 });
        self.by_hash.insert(u64::from(hash) << 32, (hash, number), rehash);
        number
    }

    /// One user less. Returns the value where that was the last one: it is not stored any more.
    #[inline]
    pub(crate) fn release(&mut self, number: u32) -> Option<T> {
        let in_use = self.in_use.get_mut(number)?;
        in_use.users -= 1;
        if in_use.users > 0 {
            return None;
        }
        let InUse { value, hash, .. } = self.in_use.remove(number)?;
        self.by_hash.remove(u64::from(hash) << 32, |(_, other)| *other == number, rehash);
        Some(value)
    }

    /// How many are stored.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.in_use.len()
    }

    /// How many entries were moved since the beginning.
    pub(crate) fn moved(&self) -> u64 {
        self.by_hash.moved()
    }

    /// Frees unused capacity. Numbers stay.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_hash.shrink_to_fit(rehash);
        self.in_use.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_number_until_the_last_user_is_gone() {
        let mut interned = Interned::default();
        // All hashes alike, so that values are told apart by themselves.
        let intern = |interned: &mut Interned<u32>, value| interned.intern(7, |other| *other == value, || value);
        let [one, two, again] = [1, 2, 1].map(|value| intern(&mut interned, value));
        assert_eq!(one, again);
        assert_ne!(one, two);
        assert_eq!(interned.get(two), Some(&2));
        assert_eq!(interned.release(one), None, "it has a user left");
        assert_eq!(interned.release(one), Some(1));
        assert_eq!(interned.find(7, |other| *other == 1), None);
        assert_eq!((interned.release(two), interned.len()), (Some(2), 0));
    }
}
