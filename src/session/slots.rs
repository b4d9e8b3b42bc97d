//! The slots of open sessions: small numbers, given again.
//!
//! Owns which session has which slot, and where it is stored. Must not know when nothing refers to a slot any more: whoever releases it
//! does. Invariant: a slot is one session's from its opening until it is released.

use crate::collections::{Number as _, Paged, Reused};
use crate::ids::SessionId;
use crate::recipients::SessionSlot;

#[derive(Debug, Default)]
pub(crate) struct SessionSlots {
    sessions: Reused<SessionId>,
    /// The place of each session that is open, by its slot.
    places: Paged<SessionPlace>,
}

/// Where an open session is stored.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SessionPlace(pub(super) u32);

impl SessionSlots {
    /// How many are not free: those of open sessions, and those that are not yet released.
    pub(crate) fn in_use(&self) -> usize {
        self.sessions.taken()
    }

    /// Gives a session a slot. The bound of open sessions keeps the slots from running out.
    pub(crate) fn assign(&mut self, session: SessionId) -> SessionSlot {
        SessionSlot::from_number(self.sessions.insert(session).into())
    }

    /// The session that has the slot is stored there from now on.
    pub(super) fn set_place(&mut self, slot: SessionSlot, place: SessionPlace) {
        while self.places.len() <= slot.number() as usize {
            self.places.push(SessionPlace::default());
        }
        self.places[slot.number() as usize] = place;
    }

    /// Where the session that has the slot is stored, while it is open.
    pub(super) fn place(&self, slot: SessionSlot) -> SessionPlace {
        self.places.get(slot.number() as usize).copied().unwrap_or_default()
    }

    pub(crate) fn release(&mut self, slot: SessionSlot) {
        self.sessions.release(slot.number() as u32);
    }

    /// The session that has a slot.
    #[inline]
    pub(crate) fn session(&self, slot: SessionSlot) -> SessionId {
        self.sessions.get(slot.number() as u32).copied().unwrap_or_default()
    }

    /// The sessions of neighbouring slots, and the number of the first of these.
    #[inline]
    pub(crate) fn neighbours(&self, slot: SessionSlot) -> (usize, &[SessionId]) {
        self.sessions.neighbours(slot.number() as u32)
    }

    /// Frees unused capacity, and the slots after the last one in use.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.sessions.shrink_to_fit();
        while self.places.len() > self.sessions.end() {
            self.places.pop();
        }
        self.places.shrink_to_fit();
    }
}
