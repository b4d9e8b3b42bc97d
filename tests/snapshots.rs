//! Snapshots: damaged, forged, kept for ever, and what they cost (T4).
//!
//! Owns nothing but the list of what is tested; that a restore changes no later output, the random histories show. Must not know
//! how a part is written. Invariant: whatever is read, there is a typed error or an engine that works, never a panic.
#![cfg(feature = "snapshot")]
#![allow(clippy::duplicate_mod, reason = "two families draw, each with methods of its own on it")]
#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]

#[expect(dead_code, reason = "histories are lived through elsewhere; here things are drawn as they are there")]
mod support;

mod snapshots {
    #[path = "../support/draw.rs"]
    pub(crate) mod draw;
    #[path = "../support/everything.rs"]
    mod everything;
    #[allow(dead_code, reason = "what was told is held against the rules elsewhere")]
    #[path = "../conference/inputs.rs"]
    pub(crate) mod inputs;

    mod contradicting;
    mod cost;
    mod damage;
    mod forged;
    mod grow;
    mod interests;
    mod kept;
    mod moments;
    mod order;
    mod sealed;
}
