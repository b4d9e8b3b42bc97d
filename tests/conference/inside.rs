//! Who receives what happens in a conference of many (R6).
//!
//! Owns conferences of which the list of recipients is long, so that it is shared and whoever is left out is named beside it. Must
//! not know how that is done. Invariant: the lists are compared whole, with those of the scan and with those that follow from the
//! roster.

use tidings::{conference::*, *};

use super::rng::Rng;
use super::verbs::{config, open_room};
use super::world::{NOW, World, key};

/// A list is long above 64.
const USERS: usize = 90;

fn user(at: usize) -> UserId {
    format!("user {at}").into()
}

/// A room with all of them in it. What they received is polled.
fn full_room() -> World {
    let names: Vec<String> = (0..USERS).map(|at| user(at).to_string()).collect();
    let mut world = World::of(config(), &names.iter().map(String::as_str).collect::<Vec<_>>());
    world.create("user 0", open_room());
    for name in &names {
        world.enter(name);
    }
    world.poll();
    world
}

/// The subscriptions that get a conference's event once the input is over, as R6 says; `None` for an event of another sort.
fn entitled(engine: &Engine, event: &Event) -> Option<Vec<SubscriptionId>> {
    let (conference, concerned) = match event {
        Event::ParticipantAdded(it) => (it.conference_id, &it.participant),
        Event::ParticipantUpdated(it) => (it.conference_id, &it.participant),
        _ => return None,
    };
    let inside = engine.roster(conference).ok()?.inside().map(|entry| entry.user().clone());
    let mut users: Vec<UserId> = inside.filter(|user| user.as_str() != concerned.id).collect();
    users.extend((concerned.status == Some(Status::Kicked)).then(|| concerned.id.as_str().into()));
    let sessions = users.iter().flat_map(|user| engine.sessions(user));
    let held = sessions.flat_map(|session| engine.subscriptions(session).expect("it is open"));
    let mut entitled: Vec<_> = held.filter(|(_, held)| held.kind() == event.kind()).map(|(id, _)| id).collect();
    entitled.sort_unstable();
    Some(entitled)
}

/// All that waits; each dispatch is as long as it says, whichever way it is gone through.
fn poll(engine: &mut Engine) -> Vec<(Event, Vec<Delivery>)> {
    let mut polled = Vec::new();
    while let Some(dispatch) = engine.poll_output() {
        let mut deliveries = Vec::new();
        for delivery in dispatch.deliveries() {
            deliveries.push(delivery);
        }
        let mut folded = Vec::new();
        dispatch.deliveries().for_each(|delivery| folded.push(delivery));
        assert_eq!((deliveries.len(), &deliveries), (dispatch.len(), &folded), "{:?}", dispatch.event());
        polled.push((dispatch.event().clone(), deliveries));
    }
    polled
}

fn receivers(world: &mut World) -> Vec<String> {
    let received = world.poll();
    world.names(&received)
}

#[test]
fn r6_the_one_concerned_receives_nothing_on_any_session() {
    let mut world = full_room();
    world.open("user 7");
    let counted = world.subscribe("user 7", ParticipantUpdated::interest().count(2));
    let plain = world.subscribe("user 7 2", ParticipantUpdated::interest());
    world.report("user 7", Connection::Warning).expect("he is in");
    let received_by = receivers(&mut world);
    assert_eq!(received_by.len(), USERS - 1);
    assert!(received_by.iter().all(|name| !["user 7", "user 7 2"].contains(&name.as_str())), "{received_by:?}");
    assert_eq!(world.remaining(counted), Some(2), "C1: a delivery that is not made uses nothing up");

    world.report("user 8", Connection::Warning).expect("he is in");
    let received = world.poll();
    let [one] = &received[..] else { panic!("{received:?}") };
    assert_eq!(one.deliveries.len(), USERS - 1 + 3, "four of the other's, by age");
    let last: Vec<_> = one.deliveries[USERS..].iter().map(|one| (one.subscription(), one.remaining())).collect();
    assert_eq!(last, [(counted, Some(1)), (plain, None)]);
}

#[test]
fn r6_whoever_is_kicked_receives_it_once_in_or_invited() {
    let mut world = full_room();
    world.open("invited");
    world.open("invited");
    world.invite("user 0", &[Invitee::new("invited")]).expect("the inviter is in");
    world.poll();
    for (kicked, sessions) in [("invited", 2), ("user 7", 1)] {
        world.kick("user 0", kicked).expect("the creator may kick");
        let received = world.poll();
        let updated: Vec<_> = received.iter().filter(|one| one.event.kind() == Kind::ParticipantUpdated).collect();
        let received_by = world.names(&[updated[0].clone()]);
        assert_eq!((updated.len(), received_by.len()), (1, USERS - usize::from(kicked == "user 7") + sessions));
        let own = [kicked.to_owned(), format!("{kicked} 2")];
        assert_eq!(received_by.iter().filter(|name| own.contains(name)).count(), sessions);
    }
    world.report("user 8", Connection::Warning).expect("he is in");
    assert_eq!(receivers(&mut world).len(), USERS - 2, "he is out");
}

