//! What waits to be polled, as a snapshot holds it.
//!
//! Owns the form of the queue, and its way back. Must not know who may see what: deliveries are as they were built. Invariants:
//! what was withdrawn stays withdrawn (R5), and counts towards the bound of the queue until it would have been polled.

use alloc::format;
use alloc::vec::Vec;

use super::{Delivery, OutputQueue, Withdrawn};
use crate::error::SnapshotError;
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::Event;

/// The dispatches in their order, and what is held back, oldest first, with how many deliveries are polled until then.
#[derive(Clone, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedQueue {
    dispatches: Vec<(Event, Vec<SavedDelivery>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<(u64, Withdrawn)>,
}

/// Session, subscription, and what remains of its count.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize)]
struct SavedDelivery(SessionId, SubscriptionId, Option<u64>);

impl OutputQueue {
    /// Cost: O(deliveries waiting).
    pub(crate) fn save(&self) -> SavedQueue {
        let mut waiting = self.deliveries[self.head..].iter();
        let saved = |one: &Delivery| SavedDelivery(one.session, one.subscription, one.remaining);
        let dispatches = self.dispatches.iter().map(|pending| {
            let deliveries = waiting.by_ref().take(pending.deliveries).map(saved).collect();
            (pending.event.clone(), deliveries)
        });
        SavedQueue {
            dispatches: dispatches.collect(),
            withdrawn: self.withdrawn.iter().map(|(until, what)| (until - self.polled, *what)).collect(),
        }
    }

    /// `last_session`, `last_subscription`: the youngest that there ever were.
    pub(crate) fn restore(
        saved: SavedQueue,
        last_session: SessionId,
        last_subscription: SubscriptionId,
    ) -> Result<Self, SnapshotError> {
        let mut queue = Self::default();
        let mut deliveries = Vec::new();
        for (at, (event, saved)) in saved.dispatches.into_iter().enumerate() {
            let path = || format!("output.dispatches[{at}]");
            SnapshotError::unless(!saved.is_empty(), path, "goes to nobody")?;
            deliveries.clear();
            deliveries.extend(saved.into_iter().map(|SavedDelivery(session, subscription, remaining)| Delivery {
                session,
                subscription,
                remaining,
            }));
            let ascending = deliveries.is_sorted_by(|one, next| one.subscription < next.subscription);
            SnapshotError::unless(ascending, path, "the deliveries are not in the order of age")?;
            let known =
                deliveries.iter().all(|one| one.session <= last_session && one.subscription <= last_subscription);
            SnapshotError::unless(known, path, "a delivery is for what never was")?;
            queue.push(event, &deliveries);
        }
        let mut before = 0;
        for (left, withdrawn) in saved.withdrawn {
            let holds = (before.max(1)..=queue.pending() as u64).contains(&left);
            SnapshotError::unless(holds, || "output.withdrawn".into(), "is held back for too short or too long")?;
            before = left;
            queue.withdraw(withdrawn, left);
        }
        Ok(queue)
    }
}
