//! Random events of every kind of the daemon.
//!
//! Owns one line for each kind. Must not know subscriptions. Invariant: a kind of the daemon without a line here fails the
//! test that first draws it.
#![expect(clippy::wildcard_enum_match_arm, reason = "an enumeration that may grow needs one")]

use tidings::*;

use super::Draw;

impl Draw<'_> {
    /// An event of this kind; for kinds of the other families some event that `publish` does not take.
    pub(super) fn event(&mut self, kind: Kind) -> Event {
        if kind.family() != Family::Daemon {
            return ConferenceCreated::new(self.alias(), ConferenceId::from_number(1)).into();
        }
        match kind.name().as_bytes() {
            [b'M', ..] => self.message_event(kind),
            [b'G', ..] => self.group_event(kind),
            [b'C', b'a', ..] => self.call_event(kind),
            _ => self.other_event(kind),
        }
    }

    fn message_event(&mut self, kind: Kind) -> Event {
        let message = self.message();
        match kind {
            Kind::MessageReceived => MessageReceived::new(message).into(),
            Kind::MessageSent => MessageSent::new(message).into(),
            Kind::MessageDeleted => MessageDeleted::new(message).into(),
            Kind::MessageBodyUpdated => MessageBodyUpdated::new(message, self.text()).into(),
            Kind::MessageUploaded => MessageUploaded::new(message).into(),
            Kind::MessageDelivered => MessageDelivered::new(message).into(),
            Kind::MessageRead => MessageRead::new(message).into(),
            Kind::MessageLocationReceived => MessageLocationReceived::new(message).into(),
            Kind::MessageLocationSent => MessageLocationSent::new(message).into(),
            Kind::MessageLocationSharingStart => MessageLocationSharingStart::new(message).into(),
            Kind::MessageLocationSharingUpdate => MessageLocationSharingUpdate::new(message, self.location()).into(),
            Kind::MessageLocationSharingEnd => MessageLocationSharingEnd::new(message).into(),
            Kind::MessageReactionAdded => MessageReactionAdded::new(message, self.reaction()).into(),
            Kind::MessageReactionUpdated => {
                MessageReactionUpdated::new(message, self.reaction(), self.reaction()).into()
            }
            Kind::MessageReactionRemoved => MessageReactionRemoved::new(message, self.reaction()).into(),
            other => panic!("{other:?}: give it a line here"),
        }
    }

    fn group_event(&mut self, kind: Kind) -> Event {
        let group = self.group();
        match kind {
            Kind::GroupNew => GroupNew::new(group).into(),
            Kind::GroupDeleted => GroupDeleted::new(group).into(),
            Kind::GroupNameUpdated => GroupNameUpdated::new(group, self.text()).into(),
            Kind::GroupPhotoUpdated => GroupPhotoUpdated::new(group).into(),
            Kind::GroupDescriptionUpdated => GroupDescriptionUpdated::new(group, self.text()).into(),
            Kind::GroupPendingMemberAdded => GroupPendingMemberAdded::new(group, self.pending_member()).into(),
            Kind::GroupPendingMemberRemoved => GroupPendingMemberRemoved::new(group, self.pending_member()).into(),
            Kind::GroupMemberJoined => GroupMemberJoined::new(group, self.member()).into(),
            Kind::GroupMemberLeft => GroupMemberLeft::new(group, self.member()).into(),
            Kind::GroupOwnPermissionsUpdated => {
                GroupOwnPermissionsUpdated::new(group, self.permissions(), self.permissions()).into()
            }
            Kind::GroupMemberPermissionsUpdated => {
                GroupMemberPermissionsUpdated::new(group, self.member(), self.permissions()).into()
            }
            other => panic!("{other:?}: give it a line here"),
        }
    }

    fn call_event(&mut self, kind: Kind) -> Event {
        let (call, who) = (self.text(), self.call_participant());
        match kind {
            Kind::CallIncomingCall => CallIncomingCall::new(call, self.id(), who, self.text(), 2_u32).into(),
            Kind::CallRinging => CallRinging::new(call, who).into(),
            Kind::CallAccepted => CallAccepted::new(call, who).into(),
            Kind::CallDeclined => CallDeclined::new(call, who).into(),
            Kind::CallBusy => CallBusy::new(call, who).into(),
            Kind::CallEnded => CallEnded::new(call).into(),
            other => panic!("{other:?}: give it a line here"),
        }
    }

    fn other_event(&mut self, kind: Kind) -> Event {
        match kind {
            Kind::AttachmentReceived => AttachmentReceived::new(self.attachment()).into(),
            Kind::AttachmentUploaded => AttachmentUploaded::new(self.attachment()).into(),
            Kind::DiscussionNew => DiscussionNew::new(self.discussion()).into(),
            Kind::DiscussionLocked => DiscussionLocked::new(self.discussion()).into(),
            Kind::DiscussionTitleUpdated => DiscussionTitleUpdated::new(self.discussion(), self.text()).into(),
            Kind::DiscussionSettingsUpdated => {
                DiscussionSettingsUpdated::new(self.discussion(), self.settings(), self.settings()).into()
            }
            Kind::ContactNew => ContactNew::new(self.contact()).into(),
            Kind::ContactDeleted => ContactDeleted::new(self.contact()).into(),
            Kind::ContactDetailsUpdated => ContactDetailsUpdated::new(self.contact(), self.details()).into(),
            Kind::ContactPhotoUpdated => ContactPhotoUpdated::new(self.contact()).into(),
            Kind::InvitationReceived => InvitationReceived::new(self.invitation()).into(),
            Kind::InvitationSent => InvitationSent::new(self.invitation()).into(),
            Kind::InvitationDeleted => InvitationDeleted::new(self.invitation()).into(),
            Kind::InvitationUpdated => InvitationUpdated::new(self.invitation(), self.status()).into(),
            other => panic!("{other:?}: give it a line here"),
        }
    }
}
