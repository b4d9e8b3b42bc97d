//! The queue as a snapshot holds it.
//!
//! Owns its form, and restoring it. Must not know who may see what: deliveries are as they were built. Invariants: what was
//! withdrawn stays withdrawn (R5), and counts towards the bound of the queue until it would have been polled.

use alloc::format;
use alloc::vec::Vec;

use hashbrown::HashMap;

use super::{Delivery, OutputQueue, Withdrawn, WithdrawnName};
use crate::error::{Error, SnapshotError};
use crate::ids::{SessionId, SubscriptionId};
use crate::recipients::{CountedDelivery, MAX_OPEN_SESSIONS, Recipient, SessionSlot};
use crate::session::SessionSlots;
use crate::vocab::custom::CustomKinds;
use crate::vocab::wire::saved::saved;
use crate::vocab::wire::variants;
use crate::vocab::{Event, Kind};

/// The dispatches in their order, and what was withdrawn, oldest first, with how many deliveries are polled until then.
#[derive(Clone)]
pub(crate) struct SavedQueue {
    dispatches: Vec<(Event, Vec<SavedDelivery>)>,
    withdrawn: Vec<(u64, WithdrawnName)>,
}

saved! { SavedQueue {
    dispatches: Vec<(Event, Vec<SavedDelivery>)>;
    withdrawn: Vec<(u64, WithdrawnName)> [unless Vec::is_empty],
} }

variants! { WithdrawnName {
    Session = "Session" as session: SessionId;
    Subscription = "Subscription" as subscription: SubscriptionId;
} }

/// Session, subscription, and what remains of its count.
#[derive(Clone, Copy)]
struct SavedDelivery(SessionId, SubscriptionId, Option<u64>);

saved! { SavedDelivery(session: SessionId, subscription: SubscriptionId, remaining: Option<u64>) }

/// What was withdrawn, each with how many deliveries are polled until none of it can be left. Its keys are the engine's own
/// numbers.
type EndedAt = HashMap<WithdrawnName, u64, ahash::RandomState>;

impl OutputQueue {
    /// Cost: O(deliveries waiting).
    pub(crate) fn save(&self, slots: &SessionSlots) -> SavedQueue {
        let saved = |one: Delivery| SavedDelivery(one.session, one.subscription, one.remaining);
        let dispatches =
            self.waiting(slots).map(|(event, deliveries)| (event.clone(), deliveries.map(saved).collect()));
        SavedQueue { dispatches: dispatches.collect(), withdrawn: self.withdrawn(slots).collect() }
    }

