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
    segments: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { segments: Vec::new(), len: 0 }
    }
}

/// The segment of a position, and the place in it. Without a branch: positions of all sizes come in any order.
#[inline]
fn place(at: usize) -> (usize, usize) {
    let power = (at | (FIRST - 1)).ilog2();
    let (segment, start) = ((power + 1 - FIRST.ilog2()) as usize, (1 << power) & !(FIRST - 1));
    let is_full = at >= FULL;
    let segment = if is_full { at / FULL + 5 } else { segment };
    (segment, at - if is_full { at & !(FULL - 1) } else { start })
}

/// How many elements a segment has.
fn size(segment: usize) -> usize {
    match segment {
        0 => FIRST,
        1..6 => FIRST << (segment - 1),
        _ => FULL,
    }
}

impl<T> Paged<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        let (segment, at) = place(at);
        self.segments.get(segment)?.get(at)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let (segment, at) = place(at);
        self.segments.get_mut(segment)?.get_mut(at)
    }

    /// The segment in which a position is, and the position of its first element; for going through neighbours.
    #[inline]
    pub(crate) fn segment_of(&self, at: usize) -> (usize, &[T]) {
        let (segment, place) = place(at);
        (at - place, self.segments.get(segment).map_or(&[], |segment| segment))
    }

    /// As [`segment_of`](Self::segment_of).
    #[inline]
    pub(crate) fn segment_of_mut(&mut self, at: usize) -> (usize, &mut [T]) {
        let (segment, place) = place(at);
        (at - place, self.segments.get_mut(segment).map_or(&mut [], |segment| segment))
    }

    /// Allocates the first segment in full, so that no element is ever moved.
    pub(crate) fn reserve_first(&mut self) {
        if self.segments.is_empty() {
            self.segments.reserve_exact(1);
            self.segments.push(Vec::with_capacity(FIRST));
        }
    }

    /// Returns how many elements it moved: at most half of the first segment.
    pub(crate) fn push(&mut self, value: T) -> usize {
        let (segment, at) = place(self.len);
        if segment == self.segments.len() {
            // A short array has a short list.
            if segment == 0 {
                self.segments.reserve_exact(1);
            }
            self.segments.push(Vec::with_capacity(if segment == 0 { 0 } else { size(segment) }));
        }
        let segment = &mut self.segments[segment];
        let mut moved = 0;
        if at == segment.capacity() {
            moved = at;
            segment.reserve_exact((2 * at).clamp(4, FIRST) - at);
        }
        segment.push(value);
        self.len += 1;
        moved
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        self.len = self.len.checked_sub(1)?;
        let (segment, _) = place(self.len);
        self.segments.truncate(segment + 1);
        self.segments[segment].pop()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.segments.iter().flatten()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.segments.iter_mut().flatten()
    }

    /// How many elements it has memory for.
    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.segments.iter().map(Vec::capacity).sum()
    }

    /// Frees unused capacity. What is allocated then follows from the number of elements alone.
    pub(crate) fn shrink_to_fit(&mut self) {
        while self.segments.last().is_some_and(Vec::is_empty) {
            self.segments.pop();
        }
        self.segments.iter_mut().take(1).for_each(Vec::shrink_to_fit);
        self.segments.shrink_to_fit();
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
        let (segment, at) = place(at);
        &self.segments[segment][at]
    }
}

impl<T> IndexMut<usize> for Paged<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        let (segment, at) = place(at);
        &mut self.segments[segment][at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The capacities of its segments.
    fn capacities<T>(paged: &Paged<T>) -> Vec<usize> {
        paged.segments.iter().map(Vec::capacity).collect()
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
                assert_eq!(paged.get_mut(at), Some(&mut *value));
                let (start, segment) = paged.segment_of(at);
                assert_eq!(segment.get(at - start), Some(&*value));
                let (start, segment) = paged.segment_of_mut(at);
                assert_eq!(segment.get_mut(at - start), Some(value));
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
            let mut other = Paged::default();
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
}
