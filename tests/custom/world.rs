//! An engine with named sessions, and a poll that gives what each of them gets.

use std::collections::BTreeMap;

use tidings::custom::{CustomEvent, FieldType, FieldValue, KindDefinition};
use tidings::*;

pub(crate) const NOW: Timestamp = Timestamp::ZERO;
pub(crate) const NOBODY: [&str; 0] = [];

tidings::custom_events! {
    /// A build has finished.
    pub struct BuildFinished "BuildFinished" {
        repo: text,
        ok: flag,
        duration_ms: number,
        log: text?,
        tags: texts?,
        extra: data?,
    }
}

/// The fields of [`BuildFinished`], by hand and in another order.
pub(crate) fn definition() -> KindDefinition {
    KindDefinition::new("BuildFinished")
        .field("extra", FieldType::Data)
        .field("log", FieldType::Text)
        .field("ok", FieldType::Flag)
        .field("repo", FieldType::Text)
        .field("duration_ms", FieldType::Number)
        .field("tags", FieldType::Texts)
}

pub(crate) fn build(repo: &str) -> BuildFinished {
    BuildFinished { repo: repo.into(), ok: true, duration_ms: 7, log: None, tags: None, extra: None }
}

/// An event of the kind with these fields alone.
pub(crate) fn event<const N: usize>(fields: [(&'static str, FieldValue); N]) -> CustomEvent {
    CustomEvent::new("BuildFinished", fields)
}

pub(crate) struct World {
    pub(crate) engine: Engine,
    names: BTreeMap<SessionId, String>,
}

impl World {
    /// Every user has one session without subscriptions; the kind is defined.
    pub(crate) fn new<const N: usize>(users: [&str; N]) -> (Self, [SessionId; N]) {
        Self::with(Config::default(), users)
    }

    pub(crate) fn with<const N: usize>(config: Config, users: [&str; N]) -> (Self, [SessionId; N]) {
        let engine = Engine::new(config.default_subscriptions([])).expect("the settings of a test are valid");
        let mut world = Self { engine, names: BTreeMap::new() };
        world.engine.define::<BuildFinished>(NOW).expect("the name is free");
        let sessions = users.map(|user| world.open(user));
        (world, sessions)
    }

    /// Opens a session; that of a user's name with a digit behind it is another one of that user.
    pub(crate) fn open(&mut self, name: &str) -> SessionId {
        let user = name.trim_end_matches(|last: char| last.is_ascii_digit());
        let key = ClientKey::from(format!("{user}'s key"));
        if self.engine.authenticate(&key).is_err() {
            self.engine.register_client(NOW, &key, &user.into()).expect("the key is free");
        }
        let session = self.engine.open_session(NOW, &key).expect("the key is registered");
        self.names.insert(session, name.into());
        session
    }

    /// Publishes and polls: the names of the sessions, once for each delivery. Checks that a dry run says the same before (T5).
    #[track_caller]
    pub(crate) fn publish(&mut self, publication: impl Into<Publication>) -> Vec<String> {
        let publication = publication.into();
        let dry = self.engine.dry_run(publication.clone()).expect("the event is acceptable");
        let published = self.engine.publish(NOW, publication).expect("the event is acceptable");
        let mut got = Vec::new();
        let mut dispatches = 0;
        while let Some(dispatch) = self.engine.poll_output() {
            dispatches += 1;
            let start = got.len();
            got.extend(dispatch.deliveries().map(|one| (one.session(), one.subscription())));
            assert!(got[start..].is_sorted_by_key(|(_, subscription)| *subscription), "by age (R3)");
        }
        assert!(dispatches <= 1, "nothing follows from a custom event");
        assert_eq!(published.deliveries, got.len());
        assert_eq!(dry.iter().map(|one| (one.session, one.subscription)).collect::<Vec<_>>(), got, "dry run (T5)");
        got.iter().map(|(session, _)| self.names[session].clone()).collect()
    }

    pub(crate) fn refusal(&mut self, publication: impl Into<Publication>) -> Error {
        let (publication, before) = (publication.into(), self.engine.state_hash());
        let dry = self.engine.dry_run(publication.clone()).expect_err("a dry run is refused as publishing is (T5)");
        let error = self.engine.publish(NOW, publication).expect_err("it is to be refused");
        assert_eq!(error, dry);
        assert_eq!(self.engine.state_hash(), before, "a refused input changes nothing (R4)");
        error
    }
}
