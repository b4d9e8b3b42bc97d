//! The serde forms: what a journal or a gateway writes and reads.
//!
//! Owns the helpers and the round trips of every event and interest. Must not know how the forms are made. Invariant: a form is
//! written by hand in the tests, not by the code under test, wherever its words matter.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tidings::{daemon::*, filter::*, spec::*, *};

use crate::entities::{inbound, reaction};
use crate::rows::{Ask, all};

mod entities;
mod faults;
mod filters;
mod models;
mod refusals;

/// Asserts that the form is read as the value, and the value written as the form.
pub(crate) fn round_trip_of<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, form: &Value) {
    assert_eq!(serde_json::to_value(value).unwrap(), *form, "writes");
    assert_eq!(serde_json::from_value::<T>(form.clone()).unwrap(), *value, "reads");
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "round trip");
}

/// The value of a form, or why there is none, with the path of what is wrong in front.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    json.read().map_err(|fault| fault.to_string())
}

/// Why a form is refused.
pub(crate) fn refused<T: DeserializeOwned + Debug>(text: &str) -> String {
    match read::<T>(text) {
        Ok(value) => panic!("{text} is read as {value:?}"),
        Err(message) => message,
    }
}

/// The same object, with `kind` as the first or last of its fields.
pub(crate) fn with_kind(form: &Value, first: bool) -> Vec<(String, Value)> {
    let (kind, mut fields): (Vec<_>, Vec<_>) =
        form.as_object().unwrap().clone().into_iter().partition(|(name, _)| name == "kind");
    let at = if first { 0 } else { fields.len() };
    fields.splice(at..at, kind);
    fields
}

