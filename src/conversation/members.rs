//! The members of one conversation.
//!
//! Owns their order and their roles. Must not know the conversation. Invariant: a member keeps the place at which he was added
//! until he is removed, whatever roles he is given (V1).

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::fmt;

use crate::ids::UserId;

/// Where a membership is in the order of all memberships of the engine: later ones have higher numbers.
pub(super) type Place = u64;

#[derive(Default)]
pub(super) struct Members {
    in_order: BTreeMap<Place, (UserId, Box<str>)>,
    places: BTreeMap<UserId, Place>,
}

impl Members {
    pub(super) fn contains(&self, user: &UserId) -> bool {
        self.places.contains_key(user)
    }

    /// Adds a member, or gives a member another role; returns whether the user is new. Cost: O(log members).
    pub(super) fn insert(&mut self, place: Place, user: &UserId, role: &str) -> bool {
        if let Some(member) = self.places.get(user).and_then(|place| self.in_order.get_mut(place)) {
            member.1 = role.into();
            return false;
        }
        self.places.insert(user.clone(), place);
        self.in_order.insert(place, (user.clone(), role.into()));
        true
    }

    /// Returns the place that the member had. Cost: O(log members).
    pub(super) fn remove(&mut self, user: &UserId) -> Option<Place> {
        let place = self.places.remove(user)?;
        self.in_order.remove(&place);
        Some(place)
    }

    /// In the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Place, &UserId, &str)> {
        self.in_order.iter().map(|(place, (user, role))| (*place, user, &**role))
    }

    /// Frees unused capacity: the nodes of a tree depend on its history.
    pub(super) fn shrink_to_fit(&mut self) {
        self.in_order = core::mem::take(&mut self.in_order).into_iter().collect();
        self.places = core::mem::take(&mut self.places).into_iter().collect();
    }
}

/// The members in their order, with their roles.
impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.in_order.fmt(f)
    }
}
