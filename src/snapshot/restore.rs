//! From an engine to its snapshot, and back (T4).
//!
//! Owns the order in which the parts are restored, and what has to be true between them. Must not know the form of any part.
//! Invariants: subscriptions are restored through the checks of subscribing; where something is refused, there is no engine.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Snapshot, State};
use crate::conference::{Conferences, RestoreContext};
use crate::config::{Bound, Config};
use crate::conversation::Conversations;
use crate::directory::{Directory, Ledger};
use crate::engine::Engine;
use crate::error::{Error, SnapshotError};
use crate::ids::SubscriptionId;
use crate::output::{Holders, OutputQueue};
use crate::presence::Presence;
use crate::session::Sessions;
use crate::subscription::{CompiledInterest, Count, SavedSubscription, SavedSubscriptions};
use crate::vocab::{Interest, SavedKind};

impl Engine {
    /// The whole engine at this moment, as data (T4). Restored, it continues exactly as this one does.
    ///
    /// ```
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::{ClientKey, Config, Engine, Snapshot, Timestamp, UserId};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
    /// engine.register_client(now, &key, &alice)?;
    /// let session = engine.open_session(now, &key)?;
    /// engine.subscribe(now, session, MessageReceived::interest().count(1))?;
    /// engine.publish(now, (&alice, MessageReceived::new(Message::default())))?;
    /// let bytes = engine.snapshot().to_bytes();
    /// drop(engine); // the host goes down, and comes up again
    ///
    /// let mut engine = Engine::restore(Config::default(), Snapshot::from_bytes(&bytes)?)?;
    /// let dispatch = engine.poll_output().expect("what had not been polled still waits");
    /// assert_eq!(dispatch.deliveries().next().map(|delivery| delivery.session()), Some(session));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// What it leaves out: the [`Config`], which is the host's, and the counters of work in [`Stats`](crate::Stats), which begin
    /// again.
    ///
    /// Cost: O(everything held). See [`Snapshot`] for the bytes.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { state: State { ledger: Some(self.directory.save()), ..self.state() } }
    }

    /// An engine that continues where the one of the snapshot was (T4). Everything that is read is checked; sessions and
    /// subscriptions keep their ids.
    ///
    /// Given the same `config`, the outputs to come are the same, byte for byte. The settings may differ, too: bounds hold from
    /// now on, and must admit what there is, but for the ledger, which forgets its oldest entries, and for what waits to be
    /// polled, to which nothing is added until there is capacity. With another [`Config::token_seed`] the tokens given out before
    /// stay valid. Give another one whenever something may have happened after the snapshot was taken: the engine would make the
    /// tokens of that time a second time, for others.
    ///
    /// A snapshot without a [`Ledger`] gives an engine with an empty one. The ledger has the bound of `config`, also where the host
    /// made one with another: restore such a one with [`restore_with_directory`](Engine::restore_with_directory). Updates
    /// that the host applied to it itself, with names that no input admits, are refused.
    ///
    /// Cost: once to twice that of subscribing to everything again; in memory what the engine needs, and the snapshot until it
    /// is used up.
    ///
    /// # Errors
    ///
    /// - [`SnapshotError::Config`] where no engine can run with these settings;
    /// - [`SnapshotError::Inconsistent`] where the parts of the snapshot contradict each other;
    /// - [`SnapshotError::Refused`] where the settings do not admit what it holds.
    pub fn restore(config: Config, snapshot: Snapshot) -> Result<Self, SnapshotError> {
        let mut state = snapshot.state;
        let ledger = match state.ledger.take() {
            Some(saved) => Ledger::restore(saved, &config)?,
            None => Ledger::new(config.maximum(Bound::LedgerEntriesPerUser), config.seed()),
        };
        Self::restore_state(config, ledger, state)
    }
}

impl<D: Directory> Engine<D> {
    /// As [`Engine::snapshot`], but for what exists: the directory is the host's.
    #[must_use]
    pub fn snapshot_without_directory(&self) -> Snapshot {
        Snapshot { state: self.state() }
    }

    /// As [`Engine::restore`], with a directory of the host's, which has to answer as it did before. What the snapshot says
    /// of a [`Ledger`] is not looked at.
    ///
    /// # Errors
    ///
    /// As [`Engine::restore`].
    pub fn restore_with_directory(config: Config, directory: D, snapshot: Snapshot) -> Result<Self, SnapshotError> {
        Self::restore_state(config, directory, snapshot.state)
    }

    fn state(&self) -> State {
        State {
            now: self.now,
            sessions: self.sessions.save(),
            subscriptions: self.save_subscriptions(),
            conferences: self.conferences.save(),
            conversations: self.conversations.save(),
            presence: self.presence.save(),
            kinds: self.kinds.save(),
            output: self.output.save(&self.sessions.slots),
            counters: self.counters,
            ledger: None,
        }
    }

