//! The index: subscriptions found by the channel and the attributes of an event.
//!
//! Owns the subscriptions and the channels to which they are attached. Must not decide anything that [`Conditions::matches`] does
//! not. Invariants: matching gives what the scan gives, in order of age; a channel without subscriptions is not kept.

use alloc::sync::Arc;

use hashbrown::HashMap;

use super::channel_index::ChannelIndex;
use super::patterns::PatternSearch;
use super::screen::Requirements;
use crate::ids::SubscriptionId;
use crate::predicate::{Attributes, Conditions};
use crate::recipients::{Matched, Subscriber};
use crate::routing::Channel;
use crate::state_hash;

type Map<K, V> = HashMap<K, V, ahash::RandomState>;

#[derive(Debug)]
pub(super) struct Index {
    channels: Map<Channel, ChannelIndex>,
    subscriptions: Map<SubscriptionId, Entry>,
    seed: ahash::RandomState,
}

#[derive(Debug)]
struct Entry {
    subscriber: Subscriber,
    /// Shared with the groups that the subscription is in, where it was the first of them.
    conditions: Arc<Conditions>,
}

impl Index {
    pub(super) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 7, 8, 9);
        let (channels, subscriptions) = (HashMap::with_hasher(seed.clone()), HashMap::with_hasher(seed.clone()));
        Self { channels, subscriptions, seed }
    }

    pub(super) fn insert(&mut self, subscriber: Subscriber, conditions: Conditions) {
        let entry = Entry { subscriber, conditions: Arc::new(conditions) };
        self.subscriptions.insert(subscriber.recipient.subscription(), entry);
    }

    pub(super) fn attach(&mut self, subscription: SubscriptionId, channel: Channel, requirements: &Requirements) {
        let Some(entry) = self.subscriptions.get_mut(&subscription) else { return };
        let channel_index = self.channels.entry(channel).or_default();
        // Equal conditions are stored once.
        entry.conditions = channel_index.insert(entry.subscriber, &entry.conditions, &self.seed, requirements);
    }

    pub(super) fn detach(&mut self, subscription: SubscriptionId, channel: Channel, requirements: &Requirements) {
        let Some(entry) = self.subscriptions.get(&subscription) else { return };
        let Some(channel_index) = self.channels.get_mut(&channel) else { return };
        channel_index.remove(entry.subscriber, &entry.conditions, requirements);
        if channel_index.is_empty() {
            self.channels.remove(&channel);
        }
    }

    pub(super) fn conditions(&self, subscription: SubscriptionId) -> Option<&Conditions> {
        self.subscriptions.get(&subscription).map(|entry| &*entry.conditions)
    }

    /// Returns the conditions that the subscription had.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Option<Arc<Conditions>> {
        self.subscriptions.remove(&subscription).map(|entry| entry.conditions)
    }

    pub(super) fn state_hash(&self) -> u64 {
        let channels = self.channels.iter().map(|(channel, channel_index)| (channel, channel_index.state_hash()));
        state_hash::of_all(channels).wrapping_add(state_hash::of_all(&self.subscriptions))
    }

    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        self.channels.values_mut().for_each(|channel_index| channel_index.shrink_to_fit(requirements));
        self.channels.shrink_to_fit();
        self.subscriptions.shrink_to_fit();
    }

    /// Adds the recipients; returns how many sets of conditions it evaluated.
    pub(super) fn match_event(
        &self,
        channel: Channel,
        event: &dyn Attributes,
        search: &mut PatternSearch<'_>,
        into: &mut Matched,
    ) -> u64 {
        self.channels.get(&channel).map_or(0, |channel_index| channel_index.match_event(event, search, into))
    }
}
