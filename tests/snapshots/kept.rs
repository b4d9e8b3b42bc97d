//! One snapshot of each released version, which must be read for ever.
//!
//! Owns `tests/snapshots/v*`: that they load, what must be in them, and that they go on. Must not be rewritten: a new version
//! gets files of its own, and those before stay as they are. Invariant: what was written once is read by every later build.
//!
//! Nothing is released yet, so v1 may still be replaced: delete its files and run this test with `TIDINGS_REWRITE=1`, which
//! writes what is missing and never touches what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use tidings::{conference::*, conversation::*, spec::*, *};

use super::grow::{self, Rng};
use crate::support;

/// Version 1 was written when the table had kinds up to this number.
const KINDS: u8 = 70;
const NOW: Timestamp = Timestamp::ZERO;
const PEOPLE: [&str; 10] =
    ["owner", "connecting", "connected", "inactive", "warning", "error", "left", "declined", "kicked", "invited"];

/// Whether events of a kind make something exist, or be shared live.
fn begins(kind: &&Kind) -> bool {
    kind.spec().directory_update.is_some_and(|update| ["Creates", "StartsSharing"].contains(&update.update))
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name)
}

/// Something of everything.
fn rich() -> Engine {
    let mut engine = Engine::new(grow::config()).unwrap();
    let mut rng = Rng::new(1);
    let open = |engine: &mut Engine, user: &str| {
        let key = ClientKey::from(format!("{user}'s key"));
        engine.register_client(NOW, &key, &user.into()).unwrap();
        engine.open_session(NOW, &key).unwrap()
    };
    let ann = open(&mut engine, "ann");
    engine.allow_presence(NOW, &"ann".into(), &["bo".into(), "ann".into()]).unwrap();
    // What exists, so that it can be listed; then what is asked for.
    for kind in Kind::ALL.iter().chain(Kind::ALL.iter().filter(begins)) {
        for _ in 0..12 {
            let _ = engine.publish(NOW, support::for_user("ann", support::event(&rng.bytes(64), *kind)));
        }
    }
    let mut requested: BTreeMap<_, u32> = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|kind| !kind.member_kinds().is_empty()) {
        let narrowing = kind.spec().filters().chain(kind.spec().id_lists()).map(|part| part.name);
        let names = narrowing.chain(FIELDS.split_whitespace());
        let names: Vec<_> =
            names.map(|name| (format!("{name:?}:"), FIELDS.split_whitespace().any(|it| it == name))).collect();
        for at in 0..800 {
            let interest = support::interest(&rng.bytes(96), *kind);
            let text = serde_json::to_string(&interest).unwrap();
            // What hardly anybody has asked for yet, filters and lists of every kind, fields of any; three times, for a filter
            // that asks for nothing is not kept.
            let new = |(name, any): &&(String, bool)| {
                let times = requested.get(&(name.clone(), (!any).then_some(*kind)));
                text.contains(name.as_str()) && times.is_none_or(|times| *times < 3)
            };
            let new: Vec<_> = names.iter().filter(new).cloned().collect();
            if (at == 0 || !new.is_empty()) && engine.subscribe(NOW, ann, interest).is_ok() {
                for (name, any) in new {
                    *requested.entry((name, (!any).then_some(*kind))).or_default() += 1;
                }
            }
        }
    }
    let listed = ConversationMessageRead::interest().conversation_ids(["tea", "jam"]).count(9);
    engine.subscribe(NOW, ann, listed).unwrap();
    engine.subscribe(NOW, ann, ConversationParticipantTyping::interest()).unwrap();
    while engine.poll_output().is_some() {}

    // Conferences: one with every status, one that is not protected.
    let sessions = PEOPLE.map(|user| open(&mut engine, user));
    let people = PEOPLE.map(|user| Invitee::new(user).name(user.to_uppercase()));
    let new = NewConference::new("Straße").ttl(Duration::from_secs(600)).protected(true);
    let created = engine.create_conference_as_server(NOW, &"owner".into(), new, &people, true).unwrap();
    engine.create_conference(NOW, ann, NewConference::new("open").protected(false)).unwrap();
    for (user, token) in &created.user_tokens[..9] {
        let session = sessions[PEOPLE.iter().position(|one| *one == user.as_str()).unwrap()];
        if user.as_str() == "declined" {
            engine.conference(NOW, "strasse").decline(session).unwrap_err();
            engine.conference(NOW, created.id).decline(session).unwrap();
            continue;
        }
        engine.conference(NOW, created.id).join(session, Some(token)).unwrap();
        let connection = match user.as_str() {
            "connecting" => continue,
            "inactive" => Connection::Inactive,
            "warning" => Connection::Warning,
            "error" => Connection::Error,
            "left" => Connection::Lost,
            _ => Connection::Connected,
        };
        engine.conference(NOW, created.id).report(user, connection).unwrap();
    }
    engine.conference(NOW, created.id).kick(sessions[0], &"kicked".into()).unwrap();
    engine.conference(NOW, created.id).invite(sessions[0], &[Invitee::new("absent")]).unwrap();
    // Conversations: one deleted, one that everybody has left.
    for (id, user) in [("tea", "ann"), ("tea", "owner"), ("gone", "ann"), ("empty", "owner")] {
        engine.publish(NOW, ConversationParticipantAdded::new(id, "host", "", user, "guest")).unwrap();
    }
    engine.publish(NOW, ConversationDelete::new("gone", "host", "")).unwrap();
    engine.publish(NOW, ConversationParticipantRemoved::new("empty", "host", "", "owner")).unwrap();
    let metadata =
        Json::Object(vec![("list".into(), Json::List(vec![Json::Null, Json::from(0.1), Json::from(-1_i64)]))]);
    let payload = MessageSentPayload { metadata: Some(metadata), ..MessageSentPayload::default() };
    engine.publish(NOW, ConversationMessageSent::new("e", "tea", 1_u64, payload)).unwrap();
    engine.publish(NOW, ProfileUpdate::new("v", Json::Object(vec![("id".into(), "ann".into())]))).unwrap();
    // An event of every kind waits; some of it is withdrawn.
    for kind in Kind::ALL {
        let _ = engine.publish(NOW, support::for_user("ann", support::event(&rng.bytes(64), *kind)));
    }
    engine.close_session(NOW, sessions[9]).unwrap();
    let held = engine.subscriptions(ann).unwrap().find(|(_, held)| held.kind() == Kind::ConversationMessage);
    let held = held.map(|(id, _)| id).unwrap();
    engine.unsubscribe(NOW, ann, held).unwrap();
    engine
}

