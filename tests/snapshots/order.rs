//! Orders that the saved form does not have.
//!
//! Owns what was added in another order than the one in which it is saved. Must not look at the saved form.

use tidings::conversation::{ConversationParticipantAdded, ConversationParticipantRemoved};
use tidings::{ClientKey, Config, Engine, MatcherKind, SessionId, Snapshot, Timestamp, UserId};

const NOW: Timestamp = Timestamp::ZERO;
const ADDED_AT: &str = "2026-01-02T03:04:05Z";

fn restored(engine: &Engine, config: Config) -> Engine {
    let snapshot = Snapshot::from_bytes(&engine.snapshot().to_bytes()).expect("it was just written");
    Engine::restore(config, snapshot).expect("it is the engine's own")
}

#[test]
fn n5_memberships_keep_the_order_in_which_they_were_added() {
    let mut engine = Engine::new(Config::default()).unwrap();
    let ids: Vec<String> = (0..40).map(|at| format!("tea {at:02}")).collect();
    for id in &ids {
        engine.publish(NOW, ConversationParticipantAdded::new(id, "host", ADDED_AT, "ann", "member")).unwrap();
    }
    for id in ids.iter().rev() {
        engine.publish(NOW, ConversationParticipantRemoved::new(id, "host", ADDED_AT, "ann")).unwrap();
        engine.publish(NOW, ConversationParticipantAdded::new(id, "host", ADDED_AT, "ann", "member")).unwrap();
    }
    let engine = restored(&engine, Config::default());
    let ann = UserId::from("ann");
    assert!(engine.memberships(&ann).eq(ids.iter().rev().map(String::as_str)));
    assert!(engine.conversations().eq(ids.iter().map(String::as_str)));
}

#[test]
fn n5_sessions_of_several_keys_stay_oldest_first() {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        let config = Config::default().matcher(matcher);
        let mut engine = Engine::new(config.clone()).unwrap();
        let ann = UserId::from("ann");
        // The keys are saved by name.
        let keys = ["z", "m", "a"].map(ClientKey::from);
        for key in &keys {
            engine.register_client(NOW, key, &ann).unwrap();
        }
        let opened: Vec<SessionId> =
            (0..12).map(|at| engine.open_session(NOW, &keys[at * 5 % 3]).expect("there is room")).collect();
        let again = restored(&engine, config);
        assert!(again.sessions(&ann).eq(opened.iter().copied()), "{matcher:?}");
        assert_eq!(again.state_hash(), engine.state_hash(), "{matcher:?}");
    }
}
