//! Random entities.
//!
//! Owns the pools of values from which entities and filters are drawn alike, so that they meet. Must not know kinds.

use tidings::*;

use super::Draw;

impl Draw<'_> {
    pub(super) fn id(&mut self) -> u64 {
        self.one_of(&[1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 3, u64::MAX])
    }

    pub(super) fn moment(&mut self) -> u64 {
        self.one_of(&[5, 0, 4, 6, u64::MAX])
    }

    pub(super) fn direction(&mut self) -> Direction {
        match self.below(8) {
            6 => Direction::Inbound,
            7 => Direction::Unspecified,
            _ => Direction::Outbound,
        }
    }

    pub(super) fn message_id(&mut self) -> MessageId {
        MessageId { r#type: self.direction(), id: self.id() }
    }

    pub(super) fn attachment_id(&mut self) -> AttachmentId {
        AttachmentId { r#type: self.direction(), id: self.id() }
    }

    pub(super) fn text(&mut self) -> String {
        self.one_of(&["tea", "", "Tea and cake", "cake 42", "grüße 👍", "tea\ncake"]).into()
    }

    pub(super) fn emoji(&mut self) -> String {
        self.one_of(&["👍", "", "❤️"]).into()
    }

    pub(super) fn alias(&mut self) -> &'static str {
        self.one_of(&["Room", "room", "ROOM", "Straße", "STRASSE", "", "#1"])
    }

    pub(super) fn message(&mut self) -> Message {
        Message {
            id: self.message_id(),
            discussion_id: self.id(),
            sender_id: self.id(),
            body: self.text(),
            timestamp: self.moment(),
            attachments_count: self.one_of(&[0, 2]),
            reactions: self.some(3, Self::reaction),
            replied_message_id: self.maybe(3, Self::message_id),
            message_location: self.maybe(3, Self::location),
            ..Message::default()
        }
    }

    pub(super) fn reaction(&mut self) -> MessageReaction {
        MessageReaction { contact_id: self.id(), reaction: self.emoji(), timestamp: self.moment() }
    }

    pub(super) fn location(&mut self) -> MessageLocation {
        use LocationType::{Send, Sharing, SharingFinished, Unspecified};
        let r#type = self.one_of(&[Sharing, Send, SharingFinished, Unspecified]);
        MessageLocation { r#type, latitude: 48.5, ..MessageLocation::default() }
    }

    pub(super) fn attachment(&mut self) -> Attachment {
        let types = ["image/png", "video/mp4", "audio/ogg", "olvid/link-preview", "", "image", "text/plain"];
        Attachment {
            id: self.attachment_id(),
            discussion_id: self.id(),
            message_id: self.message_id(),
            file_name: self.text(),
            mime_type: self.one_of(&types).into(),
            size: self.moment(),
        }
    }

    pub(super) fn discussion(&mut self) -> Discussion {
        let identifier = match self.below(3) {
            0 => DiscussionIdentifier::Group(self.id()),
            1 => DiscussionIdentifier::Contact(self.id()),
            _ => DiscussionIdentifier::Nobody,
        };
        Discussion { id: self.id(), title: self.text(), identifier }
    }

    pub(super) fn settings(&mut self) -> DiscussionSettings {
        DiscussionSettings { discussion_id: self.id(), read_once: self.flag(), ..DiscussionSettings::default() }
    }

    pub(super) fn contact(&mut self) -> Contact {
        Contact {
            id: self.id(),
            display_name: self.text(),
            details: self.details(),
            has_one_to_one_discussion: self.flag(),
            has_a_photo: self.flag(),
            keycloak_managed: self.flag(),
            ..Contact::default()
        }
    }

    pub(super) fn details(&mut self) -> IdentityDetails {
        IdentityDetails {
            first_name: self.maybe(2, Self::text),
            last_name: self.maybe(2, Self::text),
            company: self.maybe(4, Self::text),
            position: self.maybe(4, Self::text),
        }
    }

    pub(super) fn group(&mut self) -> Group {
        Group {
            id: self.id(),
            r#type: self.group_type(),
            own_permissions: self.permissions(),
            members: self.some(3, Self::member),
            pending_members: self.some(3, Self::pending_member),
            keycloak_managed: self.flag(),
            name: self.text(),
            description: self.text(),
            has_a_photo: self.flag(),
            ..Group::default()
        }
    }

    pub(super) fn group_type(&mut self) -> GroupType {
        self.one_of(&[GroupType::Standard, GroupType::Advanced, GroupType::Unspecified])
    }

    pub(super) fn permissions(&mut self) -> GroupMemberPermissions {
        let bits = self.below(32);
        GroupMemberPermissions {
            admin: bits & 1 > 0,
            remote_delete_anything: bits & 2 > 0,
            edit_or_remote_delete_own_messages: bits & 4 > 0,
            change_settings: bits & 8 > 0,
            send_message: bits & 16 > 0,
        }
    }

    pub(super) fn member(&mut self) -> GroupMember {
        GroupMember { contact_id: self.id(), permissions: self.permissions() }
    }

    pub(super) fn pending_member(&mut self) -> PendingGroupMember {
        PendingGroupMember {
            pending_member_id: self.id(),
            contact_id: self.id(),
            display_name: self.text(),
            declined: self.flag(),
            permissions: self.permissions(),
        }
    }

    pub(super) fn status(&mut self) -> InvitationStatus {
        self.one_of(&[
            InvitationStatus::InvitationWaitYouToAccept,
            InvitationStatus::IntroductionWaitItToAccept,
            InvitationStatus::OneToOneInvitationWaitItToAccept,
            InvitationStatus::GroupInvitationWaitYouToAccept,
            InvitationStatus::Unspecified,
        ])
    }

    pub(super) fn invitation(&mut self) -> Invitation {
        Invitation {
            id: self.id(),
            status: self.status(),
            display_name: self.text(),
            timestamp: self.moment(),
            ..Invitation::default()
        }
    }

    pub(super) fn call_participant(&mut self) -> CallParticipantId {
        match self.below(3) {
            0 => CallParticipantId::Contact(self.id()),
            1 => CallParticipantId::Participant(self.text()),
            _ => CallParticipantId::Unspecified,
        }
    }
}
