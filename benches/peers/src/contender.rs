//! Tidings as a contender, through its public API alone, as a host uses it.
//!
//! Owns an engine and what a host has beside it: users with their sessions, which session has which subscription, events built
//! beforehand. Must not know how it is timed. Invariant: tenants are users, with one session for each 10,000 subscriptions;
//! an event is cloned when it is published, which shares what it is about.

use std::hint::black_box;

use contenders::{Contender, Event as PlainEvent, Filter, SharedPatterns, World};
use tidings::{
    Audience, ClientKey, Config, Directory, Engine, EntityId, Event, Interest, Publication, SessionId, SubscriptionId,
    Timestamp, UserId,
};

use crate::vocabulary::{event, interest};

/// Time does not matter here.
pub const NOW: Timestamp = Timestamp::ZERO;

const SUBSCRIPTIONS_PER_SESSION: usize = 10_000;

/// Every id exists: what clients subscribe to was sent long ago.
#[derive(Debug)]
pub struct AllExist;

impl Directory for AllExist {
    fn exists(&self, _: &UserId, _: EntityId) -> bool {
        true
    }

    fn is_live_sharing(&self, _: &UserId, _: tidings::daemon::MessageId) -> bool {
        true
    }
}

/// Bounds that no scenario reaches, and a seed, so that runs are alike.
pub fn config() -> Config {
    Config::default()
        .hash_seed(0x5EED)
        .default_subscriptions([])
        .max_subscriptions_per_session(u64::MAX)
        .max_subscriptions_per_user(u64::MAX)
        .max_pending_deliveries(u64::MAX)
}

pub fn engine() -> Engine<AllExist> {
    Engine::with_directory(config(), AllExist).expect("the settings are valid")
}

struct Tenant {
    user: UserId,
    key: ClientKey,
    /// The session that takes the next subscription, by its place in `sessions`, and how many it took.
    session: usize,
    taken: usize,
}

/// Subscriptions that end by their count and are made anew at once.
struct Renewed {
    /// Which subscription of the world each one is, by its number less one.
    original: Vec<u32>,
    filters: Vec<Filter>,
    ended: Vec<u32>,
}

pub struct Tidings {
    pub engine: Engine<AllExist>,
    pub sessions: Vec<SessionId>,
    /// The place of the session of each subscription, by its number less one.
    pub session_of: Vec<u32>,
    tenants: Vec<Option<Tenant>>,
    count: u64,
    renewed: Option<Renewed>,
    patterns: SharedPatterns,
    /// The events of the world, each with its user.
    pub events: Vec<(UserId, Event)>,
}

impl Tidings {
    pub fn new(patterns: SharedPatterns) -> Self {
        Self::with_count(patterns, 0)
    }

    /// Every subscription ends with so many deliveries and is then made anew; 0: none ends.
    pub fn with_count(patterns: SharedPatterns, count: u64) -> Self {
        let renewed = || Renewed { original: Vec::with_capacity(12_000_000), filters: Vec::new(), ended: Vec::new() };
        Self {
            engine: engine(),
            sessions: Vec::new(),
            // Its growth is not to be timed, nor counted as the engine's.
            session_of: Vec::with_capacity(6_000_000),
            tenants: Vec::new(),
            count,
            renewed: (count > 0).then(renewed),
            patterns,
            events: Vec::new(),
        }
    }

    pub fn interest(&self, filter: &Filter) -> Interest {
        interest(filter, &self.patterns, self.count)
    }

    /// The place of a session of this tenant that takes one more subscription.
    fn session(&mut self, tenant: u32) -> usize {
        let at = tenant as usize;
        if self.tenants.len() <= at {
            self.tenants.resize_with(at + 1, || None);
        }
        let tenant = self.tenants[at].get_or_insert_with(|| {
            let (user, key) = (user(tenant), ClientKey::from(format!("key {tenant}")));
            self.engine.register_client(NOW, &key, &user).expect("the key is free");
            Tenant { user, key, session: 0, taken: SUBSCRIPTIONS_PER_SESSION }
        });
        if tenant.taken == SUBSCRIPTIONS_PER_SESSION {
            self.sessions.push(self.engine.open_session(NOW, &tenant.key).expect("the key is registered"));
            (tenant.session, tenant.taken) = (self.sessions.len() - 1, 0);
        }
        tenant.taken += 1;
        tenant.session
    }

