//! Conferences held to their rules, P1 to P10, with R6, K7, R4 and T1 where they touch conferences.
//!
//! Owns the list of what is proved about them; each module proves one thing. Must not know how a conference is kept: it sees
//! what a host sees. Invariant: every test also says who hears nothing.

#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]
#![expect(clippy::wildcard_enum_match_arm, reason = "what a test does not expect, it refuses")]

mod conference {
    pub(crate) mod audit;
    #[cfg(feature = "snapshot")]
    #[expect(dead_code, reason = "lives need no bytes")]
    #[path = "../support/dice.rs"]
    mod dice;
    #[cfg(feature = "snapshot")]
    #[path = "../support/draw.rs"]
    pub(crate) mod draw;
    #[cfg(feature = "snapshot")]
    pub(crate) mod inputs;
    #[cfg(feature = "snapshot")]
    #[path = "../support/lives.rs"]
    pub(crate) mod lives;
    pub(crate) mod model;
    pub(crate) mod world;

    mod bounds;
    #[cfg(feature = "snapshot")]
    mod histories;
    mod life;
    mod machine;
    mod presence;
    mod rights;
    mod search;
    mod time;
    mod tokens;
}
