//! What the crate promises by its types: auto traits, sizes, and what `Debug` must not show.

use std::fmt::Write as _;
use std::panic::{RefUnwindSafe, UnwindSafe};

use tidings::*;

#[test]
fn an_engine_can_be_moved_and_shared_between_threads() {
    fn permitted<T: Send + Sync + UnwindSafe + RefUnwindSafe + Unpin>() {}
    permitted::<Engine>();
    permitted::<Event>();
    permitted::<Interest>();
    permitted::<Subscription>();
    permitted::<Delivery>();
    permitted::<Error>();
    permitted::<ConfigError>();
    permitted::<Ledger>();
    #[cfg(feature = "snapshot")]
    permitted::<Snapshot>();
    #[cfg(feature = "snapshot")]
    permitted::<SnapshotError>();
}

#[test]
fn errors_are_errors() {
    fn permitted<T: std::error::Error + Clone + PartialEq>() {}
    permitted::<Error>();
    permitted::<ConfigError>();
    #[cfg(feature = "snapshot")]
    permitted::<SnapshotError>();
}

#[test]
fn what_is_held_many_times_is_small() {
    assert!(size_of::<Delivery>() <= 32, "{}", size_of::<Delivery>());
    assert!(size_of::<Subscription>() <= 72, "{}", size_of::<Subscription>());
    assert!(size_of::<Event>() <= 256, "{}", size_of::<Event>());
    assert!(size_of::<Error>() <= 80, "{}", size_of::<Error>());
    #[cfg(feature = "snapshot")]
    assert!(size_of::<SnapshotError>() <= 104, "{}", size_of::<SnapshotError>());
}

#[test]
fn secrets_are_never_shown() {
    const SECRET: &str = "correct horse battery staple";
    let (key, token) = (ClientKey::from(SECRET), Token::from(SECRET));
    let mut engine = Engine::new(Config::default().token_seed([7; 32])).unwrap();
    let (now, user) = (Timestamp::ZERO, UserId::from("alice"));
    engine.register_client(now, &key, &user).unwrap();
    let session = engine.open_session(now, &key).unwrap();
    assert_eq!(engine.session_user(session), Ok(&user));
    let refused = engine.register_client(now, &key, &user).unwrap_err();
    let unknown = engine.open_session(now, &ClientKey::from(format!("{SECRET}!"))).unwrap_err();
    let who = Participant::default();
    let invitation = ConferenceInvitation::new("Room", ConferenceId::from_number(1), who, Some(token.clone()));

    let mut shown = format!("{key:?} {token:?} {engine:?} {refused:?} {unknown:?} {invitation:?}");
    write!(shown, " {refused} {unknown} {:#?}", Event::from(invitation)).unwrap();
    #[cfg(feature = "snapshot")]
    {
        let created = engine.create_conference(now, session, NewConference::new("Room").protected(true)).unwrap();
        let made = created.owner_token.unwrap();
        let snapshot = engine.snapshot();
        let shown = format!("{snapshot:?} {snapshot:#?} {engine:?}");
        assert!(!shown.contains(made.reveal()) && !shown.contains("horse"), "{shown}");
        assert_eq!(format!("{snapshot:?}"), "Snapshot(version 1, taken at 0 ms)");
        let secrets = String::from_utf8_lossy(&snapshot.to_bytes()).into_owned();
        assert!(secrets.contains(made.reveal()) && secrets.contains("horse"), "it holds what it must not show");
    }
    assert!(shown.contains("ClientKey(..)") && shown.contains("Token(..)"));
    assert!(!shown.contains("horse"), "{shown}");
    assert_eq!((key.reveal(), token.reveal()), (SECRET, SECRET));
}
