//! What waits to be polled, as a snapshot holds it.
//!
//! Owns the form of the queue, and its way back. Must not know who may see what: deliveries are as they were built. Invariants:
//! what was withdrawn stays withdrawn (R5), and counts towards the bound of the queue until it would have been polled.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use core::num::NonZeroU64;

use super::{Delivery, OutputQueue, Withdrawn};
use crate::error::SnapshotError;
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::{Event, Kind};

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

    pub(crate) fn restore(saved: SavedQueue, holders: &Holders<'_>) -> Result<Self, SnapshotError> {
        let mut queue = Self::default();
        let mut deliveries = Vec::new();
        for (at, (event, saved)) in saved.dispatches.into_iter().enumerate() {
            let path = || format!("output.dispatches[{at}]");
            SnapshotError::ensure(!saved.is_empty(), path, "goes to nobody")?;
            deliveries.clear();
            deliveries.extend(saved.into_iter().map(|SavedDelivery(session, subscription, remaining)| Delivery {
                session,
                subscription,
                remaining,
            }));
            let ascending = deliveries.is_sorted_by(|one, next| one.subscription < next.subscription);
            SnapshotError::ensure(ascending, path, "the deliveries are not in the order of age")?;
            queue.push(event, &deliveries);
        }
        let (mut before, mut held_back) = (0, BTreeMap::new());
        for (left, withdrawn) in saved.withdrawn {
            let path = || "output.withdrawn".into();
            let matches = (before.max(1)..=queue.pending() as u64).contains(&left);
            SnapshotError::ensure(matches, path, "is held back for too short or too long")?;
            let ended = match withdrawn {
                Withdrawn::Session(session) => session <= holders.last_session && !(holders.open)(session),
                Withdrawn::Subscription(id) => id <= holders.last_subscription && (holders.held)(id).is_none(),
            };
            SnapshotError::ensure(ended, path, "is held back and has not ended, or never was")?;
            SnapshotError::ensure(held_back.insert(withdrawn, left).is_none(), path, "is held back twice")?;
            before = left;
            queue.withdraw(withdrawn, left);
        }
        queue.check_against(holders, &held_back)?;
        Ok(queue)
    }

    /// What waits is for those who hold what it is for, or held it: what has ended was its last one, or is held back (R5, R7).
    /// From the youngest to the oldest, for that is known of a delivery by those after it.
    fn check_against(&self, holders: &Holders<'_>, held_back: &BTreeMap<Withdrawn, u64>) -> Result<(), SnapshotError> {
        let mut after: BTreeMap<SubscriptionId, After> = BTreeMap::new();
        let mut end = self.deliveries.len();
        for (at, pending) in self.dispatches.iter().enumerate().rev() {
            let path = || format!("output.dispatches[{at}]");
            let (kind, start) = (pending.event.kind(), end - pending.deliveries);
            let is_answer = kind == Kind::ConferenceStatus;
            for place in (start..end).rev() {
                let Delivery { session, subscription, remaining } = self.deliveries[place];
                let is_held_back = |what| held_back.get(&what).is_some_and(|left| *left > place as u64);
                let known = session <= holders.last_session && subscription <= holders.last_subscription;
                SnapshotError::ensure(known, path, "a delivery is for what never was")?;

                let next = after.get(&subscription);
                let (next_left, mut last_left) = (next.and_then(|next| next.remaining), None);
                if let Some((holder, encoded, count)) = (holders.held)(subscription) {
                    SnapshotError::ensure(holder == session, path, "a delivery is for another session's subscription")?;
                    let deliveries =
                        if is_answer { encoded.takes_alias() } else { encoded.member_kinds().contains(&kind) };
                    SnapshotError::ensure(deliveries, path, "a delivery is of a kind that was not asked for")?;
                    last_left = count.map(u64::from);
                    let counted = remaining.is_some() == (count.is_some() && !is_answer);
                    SnapshotError::ensure(counted, path, "a delivery counts otherwise than its subscription")?;
                } else if (holders.open)(session) {
                    let last = remaining == Some(0) || next_left.is_some();
                    let ended = last || is_held_back(Withdrawn::Subscription(subscription));
                    SnapshotError::ensure(ended, path, "a delivery is for a subscription that is not there")?;
                }
                let may_wait = (holders.open)(session) || is_held_back(Withdrawn::Session(session));
                SnapshotError::ensure(may_wait, path, "a delivery is for a session that is not open")?;
                let same = next.is_none_or(|next| next.session == session);
                SnapshotError::ensure(same, path, "a subscription is said to be of two sessions")?;
                let counts = match (remaining, next_left) {
                    (Some(remaining), Some(next)) => remaining.checked_sub(1) == Some(next),
                    (Some(remaining), None) => last_left.is_none_or(|last| last == remaining),
                    (None, _) => true,
                };
                SnapshotError::ensure(counts, path, "what remains of a count does not count down")?;
                after.insert(subscription, After { session, remaining: remaining.or(next_left) });
            }
            end = start;
        }
        Ok(())
    }
}

/// What is known of a subscription by the deliveries after one: whose it is, and what remains of its count with the next one.
struct After {
    session: SessionId,
    remaining: Option<u64>,
}

/// Those whom deliveries may be for.
pub(crate) struct Holders<'h> {
    /// The youngest session that there ever was.
    pub(crate) last_session: SessionId,
    /// The youngest subscription that there ever was.
    pub(crate) last_subscription: SubscriptionId,
    pub(crate) open: &'h dyn Fn(SessionId) -> bool,
    /// Whose a subscription is, what it asks for, and what remains of its count; `None` where it has ended.
    pub(crate) held: &'h dyn Fn(SubscriptionId) -> Option<(SessionId, Kind, Option<NonZeroU64>)>,
}
