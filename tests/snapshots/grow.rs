//! Small engines that have lived through a little of everything.
//!
//! Owns growing an engine by random inputs of all families. Must not judge what comes of them. Invariant: the same number grows
//! the same engine.

use std::time::Duration;

use tidings::{conversation::*, *};

use super::draw::Draw;
use super::inputs::{Answer, Input, KEYS, Known, USERS};
use crate::support;

/// The settings of all engines that are grown.
pub(super) fn config() -> Config {
    let defaults = [Kind::ConferenceInvitation, Kind::ParticipantUpdated, Kind::ConversationMessage];
    Config::default().token_seed([7; 32]).keep_invitations(Duration::from_secs(90)).default_subscriptions(defaults)
}

/// Numbers that look random. Not those of the other tests: with these the kept snapshot was made, and can be made again.
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    pub(super) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}

/// An engine that so many inputs were put into, most of them accepted.
pub(super) fn engine(seed: u64, inputs: usize) -> Engine {
    let (mut rng, mut known) = (Rng::new(seed), Known::default());
    let daemon: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.family() == Family::Daemon).collect();
    let mut engine = Engine::new(config()).expect("the bounds suffice for the defaults");
    for at in 0..inputs {
        let bytes = rng.bytes(40);
        match rng.below(10) {
            _ if at < 6 => open(&mut engine, &mut known, at),
            0..=4 => conference(&mut engine, &mut known, &bytes),
            5 | 6 => {
                let (user, kind) = (USERS[rng.below(3)], daemon[rng.below(daemon.len())]);
                let _ = engine.publish(engine.now(), support::for_user(user, support::event(&bytes, kind)));
            }
            7 => subscribe(&mut engine, &known, &mut rng),
            8 => {
                let _ = engine.publish(engine.now(), Publication::new(conversation_event(&mut rng), None));
            }
            _ => drop((0..rng.below(4)).map(|_| engine.poll_output().is_some()).last()),
        }
    }
    engine
}

fn open(engine: &mut Engine, known: &mut Known, at: usize) {
    let (key, user) = KEYS[at / 2];
    if at % 2 == 0 {
        engine.register_client(engine.now(), &key.into(), &USERS[user].into()).expect("the key is free");
    } else {
        let session = engine.open_session(engine.now(), &key.into()).expect("the key is registered");
        known.sessions.push(session);
        known.open.push((session, USERS[user].into()));
    }
}

fn subscribe(engine: &mut Engine, known: &Known, rng: &mut Rng) {
    let kind = Kind::ALL[rng.below(Kind::ALL.len())];
    let interest = support::interest(&rng.bytes(64), kind);
    if let Some((session, _)) = known.open.get(rng.below(known.open.len().max(1))) {
        let _ = engine.subscribe(engine.now(), *session, interest);
    }
}

fn conference(engine: &mut Engine, known: &mut Known, bytes: &[u8]) {
    let mut draw = Draw::new(bytes);
    // The end of time comes in the histories.
    let at = draw.time(known).min(known.now + 61_000);
    let input = Input::draw(&mut draw, known);
    let answer = input.bring_into(engine, Timestamp::from_millis(at));
    known.now = engine.now().as_millis();
    match answer {
        Ok(Answer::Opened(session)) => {
            let user = engine.session_user(session).expect("it was opened").as_str().to_owned();
            known.open.push((session, user));
        }
        Ok(Answer::Created(created)) => {
            known.conferences = known.conferences.max(created.id.number());
            let users = created.user_tokens.iter().map(|(user, token)| (user.as_str().to_owned(), token.clone()));
            known.tokens.extend(users.map(|(user, token)| (created.id.number(), user, token)));
        }
        Ok(_) | Err(_) => {}
    }
    known.open.retain(|(session, _)| engine.session_user(*session).is_ok());
    known.live = engine.conferences().map(|(id, _)| id.number()).collect();
}

fn conversation_event(rng: &mut Rng) -> Event {
    let (id, user) = (["tea", "jam"][rng.below(2)], USERS[rng.below(3)]);
    let metadata =
        Json::Object(vec![("at".into(), Json::from(0.1)), ("of".into(), Json::List(vec![Json::from(-7_i64)]))]);
    match rng.below(8) {
        0..=2 => ConversationParticipantAdded::new(id, "host", "", user, "owner").into(),
        3 => ConversationParticipantRemoved::new(id, "host", "", user).into(),
        4 => ConversationDelete::new(id, "host", "").into(),
        5 => ConversationUndelete::new(id, "host", "").into(),
        6 => ProfileUpdate::new("v7", Json::Object(vec![("id".into(), user.into())])).into(),
        _ => {
            let payload = MessageSentPayload { metadata: Some(metadata), ..MessageSentPayload::default() };
            ConversationMessageSent::new("e1", id, 1_u64, payload).into()
        }
    }
}
