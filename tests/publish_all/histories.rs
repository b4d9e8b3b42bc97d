//! Random histories: a call with several events comes to what publishing them one by one comes to, or to nothing (R11).
//!
//! Owns the events that are drawn. Must not contain rules: the engine that publishes one by one is the reference. Invariants: the
//! outputs are equal to the byte, and so is the state; the index answers as the scan does.

use std::collections::HashSet;

use tidings::custom::CustomInterest;
use tidings::{conference::*, conversation::*, daemon::*, *};

use super::rng::Rng;
use super::verbs::{added_as, deleted, message, ping, pinged, profile, removed, sent, undeleted};
use super::world::{NOW, key};

const HISTORIES: u64 = 400;
const CALLS: usize = 40;
const USERS: [&str; 4] = ["ann", "bob", "cy", "dee"];
const CONVERSATIONS: [&str; 3] = ["tea", "jam", "milk"];

/// What the histories were about: calls that are all accepted, or all refused, show nothing.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    deliveries: usize,
    refused: HashSet<(Code, bool)>,
}

fn config(bound: u64, matcher: MatcherKind) -> Config {
    let defaults = [Kind::ConversationParticipantAdded, Kind::ConversationMessage];
    Config::default().max_pending_deliveries(bound).matcher(matcher).default_subscriptions(defaults)
}

