//! What an event says about what exists (I4).
//!
//! Owns [`EntityId`], [`EntityType`] and [`DirectoryUpdate`]. Must not remember anything: that is the ledger's.
//! Invariant: an update names one entity.

use core::fmt;

use super::spec::FieldType;
#[cfg(feature = "serde")]
use super::wire::variants;
use super::wire::{Fault, Json, View, Wire};
use super::{AttachmentId, MessageId};
use crate::predicate::Scalar;

/// Names something that exists for one user, and that an id list may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntityId {
    /// A message.
    Message(MessageId),
    /// An attachment.
    Attachment(AttachmentId),
    /// A discussion.
    Discussion(u64),
    /// A contact.
    Contact(u64),
    /// A group.
    Group(u64),
    /// An invitation to become a contact or to join a group.
    Invitation(u64),
}

/// What an [`EntityId`] can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntityType {
    /// A message.
    Message,
    /// An attachment.
    Attachment,
    /// A discussion.
    Discussion,
    /// A contact.
    Contact,
    /// A group.
    Group,
    /// An invitation to become a contact or to join a group.
    Invitation,
}

impl EntityType {
    /// How such an id is written.
    #[must_use]
    pub const fn id_type(self) -> FieldType {
        match self {
            Self::Message => MessageId::TYPE,
            Self::Attachment => AttachmentId::TYPE,
            Self::Discussion | Self::Contact | Self::Group | Self::Invitation => u64::TYPE,
        }
    }

    pub(crate) fn read(self, json: Json) -> Result<EntityId, Fault> {
        match self {
            Self::Message => Wire::read(json).map(EntityId::Message),
            Self::Attachment => Wire::read(json).map(EntityId::Attachment),
            Self::Discussion => Wire::read(json).map(EntityId::Discussion),
            Self::Contact => Wire::read(json).map(EntityId::Contact),
            Self::Group => Wire::read(json).map(EntityId::Group),
            Self::Invitation => Wire::read(json).map(EntityId::Invitation),
        }
    }
}

impl EntityId {
    /// The id as it is written where its sort is clear.
    pub(crate) fn written(&self) -> View<'_> {
        match self {
            Self::Message(id) => id.view(),
            Self::Attachment(id) => id.view(),
            Self::Discussion(id) | Self::Contact(id) | Self::Group(id) | Self::Invitation(id) => id.view(),
        }
    }
}

#[cfg(feature = "serde")]
variants! {
    EntityId {
        Message = "message" as id: MessageId;
        Attachment = "attachment" as id: AttachmentId;
        Discussion = "discussion" as id: u64;
        Contact = "contact" as id: u64;
        Group = "group" as id: u64;
        Invitation = "invitation" as id: u64;
    }
}

impl<T> From<EntityId> for Scalar<T> {
    fn from(id: EntityId) -> Self {
        match id {
            EntityId::Message(id) => id.into(),
            EntityId::Attachment(id) => id.into(),
            EntityId::Discussion(id) | EntityId::Contact(id) | EntityId::Group(id) | EntityId::Invitation(id) => {
                Self::Number(id)
            }
        }
    }
}

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => write!(f, "message {} {}", id.r#type.name(), id.id),
            Self::Attachment(id) => write!(f, "attachment {} {}", id.r#type.name(), id.id),
            Self::Discussion(id) => write!(f, "discussion {id}"),
            Self::Contact(id) => write!(f, "contact {id}"),
            Self::Group(id) => write!(f, "group {id}"),
            Self::Invitation(id) => write!(f, "invitation {id}"),
        }
    }
}

/// What an event says about existence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DirectoryUpdate {
    /// It exists from now on.
    Creates(EntityId),
    /// It exists no more.
    Deletes(EntityId),
    /// It exists, and it is a live location sharing from now on.
    StartsSharing(EntityId),
    /// It is no live location sharing any more.
    EndsSharing(EntityId),
}
