//! Whom an invitation is for.
//!
//! Owns [`Invitee`]. Must not know who invites, or into what. Invariant: an invitee names a user, whatever else is said of him.

use alloc::string::String;

use super::permission::Permissions;
use crate::ids::UserId;
use crate::vocab::Permission;

/// Someone to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    pub(crate) user: UserId,
    pub(crate) name: Option<String>,
    pub(crate) permissions: Option<Permissions>,
}

impl Invitee {
    /// This user, with the name from an earlier invitation, if any, and, when new, the default permissions.
    #[must_use]
    pub fn new(user: impl Into<UserId>) -> Self {
        Self { user: user.into(), name: None, permissions: None }
    }

    /// Who is invited.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// The name shown. An empty one keeps the name that is known.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// With exactly these permissions; they bind in a protected conference, and whoever invites must hold them (P2).
    #[must_use]
    pub fn permissions(mut self, permissions: impl IntoIterator<Item = Permission>) -> Self {
        self.permissions = Some(permissions.into_iter().collect());
        self
    }
}
