//! Reading ahead, for the events of one call.
//!
//! Owns the keys of events that will be matched soon. Must not decide anything: what is read here is only in the cache when matching
//! reads it. Invariant: nothing but time depends on it.
//!
//! With a million keys, most of what matching an event takes is waiting: for the line of a key, then for the lists that begin there.
//! The processor waits for several lines at once where the address of one does not depend on what is in another. Matching events one
//! after the other gives it no chance: there are more instructions between two of them than it looks ahead. So the keys of all events
//! are made first, and the place of each in the table is read; then, of all lines, the beginnings of their lists. Each step waits
//! about as long as one event alone. `black_box`, where it is read, keeps the compiler from leaving out what nothing comes of.

use alloc::vec::Vec;

use super::content::Content;
use super::index::Index;
use super::key::Key;
use crate::predicate::Attributes;
use crate::routing::Channel;

/// Events whose keys are kept at the same time: as many as the cache next to the processor has lines for, with room to spare.
pub(crate) const WINDOW: usize = 64;

/// The keys of a window, with their hashes.
#[derive(Debug, Default)]
pub(super) struct Ahead(Vec<(u64, Key)>);

impl Ahead {
    /// Keeps the keys of an event on a channel.
    pub(super) fn add_keys(&mut self, index: &Index, channel: Channel, event: &dyn Attributes) {
        index.each_key(channel, event, |hash, key| self.0.push((hash, key)));
    }

    /// Reads where all keys are, then the beginnings of all lists there. The window is over. The loops are apart, and do little else,
    /// so that many reads are under way at the same time.
    pub(super) fn read(&mut self, index: &Index) {
        for (hash, _) in &self.0 {
            index.touch(*hash);
        }
        for (hash, key) in self.0.drain(..) {
            index.content(hash, key).into_iter().for_each(Content::touch);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0 = Vec::new();
    }
}
