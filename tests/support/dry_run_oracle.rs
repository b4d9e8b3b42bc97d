//! Looking without touching: what is predicted of an event is what happens (T5).
//!
//! Owns asking the engine before an event is published. Must not publish. Invariants: a dry run names whom the event will
//! reach, in order; every subscription's verdict agrees with it, by checks of which one fails exactly if the verdict is no;
//! and nothing changes by asking.

use tidings::*;

use super::model::Model;
use super::op::Input;

/// Whom an input will reach, as the engine says beforehand; `None` where it publishes nothing, or will be refused.
pub(super) fn predict(engine: &Engine, model: &Model, input: &Input) -> Option<Vec<(Kind, SubscriptionId)>> {
    let (user, event, exact) = match input {
        Input::Publish { user, event } => (user, event, false),
        Input::PublishExact { user, event } => (user, event, true),
        Input::RegisterClient { .. }
        | Input::RevokeClient { .. }
        | Input::OpenSession { .. }
        | Input::CloseSession { .. }
        | Input::Subscribe { .. }
        | Input::SubscribeAll { .. }
        | Input::Unsubscribe { .. }
        | Input::UnsubscribeAlias { .. }
        | Input::HandleTimeout => return None,
    };
    let publication = || Publication::new(event.clone(), Audience::user(user));
    let state = engine.state_hash();
    let dry = engine.dry_run(publication()).ok()?;
    for session in model.sessions() {
        for subscription in model.subscriptions_of(session) {
            let verdict = engine.explain(session, subscription, publication()).expect("the session holds it");
            let reached = dry.iter().any(|one| one.kind == event.kind() && one.subscription == subscription);
            assert_eq!(verdict.matched, reached, "T5: {subscription} of {session}, {event:?}: {verdict}");
            assert_eq!(verdict.failed().next().is_none(), reached, "T5: a no names a check that fails: {verdict}");
            let stranger = SessionId::from_number(session.number() + 1_000);
            assert!(engine.explain(stranger, subscription, publication()).is_err(), "M13: only to whoever holds it");
        }
    }
    assert_eq!(engine.state_hash(), state, "T5: asking changes nothing");
    let predicted = dry.into_iter().filter(|one| !exact || one.kind == event.kind());
    Some(predicted.map(|one| (one.kind, one.subscription)).collect())
}
