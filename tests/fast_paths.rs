//! Random histories with each shortcut of the engine on and off: what comes out is the same, and the same as the scan gives.
//!
//! Owns the histories: ids, ranges, patterns in texts of several alphabets, counts, removals, calls with several events, restores. Must
//! not contain rules: the scan is the reference. Invariant: the histories are the same on every run.

#[path = "support/everything.rs"]
mod everything;
#[path = "support/rng.rs"]
#[allow(dead_code, reason = "other tests draw bytes as well")]
mod rng;

use tidings::daemon::{Message, MessageId, MessageReaction, MessageReactionAdded, MessageReceived};
use tidings::filter::{MessageFilter, ReactionFilter};
use tidings::{
    ClientKey, Config, Delivery, Engine, Event, FastPath, Interest, MatcherKind, Published, SessionId, Snapshot,
    SubscriptionId, Timestamp, UserId,
};

use self::everything::Everything;
use self::rng::Rng;

const NOW: Timestamp = Timestamp::ZERO;
const HISTORIES: u64 = 40;
const STEPS: usize = 150;
const USERS: [&str; 2] = ["ann", "bob"];

const WORDS: [&str; 9] = ["tea", "TEA", "Straße", "STRASSE", "чай", "ЧАЙ", "お茶", "7pm", "é"];
const PATTERNS: [&str; 12] = [
    "tea",
    "(?i)tea",
    "(?i)straße",
    r"\bчай\b",
    "(?i)чай.*tea",
    "お茶",
    r"\d+pm",
    r"^\w+ \w+$",
    "",
    "(?i:É)",
    "[а-я]{3}",
    "tea|お茶|7pm",
];

/// Engines that differ in how they find, each with its settings.
struct Engines {
    engines: Vec<(Config, Engine<Everything>)>,
    sessions: Vec<SessionId>,
    held: Vec<(SessionId, SubscriptionId)>,
}

/// What polling gives.
type Polled = Vec<(String, Vec<Delivery>)>;

fn poll(engine: &mut Engine<Everything>, most: usize) -> Polled {
    let mut polled = Vec::new();
    while polled.len() < most {
        let Some(dispatch) = engine.poll_output() else { break };
        let folded = dispatch.deliveries().fold(Vec::new(), |mut all, one| {
            all.push(one);
            all
        });
        let mut stepped = Vec::new();
        for delivery in dispatch.deliveries() {
            stepped.push(delivery);
        }
        let mut appended = folded[..0].to_vec();
        dispatch.append_to(&mut appended);
        assert_eq!([&folded, &appended], [&stepped; 2], "R3: in one go, and one by one");
        assert_eq!(folded.len(), dispatch.len());
        polled.push((dispatch.event().to_json().to_string(), folded));
    }
    polled
}

impl Engines {
    fn new() -> Self {
        let base = || Config::default().default_subscriptions([]).hash_seed(7);
        let mut configs = vec![base().matcher(MatcherKind::Scan), base()];
        configs.extend(FastPath::ALL.map(|path| base().without(path)));
        configs.push(FastPath::ALL.into_iter().fold(base(), Config::without));
        let engine = |config: Config| {
            let engine = Engine::with_directory(config.clone(), Everything).expect("the settings are valid");
            (config, engine)
        };
        let mut engines =
            Self { engines: configs.into_iter().map(engine).collect(), sessions: Vec::new(), held: Vec::new() };
        for user in USERS {
            let key = ClientKey::from(user);
            engines.each(|engine| engine.register_client(NOW, &key, &UserId::from(user))).expect("the key is free");
            engines.open(user);
            engines.open(user);
        }
        engines
    }

    /// Does the same to all; they answer the same.
    fn each<A: PartialEq + std::fmt::Debug>(&mut self, mut input: impl FnMut(&mut Engine<Everything>) -> A) -> A {
        let mut answers = self.engines.iter_mut().map(|(_, engine)| input(engine));
        let expected = answers.next().expect("there is the scan");
        for (at, answer) in answers.enumerate() {
            assert_eq!(answer, expected, "engine {at} after the scan answers otherwise");
        }
        expected
    }

    fn open(&mut self, user: &str) {
        let key = ClientKey::from(user);
        let session = self.each(|engine| engine.open_session(NOW, &key)).expect("the key is registered");
        self.sessions.push(session);
    }

    fn subscribe(&mut self, rng: &mut Rng, interest: &Interest) {
        let session = self.sessions[rng.below(self.sessions.len())];
        if let Ok(id) = self.each(|engine| engine.subscribe(NOW, session, interest.clone())) {
            self.held.push((session, id));
        }
    }

    fn unsubscribe(&mut self, rng: &mut Rng) {
        if self.held.is_empty() {
            return;
        }
        let (session, id) = self.held.swap_remove(rng.below(self.held.len()));
        // It may have ended by its count.
        _ = self.each(|engine| engine.unsubscribe(NOW, session, id));
    }

    fn close(&mut self, rng: &mut Rng) {
        let session = self.sessions.swap_remove(rng.below(self.sessions.len()));
        self.each(|engine| engine.close_session(NOW, session)).expect("it is open");
        self.held.retain(|(holder, _)| *holder != session);
        self.open(USERS[rng.below(USERS.len())]);
    }

