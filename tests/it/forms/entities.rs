//! The forms of the entities, written by hand.
//!
//! Owns one full form and one empty form per entity of the daemon. Must not know kinds.

use serde_json::{Value, json};
use tidings::daemon::*;

use super::round_trip_of;
use crate::entities::{
    attachment, contact, details, discussion, group, invitation, located, location, member, pending, permissions,
    reaction, settings,
};

fn permissions_form() -> Value {
    json!({"admin": true, "edit_or_remote_delete_own_messages": true})
}

fn details_form() -> Value {
    json!({"first_name": "text 1", "last_name": "text 1", "company": "text 1", "position": "text 1"})
}

fn location_form(r#type: &str) -> Value {
    json!({
        "type": r#type, "timestamp": 1, "latitude": 48.25, "longitude": -2.5, "altitude": 35.5, "precision": 0.5,
        "address": "text 1",
    })
}

#[test]
fn messages() {
    let message = located(MessageId::inbound(1), LocationType::Sharing);
    let form = json!({
        "id": {"type": "INBOUND", "id": 1}, "discussion_id": 1, "sender_id": 1, "body": "text 1", "sort_index": 0.5,
        "timestamp": 1000, "attachments_count": 1, "reactions": [{"contact_id": 1, "reaction": "text 1", "timestamp": 1}],
        "forwarded": true, "edited_body": true, "replied_message_id": {"type": "INBOUND", "id": 101},
        "message_location": location_form("SHARING"),
    });
    round_trip_of(&message, &form);
    round_trip_of(&Message::default(), &json!({}));
    round_trip_of(&MessageId::outbound(u64::MAX), &json!({"type": "OUTBOUND", "id": u64::MAX}));
    round_trip_of(&MessageId::default(), &json!({}));
    // What is there stays there, also if it holds nothing but defaults.
    let reply = Message { replied_message_id: Some(MessageId::default()), ..Message::default() };
    round_trip_of(&reply, &json!({"replied_message_id": {}}));
    let located = Message { message_location: Some(MessageLocation::default()), ..Message::default() };
    round_trip_of(&located, &json!({"message_location": {}}));
}

