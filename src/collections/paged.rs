//! An array that grows without moving what is in it.
//!
//! Owns [`Paged`]. Must not know what is stored. Invariants: an element is moved only while there are fewer than 32, when the first
//! segment grows; every other segment is allocated once, in full; at most one empty segment is kept at the end.
//!
//! The first segment is an ordinary vector of at most 32 elements, so that a short array is one short allocation. Behind it are
//! segments of 32, 64, 128, 256, 512 elements, and from there on of 1,024. The sizes double up to a power of two, so the segment of a
//! position follows from its bits. What grows by moving is the list of segments: 24 bytes for 1,024 elements.

use alloc::vec::Vec;
use core::fmt;
use core::ops::{Index, IndexMut};

/// Elements in the first segment, at most.
const FIRST: usize = 32;

/// Elements in each segment from this position on.
const FULL: usize = 1024;

/// A growable array. Cost: O(1) for each access, growth included; an access reads the list of segments, and the element.
#[derive(Clone)]
pub(crate) struct Paged<T> {
    first: Vec<T>,
    rest: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { first: Vec::new(), rest: Vec::new(), len: 0 }
    }
}

/// The segment of a position after the first segment, and the place in it.
fn place(at: usize) -> (usize, usize) {
    if at >= FULL {
        (at / FULL + 4, at % FULL)
    } else {
        let power = at.max(FIRST).ilog2();
        (power as usize - 5, at - (1 << power))
    }
}

/// How many elements a segment after the first has.
fn size(segment: usize) -> usize {
    if segment < 5 { FIRST << segment } else { FULL }
}

impl<T> Paged<T> {
    /// An empty array whose first segment does not grow before it has so many elements.
    pub(crate) fn with_first(capacity: usize) -> Self {
        Self { first: Vec::with_capacity(capacity.min(FIRST)), ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        if at < FIRST {
            return self.first.get(at);
        }
        let (segment, at) = place(at);
        self.rest.get(segment)?.get(at)
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        if at < FIRST {
            return self.first.get_mut(at);
        }
        let (segment, at) = place(at);
        self.rest.get_mut(segment)?.get_mut(at)
    }

    /// Returns how many elements it moved: at most half of the first segment.
    pub(crate) fn push(&mut self, value: T) -> usize {
        let mut moved = 0;
        if self.len < FIRST {
            if self.first.len() == self.first.capacity() {
                moved = self.len;
                self.first.reserve_exact((2 * self.len).clamp(4, FIRST) - self.len);
            }
            self.first.push(value);
        } else {
            let (segment, _) = place(self.len);
            if segment == self.rest.len() {
                self.rest.push(Vec::with_capacity(size(segment)));
            }
            self.rest[segment].push(value);
        }
        self.len += 1;
        moved
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let at = self.len.checked_sub(1)?;
        self.len = at;
        if at < FIRST {
            return self.first.pop();
        }
        let (segment, _) = place(at);
        self.rest.truncate(segment + 1);
        self.rest[segment].pop()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(self.rest.iter().flatten())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.first.iter_mut().chain(self.rest.iter_mut().flatten())
    }

    /// Frees the segments whose elements are all before this position; nothing is found there any more. Only for an array that is
    /// read and emptied from its beginning. Cost: O(segments freed and their elements).
    pub(crate) fn free_before(&mut self, at: usize) {
        if at < FIRST {
            return;
        }
        self.first = Vec::new();
        let before = self.rest.len().min(place(at).0);
        for segment in self.rest[..before].iter_mut().rev().take_while(|segment| segment.capacity() > 0) {
            *segment = Vec::new();
        }
    }

    /// How many elements it has memory for.
    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.first.capacity() + self.rest.iter().map(Vec::capacity).sum::<usize>()
    }

    /// Frees unused capacity. What is allocated then follows from the number of elements alone.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.first.shrink_to_fit();
        while self.rest.last().is_some_and(Vec::is_empty) {
            self.rest.pop();
        }
        self.rest.shrink_to_fit();
    }
}

