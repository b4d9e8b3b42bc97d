//! The rows of attachments.
//!
//! Owns the kinds 16 and 17, and how the two id lists of `AttachmentUploaded` stand together. Must not test what must be
//! outbound: that stands with the other outbound kinds.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{attachment, outbound};
use crate::verbs::{in_both, two_users};

rows! {
    attachment_received: AttachmentReceived {
        |n| AttachmentReceived::new(attachment(AttachmentId::inbound(n)));
        filter filter: AttachmentFilter;
    }
    attachment_uploaded: AttachmentUploaded {
        |n| AttachmentUploaded::new(attachment(AttachmentId::outbound(n)));
        ids message_ids: Outbound;
        ids attachment_ids: Uploaded;
        filter filter: AttachmentFilter;
    }
}

/// Attachment `n` of message `of`, both sent.
fn uploaded(n: u64, of: u64) -> AttachmentUploaded {
    let id = AttachmentId::outbound(n);
    AttachmentUploaded::new(Attachment { message_id: Some(MessageId::outbound(of)), ..attachment(id) })
}

#[test]
fn i1_both_id_lists_must_admit_and_messages_are_those_of_the_attachment() {
    in_both(|mut world| {
        for n in [1, 2] {
            world.publish_for("1", MessageSent::new(outbound(n)));
            world.publish_for("1", uploaded(n, n));
        }
        let interest = AttachmentUploaded::interest;
        let message = || interest().message_ids([MessageId::outbound(1)]);
        let by_message = world.subscribe("desk", message());
        let by_attachment = world.subscribe("desk", interest().attachment_ids([AttachmentId::outbound(2)]));
        let by_both = world.subscribe("desk", message().attachment_ids([AttachmentId::outbound(2)]));
        assert_eq!(world.receivers("1", uploaded(2, 1)), [by_message, by_attachment, by_both]);
        assert_eq!(world.receivers("1", uploaded(1, 1)), [by_message]);
        assert_eq!(world.receivers("1", uploaded(2, 2)), [by_attachment]);
        assert_eq!(world.receivers("1", uploaded(1, 2)), []);
        assert_eq!(world.receivers("2", uploaded(2, 1)), []);
    });
}

#[test]
fn i1_the_direction_is_part_of_an_attachments_id() {
    in_both(|mut world| {
        world.publish_for("1", AttachmentReceived::new(attachment(AttachmentId::inbound(1))));
        let asking = |id| AttachmentUploaded::interest().attachment_ids([id]);
        let error = world.refuse_interest("desk", asking(AttachmentId::outbound(1)));
        let entity = EntityId::Attachment(AttachmentId::outbound(1));
        assert_eq!(error, Error::NoSuchEntity { field: "attachment_ids[0]".into(), entity });
        // Only messages must be outbound; an inbound attachment may be listed, though none is ever uploaded.
        let inbound = world.subscribe("desk", asking(AttachmentId::inbound(1)));
        assert_eq!(world.receivers("1", uploaded(1, 1)), []);
        let odd = AttachmentUploaded::new(attachment(AttachmentId::inbound(1)));
        assert_eq!(world.receivers("1", odd), [inbound]);
    });
}

#[test]
fn i4_attachments_outlive_their_message() {
    let mut world = two_users();
    world.publish_for("1", MessageSent::new(outbound(1)));
    world.publish_for("1", uploaded(1, 1));
    let by_attachment = || AttachmentUploaded::interest().attachment_ids([AttachmentId::outbound(1)]);
    let by_message = || AttachmentUploaded::interest().message_ids([MessageId::outbound(1)]);
    world.subscribe("desk", by_message());
    world.publish_for("1", MessageDeleted::new(outbound(1)));
    assert_eq!(world.refuse_interest("desk", by_message()).code(), Code::NotFound);
    world.subscribe("desk", by_attachment());
    assert_eq!(world.refuse_interest("stranger", by_attachment()).code(), Code::NotFound);
}

#[test]
fn i4_an_attachment_does_not_make_its_message_exist() {
    let mut world = two_users();
    world.publish_for("1", uploaded(1, 1));
    let error = world.refuse_interest("desk", AttachmentUploaded::interest().message_ids([MessageId::outbound(1)]));
    assert_eq!(error.code(), Code::NotFound);
}

#[test]
fn r1_each_attachment_of_a_message_is_an_event_of_its_own() {
    in_both(|mut world| {
        let received = world.subscribe("desk", AttachmentReceived::interest().count(2));
        let other = world.subscribe("desk", AttachmentUploaded::interest());
        let event = |n| AttachmentReceived::new(attachment(AttachmentId::inbound(n)));
        assert_eq!(world.receivers("1", event(1)), [received]);
        assert_eq!(world.receivers("2", event(1)), []);
        assert_eq!(world.receivers("1", event(2)), [received]);
        assert_eq!(world.receivers("1", event(3)), []);
        assert_eq!(world.receivers("1", uploaded(1, 1)), [other]);
    });
}
