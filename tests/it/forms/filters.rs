//! The forms of the filters, written by hand.
//!
//! Owns one form per filter with all its fields, and those of what is there without being a condition. Must not know kinds.

use serde_json::{Value, json};
use tidings::{daemon::*, filter::*};

use super::round_trip_of;

#[test]
fn message_filters() {
    let filter = MessageFilter::new()
        .r#type(Direction::Outbound)
        .discussion_id(7)
        .sender_contact_id(5)
        .body_search("(?i)tea")
        .attachment(Have::Have)
        .location(MessageLocationCondition::IsSend)
        .min_timestamp(1)
        .max_timestamp(2)
        .has_reaction(Has::HasNot)
        .reaction_filters([ReactionFilter::new().reacted_by_me(true).reaction("👍"), ReactionFilter::new()])
        .replied_message_id(MessageId::inbound(3));
    let form = json!({
        "type": "OUTBOUND", "discussion_id": 7, "sender_contact_id": 5, "body_search": "(?i)tea", "attachment": "HAVE",
        "location": "IS_SEND", "min_timestamp": 1, "max_timestamp": 2, "has_reaction": "HAS_NOT",
        "reaction_filters": [{"reacted_by_me": true, "reaction": "👍"}, {}],
        "replied_message_id": {"type": "INBOUND", "id": 3},
    });
    round_trip_of(&filter, &form);
    round_trip_of(&MessageFilter::new(), &json!({}));
    round_trip_of(&MessageFilter::new().reply_to_a_message(true), &json!({"reply_to_a_message": true}));
    round_trip_of(&MessageFilter::new().do_not_reply_to_a_message(true), &json!({"do_not_reply_to_a_message": true}));
    for (condition, word) in [
        (MessageLocationCondition::Have, "HAVE"),
        (MessageLocationCondition::HaveNot, "HAVE_NOT"),
        (MessageLocationCondition::IsSharing, "IS_SHARING"),
        (MessageLocationCondition::IsSharingFinished, "IS_SHARING_FINISHED"),
    ] {
        round_trip_of(&MessageFilter::new().location(condition), &json!({"location": word}));
    }
}

#[test]
fn reaction_filters() {
    round_trip_of(&ReactionFilter::new().reacted_by_contact_id(5), &json!({"reacted_by_contact_id": 5}));
    round_trip_of(&ReactionFilter::new().reacted_by_me(true), &json!({"reacted_by_me": true}));
    round_trip_of(&ReactionFilter::new().reaction("👍"), &json!({"reaction": "👍"}));
}

#[test]
fn attachment_filters() {
    let filter = AttachmentFilter::new()
        .r#type(Direction::Inbound)
        .file_type(FileType::Image)
        .discussion_id(1)
        .message_id(MessageId::inbound(2))
        .filename_search("a")
        .mime_type_search("b")
        .min_size(3)
        .max_size(4);
    let form = json!({
        "type": "INBOUND", "file_type": "IMAGE", "discussion_id": 1, "message_id": {"type": "INBOUND", "id": 2},
        "filename_search": "a", "mime_type_search": "b", "min_size": 3, "max_size": 4,
    });
    round_trip_of(&filter, &form);
    for (file_type, word) in [
        (FileType::Video, "VIDEO"),
        (FileType::ImageVideo, "IMAGE_VIDEO"),
        (FileType::Audio, "AUDIO"),
        (FileType::LinkPreview, "LINK_PREVIEW"),
        (FileType::NotLinkPreview, "NOT_LINK_PREVIEW"),
    ] {
        round_trip_of(&AttachmentFilter::new().file_type(file_type), &json!({"file_type": word}));
    }
}

#[test]
fn discussion_filters() {
    let filter = DiscussionFilter::new().r#type(DiscussionType::Oto).contact_id(5).title_search("a");
    round_trip_of(&filter, &json!({"type": "OTO", "contact_id": 5, "title_search": "a"}));
    let filter = DiscussionFilter::new().r#type(DiscussionType::Group).group_id(0);
    round_trip_of(&filter, &json!({"type": "GROUP", "group_id": 0}));
}

#[test]
fn contact_filters() {
    let details = DetailsFilter::new().first_name("a").last_name("b").company("c").position("d");
    let details_form = json!({"first_name": "a", "last_name": "b", "company": "c", "position": "d"});
    round_trip_of(&details, &details_form);
    let filter = ContactFilter::new()
        .one_to_one(Is::Is)
        .photo(Has::Has)
        .keycloak(Managed::Managed)
        .display_name_search("e")
        .details_search(details);
    let form = json!({
        "one_to_one": "IS", "photo": "HAS", "keycloak": "MANAGED", "display_name_search": "e",
        "details_search": details_form,
    });
    round_trip_of(&filter, &form);
    let against = ContactFilter::new().one_to_one(Is::IsNot).photo(Has::HasNot).keycloak(Managed::NotManaged);
    round_trip_of(&against, &json!({"one_to_one": "IS_NOT", "photo": "HAS_NOT", "keycloak": "NOT_MANAGED"}));
}

