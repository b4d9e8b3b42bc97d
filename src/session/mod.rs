//! Clients, users and open sessions.
//!
//! Owns who is connected, and which subscriptions each session has. Must not know what is subscribed to or delivered. Invariants: a
//! session belongs to one user until it is closed; nothing of a user is kept after the last session; nothing iterates in the
//! order of a hash.

#[cfg(feature = "snapshot")]
mod saved;
mod slots;

use alloc::vec::Vec;
use core::fmt;

#[cfg(feature = "snapshot")]
pub(crate) use self::saved::SavedSessions;
pub(crate) use self::slots::{SessionPlace, SessionSlots};
use crate::collections::{ByAge, StepMap};
use crate::error::Error;
use crate::ids::{ClientKey, SessionId, SubscriptionId, UserId, UserNumber};
use crate::recipients::SessionSlot;
use crate::state_hash;
use crate::subscription::SubscriptionList;
use crate::vocab::Reach;

/// One open connection of a client.
pub(crate) struct Session {
    pub(crate) id: SessionId,
    key: ClientKey,
    pub(crate) user: UserId,
    pub(crate) number: UserNumber,
    pub(crate) slot: SessionSlot,
    /// The place of the user among those with open sessions.
    user_slot: u32,
    pub(crate) subscriptions: SubscriptionList,
    /// Those in kinds of conversations, which are attached to each conversation that the user is a member of.
    member_subscriptions: ByAge<SubscriptionId, ()>,
    /// Those in kinds that are attached to each conference that the user is in.
    inside_subscriptions: ByAge<SubscriptionId, ()>,
}

/// Shows who it is; where what it has is stored is no part of that.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Session");
        shown.field("key", &self.key).field("user", &self.user).field("number", &self.number);
        shown.finish_non_exhaustive()
    }
}

/// A user with open sessions.
#[derive(Debug)]
struct User {
    number: UserNumber,
    sessions: ByAge<SessionId, ()>,
    subscriptions: u64,
}

#[derive(Debug)]
struct Client {
    user: UserId,
    sessions: ByAge<SessionId, ()>,
}

#[derive(Debug)]
pub(crate) struct Sessions {
    clients: StepMap<ClientKey, Client>,
    users: StepMap<UserId, User>,
    open: StepMap<SessionId, Session>,
    pub(crate) slots: SessionSlots,
    last_session: SessionId,
    last_user: UserNumber,
}

impl Sessions {
    pub(crate) fn new(seed: u64) -> Self {
        let seed = ahash::RandomState::with_seeds(seed, 13, 14, 15);
        Self {
            clients: StepMap::with_hasher(seed.clone()),
            users: StepMap::with_hasher(seed.clone()),
            open: StepMap::with_hasher(seed),
            slots: SessionSlots::default(),
            last_session: SessionId::default(),
            last_user: UserNumber::default(),
        }
    }

    /// The youngest session ever opened.
    #[cfg(feature = "snapshot")]
    pub(crate) fn last_id(&self) -> SessionId {
        self.last_session
    }

    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn clients(&self) -> usize {
        self.clients.len()
    }

    /// The user of a client key.
    pub(crate) fn authenticate(&self, key: &ClientKey) -> Result<&UserId, Error> {
        self.clients.get(key).map(|client| &client.user).ok_or(Error::KeyUnknown)
    }

    pub(crate) fn register(&mut self, key: &ClientKey, user: &UserId) -> Result<(), Error> {
        if self.clients.contains_key(key) {
            return Err(Error::KeyTaken);
        }
        self.clients.insert(key.clone(), Client { user: user.clone(), sessions: ByAge::default() });
        Ok(())
    }

    /// Removes the key; returns its sessions, which are still open, oldest first.
    pub(crate) fn revoke(&mut self, key: &ClientKey) -> Result<Vec<SessionId>, Error> {
        let client = self.clients.remove(key).ok_or(Error::KeyNotRegistered)?;
        Ok(client.sessions.keys().collect())
    }

