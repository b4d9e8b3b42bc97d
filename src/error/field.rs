//! Where in an input the error is.
//!
//! Owns the paths of errors that have a fixed one. Must not know what is wrong there.
//! Invariant: a path is written as the input has it.

use super::Error;

impl Error {
    /// The path of what is wrong in the input, such as `interests[2].filter.body_search`; `None` where it is no one field.
    ///
    /// ```
    /// # use tidings::{Config, Engine, SessionId, SubscriptionId, Timestamp};
    /// let mut engine = Engine::new(Config::default())?;
    /// let (session, subscription) = (SessionId::from_number(1), SubscriptionId::from_number(1));
    /// let error = engine.unsubscribe(Timestamp::ZERO, session, subscription).unwrap_err();
    /// assert_eq!((error.field(), error.code().http()), (Some("session"), 401));
    /// # Ok::<(), tidings::ConfigError>(())
    /// ```
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        Some(match self {
            Self::KeyUnknown | Self::KeyTaken | Self::KeyNotRegistered => "key",
            Self::SessionNotOpen { .. } | Self::PermissionMissing { .. } | Self::NotTheCreator => "session",
            Self::SubscriptionUnknown { .. } => "subscription",
            Self::AliasNotSubscribed { .. } => "conference_alias",
            Self::WrongKind { .. } => "kind",
            Self::KindDefinedOtherwise { .. } | Self::TooManyFields { .. } => "fields",
            Self::AudienceRefused { .. } => "audience",
            Self::ConversationUnknown { .. } | Self::ConversationDeleted { .. } => "event.conversation_id",
            Self::NotAMember { .. } => "event.profile_id",
            Self::ConferenceUnknown { .. }
            | Self::NotInConference { .. }
            | Self::StatusRefuses { .. }
            | Self::NotProtected => "conference",
            Self::NoTokenSeed => "protected",
            Self::TokenRefused => "token",
            Self::NoSuchEntity { field, .. }
            | Self::NotOnRoster { field, .. }
            | Self::Empty { field }
            | Self::NotOutbound { field, .. }
            | Self::NotLiveSharing { field, .. }
            | Self::PatternSyntax { field, .. }
            | Self::PatternTooLarge { field, .. }
            | Self::AliasInvalid { field, .. }
            | Self::RepeatedName { field, .. }
            | Self::NameInvalid { field, .. }
            | Self::KindUndefined { field, .. }
            | Self::FieldUnknown { field, .. }
            | Self::ValueUnfit { field, .. }
            | Self::ConditionUnfit { field, .. }
            | Self::NamedTwice { field, .. }
            | Self::NotReservedOrIn { field, .. }
            | Self::PermissionNotHeld { field, .. }
            | Self::Kicked { field, .. }
            | Self::InEvent { field, .. }
            | Self::BoundReached { field, .. } => field,
        })
    }
}
