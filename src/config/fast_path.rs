//! The shortcuts that tests turn off.
//!
//! Owns [`FastPath`] and [`FastPaths`]. Must not know how a shortcut is taken. Invariant: what comes out is the same with each of them
//! on or off.

/// A shortcut that changes how long something takes and nothing else. For tests of the engine, which turn each of them off.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FastPath {
    /// Patterns of which a text lacks a required part are not run.
    Screen,
    /// One comparison is made without reading conditions.
    QuickCheck,
    /// What is left of conditions is evaluated once per event, for all who ask it.
    KeptResults,
    /// Few recipients are beside their key.
    Beside,
    /// Some recipients and their questions are side by side.
    Packed,
    /// Long lists are shared, not copied.
    Shared,
    /// What the events of one call read is read before the first of them is matched.
    ReadAhead,
}

impl FastPath {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Screen, Self::QuickCheck, Self::KeptResults, Self::Beside, Self::Packed, Self::Shared, Self::ReadAhead];
}

/// The shortcuts that are off, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FastPaths {
    off: u8,
}

impl FastPaths {
    pub(super) fn without(self, path: FastPath) -> Self {
        Self { off: self.off | 1 << path as u8 }
    }

    pub(crate) fn take(self, path: FastPath) -> bool {
        self.off & 1 << path as u8 == 0
    }
}
