//! What a snapshot takes: bytes, counted, not estimated.
//!
//! Owns bytes for each subscription, in both forms and in memory. Must not measure time. Invariant: what the docs of `Snapshot`
//! and of the crate say about bytes is what is measured here.

use tidings::*;

const NOW: Timestamp = Timestamp::ZERO;
const MANY: u64 = 2_000;

fn engine(interests: impl Iterator<Item = Interest>) -> Engine {
    let mut engine = Engine::new(Config::default().default_subscriptions([])).unwrap();
    engine.register_client(NOW, &"key".into(), &"ann".into()).unwrap();
    let session = engine.open_session(NOW, &"key".into()).unwrap();
    let interests: Vec<Interest> = interests.collect();
    engine.subscribe_all(NOW, session, &interests).unwrap();
    engine.compact();
    engine
}

/// Bytes for each of so many: compact, as JSON, live in memory, and live in memory once restored.
fn each(interest: impl Fn(u64) -> Interest) -> [f64; 4] {
    let none = engine(std::iter::empty());
    let (mut before, mut again) = (None, None);
    let live = allocation_counter::measure(|| before = Some(engine((0..MANY).map(&interest)))).bytes_current;
    let snapshot = before.expect("it was just made").snapshot();
    let text = serde_json::to_string(&snapshot).unwrap();
    let bytes = snapshot.to_bytes();
    let restored = allocation_counter::measure(|| {
        let config = Config::default().default_subscriptions([]);
        let mut engine = Engine::restore(config, Snapshot::from_bytes(&bytes).unwrap()).unwrap();
        engine.compact();
        again = Some(engine);
    })
    .bytes_current;
    let without = serde_json::to_string(&none.snapshot()).unwrap().len();
    let each = |total: usize, none: usize| (total - none) as f64 / MANY as f64;
    let bytes = each(bytes.len(), none.snapshot().to_bytes().len());
    [bytes, each(text.len(), without), live as f64 / MANY as f64, restored as f64 / MANY as f64]
}

#[track_caller]
fn takes(what: &str, interest: impl Fn(u64) -> Interest, compact: f64, json: f64) {
    let [bytes, text, live, restored] = each(interest);
    println!("{what}: {bytes:.1} bytes, {text:.1} as JSON, {live:.0} live, {restored:.0} restored");
    assert!(bytes <= compact, "{what}: {bytes} bytes each");
    assert!(text <= json, "{what}: {text} bytes each as JSON");
    assert!((restored / live - 1.0).abs() < 0.05, "{what}: {live} bytes live, and {restored} when restored");
}

#[test]
fn t4_subscriptions_without_filters() {
    takes("no filter", |_| MessageReceived::interest().into(), 7.0, 32.0);
    takes("counted", |at| MessageReceived::interest().count(at + 1).into(), 9.0, 36.0);
}

#[test]
fn t4_subscriptions_with_filters() {
    let one = |at| MessageReceived::interest().filter(MessageFilter::new().discussion_id(at)).into();
    takes("one field", one, 36.0, 90.0);
    let two = |at| {
        let filter = MessageFilter::new().discussion_id(at).body_search("(?i)tea");
        MessageReceived::interest().filter(filter).into()
    };
    takes("two fields", two, 56.0, 115.0);
    let alias = |_| ConferenceCreated::interest("Room").into();
    takes("alias", alias, 34.0, 90.0);
    let listed = |at| ConversationMessage::interest().conversation_ids([format!("tea {at}")]).into();
    takes("conversation", listed, 38.0, 98.0);
}
