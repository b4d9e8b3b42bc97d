//! Conversations: members, their events and messages, and profiles (V1 to V4).
//!
//! Owns nothing but the list of what is tested. Must not test what conversations share with the other families. Invariant: a
//! test says who hears an event by listing everyone who does, in a world with a stranger who would hear too much.

mod conversation {
    #[cfg(feature = "snapshot")]
    #[expect(dead_code, reason = "lives need no bytes")]
    #[path = "../support/dice.rs"]
    mod dice;
    mod events;
    #[cfg(feature = "serde")]
    mod free_form;
    #[cfg(feature = "snapshot")]
    mod histories;
    #[cfg(feature = "snapshot")]
    #[path = "../support/lives.rs"]
    mod lives;
    mod members;
    mod messages;
    mod profiles;
    mod refusals;
    mod subscriptions;
    mod world;
}
