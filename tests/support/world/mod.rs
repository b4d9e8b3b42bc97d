//! The world of the tests: an engine, users by name, their sessions.
//!
//! Owns [`World`]: who is connected, and the inputs that every family has. Must not know what anyone may receive; the verbs of
//! a family are in its own folder. Invariant: a session is known by its name and its user even after it has closed.

#![allow(dead_code, reason = "each family needs a part of it")]

mod outputs;
mod seen;

use std::collections::BTreeMap;

use tidings::conference::{ConferenceId, Token};
use tidings::*;

#[allow(unused_imports, reason = "each family needs a part of it")]
pub(crate) use self::outputs::{Received, poll};
#[allow(unused_imports, reason = "each family needs a part of it")]
pub(crate) use self::seen::Seen;

/// The time of the inputs, where a test is not about time.
pub(crate) const NOW: Timestamp = Timestamp::ZERO;
/// Who receives what nobody receives.
pub(crate) const NOBODY: [&str; 0] = [];

pub(crate) struct World<D = Ledger> {
    pub(crate) engine: Engine<D>,
    /// The time of the next inputs.
    pub(crate) now: Timestamp,
    /// The tokens that users were given, by conference.
    pub(crate) tokens: BTreeMap<(ConferenceId, String), Token>,
    sessions: BTreeMap<SessionId, Names>,
}

/// What a session is called, whose it is, and whether it has not been closed here.
struct Names {
    name: String,
    user: String,
    open: bool,
}

/// What a session is found by: its id or its name.
pub(crate) trait Named {
    fn session_in<D: Directory>(&self, world: &World<D>) -> SessionId;
}

impl Named for SessionId {
    fn session_in<D: Directory>(&self, _: &World<D>) -> SessionId {
        *self
    }
}

impl Named for &str {
    fn session_in<D: Directory>(&self, world: &World<D>) -> SessionId {
        world.session(self)
    }
}

/// The key of the client that acts for a user.
pub(crate) fn key(user: &str) -> ClientKey {
    format!("{user}'s key").into()
}

impl World {
    /// Users with a session each.
    pub(crate) fn of(config: Config, users: &[&str]) -> Self {
        Self::on(Engine::new(config).expect("the settings of a test are valid"), users)
    }
}

impl<D: Directory> World<D> {
    /// The same on an engine of the test's own.
    pub(crate) fn on(engine: Engine<D>, users: &[&str]) -> Self {
        let mut world = Self { engine, now: NOW, tokens: BTreeMap::new(), sessions: BTreeMap::new() };
        for user in users {
            world.open(user);
        }
        world
    }

    /// Opens a session of a user: the first one is called as the user is, the second one "ann 2", and so on.
    pub(crate) fn open(&mut self, user: &str) -> SessionId {
        let count = self.sessions.values().filter(|names| names.user == user).count() + 1;
        let name = if count == 1 { user.into() } else { format!("{user} {count}") };
        self.open_as(user, &name)
    }

    /// Opens a session of a user with a name of its own.
    pub(crate) fn open_as(&mut self, user: &str, name: &str) -> SessionId {
        let key = key(user);
        if self.engine.authenticate(&key).is_err() {
            self.engine.register_client(self.now, &key, &user.into()).expect("the key is free");
        }
        let session = self.engine.open_session(self.now, &key).expect("the key is registered");
        self.sessions.insert(session, Names { name: name.into(), user: user.into(), open: true });
        session
    }

    pub(crate) fn close(&mut self, session: impl Named) {
        let session = session.session_in(self);
        self.engine.close_session(self.now, session).expect("it is open");
        self.sessions.entry(session).and_modify(|names| names.open = false);
    }

    pub(crate) fn revoke(&mut self, user: &str) {
        self.engine.revoke_client(self.now, &key(user)).expect("it is registered");
        self.sessions.values_mut().filter(|names| names.user == user).for_each(|names| names.open = false);
    }

    /// The session opened last with this name.
    #[track_caller]
    pub(crate) fn session(&self, name: &str) -> SessionId {
        let found = self.sessions.iter().rev().find(|(_, names)| names.name == name);
        found.map(|(session, _)| *session).expect("a session of this name was opened")
    }

    /// What a session is called.
    pub(crate) fn name_of(&self, session: SessionId) -> &str {
        &self.sessions[&session].name
    }

    /// Whose session it is.
    pub(crate) fn user_of(&self, session: SessionId) -> &str {
        &self.sessions[&session].user
    }

    /// The sessions that were not closed, with their users; the engine has no say in it.
    pub(crate) fn open_sessions(&self) -> BTreeMap<SessionId, String> {
        let open = self.sessions.iter().filter(|(_, names)| names.open);
        open.map(|(session, names)| (*session, names.user.clone())).collect()
    }

    pub(crate) fn subscribe(&mut self, session: impl Named, interest: impl Into<Interest>) -> SubscriptionId {
        let session = session.session_in(self);
        self.engine.subscribe(self.now, session, interest).expect("the interest is acceptable")
    }

    pub(crate) fn unsubscribe(&mut self, session: impl Named, subscription: SubscriptionId) {
        let session = session.session_in(self);
        self.engine.unsubscribe(self.now, session, subscription).expect("the session has it");
    }

    /// The first subscription of a session to this kind.
    pub(crate) fn subscription(&self, session: impl Named, kind: Kind) -> SubscriptionId {
        let mut all = self.engine.subscriptions(session.session_in(self)).expect("the session is open");
        all.find_map(|(id, one)| (one.kind() == kind).then_some(id)).expect("the session has one")
    }

    /// How many more deliveries a subscription allows; `None` where it has ended.
    pub(crate) fn remaining(&self, subscription: SubscriptionId) -> Option<u64> {
        self.engine.subscription(subscription)?.remaining().map(u64::from)
    }

    /// Time passes.
    pub(crate) fn at(&mut self, ms: u64) {
        self.now = Timestamp::from_millis(ms);
        self.engine.handle_timeout(self.now);
    }

    /// All that can be seen of the engine, for the first twenty sessions and ten conferences, and the hash of its state.
    pub(crate) fn seen(&self) -> (Seen, u64) {
        (Seen::of(&self.engine, 20, 10), self.engine.state_hash())
    }
}