#[test]
fn reactions_and_locations_and_ephemerality() {
    round_trip_of(&reaction(5), &json!({"contact_id": 5, "reaction": "text 5", "timestamp": 5}));
    round_trip_of(&MessageReaction::default(), &json!({}));
    for (r#type, word) in [
        (LocationType::Send, "SEND"),
        (LocationType::Sharing, "SHARING"),
        (LocationType::SharingFinished, "SHARING_FINISHED"),
    ] {
        round_trip_of(&location(1, r#type), &location_form(word));
    }
    round_trip_of(&MessageLocation::default(), &json!({}));
    let sea_level = MessageLocation { altitude: Some(0.0), address: Some(String::new()), ..MessageLocation::default() };
    round_trip_of(&sea_level, &json!({"altitude": 0.0, "address": ""}));
    let ephemerality = MessageEphemerality { read_once: true, existence_duration: 60, visibility_duration: 5 };
    round_trip_of(&ephemerality, &json!({"read_once": true, "existence_duration": 60, "visibility_duration": 5}));
    round_trip_of(&MessageEphemerality::default(), &json!({}));
}

#[test]
fn attachments() {
    let form = json!({
        "id": {"type": "OUTBOUND", "id": 1}, "discussion_id": 1, "message_id": {"type": "OUTBOUND", "id": 1},
        "file_name": "text 1", "mime_type": "image/png", "size": 1000,
    });
    round_trip_of(&attachment(AttachmentId::outbound(1)), &form);
    round_trip_of(&Attachment::default(), &json!({}));
    round_trip_of(&AttachmentId::inbound(3), &json!({"type": "INBOUND", "id": 3}));
}

#[test]
fn discussions() {
    round_trip_of(&discussion(1), &json!({"id": 1, "title": "text 1", "contact_id": 1}));
    round_trip_of(&Discussion::default(), &json!({}));
    let with = |identifier| Discussion { identifier, ..Discussion::default() };
    round_trip_of(&with(DiscussionIdentifier::Group(5)), &json!({"group_id": 5}));
    round_trip_of(&with(DiscussionIdentifier::Contact(0)), &json!({"contact_id": 0}));
    round_trip_of(&with(DiscussionIdentifier::Group(0)), &json!({"group_id": 0}));
    let form = json!({"discussion_id": 1, "read_once": true, "existence_duration": 60, "visibility_duration": 5});
    round_trip_of(&settings(1), &form);
    round_trip_of(&DiscussionSettings::default(), &json!({}));
}

#[test]
fn contacts_and_identities() {
    let form = json!({
        "id": 1, "display_name": "text 1", "details": details_form(), "established_channel_count": 2, "device_count": 3,
        "has_one_to_one_discussion": true, "has_a_photo": true, "keycloak_managed": true,
    });
    round_trip_of(&contact(1), &form);
    round_trip_of(&Contact::default(), &json!({}));
    round_trip_of(&details(1), &details_form());
    round_trip_of(
        &IdentityDetails { company: Some(String::new()), ..IdentityDetails::default() },
        &json!({"company": ""}),
    );
    let identity = Identity {
        id: 7,
        display_name: "me".into(),
        details: Some(details(1)),
        keycloak_managed: true,
        has_a_photo: true,
    };
    let form = json!({
        "id": 7, "display_name": "me", "details": details_form(), "keycloak_managed": true, "has_a_photo": true,
    });
    round_trip_of(&identity, &form);
    round_trip_of(&Identity::default(), &json!({}));
}

#[test]
fn groups() {
    let form = json!({
        "id": 9, "type": "ADVANCED", "advanced_configuration": {"read_only": true, "remote_delete": "ADMINS"},
        "own_permissions": permissions_form(), "members": [{"contact_id": 9, "permissions": permissions_form()}],
        "pending_members": [{
            "pending_member_id": 9, "contact_id": 9, "display_name": "text 9", "declined": true,
            "permissions": permissions_form(),
        }],
        "update_in_progress": true, "keycloak_managed": true, "name": "text 9", "description": "text 9",
        "has_a_photo": true,
    });
    round_trip_of(&group(9), &form);
    round_trip_of(&Group::default(), &json!({}));
    round_trip_of(&member(9), &form["members"][0]);
    round_trip_of(&GroupMember::default(), &json!({}));
    round_trip_of(&pending(9), &form["pending_members"][0]);
    round_trip_of(&PendingGroupMember::default(), &json!({}));
    for (r#type, word) in [
        (GroupType::Standard, "STANDARD"),
        (GroupType::Controlled, "CONTROLLED"),
        (GroupType::ReadOnly, "READ_ONLY"),
        (GroupType::Advanced, "ADVANCED"),
    ] {
        round_trip_of(&Group { r#type, ..Group::default() }, &json!({"type": word}));
    }
    for (remote_delete, word) in
        [(RemoteDelete::Nobody, "NOBODY"), (RemoteDelete::Admins, "ADMINS"), (RemoteDelete::Everyone, "EVERYONE")]
    {
        let configuration = AdvancedConfiguration { remote_delete, ..AdvancedConfiguration::default() };
        round_trip_of(&configuration, &json!({"remote_delete": word}));
    }
}

#[test]
fn permissions_of_members() {
    let names =
        ["admin", "send_message", "remote_delete_anything", "edit_or_remote_delete_own_messages", "change_settings"];
    for (bit, name) in names.into_iter().enumerate() {
        round_trip_of(&permissions(1 << bit), &json!({name: true}));
    }
    round_trip_of(&GroupMemberPermissions::default(), &json!({}));
    let all = json!(names.map(|name| (name, true)).into_iter().collect::<std::collections::BTreeMap<_, _>>());
    round_trip_of(&permissions(0b11111), &all);
}

/// N3: what is within an element of a list, too.
#[test]
fn permissions_that_grant_nothing() {
    let member = |permissions| GroupMember { contact_id: 1, permissions };
    let group = Group {
        own_permissions: Some(GroupMemberPermissions::default()),
        members: vec![member(Some(GroupMemberPermissions::default())), member(None)],
        ..Group::default()
    };
    let form = json!({"own_permissions": {}, "members": [{"contact_id": 1, "permissions": {}}, {"contact_id": 1}]});
    round_trip_of(&group, &form);
}

#[test]
fn invitations() {
    let form = json!({
        "id": 1, "status": "INTRODUCTION_WAIT_YOU_TO_ACCEPT", "display_name": "text 1", "timestamp": 1000, "sas": "text 1",
        "mediator_id": 1,
    });
    round_trip_of(&invitation(1), &form);
    round_trip_of(&Invitation::default(), &json!({}));
    let mediated_by_nobody = Invitation { mediator_id: Some(0), sas: Some(String::new()), ..Invitation::default() };
    round_trip_of(&mediated_by_nobody, &json!({"mediator_id": 0, "sas": ""}));
    let words = [
        (InvitationStatus::InvitationWaitYouToAccept, "INVITATION_WAIT_YOU_TO_ACCEPT"),
        (InvitationStatus::InvitationWaitItToAccept, "INVITATION_WAIT_IT_TO_ACCEPT"),
        (InvitationStatus::InvitationStatusInProgress, "INVITATION_STATUS_IN_PROGRESS"),
        (InvitationStatus::InvitationWaitYouForSasExchange, "INVITATION_WAIT_YOU_FOR_SAS_EXCHANGE"),
        (InvitationStatus::InvitationWaitItForSasExchange, "INVITATION_WAIT_IT_FOR_SAS_EXCHANGE"),
        (InvitationStatus::IntroductionWaitItToAccept, "INTRODUCTION_WAIT_IT_TO_ACCEPT"),
        (InvitationStatus::IntroductionWaitYouToAccept, "INTRODUCTION_WAIT_YOU_TO_ACCEPT"),
        (InvitationStatus::OneToOneInvitationWaitItToAccept, "ONE_TO_ONE_INVITATION_WAIT_IT_TO_ACCEPT"),
        (InvitationStatus::OneToOneInvitationWaitYouToAccept, "ONE_TO_ONE_INVITATION_WAIT_YOU_TO_ACCEPT"),
        (InvitationStatus::GroupInvitationWaitYouToAccept, "GROUP_INVITATION_WAIT_YOU_TO_ACCEPT"),
    ];
    for (status, word) in words {
        round_trip_of(&Invitation { status, ..Invitation::default() }, &json!({"status": word}));
    }
}

#[test]
fn participants_of_calls() {
    round_trip_of(&CallParticipantId::Contact(5), &json!({"contact_id": 5}));
    round_trip_of(&CallParticipantId::Contact(0), &json!({"contact_id": 0}));
    round_trip_of(&CallParticipantId::Participant("x".into()), &json!({"participant_id": "x"}));
    round_trip_of(&CallParticipantId::Unspecified, &json!({}));
}
