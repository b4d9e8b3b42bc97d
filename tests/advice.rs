//! Advice about interests: what it says, and that it says nothing that is not so.
//!
//! Owns nothing but the list of what is tested. Must not test what subscribing does. Invariant: whatever is claimed of all
//! events is held against every event of a small domain, by matching them.
#![cfg(all(feature = "lint", feature = "serde"))]

mod advice {
    #[expect(dead_code, reason = "not all that can be drawn is needed")]
    #[path = "../support/draw.rs"]
    mod draw;
    #[path = "../support/everything.rs"]
    mod everything;

    mod brute_force;
    mod named;
    mod themes;
    mod verbs;
    #[path = "../support/world/mod.rs"]
    mod world;
}
