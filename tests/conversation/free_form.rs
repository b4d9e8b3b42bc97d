//! Free-form fields come as they went in.
//!
//! Owns texts of JSON that must not change on their way, and how their size is counted. Must not know what they mean.
//! Invariant: what is read from JSON and delivered is written as the same bytes.

use tidings::{conversation::*, *};

use super::verbs::{added, with_stranger, with_stranger_and};
use super::world::{NOBODY, NOW, Received, World};

/// Values that something in between might "improve".
const VALUES: &[&str] = &[
    "true",
    "false",
    "0",
    "7",
    "-1",
    "18446744073709551615",
    "-9223372036854775808",
    "1.5",
    "-0.25",
    "1e+300",
    r#""""#,
    r#""tea""#,
    r#""grüße 👍""#,
    "[]",
    "{}",
    "[null]",
    "[1,\"1\",[1],{\"1\":1}]",
    r#"{"zebra":1,"apple":2,"mango":3}"#,
    r#"{"b":{"b":{"z":null,"a":[]},"a":{}},"a":""}"#,
    r#"{"kind":"conversation.delete","conversation_id":"jam","id":"bob"}"#,
    r#"{"":"","Id":"","ID":""}"#,
];

fn event(json: &str) -> Event {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// Publishes an event written as JSON and asks that ann hears it and that it is written again as it was.
#[track_caller]
fn comes_as_it_is(world: &mut World, written: &str) {
    world.engine.publish(NOW, Publication::new(event(written), None)).expect("the event is acceptable");
    let received_by = world.poll();
    let [Received { event: received, deliveries }] = received_by.as_slice() else {
        panic!("one event was published, not {received_by:?}")
    };
    assert_eq!(deliveries.len(), 1, "ann and not the stranger");
    assert_eq!(serde_json::to_string(received).expect("every event can be written"), written);
}

#[test]
fn v3_metadata_context_and_alert_come_untouched() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for value in VALUES {
        for field in ["metadata", "context", "alert"] {
            let payload = format!(r#""payload":{{"message_id":"m1","{field}":{value}}}"#);
            let written =
                format!(r#"{{"kind":"conversationMessage.sent","event_id":"e1","conversation_id":"tea",{payload}}}"#);
            comes_as_it_is(&mut world, &written);
        }
    }
}

#[test]
fn v4_profiles_come_untouched() {
    let mut world = with_stranger();
    world.open("ann");
    for value in VALUES {
        for profile in [format!(r#"{{"id":"ann","x":{value}}}"#), format!(r#"{{"x":{value},"id":"ann","y":null}}"#)] {
            let written = format!(r#"{{"kind":"profile.update","e_tag":"v1","profile":{profile}}}"#);
            comes_as_it_is(&mut world, &written);
        }
    }
}

#[test]
fn v3_parts_come_in_order_and_whole() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let parts =
        r#"[{"name":"b","type":"text/plain","data":"Milk?"},{"name":"a","url":"https://cups.example/7","size":12}]"#;
    let payload = format!(r#""payload":{{"message_id":"m1","metadata":{{"z":1,"a":2}},"parts":{parts}}}"#);
    let ids = r#""event_id":"e1","conversation_id":"tea","conversation_event_id":18446744073709551615"#;
    comes_as_it_is(&mut world, &format!(r#"{{"kind":"conversationMessage.sent",{ids},{payload}}}"#));
}

/// Publishes a message with this payload and asks that it comes as it was written.
#[track_caller]
fn payload_comes_as_it_is(world: &mut World, payload: &str) {
    let ids = r#""event_id":"e1","conversation_id":"tea","conversation_event_id":1"#;
    comes_as_it_is(world, &format!(r#"{{"kind":"conversationMessage.sent",{ids},"payload":{payload}}}"#));
}

#[test]
fn n2_numbers_come_as_they_were_written() {
    let mut world = with_stranger();
    world.open("ann");
    for number in [
        "9007199254740993",
        "18446744073709551615",
        "1.0",
        "0.1",
        "18446744073709551616",
        "-9223372036854775809",
        "12345678901234567890123",
        "3.141592653589793238462643",
        "-0",
        "1E+05",
        "1e999",
    ] {
        let text = format!(r#"{{"kind":"profile.update","profile":{{"id":"ann","n":{number}}}}}"#);
        let event = Event::from_json(Json::parse(&text).unwrap()).unwrap();
        world.engine.publish(NOW, Publication::new(event, None)).unwrap();
        #[cfg(feature = "snapshot")]
        {
            let snapshot = Snapshot::from_bytes(&world.engine.snapshot().to_bytes()).unwrap();
            let mut restored = Engine::restore(Config::default(), snapshot).unwrap();
            assert_eq!(restored.poll_output().expect("the event waits").event().as_json().to_string(), text);
        }
        assert_eq!(world.engine.poll_output().expect("the event waits").event().as_json().to_string(), text);
    }
}

#[test]
fn n3_what_is_empty_in_a_message_is_not_absent() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for payload in [
        r#"{"message_id":"m1","metadata":{"a":null,"b":""},"parts":[{"name":"n","data":"","size":0}]}"#,
        r#"{"message_id":"m1","metadata":null,"context":null,"parts":[],"alert":null}"#,
        r#"{"message_id":"m1","parts":[{},{"name":"","type":"","url":"","data":""}]}"#,
        r#"{"message_id":"m1"}"#,
    ] {
        payload_comes_as_it_is(&mut world, payload);
    }
}

#[test]
fn n3_an_update_says_what_it_is_about() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for fields in [
        r#""name":"only the name""#,
        r#""name":"all","description":"","roles":{},"is_public":false,"e_tag":"""#,
        r#""roles":{"owner":{},"participant":{"can_send":true}}"#,
    ] {
        comes_as_it_is(&mut world, &format!(r#"{{"kind":"conversation.update","conversation_id":"tea",{fields}}}"#));
    }
}

#[test]
fn n4_a_part_keeps_the_fields_that_are_not_known() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let part = r#"{"name":"n","type":"image/png","data":"x","width":640,"alt":{"en":"a cat","de":null},"":[]}"#;
    payload_comes_as_it_is(&mut world, &format!(r#"{{"message_id":"m1","parts":[{part}]}}"#));
    let unknown = r#"{"kind":"conversationMessage.sent","conversation_id":"tea","payload":{"width":640}}"#;
    let text = serde_json::from_str::<Event>(unknown).unwrap_err().to_string();
    assert!(text.contains("payload: unknown field `width`"), "{text}");
}

#[test]
fn n4_what_a_part_keeps_is_bounded_and_named_once() {
    let mut world = with_stranger_and(Config::default().max_free_form_bytes(100).max_free_form_depth(2));
    world.conversation("tea", ["ann"]);
    let sent = |other| {
        let part = MessagePart { other, ..MessagePart::default() };
        let payload = MessageSentPayload { parts: Some(vec![part]), ..MessageSentPayload::default() };
        ConversationMessageSent::new("e1", "tea", 1_u64, payload)
    };
    let field = || "event.payload.parts".to_owned();
    let refusal = world.refusal(sent(vec![("x".into(), Json::Text("x".repeat(100)))]));
    let (bound, maximum) = (Bound::FreeFormBytes, 100);
    assert_eq!(refusal, Error::BoundReached { field: field(), bound, value: 105, maximum });
    let refusal = world.refusal(sent(vec![("x".into(), Json::parse("[[[]]]").unwrap())]));
    assert!(matches!(refusal, Error::BoundReached { bound: Bound::FreeFormDepth, value: 3, .. }), "{refusal:?}");
    let twice = [("x", "x"), ("name", "y"), ("y", "name")];
    for (one, two) in twice {
        let refusal = world.refusal(sent(vec![(one.into(), Json::Null), (two.into(), Json::Null)]));
        assert!(matches!(refusal, Error::RepeatedName { field: at, .. } if at == field()));
    }
}

#[test]
fn v4_only_the_id_at_the_top_counts() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    let nested = event(r#"{"kind":"profile.update","profile":{"friend":{"id":"bob"},"id":"ann"}}"#);
    assert_eq!(world.receivers(nested), ["ann"]);
    let nobody =
        event(r#"{"kind":"profile.update","profile":{"id":"cleo","friend":{"id":"bob"},"conversation_id":"tea"}}"#);
    assert_eq!(world.receivers(nobody), NOBODY);
}

#[test]
fn v2_names_in_free_form_data_are_not_looked_at() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    world.conversation("jam", ["bob"]);
    let context = r#"{"conversation_id":"jam","kind":"conversation.participantAdded","profile_id":"bob"}"#;
    let sent = format!(
        r#"{{"kind":"conversationMessage.sent","conversation_id":"tea","payload":{{"context":{context},"metadata":{context}}}}}"#
    );
    assert_eq!(world.receivers(event(&sent)), ["ann"]);
    assert_eq!(world.members("tea"), Some(vec![("ann", "member")]));
    assert_eq!(world.receivers(added("tea", "bob")), ["ann", "bob"]);
}

/// What a bound of so many bytes means to whoever writes JSON.
#[test]
fn t2_the_size_is_that_of_the_json_as_written() {
    for value in
        VALUES.iter().filter(|value| !value.contains(['.', 'e']) || value.starts_with(['{', '[', '"', 't', 'f']))
    {
        let json: Json = serde_json::from_str(value).unwrap();
        assert_eq!(json.encoded_bytes(), value.len() as u64, "{value}");
    }
    // M07: a bound that can be got round is none.
    for number in ["-1234.5678", "0.1", "-1.2345678901234567e-100"] {
        let json: Json = serde_json::from_str(number).unwrap();
        assert_eq!(json.encoded_bytes(), serde_json::to_string(&json).unwrap().len() as u64, "{number}");
    }
    let escaped = Json::Text("\"\\\u{1}\n".into());
    assert_eq!(escaped.encoded_bytes(), serde_json::to_string(&escaped).unwrap().len() as u64);
}

#[test]
fn n2_numbers_are_equal_where_their_texts_are() {
    assert_eq!(Json::from(5_i64), Json::from(5_u64));
    assert_eq!(Json::parse("5"), Ok(Json::from(5_u64)));
    assert_eq!(Json::parse("0.5"), Ok(Json::from(0.5)));
    assert_ne!(Json::from(5.0), Json::from(5_u64), "it is written with a point");
    assert_ne!(Json::parse("5e0"), Json::parse("5.0"));
}

#[test]
fn i3_a_name_occurs_once_in_an_object() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    let inner = |name: &str| Json::Object(vec![("a".into(), Json::Null), (name.into(), Json::Null)]);
    let profile =
        |name| Json::Object(vec![("id".into(), "ann".into()), ("deep".into(), Json::List(vec![inner(name)]))]);
    let refusal = world.refusal(ProfileUpdate::new("v", profile("a")));
    assert_eq!(refusal, Error::RepeatedName { field: "event.profile".into(), name: "a".into() });
    assert_eq!(refusal.code(), Code::InvalidArgument);
    assert_eq!(world.receivers(ProfileUpdate::new("v", profile("b"))), ["ann"]);
}
