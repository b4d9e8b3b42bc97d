//! Publishing what nobody gets: what each call costs at least.
//!
//! Owns that row. Must not subscribe to what is published. Invariants: nothing is delivered but where the row says so; events are made
//! before the time is taken, since that is the host's, and the engine drops them.

use std::hint::black_box;

use tidings::daemon::MessageReceived;
use tidings::{Audience, ClientKey, Engine, Event, Publication, UserId};
use workload::{Scenario, generate};

use crate::clock::{Rounds, time};
use crate::contender::{AllExist, NOW, engine};
use crate::options::Options;
use crate::results::Results;
use crate::vocabulary::event;

pub const NAME: &str = "nobody";
pub const NOBODY: &str = "nobody is subscribed";

const EVENTS: usize = 1_000;
const ROUNDS: usize = 50;

pub fn measure(_: &Options, results: &mut Results) {
    let world = generate(Scenario::Discussion, 1_000, EVENTS, 1);
    let events: Vec<Event> = world.events.iter().map(event).collect();
    let user = UserId::from("somebody");
    let key = ClientKey::from("somebody's key");
    let mut engine = engine();

    let mut at = (0..EVENTS).cycle();
    let mut next = || &events[at.next().unwrap_or_default()];
    let mut rounds = Rounds::default();
    (0..ROUNDS).for_each(|_| rounds.add(time(EVENTS, || drop(black_box(next().clone())))));
    results.show(NAME, 0, "cloning and dropping the event", "ns", rounds.shortest());

    let publish = |engine: &mut Engine<AllExist>, publication: Publication| {
        engine.publish(NOW, publication).expect("the event is acceptable");
        let mut deliveries = 0;
        while let Some(dispatch) = engine.poll_output() {
            deliveries += black_box(&dispatch).len();
        }
        deliveries
    };
    let publication = |event: &Event| Publication::new(event.clone(), Audience::user(&user));
    let mut measure = |engine: &mut Engine<AllExist>, who: &str, expected: usize| {
        assert_eq!(publish(engine, publication(&events[0])), expected, "{who}: deliveries");
        let mut rounds = Rounds::default();
        for _ in 0..ROUNDS {
            let mut publications = events.iter().map(publication).collect::<Vec<_>>().into_iter();
            rounds.add(time(EVENTS, || _ = publish(engine, publications.next().expect("there is one for each time"))));
        }
        results.show(NAME, 0, who, "ns", rounds.shortest());
    };
    measure(&mut engine, "the user is unknown", 0);
    engine.register_client(NOW, &key, &user).expect("the key is free");
    let session = engine.open_session(NOW, &key).expect("the key is registered");
    measure(&mut engine, NOBODY, 0);
    engine.subscribe(NOW, session, MessageReceived::interest()).expect("the bounds suffice");
    measure(&mut engine, "one without a filter gets it", 1);
}
