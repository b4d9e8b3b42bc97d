//! Events of conversations, and what a change of membership means for subscriptions (V1 to V3).
//!
//! Owns routing to members, and attaching and detaching the subscriptions of whoever joins or leaves. Must not know how members are
//! kept, nor check anything. Invariant: at every moment the subscriptions attached to a conversation are the conversation
//! subscriptions of its members, so publishing looks no member up.

use super::Engine;
use super::publish::Published;
use crate::conversation::{Change, Step};
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ConversationNumber, SubscriptionId, UserId};
use crate::matcher::Matcher;
use crate::routing::{Channel, Emission, Emissions, ResolvedAudience, Scope};
use crate::vocab::Event;

impl<D: Directory> Engine<D> {
    pub(super) fn publish_to_members(&mut self, event: Event, step: &Step) -> Result<Published, Error> {
        let emission = Emission { event, audience: ResolvedAudience::Members(step.conversation) };
        let id = emission.event.conversation_id().unwrap_or_default();
        // Who is added gets the event, so the subscriptions are attached before; they are detached where the queue has no capacity.
        if let Change::Joins(user) = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, Matcher::attach);
        }
        let deliveries = match self.match_and_check_queue(core::slice::from_ref(&emission)) {
            Ok(deliveries) => deliveries,
            Err(error) => {
                if let Change::Joins(user) = &step.change {
                    self.for_each_member_subscription(user, id, step.conversation, Matcher::detach);
                }
                return Err(error);
            }
        };
        self.conversations.apply(id, &emission.event, step);
        if let Change::Leaves(user) = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, Matcher::detach);
        }
        Ok(self.deliver_published(Emissions::from_iter([emission]), &deliveries))
    }

    /// Applies a change to all subscriptions of a user that include a conversation.
    fn for_each_member_subscription(
        &mut self,
        user: &UserId,
        id: &str,
        conversation: ConversationNumber,
        change: fn(&mut Matcher, SubscriptionId, Channel),
    ) {
        let scope = Scope::Members(conversation);
        for subscription in self.sessions.member_subscriptions(user) {
            let Some(held) = self.subscriptions.get(subscription).filter(|held| held.includes_conversation(id)) else {
                continue;
            };
            for kind in held.kind_ids() {
                change(&mut self.matcher, subscription, Channel { scope, kind });
            }
        }
    }
}
