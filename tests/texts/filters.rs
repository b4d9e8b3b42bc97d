//! What is said of the fields of filters.
//!
//! Owns, for each type of filter, one interest of which nothing passes and one of which all passes, each with every field. Must
//! not compose filters but where fields exclude each other.

use serde_json::{Value, json};

use super::explained::explained;

/// A type of filter: where it stands in an interest, an event, a filter that fails in every field and one that passes.
struct Sheet {
    filter: &'static str,
    at: &'static str,
    event: Value,
    no: Value,
    yes: Value,
}

/// The texts about one type of filter.
pub(crate) fn sheet(filter: &str) -> String {
    let Some(Sheet { at, event, no, yes, .. }) = sheets().into_iter().find(|sheet| sheet.filter == filter) else {
        panic!("{filter}: give it a sheet here");
    };
    let interest = |filter: Value| json!({"kind": event["kind"], at: filter});
    // A reply cannot be none, too; nor can one's own reaction be another's.
    let other = match filter {
        "MessageFilter" => {
            let no_reply = json!({"kind": event["kind"], "message": {}});
            explained("MessageFilter: no reply", interest(json!({"reply_to_a_message": true})), no_reply.clone())
                + &explained(
                    "MessageFilter: no reply wanted",
                    interest(json!({"do_not_reply_to_a_message": true})),
                    no_reply,
                )
        }
        "ReactionFilter" => {
            let own = json!({"kind": event["kind"], "message": {}, "reaction": {"reaction": "👍"}});
            explained("ReactionFilter: one's own", interest(json!({"reacted_by_me": true})), own)
        }
        _ => String::new(),
    };
    [
        explained(&format!("{filter}: nothing passes"), interest(no), event.clone()),
        explained(&format!("{filter}: all passes"), interest(yes), event.clone()),
        other,
    ]
    .concat()
}

