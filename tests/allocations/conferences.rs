//! What a report of someone's connection allocates: the texts of its event, however many are in.
//!
//! Owns a conference of any size. Must not measure joining, nor time. Invariant: the same for all sizes.

use tidings::{conference::*, *};

use crate::NOW;

/// The id of whom it is about, twice (R6).
const TEXTS: u64 = 2;

/// How many allocations, and bytes, a round of reports takes, each polled; one report for each of the first 100.
fn of_reports(size: usize, matcher: MatcherKind) -> (u64, u64) {
    let about_conferences = [Kind::ParticipantAdded, Kind::ParticipantUpdated];
    let config = Config::default().matcher(matcher).default_subscriptions(about_conferences);
    let mut engine = Engine::new(config).expect("the settings are valid");
    // All names are as long.
    let users: Vec<UserId> = (1_000..1_000 + size).map(|at| UserId::from(format!("user {at}"))).collect();
    let sessions: Vec<SessionId> = users
        .iter()
        .map(|user| {
            let key = ClientKey::from(user.as_str());
            engine.register_client(NOW, &key, user).expect("the key is free");
            engine.open_session(NOW, &key).expect("the key is registered")
        })
        .collect();
    let room = engine.create_conference(NOW, sessions[0], NewConference::new("room")).expect("the alias is free").id;
    for (user, session) in users.iter().zip(&sessions) {
        engine.conference(NOW, room).join(*session, None).expect("it is open");
        engine.conference(NOW, room).report(user, Connection::Connected).expect("everybody is in");
        while engine.poll_output().is_some() {}
    }
    // One of the counted, which are never shared.
    engine.subscribe(NOW, sessions[7], ParticipantUpdated::interest().count(u64::MAX)).expect("it is in order");

    let round = |engine: &mut Engine, connection| {
        let mut deliveries = 0;
        for user in &users[..100] {
            engine.conference(NOW, room).report(user, connection).expect("everybody is in");
            while let Some(dispatch) = engine.poll_output() {
                deliveries += dispatch.len();
            }
        }
        assert_eq!(deliveries, 100 * (size - 1) + 99, "all others get it, and one of them twice");
    };
    round(&mut engine, Connection::Warning);
    round(&mut engine, Connection::Connected);
    let measured = allocation_counter::measure(|| round(&mut engine, Connection::Warning));
    (measured.count_total, measured.bytes_total)
}

#[test]
fn r6_a_report_allocates_its_texts_alone_however_many_are_in() {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        let [few, many] = [100, 1_024].map(|size| of_reports(size, matcher));
        assert_eq!(many, few, "{matcher:?}: allocations and bytes for 1,024 and for 100");
        assert_eq!(few.0, 100 * TEXTS, "{matcher:?}");
    }
}
