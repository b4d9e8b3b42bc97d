//! Who is interested in an event.
//!
//! Owns the seam behind which subscriptions are found: insert, remove, match. Must not know payloads, filters' types, users or
//! counts: an event is something with attributes that is heard on a channel. Invariant: whichever way is chosen, the
//! answer is that of the plain scan, in order of subscription age (R3).

mod groups;
mod index;
mod patterns;
mod recipients;
mod scan;

use alloc::sync::Arc;
use alloc::vec::Vec;

use self::index::Index;
use self::patterns::Patterns;
use self::scan::Scan;
use crate::ids::{SessionId, SubscriptionId};
use crate::predicate::{Attributes, Conditions, Direct, Pattern, PatternFault};
use crate::routing::Channel;
use crate::state_hash;

/// A subscription as the matcher sees it, and all that a delivery without a count needs to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    pub(crate) subscription: SubscriptionId,
    pub(crate) session: SessionId,
    /// Whether taking a delivery uses up a count.
    pub(crate) counted: bool,
}

#[derive(Debug)]
pub(crate) struct Matcher {
    patterns: Patterns,
    way: Backend,
    examined: u64,
}

#[derive(Debug)]
enum Backend {
    Indexed(Index),
    Scan(Scan),
}

impl Matcher {
    /// Finds subscriptions by look-ups, hashed under `seed`.
    pub(crate) fn indexed(seed: u64) -> Self {
        Self::new(Backend::Indexed(Index::new(seed)), seed)
    }

    /// Finds subscriptions by holding every one against the event.
    pub(crate) fn scan(seed: u64) -> Self {
        Self::new(Backend::Scan(Scan::default()), seed)
    }

    fn new(way: Backend, seed: u64) -> Self {
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

    /// Takes a subscription in. It hears nothing until it [listens](Self::listen) somewhere.
    pub(crate) fn insert(&mut self, recipient: Recipient, conditions: Conditions) {
        match &mut self.way {
            Backend::Indexed(index) => index.insert(recipient, conditions),
            Backend::Scan(scan) => scan.insert(recipient, conditions),
        }
    }

    /// From now on the subscription hears what passes its conditions on this channel. Cost: O(checks + listed ids).
    pub(crate) fn attach(&mut self, subscription: SubscriptionId, channel: Channel) {
        match &mut self.way {
            Backend::Indexed(index) => index.attach(subscription, channel),
            Backend::Scan(scan) => scan.attach(subscription, channel),
        }
    }

    /// The subscription hears nothing on this channel any more. Cost: as [`Self::listen`].
    pub(crate) fn detach(&mut self, subscription: SubscriptionId, channel: Channel) {
        match &mut self.way {
            Backend::Indexed(index) => index.detach(subscription, channel),
            Backend::Scan(scan) => scan.detach(subscription, channel),
        }
    }

    /// Forgets a subscription that listens nowhere any more.
    pub(crate) fn remove(&mut self, subscription: SubscriptionId) {
        let conditions = match &mut self.way {
            Backend::Indexed(index) => index.remove(subscription),
            Backend::Scan(scan) => scan.remove(subscription),
        };
        if let Some(conditions) = conditions {
            let patterns = conditions.patterns();
            drop(conditions);
            self.patterns.release(patterns);
        }
    }

    pub(crate) fn state_hash(&self) -> u64 {
        match &self.way {
            Backend::Indexed(index) => index.state_hash(),
            Backend::Scan(scan) => state_hash::of(scan),
        }
    }

    /// Gives back what is kept for growth. Cost: O(everything).
    pub(crate) fn shrink_to_fit(&mut self) {
        self.patterns.shrink_to_fit();
        match &mut self.way {
            Backend::Indexed(index) => index.shrink_to_fit(),
            Backend::Scan(_) => {}
        }
    }

    /// Appends who hears `event` on `channel`, by age; allocates nothing once `into` has grown.
    ///
    /// Cost, indexed: one look-up per attribute in use on the channel, plus the checks of the candidates found, each set of
    /// equal conditions and each pattern once, plus the listeners. Scan: all subscriptions.
    pub(crate) fn match_event(&mut self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Recipient>) {
        self.patterns.next_event();
        self.examined += match &mut self.way {
            Backend::Indexed(index) => index.match_event(channel, event, &mut self.patterns, into),
            Backend::Scan(scan) => scan.match_event(channel, event, into),
        };
    }

    /// As [`Self::match_event`], without remembering or counting anything.
    pub(crate) fn match_event_unrecorded(&self, channel: Channel, event: &dyn Attributes, into: &mut Vec<Recipient>) {
        match &self.way {
            Backend::Indexed(index) => index.match_event(channel, event, &mut Direct, into),
            Backend::Scan(scan) => scan.match_event(channel, event, into),
        };
    }

    /// What a subscription asks of an event of its kind.
    pub(crate) fn conditions(&self, subscription: SubscriptionId) -> Option<&Conditions> {
        match &self.way {
            Backend::Indexed(index) => index.conditions(subscription),
            Backend::Scan(scan) => scan.conditions(subscription),
        }
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
