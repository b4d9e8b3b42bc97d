//! R5: what is withdrawn after an event was published, and before it is polled, is not delivered; everything else is.

use tidings::daemon::{CallEnded, Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{ClientKey, Config, Delivery, Engine, SessionId, Snapshot, SubscriptionId, Timestamp, UserId};

const NOW: Timestamp = Timestamp::ZERO;
const SESSIONS: usize = 5;

/// Ann, with sessions of which each has so many subscriptions to the same kind, made in turns; every seventh has a count.
struct Ann {
    engine: Engine,
    sessions: Vec<SessionId>,
    held: Vec<(SessionId, SubscriptionId)>,
}

impl Ann {
    fn new(each: usize, filter: fn(usize) -> MessageFilter) -> Self {
        let mut engine = Engine::new(Config::default().default_subscriptions([])).expect("it is in order");
        let key = ClientKey::from("ann's key");
        engine.register_client(NOW, &key, &"ann".into()).expect("it is in order");
        let sessions: Vec<_> = (0..SESSIONS).map(|_| engine.open_session(NOW, &key).expect("it is in order")).collect();
        let held = (0..each * SESSIONS).map(|at| {
            let session = sessions[at % SESSIONS];
            let count = if at % 7 == 3 { 2 } else { 0 };
            let interest = MessageReceived::interest().filter(filter(at)).count(count);
            (session, engine.subscribe(NOW, session, interest).expect("it is in order"))
        });
        let held = held.collect();
        Self { engine, sessions, held }
    }

    fn publish(&mut self) {
        let message = Message { discussion_id: 7, timestamp: 9, ..Message::default() };
        let published =
            self.engine.publish(NOW, (&UserId::from("ann"), MessageReceived::new(message))).expect("it is in order");
        assert_eq!(published.deliveries, self.held.len());
    }

    /// Polls the one dispatch that waits, or none where nobody gets it.
    fn check(mut self, is_left: impl Fn(usize, SessionId) -> bool) {
        let left = |held: &[(SessionId, SubscriptionId)]| -> Vec<(SessionId, SubscriptionId)> {
            let left = held.iter().enumerate().filter(|(at, (session, _))| is_left(*at, *session));
            left.map(|(_, one)| *one).collect()
        };
        let expected = left(&self.held);
        let restored = Engine::restore(Config::default().default_subscriptions([]), self.engine.snapshot())
            .expect("it is in order");
        let bytes = self.engine.snapshot().to_bytes();
        let read = Engine::restore(Config::default(), Snapshot::from_bytes(&bytes).expect("it is in order"))
            .expect("it is in order");
        for engine in [&mut self.engine, &mut { restored }, &mut { read }] {
            check_dispatch(engine, &expected);
            assert!(engine.poll_output().is_none(), "one event was published");
            // What was withdrawn is forgotten: another event reaches exactly those who are left.
            engine
                .publish(
                    NOW,
                    (
                        &UserId::from("ann"),
                        MessageReceived::new(Message { discussion_id: 7, timestamp: 9, ..Message::default() }),
                    ),
                )
                .expect("it is in order");
            check_dispatch(engine, &expected);
        }
    }
}

fn check_dispatch(engine: &mut Engine, expected: &[(SessionId, SubscriptionId)]) {
    let Some(mut dispatch) = engine.poll_output() else {
        assert!(expected.is_empty(), "R1: somebody gets it");
        return;
    };
    let named = |one: Delivery| (one.session(), one.subscription());
    assert_eq!(dispatch.deliveries().map(named).collect::<Vec<_>>(), expected, "R5, in the order of R3");
    assert_eq!((dispatch.len(), dispatch.deliveries().len()), (expected.len(), expected.len()));
    // Taken one by one, and taken as a whole.
    let mut folded = Vec::new();
    dispatch.deliveries().for_each(|one| folded.push(named(one)));
    assert_eq!(folded, expected);
    let grouped: Vec<_> =
        dispatch.by_session().flat_map(|group| group.deliveries().map(named).collect::<Vec<_>>()).collect();
    let mut sessions: Vec<SessionId> = Vec::new();
    for (session, _) in expected {
        if !sessions.contains(session) {
            sessions.push(*session);
        }
    }
    let by_session = sessions.iter().flat_map(|session| expected.iter().filter(move |(one, _)| one == session));
    assert!(grouped.iter().eq(by_session), "sessions by their first delivery, inside by age");
}

/// Lists that are short, long, and long beside candidates of a filter: each is stored in another way.
fn each_list(test: impl Fn(Ann)) {
    let all = |_: usize| MessageFilter::new();
    let looked_up = |_: usize| MessageFilter::new().discussion_id(7);
    let mixed = |at: usize| match at % 3 {
        0 => MessageFilter::new(),
        1 => MessageFilter::new().discussion_id(7),
        _ => MessageFilter::new().discussion_id(7).min_timestamp(at as u64 % 5),
    };
    for each in [1, 12, 13, 14, 200] {
        [all, looked_up, mixed].into_iter().for_each(|filter| test(Ann::new(each, filter)));
    }
}

#[test]
fn r5_nothing_withdrawn() {
    each_list(|mut ann| {
        ann.publish();
        ann.check(|_, _| true);
    });
}

#[test]
fn r5_one_subscription_wherever_it_is() {
    for place in [0, 1, 500, 998, 999] {
        each_list(|mut ann| {
            ann.publish();
            let at = place * (ann.held.len() - 1) / 999;
            let (session, subscription) = ann.held[at];
            ann.engine.unsubscribe(NOW, session, subscription).expect("it is held");
            ann.check(|other, _| other != at);
        });
    }
}

#[test]
fn r5_many_subscriptions() {
    for step in [1, 2, 3, 64] {
        each_list(|mut ann| {
            ann.publish();
            for (session, subscription) in ann.held.iter().step_by(step) {
                ann.engine.unsubscribe(NOW, *session, *subscription).unwrap();
            }
            ann.check(|at, _| at % step != 0);
        });
    }
}

#[test]
fn r5_a_whole_session() {
    for closed in 0..SESSIONS {
        each_list(|mut ann| {
            ann.publish();
            let closed = ann.sessions[closed];
            ann.engine.close_session(NOW, closed).unwrap();
            // Its place in the tables may be taken at once by another, which gets nothing of what was published before.
            let other = ann.engine.open_session(NOW, &"ann's key".into()).unwrap();
            ann.engine.subscribe(NOW, other, CallEnded::interest()).unwrap();
            ann.check(|_, session| session != closed);
        });
    }
}

#[test]
fn r5_all_sessions_of_a_key() {
    each_list(|mut ann| {
        ann.publish();
        ann.engine.revoke_client(NOW, &"ann's key".into()).unwrap();
        ann.check(|_, _| false);
    });
}

#[test]
fn what_comes_after_the_event_does_not_get_it() {
    each_list(|mut ann| {
        ann.publish();
        let session = ann.sessions[0];
        let later = ann.engine.subscribe(NOW, session, MessageReceived::interest()).unwrap();
        ann.engine.unsubscribe(NOW, session, later).unwrap();
        ann.check(|_, _| true);
    });
}
