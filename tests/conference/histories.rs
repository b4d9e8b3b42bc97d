//! Random histories of conferences: several engines that must agree, and what must hold whatever happens.
//!
//! Owns the step, in which an input is put into every engine, and the promises that are held to after it. Must not know how
//! inputs are drawn. Invariants: the histories are the same on every run; one engine lets the time of an input pass before the
//! input, the others with it, and that makes no difference (T1); a refused input changes nothing (R4).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::Strategy as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tidings::{conference::*, *};

use super::audit::{audit, inside};
use super::draw::Draw;
use super::inputs::{ALIASES, Answer, Input, KEYS, Known, USERS};
use super::restart_simulation::{Cuts, RestartSimulation};
use super::verbs::config;
use super::world::{Received, Seen, poll};

/// Hears of every beginning and end, whatever the alias.
const OBSERVER: &str = "observer";

struct History {
    /// The last one lets time pass before each input; it is a scan under another hash seed.
    engines: [Engine; 3],
    restarts: RestartSimulation,
    known: Known,
    open: BTreeMap<SessionId, String>,
    watchers: BTreeMap<String, BTreeSet<String>>,
    tokens: BTreeMap<(u64, String), Token>,
    kicked: BTreeSet<(u64, String)>,
    ended: BTreeSet<u64>,
    tally: Tally,
}

/// What happened, so that a test can tell that its histories are not empty ones.
#[derive(Debug, Default)]
struct Tally {
    accepted: BTreeMap<String, usize>,
    refused: BTreeMap<String, usize>,
    received: BTreeMap<&'static str, usize>,
    cuts: Cuts,
}

impl History {
    /// The first bytes say which settings it has.
    fn new(draw: &mut Draw<'_>) -> Self {
        let config = config()
            .keep_invitations(Duration::from_secs(draw.one_of(&[0, 40])))
            .max_participants(draw.one_of(&[1_024, 2]))
            .max_open_invitations(draw.one_of(&[4_096, 2]))
            .max_pending_deliveries(draw.one_of(&[1_000, 9]));
        let start = |config: Config| Engine::new(config).expect("the bounds suffice for the defaults");
        let engines = [
            start(config.clone()),
            start(config.clone().hash_seed(0x5EED)),
            start(config.clone().matcher(MatcherKind::Scan).hash_seed(7)),
        ];
        let mut history = Self {
            engines,
            restarts: RestartSimulation::new(config),
            known: Known::default(),
            open: BTreeMap::new(),
            watchers: BTreeMap::new(),
            tokens: BTreeMap::new(),
            kicked: BTreeSet::new(),
            ended: BTreeSet::new(),
            tally: Tally::default(),
        };
        history.step(0, &Input::Register { key: OBSERVER, user: OBSERVER });
        history.step(0, &Input::Open { key: OBSERVER });
        let observer = history.known.sessions[0];
        for alias in ["ROOM", "straße", "strasse", "Äö"] {
            let interests: [Interest; 2] =
                [ConferenceCreated::interest(alias).into(), ConferenceEnded::interest(alias).into()];
            for interest in interests {
                history.step(0, &Input::Subscribe { session: observer, interest: Box::new(interest) });
            }
        }
        history.known.open.clear();
        history.known.subscriptions.clear();
        let watched = draw.flag();
        for (key, user) in KEYS {
            history.step(0, &Input::Register { key, user: USERS[user] });
        }
        for (key, user) in &KEYS[..USERS.len()] {
            history.step(0, &Input::Open { key });
            if watched {
                history.watch(USERS[*user]);
            }
        }
        history
    }

    /// The session just opened asks for much, and its user lets everyone see it.
    fn watch(&mut self, user: &'static str) {
        self.step(0, &Input::Allow { user, watchers: USERS.to_vec() });
        let session = *self.known.sessions.last().expect("one was just opened");
        let interests: [Interest; 5] = [
            SessionOpened::interest(USERS).into(),
            SessionClosed::interest(USERS).into(),
            ParticipantJoined::interest("room").into(),
            ParticipantLeft::interest("straße").into(),
            ConferenceActiveParticipants::interest("ROOM").into(),
        ];
        for interest in interests {
            self.step(0, &Input::Subscribe { session, interest: Box::new(interest) });
        }
    }