#[test]
fn t4_every_version_is_read_for_ever() {
    let (bytes_file, text_file) = (file("v1.tidings"), file("v1.json"));
    if std::env::var_os("TIDINGS_REWRITE").is_some() && !bytes_file.exists() && !text_file.exists() {
        let snapshot = rich().snapshot();
        fs::write(&bytes_file, snapshot.to_bytes()).unwrap();
        fs::write(&text_file, serde_json::to_string(&snapshot).unwrap() + "\n").unwrap();
    }
    let bytes = fs::read(&bytes_file).expect("v1.tidings is kept");
    let text = fs::read_to_string(&text_file).expect("v1.json is kept");
    let (one, other) = (Snapshot::from_bytes(&bytes).unwrap(), serde_json::from_str::<Snapshot>(&text).unwrap());
    assert!(one.to_bytes() == bytes && other.to_bytes() == bytes, "both forms say the same");
    let other = Engine::restore(grow::config(), other).unwrap();
    let mut engine = Engine::restore(grow::config(), one).unwrap();
    assert_eq!(engine.state_hash(), other.state_hash());

    // Every kind of then, every filter, every field stands in it by its name.
    let form: serde_json::Value = serde_json::from_str(&text).unwrap();
    let held = form["state"]["subscriptions"]["held"].as_array().unwrap();
    let held: Vec<_> = held.iter().flat_map(|session| session[1].as_array().unwrap()).collect();
    for kind in (1..=KINDS).filter_map(Kind::from_number).filter(|kind| !kind.member_kinds().is_empty()) {
        let requested: String = held.iter().filter(|one| one[1] == kind.name()).map(|one| one.to_string()).collect();
        assert!(!requested.is_empty(), "nobody asks for {}", kind.name());
        for PartSpec { name, .. } in kind.spec().filters().chain(kind.spec().id_lists()) {
            assert!(requested.contains(&format!("{name:?}:")), "{}: nobody asks for {name}", kind.name());
        }
    }
    let requested: String = held.iter().map(|one| one.to_string()).collect();
    for field in FIELDS.split_whitespace() {
        assert!(requested.contains(&format!("{field:?}:")), "nobody asks for {field}");
    }
    check_what_is_read(&engine);
    check_what_continues(&mut engine);
}

const FIELDS: &str = "any_of all_of not count conference_alias users conversation_ids \
    type discussion_id sender_contact_id body_search attachment location min_timestamp max_timestamp \
    reaction_filters replied_message_id reacted_by_contact_id reaction file_type message_id filename_search \
    mime_type_search min_size max_size contact_id group_id title_search display_name_search first_name last_name \
    company position name_search description_search member_filters pending_member_filters permissions \
    own_permissions_filter status";

