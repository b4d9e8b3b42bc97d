//! Forms that are refused, and what they are told.
//!
//! Owns the one-fault forms of every row's event and maximal interest, and the cases that are about meaning. Must not know how
//! forms are read. Invariant: the name of the field that is wrong is in the message.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tidings::{daemon::*, filter::*, *};

use super::faults::{Fault, faulty};
use super::{read, refused, text, with_kind};
use crate::rows::all;

/// Asserts that of the forms of these values with one fault of this sort none is read, and each is told with its field.
fn all_refused<T: Serialize + DeserializeOwned + Debug>(
    fault: Fault,
    values: impl Iterator<Item = T>,
    kind_first: bool,
) {
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let mut tried = 0;
    for value in values {
        let fields = with_kind(&serde_json::to_value(&value).unwrap(), kind_first);
        assert!(serde_json::from_str::<T>(&text(&fields)).is_ok());
        for form in faulty(&fields).into_iter().filter(|form| form.fault == fault) {
            tried += 1;
            let complaint = match read::<T>(&form.text) {
                Ok(_) => "is read".into(),
                Err(message) if message.contains(&form.field) => continue,
                Err(message) => format!("is not named by {message:?}"),
            };
            failures.entry(form.field).or_insert_with(|| format!("{complaint}: {:.200}", form.text));
        }
    }
    assert!(tried > 20, "{tried}");
    let some: Vec<_> = failures.iter().take(2).collect();
    assert!(some.is_empty(), "{} fields, such as {some:#?}", failures.len());
}

macro_rules! refusals {
    ($( $test:ident: $fault:ident; )+) => {
        refusals! { @in kind_first, true, $( $test: $fault; )+ }
        refusals! { @in kind_last, false, $( $test: $fault; )+ }
    };

    (@in $place:ident, $first:literal, $( $test:ident: $fault:ident; )+) => { mod $place { $( mod $test {
        use super::super::all_refused;
        use crate::forms::faults::Fault;
        use crate::rows::all;

        #[test]
        fn in_an_event() {
            all_refused(Fault::$fault, all().iter().map(|row| (row.event)(1)), $first);
        }

        #[test]
        fn in_an_interest() {
            let interests = all().into_iter().map(|row| (row.interest)(&row.maximal(|_| 1).count(1)));
            all_refused(Fault::$fault, interests, $first);
        }
    } )+ } };
}

refusals! {
    an_unknown_field: UnknownField;
    a_duplicate_field: Duplicate;
    null: Null;
    a_negative_number: Negative;
    a_fractional_number: Fraction;
    a_number_beyond_64_bits: TooLarge;
    an_unknown_word: UnknownWord;
    a_word_as_an_object: WordAsObject;
    a_value_of_another_type: WrongType;
    an_object_as_a_list: ObjectAsList;
}

