//! All subscriptions.
//!
//! Owns [`Subscriptions`]. Must not know sessions' rights, what exists, or how conditions are found again. Invariant: ids only grow, so
//! their order is the order of age (R3).

use alloc::vec::Vec;
use core::num::NonZeroU64;

use super::count::Counts;
use super::held::{Held, Subscription};
use super::interest::CompiledInterest;
use super::list::{AllHeld, SubscriptionList};
use crate::ids::{SessionId, SubscriptionId};
use crate::predicate::{Conditions, ShapeNumber};
use crate::recipients::SessionSlot;
use crate::state_hash;

/// All subscriptions, in one line of ages for the whole engine (R3).
#[derive(Debug)]
pub(crate) struct Subscriptions {
    held: AllHeld,
    pub(crate) counts: Counts,
    last: SubscriptionId,
}

impl Subscriptions {
    pub(crate) fn new(seed: u64) -> Self {
        let held = AllHeld::with_hasher(ahash::RandomState::with_seeds(seed, 10, 11, 12));
        Self { held, counts: Counts::default(), last: SubscriptionId::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// The subscriptions of a session, oldest first.
    pub(crate) fn of<'e>(
        &'e self,
        list: &SubscriptionList,
    ) -> impl Iterator<Item = (SubscriptionId, &'e Held)> + use<'e> {
        list.iter(&self.held)
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Held> {
        self.held.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: SubscriptionId) -> Option<&mut Held> {
        self.held.get_mut(&id)
    }

    /// As the host sees it.
    pub(crate) fn view<'e>(&'e self, held: &'e Held) -> Subscription<'e> {
        Subscription { held, remaining: self.remaining(held) }
    }

    /// What remains of a count.
    pub(crate) fn remaining(&self, held: &Held) -> Option<NonZeroU64> {
        held.count().and_then(|count| self.counts.get(count).remaining())
    }

    /// The id of the next one, the youngest. Ids are never reused (K5).
    pub(crate) fn next_id(&mut self) -> SubscriptionId {
        self.last = SubscriptionId::from_number(self.last.number() + 1);
        self.last
    }

    /// The youngest that there ever was.
    pub(crate) fn last_id(&self) -> SubscriptionId {
        self.last
    }

    /// Ids go on after this one.
    #[cfg(feature = "snapshot")]
    pub(crate) fn continue_after(&mut self, last: SubscriptionId) {
        self.last = last;
    }

    /// Makes a subscription, whose shape is stored already, of what was compiled. It is not kept yet.
    pub(crate) fn make(
        &mut self,
        session: (SessionId, SessionSlot),
        compiled: &mut CompiledInterest,
        shape: Option<ShapeNumber>,
    ) -> Held {
        let count = self.counts.add(compiled.count);
        Held::new(session, compiled, shape, count)
    }

    /// Keeps a subscription; none in the list of its session is younger.
    pub(crate) fn add(&mut self, id: SubscriptionId, held: Held, list: &mut SubscriptionList) {
        let place = self.held.insert_new(id, held);
        list.append(place, &mut self.held);
    }

    /// Removes a subscription, if `is` says so. It is still in the list of its session, out of which [`Self::unlink`] takes it.
    pub(crate) fn remove(&mut self, id: SubscriptionId, is: impl Fn(&Held) -> bool) -> Option<Held> {
        let held = self.held.remove_if(&id, is)?;
        held.count().into_iter().for_each(|count| self.counts.release(count));
        Some(held)
    }

    /// Takes a subscription that was removed out of the list of its session.
    pub(crate) fn unlink(&mut self, removed: &Held, list: &mut SubscriptionList) {
        list.remove(removed, &mut self.held);
    }

    /// The oldest subscriptions of a session, so many, each with the place that [`Self::remove_oldest`] takes. All are read that
    /// removing them reads.
    pub(crate) fn oldest<'e>(
        &'e self,
        list: &SubscriptionList,
        number: usize,
    ) -> impl Iterator<Item = (SubscriptionId, u32)> + use<'e> {
        list.first(&self.held, number).inspect(|(id, _)| self.held.touch(id))
    }

    /// What is stored at a place.
    pub(crate) fn at(&self, place: u32) -> Option<&Held> {
        self.held.by_slot(place).map(|(_, held)| held)
    }

    /// Removes the oldest subscription of a session that is closed: all of them are, in this way.
    pub(crate) fn remove_oldest(
        &mut self,
        id: SubscriptionId,
        place: u32,
        list: &mut SubscriptionList,
    ) -> Option<Held> {
        let held = self.held.remove_slot(&id, place)?;
        list.pop_first(&held);
        held.count().into_iter().for_each(|count| self.counts.release(count));
        Some(held)
    }

    /// Reads what adding the next subscription to a list will change, so that it is in the cache.
    pub(crate) fn touch_next(&self, list: &SubscriptionList) {
        self.held.touch(&SubscriptionId::from_number(self.last.number() + 1));
        list.touch_last(&self.held);
    }

    pub(crate) fn entries_moved(&self) -> u64 {
        self.held.moved()
    }

    /// `conditions` says what a subscription requires of an event.
    pub(crate) fn state_hash(&self, conditions: impl Fn(&Held) -> Conditions) -> u64 {
        let views = self.held.iter().map(|(id, held)| (id, held, self.remaining(held), conditions(held)));
        state_hash::of_all(views).wrapping_add(state_hash::of(&self.last))
    }

    /// Gives back what is kept for growth. `lists` are those of all sessions. Cost: O(subscriptions).
    pub(crate) fn shrink_to_fit<'l>(&mut self, lists: impl Iterator<Item = &'l mut SubscriptionList>) {
        let lists = lists.map(|list| (self.of(list).map(|(id, _)| id).collect(), list));
        let lists: Vec<(Vec<SubscriptionId>, &mut SubscriptionList)> = lists.collect();
        self.held.shrink_to_fit();
        // The subscriptions have other slots now.
        for (ids, list) in lists {
            *list = SubscriptionList::default();
            for id in ids {
                let place = self.held.slot_of(&id);
                place.into_iter().for_each(|place| list.append(place, &mut self.held));
            }
        }
        self.counts.shrink_to_fit();
    }
}
