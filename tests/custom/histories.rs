//! Random histories that mix events of the host's own with those of the protocols: the index agrees with the scan (R1), and
//! explanations and dry runs with deliveries (T5).
//!
//! 300 histories by default; `TIDINGS_HISTORIES=10000` for more.

use std::fmt::Write as _;

use tidings::custom::{Condition, CustomEvent, CustomFilter, CustomInterest, FieldValue};
use tidings::{conference::*, conversation::*, daemon::*, filter::*, *};

use super::builds::{BuildFinished, definition};

const USERS: [&str; 3] = ["ann", "bob", "cid"];
const TEXTS: [&str; 4] = ["", "core", "core-x", "panic"];

/// Xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn value(&mut self, field: &str) -> FieldValue {
        match field {
            "ok" => (self.below(2) == 0).into(),
            "duration_ms" => (self.below(4) as u64).into(),
            "tags" => FieldValue::Texts((0..self.below(3)).map(|_| self.pick(&TEXTS).into()).collect()),
            "extra" => Json::Null.into(),
            _ => self.pick(&TEXTS).into(),
        }
    }

    fn condition(&mut self) -> (&'static str, Condition) {
        let field = self.pick(&["repo", "log", "ok", "duration_ms", "tags"]);
        let text = |random: &mut Self| String::from(random.pick(&TEXTS));
        let condition = match (field, self.below(4)) {
            (_, 0) => Condition::Present(self.below(2) == 0),
            ("tags", 1) => Condition::ContainsSearch(text(self)),
            ("tags", _) => Condition::Contains(text(self)),
            ("duration_ms", 1) => Condition::Min(self.below(4) as u64),
            ("duration_ms", 2) => Condition::Max(self.below(4) as u64),
            ("repo" | "log", 1) => Condition::Search(text(self)),
            (field, 2) => Condition::OneOf((0..self.below(3)).map(|_| self.value(field)).collect()),
            (field, _) => Condition::Equals(self.value(field)),
        };
        (field, condition)
    }

    fn filter(&mut self, depth: usize) -> CustomFilter {
        let mut filter = CustomFilter::new();
        for _ in 0..self.below(4) {
            let (field, condition) = self.condition();
            filter = filter.condition(field, condition);
        }
        match self.below(8) {
            0 if depth < 3 => filter.any_of((0..self.below(3)).map(|_| self.filter(depth + 1)).collect::<Vec<_>>()),
            1 if depth < 3 => filter.all_of((0..self.below(3)).map(|_| self.filter(depth + 1)).collect::<Vec<_>>()),
            2 if depth < 3 => filter.not(self.filter(depth + 1)),
            _ => filter,
        }
    }

    fn interest(&mut self) -> Interest {
        let count = self.pick(&[0, 0, 1, 2]);
        match self.below(5) {
            0 => {
                let filter = MessageFilter::new().discussion_id(self.below(3) as u64);
                MessageReceived::interest().filter(filter).count(count).into()
            }
            1 => ConversationUpdate::interest().count(count).into(),
            2 => CustomInterest::new("Ping").count(count).into(),
            _ => CustomInterest::new("BuildFinished").filter(self.filter(0)).count(count).into(),
        }
    }

    fn publication(&mut self, conference: ConferenceId) -> Publication {
        let user = |random: &mut Self| UserId::from(random.pick(&USERS));
        match self.below(8) {
            0 => {
                let message = Message { discussion_id: self.below(3) as u64, ..Message::default() };
                (&user(self), MessageReceived::new(message)).into()
            }
            1 => ConversationParticipantAdded::new("tea", "ann", "", self.pick(&USERS), "").into(),
            2 => ConversationParticipantRemoved::new("tea", "ann", "", self.pick(&USERS)).into(),
            _ => {
                let audience = match self.below(6) {
                    0 => Audience::user(&user(self)),
                    1 => Audience::Everyone,
                    2 | 3 => Audience::conversation("tea"),
                    4 => Audience::conference(conference),
                    _ => Audience::users(&[user(self), user(self), user(self)]),
                };
                let fields = ["repo", "log", "ok", "duration_ms", "tags", "extra"];
                let carried: Vec<_> = fields.into_iter().filter(|_| self.below(4) > 0).collect();
                let event = match self.below(6) {
                    0 => CustomEvent::new::<&str, &str>("Ping", []),
                    _ => CustomEvent::new("BuildFinished", carried.into_iter().map(|field| (field, self.value(field)))),
                };
                (audience, event).into()
            }
        }
    }
}

