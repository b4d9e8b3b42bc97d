//! Who matches: a subscription and its session in eight bytes.
//!
//! Owns [`Recipient`], [`CountedRecipient`] and [`Matched`], those of one event. Must not know conditions, users or counts: a count is
//! a number here. Invariant: the order of recipients is the order of subscription age (R3).

mod matched;

use core::fmt;
use core::num::NonZeroU32;

use crate::collections::{Entry, Number, SharedList, SortedList};
use crate::ids::SubscriptionId;

pub(crate) use self::matched::{Matched, SharedLists};

/// Bits of a recipient that number the session's slot.
const SLOT_BITS: u32 = 24;

/// The most sessions that are open at the same time.
pub(crate) const MAX_OPEN_SESSIONS: u64 = 1 << SLOT_BITS;

/// The most subscriptions of an engine's life.
pub(crate) const MAX_SUBSCRIPTIONS: u64 = 1 << (u64::BITS - SLOT_BITS);

/// The place of an open session in the engine's table of sessions; given to another one when nothing that waits refers to it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SessionSlot(u32);

/// Shows nothing: which slot a session has is no part of the state.
impl fmt::Debug for SessionSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSlot")
    }
}

/// A subscription, and the slot of the session that holds it: all that a delivery without a count needs.
///
/// The upper 40 bits are the number of the subscription, less one, since numbers begin at 1; the lower 24 are the slot. So their order is that of subscription age, and
/// sorting them is sorting numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Recipient(u64);

/// Shows the subscription.
impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.subscription(), f)
    }
}

impl Number for SessionSlot {
    fn from_number(number: u64) -> Self {
        Self((number & (MAX_OPEN_SESSIONS - 1)) as u32)
    }

    fn number(self) -> u64 {
        u64::from(self.0)
    }
}

impl Recipient {
    pub(crate) const fn new(subscription: SubscriptionId, slot: SessionSlot) -> Self {
        Self(subscription.number().wrapping_sub(1) << SLOT_BITS | slot.0 as u64)
    }

    pub(crate) const fn subscription(self) -> SubscriptionId {
        SubscriptionId::from_number((self.0 >> SLOT_BITS) + 1)
    }

    /// All of it, in one number of the same order.
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(crate) const fn slot(self) -> SessionSlot {
        SessionSlot((self.0 & (MAX_OPEN_SESSIONS - 1)) as u32)
    }
}

/// Where what remains of a count is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CountNumber(NonZeroU32);

impl CountNumber {
    /// Of the count that has this number among all, from 0 on.
    pub(crate) fn of(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    pub(crate) const fn number(self) -> u32 {
        self.0.get() - 1
    }
}

impl Default for CountNumber {
    fn default() -> Self {
        Self(NonZeroU32::MIN)
    }
}

/// Shows nothing: which number a count has is no part of the state.
impl fmt::Debug for CountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CountNumber")
    }
}

/// A recipient with a count, which each delivery uses up.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CountedRecipient {
    pub(crate) recipient: Recipient,
    pub(crate) count: CountNumber,
}

/// A delivery to a recipient with a count, and what remains of the count after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CountedDelivery {
    pub(crate) recipient: Recipient,
    pub(crate) remaining: u64,
}

/// Shows the subscription.
impl fmt::Debug for CountedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.recipient.fmt(f)
    }
}

/// A recipient as it is inserted: with its count, where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subscriber {
    pub(crate) recipient: Recipient,
    pub(crate) count: Option<CountNumber>,
}

impl Entry for Recipient {
    type Key = Self;

    fn key(&self) -> Self {
        *self
    }
}

impl Entry for CountedRecipient {
    type Key = Recipient;

    fn key(&self) -> Recipient {
        self.recipient
    }
}

/// Recipients by age.
pub(crate) type RecipientList = SortedList<Recipient>;

/// A long list of them, as it was when an event was matched.
pub(crate) type SharedRecipients = SharedList<Recipient>;

/// Recipients with counts, by age.
pub(crate) type CountedList = SortedList<CountedRecipient>;

/// Whether a subscription is in a list, in whatever session.
pub(crate) fn contains(list: &SharedRecipients, subscription: SubscriptionId) -> bool {
    let first = Recipient::new(subscription, SessionSlot::default());
    list.first_from(first).is_some_and(|found| found.subscription() == subscription)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_suffice_for_every_subscription_and_slot() {
        let last = SubscriptionId::from_number(MAX_SUBSCRIPTIONS);
        let slot = SessionSlot::from_number(MAX_OPEN_SESSIONS - 1);
        let recipient = Recipient::new(last, slot);
        assert_eq!((recipient.subscription(), recipient.slot()), (last, slot));
        assert_eq!(slot.number(), MAX_OPEN_SESSIONS - 1);
        assert_eq!((MAX_SUBSCRIPTIONS, MAX_OPEN_SESSIONS), (1 << 40, 1 << 24));
    }

    #[test]
    fn r3_recipients_are_ordered_by_subscription_whatever_the_slot() {
        let [low, high] = [0, 9].map(SessionSlot::from_number);
        let [older, younger] = [1, 2].map(SubscriptionId::from_number);
        assert!(Recipient::new(older, high) < Recipient::new(younger, low));
    }
}
