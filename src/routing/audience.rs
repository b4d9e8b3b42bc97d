//! Who may see an event (R6).
//!
//! Owns [`ResolvedAudience`] and [`Emission`]: how conferences, conversations and the engine say what happened and for whom. Must
//! not know subscriptions. Invariant: an audience names users, never sessions.

use alloc::sync::Arc;

use smallvec::SmallVec;

use crate::ids::{ConferenceId, ConversationNumber, UserId};
use crate::vocab::Event;

/// The users who may see an event, each with all sessions, as routing looks them up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ResolvedAudience {
    /// One user.
    User(UserId),
    /// These users.
    Users(Arc<[UserId]>),
    /// The members of a conversation.
    Members(ConversationNumber),
    /// Those who are in a conference, and what is said of the one concerned.
    Inside(ConferenceId, Concerned),
    /// Every user who subscribed to the kind, and to the alias that the event carries where the kind has one.
    Everyone,
}

/// The one whom an event in a conference is about (R6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Concerned {
    /// It is for those in the conference, whomever it is about.
    Nobody,
    /// This user does not get it.
    LeftOut(UserId),
    /// This user gets it, too, and is not in the conference.
    Beside(UserId),
}

impl Concerned {
    pub(crate) fn left_out(&self) -> Option<&UserId> {
        if let Self::LeftOut(user) = self { Some(user) } else { None }
    }

    pub(crate) fn beside(&self) -> Option<&UserId> {
        if let Self::Beside(user) = self { Some(user) } else { None }
    }
}

/// An event, and the users who may see it.
#[derive(Clone, Debug)]
pub(crate) struct Emission {
    pub(crate) event: Event,
    pub(crate) audience: ResolvedAudience,
}

/// The events of one input, in the order of the rules; seldom more than two.
pub(crate) type Emissions = SmallVec<[Emission; 2]>;
