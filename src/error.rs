//! Why an input was refused.
//!
//! Owns [`Error`] with its facts, its [`Code`], and its text. Must not contain prose that the facts do not. Invariant: whoever
//! gets an error knows what was wrong, where, what the limit is and what to do; and nothing has changed (R4).

use alloc::string::String;
use core::fmt;

use crate::conference::{ConferenceName, Signal};
use crate::config::{Bound, Config};
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::vocab::{EntityId, Kind, Permission, Status};

/// The sort of an [`Error`], as the seeds name them (T3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "SCREAMING_SNAKE_CASE"))]
#[non_exhaustive]
pub enum Code {
    /// The client key or the session is not accepted.
    Unauthenticated,
    /// The caller may not do that.
    PermissionDenied,
    /// What was named does not exist.
    NotFound,
    /// The name is in use.
    AlreadyExists,
    /// The input makes no sense, whatever the state.
    InvalidArgument,
    /// The input makes no sense in this state.
    FailedPrecondition,
    /// A bound is reached.
    ResourceExhausted,
}

impl Code {
    /// The name as the seeds write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::FailedPrecondition => "FAILED_PRECONDITION",
            Self::ResourceExhausted => "RESOURCE_EXHAUSTED",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why an input was refused. The engine is as it was before, but for the time (R4, T1), and takes further inputs.
///
/// `field` is the path of what is wrong within the input, such as `interests[2].filter.body_search`.
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
        /// Where the id stands.
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
        /// Where the user stands.
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
        /// Where the id stands.
        field: String,
        /// What it names.
        entity: EntityId,
    },
    /// An id in an id list that takes live location sharings only.
    NotLiveSharing {
        /// Where the id stands.
        field: String,
        /// What it names.
        entity: EntityId,
    },
    /// A regular expression that does not compile.
    PatternSyntax {
        /// Where it stands.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A regular expression that is too long as written, or too large once compiled.
    PatternTooLarge {
        /// Where it stands.
        field: String,
        /// [`Bound::PatternBytes`] or [`Bound::CompiledPatternBytes`].
        bound: Bound,
        /// The maximum in bytes.
        maximum: u64,
    },
    /// A conference alias that cannot be one (P1).
    AliasInvalid {
        /// Where it stands.
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

    /// A user who is named twice in one request.
    NamedTwice {
        /// Where the user stands the second time.
        field: String,
        /// Who it is.
        user: UserId,
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
        /// Where the user stands.
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
        /// Where it stands.
        field: String,
        /// What is not held.
        permission: Permission,
    },
    /// Only the creator of the conference may do that.
    NotTheCreator,
    /// Who was kicked does not come back.
    Kicked {
        /// Where the user stands.
        field: String,
        /// Who was kicked.
        user: UserId,
    },
    /// The token is missing, wrong, another's, or void; or its holder may not join. Which, is not told.
    TokenRefused,

    // How much -------------------------------------------------------------------------------------------------------
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
            Self::KeyTaken => Code::AlreadyExists,
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
            | Self::NamedTwice { .. }
            | Self::WrongKind { .. } => Code::InvalidArgument,
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
            Self::BoundReached { .. } => Code::ResourceExhausted,
        }
    }

    /// Refuses a value above its bound.
    pub(crate) fn within(config: &Config, bound: Bound, field: impl Into<String>, value: u64) -> Result<(), Self> {
        let maximum = config.maximum(bound);
        if value > maximum {
            return Err(Self::BoundReached { field: field.into(), bound, value, maximum });
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyUnknown => f.write_str("key: unknown or revoked; register the client first"),
            Self::SessionNotOpen { session } => write!(f, "session: {session} is not open; open a new one"),
            Self::KeyTaken => f.write_str("key: registered already; revoke it first or choose another"),
            Self::KeyNotRegistered => f.write_str("key: not registered, so there is nothing to revoke"),
            Self::SubscriptionUnknown { subscription } => {
                write!(f, "subscription: the session holds no subscription {subscription}; it may have ended")
            }
            Self::AliasNotSubscribed { kind, alias } => {
                write!(f, "conference_alias: the session has no {} subscription to {alias:?}", kind.name())
            }
            Self::NoSuchEntity { field, entity } => {
                write!(f, "{field}: no {entity} exists for this user; leave it out or wait until it does")
            }
            Self::Empty { field } => write!(f, "{field}: is empty; give at least one byte"),
            Self::NotOutbound { field, entity } => {
                write!(f, "{field}: {entity} is not outbound; this kind takes messages that the user sent")
            }
            Self::NotLiveSharing { field, entity } => {
                write!(f, "{field}: {entity} is not a live location sharing; name one that has started and not ended")
            }
            Self::PatternSyntax { field, reason } => {
                write!(f, "{field}: not a regular expression: {}", reason.replace('\n', " "))
            }
            Self::PatternTooLarge { field, bound, maximum } => write!(
                f,
                "{field}: the regular expression takes more than {maximum} bytes ({}); simplify it",
                bound.name()
            ),
            Self::AliasInvalid { field, characters } => write!(
                f,
                "{field}: an alias has 1 to 250 characters and no #, this one has {characters} characters; choose another"
            ),
            Self::WrongKind { kind, wanted } => {
                write!(f, "kind: {} will not do here; this takes {wanted}", kind.name())
            }
            Self::ConferenceUnknown { conference } => {
                write!(f, "conference: {conference} is not live; it has ended or was never created")
            }
            Self::NotOnRoster { field, user } => {
                write!(f, "{field}: the conference has not seen {user}; invite them first")
            }
            Self::NamedTwice { field, user } => write!(f, "{field}: {user} is named twice; name everyone once"),
            Self::NotInConference { user } => write!(f, "conference: {user} is not in it; join first"),
            Self::StatusRefuses { user, status, signal } => {
                write!(f, "conference: {user} is {status:?}, so {signal:?} changes nothing; see the participant machine")
            }
            Self::NotReservedOrIn { field, user, status } => {
                write!(f, "{field}: {user} is {status:?}; permissions are for people who are invited or in")
            }
            Self::ConversationUnknown { conversation } => {
                write!(f, "event.conversation_id: no conversation {conversation:?} has begun; add its first member")
            }
            Self::NotAMember { conversation, user } => {
                write!(f, "event.profile_id: {user} is no member of {conversation:?}; there is nobody to remove")
            }
            Self::ConversationDeleted { conversation, deleted: true } => {
                write!(f, "event.conversation_id: {conversation:?} is deleted; undelete it first")
            }
            Self::ConversationDeleted { conversation, deleted: false } => {
                write!(f, "event.conversation_id: {conversation:?} is not deleted, so it cannot be undeleted")
            }
            Self::NotProtected => {
                f.write_str("conference: not protected, so permissions do not bind; create it protected to use them")
            }
            Self::NoTokenSeed => f.write_str(
                "protected: a protected conference needs tokens; have the host set Config::token_seed to 32 random bytes",
            ),
            Self::PermissionMissing { user, permission } => write!(
                f,
                "session: {user} lacks {}; ask someone who holds it",
                permission.name()
            ),
            Self::PermissionNotHeld { field, permission } => write!(
                f,
                "{field}: {} is not held by whoever grants it; leave it out",
                permission.name()
            ),
            Self::NotTheCreator => f.write_str("session: only the creator of the conference may end it"),
            Self::Kicked { field, user } => write!(f, "{field}: {user} was kicked and does not come back"),
            Self::TokenRefused => {
                f.write_str("token: a valid token of this user for this conference, with JOIN, is needed; ask for an invitation")
            }
            Self::BoundReached { field, bound, value, maximum } => write!(
                f,
                "{field}: {value} is more than the {maximum} of {}; ask for less, or have the host raise it",
                bound.name()
            ),
        }
    }
}

impl core::error::Error for Error {}
