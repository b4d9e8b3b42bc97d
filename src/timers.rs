//! Deadlines.
//!
//! Owns the deadlines of conferences, in the order in which they fire. Must not know what then happens. Invariant: at most one
//! deadline per conference; equal ones fire by number (T1).

use alloc::collections::BTreeSet;

use crate::ids::ConferenceId;
use crate::time::Timestamp;

#[derive(Debug, Default)]
pub(crate) struct Timers {
    by_time: BTreeSet<(Timestamp, ConferenceId)>,
}

impl Timers {
    /// Replaces the deadline of a conference; `before` is the one it has. Cost: O(log deadlines).
    pub(crate) fn replace(&mut self, conference: ConferenceId, before: Option<Timestamp>, deadline: Option<Timestamp>) {
        if before == deadline {
            return;
        }
        if let Some(before) = before {
            self.by_time.remove(&(before, conference));
        }
        if let Some(deadline) = deadline {
            self.by_time.insert((deadline, conference));
        }
    }

    /// The first conference whose deadline is at or before `now`.
    pub(crate) fn due(&self, now: Timestamp) -> Option<ConferenceId> {
        self.by_time.first().filter(|(deadline, _)| *deadline <= now).map(|(_, conference)| *conference)
    }

    /// The next deadline.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.by_time.first().map(|(deadline, _)| *deadline)
    }
}
