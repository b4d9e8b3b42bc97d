//! Conversations: who is a member, and whether they are deleted (V1, V2).
//!
//! Owns membership. Must never see the matcher or sessions: it says who is in, and the engine routes. Invariants: a conversation
//! stays known once it has begun; what is known of a member and what is known of a conversation always agree.

#[cfg(feature = "snapshot")]
mod saved;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use hashbrown::HashMap;

#[cfg(feature = "snapshot")]
pub(crate) use self::saved::SavedConversations;
use crate::error::Error;
use crate::ids::{ConversationNumber, UserId};
use crate::state_hash;
use crate::vocab::{Event, Membership, membership};

#[derive(Debug)]
pub(crate) struct Conversations {
    known: HashMap<Arc<str>, Conversation, ahash::RandomState>,
    of: HashMap<UserId, BTreeMap<ConversationNumber, Arc<str>>, ahash::RandomState>,
    last: ConversationNumber,
}

#[derive(Debug)]
struct Conversation {
    number: ConversationNumber,
    /// Members with the roles that they were given.
    members: BTreeMap<UserId, Box<str>>,
    deleted: bool,
}

/// A change of who is in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    /// This user becomes a member.
    Joins(UserId),
    /// This user is a member no more.
    Goes(UserId),
}

/// What an event does to its conversation, once it is known to be acceptable.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) conversation: ConversationNumber,
    pub(crate) change: Change,
    deleted: bool,
    begins: bool,
}

impl Conversations {
    pub(crate) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 28, 29, 30);
        Self {
            known: HashMap::with_hasher(seed.clone()),
            of: HashMap::with_hasher(seed),
            last: ConversationNumber::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// The members of a conversation with the roles that they were given, by name; `None` for an unknown one.
    pub(crate) fn members(&self, id: &str) -> Option<impl Iterator<Item = (&UserId, &str)>> {
        self.known.get(id).map(|known| known.members.iter().map(|(user, role)| (user, &**role)))
    }

    /// The conversations that a user is a member of, oldest first.
    pub(crate) fn of(&self, user: &UserId) -> impl Iterator<Item = (ConversationNumber, &str)> {
        self.of.get(user).into_iter().flatten().map(|(number, id)| (*number, &**id))
    }

    /// Whether an event of a conversation is acceptable now, and what it will do. Changes nothing.
    pub(crate) fn step(&self, id: &str, event: &Event) -> Result<Step, Error> {
        let unknown = || Error::ConversationUnknown { conversation: id.into() };
        let membership = membership(event);
        let Some(known) = self.known.get(id) else {
            let Membership::Added { profile_id, .. } = membership else { return Err(unknown()) };
            let conversation = ConversationNumber::from_number(self.last.number() + 1);
            return Ok(Step { conversation, change: Change::Joins(profile_id.into()), deleted: false, begins: true });
        };
        if known.deleted != matches!(membership, Membership::Undeleted) {
            return Err(Error::ConversationDeleted { conversation: id.into(), deleted: known.deleted });
        }
        let change = match membership {
            Membership::Added { profile_id, .. } => {
                let user = UserId::from(profile_id);
                if known.members.contains_key(&user) { Change::None } else { Change::Joins(user) }
            }
            Membership::Removed { profile_id } => {
                let user = UserId::from(profile_id);
                if !known.members.contains_key(&user) {
                    return Err(Error::NotAMember { conversation: id.into(), user });
                }
                Change::Goes(user)
            }
            Membership::Deleted | Membership::Undeleted | Membership::Same => Change::None,
        };
        let deleted = matches!(membership, Membership::Deleted);
        Ok(Step { conversation: known.number, change, deleted, begins: false })
    }

    /// Does what the step says. Cost: O(log members).
    pub(crate) fn apply(&mut self, id: &str, event: &Event, step: &Step) {
        if step.begins {
            self.last = step.conversation;
            let conversation = Conversation { number: self.last, members: BTreeMap::new(), deleted: false };
            self.known.insert(id.into(), conversation);
        }
        let Some((id, _)) = self.known.get_key_value(id) else { return };
        let id = Arc::clone(id);
        let Some(known) = self.known.get_mut(&id) else { return };
        known.deleted = step.deleted;
        match (&step.change, membership(event)) {
            (Change::Joins(user), Membership::Added { role, .. }) => {
                known.members.insert(user.clone(), role.into());
                self.of.entry(user.clone()).or_default().insert(step.conversation, id);
            }
            (Change::Goes(user), _) => {
                known.members.remove(user);
                if let Some(of) = self.of.get_mut(user) {
                    of.remove(&step.conversation);
                    if of.is_empty() {
                        self.of.remove(user);
                    }
                }
            }
            (Change::None | Change::Joins(_), _) => {}
        }
    }

    pub(crate) fn state_hash(&self) -> u64 {
        let last = state_hash::of(&self.last);
        state_hash::of_all(&self.known).wrapping_add(state_hash::of_all(&self.of)).wrapping_add(last)
    }

    /// Gives back what is kept for growth; the shape of a tree, too, is that of its history.
    pub(crate) fn shrink_to_fit(&mut self) {
        for known in self.known.values_mut() {
            known.members = core::mem::take(&mut known.members).into_iter().collect();
        }
        for of in self.of.values_mut() {
            *of = core::mem::take(of).into_iter().collect();
        }
        self.known.shrink_to_fit();
        self.of.shrink_to_fit();
    }
}
