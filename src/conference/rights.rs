//! Who may do what in a conference (P2, P3, P5, P7, P10).
//!
//! Owns one check for each rule. Must not know in which order an input is checked; that is the engine's `validate`. Invariant:
//! a check changes nothing.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::invitee::Invitee;
use super::live::{LiveConference, Transition};
use super::people::Person;
use super::permission::Permissions;
use crate::error::Error;
use crate::ids::{Token, UserId};
use crate::vocab::{Permission, Signal, Status};

impl LiveConference {
    /// The caller is in, and may do what takes this permission (P3, P7): in a protected conference who holds it; in an open one
    /// everybody, but kicking is for the creator, who may always.
    pub(crate) fn check_caller(&self, caller: &UserId, needed: Permission) -> Result<(), Error> {
        let person = self.people.get(caller).filter(|person| person.status.is_in());
        let person = person.ok_or_else(|| Error::NotInConference { user: caller.clone() })?;
        let kicks = needed == Permission::Kick;
        let may = (kicks && *caller == self.owner)
            || if self.is_protected() { person.permissions.contains(needed) } else { !kicks };
        if may { Ok(()) } else { Err(Error::PermissionMissing { user: caller.clone(), permission: needed }) }
    }

    /// Every permission that is written out is held by whoever grants it (P2). `granted`: for each person named, in order.
    pub(crate) fn check_grants(
        &self,
        granter: &UserId,
        granted: impl IntoIterator<Item = Option<Permissions>>,
    ) -> Result<(), Error> {
        if !self.is_protected() {
            return Ok(());
        }
        let held = self.people.get(granter).map(|person| person.permissions).unwrap_or_default();
        for (at, granted) in granted.into_iter().enumerate() {
            if let Some(permission) = granted.and_then(|granted| granted.beyond(held)) {
                let field = format!("participants[{at}].permissions");
                return Err(Error::PermissionNotHeld { field, permission });
            }
        }
        Ok(())
    }

    /// Refused where one of them was kicked. Returns for each what the invitation leads to, with the name and the permissions that
    /// it gives (P2, P3); for someone in it, nothing changes.
    pub(crate) fn check_invitees(&self, people: &[Invitee]) -> Result<Vec<Transition>, Error> {
        let invited = |(at, invitee): (usize, &Invitee)| {
            let mut invited = self.transition(&invitee.user, Signal::Invite, || user_field(at))?;
            if invited.was_in() {
                return Ok(invited);
            }
            if let Some(name) = invitee.name.as_ref().filter(|name| !name.is_empty()) {
                invited.after.name = Some(name.clone());
            }
            if let Some(permissions) = invitee.permissions.filter(|_| invitee.user != self.owner) {
                invited.after.permissions = permissions;
            }
            Ok(invited)
        };
        people.iter().enumerate().map(invited).collect()
    }

    /// The user was not kicked and, in a protected conference, shows the right token and holds JOIN (P5, P10).
    pub(crate) fn check_token(&self, user: &UserId, token: Option<&Token>) -> Result<(), Error> {
        let person = self.people.get(user);
        if person.is_some_and(|person| person.status == Status::Kicked) {
            return Err(Error::Kicked { field: "session".into(), user: user.clone() });
        }
        let Some(tokens) = &self.tokens else { return Ok(()) };
        let permissions = person.map_or_else(|| self.permissions_of_newcomer(user), |person| person.permissions);
        let may = tokens.proves(user, token) && permissions.contains(Permission::Join);
        if may { Ok(()) } else { Err(Error::TokenRefused) }
    }

    /// Permissions bind here.
    pub(crate) fn check_protected(&self) -> Result<(), Error> {
        if self.is_protected() { Ok(()) } else { Err(Error::NotProtected) }
    }

    /// All of them are Reserved or in (P7). Returns them with the permissions that they are given.
    pub(crate) fn check_permitted(&self, people: &[(UserId, Permissions)]) -> Result<Vec<(UserId, Person)>, Error> {
        let mut permitted = Vec::with_capacity(people.len());
        for (at, (user, permissions)) in people.iter().enumerate() {
            let person = self.people.get(user);
            let person = person.ok_or_else(|| Error::NotOnRoster { field: user_field(at), user: user.clone() })?;
            permitted.push((user.clone(), Person { permissions: *permissions, ..person.clone() }));
        }
        let outside = |(_, person): &(UserId, Person)| !person.status.is_in() && person.status != Status::Reserved;
        match permitted.iter().position(outside) {
            None => Ok(permitted),
            Some(at) => {
                let (user, person) = &permitted[at];
                let (field, user, status) = (user_field(at), user.clone(), person.status);
                Err(Error::NotReservedOrIn { field, user, status })
            }
        }
    }

    /// The caller created it (P7).
    pub(crate) fn check_creator(&self, caller: &UserId) -> Result<(), Error> {
        if *caller == self.owner { Ok(()) } else { Err(Error::NotTheCreator) }
    }
}

fn user_field(at: usize) -> String {
    format!("participants[{at}].user")
}
