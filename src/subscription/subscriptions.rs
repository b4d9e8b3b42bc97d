//! Subscriptions as they are kept.
//!
//! Owns [`Subscription`] and [`Subscriptions`]. Must not know sessions' rights, what exists, or how conditions are found again.
//! Invariant: ids only grow, so their order is the order of age (R3).

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use core::num::NonZeroU64;

use hashbrown::HashMap;

use super::count::Count;
#[cfg(feature = "snapshot")]
use super::encoded::EncodedInterest;
use super::interest::CompiledInterest;
use crate::ids::{KindId, SessionId, SubscriptionId};
use crate::state_hash;
#[cfg(feature = "snapshot")]
use crate::vocab::Interest;
use crate::vocab::custom::DefinedKind;
use crate::vocab::{Alias, Event, Kind};

/// An interest held by a session.
#[derive(Clone, Debug)]
pub struct Subscription {
    session: SessionId,
    kind: Kind,
    narrowed: Narrowed,
    count: Count,
    /// The interest, where it has more than its kind.
    #[cfg(feature = "snapshot")]
    encoded: Option<EncodedInterest>,
}

/// What narrows a subscription beside its kind and its conditions; no kind takes more than one of these.
#[derive(Clone, Debug)]
enum Narrowed {
    No,
    /// Conferences with this alias.
    Alias(Box<Alias>),
    /// These conversations.
    Only(Arc<BTreeSet<Box<str>>>),
    /// This kind of the host's own.
    Custom(Arc<DefinedKind>),
}

impl Subscription {
    /// The session that holds it.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the kind on the wire; of one of the host's own, the name that it was defined with.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        if let Narrowed::Custom(kind) = &self.narrowed { kind.name() } else { self.kind.name() }
    }

    /// The number of the kind, where it is one of the host's own.
    pub(crate) fn custom_kind(&self) -> Option<KindId> {
        if let Narrowed::Custom(kind) = &self.narrowed { Some(kind.id()) } else { None }
    }

    /// The numbers of the kinds whose events it matches.
    pub(crate) fn kind_ids(&self) -> impl Iterator<Item = KindId> {
        self.kind.ids(self.custom_kind())
    }

    /// Whether it matches events of the kind that this one is of.
    pub(crate) fn takes_kind_of(&self, event: &Event) -> bool {
        event.kind_id().is_some_and(|of_event| self.kind_ids().any(|kind| kind == of_event))
    }

    /// Its conference alias, where its kind takes one (K7).
    #[must_use]
    pub fn alias(&self) -> Option<&Alias> {
        if let Narrowed::Alias(alias) = &self.narrowed { Some(alias) } else { None }
    }

    /// The conversations of its interest, where it lists some; it gets the events of no others.
    #[must_use]
    pub fn conversation_ids(&self) -> Option<impl ExactSizeIterator<Item = &str>> {
        self.only().map(|only| only.iter().map(|id| &**id))
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
        match &self.encoded {
            Some(encoded) => encoded.interest().expect("what was written of an interest is one"),
            None => Interest::new(self.kind),
        }
    }

    /// What it asked for, where that is more than its kind.
    #[cfg(feature = "snapshot")]
    pub(super) fn encoded(&self) -> Option<&EncodedInterest> {
        self.encoded.as_ref()
    }

    pub(crate) fn only(&self) -> Option<&BTreeSet<Box<str>>> {
        if let Narrowed::Only(only) = &self.narrowed { Some(only) } else { None }
    }

    /// Whether it includes the events of this conversation.
    pub(crate) fn includes_conversation(&self, conversation_id: &str) -> bool {
        self.only().is_none_or(|only| only.contains(conversation_id))
    }

    /// How many more deliveries its count allows; `None` without a count.
    #[must_use]
    pub fn remaining(&self) -> Option<NonZeroU64> {
        self.count.remaining()
    }
}

/// All subscriptions, in one line of ages for the whole engine (R3).
#[derive(Debug)]
pub(crate) struct Subscriptions {
    held: HashMap<SubscriptionId, Subscription, ahash::RandomState>,
    last: SubscriptionId,
}

impl Subscriptions {
    pub(crate) fn new(seed: u64) -> Self {
        let held = HashMap::with_hasher(ahash::RandomState::with_seeds(seed, 10, 11, 12));
        Self { held, last: SubscriptionId::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Subscription> {
        self.held.get(&id)
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

    pub(crate) fn add(&mut self, id: SubscriptionId, session: SessionId, compiled: &mut CompiledInterest) {
        let alias = compiled.alias.clone().map(|alias| Narrowed::Alias(Box::new(alias)));
        let narrowed = alias
            .or_else(|| compiled.only.take().map(Narrowed::Only))
            .or_else(|| compiled.custom.take().map(Narrowed::Custom));
        let subscription = Subscription {
            session,
            kind: compiled.kind,
            narrowed: narrowed.unwrap_or(Narrowed::No),
            count: compiled.count,
            #[cfg(feature = "snapshot")]
            encoded: compiled.encoded.take(),
        };
        self.held.insert(id, subscription);
    }

    pub(crate) fn remove(&mut self, id: SubscriptionId) -> Option<Subscription> {
        self.held.remove(&id)
    }

    /// Takes one delivery off the count of a subscription that has one; returns what remains (C1). `None`: used up.
    pub(crate) fn take_one(&mut self, id: SubscriptionId) -> Option<u64> {
        self.held.get_mut(&id)?.count.take_one()
    }

    pub(crate) fn state_hash(&self) -> u64 {
        state_hash::of_all(&self.held).wrapping_add(state_hash::of(&self.last))
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.held.shrink_to_fit();
    }

    /// Undoes [`Self::take_one`].
    pub(crate) fn give_back(&mut self, id: SubscriptionId) {
        if let Some(subscription) = self.held.get_mut(&id) {
            subscription.count.give_back();
        }
    }
}
