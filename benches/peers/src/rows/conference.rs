//! What happens in a conference, told to all who are in.
//!
//! Owns that row. Must not time anything but joining and reports. Invariant: whoever is in gets each report but their own.

use std::hint::black_box;

use tidings::conference::{Connection, NewConference};
use tidings::{ClientKey, Engine, Kind, UserId};

use crate::clock::{Calls, Clock};
use crate::contender::{AllExist, NOW, config};
use crate::heap;
use crate::options::Options;
use crate::results::Results;

pub const NAME: &str = "conference";
pub const REPORT: &str = "a report";

const SIZES: [usize; 3] = [16, 128, 1_024];
const RECEIVED: [Kind; 4] =
    [Kind::ConferenceInvitation, Kind::ParticipantAdded, Kind::ParticipantUpdated, Kind::PermissionsUpdated];

/// Polls everything; how many deliveries.
fn drain(engine: &mut Engine<AllExist>) -> usize {
    let mut deliveries = 0;
    while let Some(dispatch) = engine.poll_output() {
        deliveries += black_box(&dispatch).len();
    }
    deliveries
}

pub fn measure(_: &Options, results: &mut Results) {
    for size in SIZES {
        let config = config().default_subscriptions(RECEIVED);
        let mut engine = Engine::with_directory(config, AllExist).expect("the settings are valid");
        let users: Vec<UserId> = (0..size).map(|at| UserId::from(format!("person {at}"))).collect();
        let open = |(at, user)| {
            let key = ClientKey::from(format!("key {at}"));
            engine.register_client(NOW, &key, user).expect("the key is free");
            engine.open_session(NOW, &key).expect("the key is registered")
        };
        let sessions: Vec<_> = users.iter().enumerate().map(open).collect();
        let new = NewConference::new("Conference");
        let id = engine.create_conference(NOW, sessions[0], new).expect("the alias is free").id;

        let mut joining = Calls::new(Clock::Wall, size);
        for session in sessions {
            joining.time(|| {
                engine.conference(NOW, id).join(session, None).expect("it is open to all");
                drain(&mut engine)
            });
        }
        for user in &users {
            engine.conference(NOW, id).report(user, Connection::Connected).expect("everybody is in");
            drain(&mut engine);
        }
        let rounds = (4_096 / size).max(4);
        let mut reporting = Calls::new(Clock::Wall, rounds * size);
        let mut deliveries = 0;
        let allocations = heap::allocations();
        for round in 0..rounds {
            let connection = if round % 2 == 0 { Connection::Warning } else { Connection::Connected };
            for user in &users {
                deliveries += reporting.time(|| {
                    engine.conference(NOW, id).report(user, connection).expect("everybody is in");
                    drain(&mut engine)
                });
            }
        }
        let allocations = (heap::allocations() - allocations) as f64 / reporting.len() as f64;
        assert_eq!(deliveries, reporting.len() * (size - 1), "all others get it");
        results.show(NAME, size, REPORT, "p50 ns", reporting.percentile(0.5));
        results.show(NAME, size, REPORT, "p99 ns", reporting.percentile(0.99));
        results.show(NAME, size, REPORT, "allocations", allocations);
        results.show(NAME, size, "joining", "p50 ns", joining.percentile(0.5));
    }
}
