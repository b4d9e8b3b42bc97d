//! Subscriptions as they are kept.
//!
//! Owns [`Subscription`] and [`Subscriptions`]. Must not know sessions' rights, what exists, or how conditions are found again.
//! Invariant: ids only grow, so their order is the order of age (R3).

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::fmt;
use core::num::NonZeroU64;

use super::count::Counts;
#[cfg(feature = "snapshot")]
use super::encoded::EncodedInterest;
use super::interest::CompiledInterest;
use crate::collections::StepMap;
use crate::ids::{KindId, SessionId, SubscriptionId};
use crate::predicate::{Conditions, PackedConditions};
use crate::recipients::CountNumber;
use crate::state_hash;
#[cfg(feature = "snapshot")]
use crate::vocab::Interest;
use crate::vocab::custom::DefinedKind;
use crate::vocab::{Alias, Event, Kind};

/// An interest held by a session, as it is kept.
pub(crate) struct Held {
    session: SessionId,
    pub(crate) conditions: PackedConditions,
    narrowed: Option<Box<Narrowed>>,
    count: Option<CountNumber>,
    kind: Kind,
    /// The interest, where it has more than its kind.
    #[cfg(feature = "snapshot")]
    encoded: Option<EncodedInterest>,
}

/// Shows what it is; how its conditions are stored and found, and where its count is, is no part of that.
impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Held");
        shown.field("session", &self.session).field("kind", &self.kind).field("narrowed", &self.narrowed);
        #[cfg(feature = "snapshot")]
        shown.field("encoded", &self.encoded);
        shown.finish_non_exhaustive()
    }
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
    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn kind_name(&self) -> &str {
        self.custom().map_or_else(|| self.kind.name(), |kind| kind.name())
    }

    fn custom(&self) -> Option<&DefinedKind> {
        if let Some(Narrowed::Custom(kind)) = self.narrowed.as_deref() { Some(kind) } else { None }
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
        if let Some(Narrowed::Alias(alias)) = self.narrowed.as_deref() { Some(alias) } else { None }
    }

    pub(crate) fn only(&self) -> Option<&BTreeSet<Box<str>>> {
        if let Some(Narrowed::Only(only)) = self.narrowed.as_deref() { Some(only) } else { None }
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
    held: &'e Held,
    remaining: Option<NonZeroU64>,
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

/// All subscriptions, in one line of ages for the whole engine (R3).
#[derive(Debug)]
pub(crate) struct Subscriptions {
    held: StepMap<SubscriptionId, Held>,
    pub(crate) counts: Counts,
    last: SubscriptionId,
}

impl Subscriptions {
    pub(crate) fn new(seed: u64) -> Self {
        let held = StepMap::with_hasher(ahash::RandomState::with_seeds(seed, 10, 11, 12));
        Self { held, counts: Counts::default(), last: SubscriptionId::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Held> {
        self.held.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: SubscriptionId) -> Option<&mut Held> {
        self.held.get_mut(&id)
    }

    /// As the host sees it.
    pub(crate) fn view(&self, id: SubscriptionId) -> Option<Subscription<'_>> {
        let held = self.held.get(&id)?;
        Some(Subscription { held, remaining: self.remaining(held) })
    }

    /// What remains of a count.
    pub(crate) fn remaining(&self, held: &Held) -> Option<NonZeroU64> {
        held.count.and_then(|count| self.counts.get(count).remaining())
    }

    /// The id of the next one, the youngest. Ids are never reused (K5).
    pub(crate) fn next_id(&mut self) -> SubscriptionId {
        self.last = SubscriptionId::from_number(self.last.number() + 1);
        self.last
    }

    /// The youngest that there ever was.
    pub(crate) fn last_id(&self) -> SubscriptionId {
        self.last
    }

    /// Ids go on after this one.
    #[cfg(feature = "snapshot")]
    pub(crate) fn continue_after(&mut self, last: SubscriptionId) {
        self.last = last;
    }

    /// Adds a subscription whose conditions are stored already.
    pub(crate) fn add(
        &mut self,
        id: SubscriptionId,
        session: SessionId,
        compiled: CompiledInterest,
        conditions: PackedConditions,
    ) -> &mut Held {
        let narrowed = (compiled.alias.map(Narrowed::Alias))
            .or_else(|| compiled.only.map(Narrowed::Only))
            .or_else(|| compiled.custom.map(Narrowed::Custom));
        let held = Held {
            session,
            conditions,
            narrowed: narrowed.map(Box::new),
            count: self.counts.add(compiled.count),
            kind: compiled.kind,
            #[cfg(feature = "snapshot")]
            encoded: compiled.encoded,
        };
        self.held.get_or_insert_with(&id, || held)
    }

    pub(crate) fn remove(&mut self, id: SubscriptionId) -> Option<Held> {
        let held = self.held.remove(&id)?;
        held.count.into_iter().for_each(|count| self.counts.release(count));
        Some(held)
    }

    pub(crate) fn entries_moved(&self) -> u64 {
        self.held.moved()
    }

    /// `conditions` says what a subscription requires of an event.
    pub(crate) fn state_hash(&self, conditions: impl Fn(&Held) -> Conditions) -> u64 {
        let views = self.held.iter().map(|(id, held)| (id, held, self.remaining(held), conditions(held)));
        state_hash::of_all(views).wrapping_add(state_hash::of(&self.last))
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.held.shrink_to_fit();
        self.counts.shrink_to_fit();
    }
}