/// As a list.
impl<T: fmt::Debug> fmt::Debug for Paged<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T> Index<usize> for Paged<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        if at < FIRST {
            return &self.first[at];
        }
        let (segment, at) = place(at);
        &self.rest[segment][at]
    }
}

impl<T> IndexMut<usize> for Paged<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        if at < FIRST {
            return &mut self.first[at];
        }
        let (segment, at) = place(at);
        &mut self.rest[segment][at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The capacities of its segments.
    fn capacities<T>(paged: &Paged<T>) -> Vec<usize> {
        core::iter::once(&paged.first).chain(&paged.rest).map(Vec::capacity).collect()
    }

    #[test]
    fn it_is_an_array_whatever_is_pushed_and_popped() {
        let (mut paged, mut expected) = (Paged::default(), Vec::new());
        for round in 0..6 {
            for value in 0..3000 + round * 500 {
                assert!(paged.push(value) <= FIRST / 2);
                expected.push(value);
                assert_eq!(paged.get(value / 2), expected.get(value / 2));
            }
            for (at, value) in expected.iter_mut().enumerate() {
                *value += 1;
                paged[at] += 1;
                assert_eq!((paged[at], paged.get(at)), (*value, Some(&*value)));
                assert_eq!(paged.get_mut(at), Some(value));
            }
            assert_eq!((paged.get(paged.len()), paged.get(usize::MAX)), (None, None));
            paged.iter_mut().zip(&mut expected).for_each(|(one, other)| (*one, *other) = (*one * 2, *other * 2));
            assert!(paged.iter().eq(&expected));
            for _ in 0..2000 + 700 * round {
                assert_eq!(paged.pop(), expected.pop());
                assert_eq!(paged.len(), expected.len());
            }
            paged.shrink_to_fit();
            assert!(paged.iter().eq(&expected));
        }
        while !expected.is_empty() {
            assert_eq!(paged.pop(), expected.pop());
        }
        assert_eq!(paged.pop(), None);
    }

    #[test]
    fn an_element_stays_where_it_was_written() {
        let mut paged = Paged::default();
        let mut written: Vec<*const u64> = Vec::new();
        for value in 0..20_000 {
            assert_eq!(paged.push(value) > 0, matches!(value, 4 | 8 | 16), "{value}");
            written.push(&raw const paged[value as usize]);
            if value < 32 {
                continue;
            }
            for at in [32, value as usize / 2, value as usize].into_iter().filter(|at| *at >= 32) {
                assert_eq!(written[at], &raw const paged[at]);
            }
        }
    }

    #[test]
    fn after_shrinking_the_capacity_follows_from_the_length() {
        for len in 0..3000 {
            let mut other = Paged::with_first(64);
            (0..len + 1 + len * 7 % 2000).for_each(|_| _ = other.push(1_u64));
            (0..len * 7 % 2000).for_each(|_| _ = other.pop());
            other.shrink_to_fit();
            let full = [32, 64, 128, 256, 512, 1024, 1024].into_iter().scan(FIRST, |start, size| {
                let this = *start;
                *start += size;
                (this <= len).then_some(size)
            });
            let expected: Vec<usize> = core::iter::once((len + 1).min(FIRST)).chain(full).collect();
            assert_eq!(capacities(&other), expected, "{len}");
        }
    }

    #[test]
    fn what_was_freed_is_not_found_and_the_rest_is() {
        let mut paged = Paged::default();
        (0..5000).for_each(|value| _ = paged.push(value));
        for at in 0..5000 {
            paged.free_before(at);
            assert_eq!(paged.get(at), Some(&at));
            assert!(at < 2048 || paged.get(at - 1024).is_none());
        }
        assert_eq!(capacities(&paged), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1024]);
        paged.push(5000);
        assert_eq!(paged[5000], 5000);
    }
}
