//! The plain scan: every subscription is held against every event.
//!
//! Owns nothing but a list; kept for ever as the reference for the index. Must not take any short cut. Invariant: it asks
//! R1's questions in their plainest form.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Listener;
use crate::ids::{Channel, SubscriptionId};
use crate::predicate::{Attributes, Conditions, Direct};

#[derive(Debug, Default)]
pub(super) struct Scan {
    subscriptions: BTreeMap<SubscriptionId, Entry>,
}

#[derive(Debug)]
struct Entry {
    listener: Listener,
    channels: BTreeSet<Channel>,
    conditions: Arc<Conditions>,
}

impl Scan {
    pub(super) fn insert(&mut self, listener: Listener, conditions: Conditions) {
        let entry = Entry { listener, channels: BTreeSet::new(), conditions: Arc::new(conditions) };
        self.subscriptions.insert(listener.subscription, entry);
    }

    pub(super) fn listen(&mut self, subscription: SubscriptionId, channel: Channel) {
        if let Some(entry) = self.subscriptions.get_mut(&subscription) {
            entry.channels.insert(channel);
        }
    }

    pub(super) fn unlisten(&mut self, subscription: SubscriptionId, channel: Channel) {
        if let Some(entry) = self.subscriptions.get_mut(&subscription) {
            entry.channels.remove(&channel);
        }
    }

    pub(super) fn conditions(&self, subscription: SubscriptionId) -> Option<&Conditions> {
        self.subscriptions.get(&subscription).map(|entry| &*entry.conditions)
    }

    /// Returns the conditions that the subscription had.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Option<Arc<Conditions>> {
        self.subscriptions.remove(&subscription).map(|entry| entry.conditions)
    }

    /// Returns how many conditions it looked at.
    pub(super) fn matches_into(&self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Listener>) -> u64 {
        let heard = self
            .subscriptions
            .values()
            .filter(|entry| entry.channels.contains(&channel) && entry.conditions.hold(event, None, &mut Direct));
        into.extend(heard.map(|entry| entry.listener));
        self.subscriptions.len() as u64
    }
}
