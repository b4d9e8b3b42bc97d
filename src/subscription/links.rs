//! Which subscriptions of a session are next to one.
//!
//! Owns [`Links`]. Must not know what a subscription is. Invariant: [`NONE`] is no place.

/// The slot number of a subscription among all; [`NONE`]: there is none.
pub(super) type Place = u32;

pub(super) const NONE: Place = Place::MAX;

/// The neighbours in the list of the session.
#[derive(Clone, Copy)]
pub(super) struct Links {
    pub(super) before: Place,
    pub(super) after: Place,
}

impl Default for Links {
    fn default() -> Self {
        Self { before: NONE, after: NONE }
    }
}
