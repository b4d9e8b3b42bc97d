//! What a change of membership means for subscriptions (V1 to V3).
//!
//! Owns attaching and detaching the subscriptions of whoever joins or leaves a conversation. Must not know how members are
//! kept, nor check anything. Invariant: at every moment the subscriptions attached to a conversation are the conversation
//! subscriptions of its members, those that the staged events add included, so publishing looks no member up.

use super::Engine;
use crate::conversation::{Change, Step};
use crate::directory::Directory;
use crate::ids::{ConversationNumber, UserId};
use crate::recipients::{Recipient, Subscriber};
use crate::routing::{Channel, Scope};

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
        let scope = Scope::Members(conversation);
        for subscription in self.sessions.member_subscriptions(user) {
            let Some(held) = self.subscriptions.get(subscription).filter(|held| held.includes_conversation(id)) else {
                continue;
            };
            let Ok(open) = self.sessions.get(held.session()) else { continue };
            let subscriber = Subscriber { recipient: Recipient::new(subscription, open.slot), count: held.count() };
            let (conditions, mut chosen) = (self.subscriptions.conditions(held), held.chosen());
            for kind in held.kind_ids() {
                let channel = Channel { scope, kind };
                if attach {
                    chosen = Some(self.matcher.attach(subscriber, &conditions, chosen, channel));
                } else if let Some(chosen) = chosen {
                    self.matcher.detach(subscriber, &conditions, chosen, channel);
                }
            }
            if let Some(chosen) = chosen {
                self.subscriptions.keep_chosen(subscription, chosen);
            }
        }
    }
}