    /// `slots` has those of the open sessions; those that have closed get one for as long as something of them is withdrawn.
    pub(crate) fn restore(
        saved: SavedQueue,
        holders: &Holders<'_>,
        slots: &mut SessionSlots,
    ) -> Result<Self, SnapshotError> {
        let mut queue = Self::default();
        let seed = || ahash::RandomState::with_seeds(37, 38, 39, 40);
        let mut closed: HashMap<SessionId, SessionSlot, _> = HashMap::with_hasher(seed());
        let mut slot = |session: SessionId| {
            let open = (holders.open)(session);
            open.or_else(|| {
                let capacity = closed.contains_key(&session) || (slots.in_use() as u64) < MAX_OPEN_SESSIONS;
                capacity.then(|| *closed.entry(session).or_insert_with(|| slots.assign(session)))
            })
        };
        let (mut plain, mut counted) = (Vec::new(), Vec::new());
        for (at, (mut event, saved)) in saved.dispatches.into_iter().enumerate() {
            let path = || format!("output.dispatches[{at}]");
            SnapshotError::ensure(!saved.is_empty(), path, "is for nobody")?;
            let ascending = saved.is_sorted_by(|one, next| one.1 < next.1);
            SnapshotError::ensure(ascending, path, "the deliveries are not in the order of age")?;
            plain.clear();
            for SavedDelivery(session, subscription, remaining) in saved {
                let numbered = SubscriptionId::from_number(1)..=holders.last_subscription;
                let given = session <= holders.last_session && numbered.contains(&subscription);
                SnapshotError::ensure(given, path, "a delivery is for an id that was never given")?;
                let slot = SnapshotError::require(slot(session), path, "is for more sessions than an engine has")?;
                let recipient = Recipient::new(subscription, slot);
                match remaining {
                    None => plain.push(recipient),
                    Some(remaining) => counted.push(CountedDelivery { recipient, remaining }),
                }
            }
            holders.kinds.bind(&mut event).map_err(Error::from).map_err(SnapshotError::refused(path))?;
            let deliveries = queue.stage(&mut Some(event), &plain)
                + queue.add_counted(counted.len(), |list| list.append(&mut counted));
            queue.commit(deliveries);
        }
        let (mut before, mut ended) = (0, EndedAt::with_hasher(seed()));
        for (left, withdrawn) in saved.withdrawn {
            let path = || "output.withdrawn".into();
            let ascending = (before..=queue.pending() as u64).contains(&left);
            SnapshotError::ensure(ascending, path, "is not in order, or lasts longer than anything waits")?;
            before = left;
            let has_ended = match withdrawn {
                WithdrawnName::Session(session) => session <= holders.last_session && (holders.open)(session).is_none(),
                WithdrawnName::Subscription(id) => id <= holders.last_subscription && (holders.held)(id).is_none(),
            };
            SnapshotError::ensure(has_ended, path, "is withdrawn and has not ended, or was never given")?;
            SnapshotError::ensure(ended.insert(withdrawn, left).is_none(), path, "is withdrawn twice")?;
            let withdrawn = match withdrawn {
                WithdrawnName::Session(session) => slot(session).map(Withdrawn::Session),
                WithdrawnName::Subscription(id) => Some(Withdrawn::Subscription(id)),
            };
            let withdrawn = SnapshotError::require(withdrawn, path, "is of more sessions than an engine has")?;
            queue.withdraw(withdrawn, left);
        }
        queue.check_against(holders, &ended, slots)?;
        Ok(queue)
    }

    /// Nothing that waits is for another user, or for a session that has closed (R5, R7).
    fn check_against(
        &self,
        holders: &Holders<'_>,
        withdrawn: &EndedAt,
        slots: &SessionSlots,
    ) -> Result<(), SnapshotError> {
        let mut place = 0;
        for (at, (event, deliveries)) in self.waiting(slots).enumerate() {
            let path = || format!("output.dispatches[{at}]");
            let kind = event.kind();
            for Delivery { session, subscription, .. } in deliveries {
                if let Some((holder, interest)) = (holders.held)(subscription) {
                    let is_holder = (holders.open)(session) == Some(holder);
                    SnapshotError::ensure(is_holder, path, "a delivery is for another session's subscription")?;
                    let is_status = kind == Kind::ConferenceStatus && interest.takes_alias();
                    let matches = is_status || (holders.matches_kind)(subscription, event);
                    SnapshotError::ensure(
                        matches,
                        path,
                        "a delivery is of a kind that its subscription does not match",
                    )?;
                }
                let until = withdrawn.get(&WithdrawnName::Session(session)).copied().unwrap_or(0);
                let may_wait = (holders.open)(session).is_some() || until > place;
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
    /// The slot of an open session.
    pub(crate) open: &'h dyn Fn(SessionId) -> Option<SessionSlot>,
    /// The slot of the session that holds a subscription, and its kind; `None` where it has ended.
    pub(crate) held: &'h dyn Fn(SubscriptionId) -> Option<(SessionSlot, Kind)>,
    /// Whether a subscription takes events of this kind.
    pub(crate) matches_kind: &'h dyn Fn(SubscriptionId, &Event) -> bool,
    /// The kinds of the host's own.
    pub(crate) kinds: &'h CustomKinds,
}
