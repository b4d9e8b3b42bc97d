//! What hosts give to and get from the inputs about conferences.
//!
//! Owns plain data. Must not decide anything.

use alloc::vec::Vec;

use crate::ids::{ConferenceId, Token, UserId};
use crate::vocab::{Alias, Signal};

/// A conference to create.
#[derive(Clone, Debug)]
pub struct NewConference {
    pub(super) alias: Alias,
    pub(super) ttl_s: u32,
    pub(super) protected: Option<bool>,
}

impl NewConference {
    /// Under this alias: 1 to 250 characters, no `#`, compared without case (P1).
    #[must_use]
    pub fn new(alias: impl Into<Alias>) -> Self {
        Self { alias: alias.into(), ttl_s: 0, protected: None }
    }

    /// How long it stays empty before it ends, in s; a new one waits for 30 s at least (P8). Default: 0.
    #[must_use]
    pub fn ttl_s(mut self, seconds: u32) -> Self {
        self.ttl_s = seconds;
        self
    }

    /// Whether tokens and permissions bind in it. Default: no for a session, yes for the server side (P9).
    #[must_use]
    pub fn protected(mut self, protected: bool) -> Self {
        self.protected = Some(protected);
        self
    }
}

/// What creating a conference is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// The number.
    pub id: ConferenceId,
    /// The alias, as created.
    pub alias: Alias,
    /// Whether it was created just now; otherwise one was live under the alias, and it is as it was.
    pub is_new: bool,
    /// The creator's token; in a protected conference, for the creator only.
    pub owner_token: Option<Token>,
    /// The invitees' tokens; in a protected conference, for the server side only, for those who are not in already.
    pub user_tokens: Vec<(UserId, Token)>,
}

/// What became of one invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invited {
    /// The invitee.
    pub user: UserId,
    /// Whether the invitation got anywhere.
    pub outcome: InviteOutcome,
    /// The invitee's token; in a protected conference, for the server side only.
    pub token: Option<Token>,
}

/// Whether an invitation got anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InviteOutcome {
    /// It was delivered to so many sessions.
    Delivered {
        /// How many sessions of the invitee are subscribed to invitations.
        sessions: usize,
    },
    /// No session of the invitee is there to take it, or it was not to be sent; resend it later.
    NoSession,
    /// The invitee is in the conference; nothing was sent.
    AlreadyIn,
}

/// What the media layer saw of someone's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// It stands.
    Connected,
    /// It is silent.
    Inactive,
    /// It is poor.
    Warning,
    /// It is broken, but may come back.
    Error,
    /// It is lost: as if they had left.
    Lost,
}

impl From<Connection> for Signal {
    fn from(connection: Connection) -> Self {
        match connection {
            Connection::Connected => Self::Connected,
            Connection::Inactive => Self::Inactive,
            Connection::Warning => Self::Warning,
            Connection::Error => Self::Error,
            Connection::Lost => Self::Leave,
        }
    }
}
