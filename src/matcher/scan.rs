//! The plain scan: every subscription is held against every event.
//!
//! Owns nothing but a list; kept for ever as the reference for the index. Must not take any short cut. Invariant: it asks
//! R1's questions in their plainest form.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Channels, Listener};
use crate::ids::{Channel, SubscriptionId};
use crate::predicate::{Attributes, Conditions, Direct, Pattern};

#[derive(Debug, Default)]
pub(super) struct Scan {
    subscriptions: BTreeMap<SubscriptionId, (Listener, Channels, Conditions)>,
}

impl Scan {
    pub(super) fn insert(&mut self, listener: Listener, channels: Channels, conditions: Conditions) {
        self.subscriptions.insert(listener.subscription, (listener, channels, conditions));
    }

    /// Returns the patterns that the subscription used.
    pub(super) fn remove(&mut self, subscription: SubscriptionId) -> Vec<Arc<Pattern>> {
        let removed = self.subscriptions.remove(&subscription);
        removed.map(|(_, _, conditions)| conditions.patterns()).unwrap_or_default()
    }

    /// Returns how many conditions it looked at.
    pub(super) fn matches_into(&self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Listener>) -> u64 {
        let heard = self.subscriptions.values().filter(|(_, channels, conditions)| {
            channels.contains(&channel) && conditions.hold(event, None, &mut Direct)
        });
        into.extend(heard.map(|(listener, _, _)| *listener));
        self.subscriptions.len() as u64
    }
}
