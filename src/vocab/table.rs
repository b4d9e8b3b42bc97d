//! THE TABLE: one row for each notification kind.
//!
//! Owns every kind's number, name, payload, id lists, filters and directory update; see [`row`](super::macros::row) for how a row
//! is read. Must not contain anything but rows. Invariant: numbers and names never change once released (the golden list of the
//! tests holds them).

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::attachment::{Attachment, AttachmentFilter, AttachmentId};
use super::call::CallParticipantId;
use super::conference::{Alias, Participant, Permission};
use super::contact::{Contact, ContactFilter, IdentityDetails};
use super::conversation::{MessageSentPayload, Roles, StatusUpdatePayload};
use super::custom::CustomEvent;
use super::directory_update::{DirectoryUpdate, EntityId, EntityType};
use super::discussion::{Discussion, DiscussionFilter, DiscussionSettings};
use super::event::Payload;
use super::filter_parts::{FilterType, read_filter};
use super::group::{
    Group, GroupFilter, GroupMember, GroupMemberFilter, GroupMemberPermissions, GroupPermissionFilter,
    PendingGroupMember, PendingGroupMemberFilter,
};
use super::interest_parts::Interest;
use super::invitation::{Invitation, InvitationFilter, InvitationStatus};
use super::kind::{CUSTOM, DirectoryUpdateSpec, IdRequirement, IdsSpec, KindSpec, Part, PartFilter, PartSpec};
use super::macros::entity::{Naming as _, Subject as _};
use super::macros::row::notifications;
use super::message::{Message, MessageFilter, MessageId, MessageLocation, MessageReaction, ReactionFilter};
use super::spec::{EntitySpec, Family, FieldSpec, WordSpec, entity};
use super::wire::{Fault, Json, Wire};
use crate::ids::{ConferenceId, Token};
use crate::predicate::{Attr, Attributes, Value};