fn permission_filter() -> (GroupPermissionFilter, Value) {
    let filter = GroupPermissionFilter::new()
        .admin(Is::IsNot)
        .send_message(Can::Can)
        .remote_delete_anything(Can::Cannot)
        .edit_or_remote_delete_own_messages(Can::Can)
        .change_settings(Can::Cannot);
    let form = json!({
        "admin": "IS_NOT", "send_message": "CAN", "remote_delete_anything": "CANNOT",
        "edit_or_remote_delete_own_messages": "CAN", "change_settings": "CANNOT",
    });
    (filter, form)
}

#[test]
fn group_filters_with_those_of_members_and_permissions() {
    let (permissions, permissions_form) = permission_filter();
    round_trip_of(&permissions, &permissions_form);
    let member = GroupMemberFilter::new().contact_id(5).permissions(permissions.clone());
    let member_form = json!({"contact_id": 5, "permissions": permissions_form});
    round_trip_of(&member, &member_form);
    let pending = PendingGroupMemberFilter::new()
        .is_contact(Is::Is)
        .has_declined(Has::HasNot)
        .contact_id(0)
        .display_name_search("a")
        .permissions(permissions.clone());
    let pending_form = json!({
        "is_contact": "IS", "has_declined": "HAS_NOT", "contact_id": 0, "display_name_search": "a",
        "permissions": permissions_form,
    });
    round_trip_of(&pending, &pending_form);
    let filter = GroupFilter::new()
        .r#type(GroupType::ReadOnly)
        .empty(Is::Is)
        .photo(Has::Has)
        .keycloak(Is::IsNot)
        .own_permissions_filter(permissions)
        .name_search("a")
        .description_search("b")
        .member_filters([member])
        .pending_member_filters([pending]);
    let form = json!({
        "type": "READ_ONLY", "empty": "IS", "photo": "HAS", "keycloak": "IS_NOT", "own_permissions_filter": permissions_form,
        "name_search": "a", "description_search": "b", "member_filters": [member_form],
        "pending_member_filters": [pending_form],
    });
    round_trip_of(&filter, &form);
}

#[test]
fn invitation_filters() {
    let filter = InvitationFilter::new()
        .status(InvitationStatus::InvitationWaitYouToAccept)
        .r#type(InvitationType::Invitation)
        .display_name_search("a")
        .min_timestamp(1)
        .max_timestamp(2);
    let form = json!({
        "status": "INVITATION_WAIT_YOU_TO_ACCEPT", "type": "INVITATION", "display_name_search": "a", "min_timestamp": 1,
        "max_timestamp": 2,
    });
    round_trip_of(&filter, &form);
    for (r#type, word) in [
        (InvitationType::Introduction, "INTRODUCTION"),
        (InvitationType::Group, "GROUP"),
        (InvitationType::OneToOne, "ONE_TO_ONE"),
    ] {
        round_trip_of(&InvitationFilter::new().r#type(r#type), &json!({"type": word}));
    }
}

#[test]
fn f1_what_is_present_counts_so_it_is_written() {
    round_trip_of(
        &MessageFilter::new().discussion_id(0).max_timestamp(0),
        &json!({"discussion_id": 0, "max_timestamp": 0}),
    );
    round_trip_of(&MessageFilter::new().body_search(""), &json!({"body_search": ""}));
    round_trip_of(&MessageFilter::new().attachment(Have::Unspecified), &json!({"attachment": "UNSPECIFIED"}));
    round_trip_of(&MessageFilter::new().reply_to_a_message(false), &json!({"reply_to_a_message": false}));
    round_trip_of(&MessageFilter::new().replied_message_id(MessageId::default()), &json!({"replied_message_id": {}}));
    round_trip_of(&ReactionFilter::new().reaction(""), &json!({"reaction": ""}));
    round_trip_of(&ContactFilter::new().details_search(DetailsFilter::new()), &json!({"details_search": {}}));
}

#[test]
fn f5_compositions_are_written_and_read() {
    let filter = MessageFilter::new()
        .any_of([MessageFilter::new().discussion_id(1), MessageFilter::new().not(MessageFilter::new())])
        .all_of([MessageFilter::new().reaction_filters([ReactionFilter::new().any_of([])])])
        .not(MessageFilter::new().any_of([]));
    let form = json!({
        "any_of": [{"discussion_id": 1}, {"not": {}}], "all_of": [{"reaction_filters": [{"any_of": []}]}],
        "not": {"any_of": []},
    });
    round_trip_of(&filter, &form);
    // An empty `any_of` is a condition, an empty `all_of` is none.
    assert_eq!(serde_json::from_value::<MessageFilter>(json!({"all_of": []})).unwrap(), MessageFilter::new());
    assert_ne!(serde_json::from_value::<MessageFilter>(json!({"any_of": []})).unwrap(), MessageFilter::new());
}
