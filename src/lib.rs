//! Tidings is an embeddable, pure event-routing engine. The host says who is connected, what they subscribe to and what
//! happened; the engine answers with who gets what.
//!
//! It routes the events of three notification models (a messenger's daemon, conferences, conversations) and, beside them in the
//! same engine, [events of your own](custom). It does no I/O, reads no clock, starts no thread and draws no randomness of its own.
//! Your transport (gRPC, WebSocket, in-process) stays yours.
//!
//! ```
//! use tidings::daemon::{Message, MessageReceived};
//! use tidings::filter::MessageFilter;
//! use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let mut engine = Engine::new(Config::default())?;
//!     let (now, key, alice) = (Timestamp::ZERO, ClientKey::from("alice's key"), UserId::from("alice"));
//!     engine.register_client(now, &key, &alice)?;
//!     let session = engine.open_session(now, &key)?;
//!     let tea = MessageReceived::interest().filter(MessageFilter::new().body_search("(?i)tea"));
//!     engine.subscribe(now, session, tea)?;
//!
//!     let message = Message { body: "Time for tea".into(), ..Message::default() };
//!     engine.publish(now, (&alice, MessageReceived::new(message)))?;
//!     while let Some(dispatch) = engine.poll_output() {
//!         for delivery in dispatch.deliveries() {
//!             println!("session {} gets {}", delivery.session(), dispatch.event().kind().name());
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Words
//!
//! A **client key** names a client and the **user** it acts for. A **session** is one open connection of a client. A
//! session holds **subscriptions**: each is an **interest** (a **kind**, id lists, filters) with an optional count. An
//! **event** is something that happened, of one kind; its **audience** are the users who may see it. A **delivery** is
//! one event for one subscription of one session.
//!
//! # Where to look
//!
//! | you want to | look at |
//! | --- | --- |
//! | let clients in and out | [`Engine::register_client`], [`Engine::open_session`], [`Engine::close_session`], [`Engine::revoke_client`] |
//! | say what a session wants | [`Engine::subscribe`], [`Engine::subscribe_all`], [`Engine::unsubscribe`], [`interest`] |
//! | know what can happen | [`Event`], [`Kind::ALL`]; one struct for each kind, such as [`daemon::MessageReceived`] |
//! | filter | [`filter`], such as [`filter::MessageFilter`]; `any_of`, `all_of` and `not` are in each of them |
//! | say what happened | [`Engine::publish`], [`Engine::publish_all`], [`Publication`], [`Audience`] |
//! | route events of your own | [`custom_events!`], [`Engine::define`], [`custom`] |
//! | run conferences | [`Engine::create_conference`], [`Engine::conference`] and what the [`Conference`] then can do |
//! | know why something is delivered or not | [`Engine::explain`], [`Engine::dry_run`], [`Verdict`], [`Verdict::reason`] |
//! | know beforehand what an interest can match and what it costs | `Engine::check_interest`, `Interest::check`, `Advice`, with the feature `lint` |
//! | let users watch others come and go | [`Engine::allow_presence`], [`conference::SessionOpened`], [`conference::SessionClosed`] |
//! | get what is to be sent | [`Engine::poll_output`], [`Dispatch`], [`Delivery`] |
//! | see who is there | the reads of [`Engine`]: sessions, subscriptions, rosters, members, counters |
//! | record inputs and apply them again | [`Input`], [`Engine::apply`]; `Recorder`, `Replayer`, with the feature `snapshot` |
//! | go on after a restart | `Engine::snapshot`, `Engine::restore`, `Snapshot`, with the feature `snapshot` |
//! | let time pass | [`Engine::handle_timeout`], [`Engine::poll_timeout`], [`Timestamp`] |
//! | set limits | [`Config`], [`Bound`] |
//! | answer what exists from your own database | [`Directory`]; without one, a [`Ledger`] is updated by the events |
//! | understand a refusal | [`Error`], [`Code`] |
//!
//! Where a rule is named by its number, as R5 is, `docs/rules.md` has it in words.
//!
//! # The path of an event
//!
//! ```text
//!  publish -> validate -> audience -> matcher -> predicates -> output queue -> counts -> queue full? -> poll_output
//! ```
//!
//! In the order in which the code calls the files:
//!
//! 1. `src/engine/publish.rs`: [`Engine::publish`] lets the time of the input pass, then takes what converts into a
//!    [`Publication`].
//! 2. `src/engine/validate/publish.rs`: every check of the input, in one order (I3). It ends with the audience: the user named,
//!    the members of a conversation, those in a conference, everybody who subscribed.
//! 3. `src/engine/route.rs`: for each user or scope of the audience (`src/routing/`) the matcher is queried. Whoever is not in the
//!    audience cannot be found, for the user is part of every look-up (R7).
//! 4. `src/matcher/`: one look-up, in one table for all users, for each attribute of the event by which any subscription of that
//!    scope and kind is found; where patterns are searched, the text is read once, and those that it may match are run. A
//!    subscription is found by one attribute or pattern only, of which an event has one value, so it is met at most once (R2).
//! 5. `src/predicate/eval.rs`: what is left to ask of a candidate is asked, equal conditions once and equal patterns once.
//! 6. `src/engine/route.rs`: what was found is in the order of age (R3), eight bytes each (`src/recipients/`), and long lists are
//!    shared instead of copied. Where somebody gets the event, it is written into the output queue (`src/output/`), once, where it
//!    stays. Each delivery is taken off its count (`src/subscription/count.rs`). Then the capacity of the queue is checked: where it
//!    does not suffice, the counts are restored, the event is taken back, and the input is refused (R4).
//! 7. The event waits, as one [`Dispatch`] with its deliveries. A subscription whose count is used up ends in the same step (C1).
//! 8. The host polls it with [`Engine::poll_output`], encodes the event once and sends it to each session. What was withdrawn in
//!    between is left out (R5).
//!
//! What a kind carries, and how it can be filtered, is one row of THE TABLE (`src/vocab/table.rs`).
//!
//! # Errors and bugs
//!
//! An [`Error`] is about the input: it says what is wrong, where, and what to do, and the engine is as it was but for
//! the time. A panic is a bug of ours; no input may cause one, and none may drop anything silently. Please report both
//! surprises.
//!
//! # Determinism
//!
//! The same inputs give the same outputs, byte for byte, on every machine and with any [`Config::hash_seed`]. Time
//! comes with each input and never decreases inside. A host of untrusted clients gives a random seed, so that nobody
//! can choose ids that collide.
//!
//! # Features
//!
//! - `std` (default): turns on the same feature of the dependencies. The crate itself is `no_std` with `alloc` in either
//!   case.
//! - `lint` (default): `Interest::check` and `Engine::check_interest`, which say what an interest can never match, and what of it
//!   excludes nothing or is costly.
//! - `serde`: serialization of entities, events, filters, interests, inputs and answers, as the journal of `replay` has them.
//! - `snapshot`: `serde`, and `Snapshot`, the whole engine as data, and `Recorder`, which records the inputs. Not by default: each
//!   subscription is 16 bytes larger then, and one with more than its kind keeps its interest, too, some 25 to 50 bytes
//!   with one or two fields, so that `Subscription::interest` can give it back.
//!
//! # What it will never do
//!
//! Open a socket, store a message, read a clock, spawn a thread, judge whether something has really changed, deliver to
//! a user outside the audience, or contain `unsafe` code.
#![no_std]
#![forbid(unsafe_code)]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod collections;
pub mod conference;
mod config;
pub mod conversation;
mod directory;
mod engine;
mod error;
mod ids;
#[cfg(feature = "lint")]
mod lint;
mod matcher;
mod output;
mod predicate;
mod presence;
mod recipients;
#[cfg(feature = "snapshot")]
mod record;
mod routing;
mod session;
#[cfg(feature = "snapshot")]
mod snapshot;
mod state_hash;
mod subscription;
mod time;
mod timers;
mod vocab;

