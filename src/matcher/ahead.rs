//! Reading ahead, for the events of one call, or the subscriptions of a session that is closed.
//!
//! Owns the keys of events that will be matched soon, and of subscriptions that will be detached. Must not decide anything: what was
//! found here is what would be found then. Invariant: nothing but time depends on it.
//!
//! With a million keys, most of what matching an event takes is waiting: for the line of a key, then for the lists that begin there.
//! The processor waits for several lines at once where the address of one does not depend on what is in another. Matching events one
//! after the other gives it no chance: there are more instructions between two of them than it looks ahead. So the keys of all events
//! are made first, and the place of each in the table is read; then, of all lines, the beginnings of their lists. Each step waits
//! about as long as one event alone. What was found is kept, so that it is not looked up again: as long as nothing is attached or
//! detached, it is there. `black_box`, where it is read, keeps the compiler from leaving out what nothing comes of.

use alloc::vec::Vec;
use core::ops::Range;

use super::content::Content;
use super::index::Index;
use super::key::Key;
use super::plan::FoundBy;
use super::shapes::Wanted;
use crate::collections::Slot;
use crate::predicate::{Attributes, Value};
use crate::recipients::Recipient;
use crate::routing::Channel;

/// Events whose keys are kept at the same time: as many as the cache next to the processor has lines for, with room to spare.
pub(crate) const WINDOW: usize = 64;

/// Keys of subscriptions that are kept at the same time, at most.
const WANTED: usize = 4 * WINDOW;

/// The keys of a window, with their hashes.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    keys: Vec<(u64, Key)>,
    /// Of events: where the line of each key is, if there is one.
    lines: Vec<Option<Slot>>,
    /// How much had been attached and detached when they were there.
    changes: u64,
    /// What events will be matched with, in that order.
    events: Vec<Expected>,
    /// The next of these, and the event that is matched now.
    next: usize,
    current: Option<usize>,
    /// What will be detached, in that order.
    attachments: Vec<Attachment>,
    detached: usize,
}

/// An event of the window on a channel, and its keys.
#[derive(Debug)]
struct Expected {
    event: usize,
    channel: Channel,
    slot: u32,
    keys: Range<usize>,
}

/// A subscription on a channel, and its keys.
#[derive(Debug)]
struct Attachment {
    recipient: Recipient,
    channel: u32,
    keys: Range<usize>,
}

impl Ahead {
    /// A window begins.
    pub(super) fn clear(&mut self) {
        self.keys.clear();
        self.lines.clear();
        self.events.clear();
        self.attachments.clear();
        (self.next, self.current, self.detached) = (0, None, 0);
    }

    /// Keeps the keys on a channel of the event that has this place in the window.
    pub(super) fn add_keys(&mut self, index: &Index, (at, event): (usize, &dyn Attributes), channel: Channel) {
        let start = self.keys.len();
        // Events of one call are on one channel, as a rule.
        let known = self.events.last().filter(|before| before.channel == channel).map(|before| before.slot);
        let Some(slot) = known.or_else(|| index.channels.slot_of(&channel)) else { return };
        index.each_key(slot, event, |hash, key| self.keys.push((hash, key)));
        self.events.push(Expected { event: at, channel, slot, keys: start..self.keys.len() });
    }

    /// Keeps the keys of a subscription on a channel, where that is in the slot; of all no more than are still in the cache when they
    /// are needed.
    pub(super) fn add_wanted(
        &mut self,
        index: &Index,
        recipient: Recipient,
        wanted: Wanted<'_>,
        (channel, slot): (Channel, u32),
    ) {
        let at_slot = index.channels.by_slot(slot).filter(|(there, _)| **there == channel);
        let Some((_, channel)) = at_slot.filter(|_| self.keys.len() < WANTED) else { return };
        let start = self.keys.len();
        index.each_wanted_key(wanted, channel.number, |hash, key| {
            if self.keys.len() <= WANTED {
                self.keys.push((hash, key));
            }
        });
        if self.keys.len() > WANTED {
            self.keys.truncate(start);
        } else {
            self.attachments.push(Attachment { recipient, channel: channel.number, keys: start..self.keys.len() });
        }
    }

