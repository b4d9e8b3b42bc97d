//! A subscription as the host sees it.
//!
//! Owns [`Subscription`]. Must not know how any of it is kept. Invariant: it shows nothing of other subscriptions.

use core::fmt;
use core::num::NonZeroU64;

use super::held::Held;
use super::subscriptions::Subscriptions;
use crate::ids::SessionId;
#[cfg(feature = "snapshot")]
use crate::vocab::Interest;
use crate::vocab::{Alias, Kind};

/// An interest held by a session. From [`Engine::subscription`](crate::Engine::subscription), borrowed from the engine.
#[derive(Clone, Copy)]
pub struct Subscription<'e> {
    held: &'e Held,
    all: &'e Subscriptions,
}

impl Subscriptions {
    /// As the host sees it.
    pub(crate) fn view<'e>(&'e self, held: &'e Held) -> Subscription<'e> {
        Subscription { held, all: self }
    }
}

impl fmt::Debug for Subscription<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (held, remaining) = (self.held, self.remaining());
        f.debug_struct("Subscription").field("held", held).field("remaining", &remaining).finish()
    }
}

impl<'e> Subscription<'e> {
    /// The session that holds it.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.held.session()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.held.kind()
    }

    /// The name of the kind on the wire; of one of the host's own, the name that it was defined with.
    #[must_use]
    pub fn kind_name(&self) -> &'e str {
        self.held.kind_name()
    }

    /// Its conference alias, where its kind takes one (K7).
    #[must_use]
    pub fn alias(&self) -> Option<&'e Alias> {
        self.held.alias()
    }

    /// The conversations of its interest, where it lists some; it gets the events of no others.
    #[must_use]
    pub fn conversation_ids(&self) -> Option<impl ExactSizeIterator<Item = &'e str> + use<'e>> {
        self.held.only().map(|only| only.iter().map(|id| &**id))
    }

    /// Its interest: equal to what was subscribed to, with [what remains](Self::remaining) as its count. Kept for snapshots, in few
    /// bytes; reading them costs O(interest).
    ///
    /// # Panics
    ///
    /// Never: what is kept is what was written of an interest.
    #[cfg(feature = "snapshot")]
    #[must_use]
    pub fn interest(&self) -> Interest {
        let mut interest = match self.all.encoded(self.held) {
            Some(encoded) => encoded.interest().expect("what was written of an interest is one"),
            None => Interest::new(self.kind()),
        };
        interest.set_count(self.remaining().map_or(0, NonZeroU64::get));
        interest
    }

    /// How many more deliveries its count allows; `None` without a count.
    #[must_use]
    pub fn remaining(&self) -> Option<NonZeroU64> {
        self.all.remaining(self.held)
    }
}
