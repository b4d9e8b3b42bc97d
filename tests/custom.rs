//! Kinds of the host's own (U1 to U6).

mod custom {
    mod builds;
    mod defaults;
    mod definitions;
    mod delivery;
    mod filters;
    mod histories;
    #[cfg(feature = "snapshot")]
    mod snapshots;
    mod typed;
    #[path = "../support/world/mod.rs"]
    mod world;
}
