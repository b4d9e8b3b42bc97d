//! A pattern and a text, apart by the first line break: subscribing and publishing never panic, both matchers agree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidings::{daemon::*, filter::*, *};

fuzz_target!(|bytes: &[u8]| {
    let Ok(input) = std::str::from_utf8(bytes) else { return };
    let (pattern, body) = input.split_once('\n').unwrap_or((input, ""));
    let received_by = [MatcherKind::Indexed, MatcherKind::Scan].map(|matcher| {
        let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("key"), UserId::from("alice"));
        let mut engine = Engine::new(Config::default().matcher(matcher)).expect("the defaults are valid");
        engine.register_client(now, &key, &alice).expect("the key is free");
        let session = engine.open_session(now, &key).expect("the key is registered");
        let interest = MessageReceived::interest().filter(MessageFilter::new().body_search(pattern));
        engine.subscribe(now, session, interest)?;
        let message = Message { body: body.into(), ..Message::default() };
        engine.publish(now, (&alice, MessageReceived::new(message))).map(|published| published.deliveries)
    });
    assert_eq!(received_by[0], received_by[1]);
});
