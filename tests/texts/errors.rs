//! What is said of an input, a setting or a snapshot that is refused, and what is advised beforehand.
//!
//! Owns one sample of each error and each piece of advice. Must not provoke them: that they come when they must is proved elsewhere.

use serde_json::{Value, json};
use tidings::{conference::*, daemon::*, *};

/// One line: the variant, its code, its text.
fn line(variant: &impl std::fmt::Debug, code: &str, text: &impl std::fmt::Display) -> String {
    let name = format!("{variant:?}");
    format!("{}: {code}{text}\n", name.split([' ', '{', '(']).next().unwrap())
}

pub(crate) fn errors() -> String {
    let (ada, bo) = (UserId::from("ada"), UserId::from("bo"));
    let message = EntityId::Message(MessageId::inbound(3));
    let at = |field: &str| field.to_owned();
    let mut samples = vec![
        Error::KeyUnknown,
        Error::SessionNotOpen { session: SessionId::from_number(4) },
        Error::KeyTaken,
        Error::KeyNotRegistered,
        Error::SubscriptionUnknown { subscription: SubscriptionId::from_number(9) },
        Error::AliasNotSubscribed { kind: Kind::ConferenceCreated, alias: "Room".into() },
    ];
    let entities = [
        message,
        EntityId::Attachment(AttachmentId::outbound(3)),
        EntityId::Discussion(3),
        EntityId::Contact(3),
        EntityId::Group(3),
        EntityId::Invitation(3),
    ];
    samples.extend(entities.map(|entity| Error::NoSuchEntity { field: at("interests[2].message_ids[0]"), entity }));
    samples.extend([
        Error::ConferenceUnknown { conference: ConferenceId::from_number(7).into() },
        Error::ConferenceUnknown { conference: "Room".into() },
        Error::NotOnRoster { field: at("participants[1].user"), user: bo.clone() },
        Error::ConversationUnknown { conversation: "tea".into() },
        Error::NotAMember { conversation: "tea".into(), user: bo.clone() },
        Error::Empty { field: at("event.profile_id") },
        Error::NotOutbound { field: at("message_ids[0]"), entity: message },
        Error::NotLiveSharing { field: at("message_ids[0]"), entity: message },
        Error::PatternSyntax { field: at("filter.not.body_search"), reason: "unclosed group".into() },
    ]);
    let large = [(Bound::PatternBytes, 4_096), (Bound::CompiledPatternBytes, 1_048_576)];
    samples.extend(large.map(|(bound, maximum)| Error::PatternTooLarge {
        field: at("filter.body_search"),
        bound,
        maximum,
    }));
    samples.extend([0, 5, 251].map(|characters| Error::AliasInvalid { field: at("conference_alias"), characters }));
    samples.extend([
        Error::WrongKind { kind: Kind::ConferenceCreated, wanted: "an event of the daemon or the conversation family" },
        Error::AudienceRefused { kind: Kind::ProfileUpdate, wanted: "none: the event says who gets it" },
        Error::AudienceRefused { kind: Kind::MessageReceived, wanted: "one user" },
        Error::NameInvalid { field: at("name"), name: "MessageRead".into(), fault: custom::NameFault::Taken },
        Error::KindDefinedOtherwise { kind: "BuildFinished".into(), fields: vec!["log".into(), "ok".into()] },
        Error::KindUndefined { field: at("event.kind"), kind: "Nope".into() },
        Error::FieldUnknown { field: at("event.fields.nope"), kind: "BuildFinished".into() },
        Error::ValueUnfit { field: at("event.fields.tags"), wanted: custom::FieldType::Texts },
        Error::ConditionUnfit { field: at("filter.extra.present"), field_type: custom::FieldType::Data },
        Error::ConditionUnfit { field: at("filter.repo.min"), field_type: custom::FieldType::Text },
        Error::TooManyFields { fields: 65, maximum: 64 },
        Error::RepeatedName { field: at("event.profile"), name: "nick".into() },
        Error::NamedTwice { field: at("participants[1].user"), user: bo.clone() },
        Error::NotInConference { user: ada.clone() },
        Error::StatusRefuses { user: bo.clone(), status: Status::Left, signal: Signal::Connected },
        Error::NotReservedOrIn { field: at("participants[0].user"), user: bo.clone(), status: Status::Declined },
        Error::NotProtected,
        Error::ConversationDeleted { conversation: "tea".into(), deleted: true },
        Error::ConversationDeleted { conversation: "tea".into(), deleted: false },
        Error::NoTokenSeed,
        Error::PermissionMissing { user: ada, permission: Permission::Kick },
        Error::PermissionNotHeld { field: at("participants[0].permissions[2]"), permission: Permission::Record },
        Error::NotTheCreator,
        Error::Kicked { field: at("participants[0].user"), user: bo },
        Error::TokenRefused,
    ]);
    let bounds = Bound::ALL.iter().map(|bound| {
        let maximum = Config::default().maximum(*bound);
        Error::BoundReached { field: at("what.is.asked"), bound: *bound, value: maximum + 1, maximum }
    });
    samples.extend(bounds);
    let error = Box::new(Error::ConversationUnknown { conversation: "tea".into() });
    samples.push(Error::InEvent { event: 2, field: at("events[2].event.conversation_id"), error });
    samples.iter().map(|error| line(error, &format!("{}: ", error.code()), error)).collect()
}

