//! Restores at moments, and into settings, that deserve a test of their own.
//!
//! Owns one moment each, told plainly; the random histories have all others. Must not forge. Invariant: what was so before the
//! restore is so after it.

use tidings::{conference::*, conversation::*, daemon::*, filter::*, *};

const NOW: Timestamp = Timestamp::ZERO;

fn open(engine: &mut Engine, user: &str) -> SessionId {
    let key = ClientKey::from(format!("{user}'s key"));
    if engine.authenticate(&key).is_err() {
        engine.register_client(NOW, &key, &user.into()).unwrap();
    }
    engine.open_session(NOW, &key).unwrap()
}

fn again(engine: &Engine, config: Config) -> Result<Engine, SnapshotError> {
    Engine::restore(config, Snapshot::from_bytes(&engine.snapshot().to_bytes())?)
}

fn received() -> MessageReceived {
    MessageReceived::new(Message::default())
}

#[test]
fn m12_what_was_withdrawn_stays_withdrawn_after_a_restore() {
    let mut engine = Engine::new(Config::default()).unwrap();
    let (one, other) = (open(&mut engine, "ann"), open(&mut engine, "ann"));
    let gone = engine.subscribe(NOW, one, MessageReceived::interest()).unwrap();
    engine.subscribe(NOW, other, MessageReceived::interest()).unwrap();
    let stays = engine.subscribe(NOW, one, MessageReceived::interest()).unwrap();
    engine.publish(NOW, (&"ann".into(), received())).unwrap();
    engine.unsubscribe(NOW, one, gone).unwrap();
    engine.close_session(NOW, other).unwrap();
    let mut engine = again(&engine, Config::default()).unwrap();
    assert_eq!(engine.stats().pending_deliveries, 3, "they keep their room");
    let receivers: Vec<_> = engine.poll_output().unwrap().deliveries().map(|one| one.subscription()).collect();
    assert_eq!(receivers, [stays], "R5");
    assert!(engine.poll_output().is_none());
}

/// What time brings is never refused, so the queue may hold more than is admitted by its bound.
#[test]
fn t2_a_queue_beyond_its_bound_comes_back() {
    let config = Config::default().max_pending_deliveries(3).default_subscriptions([]);
    let mut engine = Engine::new(config.clone()).unwrap();
    let session = open(&mut engine, "ann");
    for _ in 0..2 {
        engine.subscribe(NOW, session, ConferenceEnded::interest("Room")).unwrap();
    }
    while engine.poll_output().is_some() {}
    engine.create_conference(NOW, session, NewConference::new("Room")).unwrap();
    engine.subscribe(NOW, session, MessageReceived::interest()).unwrap();
    engine.publish(NOW, (&"ann".into(), received())).unwrap();
    engine.publish(NOW, (&"ann".into(), received())).unwrap();
    engine.handle_timeout(Timestamp::from_millis(10_000_000));
    assert_eq!(engine.stats().pending_deliveries, 4);
    let mut engine = again(&engine, config).unwrap();
    assert!(engine.publish(NOW, (&"ann".into(), received())).is_err(), "nothing joins it");
    assert_eq!(std::iter::from_fn(|| engine.poll_output().map(|it| it.len())).sum::<usize>(), 4);
}

#[test]
fn p10_tokens_stay_valid_with_another_seed() {
    let config = |seed| Config::default().token_seed([seed; 32]);
    let mut engine = Engine::new(config(1)).unwrap();
    let ann = open(&mut engine, "ann");
    let created = engine.create_conference(NOW, ann, NewConference::new("Room").protected(true)).unwrap();
    let mut engine = again(&engine, config(2)).unwrap();
    engine.conference(NOW, "Room").join(ann, created.owner_token.as_ref()).unwrap();
    let unseeded = again(&engine, Config::default()).unwrap_err();
    assert!(matches!(unseeded, SnapshotError::Refused { error: Error::NoTokenSeed, .. }), "{unseeded}");
}

#[test]
fn t2_what_the_new_bounds_do_not_admit_is_refused_with_its_bound() {
    let mut engine = Engine::new(Config::default()).unwrap();
    let session = open(&mut engine, "ann");
    let mut deep = MessageFilter::new().discussion_id(1);
    for _ in 0..15 {
        deep = MessageFilter::new().any_of([deep]);
    }
    engine.subscribe(NOW, session, MessageReceived::interest().filter(deep)).unwrap();
    let mut restored = again(&engine, Config::default()).unwrap();
    let message = Message { discussion_id: 1, ..Message::default() };
    assert_eq!(restored.publish(NOW, (&"ann".into(), MessageReceived::new(message))).unwrap().deliveries, 1);
    for depth in 1..16 {
        let refused = again(&engine, Config::default().max_filter_depth(depth)).unwrap_err();
        let SnapshotError::Refused { error: Error::BoundReached { bound, .. }, .. } = &refused else {
            panic!("{depth}: {refused}");
        };
        assert_eq!(*bound, Bound::FilterDepth, "{refused}");
    }
    let refused = again(&engine, Config::default().max_name_bytes(2)).unwrap_err();
    assert!(matches!(refused, SnapshotError::Refused { .. }), "{refused}");
    let config = again(&engine, Config::default().max_subscriptions_per_session(1)).unwrap_err();
    assert!(matches!(config, SnapshotError::Config(_)), "{config}");
}

/// As deep as free-form data may be, in the places that are deepest themselves.
#[test]
fn t2_the_deepest_free_form_data_comes_back() {
    let config = Config::default().max_free_form_depth(200);
    let mut engine = Engine::new(config.clone()).unwrap();
    open(&mut engine, "ann");
    engine.publish(NOW, ConversationParticipantAdded::new("tea", "", "", "ann", "")).unwrap();
    let deep = (0..199).fold(Json::List(vec![]), |inner, _| Json::Object(vec![("a".into(), inner)]));
    let payload = MessageSentPayload { metadata: Some(deep), ..MessageSentPayload::default() };
    engine.publish(NOW, ConversationMessageSent::new("e", "tea", 1_u64, payload)).unwrap();
    let restored = again(&engine, config).unwrap();
    assert_eq!(restored.state_hash(), engine.state_hash());
}

#[test]
fn i4_a_lower_bound_forgets_the_oldest_and_a_directory_of_the_hosts_is_not_in_it() {
    let mut engine = Engine::new(Config::default()).unwrap();
    for id in 1..=5 {
        let message = Message { id: Some(MessageId::outbound(id)), ..Message::default() };
        engine.publish(NOW, (&"ann".into(), MessageSent::new(message))).unwrap();
    }
    let restored = again(&engine, Config::default().max_ledger_entries_per_user(2)).unwrap();
    let knows = |id| restored.directory().exists(&"ann".into(), EntityId::Message(MessageId::outbound(id)));
    assert_eq!([1, 3, 4, 5].map(knows), [false, false, true, true]);

    let without = engine.snapshot_without_directory();
    let restored = Engine::restore(Config::default(), without.clone()).unwrap();
    assert_eq!(restored.directory().entries(&"ann".into()), 0);
    let own = Ledger::new(9, 9);
    assert!(Engine::restore_with_directory(Config::default(), own, without).is_ok());
}
