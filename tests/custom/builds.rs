//! A kind of the host's own, events of it, and a world in which it is defined.

use tidings::custom::{CustomEvent, FieldType, FieldValue, KindDefinition};
use tidings::*;

use super::world::{NOW, World};

tidings::custom_events! {
    /// A build has finished.
    pub struct BuildFinished "BuildFinished" {
        repo: text,
        ok: flag,
        duration_ms: number,
        log: text?,
        tags: texts?,
        extra: data?,
    }
}

/// The fields of [`BuildFinished`], by hand and in another order.
pub(crate) fn definition() -> KindDefinition {
    KindDefinition::new("BuildFinished")
        .field("extra", FieldType::Data)
        .field("log", FieldType::Text)
        .field("ok", FieldType::Flag)
        .field("repo", FieldType::Text)
        .field("duration_ms", FieldType::Number)
        .field("tags", FieldType::Texts)
}

pub(crate) fn build(repo: &str) -> BuildFinished {
    BuildFinished { repo: repo.into(), ok: true, duration_ms: 7, log: None, tags: None, extra: None }
}

/// An event of the kind with these fields alone.
pub(crate) fn event<const N: usize>(fields: [(&'static str, FieldValue); N]) -> CustomEvent {
    CustomEvent::new("BuildFinished", fields)
}

/// A world in which the kind is defined; each of the users has a session without subscriptions.
pub(crate) fn with_builds<const N: usize>(users: [&str; N]) -> (World, [SessionId; N]) {
    with_builds_and(Config::default(), users)
}

pub(crate) fn with_builds_and<const N: usize>(config: Config, users: [&str; N]) -> (World, [SessionId; N]) {
    let mut world = World::of(config.default_subscriptions([]), &[]);
    world.engine.define::<BuildFinished>(NOW).expect("the name is free");
    let sessions = users.map(|user| world.open(user));
    (world, sessions)
}
