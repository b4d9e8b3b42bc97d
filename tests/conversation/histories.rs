//! Random histories: members, sessions and subscriptions coming and going, against plain sets.
//!
//! Owns that engines and the naive reference are asked the same, and what is asked between inputs. Must not contain rules: the
//! reference does. Invariants: the index answers as the scan does, under any hash seed, byte for byte (R3), and both as the
//! reference; `TIDINGS_HISTORIES` sets how many histories are lived through, more begin with the same ones.

mod ops;
mod reference;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use tidings::*;

use self::ops::{CONVERSATIONS, Op, USERS, event, interest, kinds, op};
use self::reference::{Received, Reference};
use super::restart_simulation::{Cuts, RestartSimulation};
use super::world::{NOW, key};

const HISTORIES: u32 = 400;
/// So few that the queue is full now and then.
const PENDING: u64 = 50;

/// What a set of histories was about: one in which nothing happens agrees with everything.
#[derive(Debug, Default)]
struct Tally {
    deliveries: usize,
    ended: usize,
    received_by: BTreeSet<Kind>,
    refusals: BTreeSet<String>,
    added: usize,
    removed: usize,
    verdicts: usize,
    cuts: Cuts,
}

/// The engines, the reference, and the one way into all of them.
struct Histories {
    engines: [Engine; 3],
    restarts: RestartSimulation,
    reference: Reference,
    tally: Tally,
}

impl Histories {
    fn new() -> Self {
        let config = |seed| Config::default().max_pending_deliveries(PENDING).hash_seed(seed);
        let configs = [config(0), config(0).matcher(MatcherKind::Scan), config(0xC0FFEE)];
        let engines = configs.map(|config| Engine::new(config).expect("the settings are valid"));
        let restarts = RestartSimulation::new(config(0));
        Self { engines, restarts, reference: Reference::new(PENDING as usize), tally: Tally::default() }
    }

    fn live(mut self, ops: &[Op]) -> Tally {
        for op in ops {
            self.step(op);
            self.check(op);
        }
        self.end();
        self.restarts.end();
        self.tally.cuts = self.restarts.cuts();
        self.tally
    }

    /// The same input for all engines, which must answer the same; those that are cut are polled at other times.
    fn each<T: PartialEq + std::fmt::Debug>(&mut self, input: impl Fn(&mut Engine) -> T) -> T {
        self.restarts.step(&input);
        self.ask(input)
    }

    /// Asks the engines, which must answer the same.
    fn ask<T: PartialEq + std::fmt::Debug>(&mut self, question: impl Fn(&mut Engine) -> T) -> T {
        let [index, scan, other_seed] = self.engines.each_mut().map(question);
        assert_eq!(index, scan, "the index answers otherwise than the scan");
        assert_eq!(index, other_seed, "R3: the hash seed shows");
        index
    }

    fn step(&mut self, op: &Op) {
        match op {
            Op::Open { user } => self.open(user),
            Op::Close { session } => {
                let Some(session) = self.reference.session(*session) else { return };
                self.each(|engine| engine.close_session(NOW, session)).expect("it is open");
                self.reference.close(session);
                let error = self.each(|engine| engine.close_session(NOW, session)).expect_err("it is closed");
                assert_eq!(error, Error::SessionNotOpen { session });
            }
            Op::Revoke { user } => {
                let revoked = self.each(|engine| engine.revoke_client(NOW, &key(user)));
                assert_eq!(revoked.is_ok(), self.reference.revoke(user), "K1");
            }
            Op::Subscribe { session, interests } => {
                let Some(session) = self.reference.session(*session) else { return };
                let typed: Vec<Interest> =
                    interests.iter().map(|(kind, ids, count)| interest(*kind, ids, *count)).collect();
                let ids = self.each(|engine| engine.subscribe_all(NOW, session, &typed)).expect("they are in order");
                for (id, (kind, names, count)) in ids.into_iter().zip(interests) {
                    self.reference.subscribe(session, id, *kind, names.clone(), *count);
                }
            }
            Op::Unsubscribe { session, subscription } => {
                let Some((session, subscription)) = self.reference.subscription(*session, *subscription) else {
                    return;
                };
                self.each(|engine| engine.unsubscribe(NOW, session, subscription)).expect("it is held");
                self.reference.unsubscribe(session, subscription);
            }
            Op::Publish { kind, conversation, user } => self.publish(*kind, conversation, user),
            Op::Poll => self.poll(),
            Op::ShrinkToFit => self.each(Engine::shrink_to_fit),
        }
    }