    /// Puts an input into every engine, at this time, and asks that all is as it must be.
    fn step(&mut self, at: u64, input: &Input) {
        let now = Timestamp::from_millis(at);
        let time = self.time_passes(now);
        let before = (self.seen(2), self.engines[2].state_hash());
        let answer = input.bring_into(&mut self.engines[2], now);
        let mut received = poll(&mut self.engines[2]);
        if answer.is_err() {
            let after = (self.seen(2), self.engines[2].state_hash());
            assert_eq!((received.len(), after), (0, before), "R4: {answer:?}");
        }
        received.splice(0..0, time);

        // What is withdrawn while it waits does not come (R5), so there the others are polled before, too.
        let withdraws = matches!(
            input,
            Input::Close { .. } | Input::Revoke { .. } | Input::Unsubscribe { .. } | Input::UnsubscribeAlias { .. }
        );
        for at in 0..2 {
            let mut others = Vec::new();
            if withdraws {
                self.engines[at].handle_timeout(now);
                others = poll(&mut self.engines[at]);
            }
            assert_eq!(input.bring_into(&mut self.engines[at], now), answer, "R3: engine {at}");
            others.extend(poll(&mut self.engines[at]));
            assert_eq!(written(&others), written(&received), "R3, T1: engine {at}");
        }
        self.restarts.step(|engine| input.bring_into(engine, now));
        self.apply(input, &answer);
        let seen: Vec<Seen> = (0..3).map(|at| self.seen(at)).collect();
        assert!(seen[0] == seen[1] && seen[0] == seen[2], "R3: {seen:?}");
        self.promises(input, &received);

        *self.tally.accepted.entry(input.verb()).or_default() += usize::from(answer.is_ok());
        if let Err(error) = answer {
            let name = format!("{error:?}");
            *self.tally.refused.entry(name.split([' ', '{']).next().unwrap_or_default().into()).or_default() += 1;
        }
        for received in received {
            *self.tally.received.entry(received.event.kind().name()).or_default() += received.deliveries.len();
        }
    }

    /// Nothing ends by time with someone in it (P8).
    fn time_passes(&mut self, now: Timestamp) -> Vec<Received> {
        let engine = &mut self.engines[2];
        let occupied: Vec<_> = (1..=self.known.conferences).map(ConferenceId::from_number).collect();
        let before: Vec<_> = occupied.into_iter().map(|id| (id, inside(engine, id))).collect();
        engine.handle_timeout(now);
        for (id, people) in before.into_iter().filter(|(_, people)| people.as_ref().is_some_and(|it| !it.is_empty())) {
            assert_eq!(inside(engine, id), people, "P8: time changes nothing for those in a conference");
        }
        poll(engine)
    }

    fn seen(&self, at: usize) -> Seen {
        Seen::of(&self.engines[at], self.known.sessions.len() as u64, self.known.conferences + 1)
    }

    /// What an accepted input means for the further course.
    fn apply(&mut self, input: &Input, answer: &Result<Answer, Error>) {
        let known = &mut self.known;
        known.now = self.engines[0].now().as_millis();
        let Ok(answer) = answer else { return };
        match answer {
            Answer::Opened(session) => {
                let user = self.engines[0].session_user(*session).expect("it was opened").as_str().to_string();
                known.sessions.push(*session);
                self.open.insert(*session, user);
            }
            Answer::Created(created) => {
                let number = created.id.number();
                assert_eq!(created.is_new, number > known.conferences, "P1: numbers are never reused");
                known.conferences = known.conferences.max(number);
                let owner = match input {
                    Input::CreateAsServer { owner, .. } => (*owner).into(),
                    Input::Create { session, .. } => self.open[session].clone(),
                    other => panic!("{other:?} creates nothing"),
                };
                let tokens = created.owner_token.iter().map(|token| (owner.clone(), token));
                let invited = created.user_tokens.iter().map(|(user, token)| (user.as_str().to_string(), token));
                for (user, token) in
                    tokens.chain(invited).map(|(user, token)| (user, token.clone())).collect::<Vec<_>>()
                {
                    self.token(number, user, token);
                }
            }
            Answer::Invited(invited) => {
                let (Input::InviteAsServer { name, .. } | Input::Invite { name, .. }) = input else { return };
                // By alias it could be any; what is known of tokens comes from those named by number.
                let ConferenceName::Id(id) = name else { return };
                for one in invited.iter().filter(|one| one.token.is_some()) {
                    assert!(matches!(input, Input::InviteAsServer { .. }), "P10: answered to the server side only");
                    self.token(id.number(), one.user.as_str().into(), one.token.clone().expect("just seen"));
                }
            }
            Answer::Subscribed(id) => {
                let Input::Subscribe { session, .. } = input else { return };
                self.known.subscriptions.push((*session, *id));
            }
            Answer::Done | Answer::Ended(_) => {}
        }
        if let Input::Allow { user, watchers } = input {
            self.watchers.insert((*user).into(), watchers.iter().map(|watcher| (*watcher).to_string()).collect());
        }
        let engine = &self.engines[0];
        self.open.retain(|session, _| engine.session_user(*session).is_ok());
        let people = self.open.iter().filter(|(_, user)| *user != OBSERVER);
        self.known.open = people.map(|(session, user)| (*session, user.clone())).collect();
    }

