//! The whole engine at one moment, as data (T4).
//!
//! Owns [`Snapshot`] and what it consists of. Must not know the form of any part: each part of the engine has its own beside it,
//! in `saved.rs`. Invariant: this is the last layer, so nothing else in the library imports it.

mod format;
mod restore;

use alloc::vec::Vec;

use crate::conference::SavedConferences;
use crate::conversation::SavedConversations;
use crate::directory::SavedLedger;
use crate::engine::Counters;
use crate::output::SavedQueue;
use crate::presence::SavedPresence;
use crate::session::SavedSessions;
use crate::subscription::SavedSubscriptions;
use crate::time::Timestamp;
use crate::vocab::custom::KindDefinition;
use crate::vocab::wire::saved::saved;

/// The whole engine at one moment: clients and sessions, subscriptions, conferences, conversations, what exists, what waits to
/// be polled, the time. From [`Engine::snapshot`](crate::Engine::snapshot), for [`Engine::restore`](crate::Engine::restore).
///
/// **It holds secrets**: client keys and tokens, which clients need after a restore. Keep it as you keep those. `Debug` shows
/// none of them.
///
/// Two forms, of the same content:
///
/// - [`to_bytes`](Self::to_bytes) and [`from_bytes`](Self::from_bytes): short, CBOR after a head of 12 bytes with version
///   and checksum. 5 to 7 bytes for each subscription with a kind alone; 30 to 55 bytes for one with an alias, a
///   conversation, or a filter of one or two fields.
/// - serde, for formats that name what they hold, such as JSON: for looking at and comparing. From one and a half to six times
///   as long: the plainer the subscriptions, the longer. Free-form data may be nested deeper than a parser allows (`serde_json`
///   refuses more than 128 levels in all), and JSON has no word for numbers that are not finite: an event that waits with one
///   cannot be read back. The parser has to keep numbers to the last bit (`serde_json` does with its feature
///   `float_roundtrip`), or the checksum refuses what it read.
///
/// Any change of the bytes is noticed by the checksum before anything else is looked at; it protects from accidents, not
/// from forgers.
#[derive(Clone)]
pub struct Snapshot {
    state: State,
}

/// What a snapshot consists of: one form for each part of the engine. A field that is added with a default leaves the version
/// as it is; any other change needs a new version, and this form stays to read, and to check, those of before.
#[derive(Clone)]
struct State {
    now: Timestamp,
    sessions: SavedSessions,
    subscriptions: SavedSubscriptions,
    conferences: SavedConferences,
    conversations: SavedConversations,
    presence: SavedPresence,
    output: SavedQueue,
    counters: Counters,
    /// The kinds of the host's own, in the order in which they were defined.
    kinds: Vec<KindDefinition>,
    /// Absent where the host has a directory of its own.
    ledger: Option<SavedLedger>,
}

saved! { State {
    now: Timestamp,
    sessions: SavedSessions,
    subscriptions: SavedSubscriptions,
    conferences: SavedConferences,
    conversations: SavedConversations,
    presence: SavedPresence,
    output: SavedQueue,
    counters: Counters;
    kinds: Vec<KindDefinition> [unless Vec::is_empty],
    ledger: Option<SavedLedger> [unless Option::is_none],
} }