    fn save_subscriptions(&self) -> SavedSubscriptions {
        let mut held = Vec::with_capacity(self.sessions.len());
        for session in self.sessions.ids().iter() {
            let saved = self.sessions.get(session).map(|open| self.subscriptions.save(&open.subscriptions));
            held.push((session, saved.unwrap_or_default()));
        }
        SavedSubscriptions { last: self.subscriptions.last_id(), held }
    }

    fn restore_state(config: Config, directory: D, state: State) -> Result<Self, SnapshotError> {
        let mut engine = Self::with_directory(config, directory)?;
        for (field, count) in [("events", state.counters.events), ("deliveries", state.counters.deliveries)] {
            SnapshotError::ensure_countable(count, || format!("counters.{field}"))?;
        }
        (engine.now, engine.counters) = (state.now, state.counters);
        engine.sessions = Sessions::restore(state.sessions, &engine.config)?;
        engine.check_open_sessions(0).map_err(SnapshotError::refused(|| "sessions".into()))?;
        let holder = |session| engine.sessions.get(session).ok().map(|open| &open.user);
        let around = RestoreContext { config: &engine.config, now: state.now, holder: &holder };
        engine.conferences = Conferences::restore(state.conferences, &around)?;
        engine.conversations = Conversations::restore(state.conversations, &engine.config)?;
        engine.presence = Presence::restore(state.presence, &engine.config)?;
        for (at, definition) in state.kinds.into_iter().enumerate() {
            let path = || format!("kinds[{at}]");
            engine.kinds.define(definition).map_err(Error::from).map_err(SnapshotError::refused(path))?;
            SnapshotError::ensure(engine.kinds.len() > at, path, "is defined twice")?;
        }
        engine.restore_subscriptions(state.subscriptions)?;
        let held = |id| engine.subscriptions.get(id).map(|held| (held.slot(), held.kind()));
        let mut slots = core::mem::take(&mut engine.sessions.slots);
        let output = OutputQueue::restore(
            state.output,
            &Holders {
                last_session: engine.sessions.last_id(),
                last_subscription: engine.subscriptions.last_id(),
                open: &|session| engine.sessions.get(session).ok().map(|open| open.slot),
                held: &held,
                matches_kind: &|id, event| {
                    let held = engine.subscriptions.get(id);
                    held.is_some_and(|held| held.takes_kind_of(event))
                },
                kinds: &engine.kinds,
            },
            &mut slots,
        )?;
        (engine.output, engine.sessions.slots) = (output, slots);
        Ok(engine)
    }

    fn restore_subscriptions(&mut self, saved: SavedSubscriptions) -> Result<(), SnapshotError> {
        SnapshotError::ensure_countable(saved.last.number(), || "subscriptions.last".into())?;
        self.subscriptions.continue_after(saved.last);
        self.check_subscriptions_ever(0).map_err(SnapshotError::refused(|| "subscriptions.last".into()))?;
        for (session, held) in saved.held {
            let path = || format!("subscriptions.held: session {session}");
            let open = self.sessions.get(session).ok().filter(|open| open.subscriptions.len() == 0);
            let open = SnapshotError::require(open, path, "is not open, or is listed twice")?;
            self.check_numbers(open, held.len() as u64).map_err(SnapshotError::refused(path))?;
            let place = self.sessions.place(session).map_err(SnapshotError::refused(path))?;
            let mut before = 0;
            for (at, one) in held.into_iter().enumerate() {
                let path = || format!("subscriptions.held: session {session}[{at}]");
                let id = u64::checked_add(before, one.0).filter(|number| *number > before);
                let id = id.map(SubscriptionId::from_number).filter(|id| *id <= saved.last);
                let id = id.filter(|id| self.subscriptions.get(*id).is_none());
                let id = SnapshotError::require(id, path, "was never given, or is used twice")?;
                before = id.number();
                let mut compiled = self.recompile(one, path)?;
                self.activate(id, place, &mut compiled);
            }
        }
        Ok(())
    }

    /// Compiles an interest with the checks of subscribing. Existence is not checked: what it lists may have ended since.
    fn recompile(
        &mut self,
        saved: SavedSubscription,
        path: impl Fn() -> String + Copy,
    ) -> Result<CompiledInterest, SnapshotError> {
        let SavedSubscription(_, SavedKind(kind), remaining, encoded) = saved;
        let interest = match encoded {
            None => Interest::in_all(kind),
            Some(encoded) => Some(encoded.interest().map_err(|reason| SnapshotError::Unreadable { reason })?),
        };
        let interest = interest.filter(|interest| interest.kind() == kind);
        let interest =
            SnapshotError::require(interest, path, "is an interest in another kind, or in one that does not exist")?;
        self.check_interest_form(core::slice::from_ref(&interest), |_| String::new())
            .map_err(SnapshotError::refused(path))?;
        let compiled = self.compile_interest(&interest, "").and_then(CompiledInterest::ensure_bounds);
        let mut compiled = compiled.map_err(SnapshotError::refused(path))?;
        compiled.count = Count::new(remaining);
        Ok(compiled)
    }
}
