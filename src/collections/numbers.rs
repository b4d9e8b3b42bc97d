//! Small numbers, given again, and values by such numbers.
//!
//! Owns [`Numbers`], [`Reused`] and [`Numbered`]. Must not know what is numbered. Invariants: a number that was taken is not given
//! again before it is released; no call moves more than 64 entries, but shrinking.

use alloc::vec::Vec;
use core::ops::{Index, IndexMut};

use super::Paged;

/// Numbers from 0 on.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// The lowest number that was never taken.
    next: u32,
    /// Those that were released, the latest last.
    free: Paged<u32>,
}

impl Numbers {
    /// How many are taken.
    pub(crate) fn taken(&self) -> usize {
        self.next as usize - self.free.len()
    }

    /// The number that is given next.
    pub(crate) fn next(&self) -> u32 {
        self.free.len().checked_sub(1).and_then(|last| self.free.get(last).copied()).unwrap_or(self.next)
    }

    pub(crate) fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        })
    }

    pub(crate) fn release(&mut self, number: u32) {
        self.free.push(number);
    }

    /// Frees unused capacity, and forgets the numbers above the highest one that is taken; returns how many are left. Cost:
    /// O(free * log free).
    pub(crate) fn shrink_to_fit(&mut self) -> usize {
        let mut free: Vec<u32> = core::iter::from_fn(|| self.free.pop()).collect();
        free.sort_unstable();
        while free.last().is_some_and(|last| *last + 1 == self.next) {
            free.pop();
            self.next -= 1;
        }
        // The lowest is given first.
        for number in free.into_iter().rev() {
            self.free.push(number);
        }
        self.free.shrink_to_fit();
        self.next as usize
    }
}

/// Values, each by a number that it is given. What has a number that was released stays there until the number is given again.
#[derive(Debug)]
pub(crate) struct Reused<T> {
    values: Paged<T>,
    numbers: Numbers,
}

impl<T> Default for Reused<T> {
    fn default() -> Self {
        Self { values: Paged::default(), numbers: Numbers::default() }
    }
}

impl<T> Reused<T> {
    /// How many numbers are taken.
    pub(crate) fn taken(&self) -> usize {
        self.numbers.taken()
    }

    /// All numbers are below.
    pub(crate) fn end(&self) -> usize {
        self.values.len()
    }

    /// Returns its number.
    pub(crate) fn insert(&mut self, value: T) -> u32 {
        let number = self.numbers.take();
        match self.values.get_mut(number as usize) {
            Some(place) => *place = value,
            None => {
                self.values.push(value);
            }
        }
        number
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.values.get_mut(number as usize)
    }

    /// The values of neighbouring numbers, and the first of these numbers.
    #[inline]
    pub(crate) fn neighbours(&self, number: u32) -> (usize, &[T]) {
        self.values.segment_of(number as usize)
    }

    /// As [`neighbours`](Self::neighbours).
    #[inline]
    pub(crate) fn neighbours_mut(&mut self, number: u32) -> (usize, &mut [T]) {
        self.values.segment_of_mut(number as usize)
    }

    pub(crate) fn release(&mut self, number: u32) {
        self.numbers.release(number);
    }

    /// Frees unused capacity. Numbers stay.
    pub(crate) fn shrink_to_fit(&mut self) {
        let len = self.numbers.shrink_to_fit();
        while self.values.len() > len {
            self.values.pop();
        }
        self.values.shrink_to_fit();
    }
}

impl<T> Index<u32> for Reused<T> {
    type Output = T;

    #[inline]
    fn index(&self, number: u32) -> &T {
        &self.values[number as usize]
    }
}

impl<T> IndexMut<u32> for Reused<T> {
    #[inline]
    fn index_mut(&mut self, number: u32) -> &mut T {
        &mut self.values[number as usize]
    }
}

/// Values, each by a number that it is given, until it is removed.
#[derive(Debug)]
pub(crate) struct Numbered<T>(Reused<Option<T>>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Reused::default())
    }
}

impl<T> Numbered<T> {
    pub(crate) fn len(&self) -> usize {
        self.0.taken()
    }

    /// All values, with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(self.0.values.iter()).filter_map(|(number, value)| Some((number, value.as_ref()?)))
    }

    /// The number that the next value is given.
    pub(crate) fn next_number(&self) -> u32 {
        self.0.numbers.next()
    }

    /// Returns its number.
    pub(crate) fn insert(&mut self, value: T) -> u32 {
        self.0.insert(Some(value))
    }

    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.0.get(number)?.as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.0.get_mut(number)?.as_mut()
    }

    pub(crate) fn remove(&mut self, number: u32) -> Option<T> {
        let removed = self.0.get_mut(number)?.take()?;
        self.0.release(number);
        Some(removed)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.values.iter_mut().flatten()
    }

    /// Frees unused capacity. Numbers stay.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    #[test]
    fn it_is_a_map_by_numbers_that_are_given_again() {
        let (mut values, mut expected, mut state) = (Numbered::default(), BTreeMap::new(), 7_u64);
        for step in 0..20_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let some = (state >> 33) as u32 % 500;
            if state >> 40 & 1 == 0 && values.len() < 400 {
                let next = values.next_number();
                let number = values.insert(step);
                assert_eq!((number, expected.insert(number, step)), (next, None), "the number was free");
            } else {
                assert_eq!(values.remove(some), expected.remove(&some));
            }
            assert_eq!(values.get(some), expected.get(&some));
            assert!(values.iter().eq(expected.iter().map(|(number, value)| (*number, value))));
            assert_eq!(values.len(), expected.len());
            if step % 997 == 0 {
                values.shrink_to_fit();
                let highest = expected.keys().next_back().map_or(0, |highest| *highest as usize + 1);
                assert_eq!(values.0.values.len(), highest, "nothing is kept above the highest");
            }
        }
    }
}
