//! A long list: a tree of small chunks, shared until it changes.
//!
//! Owns inserting, removing and going through the chunks. Must not know short lists. Invariants: sorted by key, each key once; all
//! chunks are at the same depth, and none is empty; a change copies what is shared, from the root to one chunk, and moves at most
//! [`FANOUT`] entries on each level.

use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Entry;

/// Entries of a chunk, and chunks of a node.
pub(super) const FANOUT: usize = 64;

/// Neighbours that together have fewer are made one, so that a list from which much was removed does not stay large.
const MERGED: usize = FANOUT * 3 / 4;

#[derive(Clone, Debug)]
pub(super) enum Node<T: Entry> {
    Chunk(Arc<Chunk<T>>),
    Inner(Arc<Vec<Child<T>>>),
}

#[derive(Clone, Debug)]
pub(super) struct Chunk<T> {
    len: usize,
    entries: [T; FANOUT],
}

/// A part of the tree.
#[derive(Clone, Debug)]
pub(super) struct Child<T: Entry> {
    /// No entry of the part is before it, and none of the parts before is after it.
    first: T::Key,
    len: usize,
    node: Node<T>,
}

impl<T: Entry> Chunk<T> {
    fn new(entries: &[T]) -> Self {
        let mut chunk = Self { len: entries.len(), entries: [T::default(); FANOUT] };
        chunk.entries[..entries.len()].copy_from_slice(entries);
        chunk
    }

    fn as_slice(&self) -> &[T] {
        &self.entries[..self.len]
    }

    fn insert(&mut self, at: usize, entry: T) {
        self.entries.copy_within(at..self.len, at + 1);
        self.entries[at] = entry;
        self.len += 1;
    }

    fn remove(&mut self, at: usize) {
        self.entries.copy_within(at + 1..self.len, at);
        self.len -= 1;
    }
}

impl<T: Entry> Child<T> {
    fn of_chunk(entries: &[T]) -> Self {
        let first = entries.first().copied().unwrap_or_default().key();
        Self { first, len: entries.len(), node: Node::Chunk(Arc::new(Chunk::new(entries))) }
    }

    fn of_children(children: Vec<Self>) -> Self {
        let first = children.first().map_or_else(|| T::default().key(), |child| child.first);
        let len = children.iter().map(|child| child.len).sum();
        Self { first, len, node: Node::Inner(Arc::new(children)) }
    }

    /// Children of one level above these, as few as can hold them.
    fn parents(children: Vec<Self>) -> Vec<Self> {
        let mut parents = Vec::with_capacity(children.len().div_ceil(FANOUT));
        let mut children = children.into_iter().peekable();
        while children.peek().is_some() {
            parents.push(Self::of_children(children.by_ref().take(FANOUT).collect()));
        }
        parents
    }
}

impl<T: Entry> Node<T> {
    /// A tree of full chunks. Cost: O(entries).
    pub(super) fn from_sorted(entries: &[T]) -> Self {
        let mut children: Vec<Child<T>> = entries.chunks(FANOUT).map(Child::of_chunk).collect();
        while children.len() > FANOUT {
            children = Child::parents(children);
        }
        match children.pop() {
            Some(only) if children.is_empty() => only.node,
            Some(last) => {
                children.push(last);
                Self::Inner(Arc::new(children))
            }
            None => Self::Chunk(Arc::new(Chunk::new(&[]))),
        }
    }

    /// Returns whether it is new. The root is replaced where the tree becomes one level higher.
    pub(super) fn insert_at_root(&mut self, entry: T) -> bool {
        let (is_new, split) = self.insert(entry);
        if let Some(younger) = split {
            let older = core::mem::replace(self, Self::Inner(Arc::new(Vec::new())));
            let len = older.len();
            let first = older.first();
            *self = Self::Inner(Arc::new(Vec::from([Child { first, len, node: older }, younger])));
        }
        is_new
    }

    /// Returns whether it is new, and the younger part where this had to be split.
    fn insert(&mut self, entry: T) -> (bool, Option<Child<T>>) {
        match self {
            Self::Chunk(chunk) => {
                let Err(at) = position(chunk.as_slice(), entry.key()) else { return (false, None) };
                if chunk.len < FANOUT {
                    Arc::make_mut(chunk).insert(at, entry);
                    return (true, None);
                }
                // As a rule the greatest comes last: then the full chunk stays as it is, and shared.
                if at == FANOUT {
                    return (true, Some(Child::of_chunk(&[entry])));
                }
                let chunk = Arc::make_mut(chunk);
                let mut younger = Chunk::new(&chunk.entries[FANOUT / 2..]);
                chunk.len = FANOUT / 2;
                if at <= FANOUT / 2 {
                    chunk.insert(at, entry)
                } else {
                    younger.insert(at - FANOUT / 2, entry)
                }
                (true, Some(Child::of_chunk(younger.as_slice())))
            }
            Self::Inner(children) => {
                let children = Arc::make_mut(children);
                let at = child_of(children, entry.key());
                let child = &mut children[at];
                let (is_new, split) = child.node.insert(entry);
                child.first = child.first.min(entry.key());
                child.len += usize::from(is_new);
                let Some(younger) = split else { return (is_new, None) };
                child.len -= younger.len;
                if children.len() < FANOUT {
                    children.insert(at + 1, younger);
                    return (is_new, None);
                }
                if at + 1 == FANOUT {
                    return (is_new, Some(Child::of_children(Vec::from([younger]))));
                }
                let mut later = children.split_off(FANOUT / 2);
                if at < FANOUT / 2 {
                    children.insert(at + 1, younger)
                } else {
                    later.insert(at + 1 - FANOUT / 2, younger)
                }
                (is_new, Some(Child::of_children(later)))
            }
        }
    }