    /// Reads where all keys are, then the beginnings of all lists there. The window is over. The loops are apart, and do little else,
    /// so that many reads are under way at the same time.
    pub(super) fn read(&mut self, index: &Index) {
        self.changes = index.changes();
        for (hash, _) in &self.keys {
            index.touch(*hash);
        }
        // What is found for events is there still when they are matched; what is detached moves the lines of others.
        if self.attachments.is_empty() {
            for (hash, key) in &self.keys {
                let slot = index.slot_of(*hash, *key);
                slot.and_then(|slot| index.content_at(slot)).into_iter().for_each(Content::touch);
                self.lines.push(slot);
            }
        } else {
            for (hash, key) in &self.keys {
                index.content(*hash, *key).into_iter().for_each(Content::touch);
            }
        }
    }

    /// Now the event of the window is matched that has this place; `None`: one that is not in it.
    pub(super) fn set_current(&mut self, event: Option<usize>) {
        self.current = event;
    }

    /// Where the channel and the lines are that the current event is matched with, where that was found out and is so still.
    #[inline]
    pub(super) fn lines_on(&mut self, channel: Channel, changes: u64) -> Option<(u32, &[Option<Slot>])> {
        let current = self.current?;
        while self.events.get(self.next).is_some_and(|next| next.event < current) {
            self.next += 1;
        }
        let is_next = |next: &&Expected| next.event == current && next.channel == channel;
        let next = self.events.get(self.next).filter(is_next).filter(|_| changes == self.changes)?;
        self.next += 1;
        Some((next.slot, self.lines.get(next.keys.clone())?))
    }

    /// The keys of a subscription on the channel of this number, where that is what is detached next.
    pub(super) fn next_keys(&mut self, recipient: Recipient, channel: u32) -> Option<&[(u64, Key)]> {
        let next = self.attachments.get(self.detached)?;
        if next.recipient != recipient || next.channel != channel {
            return None;
        }
        self.detached += 1;
        self.keys.get(next.keys.clone())
    }

    pub(super) fn shrink_to_fit(&mut self) {
        *self = Self::default();
    }
}

impl Index {
    /// The keys, with their hashes, by which recipients of an event are found on the channel in a slot; those of patterns apart.
    fn each_key(&self, channel_slot: u32, event: &dyn Attributes, mut each: impl FnMut(u64, Key)) {
        let Some((_, index)) = self.channels.by_slot(channel_slot) else { return };
        for (field, attr) in index.attributes() {
            let Value::Scalar(scalar) = event.read(field).read(attr) else { continue };
            if let Some(key) = Key::of_found(index.number, (field, attr), &scalar, &self.texts) {
                each(key.hash(&self.hasher), key);
            }
        }
    }

    /// The keys, with their hashes, by which a subscription is found on the channel of this number.
    pub(super) fn each_wanted_key(&self, wanted: Wanted<'_>, channel: u32, mut each: impl FnMut(u64, Key)) {
        match wanted.found_by() {
            FoundBy::Nothing => {}
            FoundBy::Values { path, tests, .. } => wanted.plan().each_value(tests, wanted.values, &mut |value| {
                if let Some(key) = Key::of_found(channel, *path, &value, &self.texts) {
                    each(key.hash(&self.hasher), key);
                }
            }),
            FoundBy::Pattern { path, pattern } => {
                let key = Key::of_pattern(channel, *path, *pattern);
                each(key.hash(&self.hasher), key);
            }
        }
    }

    /// Reads where a channel is looked up.
    pub(super) fn touch_channel(&self, channel: Channel) {
        self.channels.touch(&channel);
    }

    /// Reads where a channel begins that is stored in a slot.
    pub(super) fn touch_channel_slot(&self, slot: u32) {
        self.channels.touch_slot(slot);
    }
}
