//! The subscriptions of one session.
//!
//! Owns [`SubscriptionList`]. Must not know anything else of a subscription. Invariant: the order is that of age, since ids only grow.
//!
//! Each subscription refers to its neighbours, so a list takes no memory of its own for it, and any one is removed at once.

use super::held::Held;
use super::links::{Links, NONE, Place};
use crate::collections::StepMap;
use crate::ids::SubscriptionId;

/// All subscriptions.
pub(super) type AllHeld = StepMap<SubscriptionId, Held>;

/// Which subscriptions a session has.
#[derive(Debug)]
pub(crate) struct SubscriptionList {
    first: Place,
    last: Place,
    len: u32,
}

impl Default for SubscriptionList {
    fn default() -> Self {
        Self { first: NONE, last: NONE, len: 0 }
    }
}

impl SubscriptionList {
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// Those of the list, oldest first.
    pub(super) fn iter<'a>(&self, all: &'a AllHeld) -> impl Iterator<Item = (SubscriptionId, &'a Held)> + use<'a> {
        let mut next = self.first;
        core::iter::from_fn(move || {
            let (id, held) = all.by_slot(next)?;
            next = held.links.after;
            Some((*id, held))
        })
    }

    /// Adds the youngest.
    pub(super) fn append(&mut self, place: Place, all: &mut AllHeld) {
        let before = core::mem::replace(&mut self.last, place);
        self.len += 1;
        match all.by_slot_mut(before) {
            Some(held) => held.links.after = place,
            None => self.first = place,
        }
        if let Some(held) = all.by_slot_mut(place) {
            held.links = Links { before, after: NONE };
        }
    }

    /// The first ones, so many, with their places.
    pub(super) fn first<'a>(
        &self,
        all: &'a AllHeld,
        number: usize,
    ) -> impl Iterator<Item = (SubscriptionId, Place)> + use<'a> {
        let mut next = self.first;
        let each = core::iter::from_fn(move || {
            let (place, (id, held)) = (next, all.by_slot(next)?);
            next = held.links.after;
            Some((*id, place))
        });
        each.take(number)
    }

    /// Forgets the first one, which is not among all any more. All are removed in this way, one after the other, so the next one is
    /// not told.
    pub(super) fn pop_first(&mut self, removed: &Held) {
        self.first = removed.links.after;
        self.len -= 1;
    }

    /// Reads what adding one changes, so that it is in the cache.
    pub(super) fn touch_last(&self, all: &AllHeld) {
        all.touch_slot(self.last);
    }

    /// Removes a subscription that is not among all any more.
    pub(super) fn remove(&mut self, held: &Held, all: &mut AllHeld) {
        let Links { before, after } = held.links;
        self.len -= 1;
        match all.by_slot_mut(before) {
            Some(held) => held.links.after = after,
            None => self.first = after,
        }
        match all.by_slot_mut(after) {
            Some(held) => held.links.before = before,
            None => self.last = before,
        }
    }
}
