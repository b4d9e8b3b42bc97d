//! The forms of the events and interests of conferences and conversations, and of free-form data.
//!
//! Owns one line per kind, written by hand, as a journal would have it. Must not know rosters or members.

use tidings::*;

/// One event of each kind that is not of the daemon, in the order of the vocabulary.
const EVENTS: &str = r#"
{"kind":"Invitation","conference_alias":"Room","conference_id":1,"participant":{"id":"1","info":{"external_id":"1","name":"Ann"},"status":"Connected"},"conference_token":"t"}
{"kind":"Conference.Created","conference_alias":"Room","conference_id":1}
{"kind":"Conference.Ended","conference_alias":"Room","conference_id":1}
{"kind":"Participant.Joined","conference_alias":"Room","conference_id":1,"participant":{"id":"1","info":{"external_id":"1"},"status":"Connected"}}
{"kind":"Participant.Left","conference_alias":"Room","conference_id":1,"participant":{"id":"1","info":{"external_id":"1"},"status":"Left"}}
{"kind":"Conference.ActiveParticipants","conference_alias":"Room","conference_id":1,"participants":[{"id":"1","info":{"external_id":"1"},"status":"Inactive"}],"participant_count":1}
{"kind":"participantAdded","conference_alias":"Room","conference_id":1,"participant":{"id":"2","info":{"external_id":"2"},"status":"Reserved"}}
{"kind":"participantUpdated","conference_alias":"Room","conference_id":1,"participant":{"id":"2","info":{"external_id":"2"},"status":"Kicked"}}
{"kind":"permissionsUpdated","conference_alias":"Room","conference_id":1,"permissions":["INVITE","UPDATE_PERMISSIONS","STREAM"]}
{"kind":"Session.Opened","user":"2"}
{"kind":"Session.Closed","user":"2"}
{"kind":"conversation.delete","conversation_id":"c","created_by":"1","timestamp":"t"}
{"kind":"conversation.undelete","conversation_id":"c","created_by":"1","timestamp":"t"}
{"kind":"conversation.update","conversation_id":"c","created_by":"1","timestamp":"t","name":"n","description":"d","roles":{"owner":{"can_send":true,"can_add_participants":true,"can_remove_participants":true},"participant":{"can_send":true}},"is_public":true,"e_tag":"e"}
{"kind":"conversation.participantAdded","conversation_id":"c","created_by":"1","timestamp":"t","profile_id":"2","role":"member"}
{"kind":"conversation.participantRemoved","conversation_id":"c","created_by":"1","timestamp":"t","profile_id":"2"}
{"kind":"conversation.participantTyping","conversation_id":"c","created_by":"1","timestamp":"t","profile_id":"2"}
{"kind":"conversation.participantTypingOff","conversation_id":"c","created_by":"1","timestamp":"t","profile_id":"2"}
{"kind":"conversationMessage.sent","event_id":"e","conversation_id":"c","conversation_event_id":7,"payload":{"message_id":"m","metadata":{"z":1,"a":[]},"context":{"from":"1"},"parts":[{"name":"body","type":"text/plain","url":"u","data":"hi","size":2}],"alert":{"b":null,"a":-1}}}
{"kind":"conversationMessage.delivered","event_id":"e","conversation_id":"c","conversation_event_id":8,"payload":{"message_id":"m","conversation_id":"c","profile_id":"2","timestamp":"t"}}
{"kind":"conversationMessage.read","event_id":"e","conversation_id":"c","conversation_event_id":9,"payload":{"message_id":"m","conversation_id":"c","profile_id":"2","timestamp":"t"}}
{"kind":"profile.update","e_tag":"e","profile":{"id":"1","z":[1,-2,3.5,true,null,"x",{"b":{},"a":""}],"a":18446744073709551615}}
{"kind":"conferenceStatus","conference_alias":"Room","conference_id":1,"live":true,"participants":[{"id":"1","info":{"external_id":"1"},"status":"Warning"}]}
"#;

