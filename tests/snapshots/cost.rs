//! What a snapshot takes: bytes, counted, not estimated.
//!
//! Owns bytes for each subscription, in both forms and in memory. Must not measure time. Invariant: what the docs of `Snapshot`
//! and of the crate say about bytes is what is measured here.

use std::ops::RangeInclusive;

use tidings::{conference::*, conversation::*, daemon::*, filter::*, *};

const NOW: Timestamp = Timestamp::ZERO;
const MANY: u64 = 2_000;

fn engine(interests: impl Iterator<Item = Interest>) -> Engine {
    let mut engine = Engine::new(Config::default().default_subscriptions([])).unwrap();
    engine.register_client(NOW, &"key".into(), &"ann".into()).unwrap();
    let session = engine.open_session(NOW, &"key".into()).unwrap();
    let interests: Vec<Interest> = interests.collect();
    engine.subscribe_all(NOW, session, &interests).unwrap();
    engine.shrink_to_fit();
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
        engine.shrink_to_fit();
        again = Some(engine);
    })
    .bytes_current;
    let without = serde_json::to_string(&none.snapshot()).unwrap().len();
    let each = |total: usize, none: usize| (total - none) as f64 / MANY as f64;
    let bytes = each(bytes.len(), none.snapshot().to_bytes().len());
    [bytes, each(text.len(), without), live as f64 / MANY as f64, restored as f64 / MANY as f64]
}

/// What the docs of `Snapshot` say of subscriptions that ask for their kind alone, and of those that ask for a little more.
const KIND_ALONE: RangeInclusive<f64> = 5.0..=7.0;
const A_LITTLE_MORE: RangeInclusive<f64> = 30.0..=55.0;

/// And how many times as long it says that JSON is.
const JSON: RangeInclusive<f64> = 1.5..=6.0;

#[track_caller]
fn takes(what: &str, interest: impl Fn(u64) -> Interest, shrink_to_fit: RangeInclusive<f64>) {
    let [bytes, text, live, restored] = each(interest);
    let times = text / bytes;
    println!("{what}: {bytes:.3} bytes, {text:.1} as JSON, {times:.2} times; {live:.0} live, {restored:.0} restored");
    assert!(shrink_to_fit.contains(&bytes), "{what}: {bytes} bytes each");
    assert!(JSON.contains(&times), "{what}: {text} bytes each as JSON, {times} times {bytes}");
    assert!((restored / live - 1.0).abs() < 0.05, "{what}: {live} bytes live, and {restored} when restored");
}

#[test]
fn t4_a_subscription_without_filters_takes_5_to_7_bytes() {
    takes("no filter", |_| MessageReceived::interest().into(), KIND_ALONE);
    takes("counted", |at| MessageReceived::interest().count(at + 1).into(), KIND_ALONE);
}

#[test]
fn t4_a_subscription_with_a_name_or_a_filter_of_one_or_two_fields_takes_30_to_55_bytes() {
    let one = |at| MessageReceived::interest().filter(MessageFilter::new().discussion_id(at)).into();
    takes("one field", one, A_LITTLE_MORE);
    let two = |at| {
        let filter = MessageFilter::new().discussion_id(at).body_search("(?i)tea");
        MessageReceived::interest().filter(filter).into()
    };
    takes("two fields", two, A_LITTLE_MORE);
    let alias = |_| ConferenceCreated::interest("Room").into();
    takes("alias", alias, A_LITTLE_MORE);
    let listed = |at| ConversationMessage::interest().conversation_ids([format!("tea {at}")]).into();
    takes("conversation", listed, A_LITTLE_MORE);
}
