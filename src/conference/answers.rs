//! What hosts give to inputs about conferences, and what these answer.
//!
//! Owns plain data. Must not decide anything. Invariant: an answer holds no reference into the engine.

use alloc::vec::Vec;
use core::time::Duration;

use crate::ids::{ConferenceId, Token, UserId};
use crate::time;
use crate::vocab::{Alias, Signal};

/// A conference to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConference {
    pub(crate) alias: Alias,
    pub(crate) ttl_ms: u64,
    pub(crate) protected: Option<bool>,
}

impl NewConference {
    /// The alias: 1 to 250 characters, no `#`, compared without case (P1).
    #[must_use]
    pub fn new(alias: impl Into<Alias>) -> Self {
        Self { alias: alias.into(), ttl_ms: 0, protected: None }
    }

    /// How long it stays empty before it ends, rounded up to ms; a new one waits for 30 s at least (P8). Default: 0.
    ///
    /// One so long that the end lies beyond the last [`Timestamp`](crate::Timestamp) never ends by time.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl_ms = time::millis(ttl);
        self
    }

    /// Whether tokens and permissions bind in it. Default: no for a session, yes for the server side (P9).
    #[must_use]
    pub fn protected(mut self, protected: bool) -> Self {
        self.protected = Some(protected);
        self
    }
}

/// The answer to creating a conference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// The number.
    pub id: ConferenceId,
    /// The alias, as created.
    pub alias: Alias,
    /// Whether it was created just now. Otherwise one with the alias was live, and it is unchanged.
    pub is_new: bool,
    /// The creator's token; in a protected conference, for the creator only.
    pub owner_token: Option<Token>,
    /// The invitees' tokens; in a protected conference, for the server side only, for those who are not in already.
    pub user_tokens: Vec<(UserId, Token)>,
}

/// The answer to one invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invited {
    /// The invitee.
    pub user: UserId,
    /// Whether it reached a session.
    pub outcome: InviteOutcome,
    /// The invitee's token; in a protected conference, for the server side only.
    pub token: Option<Token>,
}

/// Whether an invitation reached a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InviteOutcome {
    /// It was delivered to so many sessions.
    Delivered {
        /// How many sessions of the invitee are subscribed to invitations.
        sessions: usize,
    },
    /// No session of the invitee is subscribed to invitations, or none was to be sent; send it again later.
    NoSession,
    /// The invitee is in the conference; nothing was sent.
    AlreadyIn,
}

/// What the media layer reports of someone's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Connection {
    /// It is established.
    Connected,
    /// It carries no media.
    Inactive,
    /// Its quality is poor.
    Warning,
    /// It is interrupted, and may come back.
    Error,
    /// It is lost: the participant is out, as by leaving.
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