/// The object as text, its fields in this order.
pub(crate) fn text(fields: &[(String, Value)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    format!("{{{}}}", fields.join(","))
}

#[test]
fn the_event_of_every_row_is_written_and_read() {
    for row in all() {
        let event = (row.event)(1);
        let form = serde_json::to_value(&event).unwrap();
        assert_eq!(form["kind"], row.kind.name());
        round_trip_of(&event, &form);
        let written = serde_json::to_string(&event).unwrap();
        assert!(written.starts_with(&format!(r#"{{"kind":"{}","#, row.kind.name())), "{written}");
        for first in [true, false] {
            let text = text(&with_kind(&form, first));
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
    }
}

#[test]
fn the_maximal_interest_of_every_row_is_written_and_read() {
    for row in all() {
        let interest = (row.interest)(&row.maximal(|_| 1).count(3));
        let form = serde_json::to_value(&interest).unwrap();
        let names: Vec<&str> = form.as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted: Vec<&str> =
            row.kind.spec().parts.iter().map(|part| part.name).chain(["count", "kind"]).collect();
        wanted.sort_unstable();
        assert_eq!(names, wanted, "{}", row.kind.name());
        round_trip_of(&interest, &form);
        for first in [true, false] {
            let text = text(&with_kind(&form, first));
            assert_eq!(serde_json::from_str::<Interest>(&text).unwrap(), interest, "{text}");
        }
    }
}

#[test]
fn an_interest_in_all_of_a_kind_is_the_kind_alone() {
    for row in all() {
        round_trip_of(&(row.interest)(&Ask::default()), &json!({"kind": row.kind.name()}));
    }
}

#[test]
fn the_examples_of_the_journal_are_read() {
    let interest = json!({
        "kind": "MessageReactionAdded", "count": 2, "message_ids": [{"type": "OUTBOUND", "id": 2}],
        "filter": {"discussion_id": 7}, "reaction_filter": {"reacted_by_contact_id": 5},
    });
    let wanted = MessageReactionAdded::interest()
        .count(2)
        .message_ids([MessageId::outbound(2)])
        .filter(MessageFilter::new().discussion_id(7))
        .reaction_filter(ReactionFilter::new().reacted_by_contact_id(5));
    round_trip_of(&Interest::from(wanted), &interest);

    let event = json!({
        "kind": "MessageReactionAdded",
        "message": {"id": {"type": "OUTBOUND", "id": 2}, "discussion_id": 7, "body": "hi", "timestamp": 900},
        "reaction": {"contact_id": 5, "reaction": "👍"},
    });
    let message = Message {
        id: Some(MessageId::outbound(2)),
        discussion_id: 7,
        body: "hi".into(),
        timestamp: 900,
        ..Message::default()
    };
    let reaction = MessageReaction { contact_id: 5, reaction: "👍".into(), timestamp: 0 };
    round_trip_of(&Event::from(MessageReactionAdded::new(message, reaction)), &event);
}

#[test]
fn fields_with_their_default_may_be_written_or_not() {
    let message = Message { id: Some(MessageId::default()), ..Message::default() };
    let event = Event::from(MessageReactionAdded::new(message, MessageReaction::default()));
    round_trip_of(&event, &json!({"kind": "MessageReactionAdded", "message": {"id": {}}, "reaction": {}}));
    let full = json!({
        "kind": "MessageReactionAdded",
        "message": {
            "id": {"type": "UNSPECIFIED", "id": 0}, "discussion_id": 0, "sender_id": 0, "body": "", "sort_index": 0,
            "timestamp": 0, "attachments_count": 0, "reactions": [], "forwarded": false, "edited_body": false,
        },
        "reaction": {"contact_id": 0, "reaction": "", "timestamp": 0},
    });
    assert_eq!(serde_json::from_value::<Event>(full).unwrap(), event);
    let interest = json!({"kind": "MessageReactionAdded", "count": 0, "message_ids": []});
    assert_eq!(serde_json::from_value::<Interest>(interest).unwrap(), MessageReactionAdded::interest().into());
    let event = Event::from(CallEnded::new(""));
    round_trip_of(&event, &json!({"kind": "CallEnded"}));
}

/// N3: parts that hold nothing, and optional scalars and members of a oneof that hold their default, come out as they went in.
#[test]
fn n3_empty_differs_from_absent() {
    let mut fields = 0;
    for kind in Kind::ALL.iter().filter(|kind| kind.spec().family == Family::Daemon) {
        let mut full = json!({"kind": kind.name()});
        let main = kind.spec().event.fields.iter().find(|field| field.required);
        full.as_object_mut().unwrap().extend(main.map(|field| (field.name.into(), json!({}))));
        round_trip_of(&serde_json::from_value::<Event>(full.clone()).unwrap(), &full);
        if let Some(FieldSpec { name, r#type: FieldType::Entity(entity), .. }) = main {
            fields += with_each(entity, &mut |field, empty| {
                let mut form = full.clone();
                form[name][field] = empty;
                assert_ne!(read_as(&form), read_as(&full), "{form}");
            });
        }
        fields += with_each(kind.spec().event, &mut |field, empty| {
            let mut form = full.clone();
            form[field] = empty;
            assert_ne!(read_as(&form), read_as(&full), "{form}");
        });
    }
    assert!(fields > 100, "only {fields} fields of which empty is told from absent");
}

/// The event of a form, which is written as the same form.
fn read_as(form: &Value) -> Event {
    let event = serde_json::from_value(form.clone()).unwrap();
    round_trip_of(&event, form);
    event
}

/// Calls with the name and an empty value of each optional field; how many there are. Every part of an entity is optional.
fn with_each(entity: &EntitySpec, check: &mut dyn FnMut(&str, Value)) -> usize {
    let mut count = 0;
    for FieldSpec { name, r#type, required, .. } in entity.fields {
        let empty = match r#type {
            FieldType::Optional(FieldType::Entity(_)) => json!({}),
            FieldType::Optional(FieldType::Number(_)) => json!(0),
            FieldType::Optional(FieldType::Text) => json!(""),
            FieldType::Optional(other) => panic!("{name}: {other:?}"),
            FieldType::Entity(_) => {
                assert!(required, "{}.{name} is no Option", entity.name);
                continue;
            }
            _ => continue,
        };
        check(name, empty);
        count += 1;
    }
    count
}

#[test]
fn the_order_of_fields_does_not_matter() {
    let event = Event::from(MessageReactionUpdated::new(inbound(1), reaction(1), reaction(2)));
    let fields = with_kind(&serde_json::to_value(&event).unwrap(), true);
    for at in 0..fields.len() {
        let mut turned = fields.clone();
        turned.rotate_left(at);
        assert_eq!(serde_json::from_str::<Event>(&text(&turned)).unwrap(), event);
        turned.reverse();
        assert_eq!(serde_json::from_str::<Event>(&text(&turned)).unwrap(), event);
    }
}
