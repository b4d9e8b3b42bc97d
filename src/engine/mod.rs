//! The engine: everything put together.
//!
//! Owns the state and the doc of the method families; the families themselves stand in the files beside. Must not contain a
//! rule that belongs to one of the parts. Invariants: time never runs back (T1); an input that fails changes nothing but the
//! time (R4); every delivery is built in one private function (R5).

mod clients;
mod outputs;
mod publish;
mod subscribe;

use alloc::vec::Vec;

use crate::config::{Config, ConfigError, MatcherKind};
use crate::directory::{Directory, Ledger};
use crate::matcher::{Listener, Matcher};
use crate::output::OutputQueue;
use crate::session::Sessions;
use crate::subscription::Subscriptions;
use crate::time::Timestamp;

pub use self::outputs::Stats;
pub use self::publish::Published;

/// Routes published events to the subscriptions that match them. No I/O, no clock, no threads, no randomness.
///
/// # Method families
///
/// | family | methods | what they do |
/// | --- | --- | --- |
/// | who is connected | [`register_client`](Self::register_client), [`revoke_client`](Self::revoke_client), [`open_session`](Self::open_session), [`close_session`](Self::close_session) | inputs |
/// | who wants what | [`subscribe`](Self::subscribe), [`subscribe_all`](Self::subscribe_all), [`unsubscribe`](Self::unsubscribe), [`unsubscribe_alias`](Self::unsubscribe_alias) | inputs |
/// | what happened | [`publish`](Self::publish), [`publish_exact`](Self::publish_exact) | inputs |
/// | time | [`handle_timeout`](Self::handle_timeout), [`poll_timeout`](Self::poll_timeout) | an input, and when it is due |
/// | outputs | [`poll_output`](Self::poll_output) | drain it after every input |
/// | reads | [`authenticate`](Self::authenticate), [`session_user`](Self::session_user), [`subscription`](Self::subscription), [`subscriptions`](Self::subscriptions), [`stats`](Self::stats) | change nothing |
///
/// Every input takes the host's time first and answers at once; who gets what waits in one ordered queue. An error leaves
/// the engine as it was, but for the time.
#[derive(Debug)]
pub struct Engine<D = Ledger> {
    config: Config,
    now: Timestamp,
    sessions: Sessions,
    subscriptions: Subscriptions,
    matcher: Matcher,
    directory: D,
    output: OutputQueue,
    /// Who hears the event at hand; kept so that publishing allocates nothing.
    heard: Vec<Listener>,
}

impl Engine {
    /// An engine that learns from the events what exists (I4).
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that will not do.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let ledger = Ledger::new(config.maximum(crate::Bound::LedgerEntriesPerUser), config.seed());
        Self::with_directory(config, ledger)
    }
}

impl<D: Directory> Engine<D> {
    /// An engine that asks the host what exists.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that will not do.
    pub fn with_directory(config: Config, directory: D) -> Result<Self, ConfigError> {
        config.validate()?;
        let seed = config.seed();
        let matcher = match config.matcher_kind() {
            MatcherKind::Indexed => Matcher::indexed(seed),
            MatcherKind::Scan => Matcher::scan(seed),
        };
        Ok(Self {
            now: Timestamp::ZERO,
            sessions: Sessions::new(seed),
            subscriptions: Subscriptions::new(seed),
            matcher,
            directory,
            output: OutputQueue::default(),
            heard: Vec::new(),
            config,
        })
    }

    /// Lets time pass: what is due at or before `now` happens. An earlier `now` counts as the last one (T1).
    fn advance(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }
}