fn sheets() -> Vec<Sheet> {
    let sheet = |filter, at, event, no, yes| Sheet { filter, at, event, no, yes };
    vec![
        sheet(
            "MessageFilter",
            "filter",
            json!({"kind": "MessageReceived", "message": {
                "id": {"type": "INBOUND", "id": 1}, "discussion_id": 8, "sender_id": 6, "body": "Time for tea", "timestamp": 900,
                "replied_message_id": {"type": "OUTBOUND", "id": 3}, "reactions": [{"contact_id": 5, "reaction": "🎉"}],
            }}),
            json!({
                "type": "OUTBOUND", "discussion_id": 7, "sender_contact_id": 5, "body_search": "(?i)CAKE", "attachment": "HAVE",
                "location": "HAVE", "min_timestamp": 901, "max_timestamp": 899, "has_reaction": "HAS_NOT",
                "reaction_filters": [{"reaction": "👍"}], "do_not_reply_to_a_message": true,
                "all_of": [{"replied_message_id": {"type": "INBOUND", "id": 3}}, {"not": {"reply_to_a_message": true}}],
                "any_of": [{"reply_to_a_message": true, "location": "IS_SHARING"}, {"all_of": [{"location": "IS_SEND"}]}],
            }),
            json!({
                "type": "INBOUND", "discussion_id": 8, "sender_contact_id": 6, "body_search": "(?i)TEA",
                "attachment": "HAVE_NOT", "location": "HAVE_NOT", "min_timestamp": 900, "max_timestamp": 900,
                "has_reaction": "HAS", "reply_to_a_message": true, "reaction_filters": [{"reaction": "🎉"}],
                "all_of": [{"replied_message_id": {"type": "OUTBOUND", "id": 3}}, {"not": {"do_not_reply_to_a_message": true}}],
            }),
        ),
        sheet(
            "ReactionFilter",
            "reaction_filter",
            json!({"kind": "MessageReactionAdded", "message": {}, "reaction": {"contact_id": 5, "reaction": "🎉"}}),
            json!({"reacted_by_me": true, "reaction": "👍", "all_of": [{"reacted_by_contact_id": 6}]}),
            json!({"reacted_by_contact_id": 5, "reaction": "🎉", "not": {"reacted_by_me": true}}),
        ),
        sheet(
            "AttachmentFilter",
            "filter",
            json!({"kind": "AttachmentReceived", "attachment": {
                "id": {"type": "INBOUND", "id": 1}, "discussion_id": 8, "message_id": {"type": "INBOUND", "id": 2},
                "file_name": "cat.png", "mime_type": "image/png", "size": 1000,
            }}),
            json!({
                "type": "OUTBOUND", "file_type": "VIDEO", "discussion_id": 7, "message_id": {"type": "OUTBOUND", "id": 2},
                "filename_search": "\\.gif$", "mime_type_search": "^video/", "min_size": 1001, "max_size": 999,
            }),
            json!({
                "type": "INBOUND", "file_type": "IMAGE_VIDEO", "discussion_id": 8, "message_id": {"type": "INBOUND", "id": 2},
                "filename_search": "\\.png$", "mime_type_search": "^image/", "min_size": 1000, "max_size": 1000,
            }),
        ),
        sheet(
            "DiscussionFilter",
            "filter",
            json!({"kind": "DiscussionNew", "discussion": {"id": 7, "title": "Tea", "contact_id": 5}}),
            json!({"type": "GROUP", "contact_id": 6, "title_search": "Cake", "all_of": [{"group_id": 3}]}),
            json!({"type": "OTO", "contact_id": 5, "title_search": "Tea", "all_of": [{"group_id": 0}]}),
        ),
        sheet(
            "ContactFilter",
            "filter",
            json!({"kind": "ContactNew", "contact": {
                "id": 5, "display_name": "Bo Bee", "has_one_to_one_discussion": true, "details": {"first_name": "Bo"},
            }}),
            json!({
                "one_to_one": "IS_NOT", "photo": "HAS", "keycloak": "MANAGED", "display_name_search": "Cy",
                "details_search": {"first_name": "Bo", "company": "Bee & Co"},
            }),
            json!({
                "one_to_one": "IS", "photo": "HAS_NOT", "keycloak": "NOT_MANAGED", "display_name_search": "Bo",
                "details_search": {"first_name": "Bo", "company": "^$"},
            }),
        ),
        sheet(
            "DetailsFilter",
            "filter",
            json!({"kind": "ContactNew", "contact": {"details": {
                "first_name": "Bo", "last_name": "Bee", "position": "Baker",
            }}}),
            json!({"details_search": {"first_name": "Cy", "last_name": "Cee", "company": "Co", "position": "Cook"}}),
            json!({"details_search": {"first_name": "Bo", "last_name": "B", "company": "^$", "position": "[kK]er"}}),
        ),
        sheet(
            "GroupFilter",
            "group_filter",
            json!({"kind": "GroupNew", "group": {
                "id": 3, "type": "STANDARD", "name": "Tea", "description": "All about it", "has_a_photo": true,
                "own_permissions": {"send_message": true}, "members": [{"contact_id": 5}],
                "pending_members": [{"pending_member_id": 1, "display_name": "Cy"}],
            }}),
            json!({
                "type": "ADVANCED", "empty": "IS", "photo": "HAS_NOT", "keycloak": "IS",
                "own_permissions_filter": {"admin": "IS", "send_message": "CAN"}, "name_search": "Cake",
                "description_search": "^Nothing", "member_filters": [{"contact_id": 6}, {"contact_id": 5}],
                "pending_member_filters": [{"has_declined": "HAS"}],
            }),
            json!({
                "type": "STANDARD", "empty": "IS_NOT", "photo": "HAS", "keycloak": "IS_NOT",
                "own_permissions_filter": {"admin": "IS_NOT", "send_message": "CAN"}, "name_search": "Tea",
                "description_search": "it$", "member_filters": [{"contact_id": 5}],
                "pending_member_filters": [{"has_declined": "HAS_NOT", "display_name_search": "Cy"}],
            }),
        ),
        sheet(
            "GroupMemberFilter",
            "member_filter",
            json!({"kind": "GroupMemberJoined", "group": {}, "member": {"contact_id": 5, "permissions": {"admin": true}}}),
            json!({"contact_id": 6, "permissions": {"admin": "IS_NOT"}}),
            json!({"contact_id": 5, "permissions": {"admin": "IS"}}),
        ),
        sheet(
            "PendingGroupMemberFilter",
            "pending_member_filter",
            json!({"kind": "GroupPendingMemberAdded", "group": {}, "pending_member": {
                "pending_member_id": 1, "display_name": "Cy", "permissions": {"send_message": true},
            }}),
            json!({
                "is_contact": "IS", "has_declined": "HAS", "contact_id": 5, "display_name_search": "Bo",
                "permissions": {"send_message": "CANNOT"},
            }),
            json!({
                "is_contact": "IS_NOT", "has_declined": "HAS_NOT", "contact_id": 0, "display_name_search": "Cy",
                "permissions": {"send_message": "CAN"},
            }),
        ),
        sheet(
            "GroupPermissionFilter",
            "permissions_filter",
            json!({"kind": "GroupOwnPermissionsUpdated", "group": {}, "permissions": {"admin": true, "send_message": true}}),
            json!({
                "admin": "IS_NOT", "send_message": "CANNOT", "remote_delete_anything": "CAN",
                "edit_or_remote_delete_own_messages": "CAN", "change_settings": "CAN",
            }),
            json!({
                "admin": "IS", "send_message": "CAN", "remote_delete_anything": "CANNOT",
                "edit_or_remote_delete_own_messages": "CANNOT", "change_settings": "CANNOT",
            }),
        ),
        sheet(
            "InvitationFilter",
            "filter",
            json!({"kind": "InvitationUpdated", "invitation": {
                "id": 4, "status": "INTRODUCTION_WAIT_YOU_TO_ACCEPT", "display_name": "Bo", "timestamp": 900,
            }}),
            json!({
                "status": "INTRODUCTION_WAIT_IT_TO_ACCEPT", "type": "GROUP", "display_name_search": "Cy",
                "min_timestamp": 901, "max_timestamp": 899,
            }),
            json!({
                "status": "INTRODUCTION_WAIT_YOU_TO_ACCEPT", "type": "INTRODUCTION", "display_name_search": "Bo",
                "min_timestamp": 900, "max_timestamp": 900,
            }),
        ),
    ]
}

