//! What a change of membership means for subscriptions (V1 to V3).
//!
//! Owns attaching and detaching the subscriptions of whoever joins or leaves a conversation. Must not know how members are
//! kept, nor check anything. Invariant: at every moment the subscriptions attached to a conversation are the conversation
//! subscriptions of its members, those that the staged events add included, so publishing looks no member up.

use super::Engine;
use crate::conversation::{Change, Step};
use crate::directory::Directory;
use crate::ids::{ConversationNumber, UserId};
use crate::routing::Scope;

impl<D: Directory> Engine<D> {
    /// Attaches the subscriptions of who joins: that user gets the event, too.
    pub(super) fn attach_joining(&mut self, step: &Step) {
        if let Change::Joins { id, user, .. } = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, true);
        }
    }

    /// Detaches the subscriptions of who leaves, once that user got the event.
    pub(super) fn detach_leaving(&mut self, step: &Step) {
        if let Change::Leaves { id, user } = &step.change {
            self.for_each_member_subscription(user, id, step.conversation, false);
        }
    }

    /// Undoes [`Self::attach_joining`] and [`Self::detach_leaving`] of an event that is refused (R4).
    pub(super) fn undo_membership(&mut self, step: &Step) {
        match &step.change {
            Change::Joins { id, user, .. } => {
                self.for_each_member_subscription(user, id, step.conversation, false);
            }
            Change::Leaves { id, user } => {
                self.for_each_member_subscription(user, id, step.conversation, true);
            }
            Change::None | Change::Role { .. } | Change::Deleted(_) => {}
        }
    }

    /// Attaches to a conversation all subscriptions of a user that include it, or detaches them.
    fn for_each_member_subscription(
        &mut self,
        user: &UserId,
        id: &str,
        conversation: ConversationNumber,
        attach: bool,
    ) {
        for subscription in self.sessions.member_subscriptions(user) {
            let held = self.subscriptions.get(subscription);
            if held.is_some_and(|held| held.includes_conversation(id)) {
                self.attach_in(Scope::Members(conversation), subscription, attach);
            }
        }
    }
}