#[test]
fn a_kind_is_required_and_must_be_one() {
    let cases = [
        (r#"{}"#, "missing field `kind`"),
        (r#"{"message":{}}"#, "missing field `kind`"),
        (r#"{"kind":"MessageRecieved","message":{}}"#, "unknown variant `MessageRecieved`"),
        (r#"{"message":{},"kind":"messagereceived"}"#, "unknown variant `messagereceived`"),
        (r#"{"kind":null,"message":{}}"#, "kind"),
        (r#"{"kind":1,"message":{}}"#, "kind"),
        (r#"[]"#, "expected an object"),
        (r#""MessageReceived""#, "expected an object"),
    ];
    for (text, wanted) in cases {
        let message = refused::<Event>(text);
        assert!(message.contains(wanted), "{text}: {message}");
        if wanted.starts_with("unknown variant") {
            // An interest that says nothing but the kind may be one in a kind of the host's own.
            continue;
        }
        let message = refused::<Interest>(&text.replace(r#","message":{}"#, "").replace(r#""message":{},"#, ""));
        assert!(message.contains(&wanted.replace("event", "interest")), "{text}: {message}");
    }
}

#[test]
fn the_entity_that_an_event_is_about_is_required_and_nothing_else() {
    for row in all() {
        let text = format!(r#"{{"kind":"{}"}}"#, row.kind.name());
        let entity = match row.kind.name() {
            name if name.starts_with("Call") => None,
            name => ["message", "attachment", "discussion", "contact", "group", "invitation"]
                .into_iter()
                .find(|entity| name.to_lowercase().starts_with(entity)),
        };
        match entity {
            None => assert_eq!(serde_json::from_str::<Event>(&text).unwrap().kind(), row.kind),
            Some(entity) => {
                let message = refused::<Event>(&text);
                assert!(message.contains(&format!("missing field `{entity}`")), "{message}");
                let text = format!(r#"{{"kind":"{}","{entity}":{{}}}}"#, row.kind.name());
                assert_eq!(serde_json::from_str::<Event>(&text).unwrap().kind(), row.kind);
            }
        }
    }
}

#[test]
fn f1_two_fields_of_a_oneof_exclude_each_other() {
    let message = |first: &str, second: &str| {
        let value = |field: &str| if field == "replied_message_id" { "{}" } else { "false" };
        let filter = format!(r#"{{"{first}":{},"{second}":{}}}"#, value(first), value(second));
        let interest = format!(r#"{{"kind":"MessageReceived","filter":{filter}}}"#);
        let nested = format!(r#"{{"kind":"MessageReceived","filter":{{"not":{{"any_of":[{{}},{filter}]}}}}}}"#);
        let messages =
            [refused::<MessageFilter>(&filter), refused::<Interest>(&interest), refused::<Interest>(&nested)];
        for message in messages {
            assert!(message.contains(&format!("{first} and {second} exclude each other")), "{message}");
        }
    };
    message("reply_to_a_message", "do_not_reply_to_a_message");
    message("reply_to_a_message", "replied_message_id");
    message("do_not_reply_to_a_message", "replied_message_id");

    let text = refused::<ReactionFilter>(r#"{"reacted_by_contact_id":0,"reacted_by_me":false}"#);
    assert!(text.contains("reacted_by_me and reacted_by_contact_id exclude each other"), "{text}");
    let text = refused::<DiscussionFilter>(r#"{"contact_id":0,"group_id":0}"#);
    assert!(text.contains("contact_id and group_id exclude each other"), "{text}");
    let text = refused::<Event>(r#"{"kind":"DiscussionNew","discussion":{"group_id":1,"contact_id":1}}"#);
    assert!(text.contains("contact_id and group_id exclude each other"), "{text}");
    let text = refused::<Event>(r#"{"kind":"CallBusy","participant_id":{"contact_id":1,"participant_id":""}}"#);
    assert!(text.contains("contact_id and participant_id exclude each other"), "{text}");
}

#[test]
fn an_id_list_or_filter_of_another_kind_is_an_unknown_field() {
    let mut every: Vec<&str> = all().iter().flat_map(|row| row.kind.spec().parts).map(|part| part.name).collect();
    every.sort_unstable();
    every.dedup();
    for row in all() {
        let own: Vec<&str> = row.kind.spec().parts.iter().map(|part| part.name).collect();
        for field in every.iter().filter(|field| !own.contains(field)) {
            for text in [
                format!(r#"{{"kind":"{}","{field}":[]}}"#, row.kind.name()),
                format!(r#"{{"{field}":[],"kind":"{}"}}"#, row.kind.name()),
            ] {
                let message = refused::<Interest>(&text);
                assert!(message.contains(&format!("unknown field `{field}`")), "{message}");
            }
        }
    }
}

#[test]
fn numbers_have_their_bits_and_no_more() {
    let read = |count: &str| serde_json::from_str::<Interest>(&format!(r#"{{"kind":"CallEnded","count":{count}}}"#));
    assert_eq!(read("18446744073709551615").unwrap(), CallEnded::interest().count(u64::MAX).into());
    for count in ["18446744073709551616", "-1", "1.0", "1e3", "\"1\"", "true", "[]"] {
        assert!(read(count).is_err(), "{count}");
    }
    let call = |count: &str| format!(r#"{{"kind":"CallIncomingCall","participant_count":{count}}}"#);
    assert!(serde_json::from_str::<Event>(&call("4294967295")).is_ok());
    let message = refused::<Event>(&call("4294967296"));
    assert!(message.contains("participant_count"), "{message}");
}
