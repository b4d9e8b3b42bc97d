//! Which events a host may publish, and what each needs beside it.
//!
//! Owns the marker traits of the families; THE TABLE's rows implement them. Must not know how an event is
//! published. Invariant: events that the engine itself makes (those of conferences) have no marker, so publishing one does not
//! compile.

use super::Event;

/// Nobody outside implements the markers: a family is what THE TABLE says.
mod sealed {
    #[expect(unnameable_types, reason = "so that nobody can implement it")]
    pub trait Row {}
}

pub(crate) use self::sealed::Row;

/// An event of the daemon family. It is published for one user: `engine.publish(now, (&user, event))`.
pub trait DaemonEvent: Into<Event> + Row {}

/// An event of the conversation family. It is published by itself: the event says who gets it (V1, V4).
pub trait ConversationEvent: Into<Event> + Row {}
