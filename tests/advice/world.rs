//! The world in which advice is asked for.
//!
//! Owns an engine that finds subscriptions by the plain scan, one session in it, and asking whom an event reaches. Must not
//! judge advice. Invariant: every id that an interest lists exists.

use tidings::*;

use super::everything::Everything;

pub(crate) const NOW: Timestamp = Timestamp::ZERO;

pub(crate) struct World {
    pub(crate) engine: Engine<Everything>,
    pub(crate) session: SessionId,
    user: UserId,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let config = config.matcher(MatcherKind::Scan);
        let mut engine = Engine::with_directory(config, Everything).expect("the settings of a test are valid");
        let (key, user) = (ClientKey::from("key"), UserId::from("ada"));
        engine.register_client(NOW, &key, &user).expect("the key is free");
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        Self { engine, session, user }
    }

    pub(crate) fn subscribe(&mut self, interest: impl Into<Interest>) -> SubscriptionId {
        self.engine.subscribe(NOW, self.session, interest).expect("the interest is acceptable")
    }

    pub(crate) fn unsubscribe(&mut self, subscription: SubscriptionId) {
        self.engine.unsubscribe(NOW, self.session, subscription).expect("the session holds it");
    }

    /// The advice; asking for it changes nothing.
    pub(crate) fn check(&self, interest: impl Into<Interest>) -> Vec<Advice> {
        let before = self.engine.state_hash();
        let advice = self.engine.check_interest(self.session, &interest.into()).expect("the interest is acceptable");
        assert_eq!(self.engine.state_hash(), before, "asking changes nothing");
        advice
    }

    /// The subscriptions that an event reaches, oldest first.
    pub(crate) fn reached(&self, event: &Event) -> Vec<SubscriptionId> {
        let dry = self
            .engine
            .dry_run(Publication::new(event.clone(), Audience::user(&self.user)))
            .expect("an event of the daemon");
        dry.into_iter().filter(|one| one.kind == event.kind()).map(|one| one.subscription).collect()
    }

    pub(crate) fn explain(&self, subscription: SubscriptionId, event: &Event) -> Verdict {
        self.engine
            .explain(self.session, subscription, Publication::new(event.clone(), Audience::user(&self.user)))
            .expect("the session holds it")
    }
}
