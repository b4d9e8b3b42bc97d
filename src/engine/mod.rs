//! The engine: the inputs, the outputs and the reads.
//!
//! Owns the state and the doc of the method families; the families themselves are in the files beside. Must not contain a
//! rule that belongs to one of the parts. Invariants: time never runs back (T1); an input that fails changes nothing but the
//! time (R4); every delivery is built in one private function (R5).

mod apply;
mod clients;
mod conferences;
mod conversations;
mod custom;
#[cfg(feature = "serde")]
mod forms;
mod inspect;
mod outputs;
mod publication;
mod publish;
mod publish_all;
mod reads;
mod route;
mod subscribe;
mod validate;

use alloc::vec::Vec;

use crate::conference::Conferences;
use crate::config::{Bound, Config, ConfigError, FastPath, MatcherKind};
use crate::conversation::Conversations;
use crate::directory::{Directory, Existence, Ledger};
use crate::ids::UserNumber;
use crate::matcher::Matcher;
use crate::output::OutputQueue;
use crate::presence::Presence;
use crate::recipients::Matched;
use crate::session::Sessions;
use crate::subscription::Subscriptions;
use crate::time::Timestamp;
use crate::vocab::custom::CustomKinds;

pub use self::apply::{Answer, Input};
pub use self::conferences::Conference;
pub use self::inspect::{DryDelivery, Verdict};
pub use self::outputs::Stats;
pub use self::publication::{Audience, Publication};
pub use self::reads::Counters;
pub use self::route::Published;
pub use self::subscribe::Ended;

/// Routes published events to the subscriptions that match them. No I/O, no clock, no threads, no randomness.
///
/// # Method families
///
/// | family | methods | what they do |
/// | --- | --- | --- |
/// | who is connected | [`register_client`](Self::register_client), [`revoke_client`](Self::revoke_client), [`open_session`](Self::open_session), [`close_session`](Self::close_session), [`allow_presence`](Self::allow_presence) | inputs |
/// | who wants what | [`subscribe`](Self::subscribe), [`subscribe_all`](Self::subscribe_all), [`unsubscribe`](Self::unsubscribe), [`unsubscribe_alias`](Self::unsubscribe_alias) | inputs |
/// | what happened | [`publish`](Self::publish), [`publish_all`](Self::publish_all) | inputs |
/// | conferences | [`create_conference`](Self::create_conference), [`create_conference_as_server`](Self::create_conference_as_server), [`conference`](Self::conference) | inputs, the last a handle on one |
/// | time | [`handle_timeout`](Self::handle_timeout), [`poll_timeout`](Self::poll_timeout) | an input, and when it is due |
/// | any input by value | [`apply`](Self::apply) | as the method that the [`Input`] is named after |
/// | outputs | [`poll_output`](Self::poll_output) | drain it after every input |
/// | looking without touching | [`explain`](Self::explain), [`dry_run`](Self::dry_run); `check_interest`, with the feature `lint` | change nothing, time included |
/// | the whole as data | `snapshot`, `restore`, with the feature `snapshot` | nothing; a new engine |
/// | reads | [`authenticate`](Self::authenticate), [`session_user`](Self::session_user), [`sessions`](Self::sessions), [`subscription`](Self::subscription), [`subscriptions`](Self::subscriptions), [`conversations`](Self::conversations), [`members`](Self::members), [`memberships`](Self::memberships), [`counters`](Self::counters), [`directory`](Self::directory), [`now`](Self::now), [`stats`](Self::stats), [`state_hash`](Self::state_hash) | change nothing |
///
/// Every input takes the host's time first and answers at once; who gets what waits in one ordered queue. An error leaves
/// the engine as it was, but for the time.
///
/// `Send` and `Sync` where its directory is; so is everything that the library returns.
#[derive(Debug)]
pub struct Engine<D = Ledger> {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) sessions: Sessions,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) matcher: Matcher,
    pub(crate) directory: D,
    pub(crate) existence: Existence,
    pub(crate) conferences: Conferences,
    pub(crate) conversations: Conversations,
    pub(crate) presence: Presence,
    pub(crate) kinds: CustomKinds,
    pub(crate) output: OutputQueue,
    pub(crate) counters: Counters,
    // What routing the events at hand needs; kept so that publishing allocates nothing.
    matched: Matched,
    scopes: Vec<UserNumber>,
}

impl Engine {
    /// An engine with a [`Ledger`] of what exists, updated by the events (I4).
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that will not do.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let ledger = Ledger::new(config.maximum(Bound::LedgerEntriesPerUser), config.seed());
        Self::with_directory(config, ledger)
    }
}

impl<D: Directory> Engine<D> {
    /// An engine that queries the host's directory for what exists.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the setting that will not do.
    pub fn with_directory(config: Config, directory: D) -> Result<Self, ConfigError> {
        config.validate()?;
        let seed = config.seed();
        let matcher = match config.matcher_kind() {
            MatcherKind::Indexed => Matcher::indexed(seed, config.fast_paths()),
            MatcherKind::Scan => Matcher::scan(seed),
        };
        Ok(Self {
            now: Timestamp::ZERO,
            sessions: Sessions::new(seed),
            subscriptions: Subscriptions::new(seed),
            matcher,
            directory,
            existence: Existence::Current,
            conferences: Conferences::new(seed),
            conversations: Conversations::new(seed),
            presence: Presence::new(seed),
            kinds: CustomKinds::new(seed),
            output: OutputQueue::default(),
            counters: Counters::default(),
            matched: Matched::new(config.fast_paths().take(FastPath::Shared)),
            scopes: Vec::new(),
            config,
        })
    }

    /// Lets time pass: what is due at or before `now` happens. An earlier `now` counts as the last one (T1).
    #[inline]
    fn advance(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.end_due_conferences();
    }
}
