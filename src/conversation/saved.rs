//! Conversations, as a snapshot holds them.
//!
//! Owns their form, and their way back. Must not know who listens. Invariant: numbers are kept, for they are the order in which
//! the conversations began.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Conversation, Conversations};
use crate::config::Config;
use crate::error::SnapshotError;
use crate::ids::{ConversationNumber, UserId};

/// All conversations, oldest first.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedConversations {
    last: ConversationNumber,
    known: Vec<SavedConversation>,
}

/// The number, the name, whether it is deleted, and the members with their roles, by name.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct SavedConversation(ConversationNumber, Arc<str>, bool, Vec<(UserId, Box<str>)>);

impl Conversations {
    /// Cost: O(conversations * log conversations + members).
    pub(crate) fn save(&self) -> SavedConversations {
        let members =
            |known: &Conversation| known.members.iter().map(|(user, role)| (user.clone(), role.clone())).collect();
        let saved = self
            .known
            .iter()
            .map(|(id, known)| SavedConversation(known.number, Arc::clone(id), known.deleted, members(known)));
        let mut known: Vec<_> = saved.collect();
        known.sort_unstable_by_key(|SavedConversation(number, ..)| *number);
        SavedConversations { last: self.last, known }
    }

    pub(crate) fn restore(saved: SavedConversations, config: &Config) -> Result<Self, SnapshotError> {
        let mut conversations = Self::new(config.seed());
        let mut last = ConversationNumber::default();
        for (at, SavedConversation(number, id, deleted, members)) in saved.known.into_iter().enumerate() {
            let path = |field: &str| format!("conversations.known[{at}].{field}");
            SnapshotError::ensure(number > last, || path("number"), "is not above the one before")?;
            last = number;
            SnapshotError::ensure_not_empty(config, "conversation_id", &id, || path("id"))?;
            SnapshotError::ensure(!conversations.known.contains_key(&id), || path("id"), "stands twice")?;
            let mut known = Conversation { number, members: BTreeMap::new(), deleted };
            for (user, role) in members {
                let member = || path(&format!("members: {user}"));
                SnapshotError::ensure_not_empty(config, "member", user.as_str(), member)?;
                SnapshotError::ensure(!known.members.contains_key(&user), member, "stands twice")?;
                conversations.of.entry(user.clone()).or_default().insert(number, Arc::clone(&id));
                known.members.insert(user, role);
            }
            conversations.known.insert(id, known);
        }
        SnapshotError::ensure_countable(saved.last.number(), || "conversations.last".into())?;
        SnapshotError::ensure(last <= saved.last, || "conversations.last".into(), "is below one that is known")?;
        conversations.last = saved.last;
        Ok(conversations)
    }
}
