//! Inputs about conversations and profiles (V1 to V4).
//!
//! Owns the order of the checks and what a change of membership means for subscriptions. Must not know how members are kept.
//! Invariant: at every moment a conversation's listeners are the conversation subscriptions of its members, so publishing
//! looks no member up.

use super::Engine;
use super::publish::Published;
use crate::config::Bound;
use crate::conversation::Change;
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ConversationNumber, SubscriptionId, UserId};
use crate::matcher::Matcher;
use crate::routing::{Audience, Emission, Emissions};
use crate::routing::{Channel, Scope};
use crate::time::Timestamp;
use crate::vocab::{Event, Family, free_form_sizes, repeated_name};

impl<D: Directory> Engine<D> {
    /// Routes an event of a conversation to all its members, whoever caused it (V1, V2), or a profile's update to the sessions
    /// of that profile (V4).
    ///
    /// `participantAdded` and `participantRemoved` keep the members: who was added hears of it, and who was removed hears of it
    /// and of nothing after it. A conversation starts with its first member.
    ///
    /// Whoever is removed still gets what was queued before and has not been polled yet: membership counts when an event is
    /// published, the host's own doing (an ended subscription, session or client) also when it is polled (R5).
    ///
    /// Cost: the deliveries; no look-up per member. Adding and removing a member: O(conversation subscriptions of that user *
    /// log listeners). Allocates nothing once its buffers have grown, but for
    /// changes of membership and profiles.
    ///
    /// ```
    /// use tidings::*;
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let (now, key) = (Timestamp::ZERO, ClientKey::from("ann's key"));
    /// engine.register_client(now, &key, &UserId::from("ann"))?;
    /// engine.open_session(now, &key)?; // subscribed to conversations by default
    ///
    /// let added = ConversationParticipantAdded::new("tea", "ann", "2026-01-02T03:04:05Z", "ann", "owner");
    /// assert_eq!(engine.publish_conversation(now, added)?.deliveries, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::WrongKind`] where the event is not of the conversation family;
    /// - [`Error::Empty`] where it names no conversation, no member to add or remove, or no profile;
    /// - [`Error::RepeatedName`] where an object of its free-form data has a name twice;
    /// - [`Error::BoundReached`] for names, free-form fields, and the queue;
    /// - [`Error::ConversationUnknown`], [`Error::ConversationDeleted`], [`Error::NotAMember`].
    pub fn publish_conversation(&mut self, now: Timestamp, event: impl Into<Event>) -> Result<Published, Error> {
        self.advance(now);
        let event = event.into();
        check_conversation_event(&event)?;
        self.check_free_form(&event)?;
        if event.conversation_id().is_some() { self.publish_to_members(event) } else { self.publish_profile(event) }
    }

    /// The members of a conversation with the roles that they were given, by name; `None` where it is not known.
    #[must_use]
    pub fn members(&self, conversation_id: &str) -> Option<impl Iterator<Item = (&UserId, &str)>> {
        self.conversations.members(conversation_id)
    }

    pub(super) fn check_free_form(&self, event: &Event) -> Result<(), Error> {
        if let Some((field, name)) = repeated_name(event) {
            return Err(Error::RepeatedName { field: field.into(), name: name.into() });
        }
        for (field, name) in names(event) {
            self.check_length(field, name)?;
        }
        for (field, bytes, depth) in free_form_sizes(event) {
            Error::check_bound(&self.config, Bound::FreeFormBytes, field, bytes)?;
            Error::check_bound(&self.config, Bound::FreeFormDepth, field, depth)?;
        }
        Ok(())
    }

    fn publish_profile(&mut self, event: Event) -> Result<Published, Error> {
        let user = event.concerned().map_or("", |(_, user)| user).into();
        let emissions = Emissions::from_iter([Emission { event, audience: Audience::User(user) }]);
        let deliveries = self.match_within_queue(&emissions)?;
        Ok(self.deliver_published(emissions, &deliveries))
    }

    fn publish_to_members(&mut self, event: Event) -> Result<Published, Error> {
        let step = self.conversations.step(event.conversation_id().unwrap_or_default(), &event)?;
        let emission = Emission { event, audience: Audience::Members(step.conversation) };
        let id = emission.event.conversation_id().unwrap_or_default();
        // The added one hears it, so the listeners change before; they change back where the queue has no room.
        if let Change::Joins(user) = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, Matcher::attach);
        }
        let deliveries = match self.match_within_queue(core::slice::from_ref(&emission)) {
            Ok(deliveries) => deliveries,
            Err(error) => {
                if let Change::Joins(user) = &step.change {
                    self.for_each_member_subscription(user, id, step.conversation, Matcher::detach);
                }
                return Err(error);
            }
        };
        self.conversations.apply(id, &emission.event, &step);
        if let Change::Goes(user) = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, Matcher::detach);
        }
        Ok(self.deliver_published(Emissions::from_iter([emission]), &deliveries))
    }

    /// Applies a change to all subscriptions through which a user hears a conversation.
    fn for_each_member_subscription(
        &mut self,
        user: &UserId,
        id: &str,
        conversation: ConversationNumber,
        change: fn(&mut Matcher, SubscriptionId, Channel),
    ) {
        let scope = Scope::Members(conversation);
        for subscription in self.sessions.member_subscriptions(user) {
            let Some(held) = self.subscriptions.get(subscription).filter(|held| held.asks_for(id)) else { continue };
            for kind in held.kind().member_kinds() {
                change(&mut self.matcher, subscription, Channel { scope, kind: kind.number() });
            }
        }
    }
}

pub(super) fn check_conversation_event(event: &Event) -> Result<(), Error> {
    let kind = event.kind();
    if kind.family() != Family::Conversation {
        return Err(Error::WrongKind { kind, wanted: "an event of the conversation family" });
    }
    names(event).try_for_each(|(field, name)| Error::ensure_not_empty(field, name))
}

/// What a conversation event cannot do without, with where it stands.
fn names(event: &Event) -> impl Iterator<Item = (&'static str, &str)> {
    let conversation = event.conversation_id().map(|id| ("event.conversation_id", id));
    conversation.into_iter().chain(event.concerned())
}
