//! What comes and goes leaves nothing behind: live bytes on the heap, counted, not estimated.
//!
//! Owns cycles of what hosts do all day, and the comparison before and after. Must not measure time, nor how much anything
//! takes. Invariant: after a warm-up, cycles that end where they began change the live bytes by 0 once the engine is compacted,
//! however many there are.

use tidings::{conversation::*, daemon::*, filter::*, *};

const NOW: Timestamp = Timestamp::ZERO;

/// Members in every conversation before the cycles begin, each with a session.
const STAY: usize = 200;
/// Users who come and go.
const GUESTS: usize = 100;

/// RestartSimulation through the cycles; what was allocated meanwhile and is still there after compacting.
#[track_caller]
fn leaves_nothing(engine: &mut Engine, warm_up: usize, cycles: usize, mut cycle: impl FnMut(&mut Engine, usize)) {
    (0..warm_up).for_each(|at| cycle(engine, at));
    engine.shrink_to_fit();
    let before = held(engine);
    let allocations = allocation_counter::measure(|| {
        (warm_up..warm_up + cycles).for_each(|at| cycle(engine, at));
        engine.shrink_to_fit();
    });
    assert_eq!(held(engine), before, "the cycles end where they began");
    assert!(
        allocations.count_total as usize >= cycles,
        "something was allocated in every cycle, so the counter counts"
    );
    let left = (allocations.count_current, allocations.bytes_current);
    assert_eq!(left, (0, 0), "allocations and bytes left behind by {cycles} cycles");
}

fn held(engine: &Engine) -> Stats {
    let mut stats = engine.stats();
    (stats.candidates_examined, stats.patterns_run, stats.entries_moved) = (0, 0, 0);
    stats
}

fn engine() -> Engine {
    Engine::new(Config::default()).expect("the defaults are valid")
}

fn key(user: &str) -> ClientKey {
    format!("{user}'s key").into()
}

fn open(engine: &mut Engine, user: &str) -> SessionId {
    if engine.authenticate(&key(user)).is_err() {
        engine.register_client(NOW, &key(user), &user.into()).expect("the key is free");
    }
    engine.open_session(NOW, &key(user)).expect("the key is registered")
}

/// Publishes and polls; asks that so many hear it, so nobody who must not.
#[track_caller]
fn publish(engine: &mut Engine, event: impl Into<Event>, received_by: usize) {
    engine.publish(NOW, Publication::new(event, None)).expect("the event is acceptable");
    let mut deliveries = 0;
    while let Some(dispatch) = engine.poll_output() {
        deliveries += dispatch.len();
    }
    assert_eq!(deliveries, received_by);
}

fn join(engine: &mut Engine, conversation: &str, user: &str, received_by: usize) {
    publish(engine, ConversationParticipantAdded::new(conversation, "host", "", user, "member"), received_by);
}

fn leave(engine: &mut Engine, conversation: &str, user: &str, received_by: usize) {
    publish(engine, ConversationParticipantRemoved::new(conversation, "host", "", user), received_by);
}

/// A conversation whose members do not hear who comes and goes, but for the guests: a large room, told of sparingly.
fn room(engine: &mut Engine, conversation: &str) {
    for at in 0..STAY {
        let user = format!("{at:03} stays in {conversation}");
        let session = open(engine, &user);
        let held: Vec<_> =
            engine.subscriptions(session).expect("it is open").map(|(id, held)| (id, held.kind())).collect();
        for (id, kind) in held {
            let coming_and_going = [Kind::ConversationParticipantAdded, Kind::ConversationParticipantRemoved];
            if coming_and_going.contains(&kind) {
                engine.unsubscribe(NOW, session, id).expect("it is held");
            }
        }
        join(engine, conversation, &user, 0);
    }
}

fn guests() -> Vec<String> {
    (0..GUESTS).map(|at| format!("{:03} comes and goes", at * STAY / GUESTS)).collect()
}

/// Order `at` of so many things: each comes once, and no two orders next to each other are the same.
fn shuffled(at: usize, of: usize) -> impl Iterator<Item = usize> {
    const STEPS: [usize; 4] = [1, 37, 61, 83];
    (0..of).map(move |thing| (thing * STEPS[at % STEPS.len()] + at) % of)
}

#[test]
fn a_million_times_joining_and_leaving() {
    let mut engine = engine();
    room(&mut engine, "tea");
    let guests = guests();
    for guest in &guests {
        open(&mut engine, guest);
    }
    leaves_nothing(&mut engine, 2 * GUESTS, 1_000_000, |engine, at| {
        let guest = &guests[at % GUESTS];
        join(engine, "tea", guest, 1);
        leave(engine, "tea", guest, 1);
    });
}

