//! The vocabulary: events, their entities, and the filters on them.
//!
//! Owns THE TABLE ([`table`]) with one row for each notification kind, and a family file per entity with its filter. This is the
//! only place that knows what a message is. Must not know sessions, subscriptions or the matcher.
//! Invariant: a kind is described in one row.
//!
//! Adding a kind is one row in [`table`] and one line in the golden list of the tests. Adding a filter field is one row in its
//! filter. Adding an entity is one family file. Readers, writers, descriptions and generators follow from the rows.

mod attachment;
mod call;
mod conference;
mod contact;
mod conversation;
pub mod custom;
mod directory_update;
mod discussion;
mod event;
mod filter;
mod filter_parts;
mod group;
#[cfg(feature = "lint")]
mod implied;
mod interest_parts;
mod invitation;
mod kind;
pub(crate) mod macros;
mod message;
mod publishable;
pub(crate) mod spec;
mod table;
mod text;
pub(crate) mod wire;

pub use attachment::{Attachment, AttachmentFilter, AttachmentId, FileType};
pub use call::CallParticipantId;
pub use conference::{Alias, ConferenceName, Participant, ParticipantInfo, Permission, Signal, Status};
pub use contact::{Contact, ContactFilter, DetailsFilter, Identity, IdentityDetails};
pub(crate) use conversation::{Membership, free_form_sizes, membership, repeated_name};
pub use conversation::{MessagePart, MessageSentPayload, Privileges, Roles, StatusUpdatePayload};
pub use directory_update::{DirectoryUpdate, EntityId, EntityType};
pub use discussion::{Discussion, DiscussionFilter, DiscussionIdentifier, DiscussionSettings, DiscussionType};
pub use filter::{Can, Has, Have, Is, Managed};
pub(crate) use filter::{Composed, Field, FieldTest, Filter, FilterPart};
pub(crate) use filter_parts::{Comparison, FilterParts, FilterType, FromGiven, Given, read_given};
pub use filter_parts::{FilterField, FilterSpec};
pub use group::{
    AdvancedConfiguration, Group, GroupFilter, GroupMember, GroupMemberFilter, GroupMemberPermissions,
    GroupPermissionFilter, GroupType, PendingGroupMember, PendingGroupMemberFilter, RemoteDelete,
};
pub use interest_parts::Interest;
pub(crate) use interest_parts::{IdList, Names};
pub use invitation::{Invitation, InvitationFilter, InvitationStatus, InvitationType};
pub(crate) use kind::Reach;
#[cfg(feature = "snapshot")]
pub(crate) use kind::SavedKind;
pub use kind::{DirectoryUpdateSpec, IdRequirement, IdsSpec, KindSpec, Part, PartFilter, PartSpec};
pub use message::{
    Direction, LocationType, Message, MessageEphemerality, MessageFilter, MessageId, MessageLocation,
    MessageLocationCondition, MessageReaction, ReactionFilter,
};
pub(crate) use publishable::Row as Publishable;
pub use publishable::{ConversationEvent, DaemonEvent};
pub(crate) use spec::wire_name;
pub use spec::{EntitySpec, Family, FieldSpec, FieldType, WordSpec};
pub use table::*;
pub(crate) use table::{
    conference_answers, conference_events, conversation_events, conversation_groups, daemon_events,
};
pub use text::UnknownKind;
pub use wire::{Fault, Json, Number};
