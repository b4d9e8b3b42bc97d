//! Subscriptions, as a snapshot holds them.
//!
//! Owns their form. Must not know what they are lowered to: on restoring they are lowered again, through the same checks as
//! subscribing. Invariant: nothing of a subscription is lost but its original count, of which what remains is kept.

use alloc::vec::Vec;
use core::mem;

use super::encoded::EncodedInterest;
use super::held::Held;
use super::list::SubscriptionList;
use super::subscriptions::Subscriptions;
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::SavedKind;
use crate::vocab::wire::saved::saved;

/// The subscriptions of each session, oldest first, and the youngest that there ever was.
#[derive(Clone)]
pub(crate) struct SavedSubscriptions {
    pub(crate) last: SubscriptionId,
    pub(crate) held: Vec<(SessionId, Vec<SavedSubscription>)>,
}

saved! { SavedSubscriptions { last: SubscriptionId, held: Vec<(SessionId, Vec<SavedSubscription>)>; } }

/// By how much it is younger than the one before it in its session; its kind; what remains of its count, 0 without one; and
/// what it asked for, where that is more than its kind and its count.
#[derive(Clone)]
pub(crate) struct SavedSubscription(
    pub(crate) u64,
    pub(crate) SavedKind,
    pub(crate) u64,
    pub(crate) Option<EncodedInterest>,
);

saved! { SavedSubscription(after: u64, kind: SavedKind, remaining: u64, interest: Option<EncodedInterest>) }

impl Subscriptions {
    /// What a subscription asked for, where that is more than its kind and its count.
    pub(super) fn encoded(&self, held: &Held) -> Option<EncodedInterest> {
        self.outlines.encoded(held.kind(), (held.outlined(), held.values()))
    }

    /// Those of a session, oldest first.
    pub(crate) fn save(&self, list: &SubscriptionList) -> Vec<SavedSubscription> {
        let mut before = SubscriptionId::default();
        let saved = self.of(list).map(|(id, held)| {
            let after = id.number() - mem::replace(&mut before, id).number();
            let remaining = self.remaining(held).map_or(0, u64::from);
            SavedSubscription(after, SavedKind(held.kind()), remaining, self.encoded(held))
        });
        saved.collect()
    }
}
