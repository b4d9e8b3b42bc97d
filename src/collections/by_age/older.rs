//! Chunks in the order of the numbers in them.
//!
//! Owns [`Older`], and adding to one chunk. Must not know the youngest chunk. Invariants: no chunk is empty; two neighbours have more
//! than 8 values; a call moves at most 16 values. Chunks themselves are moved whole, three words each.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::mem;

use super::super::Paged;
use super::super::number_set::Number;

/// The most values of a chunk. Two neighbours with half as many together become one.
pub(super) const CHUNK: usize = 16;

/// Values by number, ascending.
pub(super) type Chunk<K, V> = Vec<(K, V)>;

/// All chunks but the youngest.
#[derive(Clone)]
pub(super) struct Older<K, V> {
    chunks: Paged<Chunk<K, V>>,
    /// Where each chunk is, by a number from which on its values are, up to the next chunk. One type for all keys and values.
    by_start: BTreeMap<u64, usize>,
    len: usize,
}

impl<K, V> Default for Older<K, V> {
    fn default() -> Self {
        Self { chunks: Paged::default(), by_start: BTreeMap::new(), len: 0 }
    }
}

pub(super) fn find<K: Number, V>(chunk: &[(K, V)], key: K) -> Result<usize, usize> {
    chunk.binary_search_by_key(&key.number(), |(key, _)| key.number())
}

/// Adds a value to a chunk. Returns how many were moved; with them, where the chunk was full, its second half, which is a chunk of
/// its own from now on.
pub(super) fn add<K, V>(chunk: &mut Chunk<K, V>, at: usize, entry: (K, V)) -> (usize, Option<Chunk<K, V>>) {
    let behind = chunk.len() - at;
    if chunk.len() < chunk.capacity().min(CHUNK) {
        chunk.insert(at, entry);
        return (behind, None);
    }
    if chunk.len() < CHUNK {
        // Each value is moved once.
        let mut larger = Vec::with_capacity((2 * chunk.len()).clamp(4, CHUNK));
        larger.extend(chunk.drain(..at));
        larger.push(entry);
        larger.append(chunk);
        *chunk = larger;
        return (chunk.len() - 1, None);
    }
    // Where values come in their order, the first chunk stays full.
    let half = if behind == 0 { CHUNK } else { CHUNK / 2 };
    let mut second = Vec::with_capacity(CHUNK);
    second.extend(chunk.drain(half..));
    let drained = second.len();
    let (part, at) = if at < half { (chunk, at) } else { (&mut second, at - half) };
    let moved = drained + part.len() - at;
    part.insert(at, entry);
    (moved, Some(second))
}

impl<K: Number, V> Older<K, V> {
    /// Where the chunk is in which a number belongs, and where that chunk starts.
    fn chunk_of(&self, key: K) -> Option<(u64, usize)> {
        self.by_start.range(..=key.number()).next_back().map(|(start, at)| (*start, *at))
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, key: K) -> Option<&V> {
        let chunk = self.chunks.get(self.chunk_of(key)?.1)?;
        find(chunk, key).ok().map(|at| &chunk[at].1)
    }

    pub(super) fn get_mut(&mut self, key: K) -> Option<&mut V> {
        let (_, at) = self.chunk_of(key)?;
        let chunk = self.chunks.get_mut(at)?;
        find(chunk, key).ok().map(|at| &mut chunk[at].1)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.by_start.values().flat_map(|at| &self.chunks[*at])
    }

