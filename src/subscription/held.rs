//! A subscription as it is kept, and as the host sees it.
//!
//! Owns [`Held`] and [`Subscription`]. Must not know sessions' rights, what exists, or how conditions are found again. Invariant: what
//! is kept is enough to restore it.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::fmt;
use core::num::NonZeroU64;

#[cfg(feature = "snapshot")]
use super::encoded::EncodedInterest;
use super::interest::CompiledInterest;
use super::place::{NONE, PlaceInList};
use crate::ids::{KindId, SessionId};
use crate::predicate::{Chosen, PackedConditions, ShapeNumber, Values};
use crate::recipients::{CountNumber, SessionSlot};
#[cfg(feature = "snapshot")]
use crate::vocab::Interest;
use crate::vocab::custom::DefinedKind;
use crate::vocab::{Alias, Event, Kind};

/// An interest held by a session, as it is kept.
pub(crate) struct Held {
    kept: Kept,
    session: SessionId,
    shape: Option<ShapeNumber>,
    count: Option<CountNumber>,
    slot: SessionSlot,
    /// Its place in the list of the session.
    block: u32,
    at: u8,
    /// The matcher's: where it stored the channel to which this one was attached last. After shrinking it may be elsewhere.
    pub(crate) channel_slot: u32,
    /// The matcher's: by what it is found.
    pub(crate) chosen: Option<Chosen>,
    kind: Kind,
    /// The interest, where it has more than its kind.
    #[cfg(feature = "snapshot")]
    encoded: Option<EncodedInterest>,
}

/// Shows what it is; how its conditions are stored and found, and where its count is, is no part of that.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Held");
        shown.field("session", &self.session).field("kind", &self.kind).field("narrowed", &self.narrowed());
        #[cfg(feature = "snapshot")]
        shown.field("encoded", &self.encoded);
        shown.finish_non_exhaustive()
    }
}

/// The values of its conditions, and what narrows it beside them. Few are narrowed, so that takes no memory of the others.
enum Kept {
    Values(Values),
    Narrowed(Box<(Narrowed, Values)>),
}

/// What narrows a subscription beside its kind and its conditions; no kind takes more than one of these.
#[derive(Debug)]
enum Narrowed {
    /// Conferences with this alias.
    Alias(Alias),
    /// These conversations.
    Only(Arc<BTreeSet<Box<str>>>),
    /// This kind of the host's own.
    Custom(Arc<DefinedKind>),
}

impl Held {
    pub(super) fn new(
        (session, slot): (SessionId, SessionSlot),
        compiled: &mut CompiledInterest,
        shape: Option<ShapeNumber>,
        count: Option<CountNumber>,
    ) -> Self {
        let narrowed = (compiled.alias.take().map(Narrowed::Alias))
            .or_else(|| compiled.only.take().map(Narrowed::Only))
            .or_else(|| compiled.custom.take().map(Narrowed::Custom));
        let values = Values::new(compiled.packed.values.as_slice());
        Self {
            kept: match narrowed {
                Some(narrowed) => Kept::Narrowed(Box::new((narrowed, values))),
                None => Kept::Values(values),
            },
            session,
            shape,
            count,
            slot,
            block: NONE,
            at: 0,
            channel_slot: 0,
            chosen: None,
            kind: compiled.kind,
            #[cfg(feature = "snapshot")]
            encoded: compiled.encoded.take(),
        }
    }

    /// The session that holds it.
    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    /// The slot of that session.
    pub(crate) fn slot(&self) -> SessionSlot {
        self.slot
    }

    /// Where it is in the list of that session.
    pub(super) fn place_in_list(&self) -> PlaceInList {
        PlaceInList { block: self.block, at: self.at }
    }

    pub(super) fn set_place_in_list(&mut self, PlaceInList { block, at }: PlaceInList) {
        (self.block, self.at) = (block, at);
    }

    /// What it requires of an event.
    pub(crate) fn conditions(&self) -> PackedConditions<'_> {
        let values = match &self.kept {
            Kept::Values(values) => values,
            Kept::Narrowed(narrowed) => &narrowed.1,
        };
        PackedConditions { shape: self.shape, chosen: self.chosen, values: values.bytes() }
    }

    fn narrowed(&self) -> Option<&Narrowed> {
        if let Kept::Narrowed(narrowed) = &self.kept { Some(&narrowed.0) } else { None }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn kind_name(&self) -> &str {
        self.custom().map_or_else(|| self.kind.name(), |kind| kind.name())
    }

    fn custom(&self) -> Option<&DefinedKind> {
        if let Some(Narrowed::Custom(kind)) = self.narrowed() { Some(kind) } else { None }
    }

    /// The number of the kind, where it is one of the host's own.
    pub(crate) fn custom_kind(&self) -> Option<KindId> {
        self.custom().map(|kind| kind.id())
    }

    /// The numbers of the kinds whose events it matches.
    pub(crate) fn kind_ids(&self) -> impl Iterator<Item = KindId> {
        self.kind.ids(self.custom_kind())
    }

    /// Whether it matches events of the kind that this one is of.
    pub(crate) fn takes_kind_of(&self, event: &Event) -> bool {
        event.kind_id().is_some_and(|of_event| self.kind_ids().any(|kind| kind == of_event))
    }

    pub(crate) fn alias(&self) -> Option<&Alias> {
        if let Some(Narrowed::Alias(alias)) = self.narrowed() { Some(alias) } else { None }
    }

    pub(crate) fn only(&self) -> Option<&BTreeSet<Box<str>>> {
        if let Some(Narrowed::Only(only)) = self.narrowed() { Some(only) } else { None }
    }

    /// Whether it includes the events of this conversation.
    pub(crate) fn includes_conversation(&self, conversation_id: &str) -> bool {
        self.only().is_none_or(|only| only.contains(conversation_id))
    }

    pub(crate) fn count(&self) -> Option<CountNumber> {
        self.count
    }

    /// What it asked for, where that is more than its kind.
    #[cfg(feature = "snapshot")]
    pub(super) fn encoded(&self) -> Option<&EncodedInterest> {
        self.encoded.as_ref()
    }
}

/// An interest held by a session. From [`Engine::subscription`](crate::Engine::subscription), borrowed from the engine.
#[derive(Clone, Copy, Debug)]
pub struct Subscription<'e> {
    pub(super) held: &'e Held,
    pub(super) remaining: Option<NonZeroU64>,
}

impl<'e> Subscription<'e> {
    /// The session that holds it.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.held.session
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.held.kind
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

    /// Its interest, equal to what was subscribed to, the count as it was then. Kept for snapshots, in few bytes; reading them
    /// costs O(interest).
    ///
    /// # Panics
    ///
    /// Never: what is kept is what was written of an interest.
    #[cfg(feature = "snapshot")]
    #[must_use]
    pub fn interest(&self) -> Interest {
        match self.held.encoded() {
            Some(encoded) => encoded.interest().expect("what was written of an interest is one"),
            None => Interest::new(self.held.kind),
        }
    }

    /// How many more deliveries its count allows; `None` without a count.
    #[must_use]
    pub fn remaining(&self) -> Option<NonZeroU64> {
        self.remaining
    }
}

#[cfg(all(test, not(feature = "snapshot")))]
mod tests {
    use super::*;

    #[test]
    fn with_its_id_it_takes_64_bytes() {
        assert_eq!(size_of::<Option<(crate::ids::SubscriptionId, Held)>>(), 64);
    }
}
