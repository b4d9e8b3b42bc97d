//! Conversations as a snapshot holds them.
//!
//! Owns their form, and restoring them. Must not know who is subscribed. Invariants: the order of the conversations and that of
//! the memberships are kept; numbers that would be given a second time are refused.

use alloc::boxed::Box;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use hashbrown::HashMap;

use super::members::Place;
use super::{Conversation, Conversations};
use crate::collections::ByAge;
use crate::config::Config;
use crate::error::SnapshotError;
use crate::ids::{ConversationNumber, UserId};
use crate::vocab::wire::saved::saved;

/// All conversations, in the order in which they became known.
#[derive(Clone)]
pub(crate) struct SavedConversations {
    last: ConversationNumber,
    last_place: Place,
    known: Vec<SavedConversation>,
}

saved! { SavedConversations { last: ConversationNumber, last_place: Place, known: Vec<SavedConversation>; } }

/// The number, the id, whether it is deleted, and the members.
#[derive(Clone)]
struct SavedConversation(ConversationNumber, Arc<str>, bool, Vec<SavedMember>);

saved! { SavedConversation(number: ConversationNumber, id: Arc<str>, deleted: bool, members: Vec<SavedMember>) }

/// The place in the order of all memberships, who it is, and the role.
#[derive(Clone)]
struct SavedMember(Place, UserId, Box<str>);

saved! { SavedMember(place: Place, user: UserId, role: Box<str>) }

impl Conversations {
    /// Cost: O(conversations + members).
    pub(crate) fn save(&self) -> SavedConversations {
        let saved = self.in_order.values().filter_map(|id| {
            let conversation = self.by_id.get(id)?;
            let members = conversation.members.iter();
            let members = members.map(|(place, user, role)| SavedMember(place, user.clone(), role.into())).collect();
            Some(SavedConversation(conversation.number, Arc::clone(id), conversation.deleted, members))
        });
        SavedConversations { last: self.last, last_place: self.last_place, known: saved.collect() }
    }

    /// Cost: O(conversations + memberships * log memberships of a user).
    pub(crate) fn restore(saved: SavedConversations, config: &Config) -> Result<Self, SnapshotError> {
        SnapshotError::ensure_countable(saved.last.number(), || "conversations.last".into())?;
        SnapshotError::ensure_countable(saved.last_place, || "conversations.last_place".into())?;
        let mut conversations = Self::new(config.seed());
        (conversations.last, conversations.last_place) = (saved.last, saved.last_place);
        let (mut last, mut memberships) = (0, HashMap::with_hasher(conversations.by_id.hasher().clone()));
        for (at, SavedConversation(number, id, deleted, members)) in saved.known.into_iter().enumerate() {
            let path = |field: &str| format!("conversations.known[{at}].{field}");
            let in_order = number.number() > last && number <= saved.last;
            SnapshotError::ensure(in_order, || path("number"), "is not above the one before, or was never given")?;
            last = number.number();
            SnapshotError::ensure_not_empty(config, "conversation_id", &id, || path("id"))?;
            SnapshotError::ensure(!conversations.by_id.contains_key(&id), || path("id"), "is used twice")?;
            let mut conversation = Conversation { number, members: conversations.no_members(), deleted };
            let mut before = 0;
            for SavedMember(place, user, role) in members {
                let member = || path(&format!("members: {user}"));
                SnapshotError::ensure_not_empty(config, "member", user.as_str(), member)?;
                SnapshotError::ensure(place > before, member, "has a place that is not above the one before")?;
                before = place;
                SnapshotError::ensure(place <= saved.last_place, member, "has a place that was never given")?;
                let of_user: &mut Vec<_> = memberships.entry_ref(&user).or_default();
                of_user.push((place, (number, Arc::clone(&id))));
                SnapshotError::ensure(conversation.members.insert(place, &user, role), member, "is a member twice")?;
            }
            conversations.insert(conversation, id);
        }
        for (user, of_user) in memberships {
            let path = || format!("conversations.known: members: {user}");
            let of_user = ByAge::from_unordered(of_user);
            let of_user = SnapshotError::require(of_user, path, "has a place that is used twice")?;
            conversations.by_member.insert(user, of_user);
        }
        Ok(conversations)
    }
}
