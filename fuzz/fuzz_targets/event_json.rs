//! Bytes read as an event: never a panic, and what was read, written and read again is equal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tidings::Event;

fuzz_target!(|bytes: &[u8]| {
    let Ok(event) = serde_json::from_slice::<Event>(bytes) else { return };
    let written = serde_json::to_string(&event).expect("every event can be written");
    let again: Event = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{written}: {error}"));
    assert_eq!(again, event, "{written}");
});