fn check_what_is_read(engine: &Engine) {
    let stats = engine.stats();
    assert_eq!((stats.clients, stats.sessions, stats.conferences, stats.conversations), (11, 10, 2, 3), "{stats:?}");
    assert!(stats.subscriptions > 300 && stats.pending_deliveries > 60, "{stats:?}");
    let ann = SessionId::from_number(1);
    assert_eq!(engine.session_user(ann).map(UserId::as_str), Ok("ann"));
    assert_eq!(engine.authenticate(&"owner's key".into()).map(UserId::as_str), Ok("owner"));
    assert!(engine.directory().entries(&"ann".into()) > 10);
    let counted = engine.subscriptions(ann).unwrap().filter(|(_, held)| held.remaining().is_some()).count();
    assert!(counted > 10, "{counted}");

    let inside = engine.roster("STRASSE");
    assert!(inside.is_err(), "P1: compared by lower case, which leaves ß alone");
    let inside = engine.roster("straße").unwrap().inside();
    let inside: Vec<_> = inside.map(|entry| (entry.user().as_str(), entry.status())).collect();
    use Status::{Connected, Connecting, Error, Inactive, Warning};
    assert_eq!(
        inside,
        [
            ("owner", Connected),
            ("connecting", Connecting),
            ("connected", Connected),
            ("inactive", Inactive),
            ("warning", Warning),
            ("error", Error)
        ]
    );
    let members = |id| engine.members(id).map(|members| members.map(|(user, role)| (user.as_str(), role)).collect());
    assert_eq!(members("tea"), Some(vec![("ann", "guest"), ("owner", "guest")]));
    assert_eq!(members("empty"), Some(vec![]));
    assert_eq!(members("jam"), None);
}

fn check_what_continues(engine: &mut Engine) {
    let (mut received, mut waiting) = (BTreeSet::new(), 0);
    let room = engine.stats().pending_deliveries;
    while let Some(dispatch) = engine.poll_output() {
        received.insert(dispatch.event().kind());
        waiting += dispatch.len();
        assert!(dispatch.deliveries().all(|one| one.session().number() != 11), "R5: it was closed");
    }
    assert!(waiting < room, "R5: some was withdrawn");
    assert!(received.len() > 30, "{received:?}");

    // P4: an invitation was kept; P10: who was kicked has no token; P8: it never ends with someone in it.
    engine.register_client(NOW, &"absent's key".into(), &"absent".into()).unwrap();
    engine.open_session(NOW, &"absent's key".into()).unwrap();
    let kept = engine.poll_output().map(|dispatch| dispatch.event().clone());
    let Some(Event::ConferenceInvitation(kept)) = kept else { panic!("P4: {kept:?}") };
    assert_eq!((kept.conference_alias.as_written(), kept.participant.id.as_str()), ("Straße", "owner"));
    assert!(kept.conference_token.is_some());
    let kicked = SessionId::from_number(10);
    assert_eq!(engine.session_user(kicked).map(UserId::as_str), Ok("kicked"));
    assert!(matches!(engine.conference(NOW, "Straße").join(kicked, None), Err(Error::Kicked { .. })));
    let typing = |id| ConversationParticipantTyping::new(id, "ann", "", "ann");
    assert!(matches!(engine.publish(NOW, typing("gone")), Err(Error::ConversationDeleted { .. })));
    assert!(engine.publish(NOW, typing("tea")).unwrap().deliveries > 0);
    // Presence: bo was allowed to watch ann, nobody to watch the owner.
    engine.register_client(NOW, &"bo's key".into(), &"bo".into()).unwrap();
    let bo = engine.open_session(NOW, &"bo's key".into()).unwrap();
    engine.subscribe(NOW, bo, SessionClosed::interest(["ann", "owner"])).unwrap();
    while engine.poll_output().is_some() {}
    for session in [1, 2] {
        engine.close_session(NOW, SessionId::from_number(session)).unwrap();
    }
    let mut closed = Vec::new();
    while let Some(dispatch) = engine.poll_output() {
        if let Event::SessionClosed(it) = dispatch.event() {
            assert!(dispatch.deliveries().all(|one| one.session() == bo));
            closed.push(it.user.clone());
        }
    }
    assert_eq!(closed, ["ann"]);
    engine.handle_timeout(Timestamp::from_millis(u64::MAX / 2));
    assert_eq!(engine.stats().conferences, 1, "P8");
}
