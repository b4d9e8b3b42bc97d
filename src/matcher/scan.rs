//! The plain scan: every subscription is evaluated for every event.
//!
//! Owns a list of subscriptions; it is the reference with which the index is compared. Must not use any look-up. Invariant: it
//! applies R1 literally.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Recipient;
use crate::collections::ByAge;
use crate::ids::SubscriptionId;
use crate::predicate::{Attributes, Conditions, Direct};
use crate::routing::Channel;

#[derive(Debug, Default)]
pub(super) struct Scan {
    subscriptions: ByAge<SubscriptionId, Entry>,
}

#[derive(Debug)]
struct Entry {
    recipient: Recipient,
    /// Each once.
    channels: Vec<Channel>,
    conditions: Arc<Conditions>,
}

impl Scan {
    pub(super) fn insert(&mut self, recipient: Recipient, conditions: Conditions) {
        let entry = Entry { recipient, channels: Vec::new(), conditions: Arc::new(conditions) };
        self.subscriptions.insert(recipient.subscription, entry);
    }

    pub(super) fn attach(&mut self, subscription: SubscriptionId, channel: Channel) {
        if let Some(entry) = self.subscriptions.get_mut(subscription) {
            if !entry.channels.contains(&channel) {
                entry.channels.push(channel);
            }
        }
    }

    pub(super) fn detach(&mut self, subscription: SubscriptionId, channel: Channel) {
        if let Some(entry) = self.subscriptions.get_mut(subscription) {
            entry.channels.retain(|attached| *attached != channel);
        }
    }

    pub(super) fn conditions(&self, subscription: SubscriptionId) -> Option<&Conditions> {
        self.subscriptions.get(subscription).map(|entry| &*entry.conditions)
    }

    /// Returns the conditions that the subscription had.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Option<Arc<Conditions>> {
        self.subscriptions.remove(subscription).map(|entry| entry.conditions)
    }

    /// Appends the recipients by age; returns how many sets of conditions it looked at.
    pub(super) fn match_event(&self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Recipient>) -> u64 {
        let matched = self
            .subscriptions
            .values()
            .filter(|entry| entry.channels.contains(&channel) && entry.conditions.matches(event, None, &mut Direct));
        into.extend(matched.map(|entry| entry.recipient));
        self.subscriptions.len() as u64
    }
}