    fn open(&mut self, user: &'static str) {
        if self.reference.register(user) {
            self.each(|engine| engine.register_client(NOW, &key(user), &user.into())).expect("the key is free");
        }
        let session = self.each(|engine| engine.open_session(NOW, &key(user))).expect("the key is registered");
        self.reference.open(session, user);
        let held = self.ask(|engine| {
            let held = engine.subscriptions(session).expect("it is open");
            held.map(|(id, held)| (id, held.kind())).collect::<Vec<_>>()
        });
        for (id, kind) in held {
            self.reference.subscribe(session, id, kind, BTreeSet::new(), 0);
        }
    }

    fn publish(&mut self, kind: Kind, conversation: &'static str, user: &'static str) {
        let event = event(kind, conversation, user);
        let before = self.ask(|engine| engine.stats().pending_deliveries);
        let predicted = self.predict(&event);
        let answer = self.each(|engine| {
            let answer = engine.publish(NOW, Publication::new(event.clone(), None));
            answer.map(|published| (published.events, published.deliveries)).map_err(|error| error.code())
        });
        let expected = self.reference.publish(&event, conversation, user);
        assert_eq!(answer, expected.map(|deliveries| (1, deliveries)), "{event:?}");
        match answer {
            Ok((_, deliveries)) => {
                let received = self.reference.last_receivers().take(deliveries);
                assert_eq!(predicted, Ok(received.collect()), "T5: {event:?}");
                self.tally.added += usize::from(event.kind() == Kind::ConversationParticipantAdded);
                self.tally.removed += usize::from(event.kind() == Kind::ConversationParticipantRemoved);
            }
            Err(code) => {
                // Looking beforehand, nothing waits to be polled.
                assert!(code == Code::ResourceExhausted || predicted == Err(code), "T5: {predicted:?}, then {code}");
                assert_eq!(self.ask(|engine| engine.stats().pending_deliveries), before, "R4");
                self.tally.refusals.insert(format!("{code} to {}", event.kind().name()));
            }
        }
    }

    /// Who would receive an event, by the verdict of each subscription and by a dry run, which agree and change nothing (T5).
    fn predict(&mut self, event: &Event) -> Result<Vec<(SessionId, SubscriptionId)>, Code> {
        let held: Vec<_> = self.reference.sessions().map(|session| (session, self.reference.held(session))).collect();
        let (predicted, verdicts) = self.ask(|engine| {
            let state = engine.state_hash();
            let dry = engine.dry_run(Publication::new(event.clone(), None)).map_err(|error| error.code());
            let dry = dry.map(|dry| dry.iter().map(|one| (one.session, one.subscription)).collect::<Vec<_>>());
            let mut verdicts = 0;
            for (session, held) in &held {
                for (subscription, ..) in held {
                    let verdict = engine.explain(*session, *subscription, Publication::new(event.clone(), None));
                    let verdict = verdict.map_err(|error| error.code());
                    let reached =
                        dry.as_ref().map(|dry| dry.contains(&(*session, *subscription))).map_err(|code| *code);
                    assert_eq!(verdict.as_ref().map(|verdict| verdict.matched), reached.as_ref().copied(), "{event:?}");
                    let Ok(verdict) = verdict else { continue };
                    assert_eq!(verdict.failed().next().is_none(), verdict.matched, "a no names what fails: {verdict}");
                    let stranger = SessionId::from_number(session.number() + 1_000);
                    assert!(
                        engine.explain(stranger, *subscription, Publication::new(event.clone(), None)).is_err(),
                        "M13"
                    );
                    verdicts += 1;
                }
            }
            assert_eq!(engine.state_hash(), state, "asking changes nothing");
            (dry, verdicts)
        });
        self.tally.verdicts += verdicts;
        predicted
    }

    /// Everyone who hears is listed in the reference; so nobody else does.
    fn poll(&mut self) {
        let received = self.ask(|engine| {
            let mut received = Vec::new();
            while let Some(dispatch) = engine.poll_output() {
                let received_by = dispatch.deliveries();
                let received_by =
                    received_by.map(|delivery| (delivery.session(), delivery.subscription(), delivery.remaining()));
                received
                    .push(Received { event: format!("{:?}", dispatch.event()), received_by: received_by.collect() });
                assert_eq!(dispatch.event().kind().family(), Family::Conversation);
            }
            received
        });
        for one in &received {
            self.tally.deliveries += one.received_by.len();
            self.tally.ended += one.received_by.iter().filter(|(.., remaining)| *remaining == Some(0)).count();
        }
        self.tally.received_by.extend(self.reference.waiting_kinds());
        assert_eq!(received, self.reference.poll());
    }