    /// The session for the next subscription of this tenant, and its place; for timing `subscribe` alone.
    pub fn next_session(&mut self, tenant: u32) -> (SessionId, u32) {
        let at = self.session(tenant);
        (self.sessions[at], at as u32)
    }

    fn subscribe(&mut self, tenant: u32, interest: Interest) -> Result<SubscriptionId, String> {
        let (session, at) = self.next_session(tenant);
        let id = self.engine.subscribe(NOW, session, interest).map_err(|error| error.to_string())?;
        assert_eq!(id.number(), self.session_of.len() as u64 + 1, "subscriptions are numbered in a row");
        self.session_of.push(at);
        Ok(id)
    }

    #[inline]
    fn publish(&mut self, event: &PlainEvent) {
        let (user, event) = &self.events[event.index as usize];
        let publication = Publication::new(event.clone(), Audience::user(user));
        self.engine.publish(NOW, publication).expect("the bounds suffice");
    }
}

pub fn user(tenant: u32) -> UserId {
    UserId::from(format!("user {tenant}"))
}

impl Contender for Tidings {
    fn insert(&mut self, id: u32, filter: &Filter) -> Result<(), String> {
        let interest = self.interest(filter);
        let subscription = self.subscribe(filter.tenant, interest)?;
        match &mut self.renewed {
            Some(renewed) => renewed.original.push(id),
            None => assert_eq!(subscription.number(), u64::from(id) + 1, "the worlds number them alike"),
        }
        Ok(())
    }

    fn remove(&mut self, id: u32) {
        let session = self.sessions[self.session_of[id as usize] as usize];
        let id = SubscriptionId::from_number(u64::from(id) + 1);
        self.engine.unsubscribe(NOW, session, id).expect("the session has it");
    }

    fn prepare(&mut self, world: &World) {
        let last = world.events.iter().map(|event| event.tenant).max().unwrap_or(0);
        let users: Vec<UserId> = (0..=last)
            .map(|tenant| match self.tenants.get(tenant as usize) {
                Some(Some(tenant)) => tenant.user.clone(),
                _ => user(tenant),
            })
            .collect();
        self.events = world.events.iter().map(|plain| (users[plain.tenant as usize].clone(), event(plain))).collect();
        if let Some(renewed) = &mut self.renewed {
            renewed.filters.clone_from(&world.subs);
        }
    }

    #[inline]
    fn match_event(&mut self, event: &PlainEvent, out: &mut Vec<u32>) {
        self.publish(event);
        let Some(mut renewed) = self.renewed.take() else {
            while let Some(dispatch) = self.engine.poll_output() {
                dispatch.deliveries().for_each(|delivery| out.push(delivery.subscription().number() as u32 - 1));
            }
            return;
        };
        renewed.ended.clear();
        while let Some(dispatch) = self.engine.poll_output() {
            for delivery in dispatch.deliveries() {
                let id = renewed.original[delivery.subscription().number() as usize - 1];
                out.push(id);
                if delivery.ended().is_some() {
                    renewed.ended.push(id);
                }
            }
        }
        for at in 0..renewed.ended.len() {
            let id = renewed.ended[at];
            let filter = &renewed.filters[id as usize];
            let interest = self.interest(filter);
            self.subscribe(filter.tenant, interest).expect("the bounds suffice");
            renewed.original.push(id);
        }
        self.renewed = Some(renewed);
    }

    fn renews(&self) -> bool {
        true
    }

    fn regex_runs(&self) -> Option<u64> {
        Some(self.engine.stats().patterns_run)
    }

    fn examined(&self) -> Option<u64> {
        Some(self.engine.stats().candidates_examined)
    }
}

/// Tidings where the host only takes what is lent, and walks none of it.
pub struct TidingsLent(pub Tidings);

impl Contender for TidingsLent {
    fn insert(&mut self, id: u32, filter: &Filter) -> Result<(), String> {
        self.0.insert(id, filter)
    }

    fn remove(&mut self, id: u32) {
        self.0.remove(id);
    }

    fn prepare(&mut self, world: &World) {
        self.0.prepare(world);
    }

    fn match_event(&mut self, event: &PlainEvent, out: &mut Vec<u32>) {
        self.0.match_event(event, out);
    }

    #[inline]
    fn count_event(&mut self, event: &PlainEvent, _: &mut Vec<u32>) -> usize {
        self.0.publish(event);
        let mut matches = 0;
        while let Some(dispatch) = self.0.engine.poll_output() {
            matches += dispatch.len();
            let _ = black_box(dispatch.deliveries());
        }
        matches
    }
}
