//! `publish_all`: several events in one input (R11).

mod publish_all {
    #[cfg(feature = "snapshot")]
    mod histories;
    mod order;
    mod refusals;
    #[cfg(feature = "snapshot")]
    #[expect(dead_code, reason = "numbers below a bound are enough")]
    #[path = "../support/rng.rs"]
    mod rng;
    mod verbs;
    #[path = "../support/world/mod.rs"]
    mod world;
}
