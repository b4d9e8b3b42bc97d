//! Engines that live through the same history, and the model that they are held against.
//!
//! Owns the step: one input into every engine, and all that must hold afterwards. Must not know how inputs are drawn.
//! Invariants: whichever way subscriptions are found, and under whichever hash seed, the answers and outputs are the same,
//! byte for byte (R3); an input that fails changes nothing (R4); when the host polls makes no difference but for what it has
//! withdrawn meanwhile (R5).

use std::collections::BTreeSet;

use tidings::*;

use super::dry_run_oracle;
use super::model::{Held, Model, Reach};
use super::op::{Input, Op, USERS};
use super::restart_simulation::{Cuts, RestartSimulation};

const LEDGER_ENTRIES: usize = 16;

/// The engines: the first is polled after every input, the others only now and then.
pub(crate) struct Compared {
    engines: [Engine; 3],
    restarts: RestartSimulation,
    defaults: Vec<Kind>,
    about: Vec<Kind>,
    model: Model,
    now: Timestamp,
    tally: Tally,
}

/// What happened in a history; so that a test can tell that its histories are not empty ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) inputs: usize,
    pub(crate) deliveries: usize,
    pub(crate) ended: usize,
    pub(crate) withdrawn: usize,
    pub(crate) subscriptions: usize,
    pub(crate) candidates: u64,
    pub(crate) received_by: BTreeSet<Kind>,
    pub(crate) refusals: BTreeSet<String>,
    pub(crate) cuts: Cuts,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.inputs += other.inputs;
        self.deliveries += other.deliveries;
        self.ended += other.ended;
        self.withdrawn += other.withdrawn;
        self.subscriptions += other.subscriptions;
        self.candidates += other.candidates;
        self.received_by.extend(other.received_by);
        self.refusals.extend(other.refusals);
        self.cuts.add(other.cuts);
    }
}

/// All that can be seen of an engine but its outputs and the work that it did.
#[derive(Debug, PartialEq)]
struct Seen {
    stats: Stats,
    held: Vec<(SessionId, Vec<Facts>)>,
    /// How much is known of each user.
    known: Vec<usize>,
}

/// What can be seen of a subscription.
#[derive(Debug, PartialEq)]
struct Facts {
    id: SubscriptionId,
    kind: Kind,
    alias: Option<String>,
    remaining: Option<u64>,
}

impl Compared {
    /// Engines with two users; `about` are the kinds that mostly come.
    pub(crate) fn new(about: Vec<Kind>) -> Self {
        // Bounds that a short history reaches.
        let config = Config::default()
            .max_subscriptions_per_session(40)
            .max_subscriptions_per_user(70)
            .max_ids_per_list(3)
            .max_filter_depth(4)
            .max_filter_nodes(9)
            .max_pattern_bytes(9)
            .max_name_bytes(9)
            .max_ledger_entries_per_user(LEDGER_ENTRIES as u64);
        let defaults = [Kind::ConferenceInvitation, Kind::ProfileUpdate, Kind::ConversationMessage, Kind::CallEnded];
        let config = config.default_subscriptions(defaults);
        let start = |config: Config| Engine::new(config).expect("the bounds suffice for the defaults");
        let mut compared = Self {
            engines: [
                start(config.clone()),
                start(config.clone().matcher(MatcherKind::Scan)),
                start(config.clone().hash_seed(0x5EED)),
            ],
            restarts: RestartSimulation::new(config),
            defaults: defaults.to_vec(),
            about,
            model: Model::default(),
            now: Timestamp::ZERO,
            tally: Tally::default(),
        };
        for (key, user) in [("k1", "alice"), ("k2", "bob"), ("k3", "alice")] {
            compared.step(&Op { at: Timestamp::ZERO, input: Input::RegisterClient { key, user: user.into() } }, true);
            compared.step(&Op { at: Timestamp::ZERO, input: Input::OpenSession { key } }, true);
        }
        compared
    }

    pub(super) fn about(&self) -> &[Kind] {
        &self.about
    }

    pub(super) fn model(&self) -> &Model {
        &self.model
    }

    /// One input into every engine; then all that must hold. `poll`: also from those that are not polled every time.
    pub(crate) fn step(&mut self, op: &Op, poll: bool) {
        let before = self.engines.each_ref().map(|engine| self.see(engine));
        // Not every time, because it costs as much as all else together.
        let states = (self.tally.inputs % 4 == 0).then(|| self.states());
        let predicted = dry_run_oracle::predict(&self.engines[0], &self.model, &op.input);
        let answers = self.engines.each_mut().map(|engine| op.bring_into(engine));
        let [answer, others @ ..] = &answers;
        assert!(others.iter().all(|other| other == answer), "R3: after {op:?}, the engines disagree: {answers:?}");
        self.restarts.step(|engine| op.bring_into(engine));
        self.now = self.now.max(op.at);
        self.tally.inputs += 1;

        let [prompt, ..] = &mut self.engines;
        let received_by = drain(prompt);
        self.tally.received_by.extend(received_by.iter().map(|received_by| received_by.kind));
        self.tally.deliveries += received_by.iter().map(|received_by| received_by.deliveries.len()).sum::<usize>();
        self.tally.ended += received_by
            .iter()
            .flat_map(|received_by| &received_by.deliveries)
            .filter(|it| it.ended().is_some())
            .count();
        match answer {
            Ok(answer) => {
                if let Some(predicted) = predicted {
                    let received =
                        received_by.iter().flat_map(|it| it.deliveries.iter().map(|one| (it.kind, one.subscription())));
                    assert_eq!(received.collect::<Vec<_>>(), predicted, "T5: {op:?} was predicted otherwise");
                }
                self.model.accept(&op.input, answer, &received_by, &self.defaults);
            }
            Err(error) => {
                self.tally.refusals.extend(format!("{error:?}").split([' ', '(']).next().map(String::from));
                assert!(received_by.is_empty(), "R4: {op:?} was refused and delivered {received_by:?}");
                let after = self.engines.each_ref().map(|engine| self.see(engine));
                assert_eq!(before, after, "R4: {op:?} was refused and changed something");
                let unchanged = states.is_none_or(|states| states == self.states());
                assert!(unchanged, "R4: {op:?} was refused and changed the state");
            }
        }
        if poll {
            self.poll_all(op);
        }
        self.check(op);
    }