    /// Returns whether it was there. The root is replaced where the tree becomes lower.
    pub(super) fn remove_at_root(&mut self, key: T::Key) -> bool {
        let was_there = self.remove(key);
        while let Self::Inner(children) = self {
            let [only] = children.as_slice() else { break };
            *self = only.node.clone();
        }
        was_there
    }

    fn remove(&mut self, key: T::Key) -> bool {
        match self {
            Self::Chunk(chunk) => {
                let Ok(at) = position(chunk.as_slice(), key) else { return false };
                Arc::make_mut(chunk).remove(at);
                true
            }
            Self::Inner(children) => {
                let children = Arc::make_mut(children);
                let at = child_of(children, key);
                if !children[at].node.remove(key) {
                    return false;
                }
                children[at].len -= 1;
                if children[at].len == 0 {
                    children.remove(at);
                } else {
                    merge(children, at);
                }
                true
            }
        }
    }

    /// The entry with this key, copied from what is shared.
    pub(super) fn get_mut(&mut self, key: T::Key) -> Option<&mut T> {
        match self {
            Self::Chunk(chunk) => {
                let at = position(chunk.as_slice(), key).ok()?;
                Some(&mut Arc::make_mut(chunk).entries[at])
            }
            Self::Inner(children) => {
                let at = child_of(children, key);
                Arc::make_mut(children)[at].node.get_mut(key)
            }
        }
    }

    /// The first entry whose key is not before this one.
    pub(super) fn first_from(&self, key: T::Key) -> Option<&T> {
        match self {
            Self::Chunk(chunk) => {
                let (Ok(at) | Err(at)) = position(chunk.as_slice(), key);
                chunk.as_slice().get(at)
            }
            Self::Inner(children) => {
                let at = child_of(children, key);
                let in_child = children[at].node.first_from(key);
                in_child.or_else(|| children.get(at + 1)?.node.first_from(key))
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Chunk(chunk) => chunk.len,
            Self::Inner(children) => children.iter().map(|child| child.len).sum(),
        }
    }

    fn first(&self) -> T::Key {
        match self {
            Self::Chunk(chunk) => chunk.as_slice().first().copied().unwrap_or_default().key(),
            Self::Inner(children) => children.first().map_or_else(|| T::default().key(), |child| child.first),
        }
    }

    /// All entries, where they are one chunk.
    pub(super) fn as_chunk(&self) -> Option<&[T]> {
        if let Self::Chunk(chunk) = self { Some(chunk.as_slice()) } else { None }
    }

    /// The chunks, in order.
    pub(super) fn chunks(&self) -> Chunks<'_, T> {
        match self {
            Self::Chunk(chunk) => Chunks { levels: SmallVec::new(), single: Some(chunk.as_slice()) },
            Self::Inner(children) => Chunks { levels: SmallVec::from_iter([children.iter()]), single: None },
        }
    }
}

/// Makes the child at `at` one with a neighbour where both together are small.
fn merge<T: Entry>(children: &mut Vec<Child<T>>, at: usize) {
    let fits = |one: usize, other: Option<&Child<T>>| {
        other.is_some_and(|other| children[one].node.width() + other.node.width() <= MERGED)
    };
    let at = if fits(at, children.get(at + 1)) {
        at
    } else if at > 0 && fits(at - 1, children.get(at)) {
        at - 1
    } else {
        return;
    };
    let younger = children.remove(at + 1);
    let older = &mut children[at];
    older.len += younger.len;
    match (&mut older.node, younger.node) {
        (Node::Chunk(older), Node::Chunk(younger)) => {
            let older = Arc::make_mut(older);
            let len = older.len + younger.len;
            older.entries[older.len..len].copy_from_slice(younger.as_slice());
            older.len = len;
        }
        (Node::Inner(older), Node::Inner(younger)) => {
            Arc::make_mut(older).extend(Arc::unwrap_or_clone(younger));
        }
        (Node::Chunk(_) | Node::Inner(_), _) => {}
    }
}

impl<T: Entry> Node<T> {
    /// Entries of a chunk, children of a node.
    fn width(&self) -> usize {
        match self {
            Self::Chunk(chunk) => chunk.len,
            Self::Inner(children) => children.len(),
        }
    }
}

/// Going through a tree, chunk by chunk.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<'l, T: Entry> {
    /// What is still to come on each level, the root's first.
    levels: SmallVec<[core::slice::Iter<'l, Child<T>>; 4]>,
    single: Option<&'l [T]>,
}

impl<'l, T: Entry> Iterator for Chunks<'l, T> {
    type Item = &'l [T];

    fn next(&mut self) -> Option<&'l [T]> {
        if let Some(single) = self.single.take() {
            return Some(single);
        }
        loop {
            let Some(child) = self.levels.last_mut()?.next() else {
                self.levels.pop();
                continue;
            };
            match &child.node {
                Node::Chunk(chunk) => return Some(chunk.as_slice()),
                Node::Inner(children) => self.levels.push(children.iter()),
            }
        }
    }
}

pub(super) fn position<T: Entry>(entries: &[T], key: T::Key) -> Result<usize, usize> {
    // As a rule the greatest comes last.
    if entries.last().is_none_or(|last| last.key() < key) {
        return Err(entries.len());
    }
    entries.binary_search_by_key(&key, |entry| entry.key())
}

/// The child in which the key is, or belongs.
fn child_of<T: Entry>(children: &[Child<T>], key: T::Key) -> usize {
    children.partition_point(|child| child.first <= key).saturating_sub(1)
}
