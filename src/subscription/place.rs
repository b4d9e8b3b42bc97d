//! Where a subscription is.
//!
//! Owns [`Place`] and [`PlaceInList`]. Must not know what a subscription is. Invariant: [`NONE`] is no place.

/// The slot number of a subscription among all.
pub(super) type Place = u32;

pub(super) const NONE: Place = Place::MAX;

/// The block in the list of the session, and the place in that.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaceInList {
    pub(super) block: u32,
    pub(super) at: u8,
}
