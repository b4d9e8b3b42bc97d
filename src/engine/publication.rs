//! What a host publishes: an event, and what is said beside it.
//!
//! Owns [`Publication`] and [`Audience`]. Must not know how an event is checked or routed. Invariant: what converts into a
//! [`Publication`] has the audience that its family takes, so an event without one does not compile.

use alloc::string::String;
use alloc::sync::Arc;

use crate::ids::UserId;
use crate::vocab::custom::CustomEvent;
use crate::vocab::{ConferenceName, ConversationEvent, DaemonEvent, Event};

/// An event to publish, with its audience and options. [`Engine::publish`](crate::Engine::publish) takes whatever converts into
/// one, [`Engine::publish_all`](crate::Engine::publish_all) several.
///
/// | event | is given as | who may see it |
/// | --- | --- | --- |
/// | of the daemon family | `(&user, event)` | that user |
/// | of the conversation family | `event` | the members; of a profile's update, that profile |
/// | of a kind of the host's own | `(Audience, event)` | as the audience says |
/// | any [`Event`], known at run time | [`Publication::new`] | as the audience says |
///
/// ```
/// use tidings::conversation::ConversationParticipantAdded;
/// use tidings::daemon::{Message, MessageReceived};
/// use tidings::{Audience, Config, Engine, Error, Event, Publication, Timestamp, UserId};
///
/// # let mut engine = Engine::new(Config::default()).expect("the defaults are valid");
/// # let (now, ann) = (Timestamp::ZERO, UserId::from("ann"));
/// engine.publish(now, (&ann, MessageReceived::new(Message::default())))?;
/// engine.publish(now, ConversationParticipantAdded::new("tea", "ann", "", "ann", "owner"))?;
///
/// // An option is a method; an event of which only the run time knows the kind says its audience beside it.
/// let event = Event::from(MessageReceived::new(Message::default()));
/// engine.publish(now, Publication::new(event, Audience::user(&ann)).exact())?;
/// # Ok::<(), Error>(())
/// ```
///
/// An event of the daemon without a user does not compile,
///
/// ```compile_fail,E0277
/// # use tidings::daemon::{Message, MessageReceived};
/// # use tidings::{Engine, Timestamp};
/// # fn publish(engine: &mut Engine, now: Timestamp) {
/// engine.publish(now, MessageReceived::new(Message::default()));
/// # }
/// ```
///
/// nor an event of a conversation with one,
///
/// ```compile_fail,E0277
/// # use tidings::conversation::ConversationDelete;
/// # use tidings::{Engine, Timestamp, UserId};
/// # fn publish(engine: &mut Engine, now: Timestamp, ann: &UserId) {
/// engine.publish(now, (ann, ConversationDelete::new("tea", "ann", "")));
/// # }
/// ```
///
/// nor an event of a conference, which the engine makes itself.
///
/// ```compile_fail,E0277
/// # use tidings::conference::ConferenceCreated;
/// # use tidings::{Engine, Timestamp, UserId};
/// # fn publish(engine: &mut Engine, now: Timestamp, ann: &UserId, created: ConferenceCreated) {
/// engine.publish(now, (ann, created));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "nothing is published before `Engine::publish`"]
pub struct Publication {
    pub(super) event: Event,
    pub(super) audience: Option<Audience>,
    pub(super) exact: bool,
}

impl Publication {
    /// An event of whatever kind with the audience that is said beside it, if any. Whether they fit is checked when it is
    /// published.
    #[inline]
    pub fn new(event: impl Into<Event>, audience: impl Into<Option<Audience>>) -> Self {
        Self { event: event.into(), audience: audience.into(), exact: false }
    }

    /// Routes the event alone, without what follows from it: for hosts that relay an upstream which sends both already (R8).
    /// The [`Directory`](crate::Directory) is updated as well.
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// The event.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// The audience, where one is said.
    #[must_use]
    pub const fn audience(&self) -> Option<&Audience> {
        self.audience.as_ref()
    }

    /// Whether it is the event alone, without what follows from it.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.exact
    }
}

impl<E: DaemonEvent> From<(&UserId, E)> for Publication {
    fn from((user, event): (&UserId, E)) -> Self {
        Self::new(event, Audience::user(user))
    }
}

impl<E: Into<CustomEvent>> From<(Audience, E)> for Publication {
    fn from((audience, event): (Audience, E)) -> Self {
        Self::new(Event::Custom(event.into()), audience)
    }
}

impl<E: ConversationEvent> From<E> for Publication {
    fn from(event: E) -> Self {
        Self::new(event, None)
    }
}

/// The users who may see an event, as the host says it when publishing (U3). Each gets it on all sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Audience {
    /// One user.
    User(UserId),
    /// These users. Repeated ones count once; an empty list is an event for nobody.
    Users(Arc<[UserId]>),
    /// Every user with a subscription to the kind.
    Everyone,
    /// The members of a conversation.
    Conversation(String),
    /// Those who are in a conference.
    Conference(ConferenceName),
}

impl Audience {
    /// One user.
    #[must_use]
    pub fn user(user: &UserId) -> Self {
        Self::User(user.clone())
    }

    /// These users; repeated ones count once. Cost: O(users), once: cloning an audience shares the list.
    #[must_use]
    pub fn users<'u>(users: impl IntoIterator<Item = &'u UserId>) -> Self {
        Self::Users(users.into_iter().cloned().collect())
    }

    /// The members of a conversation, as they are when the event is published.
    #[must_use]
    pub fn conversation(conversation_id: impl Into<String>) -> Self {
        Self::Conversation(conversation_id.into())
    }

    /// Those who are in a conference when the event is published, named by its number or its alias.
    #[must_use]
    pub fn conference(conference: impl Into<ConferenceName>) -> Self {
        Self::Conference(conference.into())
    }
}
