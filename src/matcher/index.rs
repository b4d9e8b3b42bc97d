//! The index: subscriptions found by the channel and the attributes of an event.
//!
//! Owns the table of all keys, and the channels. Must not decide anything that evaluating conditions does not, nor match events.
//! Invariants: a subscription is found by one attribute, of which an event has one value, or by one pattern, so it is met at most once
//! per event (R2); a key that finds nobody is not kept, nor a channel to which nobody is attached.

use smallvec::SmallVec;

use super::channel_index::ChannelIndex;
use super::check::Question;
use super::content::Content;
use super::groups::Groups;
use super::key::{Key, Texts};
use super::plan::{FoundBy, Plan};
use super::residuals::Residuals;
use super::screen::Requirements;
use super::shapes::{Shapes, Wanted};
use crate::collections::{Numbers, Slot, StepMap, StepTable};
use crate::config::FastPaths;
use crate::predicate::{Chosen, PackedConditions};
use crate::recipients::Subscriber;
use crate::routing::Channel;
use crate::state_hash;

#[derive(Debug)]
pub(super) struct Index {
    pub(super) channels: StepMap<Channel, ChannelIndex>,
    lines: StepTable<Line>,
    pub(super) residuals: Residuals,
    pub(super) groups: Groups,
    pub(super) texts: Texts,
    numbers: Numbers,
    pub(super) hasher: ahash::RandomState,
    fast_paths: FastPaths,
    /// How many times something was attached or detached.
    changes: u64,
}

/// A key and what is found by it: one line of the processor's cache.
#[derive(Debug)]
#[repr(align(64))]
struct Line {
    key: Key,
    content: Content,
}

/// The keys of one subscription, with their hashes.
type Keys = SmallVec<[(u64, Key); 8]>;

impl Index {
    pub(super) fn new(seed: u64, fast_paths: FastPaths) -> Self {
        let hasher = ahash::RandomState::with_seeds(seed, 7, 8, 9);
        Self {
            channels: StepMap::with_hasher(hasher.clone()),
            lines: StepTable::default(),
            residuals: Residuals::new(hasher.clone()),
            groups: Groups::default(),
            texts: Texts::new(hasher.clone()),
            numbers: Numbers::default(),
            fast_paths,
            hasher,
            changes: 0,
        }
    }

    /// Returns by what it is found, and the slot of the channel.
    pub(super) fn attach(
        &mut self,
        subscriber: Subscriber,
        shapes: &mut Shapes,
        packed: PackedConditions<'_>,
        channel: Channel,
        requirements: &Requirements,
    ) -> (Chosen, u32) {
        self.changes += 1;
        let slot = self.channels.slot_of(&channel).unwrap_or_else(|| {
            let number = self.numbers.take() + 1;
            self.channels.insert_new(channel, ChannelIndex::new(number))
        });
        let number = self.channels.by_slot_mut(slot).map_or(0, |index| {
            index.attached += 1;
            index.number
        });
        let chosen = packed.chosen.unwrap_or_else(|| {
            let chosen = self.choose(number, shapes.plan(packed), packed.values, requirements);
            shapes.divide(packed, chosen);
            chosen
        });
        let wanted = shapes.wanted(packed, chosen);
        let residual = wanted.rest().map(|rest| self.residuals.acquire(rest, |rest| wanted.rest_conditions(rest)));
        let question = wanted.question(residual, |text| Some(self.texts.acquire(text)));
        match wanted.found_by() {
            FoundBy::Nothing => {
                if let Some(index) = self.channels.by_slot_mut(slot) {
                    index.unindexed.insert(question, subscriber, &mut self.groups, self.fast_paths);
                }
            }
            FoundBy::Values { path, tests, .. } => {
                let (mut keys, mut new_keys) = (Keys::new(), 0);
                wanted.plan().each_value(tests, wanted.values, &mut |value| {
                    if let Some(key) = Key::acquire(number, *path, &value, &mut self.texts) {
                        keys.push((key.hash(&self.hasher), key));
                    }
                });
                self.touch_all(&keys);
                for (hash, key) in &keys {
                    new_keys += u32::from(self.insert_by_key(*hash, *key, question, subscriber));
                }
                if let Some(index) = self.channels.by_slot_mut(slot).filter(|_| new_keys > 0) {
                    index.add_keys(*path, new_keys);
                }
            }
            FoundBy::Pattern { path, pattern } => {
                let key = Key::of_pattern(number, *path, *pattern);
                if self.insert_by_key(key.hash(&self.hasher), key, question, subscriber) {
                    if let Some(index) = self.channels.by_slot_mut(slot) {
                        index.add_pattern(*path, *pattern, requirements);
                    }
                }
            }
        }
        (chosen, slot)
    }