    /// What can be read between inputs.
    fn check(&mut self, op: &Op) {
        let sessions: Vec<SessionId> = self.reference.sessions().collect();
        let seen = self.ask(|engine| {
            let members = CONVERSATIONS.iter().map(|id| {
                let members = engine.members(id)?;
                Some(members.map(|(user, _)| user.as_str().to_owned()).collect::<Vec<_>>())
            });
            let held = sessions.iter().map(|session| {
                let held = engine.subscriptions(*session).expect("it is open");
                let remaining = |held: Subscription<'_>| held.remaining().map(u64::from);
                held.map(|(id, held)| (id, held.kind(), remaining(held))).collect::<Vec<_>>()
            });
            (members.collect::<Vec<_>>(), held.collect::<Vec<_>>(), engine.stats().pending_deliveries)
        });
        let members = CONVERSATIONS.iter().map(|id| self.reference.members(id)).collect();
        let held = sessions.iter().map(|session| self.reference.held(*session)).collect();
        assert_eq!(seen, (members, held, self.reference.pending()), "after {op:?}");
        let facts = self.ask(|engine| {
            let stats = engine.stats();
            (stats.sessions, stats.clients, stats.conversations)
        });
        assert_eq!(facts, self.reference.facts(), "after {op:?}");
    }

    /// Everyone goes: nothing is left that could hear.
    fn end(&mut self) {
        self.poll();
        for user in USERS {
            self.step(&Op::Revoke { user });
        }
        for (conversation, user) in CONVERSATIONS.iter().flat_map(|id| USERS.iter().map(move |user| (id, user))) {
            self.publish(Kind::ConversationUndelete, conversation, user);
            self.publish(Kind::ConversationParticipantAdded, conversation, user);
            self.publish(Kind::ConversationParticipantRemoved, conversation, user);
            self.publish(Kind::ProfileUpdate, conversation, user);
        }
        assert!(self.ask(|engine| engine.poll_output().is_none()), "R5: everyone is gone");
        assert_eq!(self.ask(|engine| engine.stats().subscriptions), 0);
    }
}

#[test]
fn the_engine_answers_as_plain_sets_do() {
    let histories = std::env::var("TIDINGS_HISTORIES").ok();
    let cases = histories.map_or(HISTORIES, |wanted| wanted.parse().expect("TIDINGS_HISTORIES is a number"));
    let runs = Runs { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Runs::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"conversations: a seed of 32 byte");
    let lived = RefCell::new(Tally::default());
    let result = TestRunner::new_with_rng(runs, rng).run(&vec(op(), 1..400), |ops| {
        let tally = Histories::new().live(&ops);
        let mut lived = lived.borrow_mut();
        lived.deliveries += tally.deliveries;
        lived.ended += tally.ended;
        lived.added += tally.added;
        lived.removed += tally.removed;
        lived.verdicts += tally.verdicts;
        lived.cuts.add(tally.cuts);
        lived.received_by.extend(tally.received_by);
        lived.refusals.extend(tally.refusals);
        Ok(())
    });
    let failure = result.err().map(|failure| failure.to_string());
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
    let lived = lived.into_inner();
    println!("{lived:?}");
    if cases >= HISTORIES {
        check_that_much_happened(&lived);
    }
}

fn check_that_much_happened(lived: &Tally) {
    let never = kinds().into_iter().filter(|kind| kind.member_kinds() == [*kind] && !lived.received_by.contains(kind));
    assert_eq!(never.collect::<Vec<_>>(), [], "never delivered");
    assert!(lived.deliveries > 50_000 && lived.ended > 1_000, "too few deliveries: {lived:?}");
    assert!(lived.added > 10_000 && lived.removed > 5_000, "too few changes of membership: {lived:?}");
    assert!(lived.verdicts > 1_000_000, "too few verdicts: {}", lived.verdicts);
    let cuts = lived.cuts;
    assert!(cuts.made >= 60_000 && cuts.moved > 20_000 && cuts.waiting > 20_000, "T4: too few cuts: {cuts:?}");
    for refusal in [
        "NOT_FOUND to conversation.participantRemoved",
        "NOT_FOUND to conversationMessage.sent",
        "FAILED_PRECONDITION to conversation.participantAdded",
        "FAILED_PRECONDITION to conversation.undelete",
        "RESOURCE_EXHAUSTED to conversation.participantAdded",
        "RESOURCE_EXHAUSTED to conversation.participantRemoved",
        "RESOURCE_EXHAUSTED to conversation.delete",
        "RESOURCE_EXHAUSTED to profile.update",
    ] {
        assert!(lived.refusals.contains(refusal), "never refused: {refusal}; {:?}", lived.refusals);
    }
}
