//! Any bytes read as a snapshot: a typed error, or an engine that takes inputs. With an even first byte the rest is the content
//! of one and gets the head that belongs to it, so the fuzzer passes the checksum; with an odd one it is read as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::time::Duration;

use tidings::{conference::*, conversation::*, daemon::*, *};

fuzz_target!(|bytes: &[u8]| {
    let Some((mode, rest)) = bytes.split_first() else { return };
    let sealed = if mode % 2 == 0 { seal(rest) } else { rest.to_vec() };
    let config = Config::default().token_seed([7; 32]).keep_invitations(Duration::from_secs(90));
    let Ok(snapshot) = Snapshot::from_bytes(&sealed) else { return };
    let _ = serde_json::to_string(&snapshot);
    let Ok(mut engine) = Engine::restore(config.clone(), snapshot) else { return };

    let again = engine.snapshot().to_bytes();
    let again = Engine::restore(config, Snapshot::from_bytes(&again).expect("it was just written"));
    let again = again.expect("what was admitted once is admitted again");
    assert_eq!(again.state_hash(), engine.state_hash());

    let now = engine.now();
    for session in (1..20).map(SessionId::from_number) {
        let Ok(user) = engine.session_user(session).cloned() else { continue };
        while engine.poll_output().is_some() {}
        engine.publish(now, (&user, MessageReceived::new(Message::default()))).expect("an event of the daemon");
        while let Some(dispatch) = engine.poll_output() {
            let sessions: Vec<_> = dispatch.deliveries().map(|one| one.session()).collect();
            assert!(sessions.iter().all(|session| engine.session_user(*session) == Ok(&user)), "R7");
        }
        let _ = engine.publish(now, ConversationParticipantAdded::new("tea", "", "", user.as_str(), ""));
        let _ = engine.create_conference(now, session, NewConference::new("Room").protected(true));
        let _ = engine.conference(now, "Room").invite_as_server(&[Invitee::new(user)], true);
        let _ = engine.conference(now, "Room").join(session, None);
        let _ = engine.subscribe(now, session, ConferenceEnded::interest("Room"));
        engine.close_session(now, session).expect("it is open");
    }
    engine.handle_timeout(Timestamp::from_millis(u64::MAX));
    while engine.poll_output().is_some() {}
});

/// The head of a snapshot of version 1 before its content.
fn seal(content: &[u8]) -> Vec<u8> {
    let mut bytes = b"tidings\x01".to_vec();
    bytes.extend(crc32fast::hash(content).to_le_bytes());
    bytes.extend(content);
    bytes
}