/// Words of which one stands for several, values that are absent, and values before a change.
pub(crate) fn words() -> String {
    let attachment = |mime_type: &str| json!({"kind": "AttachmentReceived", "attachment": {"mime_type": mime_type}});
    let of_type = |word: &str| json!({"kind": "AttachmentReceived", "filter": {"file_type": word}});
    let located = |word: &str| json!({"kind": "MessageSent", "filter": {"location": word}});
    let sharing = json!({"kind": "MessageSent", "message": {"message_location": {"type": "SHARING"}}});
    let invitation = json!({"kind": "InvitationSent", "filter": {"type": "INVITATION"}});
    let locked = json!({"kind": "DiscussionLocked", "discussion": {"id": 7}});
    let updated = json!({
        "kind": "MessageReactionUpdated", "message": {}, "reaction": {"reaction": "👍"}, "previous_reaction": {"reaction": "👎"},
    });
    let was = json!({
        "kind": "MessageReactionUpdated", "reaction_filter": {"reaction": "👎"}, "previous_reaction_filter": {"reaction": "👍"},
    });
    [
        explained("a link preview is no image", of_type("IMAGE"), attachment("olvid/link-preview")),
        explained("anything but a link preview", of_type("NOT_LINK_PREVIEW"), attachment("olvid/link-preview")),
        explained("no type at all", of_type("AUDIO"), attachment("")),
        explained("a location of another type", located("IS_SEND"), sharing.clone()),
        explained("a location that must not be there", located("HAVE_NOT"), sharing.clone()),
        explained("a location of any type", located("HAVE"), sharing),
        explained("a word that was not said", invitation, json!({"kind": "InvitationSent", "invitation": {}})),
        explained("a discussion with nobody", json!({"kind": "DiscussionLocked", "filter": {"type": "OTO"}}), locked),
        explained("values before the change", was, updated),
        explained(
            "the name before",
            json!({"kind": "GroupNameUpdated", "previous_name_search": "^Tea", "group_filter": {"name_search": "^Cake"}}),
            json!({"kind": "GroupNameUpdated", "group": {"name": "Tea"}, "previous_name": "Cake"}),
        ),
        explained(
            "a text that is empty",
            json!({"kind": "MessageReactionAdded", "reaction_filter": {"reaction": ""}}),
            json!({"kind": "MessageReactionAdded", "message": {}, "reaction": {"reaction": "👍"}}),
        ),
        explained(
            "conditions that are none",
            json!({"kind": "MessageReceived", "filter": {"body_search": "", "attachment": "UNSPECIFIED", "reply_to_a_message": false}}),
            json!({"kind": "MessageReceived", "message": {}}),
        ),
    ]
    .concat()
}
