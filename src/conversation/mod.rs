//! Conversations and their members, messages sent, delivered and read, profiles (Comapi's model).
//!
//! For hosts: one struct for each event. They are published by themselves, `engine.publish(now, event)`: the event says who gets
//! it (V1, V2, V4).
//!
//! # Inside
//!
//! Owns membership. Must never see the matcher or sessions: it says who is a member, and the engine routes. Invariants: a
//! conversation is known from its first member on; the members of the conversations and the conversations of the users agree.

mod members;
mod plan;
#[cfg(feature = "snapshot")]
mod saved;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::mem;

use self::members::{Members, Place};
pub(crate) use self::plan::{Plan, Planned};
#[cfg(feature = "snapshot")]
pub(crate) use self::saved::SavedConversations;
use crate::collections::{ByAge, StepMap};
use crate::error::Error;
use crate::ids::{ConversationNumber, UserId};
use crate::state_hash;
pub use crate::vocab::conversation_events::*;
pub use crate::vocab::conversation_groups::*;
pub use crate::vocab::{ConversationEvent, MessagePart, MessageSentPayload, Privileges, Roles, StatusUpdatePayload};

/// The conversations of one user, in the order in which he was added to them.
type Memberships = ByAge<Place, (ConversationNumber, Arc<str>)>;

#[derive(Debug)]
pub(crate) struct Conversations {
    by_id: StepMap<Arc<str>, Conversation>,
    /// In the order in which they became known.
    in_order: ByAge<ConversationNumber, Arc<str>>,
    /// The conversations of each user who is a member of some, in the order in which he was added.
    by_member: StepMap<UserId, Memberships>,
    /// Entries moved in the tables of one conversation or user, those that are gone included.
    moved: u64,
    last: ConversationNumber,
    last_place: Place,
}

#[derive(Debug)]
struct Conversation {
    number: ConversationNumber,
    members: Members,
    deleted: bool,
}

/// What an accepted event does to its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) conversation: ConversationNumber,
    pub(crate) change: Change,
}

impl Step {
    /// The step, which leaves one that changes nothing.
    pub(crate) fn take(&mut self) -> Self {
        Self { conversation: self.conversation, change: mem::replace(&mut self.change, Change::None) }
    }
}

/// A change of a conversation. Who joins or leaves comes with the id, by which subscriptions list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    None,
    /// This user becomes a member, perhaps the first one of all.
    Joins {
        id: Arc<str>,
        user: UserId,
        role: Box<str>,
        begins: bool,
    },
    /// A member gets another role.
    Role {
        user: UserId,
        role: Box<str>,
    },
    /// This user is not a member any more.
    Leaves {
        id: Arc<str>,
        user: UserId,
    },
    /// It becomes deleted, or is deleted no more.
    Deleted(bool),
}

impl Conversations {
    pub(crate) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 28, 29, 30);
        Self {
            by_id: StepMap::with_hasher(seed.clone()),
            in_order: ByAge::default(),
            by_member: StepMap::with_hasher(seed),
            moved: 0,
            last: ConversationNumber::default(),
            last_place: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The ids of all known conversations, in the order in which they became known.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.in_order.values().map(|id| &**id)
    }

    /// The number of a conversation that is known, and not deleted.
    pub(crate) fn live(&self, id: &str) -> Result<ConversationNumber, Error> {
        match self.by_id.get_again(id) {
            Some(Conversation { deleted: false, number, .. }) => Ok(*number),
            Some(_) => Err(Error::ConversationDeleted { conversation: id.into(), deleted: true }),
            None => Err(Error::ConversationUnknown { conversation: id.into() }),
        }
    }

    /// The members of a conversation with their roles, in the order in which they were added; `None` for an unknown one.
    pub(crate) fn members(&self, id: &str) -> Option<impl Iterator<Item = (&UserId, &str)>> {
        self.by_id.get(id).map(|conversation| conversation.members.iter().map(|(_, user, role)| (user, role)))
    }

    /// The conversations of which a user is a member, in the order in which he was added; deleted ones included.
    pub(crate) fn of(&self, user: &UserId) -> impl Iterator<Item = (ConversationNumber, &str)> {
        self.by_member.get(user).into_iter().flat_map(ByAge::values).map(|(number, id)| (*number, &**id))
    }

    /// Does what the step says. Cost: O(log members + log memberships of the user + log conversations),
    /// amortised.
    pub(crate) fn apply(&mut self, step: Step) {
        let Step { conversation: number, change } = step;
        match change {
            Change::None => {}
            Change::Joins { id, user, role, begins } => {
                if begins {
                    self.last = number;
                    let members = self.no_members();
                    self.insert(Conversation { number, members, deleted: false }, id);
                }
                self.add_member(number, &user, role);
            }
            Change::Role { user, role } => self.add_member(number, &user, role),
            Change::Leaves { id, user } => self.remove_member(&id, &user),
            Change::Deleted(deleted) => {
                let conversation = self.in_order.get(number).and_then(|id| self.by_id.get_mut(id));
                conversation.into_iter().for_each(|conversation| conversation.deleted = deleted);
            }
        }
    }

    fn no_members(&self) -> Members {
        Members::new(self.by_id.hasher().clone())
    }

    fn insert(&mut self, conversation: Conversation, id: Arc<str>) {
        self.in_order.insert(conversation.number, Arc::clone(&id));
        self.by_id.insert(id, conversation);
    }

    fn add_member(&mut self, number: ConversationNumber, user: &UserId, role: Box<str>) {
        let Some(id) = self.in_order.get(number) else { return };
        let Some(conversation) = self.by_id.get_mut(id) else { return };
        let place = self.last_place + 1;
        let moved = conversation.members.moved();
        if conversation.members.insert(place, user, role) {
            let of_user = self.by_member.get_or_insert_with(user, ByAge::default);
            let moved_of_user = of_user.moved();
            of_user.insert(place, (number, Arc::clone(id)));
            self.moved += of_user.moved() - moved_of_user;
            self.last_place = place;
        }
        self.moved += conversation.members.moved() - moved;
    }

    fn remove_member(&mut self, id: &str, user: &UserId) {
        let Some(Conversation { members, .. }) = self.by_id.get_mut(id) else { return };
        let moved = members.moved();
        let place = members.remove(user);
        self.moved += members.moved() - moved;
        let (Some(place), Some(of_user)) = (place, self.by_member.get_mut(user)) else { return };
        let moved = of_user.moved();
        of_user.remove(place);
        self.moved += of_user.moved() - moved;
        if of_user.is_empty() {
            self.by_member.remove(user);
        }
    }

    pub(crate) fn state_hash(&self) -> u64 {
        let [by_id, by_member] = [state_hash::of_all(self.by_id.iter()), state_hash::of_all(self.by_member.iter())];
        by_id.wrapping_add(by_member).wrapping_add(state_hash::of(&(self.last, self.last_place)))
    }

    /// How many entries its tables moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        self.by_id.moved() + self.in_order.moved() + self.by_member.moved() + self.moved
    }

    /// Frees unused capacity.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_id.values_mut().for_each(|conversation| conversation.members.shrink_to_fit());
        self.in_order.shrink_to_fit();
        self.by_member.values_mut().for_each(ByAge::shrink_to_fit);
        self.by_id.shrink_to_fit();
        self.by_member.shrink_to_fit();
    }
}
