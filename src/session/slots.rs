//! The slots of open sessions: small numbers, given again.
//!
//! Owns which session has which slot. Must not know when nothing refers to a slot any more: whoever releases it does. Invariant: a slot
//! is one session's from its opening until it is released.

use alloc::vec::Vec;

use crate::ids::SessionId;
use crate::recipients::SessionSlot;

#[derive(Debug, Default)]
pub(crate) struct SessionSlots {
    sessions: Vec<SessionId>,
    free: Vec<SessionSlot>,
}

impl SessionSlots {
    /// How many are not free: those of open sessions, and those that are not yet released.
    pub(crate) fn in_use(&self) -> usize {
        self.sessions.len() - self.free.len()
    }

    /// Whether there is one more.
    #[cfg(feature = "snapshot")]
    pub(crate) fn has_capacity(&self) -> bool {
        !self.free.is_empty() || SessionSlot::at(self.sessions.len()).is_some()
    }

    /// Gives a session a slot. The bound of open sessions keeps the slots from running out.
    pub(crate) fn assign(&mut self, session: SessionId) -> SessionSlot {
        if let Some(slot) = self.free.pop() {
            self.sessions[slot.position()] = session;
            return slot;
        }
        let slot = SessionSlot::at(self.sessions.len()).unwrap_or_default();
        self.sessions.push(session);
        slot
    }

    pub(crate) fn release(&mut self, slot: SessionSlot) {
        self.free.push(slot);
    }

    /// The session that has a slot.
    #[inline]
    pub(crate) fn session(&self, slot: SessionSlot) -> SessionId {
        self.sessions.get(slot.position()).copied().unwrap_or_default()
    }

    /// Frees unused capacity, and the slots after the last one in use.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.free.sort_unstable();
        while self.free.last().is_some_and(|last| last.position() + 1 == self.sessions.len()) {
            self.free.pop();
            self.sessions.pop();
        }
        self.sessions.shrink_to_fit();
        self.free.shrink_to_fit();
    }
}
