//! Asking for advice.
//!
//! Owns the verbs that only advice has, for ada, the one user there is. Must not judge advice. Invariant: every id that an
//! interest lists exists, and subscriptions are found by the plain scan.

use tidings::*;

use super::everything::Everything;
use super::world::{Named, World};

pub(crate) fn ada() -> World<Everything> {
    ada_with(Config::default())
}

pub(crate) fn ada_with(config: Config) -> World<Everything> {
    let engine = Engine::with_directory(config.matcher(MatcherKind::Scan), Everything);
    World::on(engine.expect("the settings of a test are valid"), &["ada"])
}

impl World<Everything> {
    /// The advice; asking for it changes nothing.
    pub(crate) fn check(&self, interest: impl Into<Interest>) -> Vec<Advice> {
        self.check_in("ada", interest)
    }

    /// The advice in another session.
    pub(crate) fn check_in(&self, session: impl Named, interest: impl Into<Interest>) -> Vec<Advice> {
        let (session, before) = (session.session_in(self), self.engine.state_hash());
        let advice = self.engine.check_interest(session, &interest.into()).expect("the interest is acceptable");
        assert_eq!(self.engine.state_hash(), before, "asking changes nothing");
        advice
    }

    /// The subscriptions that an event reaches, oldest first.
    pub(crate) fn reached(&self, event: &Event) -> Vec<SubscriptionId> {
        let predicted = self.engine.dry_run(for_ada(event)).expect("an event of the daemon");
        predicted.into_iter().filter(|one| one.kind == event.kind()).map(|one| one.subscription).collect()
    }

    pub(crate) fn explain(&self, subscription: SubscriptionId, event: &Event) -> Verdict {
        let session = self.session("ada");
        self.engine.explain(session, subscription, for_ada(event)).expect("the session has it")
    }
}

fn for_ada(event: &Event) -> Publication {
    Publication::new(event.clone(), Audience::user(&"ada".into()))
}