/// Plays one history; returns all that came out, in words.
fn history(seed: u64, matcher: MatcherKind) -> String {
    let mut random = Random(seed);
    let mut engine = Engine::new(Config::default().matcher(matcher)).expect("the defaults are valid");
    let mut words = String::new();
    let now = Timestamp::ZERO;
    engine.define::<BuildFinished>(now).expect("the name is free");
    engine.define_kind(now, definition()).expect("the same fields");
    engine.define_kind(now, custom::KindDefinition::new("Ping")).expect("the name is free");
    for user in USERS {
        engine.register_client(now, &ClientKey::from(user), &user.into()).expect("the key is free");
    }
    let mut sessions: Vec<SessionId> =
        USERS.iter().map(|user| engine.open_session(now, &ClientKey::from(*user)).expect("registered")).collect();
    let room = engine.create_conference(now, sessions[0], NewConference::new("room")).expect("the alias is free").id;
    let mut held: Vec<(SessionId, SubscriptionId)> = Vec::new();
    for _ in 0..40 {
        match random.below(20) {
            0..7 => {
                let session = random.pick(&sessions);
                if let Ok(subscription) = engine.subscribe(now, session, random.interest()) {
                    held.push((session, subscription));
                }
            }
            7 if !held.is_empty() => {
                let (session, subscription) = random.pick(&held);
                let _ = engine.unsubscribe(now, session, subscription);
            }
            8 => {
                let at = random.below(sessions.len());
                engine.close_session(now, sessions[at]).expect("it is open");
                let key = ClientKey::from(USERS[at % USERS.len()]);
                sessions[at] = engine.open_session(now, &key).expect("registered");
            }
            9 => drop(engine.conference(now, room).join(random.pick(&sessions), None)),
            _ => {
                let publication = random.publication(room);
                let dry = engine.dry_run(publication.clone());
                let explained = held.get(random.below(held.len().max(1))).map(|(session, subscription)| {
                    (*subscription, engine.explain(*session, *subscription, publication.clone()))
                });
                let published = engine.publish(now, publication);
                let mut got = Vec::new();
                while let Some(dispatch) = engine.poll_output() {
                    let _ = write!(words, "{:?} ", dispatch.event());
                    got.extend(dispatch.deliveries());
                }
                let _ = writeln!(words, "{published:?} {got:?}");
                if published.is_ok() {
                    let dry: Vec<_> = dry.expect("as publishing").iter().map(|one| one.subscription).collect();
                    let got: Vec<_> = got.iter().map(|one| one.subscription()).collect();
                    assert!(got.iter().all(|one| dry.contains(one)), "dry run (T5)");
                    if let Some((subscription, Ok(verdict))) = explained {
                        assert_eq!(verdict.matched, got.contains(&subscription), "{verdict}");
                    }
                }
            }
        }
        while engine.poll_output().is_some() {}
    }
    words
}

#[test]
fn r1_the_index_agrees_with_the_scan() {
    let count = std::env::var("TIDINGS_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(300_u64);
    let mut delivered = 0;
    for seed in 1..=count {
        let seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let indexed = history(seed, MatcherKind::Indexed);
        assert_eq!(indexed, history(seed, MatcherKind::Scan), "seed {seed:#x}");
        delivered += indexed.matches("subscription: SubscriptionId").count() as u64;
    }
    assert!(delivered > count, "the histories deliver something: {delivered}");
}
