//! The queue as a snapshot holds it.
//!
//! Owns its form, and restoring it. Must not know who may see what: deliveries are as they were built. Invariants: what was
//! withdrawn stays withdrawn (R5), and counts towards the bound of the queue until it would have been polled.

use alloc::format;
use alloc::vec::Vec;

use hashbrown::HashMap;

use super::{Delivery, OutputQueue, Withdrawn};
use crate::error::{Error, SnapshotError};
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::custom::CustomKinds;
use crate::vocab::wire::saved::saved;
use crate::vocab::wire::variants;
use crate::vocab::{Event, Kind};

/// The dispatches in their order, and what was withdrawn, oldest first, with how many deliveries are polled until then.
#[derive(Clone)]
pub(crate) struct SavedQueue {
    dispatches: Vec<(Event, Vec<SavedDelivery>)>,
    withdrawn: Vec<(u64, Withdrawn)>,
}

saved! { SavedQueue {
    dispatches: Vec<(Event, Vec<SavedDelivery>)>;
    withdrawn: Vec<(u64, Withdrawn)> [unless Vec::is_empty],
} }

variants! { Withdrawn {
    Session = "Session" as session: SessionId;
    Subscription = "Subscription" as subscription: SubscriptionId;
} }

/// Session, subscription, and what remains of its count.
#[derive(Clone, Copy)]
struct SavedDelivery(SessionId, SubscriptionId, Option<u64>);

saved! { SavedDelivery(session: SessionId, subscription: SubscriptionId, remaining: Option<u64>) }

/// What was withdrawn, each with how many deliveries are polled until none of it can be left. Its keys are the engine's own
/// numbers.
type EndedAt = HashMap<Withdrawn, u64, ahash::RandomState>;

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
            SnapshotError::ensure(!saved.is_empty(), path, "is for nobody")?;
            deliveries.clear();
            deliveries.extend(saved.into_iter().map(|SavedDelivery(session, subscription, remaining)| Delivery {
                session,
                subscription,
                remaining,
            }));
            let ascending = deliveries.is_sorted_by(|one, next| one.subscription < next.subscription);
            SnapshotError::ensure(ascending, path, "the deliveries are not in the order of age")?;
            let event = holders.kinds.bind(event).map_err(Error::from).map_err(SnapshotError::refused(path))?;
            queue.push(event, &deliveries);
        }
        let (mut before, mut ended) = (0, EndedAt::with_hasher(ahash::RandomState::with_seeds(37, 38, 39, 40)));
        for (left, withdrawn) in saved.withdrawn {
            let path = || "output.withdrawn".into();
            let ascending = (before..=queue.pending() as u64).contains(&left);
            SnapshotError::ensure(ascending, path, "is not in order, or lasts longer than anything waits")?;
            before = left;
            let has_ended = match withdrawn {
                Withdrawn::Session(session) => session <= holders.last_session && !(holders.open)(session),
                Withdrawn::Subscription(id) => id <= holders.last_subscription && (holders.held)(id).is_none(),
            };
            SnapshotError::ensure(has_ended, path, "is withdrawn and has not ended, or was never given")?;
            SnapshotError::ensure(ended.insert(withdrawn, left).is_none(), path, "is withdrawn twice")?;
            queue.withdraw(withdrawn, left);
        }
        queue.check_against(holders, &ended)?;
        Ok(queue)
    }

    /// Nothing that waits is for another user, for a session that has closed, or for an id that is yet to be given (R5, R7).
    fn check_against(&self, holders: &Holders<'_>, withdrawn: &EndedAt) -> Result<(), SnapshotError> {
        let mut place = 0;
        for (at, pending) in self.dispatches.iter().enumerate() {
            let path = || format!("output.dispatches[{at}]");
            let kind = pending.event.kind();
            for Delivery { session, subscription, .. } in self.deliveries.iter().skip(place).take(pending.deliveries) {
                let given = *session <= holders.last_session && *subscription <= holders.last_subscription;
                SnapshotError::ensure(given, path, "a delivery is for an id that was never given")?;
                if let Some((holder, interest)) = (holders.held)(*subscription) {
                    SnapshotError::ensure(
                        holder == *session,
                        path,
                        "a delivery is for another session's subscription",
                    )?;
                    let is_status = kind == Kind::ConferenceStatus && interest.takes_alias();
                    let matches = is_status || (holders.matches_kind)(*subscription, &pending.event);
                    SnapshotError::ensure(
                        matches,
                        path,
                        "a delivery is of a kind that its subscription does not match",
                    )?;
                }
                let until = withdrawn.get(&Withdrawn::Session(*session)).copied().unwrap_or(0);
                let may_wait = (holders.open)(*session) || until > place as u64;
                SnapshotError::ensure(may_wait, path, "a delivery is for a session that is not open")?;
                place += 1;
            }
        }
        Ok(())
    }
}

/// The sessions and subscriptions for which deliveries may wait.
pub(crate) struct Holders<'h> {
    /// The youngest session ever opened.
    pub(crate) last_session: SessionId,
    /// The youngest subscription ever made.
    pub(crate) last_subscription: SubscriptionId,
    pub(crate) open: &'h dyn Fn(SessionId) -> bool,
    /// Whose a subscription is, and its kind; `None` where it has ended.
    pub(crate) held: &'h dyn Fn(SubscriptionId) -> Option<(SessionId, Kind)>,
    /// Whether a subscription takes events of this kind.
    pub(crate) matches_kind: &'h dyn Fn(SubscriptionId, &Event) -> bool,
    /// The kinds of the host's own.
    pub(crate) kinds: &'h CustomKinds,
}
