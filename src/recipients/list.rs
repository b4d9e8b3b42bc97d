//! A list of recipients, short or long.
//!
//! Owns [`RecipientList`]: a slice as long as it is short, a tree above. Must not know what the list is for. Invariants: sorted by
//! subscription (R3), each once; a short list takes exactly the memory of its entries; equal contents after
//! [`RecipientList::shrink_to_fit`] take equal memory.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::tree::{Chunks, FANOUT, Node, position};
use super::{Entry, Recipient};
use crate::ids::SubscriptionId;

/// Recipients by age. Cost of a change: at most one chunk moved, and what is shared on the path to it copied.
pub(crate) struct RecipientList<T>(Form<T>);

enum Form<T> {
    /// At most [`FANOUT`].
    Short(Box<[T]>),
    /// More than half of that.
    Long(Node<T>),
}

/// A long list as it is now, whatever is added and removed later. Cheap to make and to clone.
#[derive(Clone, Debug)]
pub(crate) struct SharedRecipients {
    root: Node<Recipient>,
    len: usize,
}

impl<T> Default for RecipientList<T> {
    fn default() -> Self {
        Self(Form::Short(Box::default()))
    }
}

impl<T: Entry> RecipientList<T> {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.0, Form::Short(entries) if entries.is_empty())
    }

    /// Returns whether it is new.
    pub(crate) fn insert(&mut self, entry: T) -> bool {
        match &mut self.0 {
            Form::Short(entries) => {
                let Err(at) = position(entries, entry.recipient()) else { return false };
                let mut longer = Vec::with_capacity(entries.len() + 1);
                longer.extend_from_slice(&entries[..at]);
                longer.push(entry);
                longer.extend_from_slice(&entries[at..]);
                self.0 = if longer.len() > FANOUT {
                    Form::Long(Node::from_sorted(&longer))
                } else {
                    Form::Short(longer.into_boxed_slice())
                };
                true
            }
            Form::Long(root) => root.insert_at_root(entry),
        }
    }

    /// Returns whether it was there.
    pub(crate) fn remove(&mut self, recipient: Recipient) -> bool {
        match &mut self.0 {
            Form::Short(entries) => {
                let Ok(at) = position(entries, recipient) else { return false };
                let mut shorter = Vec::with_capacity(entries.len() - 1);
                shorter.extend_from_slice(&entries[..at]);
                shorter.extend_from_slice(&entries[at + 1..]);
                *entries = shorter.into_boxed_slice();
                true
            }
            Form::Long(root) => {
                let was_there = root.remove_at_root(recipient);
                if let Some(few) = root.as_chunk().filter(|entries| entries.len() <= FANOUT / 2) {
                    self.0 = Form::Short(few.into());
                }
                was_there
            }
        }
    }

    /// All entries, in slices, oldest first.
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
            self.0 = if all.len() > FANOUT { Form::Long(Node::from_sorted(&all)) } else { Form::Short(all.into()) };
        }
    }
}

impl RecipientList<Recipient> {
    /// The list as it is now, where it is long; it costs no more than a pointer.
    pub(crate) fn share(&self) -> Result<SharedRecipients, &[Recipient]> {
        match &self.0 {
            Form::Short(entries) => Err(entries),
            Form::Long(root) => Ok(SharedRecipients { len: root.len(), root: root.clone() }),
        }
    }
}

impl SharedRecipients {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn contains(&self, subscription: SubscriptionId) -> bool {
        self.root.contains(subscription)
    }

    pub(crate) fn chunks(&self) -> SharedChunks<'_> {
        SharedChunks(self.root.chunks())
    }
}

/// Going through a shared list, slice by slice.
#[derive(Clone, Debug)]
pub(crate) struct SharedChunks<'l>(Chunks<'l, Recipient>);

impl<'l> Iterator for SharedChunks<'l> {
    type Item = &'l [Recipient];

    fn next(&mut self) -> Option<&'l [Recipient]> {
        self.0.next()
    }
}

/// Shown as one list, however it is stored.
impl<T: Entry + fmt::Debug> fmt::Debug for RecipientList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.chunks().flatten()).finish()
    }
}