    pub(crate) fn open(&mut self, key: &ClientKey) -> Result<SessionId, Error> {
        let user = self.authenticate(key)?.clone();
        let number = self.user_number(&user).unwrap_or_else(|| {
            self.last_user = UserNumber::from_number(self.last_user.number() + 1);
            self.last_user
        });
        self.last_session = SessionId::from_number(self.last_session.number() + 1);
        self.insert(key, &user, number, self.last_session);
        Ok(self.last_session)
    }

    /// Inserts a session of a registered key.
    fn insert(&mut self, key: &ClientKey, user: &UserId, number: UserNumber, session: SessionId) {
        let none = || User { number, sessions: ByAge::default(), subscriptions: 0 };
        self.users.get_or_insert_with(user, none).sessions.insert(session, ());
        let user_slot = self.users.slot_of(user).unwrap_or_default();
        if let Some(client) = self.clients.get_mut(key) {
            client.sessions.insert(session, ());
        }
        let open = Session {
            id: session,
            key: key.clone(),
            user: user.clone(),
            number,
            slot: self.slots.assign(session),
            user_slot,
            subscriptions: SubscriptionList::default(),
            member_subscriptions: ByAge::default(),
            inside_subscriptions: ByAge::default(),
        };
        let slot = open.slot;
        let place = SessionPlace(self.open.insert_new(session, open));
        self.slots.set_place(slot, place);
    }

    pub(crate) fn get(&self, session: SessionId) -> Result<&Session, Error> {
        self.open.get(&session).ok_or(Error::SessionNotOpen { session })
    }

    /// Where an open session is stored, until sessions are opened or closed.
    pub(crate) fn place(&self, session: SessionId) -> Result<SessionPlace, Error> {
        self.open.slot_of(&session).map(SessionPlace).ok_or(Error::SessionNotOpen { session })
    }

    /// The session that is stored there.
    pub(crate) fn at(&self, SessionPlace(place): SessionPlace) -> Option<&Session> {
        self.open.by_slot(place).map(|(_, open)| open)
    }

    /// Closes a session; returns it, so that the caller can end its subscriptions, oldest first, and releases its slot.
    pub(crate) fn close(&mut self, session: SessionId) -> Result<Session, Error> {
        let closed = self.open.remove(&session).ok_or(Error::SessionNotOpen { session })?;
        if let Some(client) = self.clients.get_mut(&closed.key) {
            client.sessions.remove(session);
        }
        if let Some(user) = self.users.by_slot_mut(closed.user_slot) {
            user.sessions.remove(session);
            user.subscriptions -= closed.subscriptions.len() as u64;
            if user.sessions.is_empty() {
                self.users.remove(&closed.user);
            }
        }
        Ok(closed)
    }

    /// The number of a user with an open session; `None` for all others, who get no deliveries.
    pub(crate) fn user_number(&self, user: &UserId) -> Option<UserNumber> {
        self.users.get(user).map(|user| user.number)
    }

    /// As [`Self::user_number`], of a user whose sessions have subscriptions.
    #[inline]
    pub(crate) fn subscriber_number(&self, user: &UserId) -> Option<UserNumber> {
        self.users.get_again(user).filter(|user| user.subscriptions > 0).map(|user| user.number)
    }

    /// The open sessions of a user, oldest first.
    pub(crate) fn of_user(&self, user: &UserId) -> impl Iterator<Item = SessionId> {
        self.users.get(user).into_iter().flat_map(|user| user.sessions.keys())
    }

    /// How many subscriptions all sessions of a user have.
    pub(crate) fn user_subscriptions(&self, user: &UserId) -> u64 {
        self.users.get(user).map_or(0, |user| user.subscriptions)
    }