    /// P10: one token for each conference and user, until a kick.
    fn token(&mut self, conference: u64, user: String, token: Token) {
        self.known.tokens.push((conference, user.clone(), token.clone()));
        let kicked = self.kicked.contains(&(conference, user.clone()));
        let before = self.tokens.insert((conference, user), token.clone());
        assert!(kicked || before.is_none_or(|before| before == token), "P10: the same in every later answer");
    }

    /// What holds after every input.
    fn promises(&mut self, input: &Input, received: &[Received]) {
        audit(&self.engines[0], &self.open, received);
        for Received { event, deliveries } in received {
            let receivers = deliveries.iter().map(|delivery| self.open[&delivery.session()].clone());
            self.promised(input, event, receivers.collect());
        }
        for engine in &mut self.engines {
            assert!(engine.poll_timeout().is_none_or(|next| next > engine.now()), "T1");
            assert_eq!(engine.stats().pending_deliveries, 0);
        }
        self.known.live.clear();
        for number in 1..=self.known.conferences {
            let inside = inside(&self.engines[0], ConferenceId::from_number(number));
            assert_eq!(inside.is_none(), self.ended.contains(&number), "P8: one Conference.Ended, when it ends");
            self.known.live.extend(inside.is_some().then_some(number));
            for (user, _) in inside.into_iter().flatten() {
                assert!(!self.kicked.contains(&(number, user.clone())), "P6: {user} was kicked");
            }
        }
    }

    fn promised(&mut self, input: &Input, event: &Event, receivers: BTreeSet<String>) {
        match event {
            Event::ConferenceEnded(it) => {
                let new = self.ended.insert(it.conference_id.number());
                assert!(new && receivers.contains(OBSERVER), "P8: exactly one Conference.Ended");
            }
            Event::ParticipantUpdated(it) if it.participant.status == Some(Status::Kicked) => {
                self.kicked.insert((it.conference_id.number(), it.participant.id.clone()));
            }
            Event::ConferenceInvitation(it) => {
                assert_eq!(receivers.len(), 1, "R6: an invitation has one invitee");
                let invitee = receivers.first().expect("one").clone();
                let invited = match input {
                    Input::Invite { people, .. } | Input::InviteAsServer { people, .. } => format!("{people:?}"),
                    Input::CreateAsServer { people, .. } => format!("{people:?}"),
                    Input::Open { key } => format!("{:?}", USERS[KEYS.iter().find(|(one, _)| one == key).unwrap().1]),
                    other => panic!("{other:?} invites nobody"),
                };
                assert!(invited.contains(&format!("{invitee:?}")), "R6: {invitee} was not invited by {input:?}");
                if let Some(token) = it.conference_token.clone() {
                    self.token(it.conference_id.number(), invitee, token);
                }
            }
            Event::PermissionsUpdated(_) => assert_eq!(receivers.len(), 1, "R6: the one concerned"),
            Event::SessionOpened(SessionOpened { user, .. }) | Event::SessionClosed(SessionClosed { user, .. }) => {
                let allowed = self.watchers.get(user).cloned().unwrap_or_default();
                assert!(receivers.is_subset(&allowed), "presence: {receivers:?} may not watch {user}");
            }
            _ => {}
        }
        if !matches!(event, Event::ConferenceInvitation(_)) {
            let shown = serde_json::to_string(event).expect("every event can be written");
            let leak = self.known.tokens.iter().find(|(_, _, token)| shown.contains(token.reveal()));
            assert!(leak.is_none(), "P10: a token shows in {shown}");
        }
    }
}

