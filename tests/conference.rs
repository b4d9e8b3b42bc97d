//! Conferences held to their rules, P1 to P10, with R6, K7, R4 and T1 where they touch conferences.
//!
//! Owns the list of what is proved about them; each module proves one thing. Must not know how a conference is kept: it sees
//! what a host sees. Invariant: every test also says who hears nothing.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what a test does not expect, it refuses")]

mod conference {
    pub(crate) mod audit;
    #[cfg(feature = "snapshot")]
    #[path = "../support/draw.rs"]
    pub(crate) mod draw;
    #[cfg(feature = "snapshot")]
    pub(crate) mod inputs;
    pub(crate) mod model;
    #[cfg(feature = "snapshot")]
    #[path = "../support/restart_simulation.rs"]
    pub(crate) mod restart_simulation;
    #[cfg(feature = "snapshot")]
    #[expect(dead_code, reason = "restarts need no bytes")]
    #[path = "../support/rng.rs"]
    mod rng;
    pub(crate) mod verbs;
    #[path = "../support/world/mod.rs"]
    pub(crate) mod world;

    mod bounds;
    #[cfg(feature = "snapshot")]
    mod histories;
    #[cfg(feature = "snapshot")]
    mod inside;
    mod life;
    mod machine;
    mod presence;
    mod reads;
    mod rights;
    mod search;
    mod time;
    mod tokens;
}
