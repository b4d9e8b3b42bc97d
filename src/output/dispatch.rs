//! What a poll returns.
//!
//! Owns [`Dispatch`], [`Delivery`] and the grouping by session. Must not know how an event was matched, nor what waits. Invariants:
//! a dispatch lends its event and its deliveries, and is for somebody; only [`Dispatch::keep`] may allocate in steady state.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::runs::Lists;
use crate::ids::{SessionId, SubscriptionId};
use crate::vocab::Event;
#[cfg(feature = "serde")]
use crate::vocab::wire::record;
use crate::vocab::wire::words;

/// One event for one subscription of one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub(crate) session: SessionId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) remaining: Option<u64>,
}

impl Delivery {
    /// The session to send to.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The subscription that matched.
    #[must_use]
    pub const fn subscription(&self) -> SubscriptionId {
        self.subscription
    }

    /// How many more deliveries the subscription's count allows; `None` without a count.
    #[must_use]
    pub const fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// Why the subscription has ended with this delivery, if it has: its count is used up (C1). What the host itself ends is not
    /// reported here; the call that ended it answers it.
    #[must_use]
    pub const fn ended(&self) -> Option<EndReason> {
        match self.remaining {
            Some(0) => Some(EndReason::Count),
            Some(_) | None => None,
        }
    }
}

/// Why a subscription ended by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// Its count is used up.
    Count,
}

#[cfg(feature = "serde")]
record! { Delivery { required session: SessionId, required subscription: SubscriptionId; remaining: Option<u64> } }
words! { EndReason { Count = "count" } }

/// An event and everyone who gets it: encode the event once, send it to each. Borrowed from the engine until the next call.
///
/// ```
/// use tidings::daemon::{Message, MessageReceived};
/// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
///
/// # let mut engine = Engine::new(Config::default())?;
/// # let (now, key, ann) = (Timestamp::ZERO, ClientKey::from("ann's key"), UserId::from("ann"));
/// # engine.register_client(now, &key, &ann)?;
/// # let session = engine.open_session(now, &key)?;
/// let both = [MessageReceived::interest().into(), MessageReceived::interest().count(3).into()];
/// engine.subscribe_all(now, session, &both)?;
/// engine.publish(now, (&ann, MessageReceived::new(Message::default())))?;
///
/// while let Some(mut dispatch) = engine.poll_output() {
///     let frame = format!("{:?}", dispatch.event()); // your encoding, once
///     for group in dispatch.by_session() {
///         // One write for each session, however many of its subscriptions matched.
///         let subscriptions: Vec<_> = group.deliveries().map(|delivery| delivery.subscription()).collect();
///         println!("{} {subscriptions:?}: {frame}", group.session());
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Dispatch<'a> {
    event: &'a Event,
    lists: Lists<'a>,
    /// Where deliveries are sorted by session; empty until that is asked for.
    grouped: &'a mut Vec<Grouped>,
}

/// A delivery with the oldest subscription of its session in the same dispatch.
pub(super) type Grouped = (SubscriptionId, Delivery);

impl<'a> Dispatch<'a> {
    pub(super) fn new(event: &'a Event, lists: Lists<'a>, grouped: &'a mut Vec<Grouped>) -> Self {
        grouped.clear();
        Self { event, lists, grouped }
    }

    /// What happened.
    #[must_use]
    pub fn event(&self) -> &'a Event {
        self.event
    }

    /// The event as a value of the host's own, for keeping it beyond the next call. Cost: one allocation; the entity that the event
    /// is about is shared.
    #[must_use]
    pub fn keep(&self) -> Arc<Event> {
        Arc::new(self.event.clone())
    }

    /// Who gets it, by age of the subscription, oldest first (R3).
    ///
    /// Cost: O(1) for the iterator, whatever its length; going through it is going through slices. The methods that take it as a
    /// whole, as `for_each` and `fold` do, are quicker than a `for` loop.
    #[must_use]
    pub fn deliveries(&self) -> impl ExactSizeIterator<Item = Delivery> + Clone + use<'a> {
        self.lists.deliveries()
    }

    /// Appends the same deliveries, in the same order, to a list of the host's own: for handing them to another thread, or keeping them
    /// beyond the next call.
    ///
    /// Cost: about that of copying a list as long; quicker than going through [`deliveries`](Self::deliveries).
    ///
    /// ```
    /// # use tidings::daemon::{Message, MessageReceived};
    /// # use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, ann) = (Timestamp::ZERO, ClientKey::from("ann's key"), UserId::from("ann"));
    /// # engine.register_client(now, &key, &ann)?;
    /// # let session = engine.open_session(now, &key)?;
    /// # engine.subscribe(now, session, MessageReceived::interest())?;
    /// engine.publish(now, (&ann, MessageReceived::new(Message::default())))?;
    /// let mut list = Vec::new();
    /// while let Some(dispatch) = engine.poll_output() {
    ///     dispatch.append_to(&mut list);
    /// }
    /// assert_eq!(list.iter().map(|delivery| delivery.session()).collect::<Vec<_>>(), [session]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append_to(&self, list: &mut Vec<Delivery>) {
        self.lists.deliveries().append_to(list);
    }

    /// The same deliveries, session by session: the sessions in the order of their first delivery, within a session by age.
    ///
    /// Cost: O(deliveries * log deliveries); it allocates nothing once its buffer has grown.
    pub fn by_session(&mut self) -> impl Iterator<Item = SessionDeliveries<'_>> {
        self.grouped.clear();
        self.grouped.extend(self.lists.deliveries().map(|delivery| (delivery.subscription, delivery)));
        self.grouped.sort_unstable_by_key(|(_, delivery)| (delivery.session, delivery.subscription));
        let same_session = |(_, one): &Grouped, (_, next): &Grouped| one.session == next.session;
        for group in self.grouped.chunk_by_mut(same_session) {
            let oldest = group[0].1.subscription;
            group.iter_mut().for_each(|(first, _)| *first = oldest);
        }
        self.grouped.sort_unstable_by_key(|(first, delivery)| (*first, delivery.subscription));
        self.grouped.chunk_by(same_session).map(|group| SessionDeliveries { session: group[0].1.session, group })
    }

    /// How many deliveries there are. Cost: O(1).
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.len
    }

    /// Whether it has no deliveries; never so for a polled dispatch.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The deliveries of one event to one session. From [`Dispatch::by_session`].
#[derive(Clone, Copy, Debug)]
pub struct SessionDeliveries<'a> {
    session: SessionId,
    group: &'a [Grouped],
}

impl<'a> SessionDeliveries<'a> {
    /// The session to send to.
    #[must_use]
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// One delivery for each of the session's subscriptions that matched, by age, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> impl ExactSizeIterator<Item = Delivery> + Clone + use<'a> {
        self.group.iter().map(|(_, delivery)| *delivery)
    }
}
