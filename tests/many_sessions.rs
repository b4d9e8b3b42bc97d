//! R3, C1: one event for many sessions, whose subscriptions came in whatever order; with counts and without.
//!
//! Deliveries are written many at a time where sessions and counts were made in a row. Here they were not, so each way to take them
//! is held against a list.

use tidings::daemon::{Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{ClientKey, Config, Delivery, EndReason, Engine, SessionId, SubscriptionId, Timestamp, UserId};

const NOW: Timestamp = Timestamp::ZERO;
const SESSIONS: usize = 300;

/// A subscription that has not ended, and how many deliveries remain.
#[derive(Clone, Copy)]
struct Held {
    session: SessionId,
    subscription: SubscriptionId,
    remaining: Option<u64>,
}

/// A number that depends on nothing but the one before.
fn next(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % below
}

type Shown = (SessionId, SubscriptionId, Option<u64>, Option<EndReason>);

fn shown(one: Delivery) -> Shown {
    (one.session(), one.subscription(), one.remaining(), one.ended())
}

/// Lives through a history in which so many of a hundred subscriptions have a count; `filtered`: as many have a filter, so that
/// they are found apart from the others.
fn check(counted: usize, filtered: usize) {
    let ann = UserId::from("ann");
    let key = ClientKey::from("ann's key");
    let mut engine = Engine::new(Config::default().default_subscriptions([])).expect("it is in order");
    engine.register_client(NOW, &key, &ann).expect("it is in order");
    let sessions: Vec<_> = (0..SESSIONS).map(|_| engine.open_session(NOW, &key).expect("it is in order")).collect();
    let (mut held, mut state, mut most) = (Vec::<Held>::new(), 7, 0);
    for round in 0..60 {
        for _ in 0..40 {
            // In a row at first, then in any order.
            let at = if round < 5 { held.len() % SESSIONS } else { next(&mut state, SESSIONS) };
            let session = sessions[at];
            let count = if next(&mut state, 100) < counted { 1 + next(&mut state, 20) as u64 } else { 0 };
            let discussion = (next(&mut state, 100) < filtered).then_some(7);
            let filter = discussion.map_or(MessageFilter::new(), |id| MessageFilter::new().discussion_id(id));
            let interest = MessageReceived::interest().filter(filter).count(count);
            let subscription = engine.subscribe(NOW, session, interest).expect("it is in order");
            held.push(Held { session, subscription, remaining: (count > 0).then_some(count) });
        }
        for _ in 0..30 {
            let one = held.remove(next(&mut state, held.len()));
            engine.unsubscribe(NOW, one.session, one.subscription).expect("it is held");
        }
        held.iter_mut().for_each(|one| one.remaining = one.remaining.map(|remaining| remaining - 1));
        let expected: Vec<Shown> = held
            .iter()
            .map(|one| {
                (one.session, one.subscription, one.remaining, (one.remaining == Some(0)).then_some(EndReason::Count))
            })
            .collect();
        held.retain(|one| one.remaining != Some(0));
        most = most.max(expected.len());

        let message = MessageReceived::new(Message { discussion_id: 7, ..Message::default() });
        let published = engine.publish(NOW, (&ann, message)).expect("it is in order");
        assert_eq!(published.deliveries, expected.len(), "round {round}");
        let dispatch = engine.poll_output().expect("somebody gets it");
        assert!(dispatch.deliveries().map(shown).eq(expected.iter().copied()), "one by one, round {round}");
        let mut folded = Vec::new();
        dispatch.deliveries().for_each(|one| folded.push(shown(one)));
        assert_eq!(folded, expected, "as a whole, round {round}");
        let mut appended = Vec::new();
        dispatch.append_to(&mut appended);
        assert!(appended.into_iter().map(shown).eq(expected), "appended, round {round}");
        assert!(engine.poll_output().is_none(), "R1: nobody gets it twice");
    }
    assert!(most > 100, "lists are long: {most}");
}

#[test]
fn r3_each_gets_it_once_by_age() {
    check(0, 0);
    check(0, 50);
}

#[test]
fn c1_each_delivery_takes_one_off_its_count() {
    check(100, 0);
    check(100, 50);
    check(50, 50);
}
