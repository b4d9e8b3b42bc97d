//! Bytes read as an interest: never a panic, also when subscribed to, and what was read, written and read again is equal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidings::{ClientKey, Config, Engine, Interest, Timestamp};

fuzz_target!(|bytes: &[u8]| {
    let Ok(interest) = serde_json::from_slice::<Interest>(bytes) else { return };
    let written = serde_json::to_string(&interest).expect("every interest can be written");
    let again: Interest = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(again, interest, "{written}");

    let (now, key) = (Timestamp::ZERO, ClientKey::from("key"));
    let mut engine = Engine::new(Config::default()).expect("the defaults are valid");
    engine.register_client(now, &key, &"alice".into()).expect("the key is free");
    let session = engine.open_session(now, &key).expect("the key is registered");
    let before = engine.stats();
    if engine.subscribe(now, session, interest).is_err() {
        assert_eq!(engine.stats(), before, "R4");
    }
    engine.close_session(now, session).expect("the session is open");
    assert_eq!((engine.stats().subscriptions, engine.stats().compiled_patterns), (0, 0));
});