#[test]
fn r6_sessions_and_subscriptions_change_inside() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    world.create("ann", open_room());
    world.enter("ann");
    world.enter("bo");
    world.poll();
    let report = |world: &mut World, status| {
        world.report("ann", status).expect("she is in");
        receivers(world)
    };
    use Connection::{Connected, Warning};
    world.open_as("bo", "phone");
    assert_eq!(report(&mut world, Warning), ["bo", "phone"]);
    world.unsubscribe("bo", world.subscription("bo", Kind::ParticipantUpdated));
    assert_eq!(report(&mut world, Connected), ["phone"]);
    world.subscribe("bo", ParticipantUpdated::interest());
    assert_eq!(report(&mut world, Warning), ["phone", "bo"]);
    world.close("phone");
    assert_eq!(report(&mut world, Connected), ["bo"]);
    world.open_as("bo", "tablet");
    world.leave("bo").expect("he is in");
    world.poll();
    assert_eq!(report(&mut world, Warning), [""; 0]);
    world.subscribe("tablet", ParticipantUpdated::interest());
    assert_eq!(report(&mut world, Connected), [""; 0]);
    world.join("bo").expect("he left");
    world.poll();
    assert_eq!(report(&mut world, Warning), ["bo", "tablet", "tablet"]);
    // The session through which he joined ends, and his being in with it.
    world.close("bo");
    world.poll();
    assert_eq!(report(&mut world, Connected), [""; 0]);
}

#[test]
fn r5_withdrawn_while_the_event_waits() {
    let mut world = full_room();
    world.open("user 7");
    let more = [
        world.subscribe("user 7", ParticipantUpdated::interest()),
        world.subscribe("user 7 2", ParticipantUpdated::interest()),
    ];
    world.report("user 7", Connection::Warning).expect("he is in");
    world.report("user 8", Connection::Warning).expect("he is in");
    // Of him who is left out of the first, and of another.
    world.unsubscribe("user 7", more[0]);
    world.unsubscribe("user 9", world.subscription("user 9", Kind::ParticipantUpdated));
    world.close("user 7 2");
    world.close("user 10");
    let polled = poll(&mut world.engine);
    let lens: Vec<_> = polled.iter().map(|(event, deliveries)| (event.kind(), deliveries.len())).collect();
    // Without 7, 9 and 10; without 8, 9 and 10; then 10 is out.
    let updated = |len| (Kind::ParticipantUpdated, len);
    assert_eq!(lens, [updated(USERS - 3), updated(USERS - 3), updated(USERS - 2)]);
}

#[test]
fn t4_an_event_that_waits_is_saved_as_it_will_be_polled() {
    let mut world = full_room();
    world.subscribe("user 7", ParticipantUpdated::interest());
    world.report("user 7", Connection::Warning).expect("he is in");
    world.unsubscribe("user 9", world.subscription("user 9", Kind::ParticipantUpdated));
    let mut restored = Engine::restore(config(), world.engine.snapshot()).expect("it is whole");
    assert_eq!(restored.stats().pending_deliveries, USERS - 1);
    assert_eq!(restored.state_hash(), world.engine.state_hash());
    restored.conference(NOW, "Room").report(&user(8), Connection::Warning).expect("he is in");
    world.report("user 8", Connection::Warning).expect("he is in");
    let polled = poll(&mut world.engine);
    assert_eq!(polled.iter().map(|(_, deliveries)| deliveries.len()).collect::<Vec<_>>(), [USERS - 2, USERS - 1]);
    assert_eq!(poll(&mut restored), polled);
}

#[test]
fn p7_nothing_stays_attached_to_a_conference_that_ended() {
    let story = |joins: bool| {
        let mut world = World::of(config(), &["ann", "bo"]);
        world.create("ann", open_room());
        if joins {
            world.join("ann").expect("it is open");
            world.join("bo").expect("it is open");
            world.leave("bo").expect("he is in");
        }
        world.end("ann").expect("she created it");
        world.poll();
        world.unsubscribe("ann", world.subscription("ann", Kind::ParticipantUpdated));
        world.close("bo");
        world.poll();
        world.engine.state_hash()
    };
    assert_eq!(story(true), story(false));
}

/// A room, in an engine with an index and in one without.
struct History {
    engines: [Engine; 2],
    room: ConferenceId,
    sessions: Vec<SessionId>,
    /// How many events that leave somebody out went to a long list.
    long: usize,
}