fn event(rng: &mut Rng) -> Publication {
    let (user, id) = (USERS[rng.below(4)], rng.below(3) as u64);
    let conversation = CONVERSATIONS[[0, 0, 0, 1, 1, 2][rng.below(6)]];
    let to = UserId::from(user);
    match rng.below(24) {
        0..=3 => {
            let r#type = [LocationType::Send, LocationType::Sharing, LocationType::default()][rng.below(3)];
            let message_location = Some(MessageLocation { r#type, ..MessageLocation::default() });
            let event = Publication::from((&to, MessageReceived::new(Message { message_location, ..message(id) })));
            if rng.below(3) == 0 { event.exact() } else { event }
        }
        4 => (&to, MessageDeleted::new(message(id))).into(),
        5..=8 => added_as(conversation, user, ["", "guest", "owner"][rng.below(3)]),
        9 | 10 => removed(conversation, user),
        11 if rng.below(3) == 0 => deleted(conversation),
        12 if rng.below(3) == 0 => undeleted(conversation),
        11..=16 => sent(conversation),
        17 => profile(user),
        18 if rng.below(6) == 0 => added_as(conversation, "", ""),
        18 => ConversationParticipantTyping::new(conversation, user, "", user).into(),
        _ => pinged(match rng.below(5) {
            0 => Audience::user(&to),
            1 => Audience::users([&to, &USERS[id as usize].into()]),
            2 => Audience::conversation(conversation),
            3 => Audience::conference("Room"),
            _ => Audience::Everyone,
        }),
    }
}

fn interest(rng: &mut Rng) -> Interest {
    let count = [0, 1, 2, 3][rng.below(4)];
    match rng.below(8) {
        0 => MessageReceived::interest().count(count).into(),
        1 => MessageLocationReceived::interest().count(count).into(),
        2 => MessageLocationSharingStart::interest().count(count).into(),
        3 => ConversationMessageSent::interest().conversation_ids(["tea", "milk"]).count(count).into(),
        4 => ConversationParticipantRemoved::interest().count(count).into(),
        5 => ProfileUpdate::interest().count(count).into(),
        6 => ConversationParticipantTyping::interest().count(count).into(),
        _ => CustomInterest::new("Ping").count(count).into(),
    }
}

/// The next so many outputs, as bytes.
fn poll(engine: &mut Engine, most: usize) -> Vec<String> {
    let mut polled = Vec::new();
    while polled.len() < most {
        let Some(dispatch) = engine.poll_output() else { break };
        let event = serde_json::to_string(dispatch.event()).expect("every event can be written");
        polled.push(format!("{event} {:?}", dispatch.deliveries().collect::<Vec<_>>()));
    }
    polled
}

/// Everybody has a session, and ann is in a conference.
fn sessions(engine: &mut Engine) -> [SessionId; 4] {
    engine.define_kind(NOW, ping()).expect("it is new");
    let sessions = USERS.map(|user| {
        engine.register_client(NOW, &key(user), &user.into()).expect("it is new");
        engine.open_session(NOW, &key(user)).expect("it is registered")
    });
    engine.create_conference(NOW, sessions[0], NewConference::new("Room")).expect("the alias is free");
    engine.conference(NOW, "Room").join(sessions[0], None).expect("it is open");
    poll(engine, usize::MAX);
    sessions
}

/// Publishes the events one by one on an engine restored from this one, which is left as it is.
fn one_by_one(engine: &Engine, bound: u64, events: &[Publication]) -> (Engine, Result<Vec<Published>, Error>) {
    let snapshot = Snapshot::from_bytes(&engine.snapshot().to_bytes()).expect("it was just taken");
    let mut other = Engine::restore(config(bound, MatcherKind::Indexed), snapshot).expect("the settings are the same");
    let published = events.iter().map(|event| other.publish(NOW, event.clone())).collect();
    (other, published)
}

fn live(seed: u64, tally: &mut Tally) {
    let mut rng = Rng::new(seed);
    let bound = [1_000, 12][rng.below(2)];
    let [mut engine, mut scan] = [MatcherKind::Indexed, MatcherKind::Scan]
        .map(|matcher| Engine::new(config(bound, matcher)).expect("the settings are valid"));
    let sessions = sessions(&mut engine);
    assert_eq!(self::sessions(&mut scan), sessions);
    for _ in 0..CALLS {
        for _ in 0..rng.below(3) {
            let (session, interest) = (sessions[rng.below(sessions.len())], interest(&mut rng));
            let ids = [&mut engine, &mut scan].map(|engine| engine.subscribe(NOW, session, interest.clone()));
            assert_eq!(ids[0], ids[1]);
        }
        let events: Vec<_> = (0..rng.below(6)).map(|_| event(&mut rng)).collect();
        let state = engine.state_hash();
        let (mut reference, expected) = one_by_one(&engine, bound, &events);
        let answer = engine.publish_all(NOW, events.clone());
        assert_eq!(answer, scan.publish_all(NOW, events.clone()), "the index answers otherwise than the scan");
        match &answer {
            Ok(published) => {
                assert_eq!(Ok(published), expected.as_ref(), "{events:?}");
                assert_eq!(engine.state_hash(), reference.state_hash(), "{events:?}");
                assert_eq!(engine.counters(), reference.counters(), "N5: {events:?}");
                tally.accepted += 1;
                tally.deliveries += published.iter().map(|one| one.deliveries).sum::<usize>();
            }
            Err(error) => {
                assert!(expected.is_err(), "one by one they are accepted, together: {error}; {events:?}");
                assert_eq!(engine.state_hash(), state, "R4: {error}; {events:?}");
                tally.refused.insert((error.code(), matches!(error, Error::InEvent { .. })));
            }
        }
        let most = [0, 2, usize::MAX][rng.below(3)];
        let polled = poll(&mut engine, most);
        assert_eq!(polled, poll(&mut scan, most), "the index answers otherwise than the scan");
        if answer.is_ok() {
            assert_eq!(polled, poll(&mut reference, most), "{events:?}");
        }
    }
}

#[test]
fn r11_several_events_come_to_what_they_come_to_one_by_one() {
    let mut tally = Tally::default();
    for seed in 0..HISTORIES {
        live(seed, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.accepted > HISTORIES as usize * CALLS / 4, "too few calls are accepted: {tally:?}");
    assert!(tally.deliveries > 20_000, "too few deliveries: {tally:?}");
    let of_an_event = [Code::InvalidArgument, Code::NotFound, Code::FailedPrecondition].map(|code| (code, true));
    let expected = of_an_event.into_iter().chain([(Code::ResourceExhausted, false)]).collect();
    assert_eq!(tally.refused, expected);
}
