//! What is said of filters within filters, of lists, and of what is too long to say.
//!
//! Owns the texts about `any_of`, `all_of`, `not`, elements, cuts and reasons. Must not repeat what is said of single fields.

use serde_json::{Value, json};

use super::explained::{explained, verdict};

fn asks(filter: Value) -> Value {
    json!({"kind": "MessageReceived", "filter": filter})
}

fn message(message: Value) -> Value {
    json!({"kind": "MessageReceived", "message": message})
}

pub(crate) fn composed() -> String {
    let event = message(json!({"discussion_id": 7, "sender_id": 5, "body": "Time for tea"}));
    let explained = |title: &str, filter: Value| explained(title, asks(filter), event.clone());
    [
        explained(
            "any_of: none",
            json!({"any_of": [{"discussion_id": 8}, {"sender_contact_id": 6, "body_search": "tea"}]}),
        ),
        explained("any_of: one", json!({"any_of": [{"discussion_id": 8}, {"sender_contact_id": 5}]})),
        explained("any_of: nothing to choose from", json!({"any_of": []})),
        explained("any_of: an alternative that asks nothing", json!({"any_of": [{"discussion_id": 8}, {}]})),
        explained("all_of: one of two fails", json!({"all_of": [{"discussion_id": 7}, {"sender_contact_id": 6}]})),
        explained("all_of: nothing", json!({"all_of": []})),
        explained("not: passes, so it fails", json!({"not": {"discussion_id": 7, "sender_contact_id": 5}})),
        explained("not: one of two is enough", json!({"not": {"discussion_id": 7, "sender_contact_id": 6}})),
        explained("not: of what asks nothing", json!({"not": {}})),
        explained("not: of nothing to choose from", json!({"not": {"any_of": []}})),
        explained(
            "all of it nested",
            json!({
                "body_search": "tea",
                "any_of": [
                    {"not": {"any_of": [{"discussion_id": 7}, {"discussion_id": 8}]}},
                    {"all_of": [{"sender_contact_id": 5}, {"not": {"sender_contact_id": 5}}]},
                ],
            }),
        ),
    ]
    .concat()
}

pub(crate) fn elements() -> String {
    let reactions =
        |count: u64| (0..count).map(|contact| json!({"contact_id": contact, "reaction": "🎉"})).collect::<Value>();
    let reacted = |count: u64| message(json!({"reactions": reactions(count)}));
    let some = |filter: Value| asks(json!({"reaction_filters": [filter]}));
    let thumb = json!({"reaction": "👍", "reacted_by_contact_id": 1});
    let members = json!({"kind": "GroupNew", "group": {"members": [
        {"contact_id": 5, "permissions": {"admin": true}}, {"contact_id": 6},
    ]}});
    let admin = |contact: u64| json!({"contact_id": contact, "permissions": {"admin": "IS"}});
    let both = |second: u64| json!({"kind": "GroupNew", "group_filter": {"member_filters": [admin(5), admin(second)]}});
    [
        explained("no elements", some(thumb.clone()), message(json!({}))),
        explained("elements, of which none passes", some(thumb.clone()), reacted(2)),
        explained("the first that passes is shown", some(json!({"reaction": "🎉"})), reacted(2)),
        explained("any element will do", some(json!({})), reacted(1)),
        explained("any element would have done", some(json!({})), reacted(0)),
        explained("more elements than are shown", some(thumb), reacted(7)),
        explained("a late one passes", some(json!({"reacted_by_contact_id": 6})), reacted(7)),
        explained(
            "composed",
            some(json!({"any_of": [{"reaction": "👍"}, {"reaction": "👎"}], "not": {"reacted_by_me": true}})),
            reacted(1),
        ),
        explained("two filters, met by one element", both(5), members.clone()),
        explained("two filters, one of them met by none", both(6), members),
    ]
    .concat()
}

pub(crate) fn cut_off() -> String {
    let long = "ü".repeat(61);
    let lines = message(json!({"body": "one\ntwo\t\"three\""}));
    [
        explained(
            "a text of 60 characters",
            asks(json!({"body_search": "tea"})),
            message(json!({"body": "ü".repeat(60)})),
        ),
        explained("a text of 61", asks(json!({"body_search": "tea"})), message(json!({"body": long}))),
        explained("a pattern of 61", asks(json!({"body_search": long})), message(json!({"body": "tea"}))),
        explained(
            "a wanted text of 61",
            json!({"kind": "MessageReactionAdded", "reaction_filter": {"reaction": long}}),
            json!({"kind": "MessageReactionAdded", "message": {}, "reaction": {}}),
        ),
        explained("several lines stay on one", asks(json!({"body_search": "(?x) tea # or\n cake \\d"})), lines),
    ]
    .concat()
}

/// One line each, as `replay --why` writes them.
pub(crate) fn reasons() -> String {
    let event = message(json!({"discussion_id": 8, "body": "Time for tea", "reactions": [{"reaction": "🎉"}]}));
    let contact = json!({"kind": "ContactNew", "contact": {"details": {"first_name": "Bo"}}});
    let reason = |interest: Value, event: &Value| {
        let reason = verdict(&interest, event).reason();
        format!("asks {interest}\n  {}\n", reason.unwrap_or_else(|| "(matched)".into()))
    };
    [
        reason(asks(json!({"discussion_id": 8})), &event),
        reason(asks(json!({"discussion_id": 7})), &event),
        reason(asks(json!({"discussion_id": 7, "body_search": "cake"})), &event),
        reason(asks(json!({"discussion_id": 7, "any_of": [{"type": "INBOUND"}, {"type": "OUTBOUND"}]})), &event),
        reason(asks(json!({"not": {"discussion_id": 8}})), &event),
        reason(asks(json!({"reaction_filters": [{"reaction": "👍"}]})), &event),
        reason(json!({"kind": "ContactNew", "filter": {"details_search": {"first_name": "Bo", "last_name": "Bee"}}}), &contact),
        reason(
            asks(json!({"discussion_id": 7, "type": "INBOUND", "sender_contact_id": 1, "min_timestamp": 1, "location": "HAVE"})),
            &event,
        ),
        reason(json!({"kind": "CallEnded"}), &event),
    ]
    .concat()
}
