//! Who is interested in an event.
//!
//! Owns the seam behind which subscriptions are found: insert, remove, match. Must not know payloads, filters' types, users or
//! counts: an event is something with attributes that is heard on a channel. Invariant: whichever way is chosen, the
//! answer is that of the plain scan, in order of subscription age (R3).

mod index;
mod patterns;
mod scan;

use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use self::index::Index;
use self::patterns::Patterns;
use self::scan::Scan;
use crate::ids::{Channel, SessionId, SubscriptionId};
use crate::predicate::{Attributes, Conditions, Pattern, PatternFault};

/// A subscription as the matcher sees it, and all that a delivery without a count needs to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listener {
    pub(crate) subscription: SubscriptionId,
    pub(crate) session: SessionId,
    /// Whether taking a delivery uses up a count.
    pub(crate) counted: bool,
}

/// The channels of one subscription: nearly always one.
pub(crate) type Channels = SmallVec<[Channel; 1]>;

#[derive(Debug)]
pub(crate) struct Matcher {
    patterns: Patterns,
    way: Way,
    examined: u64,
}

#[derive(Debug)]
enum Way {
    Indexed(Index),
    Scan(Scan),
}

impl Matcher {
    /// Finds subscriptions by look-ups, hashed under `seed`.
    pub(crate) fn indexed(seed: u64) -> Self {
        Self::new(Way::Indexed(Index::new(seed)), seed)
    }

    /// Finds subscriptions by holding every one against the event.
    pub(crate) fn scan(seed: u64) -> Self {
        Self::new(Way::Scan(Scan::default()), seed)
    }

    fn new(way: Way, seed: u64) -> Self {
        Self { patterns: Patterns::new(seed), way, examined: 0 }
    }

    /// The compiled pattern of this source; compiles it only when no live interest has it already.
    pub(crate) fn pattern(&mut self, source: &str, compiled_bytes: usize) -> Result<Arc<Pattern>, PatternFault> {
        self.patterns.obtain(source, compiled_bytes)
    }

    /// Lets go of the patterns compiled for an interest that was refused after all.
    pub(crate) fn release_unused_patterns(&mut self) {
        self.patterns.release_fresh();
    }

    /// From now on the listener hears what passes the conditions on these channels.
    ///
    /// Cost: O(checks + listed ids).
    pub(crate) fn insert(&mut self, listener: Listener, channels: Channels, conditions: Conditions) {
        match &mut self.way {
            Way::Indexed(index) => index.insert(listener, channels, conditions),
            Way::Scan(scan) => scan.insert(listener, channels, conditions),
        }
    }

    /// The listener hears nothing any more. Cost: O(log listeners with equal conditions), plus moving those behind it up.
    pub(crate) fn remove(&mut self, subscription: SubscriptionId) {
        let unused = match &mut self.way {
            Way::Indexed(index) => index.remove(subscription),
            Way::Scan(scan) => scan.remove(subscription),
        };
        self.patterns.release(unused);
    }

    /// Appends who hears `event` on `channel`, by age; allocates nothing once `into` has grown.
    ///
    /// Cost, indexed: one look-up per attribute in use on the channel, plus the checks of the candidates found, each set of
    /// equal conditions and each pattern once, plus the listeners. Scan: all subscriptions.
    pub(crate) fn matches_into(&mut self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Listener>) {
        self.patterns.next_event();
        self.examined += match &mut self.way {
            Way::Indexed(index) => index.matches_into(channel, event, &mut self.patterns, into),
            Way::Scan(scan) => scan.matches_into(channel, event, into),
        };
    }

    /// How many sets of conditions were held against an event since the beginning.
    pub(crate) fn examined(&self) -> u64 {
        self.examined
    }

    /// How many distinct patterns are compiled.
    pub(crate) fn compiled_patterns(&self) -> usize {
        self.patterns.len()
    }
}