    /// Reads where several keys are, so that the processor waits for all of it at the same time: each is changed after that.
    fn touch_all(&self, keys: &[(u64, Key)]) {
        if keys.len() > 1 {
            keys.iter().for_each(|(hash, _)| self.lines.touch(*hash));
        }
    }

    /// Returns whether the key is new.
    fn insert_by_key(&mut self, hash: u64, key: Key, question: Question, subscriber: Subscriber) -> bool {
        let Self { lines, groups, hasher, fast_paths, .. } = self;
        let new = || Line { key, content: Content::default() };
        let rehash = |line: &Line| line.key.hash(hasher);
        let insert = |line: &mut Line| line.content.insert(question, subscriber, groups, *fast_paths);
        lines.change_or_insert(hash, |line| line.key == key, new, rehash, insert)
    }

    /// `read_ahead` gives the keys on the channel of this number, where they are there already.
    pub(super) fn detach<'k>(
        &mut self,
        subscriber: Subscriber,
        wanted: Wanted<'_>,
        (channel, slot): (Channel, u32),
        requirements: &Requirements,
        read_ahead: impl FnOnce(u32) -> Option<&'k [(u64, Key)]>,
    ) {
        let is_there = self.channels.by_slot(slot).is_some_and(|(there, _)| *there == channel);
        let Some(slot) = is_there.then_some(slot).or_else(|| self.channels.slot_of(&channel)) else { return };
        let number = self.channels.by_slot(slot).map_or(0, |(_, index)| index.number);
        self.changes += 1;
        let read_ahead = read_ahead(number);
        let residual = wanted.rest().and_then(|rest| self.residuals.number(&rest));
        let question = wanted.question(residual, |text| self.texts.release(text));
        match wanted.found_by() {
            FoundBy::Nothing => {
                if let Some(index) = self.channels.by_slot_mut(slot) {
                    index.unindexed.remove(question, subscriber, &mut self.groups, self.fast_paths);
                }
            }
            FoundBy::Values { path, .. } => {
                let (mut own, mut old_keys) = (Keys::new(), 0);
                let keys = read_ahead.unwrap_or_else(|| {
                    self.each_wanted_key(wanted, number, |hash, key| own.push((hash, key)));
                    self.touch_all(&own);
                    &own
                });
                for (hash, key) in keys {
                    old_keys += u32::from(self.remove_by_key(*hash, *key, question, subscriber));
                    self.texts.release_key(*key);
                }
                if let Some(index) = self.channels.by_slot_mut(slot).filter(|_| old_keys > 0) {
                    index.remove_keys(*path, old_keys);
                }
            }
            FoundBy::Pattern { path, pattern } => {
                let key = Key::of_pattern(number, *path, *pattern);
                if self.remove_by_key(key.hash(&self.hasher), key, question, subscriber) {
                    if let Some(index) = self.channels.by_slot_mut(slot) {
                        index.remove_pattern(*path, *pattern, requirements);
                    }
                }
            }
        }
        residual.into_iter().for_each(|residual| self.residuals.release(residual));
        let is_left = self.channels.by_slot_mut(slot).is_some_and(|index| {
            index.attached -= 1;
            index.attached == 0
        });
        if is_left {
            self.channels.remove(&channel);
            self.numbers.release(number - 1);
        }
    }

    /// Returns whether the key finds nobody any more.
    fn remove_by_key(&mut self, hash: u64, key: Key, question: Question, subscriber: Subscriber) -> bool {
        let Self { lines, groups, hasher, fast_paths, .. } = self;
        let rehash = |line: &Line| line.key.hash(hasher);
        let remove = |line: &mut Line| {
            line.content.remove(question, subscriber, groups, *fast_paths);
            !line.content.is_empty()
        };
        lines.change_or_remove(hash, |line| line.key == key, rehash, remove)
    }

    /// By what a subscription is best found: ids, numbers and texts come first, and of them the one whose values find the fewest;
    /// then patterns that most texts do not have; then flags and words, which have few values; then other patterns.
    fn choose(&self, channel: u32, plan: &Plan, values: &[u8], requirements: &Requirements) -> Chosen {
        // Where there is no choice, nothing needs to be counted.
        if plan.look_ups.len() <= 2 {
            return Chosen::of(plan.look_ups.len() - 1);
        }
        let cost = |found_by: &FoundBy| match found_by {
            FoundBy::Nothing => (4, 0),
            FoundBy::Values { path, tests, is_coarse } => {
                let mut found = 0;
                plan.each_value(tests, values, &mut |value| {
                    let key = Key::of_found(channel, *path, &value, &self.texts);
                    found += 1 + key.and_then(|key| self.look_up(key)).map_or(0, Content::len);
                });
                (if *is_coarse { 2 } else { 0 }, found)
            }
            FoundBy::Pattern { pattern, .. } => {
                let requirement = requirements.get(*pattern);
                (if requirement.is_selective() { 1 } else { 3 }, requirement.weight())
            }
        };
        let costs = plan.look_ups.iter().map(|look_up| cost(&look_up.found_by)).enumerate();
        costs.min_by_key(|(_, cost)| *cost).map_or(Chosen::NOTHING, |(place, _)| Chosen::of(place))
    }

    /// What is found by a key.
    #[inline]
    pub(super) fn look_up(&self, key: Key) -> Option<&Content> {
        self.content(key.hash(&self.hasher), key)
    }

    /// Reads the place where a key with this hash would be.
    pub(super) fn touch(&self, hash: u64) {
        self.lines.touch(hash);
    }

    /// What is found by a key, given its hash.
    #[inline]
    pub(super) fn content(&self, hash: u64, key: Key) -> Option<&Content> {
        self.lines.find(hash, |line| line.key == key).map(|line| &line.content)
    }

    /// Where the line of a key is, given its hash, until something is attached or detached.
    #[inline]
    pub(super) fn slot_of(&self, hash: u64, key: Key) -> Option<Slot> {
        self.lines.slot(hash, |line| line.key == key)
    }

    /// What is found by the key whose line is there.
    #[inline]
    pub(super) fn content_at(&self, slot: Slot) -> Option<&Content> {
        self.lines.get(slot).map(|line| &line.content)
    }

    /// Another number than before, where something was attached or detached.
    #[inline]
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// By what each is found is no part of the state: it depends on the order in which they came. Who is attached where follows from
    /// the subscriptions and the memberships; this is how many are.
    pub(super) fn state_hash(&self) -> u64 {
        let attached = self.channels.iter().map(|(_, index)| index.attached).sum::<usize>();
        state_hash::of(&(self.channels.len(), attached))
    }

    pub(super) fn entries_moved(&self) -> u64 {
        let maps = [self.channels.moved(), self.lines.moved()];
        maps.into_iter().chain([self.residuals.moved(), self.texts.moved()]).sum()
    }

    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        for index in self.channels.values_mut() {
            index.unindexed.shrink_to_fit(&mut self.groups, self.fast_paths);
            index.shrink_to_fit(requirements);
        }
        self.channels.shrink_to_fit();
        let Self { lines, groups, fast_paths, .. } = self;
        lines.iter_mut().for_each(|line| line.content.shrink_to_fit(groups, *fast_paths));
        let hasher = &self.hasher;
        self.lines.shrink_to_fit(|line| line.key.hash(hasher));
        self.residuals.shrink_to_fit();
        self.groups.shrink_to_fit();
        self.texts.shrink_to_fit();
        self.numbers.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_of_the_cache() {
        assert_eq!([size_of::<Key>(), size_of::<Content>(), size_of::<Option<Line>>()], [16, 48, 64]);
    }
}
