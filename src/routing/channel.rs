//! Where subscriptions are attached and events are matched.
//!
//! Owns [`Channel`] and [`Scope`]. Must not know what is attached there. Invariant: a user's channels are that user's alone (R7).

use core::hash::{Hash, Hasher};

use crate::ids::{ConferenceId, ConversationNumber, KindId, UserNumber};

/// Where a subscription is attached and an event is matched: the events of one kind in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Channel {
    pub(crate) scope: Scope,
    pub(crate) kind: KindId,
}

/// In two words, as channels are looked up for every event.
impl Hash for Channel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let (sort, number) = match self.scope {
            Scope::User(user) => (0, user.number()),
            Scope::Members(conversation) => (1, conversation.number()),
            Scope::Inside(conference) => (2, conference.number()),
            Scope::Everyone => (3, 0),
        };
        state.write_u64(sort << 32 | u64::from(self.kind.number()));
        state.write_u64(number);
    }
}

/// Whose subscriptions match an event. The user is part of the name, so no look-up can cross users (R7); the scope of a
/// conversation holds the subscriptions of its members, that of a conference those of the users in it, and nobody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Those of one user.
    User(UserNumber),
    /// Those of the members of a conversation.
    Members(ConversationNumber),
    /// Those of the users in a conference.
    Inside(ConferenceId),
    /// Those of everyone.
    Everyone,
}