impl History {
    fn new() -> Self {
        let scan = config().matcher(MatcherKind::Scan);
        let engines = [config(), scan].map(|config| Engine::new(config).expect("the settings are valid"));
        let mut history = Self { engines, room: ConferenceId::from_number(0), sessions: Vec::new(), long: 0 };
        for at in 0..USERS {
            history.both(|engine| engine.register_client(NOW, &key(user(at).as_str()), &user(at))).expect("it is free");
            history.open(at);
        }
        history.fill();
        history
    }

    /// The same in both.
    fn both<R: PartialEq + std::fmt::Debug>(&mut self, input: impl Fn(&mut Engine) -> R) -> R {
        let [one, other] = self.engines.each_mut().map(input);
        assert_eq!(one, other);
        one
    }

    fn open(&mut self, at: usize) {
        let session = self.both(|engine| engine.open_session(NOW, &key(user(at).as_str())));
        self.sessions.push(session.expect("the key is registered"));
    }

    /// A new room, which everybody joins.
    fn fill(&mut self) {
        let first = self.sessions[0];
        self.room = self.both(|engine| engine.create_conference(NOW, first, open_room())).expect("it is free").id;
        let room = self.room;
        for session in self.sessions.clone() {
            self.both(|engine| engine.conference(NOW, room).join(session, None)).ok();
        }
        self.compare(true);
    }

    fn step(&mut self, rng: &mut Rng) {
        let (room, at, other) = (self.room, rng.below(USERS), rng.below(USERS));
        let [first, session] = [0, rng.below(self.sessions.len())].map(|at| self.sessions[at]);
        let connection = match rng.below(20) {
            0 => Connection::Lost,
            1..10 => Connection::Warning,
            _ => Connection::Connected,
        };
        match rng.below(40) {
            0..16 => drop(self.both(|engine| engine.conference(NOW, room).report(&user(at), connection))),
            16..23 => drop(self.both(|engine| engine.conference(NOW, room).join(session, None))),
            23..25 => drop(self.both(|engine| engine.conference(NOW, room).leave(session))),
            25 => {
                drop(self.both(|engine| {
                    engine.conference(NOW, room).invite(session, &[at, other].map(user).map(Invitee::new))
                }))
            }
            26 => drop(self.both(|engine| engine.conference(NOW, room).kick(first, &user(at)))),
            27 if rng.below(10) == 0 => {
                self.both(|engine| engine.conference(NOW, room).end_as_server()).expect("it is live");
                self.fill();
            }
            27..30 => self.open(at),
            30..33 if session != first => {
                self.both(|engine| engine.close_session(NOW, session)).expect("it is open");
                self.sessions.retain(|one| *one != session);
            }
            33..36 => {
                let [plain, counted] =
                    [ParticipantUpdated::interest(), ParticipantUpdated::interest().count(1_000_000)];
                let interests = [plain.into(), counted.into(), ParticipantAdded::interest().into()];
                let interests: &[Interest] = &interests[at % 3..];
                self.both(|engine| engine.subscribe_all(NOW, session, interests)).expect("they are in order");
            }
            36..39 => {
                let held = self.engines[0].subscriptions(session).expect("it is open").map(|(id, _)| id);
                let held: Vec<_> = held.collect();
                if let Some(id) = held.get(at % held.len().max(1)).copied() {
                    self.both(|engine| engine.unsubscribe(NOW, session, id)).expect("it is held");
                }
            }
            _ => {
                let snapshot = self.engines[0].snapshot();
                self.engines[0] = Engine::restore(config(), snapshot).expect("it is whole");
            }
        }
    }

    /// `waited`: whether what waits is of more than one input.
    fn compare(&mut self, waited: bool) {
        let [polled, scanned] = self.engines.each_mut().map(poll);
        assert_eq!(polled, scanned);
        for (event, deliveries) in polled.iter().filter(|_| !waited) {
            let Some(entitled) = entitled(&self.engines[0], event) else { continue };
            self.long += usize::from(entitled.len() > 64 && event.kind() == Kind::ParticipantUpdated);
            let received: Vec<_> = deliveries.iter().map(Delivery::subscription).collect();
            assert_eq!(received, entitled, "R6: {event:?}");
        }
    }
}

#[test]
fn r6_long_lists_are_those_of_the_scan_and_of_the_roster() {
    let mut history = History::new();
    let (mut rng, mut waits) = (Rng::new(6), false);
    for _ in 0..4_000 {
        history.step(&mut rng);
        if rng.below(3) == 0 {
            waits = true;
        } else {
            history.compare(waits);
            waits = false;
        }
    }
    assert!(history.long > 200, "{} events went to a long list", history.long);
}
