//! Small entries in the order of their keys, short lists and long ones.
//!
//! Owns [`SortedList`]: a slice as long as it is short, a tree above; and [`SharedList`], a long one as it was at one moment. Must not
//! know what the entries are. Invariants: each key once; a short list takes exactly the memory of its entries; equal contents after
//! [`SortedList::shrink_to_fit`] take equal memory; a change moves at most 64 entries on each level of a long list.

mod tree;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::{fmt, mem};

pub(crate) use self::tree::Chunks;
use self::tree::{FANOUT, Node, position};

/// What a list is made of.
pub(crate) trait Entry: Copy + Default + fmt::Debug {
    type Key: Copy + Ord + fmt::Debug;

    fn key(&self) -> Self::Key;
}

/// Entries by key. Cost of a change: at most one chunk moved, and what is shared on the path to it copied.
pub(crate) struct SortedList<T: Entry>(Form<T>);

/// Two words: many lists are within something that is to fit in a line of the cache.
enum Form<T: Entry> {
    /// At most [`FANOUT`].
    Short(Box<[T]>),
    /// More than half of that.
    Long(Box<Node<T>>),
}

/// A long list as it is now, whatever is added and removed later. Cheap to make and to clone.
#[derive(Clone, Debug)]
pub(crate) struct SharedList<T: Entry> {
    root: Node<T>,
    len: usize,
}

impl<T: Entry> Default for SortedList<T> {
    fn default() -> Self {
        Self(Form::Short(Box::default()))
    }
}

impl<T: Entry> SortedList<T> {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.0, Form::Short(entries) if entries.is_empty())
    }

    /// A list of these. Cost: O(entries).
    pub(crate) fn from_sorted(entries: &[T]) -> Self {
        let is_long = entries.len() > FANOUT;
        Self(if is_long { Form::Long(Box::new(Node::from_sorted(entries))) } else { Form::Short(entries.into()) })
    }

    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Form::Short(entries) => entries.len(),
            Form::Long(root) => root.len(),
        }
    }

    /// An entry, for changing what is not its key.
    pub(crate) fn get_mut(&mut self, key: T::Key) -> Option<&mut T> {
        match &mut self.0 {
            Form::Short(entries) => position(entries, key).ok().map(|at| &mut entries[at]),
            Form::Long(root) => root.get_mut(key),
        }
    }

    /// The list as it is now, where it is long; that costs no more than a pointer. Where it is short, all of it.
    pub(crate) fn share(&self) -> Result<SharedList<T>, &[T]> {
        match &self.0 {
            Form::Short(entries) => Err(entries),
            Form::Long(root) => Ok(SharedList { len: root.len(), root: Node::clone(root) }),
        }
    }

    /// Returns whether it is new.
    pub(crate) fn insert(&mut self, entry: T) -> bool {
        match &mut self.0 {
            Form::Short(entries) => {
                let Err(at) = position(entries, entry.key()) else { return false };
                let mut longer = mem::take(entries).into_vec();
                longer.reserve_exact(1);
                longer.insert(at, entry);
                let is_long = longer.len() > FANOUT;
                self.0 =
                    if is_long { Form::Long(Box::new(Node::from_sorted(&longer))) } else { Form::Short(longer.into()) };
                true
            }
            Form::Long(root) => root.insert_at_root(entry),
        }
    }

    /// Returns whether it was there.
    pub(crate) fn remove(&mut self, key: T::Key) -> bool {
        match &mut self.0 {
            Form::Short(entries) => {
                let Ok(at) = position(entries, key) else { return false };
                let mut shorter = mem::take(entries).into_vec();
                shorter.remove(at);
                *entries = shorter.into_boxed_slice();
                true
            }
            Form::Long(root) => {
                let was_there = root.remove_at_root(key);
                if let Some(few) = root.as_chunk().filter(|entries| entries.len() <= FANOUT / 2) {
                    self.0 = Form::Short(few.into());
                }
                was_there
            }
        }
    }

    /// All entries, in slices, in order.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = &[T]> {
        let (short, long) = match &self.0 {
            Form::Short(entries) => (Some(&**entries), None),
            Form::Long(root) => (None, Some(root.chunks())),
        };
        short.into_iter().chain(long.into_iter().flatten())
    }

    /// As if all had been inserted into a new list. Cost: O(entries).
    pub(crate) fn shrink_to_fit(&mut self) {
        if let Form::Long(root) = &self.0 {
            let all: Vec<T> = root.chunks().flatten().copied().collect();
            *self = Self::from_sorted(&all);
        }
    }
}

