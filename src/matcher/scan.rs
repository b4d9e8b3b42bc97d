//! The plain scan: every subscription is evaluated for every event.
//!
//! Owns a list of subscriptions; it is the reference with which the index is compared. Must not use any look-up. Invariant: it
//! applies R1 literally.

use alloc::vec::Vec;

use hashbrown::HashMap;

use crate::ids::SubscriptionId;
use crate::predicate::{Attributes, Conditions, Direct};
use crate::recipients::{Matched, Subscriber};
use crate::routing::Channel;
use crate::state_hash;

#[derive(Debug)]
pub(super) struct Scan {
    subscriptions: HashMap<SubscriptionId, Entry, ahash::RandomState>,
}

#[derive(Debug)]
struct Entry {
    subscriber: Subscriber,
    /// Sorted, each once.
    channels: Vec<Channel>,
    conditions: Conditions,
}

impl Scan {
    pub(super) fn new(seed: u64) -> Self {
        Self { subscriptions: HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 37, 38, 39)) }
    }

    pub(super) fn state_hash(&self) -> u64 {
        state_hash::of_all(&self.subscriptions)
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.subscriptions.values_mut().for_each(|entry| entry.channels.shrink_to_fit());
        self.subscriptions.shrink_to_fit();
    }

    pub(super) fn attach(&mut self, subscriber: Subscriber, conditions: impl FnOnce() -> Conditions, channel: Channel) {
        let new = || Entry { subscriber, channels: Vec::new(), conditions: conditions() };
        let entry = self.subscriptions.entry(subscriber.recipient.subscription()).or_insert_with(new);
        if let Err(at) = entry.channels.binary_search(&channel) {
            entry.channels.insert(at, channel);
        }
    }

    pub(super) fn detach(&mut self, subscriber: Subscriber, channel: Channel) {
        let subscription = subscriber.recipient.subscription();
        let Some(entry) = self.subscriptions.get_mut(&subscription) else { return };
        if let Ok(at) = entry.channels.binary_search(&channel) {
            entry.channels.remove(at);
        }
        if entry.channels.is_empty() {
            self.subscriptions.remove(&subscription);
        }
    }

    /// Adds the recipients; returns how many sets of conditions it looked at.
    pub(super) fn match_event(&self, channel: Channel, event: &dyn Attributes, into: &mut Matched) -> u64 {
        let matched = self.subscriptions.values().filter(|entry| {
            entry.channels.binary_search(&channel).is_ok() && entry.conditions.matches(event, None, &mut Direct)
        });
        matched.for_each(|entry| into.add(entry.subscriber));
        self.subscriptions.len() as u64
    }
}
