//! Events of conversations, and what a change of membership means for subscriptions (V1 to V3).
//!
//! Owns routing to members, and attaching and detaching the subscriptions of whoever joins or leaves. Must not know how members are
//! kept, nor check anything. Invariant: at every moment the subscriptions attached to a conversation are the conversation
//! subscriptions of its members, so publishing looks no member up.

use super::Engine;
use super::route::{Published, Staged};
use crate::conversation::{Change, Step};
use crate::directory::Directory;
use crate::error::Error;
use crate::ids::{ConversationNumber, SubscriptionId, UserId};
use crate::matcher::Matcher;
use crate::routing::{Channel, ResolvedAudience, Scope};
use crate::vocab::{Event, Membership, membership};

impl<D: Directory> Engine<D> {
    pub(super) fn publish_to_members(&mut self, event: Event, step: &Step) -> Result<Published, Error> {
        // Who is added gets the event, so the subscriptions are attached before; they are detached where the queue has no capacity.
        if let Change::Joins(user) = &step.change {
            self.for_each_member_subscription(user, &event, step.conversation, Matcher::attach);
        }
        // Seldom does an event change anything; then it is needed after it was written into the queue.
        let changing = (membership(&event) != Membership::Same).then(|| event.clone());
        let mut staged = Staged::default();
        self.stage(event, &ResolvedAudience::Members(step.conversation), &mut staged);
        let staged = self.check_staged(staged);
        let Some(event) = changing else { return staged.map(|staged| self.commit(staged)) };
        if staged.is_ok() {
            self.conversations.apply(event.conversation_id().unwrap_or_default(), &event, step);
        }
        match (&step.change, &staged) {
            (Change::Joins(user), Err(_)) | (Change::Leaves(user), Ok(_)) => {
                self.for_each_member_subscription(user, &event, step.conversation, Matcher::detach);
            }
            (Change::Joins(_) | Change::Leaves(_) | Change::None, _) => {}
        }
        staged.map(|staged| self.commit(staged))
    }

    /// Applies a change to all subscriptions of a user that include a conversation.
    fn for_each_member_subscription(
        &mut self,
        user: &UserId,
        event: &Event,
        conversation: ConversationNumber,
        change: fn(&mut Matcher, SubscriptionId, Channel),
    ) {
        let scope = Scope::Members(conversation);
        let id = event.conversation_id().unwrap_or_default();
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