/// What goes out, byte for byte.
fn written(received: &[Received]) -> Vec<String> {
    let text = |event| serde_json::to_string(event).expect("every event can be written");
    received.iter().map(|received| format!("{} {:?}", text(&received.event), received.deliveries)).collect()
}

/// The bytes of a history, a piece for each input. `Debug` shows the inputs up to the one that failed.
#[derive(Clone)]
struct Pieces(Vec<Vec<u8>>);

impl Pieces {
    fn live(&self, mut watch: impl FnMut(u64, &Input)) -> Tally {
        let mut pieces = self.0.iter();
        let mut history = History::new(&mut Draw::new(pieces.next().map_or(&[], Vec::as_slice)));
        for piece in pieces {
            let mut draw = Draw::new(piece);
            let (at, input) = (draw.time(&history.known), Input::draw(&mut draw, &history.known));
            watch(at, &input);
            history.step(at, &input);
        }
        history.restarts.end();
        history.tally.cuts = history.restarts.cuts();
        history.tally
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut inputs = Vec::new();
        let lived = AssertUnwindSafe(|| self.live(|at, input| inputs.push((at, input.clone()))));
        let _ = catch_unwind(lived);
        f.debug_list().entries(inputs).finish()
    }
}

const HISTORIES: u32 = 256;

#[test]
fn r3_r4_t1_random_histories_of_conferences() {
    let wanted = std::env::var("TIDINGS_HISTORIES").ok();
    let cases = wanted.map_or(HISTORIES, |wanted| wanted.parse().expect("TIDINGS_HISTORIES is a number"));
    let settings = proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"conferences: a seed of 32 bytes.");
    let lived = RefCell::new(Tally::default());
    let histories = vec(vec(any::<u8>(), 12..40), 1..250).prop_map(Pieces);
    let result = TestRunner::new_with_rng(settings, rng).run(&histories, |pieces| {
        let Tally { accepted, refused, received, cuts } = pieces.live(|_, _| {});
        let mut lived = lived.borrow_mut();
        lived.cuts.add(cuts);
        accepted.into_iter().for_each(|(name, count)| *lived.accepted.entry(name).or_default() += count);
        refused.into_iter().for_each(|(name, count)| *lived.refused.entry(name).or_default() += count);
        received.into_iter().for_each(|(name, count)| *lived.received.entry(name).or_default() += count);
        Ok(())
    });
    // Written out before the panic: showing a history restarts through it again, and that may panic too.
    let failure = result.err().map(|failure| failure.to_string());
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    let lived = lived.into_inner();
    println!("{lived:#?}");
    if cases >= HISTORIES {
        check_that_much_happened(&lived);
    }
}

/// A history in which nothing happens agrees with everything.
fn check_that_much_happened(lived: &Tally) {
    assert_eq!(ALIASES.len(), 8);
    for (verb, count) in &lived.accepted {
        assert!(*count >= 8, "{verb} was accepted {count} times only");
    }
    assert_eq!(lived.accepted.len(), 21, "some input was never drawn: {:?}", lived.accepted.keys());
    for refusal in [
        "AliasInvalid",
        "BoundReached",
        "ConferenceUnknown",
        "Kicked",
        "NamedTwice",
        "NotInConference",
        "NotOnRoster",
        "NotProtected",
        "NotReservedOrIn",
        "NotTheCreator",
        "PermissionMissing",
        "PermissionNotHeld",
        "SessionNotOpen",
        "StatusRefuses",
        "TokenRefused",
    ] {
        assert!(lived.refused.get(refusal).is_some_and(|count| *count >= 1), "never refused with {refusal}");
    }
    for kind in Kind::ALL.iter().filter(|kind| kind.family() == Family::Conference) {
        assert!(lived.received.get(kind.name()).is_some_and(|count| *count >= 15), "hardly ever told: {}", kind.name());
    }
    let cuts = lived.cuts;
    assert!(cuts.made >= 30_000 && cuts.moved > 9_000 && cuts.waiting > 8_000, "T4: too few cuts: {cuts:?}");
}
