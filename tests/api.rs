//! What the crate promises by its types: auto traits, sizes, and what `Debug` must not show.

use std::fmt::Write as _;
use std::panic::{RefUnwindSafe, UnwindSafe};

use tidings::{conference::*, daemon::CallEnded, *};

#[test]
fn an_engine_can_be_moved_and_shared_between_threads() {
    fn permitted<T: Send + Sync + UnwindSafe + RefUnwindSafe + Unpin>() {}
    fn lent<T: Send + Sync + Unpin>() {}
    permitted::<Engine>();
    permitted::<Event>();
    permitted::<Interest>();
    permitted::<Subscription<'_>>();
    permitted::<Delivery>();
    permitted::<Error>();
    permitted::<ConfigError>();
    permitted::<Ledger>();
    permitted::<Publication>();
    permitted::<Audience>();
    permitted::<Input>();
    permitted::<Answer>();
    lent::<Dispatch<'static>>();
    lent::<Conference<'static>>();
    #[cfg(feature = "snapshot")]
    permitted::<Snapshot>();
    #[cfg(feature = "snapshot")]
    permitted::<SnapshotError>();
    #[cfg(feature = "snapshot")]
    permitted::<Recorder>();
    #[cfg(feature = "snapshot")]
    permitted::<Replayer<'static>>();
}

#[test]
fn t3_codes_have_numbers_in_grpc_and_http() {
    let codes = [
        (Code::Unauthenticated, 16, 401),
        (Code::PermissionDenied, 7, 403),
        (Code::NotFound, 5, 404),
        (Code::AlreadyExists, 6, 409),
        (Code::InvalidArgument, 3, 400),
        (Code::FailedPrecondition, 9, 400),
        (Code::ResourceExhausted, 8, 429),
    ];
    for (code, grpc, http) in codes {
        assert_eq!((code.grpc(), code.http()), (grpc, http), "{code}");
    }
}

#[test]
fn words_are_written_and_read_as_on_the_wire() {
    for kind in Kind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(*kind));
    }
    let unknown = "nothing".parse::<Kind>().unwrap_err();
    assert_eq!(unknown.name(), "nothing");
    assert_eq!(
        (Status::Reserved.to_string(), Permission::SendAudio.to_string()),
        ("Reserved".into(), "SEND_AUDIO".into())
    );
    let alias = Alias::from("Straße");
    assert_eq!((alias.to_string().as_str(), alias.as_written(), alias.folded()), ("Straße", "Straße", "straße"));
    let users = std::collections::HashSet::from([UserId::from("ann")]);
    assert!(users.contains("ann"), "a user is looked up by text");
}

#[test]
fn a_dispatch_is_grouped_by_session_and_can_be_kept() {
    let mut engine = Engine::new(Config::default()).unwrap();
    let (now, ann) = (Timestamp::ZERO, UserId::from("ann"));
    let key = ClientKey::from("k");
    engine.register_client(now, &key, &ann).unwrap();
    let [one, two] = [(); 2].map(|()| engine.open_session(now, &key).unwrap());
    let ids =
        [two, one, two, one].map(|session| (session, engine.subscribe(now, session, CallEnded::interest()).unwrap()));
    engine.publish(now, (&ann, CallEnded::new("call"))).unwrap();
    let mut dispatch = engine.poll_output().unwrap();
    assert!(dispatch.deliveries().map(|one| (one.session(), one.subscription())).eq(ids), "R3: by age");
    let groups: Vec<_> = dispatch
        .by_session()
        .map(|group| (group.session(), group.deliveries().map(|one| one.subscription()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(groups, [(two, vec![ids[0].1, ids[2].1]), (one, vec![ids[1].1, ids[3].1])]);
    let kept = dispatch.keep();
    assert!(engine.poll_output().is_none());
    assert_eq!(*kept, Event::from(CallEnded::new("call")));
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
    assert!(size_of::<Subscription<'_>>() <= 16, "{}", size_of::<Subscription<'_>>());
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
