//! Who would receive an event (T5).
//!
//! Owns [`DryDelivery`] and matching without routing. Must not take a count, nor change the counters of work.
//! Invariant: nothing changes, and `publish` would deliver the same.

use alloc::vec::Vec;

use crate::config::Bound;
use crate::conversation::{Change, Step};
use crate::directory::Directory;
use crate::engine::route::{Destination, match_in_each};
use crate::engine::validate::Target;
use crate::engine::{Engine, Publication};
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId};
use crate::predicate::{Attributes, Direct};
use crate::recipients::{Matched, Recipient};
use crate::routing::Channel;
use crate::vocab::{Event, Kind, Reach};

/// A delivery that publishing would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryDelivery {
    /// The kind of the event: the published one's, or that of what follows from it (R8).
    pub kind: Kind,
    /// The session.
    pub session: SessionId,
    /// The subscription.
    pub subscription: SubscriptionId,
}

impl<D: Directory> Engine<D> {
    /// Says who would receive an event and what follows from it, in the order of delivery (T5). Nothing changes. Who would become a
    /// member by the event is counted in.
    ///
    /// ```
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    ///
    /// # let mut engine = Engine::new(Config::default())?;
    /// # let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// # engine.register_client(now, &key, &alice)?;
    /// # let session = engine.open_session(now, &key)?;
    /// let subscription = engine.subscribe(now, session, MessageReceived::interest())?;
    /// let dry = engine.dry_run((&alice, MessageReceived::new(Message::default())))?;
    /// assert_eq!((dry.len(), dry[0].subscription), (1, subscription));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Cost: as [`Self::publish`], but each pattern runs once per distinct filter.
    ///
    /// # Errors
    ///
    /// Those of [`Self::publish`], where it would be refused.
    pub fn dry_run(&self, publication: impl Into<Publication>) -> Result<Vec<DryDelivery>, Error> {
        let Publication { mut event, mut audience, exact } = publication.into();
        self.bind_definition(&mut event)?;
        let target = self.validate_publication(&event, &mut audience)?;
        self.would_deliver(&event, exact, &target)
    }

    /// Whether the queue has capacity for an event and what follows from it, whoever gets them.
    pub(super) fn queue_takes_all(&self) -> bool {
        let most = self.output.pending() as u64 + 2 * self.subscriptions.len() as u64;
        most <= self.config.maximum(Bound::PendingDeliveries)
    }

    /// The deliveries that a publication would make, in their order. Refused where the queue has no capacity for them.
    pub(super) fn would_deliver(&self, event: &Event, exact: bool, target: &Target) -> Result<Vec<DryDelivery>, Error> {
        let follow_up = if exact { None } else { event.follow_up() };
        let mut deliveries = Vec::new();
        // No interest takes both an event and what follows from it, so a count that is not used up now is not used up between.
        for event in core::iter::once(event).chain(&follow_up) {
            let delivery = |recipient: Recipient| {
                let session = self.sessions.slots.session(recipient.slot());
                DryDelivery { kind: event.kind(), session, subscription: recipient.subscription() }
            };
            deliveries.extend(self.would_match(event, target).into_iter().map(delivery));
        }
        self.check_queue(deliveries.len())?;
        Ok(deliveries)
    }

    /// The subscriptions that match an event, oldest first.
    fn would_match(&self, event: &Event, target: &Target) -> Vec<Recipient> {
        let mut matched = self.would_match_in(target.destination(), event);
        if let Target::Members(Step { change: Change::Joins { user, .. }, .. }) = target {
            let joining = self.sessions.member_subscriptions(user).into_iter();
            matched.extend(joining.filter_map(|subscription| self.would_match_joining(subscription, event)));
            matched.sort_unstable();
        }
        matched
    }

    fn would_match_in(&self, destination: Destination<'_>, event: &Event) -> Vec<Recipient> {
        let mut matched = Matched::default();
        if let Some(kind) = event.kind_id() {
            match_in_each(destination, &self.sessions, &mut Vec::new(), &mut matched, |scope, matched| {
                self.matcher.match_event_unrecorded(Channel { scope, kind }, event, matched);
            });
        }
        matched.into_recipients()
    }

    /// A conversation subscription of someone who joins with this event, if it would match the event.
    fn would_match_joining(&self, subscription: SubscriptionId, event: &Event) -> Option<Recipient> {
        let held = self.subscriptions.get(subscription)?;
        let wanted_in = event.conversation_id().is_some_and(|id| held.includes_conversation(id));
        let attached = wanted_in && held.kind().reach() == Reach::Members && held.takes_kind_of(event);
        let conditions = attached.then(|| self.matcher.conditions(held.conditions()))?;
        let matches = conditions.matches(event as &dyn Attributes, None, &mut Direct);
        matches.then(|| Recipient::new(subscription, held.slot()))
    }
}