notifications! {
    Daemon Event in daemon_events {
        // Messages --------------------------------------------------------------------------------------------
        /// You received a message.
        1 "MessageReceived" => MessageReceived {
            about message: Message;
            filter filter: MessageFilter on message;
            directory Creates Message at message.id;
        }
        /// You sent a message.
        2 "MessageSent" => MessageSent {
            about message: Message;
            filter filter: MessageFilter on message;
            directory Creates Message at message.id;
        }
        /// A message was deleted, here or by its sender for everyone.
        3 "MessageDeleted" => MessageDeleted {
            about message: Message;
            ids message_ids: MessageId of Message at message.id;
            filter filter: MessageFilter on message;
            directory Deletes Message at message.id;
        }
        /// The text of a message was edited by its sender.
        4 "MessageBodyUpdated" => MessageBodyUpdated {
            about message: Message;
            /// The text before.
            with previous_body: String;
            ids message_ids: MessageId of Message at message.id;
            filter filter: MessageFilter on message;
        }
        /// A message of yours reached the server.
        5 "MessageUploaded" => MessageUploaded {
            about message: Message;
            ids message_ids: MessageId of Message at message.id, Outbound;
            filter filter: MessageFilter on message;
        }
        /// A message of yours reached at least one device of a recipient.
        6 "MessageDelivered" => MessageDelivered {
            about message: Message;
            ids message_ids: MessageId of Message at message.id, Outbound;
            filter filter: MessageFilter on message;
        }
        /// A message of yours was read by at least one recipient.
        7 "MessageRead" => MessageRead {
            about message: Message;
            ids message_ids: MessageId of Message at message.id, Outbound;
            filter filter: MessageFilter on message;
        }
        /// You received a message with one static position. Follows `MessageReceived` (R8).
        8 "MessageLocationReceived" => MessageLocationReceived {
            about message: Message;
            filter filter: MessageFilter on message;
            directory Creates Message at message.id;
        }
        /// You sent a message with one static position. Follows `MessageSent` (R8).
        9 "MessageLocationSent" => MessageLocationSent {
            about message: Message;
            filter filter: MessageFilter on message;
            directory Creates Message at message.id;
        }
        /// A location sharing began, yours or a contact's. Follows `MessageReceived` or `MessageSent` (R8).
        10 "MessageLocationSharingStart" => MessageLocationSharingStart {
            about message: Message;
            filter filter: MessageFilter on message;
            directory StartsSharing Message at message.id;
        }
        /// A shared location moved.
        11 "MessageLocationSharingUpdate" => MessageLocationSharingUpdate {
            about message: Message;
            /// The location before.
            with previous_location: Option<MessageLocation>;
            ids message_ids: MessageId of Message at message.id, LiveSharing;
            filter filter: MessageFilter on message;
        }
        /// A location sharing was stopped or ran out.
        12 "MessageLocationSharingEnd" => MessageLocationSharingEnd {
            about message: Message;
            ids message_ids: MessageId of Message at message.id, LiveSharing;
            filter filter: MessageFilter on message;
            directory EndsSharing Message at message.id;
        }
        /// Someone, perhaps you, reacted to a message.
        13 "MessageReactionAdded" => MessageReactionAdded {
            about message: Message;
            /// The new reaction.
            with reaction: Option<MessageReaction>;
            ids message_ids: MessageId of Message at message.id;
            filter filter: MessageFilter on message;
            filter reaction_filter: ReactionFilter on reaction;
        }
        /// Someone, perhaps you, replaced a reaction to a message.
        14 "MessageReactionUpdated" => MessageReactionUpdated {
            about message: Message;
            /// The reaction that replaced it.
            with reaction: Option<MessageReaction>;
            /// The reaction before.
            with previous_reaction: Option<MessageReaction>;
            ids message_ids: MessageId of Message at message.id;
            filter message_filter: MessageFilter on message;
            filter reaction_filter: ReactionFilter on reaction;
            filter previous_reaction_filter: ReactionFilter on previous_reaction;
        }
        /// Someone, perhaps you, took a reaction to a message back.
        15 "MessageReactionRemoved" => MessageReactionRemoved {
            about message: Message;
            /// The reaction that was taken back.
            with reaction: Option<MessageReaction>;
            ids message_ids: MessageId of Message at message.id;
            filter filter: MessageFilter on message;
            filter reaction_filter: ReactionFilter on reaction;
        }

        // Attachments -----------------------------------------------------------------------------------------
        /// You received an attachment; one event for each attachment of a message.
        16 "AttachmentReceived" => AttachmentReceived {
            about attachment: Attachment;
            filter filter: AttachmentFilter on attachment;
            directory Creates Attachment at attachment.id;
        }
        /// An attachment that you sent was uploaded.
        17 "AttachmentUploaded" => AttachmentUploaded {
            about attachment: Attachment;
            ids message_ids: MessageId of Message at attachment.message_id, Outbound;
            ids attachment_ids: AttachmentId of Attachment at attachment.id;
            filter filter: AttachmentFilter on attachment;
            directory Creates Attachment at attachment.id;
        }

        // Discussions -----------------------------------------------------------------------------------------
        /// A discussion began, or is used again: a new contact, a group created or joined.
        18 "DiscussionNew" => DiscussionNew {
            about discussion: Discussion;
            filter filter: DiscussionFilter on discussion;
            directory Creates Discussion at discussion.id;
        }
        /// A discussion was locked: its contact was removed, its group left or disbanded.
        19 "DiscussionLocked" => DiscussionLocked {
            about discussion: Discussion;
            ids discussion_ids: u64 of Discussion at discussion.id;
            filter filter: DiscussionFilter on discussion;
            directory Deletes Discussion at discussion.id;
        }
        /// The title of a discussion changed with its contact's details or its group's name.
        20 "DiscussionTitleUpdated" => DiscussionTitleUpdated {
            about discussion: Discussion;
            /// The title before.
            with previous_title: String;
            ids discussion_ids: u64 of Discussion at discussion.id;
            filter filter: DiscussionFilter on discussion;
        }
        /// The shared settings of a discussion changed.
        21 "DiscussionSettingsUpdated" => DiscussionSettingsUpdated {
            about discussion: Discussion;
            /// The settings now.
            with new_settings: Option<DiscussionSettings>;
            /// The settings before.
            with previous_settings: Option<DiscussionSettings>;
            ids discussion_ids: u64 of Discussion at discussion.id;
            filter filter: DiscussionFilter on discussion;
        }

        // Contacts --------------------------------------------------------------------------------------------
        /// A contact was added.
        22 "ContactNew" => ContactNew {
            about contact: Contact;
            filter filter: ContactFilter on contact;
            directory Creates Contact at contact.id;
        }
        /// A contact was removed, by you or by themselves.
        23 "ContactDeleted" => ContactDeleted {
            about contact: Contact;
            ids contact_ids: u64 of Contact at contact.id;
            filter filter: ContactFilter on contact;
            directory Deletes Contact at contact.id;
        }
        /// A contact changed their details, hence their display name.
        24 "ContactDetailsUpdated" => ContactDetailsUpdated {
            about contact: Contact;
            /// The details before.
            with previous_details: Option<IdentityDetails>;
            ids contact_ids: u64 of Contact at contact.id;
            filter filter: ContactFilter on contact;
        }
        /// A contact changed their picture.
        25 "ContactPhotoUpdated" => ContactPhotoUpdated {
            about contact: Contact;
            ids contact_ids: u64 of Contact at contact.id;
            filter filter: ContactFilter on contact;
        }

        // Groups ----------------------------------------------------------------------------------------------
        /// You joined or created a group.
        26 "GroupNew" => GroupNew {
            about group: Group;
            filter group_filter: GroupFilter on group;
            directory Creates Group at group.id;
        }
        /// You left a group, were removed, or it was disbanded.
        27 "GroupDeleted" => GroupDeleted {
            about group: Group;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            directory Deletes Group at group.id;
        }
        /// A group was renamed.
        28 "GroupNameUpdated" => GroupNameUpdated {
            about group: Group;
            /// The name before.
            with previous_name: String;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter previous_name_search: String on previous_name;
        }
        /// The picture of a group changed.
        29 "GroupPhotoUpdated" => GroupPhotoUpdated {
            about group: Group;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
        }
        /// The description of a group changed.
        30 "GroupDescriptionUpdated" => GroupDescriptionUpdated {
            about group: Group;
            /// The description before.
            with previous_description: String;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter previous_description_search: String on previous_description;
        }
        /// Someone was invited into a group.
        31 "GroupPendingMemberAdded" => GroupPendingMemberAdded {
            about group: Group;
            /// Who was invited.
            with pending_member: Option<PendingGroupMember>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter pending_member_filter: PendingGroupMemberFilter on pending_member;
        }
        /// Someone invited into a group accepted, declined, or acknowledged you.
        32 "GroupPendingMemberRemoved" => GroupPendingMemberRemoved {
            about group: Group;
            /// Who was invited.
            with pending_member: Option<PendingGroupMember>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter pending_member_filter: PendingGroupMemberFilter on pending_member;
        }
        /// Someone joined a group.
        33 "GroupMemberJoined" => GroupMemberJoined {
            about group: Group;
            /// Who joined.
            with member: Option<GroupMember>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter member_filter: GroupMemberFilter on member;
        }
        /// Someone left a group or was removed.
        34 "GroupMemberLeft" => GroupMemberLeft {
            about group: Group;
            /// Who left.
            with member: Option<GroupMember>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter member_filter: GroupMemberFilter on member;
        }
        /// Your permissions in a group changed.
        35 "GroupOwnPermissionsUpdated" => GroupOwnPermissionsUpdated {
            about group: Group;
            /// Your permissions now.
            with permissions: Option<GroupMemberPermissions>;
            /// The permissions before.
            with previous_permissions: Option<GroupMemberPermissions>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter permissions_filter: GroupPermissionFilter on permissions;
            filter previous_permissions_filter: GroupPermissionFilter on previous_permissions;
        }
        /// The permissions of another member of a group changed.
        36 "GroupMemberPermissionsUpdated" => GroupMemberPermissionsUpdated {
            about group: Group;
            /// Whose permissions changed, as they are now.
            with member: Option<GroupMember>;
            /// The permissions before.
            with previous_permissions: Option<GroupMemberPermissions>;
            ids group_ids: u64 of Group at group.id;
            filter group_filter: GroupFilter on group;
            filter member_filter: GroupMemberFilter on member;
            filter previous_permission_filter: GroupPermissionFilter on previous_permissions;
        }

        // Invitations -----------------------------------------------------------------------------------------
        /// You received an invitation: the first step of its protocol.
        37 "InvitationReceived" => InvitationReceived {
            about invitation: Invitation;
            filter filter: InvitationFilter on invitation;
            directory Creates Invitation at invitation.id;
        }
        /// You sent an invitation: the first step of its protocol.
        38 "InvitationSent" => InvitationSent {
            about invitation: Invitation;
            filter filter: InvitationFilter on invitation;
            directory Creates Invitation at invitation.id;
        }
        /// An invitation ended: its protocol ended, or was aborted.
        39 "InvitationDeleted" => InvitationDeleted {
            about invitation: Invitation;
            ids invitation_ids: u64 of Invitation at invitation.id;
            filter filter: InvitationFilter on invitation;
            directory Deletes Invitation at invitation.id;
        }
        /// An invitation moved to the next step of its protocol.
        40 "InvitationUpdated" => InvitationUpdated {
            about invitation: Invitation;
            /// The status before.
            with previous_invitation_status: InvitationStatus;
            ids invitation_ids: u64 of Invitation at invitation.id;
            filter filter: InvitationFilter on invitation;
        }

        // Calls -----------------------------------------------------------------------------------------------
        /// Someone calls you.
        41 "CallIncomingCall" => CallIncomingCall {
            /// Names the call.
            with call_identifier: String;
            /// The group's discussion when a group is called, else the contact's.
            with discussion_id: u64;
            /// Who it is about.
            with participant_id: Option<CallParticipantId>;
            /// The caller's name.
            with caller_display_name: String;
            /// How many take part.
            with participant_count: u32;
        }
        /// The phone of someone you call began to ring.
        42 "CallRinging" => CallRinging {
            /// Names the call.
            with call_identifier: String;
            /// Who it is about.
            with participant_id: Option<CallParticipantId>;
        }
        /// Someone you called accepted.
        43 "CallAccepted" => CallAccepted {
            /// Names the call.
            with call_identifier: String;
            /// Who it is about.
            with participant_id: Option<CallParticipantId>;
        }
        /// Someone you called declined.
        44 "CallDeclined" => CallDeclined {
            /// Names the call.
            with call_identifier: String;
            /// Who it is about.
            with participant_id: Option<CallParticipantId>;
        }
        /// Someone you called is busy.
        45 "CallBusy" => CallBusy {
            /// Names the call.
            with call_identifier: String;
            /// Who it is about.
            with participant_id: Option<CallParticipantId>;
        }
        /// Every participant left or declined a call.
        46 "CallEnded" => CallEnded {
            /// Names the call.
            with call_identifier: String;
        }
    }

    Conference Event in conference_events {
        // For users -----------------------------------------------------------------------------------------------------
        /// Someone invited you to a conference. Subscribed to by default.
        47 "Invitation" => ConferenceInvitation {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Who invites you; the owner, when the server side does.
            with participant: Participant;
            /// Your token; there in protected conferences only.
            with conference_token: Option<Token>;
        }

        // By alias, for everyone who subscribed to it (K7) -----------------------------------------------------------------
        /// A conference was created with the alias.
        48 "Conference.Created" => ConferenceCreated {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            alias conference_alias;
        }
        /// The conference of the alias ended.
        49 "Conference.Ended" => ConferenceEnded {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            alias conference_alias;
        }
        /// Someone joined the conference of the alias.
        50 "Participant.Joined" => ParticipantJoined {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Who joined.
            with participant: Participant;
            alias conference_alias;
        }
        /// Someone left the conference of the alias.
        51 "Participant.Left" => ParticipantLeft {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Who left.
            with participant: Participant;
            alias conference_alias;
        }
        /// The list of those in the conference of the alias changed.
        52 "Conference.ActiveParticipants" => ConferenceActiveParticipants {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Those in the conference, in the order they were first seen.
            with participants: Vec<Participant>;
            /// How many they are.
            with participant_count: u64;
            alias conference_alias;
        }

        // In a conference, for those in it (R6). Subscribed to by default ---------------------------------------------------
        /// Someone was invited to, or joined, a conference that you are in.
        53 "participantAdded" => ParticipantAdded {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Who was added.
            with participant: Participant;
            inside conference_id;
        }
        /// The status of someone in a conference that you are in changed.
        54 "participantUpdated" => ParticipantUpdated {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Who it is, with the new status.
            with participant: Participant;
            inside conference_id;
        }
        /// Your permissions in a conference changed.
        55 "permissionsUpdated" => PermissionsUpdated {
            /// The alias, as created.
            with conference_alias: Alias;
            /// The number of the conference.
            with conference_id: ConferenceId;
            /// Your permissions now.
            with permissions: Vec<Permission>;
        }

        // Presence, for those whom a user allowed to watch (beyond the protocols) ------------------------------------------------
        /// A user opened a session and had none before.
        69 "Session.Opened" => SessionOpened {
            /// Who is there now.
            with user: String;
            must name users at user;
        }
        /// A user's last session was closed.
        70 "Session.Closed" => SessionClosed {
            /// Who left.
            with user: String;
            must name users at user;
        }
    }

    Conversation Event in conversation_events {
        // For the members of a conversation (section 6). Subscribed to by default -------------------------------------------
        /// A conversation was deleted.
        56 "conversation.delete" => ConversationDelete {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            may name conversation_ids at conversation_id;
        }
        /// A deleted conversation is back.
        57 "conversation.undelete" => ConversationUndelete {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            may name conversation_ids at conversation_id;
        }
        /// A conversation changed its name, description, roles or visibility.
        58 "conversation.update" => ConversationUpdate {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            /// The name now; absent where the update is not about it, as all that follows (N3).
            with name: Option<String>;
            /// The description now.
            with description: Option<String>;
            /// The roles now.
            with roles: Option<Roles>;
            /// Whether everyone may find it.
            with is_public: Option<bool>;
            /// The version of the conversation.
            with e_tag: Option<String>;
            may name conversation_ids at conversation_id;
        }
        /// Someone became a member of a conversation.
        59 "conversation.participantAdded" => ConversationParticipantAdded {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            /// Who was added.
            with profile_id: String;
            /// The role given.
            with role: String;
            may name conversation_ids at conversation_id;
        }
        /// Someone is no member of a conversation any more.
        60 "conversation.participantRemoved" => ConversationParticipantRemoved {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            /// Who was removed.
            with profile_id: String;
            may name conversation_ids at conversation_id;
        }
        /// Someone types in a conversation.
        61 "conversation.participantTyping" => ConversationParticipantTyping {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            /// Who types.
            with profile_id: String;
            may name conversation_ids at conversation_id;
        }
        /// Someone stopped typing in a conversation.
        62 "conversation.participantTypingOff" => ConversationParticipantTypingOff {
            /// Names the conversation.
            with conversation_id: String;
            /// Who did it.
            with created_by: String;
            /// When, as the host writes it.
            with timestamp: String;
            /// Who stopped.
            with profile_id: String;
            may name conversation_ids at conversation_id;
        }
        /// A message was sent into a conversation.
        63 "conversationMessage.sent" => ConversationMessageSent {
            /// Names the event.
            with event_id: String;
            /// Names the conversation.
            with conversation_id: String;
            /// The number of the event within its conversation, as the host counts (V3).
            with conversation_event_id: u64;
            /// The message.
            with payload: MessageSentPayload;
            may name conversation_ids at conversation_id;
        }
        /// A message reached a member.
        64 "conversationMessage.delivered" => ConversationMessageDelivered {
            /// Names the event.
            with event_id: String;
            /// Names the conversation.
            with conversation_id: String;
            /// The number of the event within its conversation, as the host counts (V3).
            with conversation_event_id: u64;
            /// Which message, and whom it reached.
            with payload: StatusUpdatePayload;
            may name conversation_ids at conversation_id;
        }
        /// A message was read by a member.
        65 "conversationMessage.read" => ConversationMessageRead {
            /// Names the event.
            with event_id: String;
            /// Names the conversation.
            with conversation_id: String;
            /// The number of the event within its conversation, as the host counts (V3).
            with conversation_event_id: u64;
            /// Which message, and who read it.
            with payload: StatusUpdatePayload;
            may name conversation_ids at conversation_id;
        }

        // For one profile's own sessions (V4). Subscribed to by default -----------------------------------------------------
        /// A profile changed.
        66 "profile.update" => ProfileUpdate {
            /// The version of the profile.
            with e_tag: String;
            /// The profile, free-form but for its `id`.
            with profile: Json;
        }
    }

    Conference Answer in conference_answers {
        // What subscribing to an alias kind is answered with (K7); not to be subscribed to ----------------------------------
        /// The state of the conference with an alias.
        67 "conferenceStatus" => ConferenceStatus {
            /// The alias: as created when live, else as subscribed.
            with conference_alias: Alias;
            /// The number of the conference, when live.
            with conference_id: Option<ConferenceId>;
            /// Whether there is a conference with the alias.
            with live: bool;
            /// Those in the conference, in the order they were first seen.
            with participants: Vec<Participant>;
        }
    }

    Conversation Group in conversation_groups {
        // Interests that take in several kinds -------------------------------------------------------------------------------
        /// All that happens to the messages of a conversation: sent, delivered, read (V3). Subscribed to by default.
        68 "conversationMessage" => ConversationMessage [
            ConversationMessageSent,
            ConversationMessageDelivered,
            ConversationMessageRead,
        ] {
            may name conversation_ids at conversation_id;
        }
    }
}
