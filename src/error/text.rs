//! What people read of an error.
//!
//! Owns one sentence per error: where, what, the limit, and what to do. Must not know anything that the facts do not say.
//! Invariant: a text is one line, and holds no secret.

use alloc::format;
use core::fmt;

use super::Error;
use crate::predicate::Quoted;
use crate::vocab::custom::FieldType;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyUnknown => f.write_str("key: unknown or revoked; register the client first"),
            Self::SessionNotOpen { session } => write!(f, "session: {session} is not open; open a new one"),
            Self::KeyTaken => f.write_str("key: registered already; revoke it first or choose another"),
            Self::KeyNotRegistered => f.write_str("key: not registered, so there is nothing to revoke"),
            Self::SubscriptionUnknown { subscription } => {
                write!(f, "subscription: the session holds no subscription {subscription}: it may have ended; subscribe anew")
            }
            Self::AliasNotSubscribed { kind, alias } => {
                write!(f, "conference_alias: the session has no {} subscription to {alias:?}; there is nothing to end", kind.name())
            }
            Self::NoSuchEntity { field, entity } => {
                write!(f, "{field}: no {entity} exists for this user; leave it out or wait until it does")
            }
            Self::Empty { field } => write!(f, "{field}: is missing or empty; give it"),
            Self::NotOutbound { field, entity } => {
                write!(f, "{field}: {entity} is not outbound; this kind takes messages that the user sent")
            }
            Self::NotLiveSharing { field, entity } => {
                write!(f, "{field}: {entity} is not a live location sharing; name one that has started and not ended")
            }
            Self::PatternSyntax { field, reason } => {
                write!(f, "{field}: not a regular expression: {reason}; correct it, or write \\ before a character that is meant literally")
            }
            Self::PatternTooLarge { field, bound, maximum } => write!(
                f,
                "{field}: the regular expression takes more than {maximum} bytes ({}); simplify it",
                bound.name()
            ),
            Self::AliasInvalid { field, characters: 1..=250 } => {
                write!(f, "{field}: an alias has no #, this one has; choose another")
            }
            Self::AliasInvalid { field, characters } => write!(
                f,
                "{field}: an alias has 1 to 250 characters, this one has {characters}; choose another"
            ),
            Self::WrongKind { kind, wanted } => {
                write!(f, "kind: {} will not do here; this takes {wanted}", kind.name())
            }
            Self::AudienceRefused { kind, wanted } => {
                write!(f, "audience: not one for {}; this kind takes {wanted}", kind.name())
            }
            Self::ConferenceUnknown { conference } => {
                write!(f, "conference: {conference} is not live: it has ended or was never created; name a live one")
            }
            Self::NotOnRoster { field, user } => {
                write!(f, "{field}: the conference has not seen {user:?}; invite them first")
            }
            Self::NameInvalid { field, name, fault } => write!(f, "{field}: {} will not do: {fault}", Quoted(name)),
            Self::KindDefinedOtherwise { kind, fields } => write!(
                f,
                "fields: {} is defined with other fields already, which differ in {}; define it as it was, or under a new name such \
                 as {}",
                Quoted(kind),
                fields.join(", "),
                Quoted(&format!("{kind}.2"))
            ),
            Self::KindUndefined { field, kind } => {
                write!(f, "{field}: there is no kind {}; name one of ours, or define it first", Quoted(kind))
            }
            Self::FieldUnknown { field, kind } => {
                write!(f, "{field}: {} has no such field; name one of those that it was defined with", Quoted(kind))
            }
            Self::ValueUnfit { field, wanted } => {
                let given = if *wanted == FieldType::Texts { "list of texts" } else { wanted.name() };
                write!(f, "{field}: this field takes a {given}; give one, or leave the field out")
            }
            Self::ConditionUnfit { field, field_type: FieldType::Data } => {
                write!(f, "{field}: a field of type data cannot be asked about; leave the condition out")
            }
            Self::ConditionUnfit { field, field_type } => write!(
                f,
                "{field}: does not fit a field of type {field_type}; such a field takes {}, with values of its type",
                field_type.conditions().join(", ")
            ),
            Self::TooManyFields { fields, maximum } => {
                write!(f, "fields: {fields} is more than the {maximum} that a kind may have; put the rest into one of type data")
            }
            Self::RepeatedName { field, name } => {
                write!(f, "{field}: an object has the name {name:?} twice; name every value once")
            }
            Self::NamedTwice { field, user } => write!(f, "{field}: {user:?} is named twice; name everyone once"),
            Self::NotInConference { user } => write!(f, "conference: {user:?} is not in it; join first"),
            Self::StatusRefuses { user, status, signal } => {
                write!(f, "conference: {user:?} is {status:?}, which {signal:?} cannot follow; see the participant machine for what can")
            }
            Self::NotReservedOrIn { field, user, status } => {
                write!(f, "{field}: {user:?} is {status:?}; permissions are for people who are invited or in, so invite them first")
            }
            Self::ConversationUnknown { conversation } => {
                write!(f, "event.conversation_id: no conversation {conversation:?} has begun; add its first member")
            }
            Self::NotAMember { conversation, user } => {
                write!(f, "event.profile_id: {user:?} is no member of {conversation:?}; there is nobody to remove")
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
                "session: {user:?} lacks {}; ask someone who holds it",
                permission.name()
            ),
            Self::PermissionNotHeld { field, permission } => write!(
                f,
                "{field}: {} is not held by whoever grants it; leave it out",
                permission.name()
            ),
            Self::NotTheCreator => f.write_str("session: only the creator of the conference may end it; ask them to"),
            Self::Kicked { field, user } => write!(f, "{field}: {user:?} was kicked and does not come back while the conference lasts; leave them out"),
            Self::TokenRefused => {
                f.write_str("token: a valid token of this user for this conference, with JOIN, is needed; ask for an invitation")
            }
            Self::InEvent { event, error, .. } => write!(f, "events[{event}].{error}"),
            Self::BoundReached { field, bound, value, maximum } => write!(
                f,
                "{field}: {value} is more than the {maximum} of {}; ask for less, or have the host raise it",
                bound.name()
            ),
        }
    }
}
