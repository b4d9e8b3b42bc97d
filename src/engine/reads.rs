//! What an engine holds (N5).
//!
//! Owns the reads: no time passes, and nothing changes. Must not decide anything. Invariant: what is listed is in an order that
//! the inputs alone determine (R3).

use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::ids::{SessionId, SubscriptionId, UserId};
use crate::subscription::Subscription;
use crate::time::Timestamp;

/// What an engine has routed since it was made, restores included: a restored engine continues the counts (N5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Counters {
    /// Events that were routed, delivered to somebody or not: published ones, those that follow from others, and the engine's own.
    /// A `conferenceStatus` is an answer and no event.
    pub events: u64,
    /// Deliveries that were made for them, and one for each `conferenceStatus`; also those that were withdrawn before being
    /// polled.
    pub deliveries: u64,
}

impl<D: Directory> Engine<D> {
    /// The time of the latest input.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What exists, as the engine sees it.
    #[must_use]
    pub fn directory(&self) -> &D {
        &self.directory
    }

    /// The user of an open session. Cost: one hash look-up.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn session_user(&self, session: SessionId) -> Result<&UserId, Error> {
        self.sessions.get(session).map(|session| &session.user)
    }

    /// The open sessions of a user, oldest first. Cost: one hash look-up, and O(1) for each.
    ///
    /// ```
    /// use tidings::{ClientKey, Config, Engine, Timestamp, UserId};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let (now, key, ann) = (Timestamp::ZERO, ClientKey::from("ann's key"), UserId::from("ann"));
    /// engine.register_client(now, &key, &ann)?;
    /// let (phone, desk) = (engine.open_session(now, &key)?, engine.open_session(now, &key)?);
    /// assert!(engine.sessions(&ann).eq([phone, desk]));
    ///
    /// // What the host ends is answered, so that it can end its streams.
    /// let ended = engine.close_session(now, phone)?;
    /// assert!(ended.iter().all(|one| one.session == phone));
    /// assert!(engine.sessions(&ann).eq([desk]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sessions(&self, user: &UserId) -> impl Iterator<Item = SessionId> {
        self.sessions.of_user(user)
    }

    /// A subscription that has not ended. Cost: one hash look-up.
    #[must_use]
    pub fn subscription(&self, subscription: SubscriptionId) -> Option<Subscription<'_>> {
        self.subscriptions.get(subscription).map(|held| self.subscriptions.view(held))
    }

    /// The subscriptions of a session, oldest first, the default ones included. With the feature `snapshot` each gives its interest
    /// back, too (`Subscription::interest`). Cost: O(1) for each.
    ///
    /// # Errors
    ///
    /// [`Error::SessionNotOpen`].
    pub fn subscriptions(
        &self,
        session: SessionId,
    ) -> Result<impl Iterator<Item = (SubscriptionId, Subscription<'_>)>, Error> {
        let held = self.subscriptions.of(&self.sessions.get(session)?.subscriptions);
        Ok(held.map(|(id, held)| (id, self.subscriptions.view(held))))
    }

    /// The ids of all conversations, in the order in which they became known; deleted ones included. Cost: O(1) each.
    pub fn conversations(&self) -> impl Iterator<Item = &str> {
        self.conversations.ids()
    }

    /// The members of a conversation with their roles, in the order in which they were added; `None` where it is not known. Being
    /// added again changes the role, not the place.
    #[must_use]
    pub fn members(&self, conversation_id: &str) -> Option<impl Iterator<Item = (&UserId, &str)>> {
        self.conversations.members(conversation_id)
    }

    /// The conversations of which a user is a member, in the order in which the user was added, deleted ones included.
    pub fn memberships(&self, user: &UserId) -> impl Iterator<Item = &str> {
        self.conversations.of(user).map(|(_, id)| id)
    }

    /// What the engine has routed. Cost: O(1).
    ///
    /// ```
    /// use tidings::daemon::{Message, MessageReceived};
    /// use tidings::{Config, Engine, Timestamp, UserId};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// engine.publish(Timestamp::ZERO, (&UserId::from("ann"), MessageReceived::new(Message::default())))?;
    /// let counters = engine.counters();
    /// assert_eq!((counters.events, counters.deliveries), (1, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }
}