    /// All values, in no order that means anything.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.chunks.iter_mut().flatten().map(|(_, value)| value)
    }

    /// Adds a chunk with its values.
    pub(super) fn insert_chunk(&mut self, chunk: Chunk<K, V>) {
        let Some((first, _)) = chunk.first() else { return };
        self.by_start.insert(first.number(), self.chunks.len());
        self.len += chunk.len();
        self.chunks.push(chunk);
    }

    /// Removes a chunk with its values. The last one in memory comes to its place.
    fn remove_chunk(&mut self, start: u64) -> Option<Chunk<K, V>> {
        let at = self.by_start.remove(&start)?;
        let last = self.chunks.pop()?;
        let start = last.first().and_then(|(first, _)| self.chunk_of(*first));
        let removed = match (start, self.chunks.get_mut(at)) {
            (Some((start, _)), Some(removed)) => {
                self.by_start.insert(start, at);
                mem::replace(removed, last)
            }
            _ => last,
        };
        self.len -= removed.len();
        Some(removed)
    }

    /// Adds a value before the youngest chunk. Returns the one that it replaces, and how many were moved.
    pub(super) fn insert(&mut self, key: K, value: V) -> (Option<V>, usize) {
        if self.chunk_of(key).is_none() {
            // The oldest of all: the first chunk starts here from now on.
            if let Some((_, at)) = self.by_start.pop_first() {
                self.by_start.insert(key.number(), at);
            }
        }
        let Some((_, at)) = self.chunk_of(key) else { return (None, 0) };
        let chunk = &mut self.chunks[at];
        let (moved, second) = match find(chunk, key) {
            Ok(place) => return (Some(mem::replace(&mut chunk[place].1, value)), 0),
            Err(place) => add(chunk, place, (key, value)),
        };
        self.len += 1;
        if let Some(second) = second {
            self.len -= second.len();
            self.insert_chunk(second);
        }
        (None, moved)
    }

    /// Returns the value and how many were moved.
    pub(super) fn remove(&mut self, key: K) -> Option<(V, usize)> {
        let (start, at) = self.chunk_of(key)?;
        let chunk = &mut self.chunks[at];
        let place = find(chunk, key).ok()?;
        let (_, removed) = chunk.remove(place);
        self.len -= 1;
        let moved = chunk.len() - place;
        if chunk.is_empty() {
            self.remove_chunk(start);
            return Some((removed, moved));
        }
        Some((removed, moved + self.join(start)))
    }

    /// Removes the chunk of the oldest values.
    pub(super) fn pop_first(&mut self) -> Option<Chunk<K, V>> {
        let (start, _) = self.by_start.first_key_value()?;
        self.remove_chunk(*start)
    }

    /// Removes the chunk of the youngest values.
    pub(super) fn pop_last(&mut self) -> Option<Chunk<K, V>> {
        let (start, _) = self.by_start.last_key_value()?;
        self.remove_chunk(*start)
    }

    /// Joins a chunk of few values with a neighbour of few. Returns how many values were moved.
    fn join(&mut self, start: u64) -> usize {
        let len = |at: &usize| self.chunks[*at].len();
        let Some(this) = self.by_start.get(&start).map(len).filter(|len| *len <= CHUNK / 2) else { return 0 };
        let fits = |(other, at): (&u64, &usize)| (this + len(at) <= CHUNK / 2).then_some(*other);
        let before = self.by_start.range(..start).next_back().and_then(fits);
        let behind = self.by_start.range(start..).nth(1).and_then(fits);
        let (Some(from), Some(into)) = (if before.is_some() { Some(start) } else { behind }, before.or(Some(start)))
        else {
            return 0;
        };
        let Some(mut joined) = self.remove_chunk(from) else { return 0 };
        let Some(at) = self.by_start.get(&into) else { return 0 };
        let chunk = &mut self.chunks[*at];
        let mut moved = joined.len();
        if chunk.capacity() < chunk.len() + joined.len() {
            moved += chunk.len();
            chunk.reserve_exact(joined.len());
        }
        self.len += joined.len();
        chunk.append(&mut joined);
        moved
    }

    /// Frees unused capacity of the list of chunks.
    pub(super) fn shrink_to_fit(&mut self) {
        self.chunks.shrink_to_fit();
    }

    /// How many values there is memory for. Fails where an invariant is broken.
    #[cfg(test)]
    pub(super) fn slots(&self) -> usize {
        let chunks: Vec<_> = self.by_start.values().map(|at| &self.chunks[*at]).collect();
        assert_eq!(chunks.len(), self.chunks.len());
        assert!(chunks.iter().all(|chunk| (1..=CHUNK).contains(&chunk.len())));
        assert!(chunks.windows(2).all(|two| two[0].len() + two[1].len() > CHUNK / 2));
        assert_eq!(chunks.iter().map(|chunk| chunk.len()).sum::<usize>(), self.len);
        chunks.iter().map(|chunk| chunk.capacity()).sum()
    }
}
