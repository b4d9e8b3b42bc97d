//! A subscription as it is kept.
//!
//! Owns [`Held`]. Must not know sessions' rights, what exists, or how conditions are found again. Invariant: what
//! is kept is enough to restore it.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::fmt;

use super::interest::CompiledInterest;
use super::outlines::Outlined;
use super::place::{NONE, PlaceInList};
use crate::ids::{KindId, SessionId};
use crate::predicate::{Chosen, PackedConditions, ShapeNumber, Values};
use crate::recipients::{CountNumber, SessionSlot};
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
    /// Its interest.
    outlined: Outlined,
}

/// Shows what it is; how its conditions are stored and found, and where its count is, is no part of that.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Held");
        shown.field("session", &self.session).field("kind", &self.kind).field("narrowed", &self.narrowed());
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
        (outlined, values): (Outlined, Values),
        count: Option<CountNumber>,
    ) -> Self {
        let narrowed = (compiled.alias.take().map(Narrowed::Alias))
            .or_else(|| compiled.only.take().map(Narrowed::Only))
            .or_else(|| compiled.custom.take().map(Narrowed::Custom));
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
            outlined,
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
        PackedConditions { shape: self.shape, chosen: self.chosen, values: self.values() }
    }

    /// The values of its conditions, and perhaps some more.
    pub(super) fn values(&self) -> &[u8] {
        match &self.kept {
            Kept::Values(values) => values.bytes(),
            Kept::Narrowed(narrowed) => narrowed.1.bytes(),
        }
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

    /// What is kept of its interest beside the values.
    pub(super) fn outlined(&self) -> Outlined {
        self.outlined
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
