//! Subscriptions, as a snapshot holds them.
//!
//! Owns their form. Must not know what they are lowered to: on the way back they are lowered again, through the very checks of
//! subscribing. Invariant: nothing of a subscription is lost but its original count, of which what remains is kept.

use alloc::vec::Vec;

use super::encoded::EncodedInterest;
use super::subscription::Subscription;
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::Kind;

/// The subscriptions of each session, oldest first, and the youngest that there ever was.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedSubscriptions {
    pub(crate) last: SubscriptionId,
    pub(crate) held: Vec<(SessionId, Vec<SavedSubscription>)>,
}

/// By how much it is younger than the one before it in its session; its kind; what remains of its count, 0 without one; and
/// what it asked for, where that is more than its kind.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedSubscription(
    pub(crate) u64,
    #[serde(with = "crate::vocab::kind_form")] pub(crate) Kind,
    pub(crate) u64,
    pub(crate) Option<EncodedInterest>,
);

impl SavedSubscription {
    pub(crate) fn new(before: SubscriptionId, id: SubscriptionId, held: &Subscription) -> Self {
        let remaining = held.remaining().map_or(0, u64::from);
        Self(id.number() - before.number(), held.kind(), remaining, held.encoded().cloned())
    }
}
