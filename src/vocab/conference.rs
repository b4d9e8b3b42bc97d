//! Conferences as their events show them.
//!
//! Owns how conferences are called, and the words for people in them: [`Status`], [`Signal`], [`Permission`]. Must not know
//! rosters or who may do what. Invariant: an alias is compared by lower case, and shown as written.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use super::macros::entity::{Subject, entity, listed};
use super::spec::FieldType;
use super::wire::{Fault, Json, View, Wire, serde_form, text};
use crate::ids::ConferenceId;
use crate::predicate::Value;

/// The name that people call a conference by, compared by Unicode lower case (P1). Cheap to clone.
#[derive(Clone)]
pub struct Alias {
    shown: Arc<str>,
    folded: Arc<str>,
}

impl Alias {
    /// As it was written.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.shown
    }

    /// As it is compared.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether it has 1 to 250 characters and no `#` (P1).
    #[must_use]
    pub fn is_valid(&self) -> bool {
        (1..=250).contains(&self.shown.chars().count()) && !self.shown.contains('#')
    }
}

impl From<&str> for Alias {
    fn from(shown: &str) -> Self {
        Self { shown: shown.into(), folded: shown.to_lowercase().into() }
    }
}

impl From<String> for Alias {
    fn from(shown: String) -> Self {
        shown.as_str().into()
    }
}

impl From<Alias> for String {
    fn from(alias: Alias) -> Self {
        alias.as_written().into()
    }
}

impl Default for Alias {
    fn default() -> Self {
        "".into()
    }
}

impl core::hash::Hash for Alias {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl PartialEq for Alias {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Alias {}

impl fmt::Debug for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown.fmt(f)
    }
}

impl Subject for Alias {
    fn subject(&self) -> Value<'_> {
        self.folded.as_ref().into()
    }
}

impl Wire for Alias {
    const TYPE: FieldType = FieldType::Text;

    fn read(json: Json) -> Result<Self, Fault> {
        text(json).map(Self::from)
    }

    fn view(&self) -> View<'_> {
        View::Text(&self.shown)
    }

    fn is_default(&self) -> bool {
        self.shown.is_empty()
    }
}

serde_form!(Alias);

/// How a conference is called: by its number, or by its alias, whatever the case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConferenceName {
    /// The number.
    Id(ConferenceId),
    /// The alias.
    Alias(Alias),
}

impl From<ConferenceId> for ConferenceName {
    fn from(id: ConferenceId) -> Self {
        Self::Id(id)
    }
}

impl From<&str> for ConferenceName {
    fn from(alias: &str) -> Self {
        Self::Alias(alias.into())
    }
}

impl From<String> for ConferenceName {
    fn from(alias: String) -> Self {
        Self::Alias(alias.into())
    }
}

impl fmt::Display for ConferenceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Alias(alias) => write!(f, "{alias:?}"),
        }
    }
}

/// A number, or an alias as a string, also if it consists of digits.
impl Wire for ConferenceName {
    const TYPE: FieldType = FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        match (json.as_u64(), json) {
            (Some(number), _) => Ok(Self::Id(ConferenceId::from_number(number))),
            (None, Json::Text(alias)) => Ok(alias.into()),
            (None, _) => Err(Fault::new("a conference is named by its number, or by its alias as a string")),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Id(id) => id.view(),
            Self::Alias(alias) => alias.view(),
        }
    }
}

serde_form!(ConferenceName);

listed! {
    /// The relation of someone to a conference.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Status {
        /// Invited.
        #[default]
        Reserved = "Reserved",
        /// Joining.
        Connecting = "Connecting",
        /// Joined.
        Connected = "Connected",
        /// In, but silent.
        Inactive = "Inactive",
        /// In, with a poor connection.
        Warning = "Warning",
        /// In, with a broken connection.
        Error = "Error",
        /// Out, of their own will or by loss of the connection.
        Left = "Left",
        /// Invited, and did not want to.
        Declined = "Declined",
        /// Thrown out for good.
        Kicked = "Kicked",
    }
}

listed! {
    /// What someone may do in a protected conference (P2).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Permission {
        /// Invite others.
        Invite = "INVITE",
        /// Change the permissions of others.
        UpdatePermissions = "UPDATE_PERMISSIONS",
        /// Throw others out.
        Kick = "KICK",
        /// Join.
        Join = "JOIN",
        /// Send audio.
        SendAudio = "SEND_AUDIO",
        /// Be seen.
        SendVideo = "SEND_VIDEO",
        /// Share a screen.
        ShareScreen = "SHARE_SCREEN",
        /// Share a video.
        ShareVideo = "SHARE_VIDEO",
        /// Share a file.
        ShareFile = "SHARE_FILE",
        /// Write.
        SendMessage = "SEND_MESSAGE",
        /// Record.
        Record = "RECORD",
        /// Stream.
        Stream = "STREAM",
    }
}

listed! {
    /// What happens to someone. What becomes of their [`Status`]:
    ///
    /// | from | invite | join | connected | inactive | warning | error | leave, lost | decline | kick |
    /// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    /// | not seen | Reserved | Connecting | | | | | | | |
    /// | Reserved | same | Connecting | - | - | - | - | - | Declined | Kicked |
    /// | Connecting | same | - | Connected | Inactive | Warning | Error | Left | - | Kicked |
    /// | Connected | same | - | - | Inactive | Warning | Error | Left | - | Kicked |
    /// | Inactive | same | - | Connected | - | Warning | Error | Left | - | Kicked |
    /// | Warning | same | - | Connected | Inactive | - | Error | Left | - | Kicked |
    /// | Error | same | - | Connected | Inactive | Warning | - | Left | - | Kicked |
    /// | Left | Reserved | Connecting | - | - | - | - | - | - | - |
    /// | Declined | Reserved | - | - | - | - | - | - | - | - |
    /// | Kicked | denied | denied | - | - | - | - | - | - | - |
    ///
    /// "-" is FAILED_PRECONDITION, "denied" PERMISSION_DENIED, an empty cell NOT_FOUND; none of them changes anything (P6).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum Signal {
        /// Invited.
        Invite,
        /// Joins.
        Join,
        /// The connection is established.
        Connected,
        /// The connection is silent.
        Inactive,
        /// The connection is poor.
        Warning,
        /// The connection is broken.
        Error,
        /// Leaves, or the connection is lost.
        Leave,
        /// Does not want to come.
        Decline,
        /// Thrown out.
        Kick,
    }
}

entity! {
    /// Someone in a conference, as its events show them.
    pub struct Participant {
        /// The user.
        id: String,
        /// What is known of the user.
        info: ParticipantInfo,
    }
    optional {
        /// Their relation to the conference; absent for someone who was never in it.
        status: Status,
    }
}

entity! {
    /// What is known of someone in a conference.
    pub struct ParticipantInfo {
        /// The user, once more.
        external_id: String,
    }
    optional {
        /// The name that an invitation gave.
        name: String,
    }
}