    fn states(&self) -> [u64; 3] {
        self.engines.each_ref().map(Engine::state_hash)
    }

    fn poll_all(&mut self, op: &Op) {
        let waiting = self.model.take_waiting();
        for late in &mut self.engines[1..] {
            assert_eq!(drain(late), waiting, "R3, R5: polled late, after {op:?}");
            assert_eq!(late.stats().pending_deliveries, 0, "all is polled");
        }
    }

    /// What must hold between inputs.
    fn check(&self, op: &Op) {
        let [prompt, scan, other] = &self.engines;
        let mut seen = self.see(prompt);
        assert_eq!(seen.stats.pending_deliveries, 0, "the first engine is polled every time");
        assert!(seen.known.iter().all(|known| *known <= LEDGER_ENTRIES), "I4: after {op:?}, the ledger holds too much");
        let waiting = scan.stats().pending_deliveries;
        assert!(waiting >= self.model.waiting_deliveries(), "after {op:?}, too little waits");
        seen.stats.pending_deliveries = waiting;
        for engine in [scan, other] {
            assert_eq!(self.see(engine), seen, "after {op:?}, the engines differ");
            assert_eq!(engine.now(), self.now, "T1");
        }
        for (session, held) in &seen.held {
            let facts =
                |(id, it): (_, &Held)| Facts { id, kind: it.kind, alias: it.alias.clone(), remaining: it.remaining };
            let model: Vec<Facts> = self.model.held(*session).map(facts).collect();
            assert_eq!(*held, model, "after {op:?}, session {session} holds something else");
        }
        assert_eq!(seen.stats.sessions, seen.held.len(), "after {op:?}");
        assert_eq!(seen.stats.clients, self.model.clients().count(), "after {op:?}");
        let total: usize = seen.held.iter().map(|(_, held)| held.len()).sum();
        assert_eq!(seen.stats.subscriptions, total, "after {op:?}");
        let examined = |engine: &Engine| engine.stats().candidates_examined;
        assert!(examined(prompt) <= examined(scan), "after {op:?}, the index looked at more than there is");
        assert_eq!(examined(prompt), examined(other), "after {op:?}, the work depends on the hash seed");
    }

    fn see(&self, engine: &Engine) -> Seen {
        let mut stats = engine.stats();
        (stats.candidates_examined, stats.patterns_run, stats.entries_moved) = (0, 0, 0);
        let held = self.model.sessions().filter_map(|session| Some((session, engine.subscriptions(session).ok()?)));
        let held = held.map(|(session, held)| {
            let facts = |(id, it): (_, Subscription<'_>)| {
                let (alias, remaining) = (it.alias().map(|alias| alias.folded().into()), it.remaining().map(u64::from));
                Facts { id, kind: it.kind(), alias, remaining }
            };
            (session, held.map(facts).collect())
        });
        let known = USERS.iter().map(|user| engine.directory().entries(&(*user).into()));
        Seen { stats, held: held.collect(), known: known.collect() }
    }

    /// Closes everything, and asks that nothing is left.
    pub(crate) fn end(mut self) -> Tally {
        let at = self.now;
        let sessions: Vec<SessionId> = self.model.sessions().collect();
        self.tally.subscriptions = sessions.iter().map(|session| self.model.held(*session).count()).sum();
        self.tally.candidates = self.engines[0].stats().candidates_examined;
        for session in sessions {
            self.step(&Op { at, input: Input::CloseSession { session } }, false);
        }
        let clients: Vec<&str> = self.model.clients().collect();
        for key in clients {
            self.step(&Op { at, input: Input::RevokeClient { key } }, false);
        }
        for engine in &mut self.engines {
            assert_eq!(drain(engine), [], "R5: everyone is gone");
            let mut left = engine.stats();
            (left.candidates_examined, left.patterns_run, left.entries_moved) = (0, 0, 0);
            assert_eq!(left, Stats::default(), "something is left behind");
        }
        self.restarts.end();
        self.tally.cuts = self.restarts.cuts();
        self.tally.withdrawn = self.model.withdrawn;
        self.tally
    }
}

fn drain(engine: &mut Engine) -> Vec<Reach> {
    let mut received_by = Vec::new();
    while let Some(dispatch) = engine.poll_output() {
        let text = serde_json::to_string(dispatch.event()).expect("every event can be written");
        received_by.push(Reach {
            kind: dispatch.event().kind(),
            text,
            deliveries: dispatch.deliveries().collect::<Vec<_>>(),
        });
    }
    received_by
}