#[test]
fn every_event_beside_the_daemons_is_read_and_written_as_it_was() {
    let lines: Vec<&str> = EVENTS.trim().lines().collect();
    let mut kinds = Vec::new();
    for line in lines {
        let event: Event = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        kinds.push(event.kind());
    }
    let is_group = |kind: &Kind| kind.member_kinds().len() > 1;
    let expected = Kind::ALL.iter().filter(|kind| kind.family() != Family::Daemon && !is_group(kind));
    assert_eq!(kinds, expected.copied().collect::<Vec<_>>());
}

#[test]
fn k7_alias_kinds_are_subscribed_to_with_their_alias_and_others_without() {
    for kind in Kind::ALL.iter().filter(|kind| kind.family() != Family::Daemon && !kind.requires_names()) {
        let bare = format!(r#"{{"kind":"{}"}}"#, kind.name());
        let counted = format!(r#"{{"kind":"{}","count":2}}"#, kind.name());
        let aliased = format!(r#"{{"kind":"{}","count":2,"conference_alias":"Room"}}"#, kind.name());
        let read = |text: &str| serde_json::from_str::<Interest>(text);
        if *kind == Kind::ConferenceStatus {
            for text in [bare, counted, aliased] {
                let error = read(&text).unwrap_err().to_string();
                assert!(error.contains("conferenceStatus cannot be subscribed to"), "{error}");
            }
            continue;
        }
        let (right, wrong) = if kind.takes_alias() { (aliased, counted) } else { (counted, aliased) };
        let interest = read(&right).unwrap();
        assert_eq!(interest.kind(), *kind);
        assert_eq!(serde_json::to_string(&interest).unwrap(), right);
        let error = read(&wrong).unwrap_err().to_string();
        assert!(error.contains("`conference_alias`"), "{error}");
        assert_eq!(read(&bare).is_ok(), !kind.takes_alias());
    }
}

#[test]
fn presence_is_subscribed_to_by_naming_users() {
    for kind in Kind::ALL.iter().filter(|kind| kind.requires_names()) {
        let text = format!(r#"{{"kind":"{}","count":2,"users":["1","2"]}}"#, kind.name());
        let interest: Interest = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&interest).unwrap(), text);
        for fault in ["", r#","users":null"#, r#","users":[1]"#, r#","users":"1""#, r#","users":[],"filter":{}"#] {
            let text = format!(r#"{{"kind":"{}"{fault}}}"#, kind.name());
            assert!(serde_json::from_str::<Interest>(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn v3_a_group_of_kinds_is_no_kind_of_event() {
    let error = serde_json::from_str::<Event>(r#"{"kind":"conversationMessage","event_id":"e"}"#).unwrap_err();
    assert!(error.to_string().contains("kind: conversationMessage stands for several kinds"), "{error}");
}

#[test]
fn conference_and_conversation_interests_take_no_filter_of_the_daemon() {
    for field in ["filter", "message_ids", "group_filter"] {
        let text = format!(r#"{{"kind":"participantAdded","{field}":{{}}}}"#);
        let error = serde_json::from_str::<Interest>(&text).unwrap_err().to_string();
        assert!(error.contains(&format!("unknown field `{field}`")), "{error}");
    }
}

#[test]
fn free_form_data_is_kept_but_for_repeated_names() {
    let text = r#"{"b":1,"a":{"c":[],"":{}},"n":-9223372036854775808,"f":0.1,"e":1e300,"s":"\u0001 é 👍"}"#;
    let value: Json = serde_json::from_str(text).unwrap();
    let again: Json = serde_json::from_str(&serde_json::to_string(&value).unwrap()).unwrap();
    assert_eq!(again, value);
    let Json::Object(entries) = &value else { panic!("{value:?}") };
    assert_eq!(entries.iter().map(|(name, _)| name.as_str()).collect::<String>(), "banfes");
    assert_eq!(value.get("s").unwrap().as_text(), Some("\u{1} é 👍"));
    let error = serde_json::from_str::<Json>(r#"{"a":{"b":1,"c":2,"b":1}}"#).unwrap_err();
    assert!(error.to_string().contains("duplicate field `b`"), "{error}");
}