#[test]
fn crowds_joining_and_leaving_in_any_order() {
    let mut engine = engine();
    for conversation in ["tea", "jam"] {
        room(&mut engine, conversation);
    }
    let guests = guests();
    for guest in guests.iter().step_by(2) {
        open(&mut engine, guest);
    }
    leaves_nothing(&mut engine, 8, 40, |engine, at| {
        let mut received_by = 0;
        for guest in shuffled(at, GUESTS) {
            received_by += usize::from(guest % 2 == 0);
            join(engine, "tea", &guests[guest], received_by);
            join(engine, "jam", &guests[guest], received_by);
        }
        for guest in shuffled(at + 1, GUESTS) {
            leave(engine, "jam", &guests[guest], received_by);
            leave(engine, "tea", &guests[guest], received_by);
            received_by -= usize::from(guest % 2 == 0);
        }
    });
}

/// No warm-up: whatever was there before, one more that comes and goes leaves nothing. `held` is how many there are beside it.
#[track_caller]
fn one_more_leaves_nothing(what: &str, prepare: impl Fn(&mut Engine, usize), one_more: impl Fn(&mut Engine)) {
    let left = |held: &usize| {
        let mut engine = engine();
        prepare(&mut engine, *held);
        engine.shrink_to_fit();
        let allocations = allocation_counter::measure(|| {
            one_more(&mut engine);
            engine.shrink_to_fit();
        });
        assert!(allocations.count_total > 0, "the counter counts");
        (allocations.count_current, allocations.bytes_current) != (0, 0)
    };
    let leaky: Vec<usize> = (0..150).filter(left).collect();
    assert!(leaky.is_empty(), "one more {what} leaves memory behind where there were so many: {leaky:?}");
}

#[test]
fn one_more_member() {
    one_more_leaves_nothing(
        "member",
        |engine, held| (0..=held).for_each(|at| join(engine, "tea", &format!("{:03} stays", at * 89 % 151), 0)),
        |engine| {
            join(engine, "tea", "075 guest", 0);
            leave(engine, "tea", "075 guest", 0);
        },
    );
}

#[test]
fn one_more_conversation_of_a_user() {
    one_more_leaves_nothing(
        "conversation",
        |engine, held| {
            // All of them have begun, so that beginning one is not counted; the guest stays in some, older and younger.
            (0..=150).for_each(|at| join(engine, &format!("tea {at}"), "ann", 0));
            let others = (0..150).map(|at| at * 89 % 151).filter(|at| *at != 75);
            others.take(held + 1).for_each(|at| join(engine, &format!("tea {at}"), "guest", 0));
        },
        |engine| {
            join(engine, "tea 75", "guest", 0);
            leave(engine, "tea 75", "guest", 0);
        },
    );
}

#[test]
fn some_more_subscriptions_of_a_session() {
    one_more_leaves_nothing(
        "or some more subscriptions",
        |engine, held| {
            let session = open(engine, "guest");
            join(engine, "tea", "guest", 1);
            for _ in 0..held {
                engine.subscribe(NOW, session, ConversationMessage::interest()).expect("it is in order");
            }
        },
        |engine| {
            let session = SessionId::from_number(1);
            let all = engine.subscribe_all(NOW, session, &interests_of_a_member(0)).expect("they are in order");
            for subscription in all {
                engine.unsubscribe(NOW, session, subscription).expect("it is held");
            }
        },
    );
}

#[test]
fn some_more_sessions_of_a_user() {
    one_more_leaves_nothing(
        "or some more sessions",
        |engine, held| {
            join(engine, "tea", "guest", 0);
            for _ in 0..=held {
                open(engine, "guest");
            }
        },
        |engine| {
            let sessions = [0, 1, 2].map(|_| open(engine, "guest"));
            for session in sessions {
                engine.close_session(NOW, session).expect("it is open");
            }
        },
    );
}

/// What a member may ask for: with and without a list, with and without a count, one kind or three.
fn interests_of_a_member(at: usize) -> [Interest; 4] {
    let listed = ["tea".to_owned(), format!("jam {}", at % 7)];
    [
        ConversationMessage::interest().into(),
        ConversationMessage::interest().conversation_ids(listed).count(3).into(),
        ConversationParticipantTyping::interest().count(2 + at as u64 % 3).into(),
        ConversationMessageRead::interest().conversation_ids(["tea"]).into(),
    ]
}

#[test]
fn subscriptions_of_members() {
    let mut engine = engine();
    room(&mut engine, "tea");
    let session = open(&mut engine, "guest");
    join(&mut engine, "tea", "guest", 1);
    leaves_nothing(&mut engine, 100, 25_000, |engine, at| {
        let held = engine.subscribe_all(NOW, session, &interests_of_a_member(at)).expect("they are in order");
        for subscription in held {
            engine.unsubscribe(NOW, session, subscription).expect("it is held");
        }
    });
}