    /// How many subscriptions all sessions of the user of a session have.
    pub(crate) fn holder_subscriptions(&self, session: &Session) -> u64 {
        self.users.by_slot(session.user_slot).map_or(0, |(_, user)| user.subscriptions)
    }

    /// The subscriptions of a user in kinds of conversations, session by session.
    pub(crate) fn member_subscriptions(&self, user: &UserId) -> Vec<SubscriptionId> {
        self.sessions_of(user).flat_map(|open| open.member_subscriptions.keys()).collect()
    }

    /// The subscriptions of a user in kinds that reach those in a conference, session by session.
    pub(crate) fn inside_subscriptions(&self, user: &UserId) -> Vec<SubscriptionId> {
        self.sessions_of(user).flat_map(|open| open.inside_subscriptions.keys()).collect()
    }

    fn sessions_of(&self, user: &UserId) -> impl Iterator<Item = &Session> {
        self.of_user(user).filter_map(|session| self.open.get(&session))
    }

    /// A session to which a subscription is added now. `reach`: that of its kind.
    pub(crate) fn add_subscription(
        &mut self,
        SessionPlace(place): SessionPlace,
        subscription: SubscriptionId,
        reach: Reach,
    ) -> Option<&mut Session> {
        let session = self.open.by_slot_mut(place)?;
        if reach.includes_members() {
            session.member_subscriptions.insert(subscription, ());
        }
        if reach.includes_inside() {
            session.inside_subscriptions.insert(subscription, ());
        }
        if let Some(user) = self.users.by_slot_mut(session.user_slot) {
            user.subscriptions += 1;
        }
        Some(session)
    }

    /// A session from which a subscription is removed now. `reach`: that of its kind.
    pub(crate) fn remove_subscription(
        &mut self,
        slot: SessionSlot,
        subscription: SubscriptionId,
        reach: Reach,
    ) -> Option<&mut Session> {
        let SessionPlace(place) = self.slots.place(slot);
        let session = self.open.by_slot_mut(place).filter(|open| open.slot == slot)?;
        if reach.includes_members() {
            session.member_subscriptions.remove(subscription);
        }
        if reach.includes_inside() {
            session.inside_subscriptions.remove(subscription);
        }
        if let Some(user) = self.users.by_slot_mut(session.user_slot) {
            user.subscriptions -= 1;
        }
        Some(session)
    }

    /// The lists of subscriptions of all sessions.
    pub(crate) fn lists_mut(&mut self) -> impl Iterator<Item = &mut SubscriptionList> {
        self.open.values_mut().map(|open| &mut open.subscriptions)
    }

    pub(crate) fn state_hash(&self) -> u64 {
        let clients = self.clients.iter().map(|(key, client)| (self.clients.hasher().hash_one(key), client));
        let last = state_hash::of(&(self.last_session, self.last_user));
        [state_hash::of_all(clients), state_hash::of_all(self.users.iter()), state_hash::of_all(self.open.iter()), last]
            .into_iter()
            .fold(0, u64::wrapping_add)
    }

    /// How many entries its tables moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        self.clients.moved() + self.users.moved() + self.open.moved()
    }

    /// Frees unused capacity. Cost: O(clients + users + sessions + subscriptions).
    pub(crate) fn shrink_to_fit(&mut self) {
        self.clients.values_mut().for_each(|client| client.sessions.shrink_to_fit());
        self.users.values_mut().for_each(|user| user.sessions.shrink_to_fit());
        for open in self.open.values_mut() {
            open.member_subscriptions.shrink_to_fit();
            open.inside_subscriptions.shrink_to_fit();
        }
        self.clients.shrink_to_fit();
        self.users.shrink_to_fit();
        for open in self.open.values_mut() {
            open.user_slot = self.users.slot_of(&open.user).unwrap_or_default();
        }
        self.open.shrink_to_fit();
        for (place, open) in self.open.slots() {
            self.slots.set_place(open.slot, SessionPlace(place));
        }
        self.slots.shrink_to_fit();
    }
}
