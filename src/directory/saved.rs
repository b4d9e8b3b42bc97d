//! The ledger as a snapshot holds it.
//!
//! Owns its form, and restoring it. Must not know its callers. Invariant: the order of age is kept; where the new bound is lower,
//! the oldest entries are removed, as always (I4).

use alloc::format;
use alloc::vec::Vec;

use super::{Ledger, Page};
use crate::collections;
use crate::config::{Bound, Config};
use crate::error::SnapshotError;
use crate::ids::UserId;
use crate::vocab::wire::saved::saved;
use crate::vocab::{AttachmentId, Direction, EntityId, MessageId};

/// What is known of each user, by name; of each the oldest entry first.
#[derive(Clone)]
pub(crate) struct SavedLedger(Vec<(UserId, Vec<SavedEntity>)>);

saved! { SavedLedger(entities: Vec<(UserId, Vec<SavedEntity>)>) }

/// One entity in few bytes.
#[derive(Clone, Copy)]
struct SavedEntity(Sort, u64);

saved! { SavedEntity(sort: Sort, id: u64) }

#[derive(Clone, Copy)]
enum Sort {
    Message,
    MessageIn,
    MessageOut,
    /// A message that is a live location sharing.
    Live,
    LiveIn,
    LiveOut,
    Attachment,
    AttachmentIn,
    AttachmentOut,
    Discussion,
    Contact,
    Group,
    Invitation,
}

saved! { words Sort {
    Message = "m",
    MessageIn = "mi",
    MessageOut = "mo",
    Live = "l",
    LiveIn = "li",
    LiveOut = "lo",
    Attachment = "a",
    AttachmentIn = "ai",
    AttachmentOut = "ao",
    Discussion = "d",
    Contact = "c",
    Group = "g",
    Invitation = "i",
} }

impl SavedEntity {
    fn new(entity: EntityId, live: bool) -> Self {
        let directed = |direction, [none, inbound, outbound]: [Sort; 3]| match direction {
            Direction::Inbound => inbound,
            Direction::Outbound => outbound,
            Direction::Unspecified => none,
        };
        match entity {
            EntityId::Message(MessageId { r#type, id }) if live => {
                Self(directed(r#type, [Sort::Live, Sort::LiveIn, Sort::LiveOut]), id)
            }
            EntityId::Message(MessageId { r#type, id }) => {
                Self(directed(r#type, [Sort::Message, Sort::MessageIn, Sort::MessageOut]), id)
            }
            EntityId::Attachment(AttachmentId { r#type, id }) => {
                Self(directed(r#type, [Sort::Attachment, Sort::AttachmentIn, Sort::AttachmentOut]), id)
            }
            EntityId::Discussion(id) => Self(Sort::Discussion, id),
            EntityId::Contact(id) => Self(Sort::Contact, id),
            EntityId::Group(id) => Self(Sort::Group, id),
            EntityId::Invitation(id) => Self(Sort::Invitation, id),
        }
    }

    /// The entity, and whether it is a live location sharing.
    fn entity(self) -> (EntityId, bool) {
        let Self(sort, id) = self;
        let message = |r#type| EntityId::Message(MessageId { r#type, id });
        let attachment = |r#type| EntityId::Attachment(AttachmentId { r#type, id });
        match sort {
            Sort::Message => (message(Direction::Unspecified), false),
            Sort::MessageIn => (message(Direction::Inbound), false),
            Sort::MessageOut => (message(Direction::Outbound), false),
            Sort::Live => (message(Direction::Unspecified), true),
            Sort::LiveIn => (message(Direction::Inbound), true),
            Sort::LiveOut => (message(Direction::Outbound), true),
            Sort::Attachment => (attachment(Direction::Unspecified), false),
            Sort::AttachmentIn => (attachment(Direction::Inbound), false),
            Sort::AttachmentOut => (attachment(Direction::Outbound), false),
            Sort::Discussion => (EntityId::Discussion(id), false),
            Sort::Contact => (EntityId::Contact(id), false),
            Sort::Group => (EntityId::Group(id), false),
            Sort::Invitation => (EntityId::Invitation(id), false),
        }
    }
}

impl Ledger {
    /// Cost: O(users * log users + entries).
    pub(crate) fn save(&self) -> SavedLedger {
        let entries = |page: &Page| page.oldest_first().map(|(entity, live)| SavedEntity::new(entity, live)).collect();
        let users = collections::in_order(self.users.keys().map(UserId::as_str));
        let pages = users.into_iter().filter_map(|user| self.users.get_key_value(user));
        SavedLedger(pages.map(|(user, page)| (user.clone(), entries(page))).collect())
    }

    pub(crate) fn restore(SavedLedger(users): SavedLedger, config: &Config) -> Result<Self, SnapshotError> {
        let mut ledger = Self::new(config.maximum(Bound::LedgerEntriesPerUser), config.seed());
        for (at, (user, entities)) in users.into_iter().enumerate() {
            let path = || format!("ledger[{at}]");
            SnapshotError::ensure_not_empty(config, "user", user.as_str(), path)?;
            for entity in entities {
                let (entity, live) = entity.entity();
                ledger.begin(&user, entity, live);
            }
        }
        Ok(ledger)
    }
}
