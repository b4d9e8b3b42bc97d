//! The members of one conversation.
//!
//! Owns their order and their roles. Must not know the conversation. Invariant: a member keeps the place at which he was added
//! until he is removed, whatever roles he is given (V1).

use alloc::boxed::Box;
use core::fmt;

use crate::collections::{ByAge, StepMap};
use crate::ids::UserId;

/// Where a membership is in the order of all memberships of the engine: later ones have higher numbers.
pub(super) type Place = u64;

pub(super) struct Members {
    in_order: ByAge<Place, (UserId, Box<str>)>,
    places: StepMap<UserId, Place>,
}

impl Members {
    pub(super) fn new(hasher: ahash::RandomState) -> Self {
        Self { in_order: ByAge::default(), places: StepMap::with_hasher(hasher) }
    }

    pub(super) fn contains(&self, user: &str) -> bool {
        self.places.contains_key(user)
    }

    /// Adds a member, or gives a member another role; returns whether the user is new. Cost: O(log members).
    pub(super) fn insert(&mut self, place: Place, user: &UserId, role: Box<str>) -> bool {
        if let Some(member) = self.places.get(user).and_then(|place| self.in_order.get_mut(*place)) {
            member.1 = role;
            return false;
        }
        self.places.insert(user.clone(), place);
        self.in_order.insert(place, (user.clone(), role));
        true
    }

    /// Returns the place that the member had. Cost: O(log members) amortised.
    pub(super) fn remove(&mut self, user: &UserId) -> Option<Place> {
        let place = self.places.remove(user)?;
        self.in_order.remove(place);
        Some(place)
    }

    /// In the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Place, &UserId, &str)> {
        self.in_order.iter().map(|(place, (user, role))| (place, user, &**role))
    }

    /// How many entries its tables moved.
    pub(super) fn moved(&self) -> u64 {
        self.in_order.moved() + self.places.moved()
    }

    /// Frees unused capacity.
    pub(super) fn shrink_to_fit(&mut self) {
        self.in_order.shrink_to_fit();
        self.places.shrink_to_fit();
    }
}

/// The members in their order, with their roles.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.in_order.fmt(f)
    }
}
