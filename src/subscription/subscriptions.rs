//! All subscriptions.
//!
//! Owns [`Subscriptions`]. Must not know sessions' rights, what exists, or how conditions are found again. Invariant: ids only grow, so
//! their order is the order of age (R3).

use alloc::vec::Vec;
use core::num::NonZeroU64;

use smallvec::SmallVec;

use super::count::Counts;
use super::held::Held;
use super::interest::CompiledInterest;
use super::list::{Blocks, IN_BLOCK, SubscriptionList};
use super::outlines::Outlines;
use super::place::Place;
use crate::collections::StepMap;
use crate::ids::{SessionId, SubscriptionId};
use crate::predicate::{Conditions, ShapeNumber};
use crate::recipients::SessionSlot;
use crate::state_hash;

/// So many blocks of the subscriptions of a session that is closed are taken together: their keys are about as many as the cache
/// next to the processor has lines for.
const BLOCKS_TAKEN: usize = 3;

/// The most subscriptions of these.
const TAKEN: usize = BLOCKS_TAKEN * IN_BLOCK;

/// All subscriptions, in one line of ages for the whole engine (R3).
#[derive(Debug)]
pub(crate) struct Subscriptions {
    held: StepMap<SubscriptionId, Held>,
    blocks: Blocks,
    pub(crate) counts: Counts,
    pub(super) outlines: Outlines,
    last: SubscriptionId,
}

impl Subscriptions {
    pub(crate) fn new(seed: u64) -> Self {
        let held = StepMap::with_hasher(ahash::RandomState::with_seeds(seed, 10, 11, 12));
        Self {
            held,
            blocks: Blocks::default(),
            counts: Counts::default(),
            outlines: Outlines::new(seed),
            last: SubscriptionId::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// The subscriptions of a session, oldest first.
    pub(crate) fn of<'e>(
        &'e self,
        list: &SubscriptionList,
    ) -> impl Iterator<Item = (SubscriptionId, &'e Held)> + use<'e> {
        let places = list.places(&self.blocks);
        places.filter_map(|place| self.held.by_slot(place)).map(|(id, held)| (*id, held))
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Held> {
        self.held.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: SubscriptionId) -> Option<&mut Held> {
        self.held.get_mut(&id)
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
        let kept = self.outlines.keep(&compiled.written, compiled.packed.values.as_slice());
        Held::new(session, compiled, shape, kept, count)
    }

    /// Keeps a subscription; none in the list of its session is younger.
    pub(crate) fn add(&mut self, id: SubscriptionId, held: Held, list: &mut SubscriptionList) {
        let place = self.held.insert_new(id, held);
        self.append(place, list);
    }

    /// Removes a subscription, if `is` says so. It is still in the list of its session, out of which [`Self::unlink`] takes it.
    pub(crate) fn remove(&mut self, id: SubscriptionId, is: impl Fn(&Held) -> bool) -> Option<Held> {
        let held = self.held.remove_if(&id, is)?;
        self.release(&held);
        Some(held)
    }

    /// Releases what a subscription that was removed had beside itself.
    fn release(&mut self, removed: &Held) {
        removed.count().into_iter().for_each(|count| self.counts.release(count));
        self.outlines.release(removed.outlined());
    }

    fn append(&mut self, place: Place, list: &mut SubscriptionList) {
        let in_list = list.append(place, &mut self.blocks);
        if let Some(held) = self.held.by_slot_mut(place) {
            held.set_place_in_list(in_list);
        }
    }

    /// Takes a subscription that was removed out of the list of its session.
    pub(crate) fn unlink(&mut self, removed: &Held, list: &mut SubscriptionList) {
        list.remove(removed.place_in_list(), &mut self.blocks);
    }

    /// Takes some of the oldest subscriptions out of the list of a session that is closed, each with the place that
    /// [`Self::remove_at`] takes; none where none is left. All are removed in this way. What that reads is read here already, so that
    /// it is in the cache.
    pub(crate) fn take_oldest(&mut self, list: &mut SubscriptionList) -> SmallVec<[(SubscriptionId, u32); TAKEN]> {
        let mut places = SmallVec::<[Place; TAKEN]>::new();
        for _ in 0..BLOCKS_TAKEN {
            places.extend(list.take_block(&mut self.blocks));
        }
        places.iter().for_each(|place| self.held.touch_slot(*place));
        let all = places.iter().filter_map(|place| Some((*self.held.by_slot(*place)?.0, *place)));
        all.inspect(|(id, _)| self.held.touch(id)).collect()
    }

    /// What is stored at a place.
    pub(crate) fn at(&self, place: u32) -> Option<&Held> {
        self.held.by_slot(place).map(|(_, held)| held)
    }

    /// Removes a subscription that was taken out of the list of its session.
    pub(crate) fn remove_at(&mut self, id: SubscriptionId, place: u32) -> Option<Held> {
        let held = self.held.remove_slot(&id, place)?;
        self.release(&held);
        Some(held)
    }

    /// Reads what adding the next subscription to a list will change, so that it is in the cache.
    pub(crate) fn touch_next(&self, list: &SubscriptionList) {
        self.held.touch(&SubscriptionId::from_number(self.last.number() + 1));
        list.touch_last(&self.blocks);
    }

    pub(crate) fn entries_moved(&self) -> u64 {
        self.held.moved() + self.outlines.moved()
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
        self.blocks = Blocks::default();
        // The subscriptions have other slots now.
        for (ids, list) in lists {
            *list = SubscriptionList::default();
            for id in ids {
                let place = self.held.slot_of(&id);
                place.into_iter().for_each(|place| self.append(place, list));
            }
        }
        self.blocks.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.outlines.shrink_to_fit();
    }
}
