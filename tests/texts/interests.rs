//! What is said of an interest besides its filters.
//!
//! Owns the texts about kind, audience, count, id lists and names, and one line for each kind of the daemon. Must not know the
//! fields of filters.

use serde_json::{Map, Value, json};
use tidings::Kind;

use super::explained::{explained, verdict, verdict_for, written};

pub(crate) fn kind_audience_count() -> String {
    let (any, ended) = (json!({"kind": "MessageReceived"}), json!({"kind": "CallEnded", "call_identifier": "c"}));
    let message = json!({"kind": "MessageReceived", "message": {"discussion_id": 7}});
    let seven = |count: u64| json!({"kind": "MessageReceived", "count": count, "filter": {"discussion_id": 7}});
    let eight = json!({"kind": "MessageReceived", "count": 2, "filter": {"discussion_id": 8}});
    let read = json!({
        "kind": "conversationMessage.read", "conversation_id": "tea", "event_id": "e", "conversation_event_id": 1,
        "payload": {"message_id": "m"},
    });
    let mut elsewhere = read.clone();
    elsewhere["conversation_id"] = "cake".into();
    [
        explained("nothing is asked but the kind", any.clone(), message.clone()),
        explained("of another kind nothing more can be asked", any.clone(), ended.clone()),
        explained(
            "an alias is asked of its own kinds",
            json!({"kind": "Conference.Created", "conference_alias": "Room"}),
            ended.clone(),
        ),
        explained("so are names", json!({"kind": "Session.Opened", "users": ["bo"]}), ended),
        written("another user's event", &any, &message, &verdict_for("bo", &any, &message)),
        written("of a user with a strange name", &any, &message, &verdict_for("bo\n  yes kind: ", &any, &message)),
        explained("a count is told and decides nothing", seven(3), message.clone()),
        explained("the last delivery of a count", seven(1), message.clone()),
        explained("a count that this event would not use up", eight, message),
        explained("one kind that stands for several", json!({"kind": "conversationMessage"}), read),
        explained("a conversation that one is no member of", json!({"kind": "conversationMessage"}), elsewhere),
    ]
    .concat()
}

/// For each kind of the daemon's protocol an interest with all its id lists and filters, none of which passes: the reasons, without the cut after three.
pub(crate) fn kinds_of_the_daemon() -> String {
    let mut text = String::new();
    for kind in (1..=46).filter_map(Kind::from_number) {
        let mut interest = Map::from_iter([("kind".to_owned(), Value::from(kind.name()))]);
        interest.extend(kind.spec().id_lists().map(|list| (list.name.to_owned(), id_list(list.name))));
        interest.extend(kind.spec().filters().map(|filter| (filter.name.to_owned(), filter_of(kind, filter.name))));
        let verdict = verdict(&interest.into(), &event_of(kind));
        let lines =
            verdict.failed().map(|check| format!("\n  {}: wants {}, found {}", check.path, check.wanted, check.found));
        let lines: String = lines.collect();
        let requested = kind.spec().parts.len();
        assert_eq!(lines.lines().skip(1).count(), requested, "{kind:?}: one line for each id list and filter:{lines}");
        text += &format!("{}{}\n", kind.name(), if requested == 0 { "\n  has nothing to ask" } else { &lines });
    }
    text
}

fn id_list(list: &str) -> Value {
    match list {
        "message_ids" | "attachment_ids" => json!([{"type": "OUTBOUND", "id": 8}]),
        _ => json!([8, 9]),
    }
}

fn filter_of(kind: Kind, filter: &str) -> Value {
    match (filter, kind.name().as_bytes()) {
        ("filter", [b'A', ..]) => json!({"min_size": 1}),
        ("filter", [b'C', ..]) => json!({"display_name_search": "Bo"}),
        ("filter", [b'D', ..]) => json!({"title_search": "Bo"}),
        ("filter", [b'I', ..]) => json!({"display_name_search": "Bo"}),
        ("filter" | "message_filter", _) => json!({"body_search": "tea"}),
        ("group_filter", _) => json!({"name_search": "Bo"}),
        ("member_filter" | "pending_member_filter", _) => json!({"contact_id": 8}),
        ("reaction_filter" | "previous_reaction_filter", _) => json!({"reaction": "👍"}),
        ("previous_name_search" | "previous_description_search", _) => json!("Bo"),
        _ => json!({"admin": "IS"}),
    }
}

fn event_of(kind: Kind) -> Value {
    let name = kind.name();
    let about = ["Message", "Attachment", "Discussion", "Contact", "Group", "Invitation"];
    let about = about.into_iter().find(|about| name.starts_with(about));
    let id = match about {
        None => return json!({"kind": name, "call_identifier": "c"}),
        Some("Message" | "Attachment") => json!({"type": "OUTBOUND", "id": 7}),
        Some(_) => json!(7),
    };
    json!({"kind": name, about.unwrap().to_lowercase(): {"id": id}})
}

pub(crate) fn names_and_id_lists() -> String {
    let outbound = |ids: &[u64]| ids.iter().map(|id| json!({"type": "OUTBOUND", "id": id})).collect::<Value>();
    let read = json!({"kind": "MessageRead", "message": {"id": {"type": "OUTBOUND", "id": 7}}});
    let requested = |ids: &[u64]| json!({"kind": "MessageRead", "message_ids": outbound(ids)});
    let uploaded = json!({
        "kind": "AttachmentUploaded",
        "attachment": {"id": {"type": "OUTBOUND", "id": 3}, "message_id": {"type": "OUTBOUND", "id": 7}},
    });
    let both = json!({
        "kind": "AttachmentUploaded", "message_ids": outbound(&[7]), "attachment_ids": [{"type": "INBOUND", "id": 3}],
    });
    let group = json!({"kind": "GroupDeleted", "group": {"id": 7}});
    let groups = |ids: &[u64]| json!({"kind": "GroupDeleted", "group_ids": ids});
    let message = |id: &str| {
        json!({
            "kind": "conversationMessage.sent", "conversation_id": id, "event_id": "e", "conversation_event_id": 1,
            "payload": {"message_id": "m"},
        })
    };
    let conversations = |ids: &[&str]| json!({"kind": "conversationMessage", "conversation_ids": ids});
    let profile = |id: &str| json!({"kind": "profile.update", "e_tag": "1", "profile": {"id": id}});
    let any_profile = json!({"kind": "profile.update"});
    [
        explained("one id", requested(&[7]), read.clone()),
        explained("another id", requested(&[8]), read.clone()),
        explained("some ids, in their order, each once", requested(&[9, 8, 9]), read.clone()),
        explained("as many as are shown", requested(&[1, 2, 3, 4, 5, 6]), read.clone()),
        explained("more", requested(&[1, 2, 3, 4, 5, 6, 8, 9]), read),
        explained("two id lists, of which both must admit", both, uploaded),
        explained("numbers", groups(&[1, 2]), group.clone()),
        explained("a number", groups(&[7]), group),
        explained("a conversation", conversations(&["tea"]), message("tea")),
        explained("another conversation", conversations(&["cake", "jam"]), message("tea")),
        explained("many conversations", conversations(&["a", "b", "c", "d", "e", "f", "g"]), message("tea")),
        explained("a profile", any_profile.clone(), profile("ada")),
        explained("another's profile", any_profile, profile("bo")),
    ]
    .concat()
}