#[test]
fn subscriptions_whose_count_is_used_up() {
    let mut engine = engine();
    let session = open(&mut engine, "guest");
    join(&mut engine, "tea", "guest", 1);
    leaves_nothing(&mut engine, 100, 20_000, |engine, at| {
        let twice = ConversationParticipantTyping::interest().count(1);
        let listed =
            ConversationParticipantTyping::interest().conversation_ids([format!("jam {}", at % 7), "tea".into()]);
        engine.subscribe_all(NOW, session, &[twice.into(), listed.count(1).into()]).expect("they are in order");
        publish(engine, ConversationParticipantTyping::new("tea", "bob", "", "bob"), 3);
    });
}

/// Filters of the daemon, some with patterns that others have too, some with patterns of their own.
fn filters(at: usize) -> [Interest; 5] {
    let search = |text: String| MessageFilter::new().body_search(text);
    [
        MessageReceived::interest().filter(MessageFilter::new().discussion_id(at as u64 % 97)).into(),
        MessageReceived::interest().filter(search("(?i)tea".into()).sender_contact_id(at as u64 % 13)).into(),
        MessageReceived::interest()
            .filter(search(format!("cake {}", at / 50 % 5)).not(search("tea".into())))
            .count(2)
            .into(),
        MessageSent::interest()
            .filter(MessageFilter::new().any_of([search("(?i)tea".into()), search("jam".into())]))
            .into(),
        GroupNameUpdated::interest().previous_name_search("^Hamlet").into(),
    ]
}

#[test]
fn subscriptions_with_filters_and_patterns() {
    let mut engine = engine();
    let (stays, session) = (open(&mut engine, "ann"), open(&mut engine, "bob"));
    engine.subscribe_all(NOW, stays, &filters(0)).expect("they are in order");
    // Those of bob that go last in one cycle go first in the next one, so that most patterns are shared with those there.
    let mut held = engine.subscribe_all(NOW, session, &filters(0)).expect("they are in order");
    let mut cycle = |engine: &mut Engine, at: usize| {
        let next = engine.subscribe_all(NOW, session, &filters(at)).expect("they are in order");
        for subscription in std::mem::replace(&mut held, next) {
            engine.unsubscribe(NOW, session, subscription).expect("it is held");
        }
    };
    // A multiple of the periods of all filters, so that the last ones are equal to the first ones.
    const PERIOD: usize = 5 * 50;
    leaves_nothing(&mut engine, PERIOD, 80 * PERIOD, |engine, at| cycle(engine, at % PERIOD));
}

#[test]
fn sessions_of_members() {
    let mut engine = engine();
    room(&mut engine, "tea");
    for conversation in ["tea", "jam", "bread"] {
        join(&mut engine, conversation, "guest", 0);
    }
    leaves_nothing(&mut engine, 100, 20_000, |engine, at| {
        let session = open(engine, "guest");
        if at % 2 == 0 {
            engine.subscribe_all(NOW, session, &interests_of_a_member(at)).expect("they are in order");
            publish(engine, ConversationParticipantTyping::new("bread", "bob", "", "bob"), 2);
        }
        if at % 10 == 0 {
            engine.revoke_client(NOW, &key("guest")).expect("the key is registered");
            engine.register_client(NOW, &key("guest"), &"guest".into()).expect("the key is free");
        } else {
            engine.close_session(NOW, session).expect("it is open");
        }
    });
}

#[test]
fn what_was_withdrawn_before_it_was_polled() {
    let mut engine = engine();
    join(&mut engine, "tea", "guest", 0);
    leaves_nothing(&mut engine, 100, 20_000, |engine, _| {
        let session = open(engine, "guest");
        let typing = engine.subscribe(NOW, session, ConversationParticipantTyping::interest()).expect("it is in order");
        engine.publish(NOW, ConversationParticipantTyping::new("tea", "bob", "", "bob")).expect("it is live");
        engine.unsubscribe(NOW, session, typing).expect("it is held");
        engine.close_session(NOW, session).expect("it is open");
        assert!(engine.poll_output().is_none(), "R5");
    });
}

#[test]
fn events_that_are_refused() {
    let config = Config::default().max_pending_deliveries(1);
    let mut engine = Engine::new(config).expect("the settings are valid");
    open(&mut engine, "guest");
    join(&mut engine, "tea", "guest", 1);
    leaves_nothing(&mut engine, 100, 20_000, |engine, at| {
        open(engine, "late");
        engine.publish(NOW, ConversationParticipantTyping::new("tea", "", "", "bob")).expect("there is room");
        let conversation = if at % 2 == 0 { "tea".to_owned() } else { format!("jam {at}") };
        let late = ConversationParticipantAdded::new(conversation, "", "", "late", "");
        engine.publish(NOW, late).expect_err("there is no room");
        engine.revoke_client(NOW, &key("late")).expect("the key is registered");
        assert_eq!(engine.poll_output().map(|dispatch| dispatch.len()), Some(1), "guest and nobody else");
        assert!(engine.poll_output().is_none());
    });
}
