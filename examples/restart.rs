//! A host goes down with outputs pending and is restored: no delivery is lost.
//!
//! Owns a small scene: Ann waits for two words about tea, and the host goes down after the first. Must not write a file: where the
//! bytes are kept is the host's.

use std::fmt::Write as _;

use tidings::daemon::{Message, MessageReceived};
use tidings::filter::MessageFilter;
use tidings::{ClientKey, Config, Engine, Snapshot, Timestamp, UserId};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", scene()?);
    Ok(())
}

/// What there is to see of it.
pub(crate) fn scene() -> Result<String, Box<dyn std::error::Error>> {
    let mut log = String::new();
    // Two words about tea are wanted; the first one comes, and is not fetched yet.
    let mut engine = Engine::new(Config::default())?;
    let (now, key, ann) = (Timestamp::from_millis(1_000), ClientKey::from("ann's key"), UserId::from("ann"));
    engine.register_client(now, &key, &ann)?;
    let phone = engine.open_session(now, &key)?;
    let tea = MessageReceived::interest().filter(MessageFilter::new().body_search("(?i)tea")).count(2);
    engine.subscribe(now, phone, tea)?;
    engine.publish(now, (&ann, said("Time for tea")))?;

    let bytes = engine.snapshot().to_bytes();
    writeln!(log, "{} subscriptions and all the rest in {} bytes", engine.stats().subscriptions, bytes.len())?;
    drop(engine);
    writeln!(log, "the host is down")?;

    // A snapshot that was damaged in storage is refused as a whole.
    let mut damaged = bytes.clone();
    damaged[40] ^= 1;
    writeln!(log, "one bit flipped: {}", Snapshot::from_bytes(&damaged).expect_err("the checksum tells"))?;

    let mut engine = Engine::restore(Config::default(), Snapshot::from_bytes(&bytes)?)?;
    writeln!(log, "the host is up; the phone's session is still {phone}, of {}", engine.session_user(phone)?)?;
    log += &outputs(&mut engine);

    // The second of two: the count continues where it was.
    let later = Timestamp::from_millis(2_000);
    engine.publish(later, (&ann, said("More tea?")))?;
    log += &outputs(&mut engine);
    assert_eq!(engine.publish(later, (&ann, said("Tea again")))?.deliveries, 0);
    Ok(log)
}

fn said(body: &str) -> MessageReceived {
    MessageReceived::new(Message { body: body.into(), ..Message::default() })
}

/// Fetches what waits, a line for each delivery.
fn outputs(engine: &mut Engine) -> String {
    let mut lines = String::new();
    while let Some(dispatch) = engine.poll_output() {
        for delivery in dispatch.deliveries() {
            let kind = dispatch.event().kind().name();
            let left = match delivery.remaining() {
                Some(0) => "the last one".to_owned(),
                Some(left) => format!("{left} more to come"),
                None => "no limit".to_owned(),
            };
            lines += &format!("  to session {}: {kind}, {left}\n", delivery.session());
        }
    }
    lines
}
