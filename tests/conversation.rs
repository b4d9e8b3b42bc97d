//! Conversations: members, their events and messages, and profiles (V1 to V4).
//!
//! Owns nothing but the list of what is tested. Must not test what conversations share with the other families. Invariant: a
//! test says who hears an event by listing everyone who does, in a world with a stranger who would hear too much.

mod conversation {
    mod events;
    #[cfg(feature = "serde")]
    mod free_form;
    #[cfg(feature = "snapshot")]
    mod histories;
    mod members;
    mod messages;
    mod profiles;
    mod refusals;
    #[cfg(feature = "snapshot")]
    #[path = "../support/restart_simulation.rs"]
    mod restart_simulation;
    #[cfg(feature = "snapshot")]
    #[expect(dead_code, reason = "restarts need no bytes")]
    #[path = "../support/rng.rs"]
    mod rng;
    mod subscriptions;
    mod verbs;
    #[path = "../support/world/mod.rs"]
    mod world;
}
