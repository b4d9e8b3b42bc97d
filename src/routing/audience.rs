//! Who may see an event (R6).
//!
//! Owns [`Audience`] and [`Emission`], the language in which conferences and conversations tell the engine what happened. Must
//! not know subscriptions. Invariant: an audience names users, never sessions.

use alloc::sync::Arc;

use smallvec::SmallVec;

use crate::ids::{ConversationNumber, UserId};
use crate::vocab::Event;

/// The users who may see an event, each with all sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// One user.
    User(UserId),
    /// These users, each once; shared by the events of one input.
    Users(Arc<[UserId]>),
    /// The members of a conversation.
    Members(ConversationNumber),
    /// Every user who subscribed to the alias that the event carries.
    Everyone,
}

/// An event on its way to those who may see it.
#[derive(Clone, Debug)]
pub(crate) struct Emission {
    pub(crate) event: Event,
    pub(crate) audience: Audience,
}

/// The events of one input, in the order of the rules; seldom more than two.
pub(crate) type Emissions = SmallVec<[Emission; 2]>;
