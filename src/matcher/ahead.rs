//! Reading ahead, for the events of one call, or the subscriptions of a session that is closed.
//!
//! Owns the keys of events that will be matched soon, and of subscriptions that will be detached. Must not decide anything: what is read here is only in the cache when matching
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
use super::plan::FoundBy;
use super::shapes::Wanted;
use crate::predicate::{Attributes, Value};
use crate::routing::Channel;

/// Events whose keys are kept at the same time: as many as the cache next to the processor has lines for, with room to spare.
pub(crate) const WINDOW: usize = 64;

/// Keys of subscriptions that are kept at the same time, at most.
const WANTED: usize = 4 * WINDOW;

/// The keys of a window, with their hashes.
#[derive(Debug, Default)]
pub(super) struct Ahead(Vec<(u64, Key)>);

impl Ahead {
    /// Keeps the keys of an event on a channel.
    pub(super) fn add_keys(&mut self, index: &Index, channel: Channel, event: &dyn Attributes) {
        index.each_key(channel, event, |hash, key| self.0.push((hash, key)));
    }

    /// Keeps the keys of a subscription on a channel; of long lists no more than are still in the cache when they are needed.
    pub(super) fn add_wanted(&mut self, index: &Index, wanted: Wanted<'_>, (channel, slot): (Channel, u32)) {
        index.each_wanted_key(wanted, (channel, slot), |hash, key| {
            if self.0.len() < WANTED {
                self.0.push((hash, key));
            }
        });
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

impl Index {
    /// The keys, with their hashes, by which recipients of an event are found; those of patterns apart.
    fn each_key(&self, channel: Channel, event: &dyn Attributes, mut each: impl FnMut(u64, Key)) {
        let Some(index) = self.channels.get(&channel) else { return };
        for (field, attr) in index.attributes() {
            let Value::Scalar(scalar) = event.read(field).read(attr) else { continue };
            if let Some(key) = Key::of_found(index.number, (field, attr), &scalar, &self.texts) {
                each(key.hash(&self.hasher), key);
            }
        }
    }

    /// The keys, with their hashes, by which a subscription is found on the channel, where that is in the slot.
    fn each_wanted_key(&self, wanted: Wanted<'_>, (channel, slot): (Channel, u32), mut each: impl FnMut(u64, Key)) {
        let Some((_, index)) = self.channels.by_slot(slot).filter(|(there, _)| **there == channel) else { return };
        match wanted.found_by() {
            FoundBy::Nothing => {}
            FoundBy::Values { path, tests, .. } => wanted.plan().each_value(tests, wanted.values, &mut |value| {
                if let Some(key) = Key::of_found(index.number, *path, &value, &self.texts) {
                    each(key.hash(&self.hasher), key);
                }
            }),
            FoundBy::Pattern { path, pattern } => {
                let key = Key::of_pattern(index.number, *path, *pattern);
                each(key.hash(&self.hasher), key);
            }
        }
    }

    /// Reads where a channel is looked up.
    pub(super) fn touch_channel(&self, channel: Channel) {
        self.channels.touch(&channel);
    }
}
