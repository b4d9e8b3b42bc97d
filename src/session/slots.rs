//! The slots of open sessions: small numbers, given again.
//!
//! Owns which session has which slot. Must not know when nothing refers to a slot any more: whoever releases it does. Invariant: a slot
//! is one session's from its opening until it is released.

use crate::collections::{Number as _, Reused};
use crate::ids::SessionId;
use crate::recipients::SessionSlot;

#[derive(Debug, Default)]
pub(crate) struct SessionSlots(Reused<SessionId>);

impl SessionSlots {
    /// How many are not free: those of open sessions, and those that are not yet released.
    pub(crate) fn in_use(&self) -> usize {
        self.0.taken()
    }

    /// Gives a session a slot. The bound of open sessions keeps the slots from running out.
    pub(crate) fn assign(&mut self, session: SessionId) -> SessionSlot {
        SessionSlot::from_number(self.0.insert(session).into())
    }

    pub(crate) fn release(&mut self, slot: SessionSlot) {
        self.0.release(slot.number() as u32);
    }

    /// The session that has a slot.
    #[inline]
    pub(crate) fn session(&self, slot: SessionSlot) -> SessionId {
        self.0.get(slot.number() as u32).copied().unwrap_or_default()
    }

    /// The sessions of neighbouring slots, and the number of the first of these.
    #[inline]
    pub(crate) fn neighbours(&self, slot: SessionSlot) -> (usize, &[SessionId]) {
        self.0.neighbours(slot.number() as u32)
    }

    /// Frees unused capacity, and the slots after the last one in use.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}
