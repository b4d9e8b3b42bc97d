//! Snapshots that somebody wrote: the checksum is right, the content is not.
//!
//! Owns changing every place of a content in every way that one can think of, and headers that promise too much. Must not know
//! what stands at a place. Invariants: a typed error, or an engine that works and delivers nothing across users (R5, R7); what
//! is promised and not there takes no memory worth speaking of.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ciborium::Value;
use tidings::{conference::*, conversation::*, *};

use super::grow;
use super::sealed::{HEAD, content, sealed, written};

/// The value with one place of it changed, for every place and every way.
fn each_change(value: &Value, change: &mut dyn FnMut(Value)) {
    let others = [Value::Null, Value::from(0), Value::from(""), Value::Array(vec![]), Value::Map(vec![])];
    others.into_iter().filter(|other| other != value).for_each(&mut *change);
    match value {
        Value::Integer(number) => {
            let number = i128::from(*number);
            let numbers = [1, 2, 3, 7, number + 1, number - 1, i128::from(u64::MAX), i128::from(u64::MAX / 2), -1];
            for other in numbers.into_iter().filter(|other| *other != number) {
                if let Ok(other) = ciborium::value::Integer::try_from(other) {
                    change(Value::Integer(other));
                }
            }
        }
        Value::Text(text) => {
            for other in ["ann", "bo", "Room", &"x".repeat(300), &format!("{text}!")] {
                change(Value::from(other));
            }
        }
        Value::Bool(flag) => change(Value::Bool(!flag)),
        Value::Bytes(bytes) => {
            change(Value::Bytes(bytes[1..].to_vec()));
            change(Value::Bytes(vec![0x81; 5_000]));
            // An interest: the number of its kind, then its fields.
            let (kind, fields) = bytes.split_first().expect("an interest is never empty");
            let with = |kind: u8, fields: &[u8]| Value::Bytes([&[kind], fields].concat());
            for other in [0, kind.wrapping_add(1), u8::MAX] {
                change(with(other, fields));
            }
            let fields: Value = ciborium::from_reader(fields).expect("the fields are CBOR");
            each_change(&fields, &mut |fields| change(with(*kind, &written(&fields))));
        }
        Value::Array(list) => {
            change(Value::Array(list.iter().rev().cloned().collect()));
            change(Value::Array(list.iter().chain(list).cloned().collect()));
            change(Value::Array(list.iter().skip(1).cloned().collect()));
            change(Value::Array(list.iter().take(list.len().saturating_sub(1)).cloned().collect()));
            for at in 0..list.len() {
                let mut with = |other| {
                    let mut list = list.clone();
                    list[at] = other;
                    change(Value::Array(list));
                };
                each_change(&list[at], &mut with);
                // What stands beside it, once more in its place.
                with(list[(at + 1) % list.len()].clone());
            }
        }
        Value::Map(entries) => {
            for at in 0..entries.len() {
                let without = entries.iter().enumerate().filter(|(other, _)| *other != at);
                change(Value::Map(without.map(|(_, entry)| entry.clone()).collect()));
                each_change(&entries[at].1, &mut |other| {
                    let mut entries = entries.clone();
                    entries[at].1 = other;
                    change(Value::Map(entries));
                });
            }
        }
        Value::Float(_) | Value::Null | Value::Tag(..) | _ => {}
    }
}

/// Whatever was admitted works to its end, and tells nobody what is another's.
pub(crate) fn works(mut engine: Engine) {
    let bytes = engine.snapshot().to_bytes();
    let again = Engine::restore(grow::config(), Snapshot::from_bytes(&bytes).expect("it was just written"));
    let again = again.expect("what was admitted once is admitted again");
    assert_eq!(again.state_hash(), engine.state_hash(), "T4");
    let _ = serde_json::to_string(&engine.snapshot());

    let users = ["ann", "bo", "cy", "dee", "ann!", "bo!", "cy!"].map(UserId::from);
    let check_deliveries = |engine: &mut Engine, only: Option<&UserId>| {
        while let Some(dispatch) = engine.poll_output() {
            let (event, deliveries) = (dispatch.event().clone(), dispatch.deliveries().collect::<Vec<_>>());
            for one in deliveries {
                let user = engine.session_user(one.session()).expect("R5: told to a session that is not open");
                assert!(only.is_none_or(|only| only == user), "R7: {event:?} was told to {user}");
                let held = engine.subscription(one.subscription());
                assert!(held.is_none_or(|held| held.session() == one.session()), "R7: for another session's");
                assert!(
                    held.is_none_or(|held| event.kind() == Kind::ConferenceStatus
                        || held.kind().member_kinds().contains(&event.kind())),
                    "R1"
                );
            }
        }
    };
    check_deliveries(&mut engine, None);
    let now = engine.now();
    let kinds = [Kind::MessageReceived, Kind::MessageSent, Kind::GroupNew, Kind::ContactNew, Kind::CallEnded];
    for user in &users {
        for kind in kinds {
            engine
                .publish(now, Publication::new(crate::support::event(&[1; 40], kind), Audience::user(user)))
                .expect("an event of the daemon");
            check_deliveries(&mut engine, Some(user));
        }
        for id in ["tea", "jam", "Room"] {
            let added = ConversationParticipantAdded::new(id, "", "", user.as_str(), "");
            let _ = engine.publish(now, added);
        }
        let key = ClientKey::from(format!("{user}'s new key"));
        engine.register_client(now, &key, user).expect("the key is free");
        let session = engine.open_session(now, &key).expect("there is room");
        engine.subscribe(now, session, ConferenceEnded::interest("Room")).expect("there is room");
        let _ = engine.create_conference(now, session, NewConference::new("Another").protected(true));
        for alias in ["Room", "STRASSE", "äö", "Another"] {
            let _ = engine.conference(now, alias).invite_as_server(&users.clone().map(Invitee::new), true);
            let _ = engine.conference(now, alias).join(session, None);
            let _ = engine.conference(now, alias).report(user, Connection::Connected);
            let _ = engine.conference(now, alias).kick(session, &users[0]);
        }
        check_deliveries(&mut engine, None);
    }
    engine.handle_timeout(Timestamp::from_millis(now.as_millis().saturating_add(1_000_000)));
    let open: Vec<_> = (1..200).map(SessionId::from_number).filter(|id| engine.session_user(*id).is_ok()).collect();
    for session in open {
        engine.close_session(now, session).expect("it is open");
    }
    engine.handle_timeout(Timestamp::from_millis(u64::MAX));
    while engine.poll_output().is_some() {}
    let left = engine.stats();
    let beyond = left.sessions > 0; // one with a number that nobody guesses
    assert!(beyond || (left.subscriptions, left.pending_deliveries, left.compiled_patterns) == (0, 0, 0), "{left:?}");
}

