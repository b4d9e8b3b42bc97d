//! What events will do to conversations, before any of them is applied.
//!
//! Owns the checks of an event of a conversation, and the conversations as the events planned before it will leave them (R11). Must
//! not change a conversation. Invariants: the checks are made one after the other, as I3 has them: known, deleted or not, a member
//! or not; steps that are applied in the order in which they were planned do what they say.

use alloc::collections::BTreeMap;

use super::{Change, Conversation, Conversations, Step};
use crate::error::Error;
use crate::ids::ConversationNumber;
use crate::vocab::Membership;

/// The events planned so far. Only what they change is kept, so a plan of events that change nothing allocates nothing.
#[derive(Debug)]
pub(crate) struct Plan<'e> {
    conversations: &'e Conversations,
    /// Those that begin.
    begun: BTreeMap<&'e str, ConversationNumber>,
    /// Those that become deleted or are deleted no more.
    deleted: BTreeMap<ConversationNumber, bool>,
    /// Who becomes a member or is a member no more.
    members: BTreeMap<(ConversationNumber, &'e str), bool>,
}

/// An event whose conversation is known, or begins with it.
#[derive(Debug)]
pub(crate) struct Planned<'e> {
    id: &'e str,
    membership: Membership<'e>,
    conversation: ConversationNumber,
    /// As it is before all events of the plan.
    before: Option<&'e Conversation>,
    begins: bool,
}

impl<'e> Plan<'e> {
    pub(crate) fn new(conversations: &'e Conversations) -> Self {
        Self { conversations, begun: BTreeMap::new(), deleted: BTreeMap::new(), members: BTreeMap::new() }
    }

    /// The conversation must be known; adding somebody makes it known.
    pub(crate) fn find(&mut self, id: &'e str, membership: Membership<'e>) -> Result<Planned<'e>, Error> {
        if let Some(before) = self.conversations.by_id.get_again(id) {
            let conversation = before.number;
            return Ok(Planned { id, membership, conversation, before: Some(before), begins: false });
        }
        let begun = self.begun.get(id).copied();
        if begun.is_none() && !matches!(membership, Membership::Added { .. }) {
            return Err(Error::ConversationUnknown { conversation: id.into() });
        }
        let conversation = begun.unwrap_or_else(|| {
            let last = self.conversations.last.number() + self.begun.len() as u64;
            let next = ConversationNumber::from_number(last + 1);
            self.begun.insert(id, next);
            next
        });
        Ok(Planned { id, membership, conversation, before: None, begins: begun.is_none() })
    }

    /// A deleted conversation takes nothing but being undeleted, and a live one not that.
    pub(crate) fn check_deleted(&mut self, planned: &Planned<'e>) -> Result<(), Error> {
        let Planned { id, membership, conversation, before, .. } = planned;
        let before = before.is_some_and(|before| before.deleted);
        let deleted = self.deleted.get(conversation).copied().unwrap_or(before);
        if deleted != matches!(membership, Membership::Undeleted) {
            return Err(Error::ConversationDeleted { conversation: (*id).into(), deleted });
        }
        if matches!(membership, Membership::Deleted | Membership::Undeleted) {
            self.deleted.insert(*conversation, !deleted);
        }
        Ok(())
    }

    /// Who is removed must be a member. Returns what the event will do.
    pub(crate) fn step(&mut self, planned: &Planned<'e>) -> Result<Step, Error> {
        let Planned { id, membership, conversation, begins, .. } = *planned;
        let change = match membership {
            Membership::Added { profile_id, role } => {
                let (user, role) = (profile_id.into(), role.into());
                if self.is_member(planned, profile_id) {
                    Change::Role { user, role }
                } else {
                    self.members.insert((conversation, profile_id), true);
                    Change::Joins { id: id.into(), user, role, begins }
                }
            }
            Membership::Removed { profile_id } => {
                let user = profile_id.into();
                if !self.is_member(planned, profile_id) {
                    return Err(Error::NotAMember { conversation: id.into(), user });
                }
                self.members.insert((conversation, profile_id), false);
                Change::Leaves { id: id.into(), user }
            }
            Membership::Deleted => Change::Deleted(true),
            Membership::Undeleted => Change::Deleted(false),
            Membership::Same => Change::None,
        };
        Ok(Step { conversation, change })
    }

    fn is_member(&self, planned: &Planned<'_>, user: &'e str) -> bool {
        let planned_before = self.members.get(&(planned.conversation, user)).copied();
        planned_before.unwrap_or_else(|| planned.before.is_some_and(|before| before.members.contains(user)))
    }
}