pub(crate) fn config_errors() -> String {
    let set = |name: &str, value: &str| Config::default().set(name, value).unwrap_err();
    let samples = [
        set("max_speed", "1"),
        set("matcher", "best"),
        set("max_ids_per_list", "-1"),
        ConfigError::TooHigh { bound: Bound::FilterDepth, value: 101, highest: 100 },
        ConfigError::NoDefault { kind: Kind::ConferenceCreated },
        ConfigError::NoCustomDefault { name: "MessageReceived".into() },
        ConfigError::TooFewSubscriptions { bound: Bound::SubscriptionsPerSession, defaults: 13 },
    ];
    samples.iter().map(|error| line(error, "", error)).collect()
}

pub(crate) fn snapshot_errors() -> String {
    let path = || "conferences.live[0].people[2].session".to_owned();
    let (bound, field) = (Bound::SubscriptionsPerSession, "subscriptions of the session".to_owned());
    let error = Error::BoundReached { field, bound, value: 20, maximum: 10 };
    let samples = [
        SnapshotError::NotASnapshot,
        SnapshotError::Version { found: 9, newest: 1 },
        SnapshotError::Checksum,
        SnapshotError::Unreadable { reason: "there are bytes after its end".into() },
        SnapshotError::Inconsistent { path: path(), reason: "is not an open one of this user" },
        SnapshotError::Refused { path: "subscriptions.held: session 4".into(), error },
        SnapshotError::Config(ConfigError::NoDefault { kind: Kind::ConferenceCreated }),
    ];
    samples.iter().map(|error| line(error, "", error)).collect()
}

pub(crate) fn advice() -> String {
    let paths = |count| (0..count).map(|at| format!("filter.all_of[{at}].discussion_id")).collect();
    let (subscription, path) = (SubscriptionId::from_number(14), "filter.min_timestamp".to_owned());
    let samples = [
        Advice::NeverMatches { paths: paths(1) },
        Advice::NeverMatches { paths: paths(2) },
        Advice::NeverMatches { paths: paths(9) },
        Advice::AlwaysMatches { path },
        Advice::DuplicateOf { subscription },
        Advice::CoveredBy { subscription },
        Advice::Costly { cost: Cost::EveryEvent },
    ];
    samples.iter().map(|advice| line(advice, "", advice)).collect()
}

pub(crate) fn costs() -> String {
    let samples = [
        Cost::EveryEvent,
        Cost::FewValues { path: "filter.attachment".into() },
        Cost::Checks { count: 65 },
        Cost::Patterns { count: 17 },
        Cost::LargePattern { pattern: r"\w{20}".into() },
    ];
    samples.iter().map(|cost| line(cost, "", cost)).collect()
}

/// What is said of a form that cannot be read, with the place.
pub(crate) fn faults() -> String {
    let fault = |what: &str, form: Value, fault: Fault| format!("{what} {form}\n  {fault}\n");
    let read = |form: &Value| serde_json::from_value::<Json>(form.clone()).unwrap();
    let interest = |form: Value| {
        let refused = Interest::from_json(read(&form)).unwrap_err();
        fault("interest", form, refused)
    };
    let event = |form: Value| {
        let refused = Event::from_json(read(&form)).unwrap_err();
        fault("event", form, refused)
    };
    [
        interest(json!([])),
        interest(json!({})),
        interest(json!({"kind": "conferenceStatus"})),
        interest(json!({"kind": "CallEnded", "filter": {}})),
        interest(json!({"kind": "Conference.Created"})),
        interest(json!({"kind": "DiscussionNew", "filter": {"titel_search": "Tea"}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"contact_id": 1, "group_id": 2}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"any_of": [{"type": "OTO"}, {"type": "GRUOP"}]}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"contact_id": -1}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"contact_id": 1.5}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"contact_id": "1"}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"title_search": null}})),
        interest(json!({"kind": "DiscussionNew", "filter": {"type": 1}})),
        interest(json!({"kind": "MessageRead", "message_ids": [{"type": "OUTBOUND", "id": 1}, {"id": "two"}]})),
        event(json!({"kind": "conversationMessage"})),
        event(json!({"kind": "ContactNew"})),
        event(json!({"kind": "ContactNew", "contact": [1]})),
        event(json!({"kind": "ContactNew", "contact": {"details": {"age": 7}}})),
        event(json!({"kind": "CallRinging", "call_identifier": "c", "participant_id": {"contact_id": 1, "participant_id": "p"}})),
    ]
    .concat()
}