#[test]
fn t4_r7_forged_content_is_refused_or_gives_an_engine_that_works() {
    let (mut refused, mut admitted) = (0, 0);
    let mut broken: Vec<String> = Vec::new();
    for seed in 0..14 {
        let bytes = grow::engine(seed, 30 + 5 * seed as usize).snapshot().to_bytes();
        let whole = content(&bytes);
        let same = Snapshot::from_bytes(&sealed(&written(&whole))).expect("changing nothing changes nothing");
        assert!(same.to_bytes() == bytes, "changing nothing changes nothing");
        each_change(&whole, &mut |forged| {
            let forged_bytes = sealed(&written(&forged));
            let lived = catch_unwind(AssertUnwindSafe(|| {
                let restored = Snapshot::from_bytes(&forged_bytes).and_then(|it| Engine::restore(grow::config(), it));
                match restored {
                    Ok(engine) => {
                        admitted += 1;
                        works(engine);
                    }
                    Err(SnapshotError::NotASnapshot | SnapshotError::Version { .. } | SnapshotError::Checksum) => {
                        panic!("the checksum is right")
                    }
                    Err(_) => refused += 1,
                }
            }));
            if lived.is_err() && broken.len() < 8 {
                broken.push(first_difference(&whole, &forged));
            }
        });
    }
    println!("forged: {refused} refused, {admitted} admitted and working");
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(refused > 10_000 && admitted > 1_000, "{refused} refused, {admitted} admitted");
}

/// Where two contents differ, for whoever reads a failure.
fn first_difference(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Map(one), Value::Map(other)) if one.len() == other.len() => {
            let at = one.iter().zip(other).find(|(one, other)| one != other);
            at.map_or_else(String::new, |(one, other)| format!("{:?}.{}", one.0, first_difference(&one.1, &other.1)))
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let at = one.iter().zip(other).position(|(one, other)| one != other);
            at.map_or_else(String::new, |at| format!("[{at}].{}", first_difference(&one[at], &other[at])))
        }
        (one, other) => format!("{one:?} became {other:?}"),
    }
}

/// A header that promises 2^60 elements, or bytes, anywhere.
#[test]
fn t4_what_is_promised_and_not_there_takes_no_memory() {
    let mut most = 0;
    for seed in [3, 12] {
        let bytes = grow::engine(seed, 60).snapshot().to_bytes();
        for at in HEAD..bytes.len() {
            // Lists, maps, bytes, texts, each with a length in eight bytes.
            for header in [0x9B, 0xBB, 0x5B, 0x7B] {
                let mut forged = bytes[HEAD..at].to_vec();
                forged.extend([header, 0x10, 0, 0, 0, 0, 0, 0, 0]);
                forged.extend(&bytes[at + 1..]);
                let forged = sealed(&forged);
                let taken = allocation_counter::measure(|| {
                    let read = Snapshot::from_bytes(&forged).and_then(|it| Engine::restore(grow::config(), it));
                    drop(read);
                });
                most = most.max(taken.bytes_max);
            }
        }
    }
    println!("promises of 2^60 took at most {most} bytes");
    assert!(most <= PROMISED, "{most} bytes");
}

/// What a promise takes at most, whatever it promises: serde never prepares for more than 1 MiB of a list at once, and lists
/// stand in each other.
const PROMISED: u64 = 4 << 20;
