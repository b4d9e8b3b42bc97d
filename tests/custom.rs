//! Kinds of the host's own (U1 to U6).

mod custom {
    mod defaults;
    mod definitions;
    mod delivery;
    mod filters;
    mod histories;
    #[cfg(feature = "snapshot")]
    mod snapshots;
    mod typed;
    mod world;
}