impl<T: Entry> SharedList<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The first entry whose key is not before this one.
    pub(crate) fn first_from(&self, key: T::Key) -> Option<&T> {
        self.root.first_from(key)
    }

    /// All entries, in slices, in order.
    pub(crate) fn chunks(&self) -> Chunks<'_, T> {
        self.root.chunks()
    }
}

/// Shown as one list, however it is stored.
impl<T: Entry> fmt::Debug for SortedList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.chunks().flatten()).finish()
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Numbered {
        number: u64,
        of: u64,
    }

    impl Entry for Numbered {
        type Key = u64;

        fn key(&self) -> u64 {
            self.number
        }
    }

    /// A number that depends on nothing but the one before.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    fn entries(list: &SortedList<Numbered>) -> Vec<(u64, u64)> {
        list.chunks().flatten().map(|entry| (entry.number, entry.of)).collect()
    }

    #[test]
    fn it_is_a_map_by_key_whatever_the_order() {
        for range in [20, 300, 9_000] {
            let (mut list, mut expected, mut state) = (SortedList::default(), BTreeMap::new(), range);
            for step in 0..30_000_u64 {
                let number = next(&mut state) % range;
                // It grows, and shrinks again.
                if next(&mut state) % 30_000 > step {
                    let is_new = !expected.contains_key(&number);
                    assert_eq!(list.insert(Numbered { number, of: step }), is_new);
                    expected.entry(number).or_insert(step);
                } else {
                    assert_eq!(list.remove(number), expected.remove(&number).is_some());
                }
                assert_eq!(list.get_mut(number).map(|entry| entry.of), expected.get(&number).copied());
                assert_eq!((list.len(), list.is_empty()), (expected.len(), expected.is_empty()));
                if step % 997 == 0 {
                    assert!(entries(&list).into_iter().eq(expected.iter().map(|(number, of)| (*number, *of))));
                    assert!(list.chunks().all(|chunk| chunk.len() <= FANOUT));
                }
                if step % 4_999 == 0 {
                    list.shrink_to_fit();
                }
            }
        }
    }

    #[test]
    fn what_is_shared_stays_as_it_was() {
        let mut list = SortedList::default();
        (0..5_000).for_each(|number| {
            list.insert(Numbered { number: number * 2, of: number });
        });
        let shared = list.share().expect("it is long");
        let before: Vec<Numbered> = shared.chunks().flatten().copied().collect();
        let mut state = 7;
        for _ in 0..5_000 {
            let number = next(&mut state) % 10_000;
            list.insert(Numbered { number, of: 0 });
            list.remove(next(&mut state) % 10_000);
            list.get_mut(number).into_iter().for_each(|entry| entry.of = 1);
        }
        assert!(shared.chunks().flatten().eq(&before));
        assert_eq!(shared.len(), 5_000);
        for number in 0..10_000 {
            let from = shared.first_from(number).map(|entry| entry.number);
            assert_eq!(from, Some(number.next_multiple_of(2)).filter(|number| *number < 10_000));
        }
    }

    #[test]
    fn what_comes_in_order_fills_each_chunk() {
        let mut list = SortedList::default();
        for number in 0..10_000 {
            list.insert(Numbered { number, of: 0 });
        }
        assert!(list.chunks().take(10_000 / FANOUT).all(|chunk| chunk.len() == FANOUT));
    }
}
