//! What someone may do in a protected conference (P2).
//!
//! Owns [`Permissions`], a set. Must not know who holds it. Invariant: it is shown in the order of [`Permission`].

use core::fmt;

use crate::vocab::Permission;

/// A set of permissions.
///
/// ```
/// use tidings::conference::{Permission, Permissions};
///
/// let speaker: Permissions = [Permission::Join, Permission::SendAudio].into_iter().collect();
/// assert!(speaker.contains(Permission::Join));
/// assert!(!speaker.contains(Permission::Kick));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u16);

impl Permissions {
    /// All twelve.
    #[must_use]
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// The nine that an invitation gives when it names none: all but INVITE, UPDATE_PERMISSIONS and KICK.
    #[must_use]
    pub fn defaults() -> Self {
        let more = [Permission::Invite, Permission::UpdatePermissions, Permission::Kick];
        Permission::ALL.iter().copied().filter(|permission| !more.contains(permission)).collect()
    }

    /// Whether it is in the set.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u16) != 0
    }

    /// Those in the set, in the order of [`Permission`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.contains(*permission))
    }

    /// The first one in the set that `other` lacks.
    #[must_use]
    pub fn beyond(self, other: Self) -> Option<Permission> {
        self.iter().find(|permission| !other.contains(*permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().fold(0, |set, permission| set | 1 << permission as u16))
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