    fn publish(&mut self, events: &[(UserId, Event)]) -> Vec<Published> {
        use tidings::{Audience, Publication};
        let publication = |(user, event): &(UserId, Event)| Publication::new(event.clone(), Audience::user(user));
        match events {
            [one] => vec![self.each(|engine| engine.publish(NOW, publication(one))).expect("it is acceptable")],
            all => {
                self.each(|engine| engine.publish_all(NOW, all.iter().map(publication))).expect("all are acceptable")
            }
        }
    }

    fn poll(&mut self, most: usize) -> Polled {
        self.each(|engine| poll(engine, most))
    }

    /// Each goes on as what its snapshot restores.
    fn restore(&mut self) {
        for (config, engine) in &mut self.engines {
            let snapshot =
                Snapshot::from_bytes(&engine.snapshot_without_directory().to_bytes()).expect("it was just taken");
            *engine = Engine::restore_with_directory(config.clone(), Everything, snapshot).expect("it is whole");
        }
    }
}

fn ids(rng: &mut Rng) -> Vec<MessageId> {
    (0..rng.below(4)).map(|_| MessageId::outbound(rng.below(12) as u64)).collect()
}

fn filter(rng: &mut Rng) -> MessageFilter {
    let mut filter = MessageFilter::new();
    if rng.below(2) == 0 {
        filter = filter.discussion_id(rng.below(3) as u64);
    }
    if rng.below(4) == 0 {
        filter = filter.sender_contact_id(rng.below(3) as u64);
    }
    if rng.below(3) == 0 {
        filter = filter.attachment(rng.below(2) == 0);
    }
    if rng.below(4) == 0 {
        filter = filter.min_timestamp(rng.below(9) as u64);
    }
    if rng.below(5) == 0 {
        filter = filter.max_timestamp(rng.below(9) as u64);
    }
    if rng.below(5) == 0 {
        filter = filter.reaction_filters([ReactionFilter::new().reaction(WORDS[rng.below(3)])]);
    }
    if rng.below(3) == 0 {
        filter = filter.body_search(PATTERNS[rng.below(PATTERNS.len())]);
    }
    if rng.below(8) == 0 {
        MessageFilter::new().any_of([filter, MessageFilter::new().sender_contact_id(1)])
    } else {
        filter
    }
}

fn interest(rng: &mut Rng) -> Interest {
    let count = [0, 0, 0, 1, 2, 5][rng.below(6)];
    match rng.below(5) {
        0 => MessageReceived::interest().count(count).into(),
        1 | 2 => MessageReceived::interest().filter(filter(rng)).count(count).into(),
        3 => MessageReactionAdded::interest().message_ids(ids(rng)).count(count).into(),
        _ => MessageReactionAdded::interest().message_ids(ids(rng)).filter(filter(rng)).count(count).into(),
    }
}

fn event(rng: &mut Rng) -> (UserId, Event) {
    let mut words = (0..rng.below(5)).map(|_| WORDS[rng.below(WORDS.len())]).collect::<Vec<_>>();
    words.dedup();
    let reaction = MessageReaction { reaction: WORDS[rng.below(3)].into(), ..MessageReaction::default() };
    let message = Message {
        id: Some(MessageId::outbound(rng.below(12) as u64)),
        discussion_id: rng.below(3) as u64,
        sender_id: rng.below(3) as u64,
        body: words.join(" "),
        timestamp: rng.below(9) as u64,
        attachments_count: rng.below(2) as u64,
        reactions: (0..rng.below(2)).map(|_| reaction.clone()).collect(),
        ..Message::default()
    };
    let event = if rng.below(2) == 0 {
        MessageReceived::new(message).into()
    } else {
        MessageReactionAdded::new(message, reaction).into()
    };
    (UserId::from(USERS[rng.below(USERS.len())]), event)
}

/// Returns how many deliveries there were.
fn live(seed: u64) -> usize {
    let (mut rng, mut engines, mut deliveries) = (Rng::new(seed), Engines::new(), 0);
    // A list long enough to be shared.
    if seed % 2 == 0 {
        let all = MessageReceived::interest().into();
        (0..140).for_each(|_| engines.subscribe(&mut rng, &all));
    }
    for _ in 0..STEPS {
        match rng.below(16) {
            0..=5 => {
                let interest = interest(&mut rng);
                engines.subscribe(&mut rng, &interest);
            }
            6 | 7 => engines.unsubscribe(&mut rng),
            8 if rng.below(4) == 0 => engines.close(&mut rng),
            9 if rng.below(4) == 0 => engines.restore(),
            _ => {
                let most = [1, 1, 3, 70][rng.below(4)];
                let events: Vec<_> = (0..=rng.below(most)).map(|_| event(&mut rng)).collect();
                deliveries += engines.publish(&events).iter().map(|one| one.deliveries).sum::<usize>();
            }
        }
        if rng.below(2) == 0 {
            let most = [1, 3, usize::MAX][rng.below(3)];
            engines.poll(most);
        }
    }
    engines.poll(usize::MAX);
    deliveries
}

#[test]
fn the_shortcuts_give_what_the_scan_gives() {
    let deliveries: Vec<usize> = (0..HISTORIES).map(live).collect();
    assert!(deliveries.iter().all(|deliveries| *deliveries > 20), "little was delivered: {deliveries:?}");
}
