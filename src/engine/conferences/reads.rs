//! Reads about conferences (N5).
//!
//! Owns access to the views that `conference` has. Must not know rosters.
//! Invariant: reading changes nothing.

use crate::conference::Roster;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::ConferenceId;
use crate::vocab::{Alias, ConferenceName};

impl<D: Directory> Engine<D> {
    /// The live conferences by number, each with its alias as created.
    ///
    /// Cost: O(conferences) for all of them.
    pub fn conferences(&self) -> impl Iterator<Item = (ConferenceId, &Alias)> {
        self.conferences.iter().map(|conference| (conference.id, &conference.alias))
    }

    /// Who is, was, or is invited to be in the live conference of this number or alias. See
    /// [`conference`](Self::conference) for an example. Cost: O(log conferences).
    ///
    /// # Errors
    ///
    /// [`Error::ConferenceUnknown`].
    pub fn roster(&self, name: impl Into<ConferenceName>) -> Result<Roster<'_>, Error> {
        self.conferences.get(&name.into()).map(Roster)
    }
}
