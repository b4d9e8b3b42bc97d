//! Snapshots that were damaged by accident.
//!
//! Owns every truncation and every flipped bit of a hundred of them, in both forms. Must not know what a byte means. Invariant:
//! a typed error or the very same state; for damaged bytes of the compact form nothing is allocated.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tidings::{conference::*, *};

use super::grow;

/// What reading came to, and how many bytes of memory it took at its peak.
fn read(bytes: &[u8]) -> (Result<Engine, SnapshotError>, u64) {
    let mut result = Err(SnapshotError::NotASnapshot);
    let taken = allocation_counter::measure(|| {
        result = Snapshot::from_bytes(bytes).and_then(|snapshot| Engine::restore(grow::config(), snapshot));
    });
    (result, taken.bytes_max)
}

fn check(damaged: &[u8], whole: &[u8], what: &dyn Fn() -> String) {
    let (result, taken) = catch_unwind(AssertUnwindSafe(|| read(damaged))).unwrap_or_else(|_| panic!("{}", what()));
    match result {
        Ok(engine) => assert!(engine.snapshot().to_bytes() == whole, "{}: another state", what()),
        Err(error) => {
            let named =
                matches!(error, SnapshotError::NotASnapshot | SnapshotError::Version { .. } | SnapshotError::Checksum);
            assert!(named, "{}: noticed too late: {error}", what());
            assert_eq!(taken, 0, "{}: bytes of memory", what());
        }
    }
}

#[test]
fn t4_every_truncation_and_every_flipped_bit_is_noticed() {
    let (mut toggles, mut truncations, mut sizes) = (0_u64, 0_u64, Vec::new());
    for seed in 0..100 {
        let mut bytes = grow::engine(seed, seed as usize).snapshot().to_bytes();
        let whole = bytes.clone();
        sizes.push(bytes.len());
        for end in 0..bytes.len() {
            check(&whole[..end], &whole, &|| format!("snapshot {seed} cut off after {end} bytes"));
            truncations += 1;
            for bit in 0..8 {
                bytes[end] ^= 1 << bit;
                check(&bytes, &whole, &|| format!("snapshot {seed}, bit {bit} of byte {end} flipped"));
                bytes[end] ^= 1 << bit;
                toggles += 1;
            }
        }
        assert!(read(&bytes).0.is_ok(), "snapshot {seed} as it was");
        bytes.push(0);
        assert!(read(&bytes).0.is_err(), "snapshot {seed} with more behind it");
    }
    sizes.sort_unstable();
    println!("{toggles} flips, {truncations} truncations of 100 snapshots, {} to {} bytes", sizes[0], sizes[99]);
    assert!(toggles > 500_000 && sizes[0] < 300 && sizes[99] > 2_000, "{toggles} flips of {sizes:?}");
}

#[test]
fn t4_every_damage_of_the_json_form_is_noticed() {
    let (mut refused, mut equal, mut peak) = (0_u64, 0_u64, 0.0_f64);
    for seed in [0, 9, 26, 35] {
        let snapshot = grow::engine(seed, seed as usize).snapshot();
        let whole = snapshot.to_bytes();
        let mut text = serde_json::to_vec(&snapshot).expect("every snapshot can be written");
        let mut check = |damaged: &[u8], what: &dyn Fn() -> String| {
            let mut read = None;
            let taken = allocation_counter::measure(|| {
                read = catch_unwind(|| serde_json::from_slice::<Snapshot>(damaged)).ok();
            });
            match read.unwrap_or_else(|| panic!("{}", what())) {
                Ok(snapshot) => {
                    assert!(snapshot.to_bytes() == whole, "{}: another state", what());
                    equal += 1;
                }
                Err(_) => refused += 1,
            }
            let over = taken.bytes_max.saturating_sub(2_048) as f64 / damaged.len().max(1) as f64;
            peak = peak.max(over);
        };
        for at in 0..text.len() {
            check(&text[..at], &|| format!("JSON {seed} cut off after {at} bytes"));
            for bit in 0..8 {
                text[at] ^= 1 << bit;
                check(&text, &|| format!("JSON {seed}, bit {bit} of byte {at} flipped"));
                text[at] ^= 1 << bit;
            }
        }
        check(&text, &|| format!("JSON {seed} as it was"));
    }
    println!("JSON: {refused} refused, {equal} equal, {peak:.1} times the text in memory, beyond 2 KiB");
    assert!(refused > 20_000 && equal >= 4, "{refused} refused, {equal} equal");
    assert!(peak <= JSON_PEAK, "{peak} times the text in memory");
}

/// How many times its text reading a damaged JSON form takes at most, beyond 2 KiB.
const JSON_PEAK: f64 = 4.0;

#[test]
fn t4_reading_takes_less_than_20_times_the_bytes() {
    for (seed, inputs) in [(1, 60), (2, 200), (3, 400)] {
        let bytes = grow::engine(seed, inputs).snapshot().to_bytes();
        let mut read = None;
        let taken = allocation_counter::measure(|| read = Some(Snapshot::from_bytes(&bytes))).bytes_max;
        assert!(read.is_some_and(|read| read.is_ok()));
        let times = taken as f64 / bytes.len() as f64;
        println!("{} bytes: {times:.1} times to read", bytes.len());
        assert!(times < 20.0, "{times} times to read {} bytes", bytes.len());
    }
}

/// Parsers quote what they did not expect. Here it may be a key that has slipped into another place.
#[test]
fn k1_errors_about_damage_show_no_secret() {
    let mut engine = Engine::new(grow::config()).unwrap();
    let now = Timestamp::ZERO;
    engine.register_client(now, &"topsecretkey".into(), &"ann".into()).unwrap();
    let room = NewConference::new("Room");
    let made = engine.create_conference_as_server(now, &"ann".into(), room, &[Invitee::new("bo")], false).unwrap();
    let token = made.user_tokens[0].1.reveal().to_owned();
    let text = serde_json::to_string(&engine.snapshot()).unwrap();
    assert!(text.contains("topsecretkey") && text.contains(&token));
    let routes: [fn(&mut String, usize); 4] = [
        |text, at| text.replace_range(at..=at, ""),
        |text, at| text.insert(at, '['),
        |text, at| text.insert(at, '"'),
        |text, at| text.replace_range(at..=at, ","),
    ];
    let mut refusals = 0;
    for route_to in routes {
        for at in 0..text.len() {
            let mut damaged = text.clone();
            route_to(&mut damaged, at);
            let Err(error) = serde_json::from_str::<Snapshot>(&damaged) else { continue };
            let text = format!("{error} {error:?}");
            assert!(!text.contains("topsecretkey") && !text.contains(&token), "{text}");
            refusals += 1;
        }
    }
    assert!(refusals > 2_000, "{refusals}");
}
