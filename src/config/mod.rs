//! What the host decides once, before the first input.
//!
//! Owns [`Config`] and the names of its bounds; settings by name are in `settings`. Must not know how a bound is enforced.
//! Invariant: everything that a client can make grow has a bound here (T2), and a `Config` in use has passed [`Config::validate`].

mod fast_path;
mod settings;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

pub use self::fast_path::FastPath;
pub(crate) use self::fast_path::FastPaths;
use crate::recipients::{MAX_OPEN_SESSIONS, MAX_SUBSCRIPTIONS};
use crate::time;
use crate::vocab::custom::KindDefinition;
use crate::vocab::{Interest, Kind};

/// How subscriptions are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MatcherKind {
    /// By look-ups of the event's attributes.
    #[default]
    Indexed,
    /// By evaluating every subscription: the reference that the index is tested against. Same results.
    Scan,
}

/// A secret, so `Debug` does not show it.
#[derive(Clone, Copy)]
struct Hidden<T>(T);

impl<T> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

macro_rules! bounds {
    ($( $(#[$doc:meta])* $Bound:ident $bound:ident = $default:literal; )+) => {
        /// The name of a bound (T2).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Bound {
            $( $(#[$doc])* $Bound, )+
        }

        impl Bound {
            /// All bounds.
            pub const ALL: &[Self] = &[ $( Self::$Bound ),+ ];

            /// The name of the setting.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Bound => stringify!($bound), )+ }
            }
        }

        /// The settings of an engine. [`Config::default`] has the defaults of the design; setters replace one each.
        ///
        /// ```
        /// use tidings::{Config, Engine};
        ///
        /// let config = Config::default().hash_seed(0x5EED).max_ids_per_list(100);
        /// let engine = Engine::new(config)?;
        /// # Ok::<(), tidings::ConfigError>(())
        /// ```
        #[derive(Clone, Debug)]
        pub struct Config {
            $( $bound: u64, )+
            keep_invitations_ms: u64,
            hash_seed: Hidden<u64>,
            token_seed: Option<Hidden<[u8; 32]>>,
            matcher: MatcherKind,
            fast_paths: FastPaths,
            default_subscriptions: Vec<Kind>,
            default_custom_subscriptions: Vec<String>,
        }

        impl Default for Config {
            fn default() -> Self {
                Self {
                    $( $bound: $default, )+
                    keep_invitations_ms: 0,
                    hash_seed: Hidden(0),
                    token_seed: None,
                    matcher: MatcherKind::Indexed,
                    fast_paths: FastPaths::default(),
                    default_subscriptions: DEFAULT_SUBSCRIPTIONS.to_vec(),
                    default_custom_subscriptions: Vec::new(),
                }
            }
        }

        impl Config {
            $(
                $(#[$doc])*
                #[doc = concat!("Default: ", stringify!($default), ".")]
                #[must_use]
                pub fn $bound(mut self, maximum: u64) -> Self {
                    self.$bound = maximum;
                    self
                }
            )+

            /// The maximum that is set for a bound.
            #[must_use]
            pub const fn maximum(&self, bound: Bound) -> u64 {
                match bound { $( Bound::$Bound => self.$bound, )+ }
            }

            fn maximum_mut(&mut self, bound: Bound) -> &mut u64 {
                match bound { $( Bound::$Bound => &mut self.$bound, )+ }
            }
        }
    };
}

bounds! {
    /// Subscriptions that one session may hold, the default ones included.
    SubscriptionsPerSession max_subscriptions_per_session = 65_536;
    /// Subscriptions that all sessions of one user may hold together.
    SubscriptionsPerUser max_subscriptions_per_user = 262_144;
    /// Sessions that are open at the same time, and those that have closed and for which deliveries wait. At most 2^24.
    OpenSessions max_open_sessions = 16_777_216;
    /// Subscriptions of the engine's whole life, across restores; ids are never reused. At most 2^40.
    SubscriptionsEver max_subscriptions_ever = 1_099_511_627_776;
    /// Ids in one id list, repeated ones included.
    IdsPerList max_ids_per_list = 4_096;
    /// Bytes of one regular expression as written.
    PatternBytes max_pattern_bytes = 4_096;
    /// Bytes of one regular expression once compiled.
    CompiledPatternBytes max_compiled_pattern_bytes = 1_048_576;
    /// Levels of nested filters; a filter by itself has 1. At most 100.
    FilterDepth max_filter_depth = 16;
    /// Filters in one filter, at all levels, itself included.
    FilterNodes max_filter_nodes = 256;
    /// Bytes of a user's name, a client key, a label.
    NameBytes max_name_bytes = 255;
    /// People in one conference.
    Participants max_participants = 1_024;
    /// Open invitations of one conference.
    OpenInvitations max_open_invitations = 4_096;
    /// People whom one conference remembers: in, invited, and those who have left, declined or been kicked.
    RosterEntries max_roster_entries = 16_384;
    /// Live conferences of one creator.
    ConferencesPerOwner max_conferences_per_owner = 1_024;
    /// Entities of one user that the ledger remembers; beyond, the oldest one is forgotten and nothing is refused (I4).
    LedgerEntriesPerUser max_ledger_entries_per_user = 1_000_000;
    /// Bytes of free-form JSON in one field, and of the texts of a message's parts together, of which each counts 2 more.
    FreeFormBytes max_free_form_bytes = 65_536;
    /// Levels of nested lists and objects in free-form JSON. At most 200.
    FreeFormDepth max_free_form_depth = 128;
    /// Deliveries that wait to be polled.
    PendingDeliveries max_pending_deliveries = 16_777_216;
}

// Beyond these, walking what is nested so deep could overflow the stack.
pub(crate) const MAX_FILTER_DEPTH: u64 = 100;
const MAX_FREE_FORM_DEPTH: u64 = 200;

/// K3, in this order, hence of this age.
const DEFAULT_SUBSCRIPTIONS: &[Kind] = &[
    Kind::ConferenceInvitation,
    Kind::ParticipantAdded,
    Kind::ParticipantUpdated,
    Kind::PermissionsUpdated,
    Kind::ConversationDelete,
    Kind::ConversationUndelete,
    Kind::ConversationUpdate,
    Kind::ConversationParticipantAdded,
    Kind::ConversationParticipantRemoved,
    Kind::ConversationParticipantTyping,
    Kind::ConversationParticipantTypingOff,
    Kind::ProfileUpdate,
    Kind::ConversationMessage,
];

impl Config {
    /// The seed with which ids and texts from outside are hashed. A host of untrusted clients gives a random one, so that
    /// nobody can choose ids that collide. It never shows in the outputs (R3). Default: 0.
    #[must_use]
    pub fn hash_seed(mut self, seed: u64) -> Self {
        self.hash_seed = Hidden(seed);
        self
    }

    /// The seed of the generator of conference tokens: 32 bytes of good randomness, another one for each start of the host.
    /// Without one no protected conference can be created (P10). Default: none.
    #[must_use]
    pub fn token_seed(mut self, seed: [u8; 32]) -> Self {
        self.token_seed = Some(Hidden(seed));
        self
    }

    /// For how long an invitation that reached no session is kept, rounded up to ms, to be delivered when the invitee opens one
    /// (P4). Default: zero, as the protocol has it: the inviter has to send it again.
    #[must_use]
    pub fn keep_invitations(mut self, span: Duration) -> Self {
        self.keep_invitations_ms = time::millis(span);
        self
    }

    /// How subscriptions are found. Default: [`MatcherKind::Indexed`].
    #[must_use]
    pub fn matcher(mut self, matcher: MatcherKind) -> Self {
        self.matcher = matcher;
        self
    }

    /// Turns a shortcut off. For tests of the engine: what comes out is the same.
    #[doc(hidden)]
    #[must_use]
    pub fn without(mut self, path: FastPath) -> Self {
        self.fast_paths = self.fast_paths.without(path);
        self
    }

    /// The kinds that every new session is subscribed to, unfiltered, in this order (K3). Default: those of the design.
    #[must_use]
    pub fn default_subscriptions(mut self, kinds: impl IntoIterator<Item = Kind>) -> Self {
        self.default_subscriptions = kinds.into_iter().collect();
        self
    }

    /// The kinds of the host's own, by name, that every new session is subscribed to after the others, unfiltered, in this order
    /// (K3, U5). One that is not defined when a session opens is left out for that session. Default: none.
    ///
    /// ```
    /// use tidings::custom::{FieldType, KindDefinition};
    /// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    ///
    /// let config = Config::default().default_subscriptions([]).default_custom_subscriptions(["BuildFinished"]);
    /// let mut engine = Engine::new(config)?;
    /// let (now, key) = (Timestamp::ZERO, ClientKey::from("ann's key"));
    /// engine.define_kind(now, KindDefinition::new("BuildFinished").field("repo", FieldType::Text))?;
    /// engine.register_client(now, &key, &UserId::from("ann"))?;
    /// let session = engine.open_session(now, &key)?;
    /// let kinds: Vec<&str> = engine.subscriptions(session)?.map(|(_, held)| held.kind_name()).collect();
    /// assert_eq!(kinds, ["BuildFinished"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn default_custom_subscriptions<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.default_custom_subscriptions = names.into_iter().map(Into::into).collect();
        self
    }

    /// Whether an engine can run with these settings. [`Engine::new`](crate::Engine::new) checks it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the first rule that is broken.
    pub fn validate(&self) -> Result<(), ConfigError> {
        if let Some(kind) = self.default_subscriptions.iter().find(|kind| Interest::in_all(**kind).is_none()) {
            return Err(ConfigError::NoDefault { kind: *kind });
        }
        if let Some(name) = self.default_custom_subscriptions.iter().find(|name| !KindDefinition::is_name(name)) {
            return Err(ConfigError::NoCustomDefault { name: name.clone() });
        }
        let highest = [
            (Bound::OpenSessions, MAX_OPEN_SESSIONS),
            (Bound::SubscriptionsEver, MAX_SUBSCRIPTIONS),
            (Bound::FilterDepth, MAX_FILTER_DEPTH),
            (Bound::FreeFormDepth, MAX_FREE_FORM_DEPTH),
        ];
        for (bound, highest) in highest {
            let value = self.maximum(bound);
            if value > highest {
                return Err(ConfigError::TooHigh { bound, value, highest });
            }
        }
        let defaults = (self.default_subscriptions.len() + self.default_custom_subscriptions.len()) as u64;
        let bounds = [Bound::SubscriptionsPerSession, Bound::SubscriptionsPerUser];
        match bounds.into_iter().find(|bound| self.maximum(*bound) < defaults) {
            Some(bound) => Err(ConfigError::TooFewSubscriptions { bound, defaults }),
            None => Ok(()),
        }
    }

    pub(crate) fn tokens(&self) -> Option<[u8; 32]> {
        self.token_seed.as_ref().map(|seed| seed.0)
    }

    pub(crate) fn kept_ms(&self) -> Option<u64> {
        (self.keep_invitations_ms > 0).then_some(self.keep_invitations_ms)
    }

    pub(crate) fn seed(&self) -> u64 {
        self.hash_seed.0
    }

    pub(crate) fn matcher_kind(&self) -> MatcherKind {
        self.matcher
    }

    pub(crate) fn fast_paths(&self) -> FastPaths {
        self.fast_paths
    }

    pub(crate) fn defaults(&self) -> &[Kind] {
        &self.default_subscriptions
    }

    pub(crate) fn custom_defaults(&self) -> &[String] {
        &self.default_custom_subscriptions
    }
}

/// Why no engine can run with some settings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// There is no setting of this name.
    UnknownName {
        /// The name asked for.
        name: String,
    },
    /// The value is not one for the setting.
    Value {
        /// The setting.
        name: String,
        /// The value given.
        value: String,
        /// What it takes.
        wanted: &'static str,
    },
    /// This kind cannot be subscribed to without an alias, or not at all.
    NoDefault {
        /// The kind among the default subscriptions.
        kind: Kind,
    },
    /// No kind of the host's own can have this name.
    NoCustomDefault {
        /// The name among the default subscriptions of the host's own kinds.
        name: String,
    },
    /// No engine can go so far.
    TooHigh {
        /// The bound that is too high.
        bound: Bound,
        /// What it was set to.
        value: u64,
        /// How high it may be.
        highest: u64,
    },
    /// A session could not even hold its default subscriptions.
    TooFewSubscriptions {
        /// The bound that is too low.
        bound: Bound,
        /// How many default subscriptions there are.
        defaults: u64,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName { name } => {
                write!(
                    f,
                    "no setting is called {name:?}; there are matcher, default_subscriptions, default_custom_subscriptions, hash_seed, token_seed, keep_invitations_ms"
                )?;
                Bound::ALL.iter().try_for_each(|bound| write!(f, ", {}", bound.name()))
            }
            Self::Value { name, value, wanted } => write!(f, "{name}: {value:?} will not do, it takes {wanted}"),
            Self::NoDefault { kind } => write!(
                f,
                "default_subscriptions: {} needs an alias or cannot be subscribed to; leave it out",
                kind.name()
            ),
            Self::NoCustomDefault { name } => write!(
                f,
                "default_custom_subscriptions: {name:?} can be no kind of the host's own; name one that will be defined, with 1 to 255 \
                 bytes, and those of the table in default_subscriptions"
            ),
            Self::TooHigh { bound, value, highest } => {
                write!(f, "{}: {value} is too high; set it to {highest} or less", bound.name())
            }
            Self::TooFewSubscriptions { bound, defaults } => write!(
                f,
                "{}: less than the {defaults} default subscriptions that a session starts with; raise it or shorten default_subscriptions",
                bound.name()
            ),
        }
    }
}

impl core::error::Error for ConfigError {}