#[doc(hidden)]
pub use config::FastPath;
pub use config::{Bound, Config, ConfigError, MatcherKind};
pub use directory::{Directory, Ledger};
pub use engine::{
    Answer, Audience, Conference, Counters, DryDelivery, Ended, Engine, Input, Publication, Published, Stats, Verdict,
};
#[cfg(feature = "snapshot")]
pub use error::SnapshotError;
pub use error::{Code, Error};
pub use ids::{ClientKey, SessionId, SubscriptionId, UserId};
#[cfg(feature = "lint")]
pub use lint::{Advice, Cost};
pub use output::{Delivery, Dispatch, EndReason, SessionDeliveries};
pub use predicate::Checked;
#[cfg(feature = "snapshot")]
pub use record::{RecordError, Recorder, Replayed, Replayer};
#[cfg(feature = "snapshot")]
pub use snapshot::Snapshot;
pub use subscription::Subscription;
pub use time::Timestamp;
pub use vocab::{
    DirectoryUpdate, EntityId, Event, Family, Fault, Interest, Json, Kind, Number, UnknownKind, custom, interest,
};

pub mod daemon {
    //! Messages, attachments, discussions, contacts, groups, invitations and calls of one user's daemon (Olvid's model).
    //!
    //! One struct for each event, and what the events carry. They are published for one user:
    //! `engine.publish(now, (&user, event))`.
    pub use crate::vocab::daemon_events::*;
    pub use crate::vocab::{
        AdvancedConfiguration, Attachment, AttachmentId, CallParticipantId, Contact, DaemonEvent, Direction,
        Discussion, DiscussionIdentifier, DiscussionSettings, Group, GroupMember, GroupMemberPermissions, GroupType,
        Identity, IdentityDetails, Invitation, InvitationStatus, LocationType, Message, MessageEphemerality, MessageId,
        MessageLocation, MessageReaction, PendingGroupMember, RemoteDelete,
    };
}

pub mod filter {
    //! What an entity must look like for its event to match: one filter type for each sort of entity, and the words in them.
    //!
    //! All fields of a filter are combined with AND (I2); `any_of`, `all_of` and `not` are in each of them (F5).
    pub use crate::vocab::{
        AttachmentFilter, Can, ContactFilter, DetailsFilter, DiscussionFilter, DiscussionType, FileType, GroupFilter,
        GroupMemberFilter, GroupPermissionFilter, Has, Have, InvitationFilter, InvitationType, Is, Managed,
        MessageFilter, MessageLocationCondition, PendingGroupMemberFilter, ReactionFilter,
    };
}

pub mod spec {
    //! The vocabulary as data: what each kind, entity and filter consists of. For generating forms, documents and test data.
    pub use crate::vocab::{
        DirectoryUpdateSpec, EntitySpec, EntityType, FieldSpec, FieldType, FilterField, FilterSpec, IdRequirement,
        IdsSpec, KindSpec, Part, PartFilter, PartSpec, WordSpec,
    };
}

pub mod prelude {
    //! What nearly every host names: `use tidings::prelude::*;`.
    pub use crate::{
        Audience, ClientKey, Config, Delivery, Dispatch, Engine, Error, Event, Interest, Kind, Publication, SessionId,
        SubscriptionId, Timestamp, UserId,
    };
}
