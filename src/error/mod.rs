//! Why an input was refused.
//!
//! Owns [`Error`] with its facts, and its [`Code`]; beside it, why a snapshot was not restored. Must not contain prose: the
//! text, made of the facts, is [`text`]'s. Invariant: whoever gets an error knows what was wrong, where, what the limit is and
//! what to do; and nothing has changed (R4).

mod code;
mod custom;
mod field;
#[cfg(feature = "serde")]
mod form;
#[cfg(feature = "snapshot")]
mod snapshot;
mod text;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

pub use self::code::Code;
#[cfg(feature = "snapshot")]
pub use self::snapshot::SnapshotError;
use crate::config::{Bound, Config};
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::vocab::custom::{FieldType, NameFault};
use crate::vocab::{ConferenceName, EntityId, Kind, Permission, Signal, Status};

/// Why an input was refused. The engine is as it was before, but for the time (R4, T1), and takes further inputs.
///
/// `field` is the path of what is wrong in the input, such as `interests[2].filter.body_search`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    // Who is asking --------------------------------------------------------------------------------------------------
    /// The client key is unknown or was revoked.
    KeyUnknown,
    /// The session is not open.
    SessionNotOpen {
        /// The session.
        session: SessionId,
    },

    // What was named -------------------------------------------------------------------------------------------------
    /// The client key is registered already.
    KeyTaken,
    /// The client key to revoke is not registered.
    KeyNotRegistered,
    /// The session holds no such subscription.
    SubscriptionUnknown {
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// The session has no subscription of that kind to that alias.
    AliasNotSubscribed {
        /// The kind.
        kind: Kind,
        /// The alias as given.
        alias: String,
    },
    /// An id in an id list names nothing that exists for the user.
    NoSuchEntity {
        /// The place of the id in the input.
        field: String,
        /// What it names.
        entity: EntityId,
    },

    /// There is no live conference of this number or alias.
    ConferenceUnknown {
        /// The number or alias given.
        conference: ConferenceName,
    },
    /// Someone whom the conference has not seen.
    NotOnRoster {
        /// The place of the user in the input.
        field: String,
        /// Who it is.
        user: UserId,
    },

    /// No conversation of this name has begun.
    ConversationUnknown {
        /// The conversation.
        conversation: String,
    },
    /// Someone who is no member of the conversation.
    NotAMember {
        /// The conversation.
        conversation: String,
        /// Who it is.
        user: UserId,
    },

    // What was said --------------------------------------------------------------------------------------------------
    /// Something that needs a name got none.
    Empty {
        /// What is empty.
        field: String,
    },
    /// An id in an id list that takes outbound ones only.
    NotOutbound {
        /// The place of the id in the input.
        field: String,
        /// What it names.
        entity: EntityId,
    },
    /// An id in an id list that takes live location sharings only.
    NotLiveSharing {
        /// The place of the id in the input.
        field: String,
        /// What it names.
        entity: EntityId,
    },
    /// A regular expression that does not compile.
    PatternSyntax {
        /// Its place in the input.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A regular expression that is too long as written, or too large once compiled.
    PatternTooLarge {
        /// Its place in the input.
        field: String,
        /// [`Bound::PatternBytes`] or [`Bound::CompiledPatternBytes`].
        bound: Bound,
        /// The maximum in bytes.
        maximum: u64,
    },
    /// A conference alias that cannot be one (P1).
    AliasInvalid {
        /// Its place in the input.
        field: String,
        /// How many characters it has.
        characters: usize,
    },
    /// A kind that this call does not take.
    WrongKind {
        /// The kind given.
        kind: Kind,
        /// What the call takes.
        wanted: &'static str,
    },
    /// An audience that events of this kind do not take.
    AudienceRefused {
        /// The kind.
        kind: Kind,
        /// What it takes.
        wanted: &'static str,
    },

    /// The name of a kind of the host's own, or of a field of one, that will not do (U1).
    NameInvalid {
        /// Its path in the input.
        field: String,
        /// The name.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// A kind of the host's own with fewer or other fields is already defined with this name (U1).
    KindDefinedOtherwise {
        /// The name of the kind.
        kind: String,
        /// The fields that differ, sorted by name.
        fields: Vec<String>,
    },
    /// A kind that is none of ours and was not defined.
    KindUndefined {
        /// The path of its name in the input.
        field: String,
        /// The name.
        kind: String,
    },
    /// A field that a kind of the host's own does not have.
    FieldUnknown {
        /// Its path in the input.
        field: String,
        /// The name of the kind.
        kind: String,
    },
    /// A value in a field of another type (U2).
    ValueUnfit {
        /// Its path in the input.
        field: String,
        /// The type of the field.
        wanted: FieldType,
    },
    /// A condition that the type of its field has no answer to (U4).
    ConditionUnfit {
        /// Its path in the input.
        field: String,
        /// The type of the field.
        field_type: FieldType,
    },

    /// An object in free-form data that has a name twice.
    RepeatedName {
        /// The field with the data.
        field: String,
        /// The name.
        name: String,
    },

    /// A user who is named twice in one request.
    NamedTwice {
        /// The place at which the user is named the second time.
        field: String,
        /// Who it is.
        user: UserId,
    },

    // Which of several ------------------------------------------------------------------------------------------------
    /// One of the events of a call is refused, and with it all of them (R11).
    InEvent {
        /// Its place among the events of the call, from 0 on.
        event: usize,
        /// The path of what is wrong in the input.
        field: String,
        /// Why it is refused.
        error: Box<Self>,
    },

    // What the state allows ------------------------------------------------------------------------------------------
    /// Only someone in the conference may do that.
    NotInConference {
        /// Who is not in it.
        user: UserId,
    },
    /// The participant machine has no such transition (P6).
    StatusRefuses {
        /// Whose status it is.
        user: UserId,
        /// The status.
        status: Status,
        /// What was to happen.
        signal: Signal,
    },
    /// Permissions are for people who are invited or in.
    NotReservedOrIn {
        /// The place of the user in the input.
        field: String,
        /// Who it is.
        user: UserId,
        /// The status.
        status: Status,
    },
    /// Permissions bind in protected conferences only.
    NotProtected,
    /// A deleted conversation accepts nothing but being undeleted, and a live one not that (V2).
    ConversationDeleted {
        /// The conversation.
        conversation: String,
        /// Whether it is deleted.
        deleted: bool,
    },
    /// A protected conference needs tokens, and the host has not seeded their generator.
    NoTokenSeed,

    // What the caller may do -----------------------------------------------------------------------------------------
    /// The caller lacks a permission.
    PermissionMissing {
        /// Who lacks it.
        user: UserId,
        /// What it takes.
        permission: Permission,
    },
    /// A permission that the caller does not hold cannot be granted (P2).
    PermissionNotHeld {
        /// Its place in the input.
        field: String,
        /// What is not held.
        permission: Permission,
    },
    /// Only the creator of the conference may do that.
    NotTheCreator,
    /// Who was kicked does not come back.
    Kicked {
        /// The place of the user in the input.
        field: String,
        /// Who was kicked.
        user: UserId,
    },
    /// The token is missing, wrong, another's, or void; or its holder may not join. Which, is not reported.
    TokenRefused,

    // How much -------------------------------------------------------------------------------------------------------
    /// A kind of the host's own with more fields than a kind may have (U1).
    TooManyFields {
        /// How many it would have.
        fields: usize,
        /// How many it may have.
        maximum: usize,
    },
    /// A bound of [`Config`] is reached (T2).
    BoundReached {
        /// What is too much.
        field: String,
        /// The bound.
        bound: Bound,
        /// How much it would be.
        value: u64,
        /// How much it may be.
        maximum: u64,
    },
}

impl Error {
    /// The sort of the error.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::KeyUnknown | Self::SessionNotOpen { .. } => Code::Unauthenticated,
            Self::KeyTaken | Self::KindDefinedOtherwise { .. } => Code::AlreadyExists,
            Self::KeyNotRegistered
            | Self::SubscriptionUnknown { .. }
            | Self::AliasNotSubscribed { .. }
            | Self::NoSuchEntity { .. }
            | Self::ConferenceUnknown { .. }
            | Self::NotOnRoster { .. }
            | Self::ConversationUnknown { .. }
            | Self::NotAMember { .. } => Code::NotFound,
            Self::Empty { .. }
            | Self::NotOutbound { .. }
            | Self::NotLiveSharing { .. }
            | Self::PatternSyntax { .. }
            | Self::PatternTooLarge { .. }
            | Self::AliasInvalid { .. }
            | Self::NameInvalid { .. }
            | Self::KindUndefined { .. }
            | Self::FieldUnknown { .. }
            | Self::ValueUnfit { .. }
            | Self::ConditionUnfit { .. }
            | Self::RepeatedName { .. }
            | Self::NamedTwice { .. }
            | Self::WrongKind { .. }
            | Self::AudienceRefused { .. } => Code::InvalidArgument,
            Self::NotInConference { .. }
            | Self::StatusRefuses { .. }
            | Self::NotReservedOrIn { .. }
            | Self::NotProtected
            | Self::ConversationDeleted { .. }
            | Self::NoTokenSeed => Code::FailedPrecondition,
            Self::PermissionMissing { .. }
            | Self::PermissionNotHeld { .. }
            | Self::NotTheCreator
            | Self::Kicked { .. }
            | Self::TokenRefused => Code::PermissionDenied,
            Self::TooManyFields { .. } | Self::BoundReached { .. } => Code::ResourceExhausted,
            Self::InEvent { error, .. } => error.code(),
        }
    }

    /// What is wrong with one event, as an error of the call that has several.
    pub(crate) fn in_event(event: usize) -> impl FnOnce(Self) -> Self {
        move |error| {
            let field =
                error.field().map_or_else(|| format!("events[{event}]"), |path| format!("events[{event}].{path}"));
            Self::InEvent { event, field, error: Box::new(error) }
        }
    }

    /// Refuses a name that is empty. The path of the field is written only then.
    pub(crate) fn ensure_not_empty(field: impl fmt::Display, name: &str) -> Result<(), Self> {
        if name.is_empty() { Err(Self::Empty { field: field.to_string() }) } else { Ok(()) }
    }

    /// Refuses a value above its bound. The path of the field is written only then.
    pub(crate) fn check_bound(config: &Config, bound: Bound, field: impl fmt::Display, value: u64) -> Result<(), Self> {
        let maximum = config.maximum(bound);
        if value > maximum {
            return Err(Self::BoundReached { field: field.to_string(), bound, value, maximum });
        }
        Ok(())
    }
}

impl core::error::Error for Error {}
