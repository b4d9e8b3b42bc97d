//! The bounds of `Config`, each at one below it, at it, and one above.
//!
//! Owns one attempt for each bound: something that takes a given amount of what is bounded. Must not repeat the defaults.
//! Invariants: what a bound admits is accepted, what it does not is refused with its name and changes nothing (T2, R4); a bound
//! without an attempt fails the test.

use tidings::{conference::*, conversation::*, daemon::*, filter::*, *};

use world::{NOW, World, key};

#[path = "support/world/mod.rs"]
mod world;

/// The maximum that is set for the bound in question.
const MAXIMUM: u64 = 12;

/// A world with one session of alice, who starts without subscriptions.
fn alone(config: Config) -> World {
    World::of(config.default_subscriptions([]), &["alice"])
}

fn subscribe(world: &mut World, interest: impl Into<Interest>) -> Result<(), Error> {
    world.engine.subscribe(NOW, world.session("alice"), interest).map(drop)
}

fn search(world: &mut World, pattern: &str) -> Result<(), Error> {
    subscribe(world, MessageReceived::interest().filter(MessageFilter::new().body_search(pattern)))
}

fn publish(world: &mut World, event: impl Into<Event>) -> Result<Published, Error> {
    world.engine.publish(NOW, Publication::new(event, Audience::user(&alice())))
}

fn alice() -> UserId {
    "alice".into()
}

fn name(bytes: u64) -> String {
    "n".repeat(bytes as usize)
}

fn message(id: u64) -> Message {
    Message { id: Some(MessageId::outbound(id)), ..Message::default() }
}

/// What comes of trying to take `amount` of what `bound` bounds; `None` where nothing in the engine takes it.
#[expect(clippy::wildcard_enum_match_arm, reason = "ELSEWHERE lists the others")]
fn attempt(world: &mut World, bound: Bound, amount: u64) -> Option<Result<(), Error>> {
    let interests = |amount: u64| -> Vec<Interest> { (0..amount).map(|_| CallEnded::interest().into()).collect() };
    Some(match bound {
        Bound::SubscriptionsPerSession => {
            world.engine.subscribe_all(NOW, world.session("alice"), &interests(amount)).map(drop)
        }
        Bound::SubscriptionsPerUser => {
            // Half of them in another session, of another client of the same user.
            let other = ClientKey::from("other");
            world.engine.register_client(NOW, &other, &alice()).expect("the key is free");
            let session = world.engine.open_session(NOW, &other).expect("the key is registered");
            let half = amount / 2;
            let held = world.engine.subscribe_all(NOW, session, &interests(half)).expect("half of them are admitted");
            assert_eq!(held.len() as u64, half);
            world.engine.subscribe_all(NOW, world.session("alice"), &interests(amount - half)).map(drop)
        }
        // That of alice is open.
        Bound::OpenSessions => (1..amount)
            .map(|_| world.engine.open_session(NOW, &"alice's key".into()))
            .collect::<Result<Vec<_>, _>>()
            .map(drop),
        Bound::SubscriptionsEver => {
            let session = world.session("alice");
            let first = world.engine.subscribe(NOW, session, MessageReceived::interest()).expect("one is admitted");
            world.engine.unsubscribe(NOW, session, first).expect("it is held");
            world.engine.subscribe_all(NOW, session, &interests(amount - 1)).map(drop)
        }
        Bound::IdsPerList => {
            publish(world, MessageSent::new(message(1))).expect("the message exists from now on");
            // Repeated ids count in the bound, if not in the list.
            subscribe(world, MessageRead::interest().message_ids((0..amount).map(|_| MessageId::outbound(1))))
        }
        Bound::PatternBytes => search(world, &name(amount)),
        Bound::FilterDepth => {
            let deep = (1..amount).fold(MessageFilter::new(), |filter, _| MessageFilter::new().not(filter));
            subscribe(world, MessageReceived::interest().filter(deep))
        }
        Bound::FilterNodes => {
            let others = (1..amount).map(|_| ReactionFilter::new());
            subscribe(world, MessageReceived::interest().filter(MessageFilter::new().reaction_filters(others)))
        }
        Bound::NameBytes => world.engine.register_client(NOW, &name(amount).into(), &alice()),
        Bound::Participants => {
            let new = NewConference::new("Room");
            world.engine.create_conference(NOW, world.session("alice"), new).expect("creating is not joining");
            let joined = (0..amount).map(|at| {
                let (key, user) = (ClientKey::from(format!("key {at}")), UserId::from(format!("user {at}")));
                world.engine.register_client(NOW, &key, &user)?;
                let session = world.engine.open_session(NOW, &key)?;
                world.engine.conference(NOW, "Room").join(session, None)
            });
            joined.collect()
        }
        Bound::OpenInvitations => {
            let people: Vec<Invitee> = (0..amount).map(|at| Invitee::new(format!("user {at}"))).collect();
            let new = NewConference::new("Room").protected(false);
            world.engine.create_conference_as_server(NOW, &alice(), new, &people, false).map(drop)
        }
        Bound::RosterEntries => {
            let people = |from, to| (from..to).map(|at| Invitee::new(format!("user {at}"))).collect::<Vec<_>>();
            let new = NewConference::new("Room").protected(false);
            let first = world.engine.create_conference_as_server(NOW, &alice(), new, &people(0, amount / 2), false);
            first.expect("half of them are admitted");
            let room = world.engine.conference(NOW, "Room");
            room.invite_as_server(&people(amount / 2, amount), false).map(drop)
        }
        Bound::ConferencesPerOwner => {
            let created = (0..amount).map(|at| {
                let new = NewConference::new(format!("Room {at}"));
                world.engine.create_conference(NOW, world.session("alice"), new).map(drop)
            });
            created.collect()
        }
        Bound::FreeFormBytes => {
            let added = ConversationParticipantAdded::new("tea", "alice", "", "alice", "");
            world.engine.publish(NOW, added).expect("the conversation starts");
            // The quotes around a text count.
            let payload =
                MessageSentPayload { metadata: Some(Json::Text(name(amount - 2))), ..MessageSentPayload::default() };
            world.engine.publish(NOW, ConversationMessageSent::new("e", "tea", 1_u64, payload)).map(drop)
        }
        Bound::FreeFormDepth => {
            // The profile itself is one object.
            let deep = (1..amount).fold(Json::Null, |inner, _| Json::List(vec![inner]));
            let profile = Json::Object(vec![("id".into(), "alice".into()), ("deep".into(), deep)]);
            world.engine.publish(NOW, ProfileUpdate::new("", profile)).map(drop)
        }
        Bound::PendingDeliveries => {
            world
                .engine
                .subscribe_all(NOW, world.session("alice"), &interests(amount))
                .expect("there is room for them");
            publish(world, CallEnded::new("call")).map(drop)
        }
        _ => return None,
    })
}

/// Bounds that are not a plain count of something given, each with a test of its own below.
const ELSEWHERE: &[Bound] = &[Bound::CompiledPatternBytes, Bound::LedgerEntriesPerUser];

#[test]
fn each_bound_admits_its_maximum_and_no_more() {
    for bound in Bound::ALL {
        let mut config = Config::default();
        config.set(bound.name(), &MAXIMUM.to_string()).unwrap();
        assert_eq!(config.maximum(*bound), MAXIMUM);

        for amount in [MAXIMUM - 1, MAXIMUM, MAXIMUM + 1] {
            let mut world = alone(config.clone());
            let Some(outcome) = attempt(&mut world, *bound, amount) else {
                assert!(ELSEWHERE.contains(bound), "{bound:?}: give it an attempt");
                continue;
            };
            if amount <= MAXIMUM {
                assert_eq!(outcome, Ok(()), "{bound:?}: {amount} of {MAXIMUM}");
            } else {
                check_refusal(*bound, &outcome.unwrap_err());
            }
        }
    }
}

/// T2: the name of the bound, the value and the maximum.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others are wrong here")]
fn check_refusal(bound: Bound, error: &Error) {
    let text = error.to_string();
    assert!(text.contains(bound.name()) && text.contains(&MAXIMUM.to_string()), "{text}");
    match error {
        Error::BoundReached { bound: named, value, maximum, .. } => {
            assert_eq!((*named, *value, *maximum), (bound, MAXIMUM + 1, MAXIMUM), "{text}");
            assert_eq!(error.code(), Code::ResourceExhausted);
        }
        Error::PatternTooLarge { bound: named, maximum, .. } => {
            assert_eq!((*named, *maximum), (bound, MAXIMUM), "{text}");
            assert_eq!(error.code(), Code::InvalidArgument);
        }
        _ => panic!("{bound:?} was refused with {error:?}"),
    }
}

#[test]
fn a_refused_array_changes_nothing() {
    for bound in [Bound::SubscriptionsPerSession, Bound::SubscriptionsPerUser] {
        let mut config = Config::default();
        config.set(bound.name(), &MAXIMUM.to_string()).unwrap();
        let mut world = alone(config);
        subscribe(&mut world, CallBusy::interest().count(1)).unwrap();
        let before = world.engine.stats();

        let tea: Interest = MessageReceived::interest().filter(MessageFilter::new().body_search("tea")).into();
        let array = vec![tea; MAXIMUM as usize];
        let error = world.engine.subscribe_all(NOW, world.session("alice"), &array).unwrap_err();
        check_refusal(bound, &error);
        assert_eq!(world.engine.stats(), before, "R4: {bound:?}");
        let held = world.engine.subscriptions(world.session("alice")).unwrap();
        assert_eq!(held.map(|(_, held)| held.kind()).collect::<Vec<_>>(), [Kind::CallBusy], "K5: {bound:?}");
        world.engine.subscribe_all(NOW, world.session("alice"), &array[1..]).unwrap();
    }
}

#[test]
fn a_full_queue_refuses_the_event_and_what_follows_from_it() {
    let mut world = alone(Config::default().max_pending_deliveries(2));
    subscribe(&mut world, MessageReceived::interest().count(2)).unwrap();
    subscribe(&mut world, MessageLocationReceived::interest()).unwrap();
    let located = |id| {
        let location = MessageLocation { r#type: LocationType::Send, ..MessageLocation::default() };
        MessageReceived::new(Message { message_location: Some(location), ..message(id) })
    };
    publish(&mut world, MessageReceived::new(message(1))).unwrap();
    let error = publish(&mut world, located(2)).unwrap_err();
    assert!(matches!(error, Error::BoundReached { bound: Bound::PendingDeliveries, value: 3, maximum: 2, .. }));
    assert_eq!(world.engine.stats().pending_deliveries, 1, "R4: neither is queued");
    assert_eq!(world.engine.directory().entries(&alice()), 1, "R4: nothing is learnt");
    let remaining: Vec<_> =
        world.engine.subscriptions(world.session("alice")).unwrap().map(|(_, held)| held.remaining()).collect();
    assert_eq!(remaining, [std::num::NonZeroU64::new(1), None], "R4: no count is used up");

    assert_eq!(world.engine.poll_output().map(|dispatch| dispatch.len()), Some(1));
    assert!(world.engine.poll_output().is_none());
    assert_eq!(publish(&mut world, located(2)).unwrap().deliveries, 2, "polling makes room");
}

#[test]
fn subscribing_to_aliases_takes_room_in_the_queue() {
    let mut world = alone(Config::default().max_pending_deliveries(1));
    let aliases = |names: &[&str]| names.iter().map(|name| ConferenceEnded::interest(*name).into()).collect::<Vec<_>>();
    let (session, engine) = (world.session("alice"), &mut world.engine);
    let error = engine.subscribe_all(NOW, session, &aliases(&["a", "b"])).unwrap_err();
    assert!(matches!(error, Error::BoundReached { bound: Bound::PendingDeliveries, .. }));
    assert_eq!(engine.stats().subscriptions, 0, "R4");
    engine.subscribe_all(NOW, session, &aliases(&["a"])).unwrap();
}

#[test]
fn a_compiled_pattern_has_a_bound_of_its_own() {
    let mut world = alone(Config::default().max_compiled_pattern_bytes(20_000));
    search(&mut world, "tea").unwrap();
    let error = search(&mut world, r"\pL{200}").unwrap_err();
    let bound = Bound::CompiledPatternBytes;
    assert_eq!(error, Error::PatternTooLarge { field: "filter.body_search".into(), bound, maximum: 20_000 });
    assert_eq!(error.code(), Code::InvalidArgument);
    assert_eq!(world.engine.stats().compiled_patterns, 1, "R4");
    let mut world = alone(Config::default());
    search(&mut world, r"\pL{20}").unwrap();
}

#[test]
fn the_ledger_forgets_the_oldest_and_refuses_nothing() {
    let mut world = alone(Config::default().max_ledger_entries_per_user(MAXIMUM));
    let exists =
        |world: &World, id| world.engine.directory().exists(&alice(), EntityId::Message(MessageId::outbound(id)));
    for id in 1..=MAXIMUM {
        publish(&mut world, MessageSent::new(message(id))).unwrap();
    }
    assert!(exists(&world, 1) && exists(&world, MAXIMUM));
    publish(&mut world, MessageSent::new(message(MAXIMUM + 1))).unwrap();
    assert!(!exists(&world, 1) && exists(&world, 2) && exists(&world, MAXIMUM + 1), "I4: the oldest entry goes");
    assert_eq!(world.engine.directory().entries(&alice()), MAXIMUM as usize);

    // What is known already takes no room, nor does another user's.
    publish(&mut world, MessageSent::new(message(2))).unwrap();
    world.engine.publish(NOW, (&"bob".into(), MessageSent::new(message(1)))).unwrap();
    assert!(exists(&world, 2) && exists(&world, 3) && !exists(&world, 1), "R7");
}

#[test]
fn a_ledger_of_no_size_knows_nothing() {
    let mut world = alone(Config::default().max_ledger_entries_per_user(0));
    publish(&mut world, MessageSent::new(message(1))).unwrap();
    assert_eq!(world.engine.directory().entries(&alice()), 0);
}

#[test]
fn names_of_users_are_bounded_wherever_they_are_given() {
    let mut world = alone(Config::default().max_name_bytes(MAXIMUM));
    let long = UserId::from(name(MAXIMUM + 1));
    let event = || CallEnded::new("call");
    for error in [
        world.engine.register_client(NOW, &"free".into(), &long).unwrap_err(),
        world.engine.publish(NOW, (&long, event())).unwrap_err(),
        world.engine.publish(NOW, Publication::new(event(), Audience::user(&long)).exact()).unwrap_err(),
    ] {
        let field = "user".into();
        let (bound, value, maximum) = (Bound::NameBytes, MAXIMUM + 1, MAXIMUM);
        assert_eq!(error, Error::BoundReached { field, bound, value, maximum });
    }
    world.engine.publish(NOW, (&name(MAXIMUM).into(), event())).unwrap();
}

#[test]
fn opening_a_session_counts_its_default_subscriptions() {
    let config = Config::default().default_subscriptions([Kind::ProfileUpdate]).max_subscriptions_per_user(2);
    let mut world = World::of(config, &["alice", "alice"]);
    let error = world.engine.open_session(NOW, &key("alice")).unwrap_err();
    assert!(matches!(error, Error::BoundReached { bound: Bound::SubscriptionsPerUser, value: 3, maximum: 2, .. }));
    assert_eq!((world.engine.stats().sessions, world.engine.stats().subscriptions), (2, 2), "R4");
    world.close("alice");
    world.open("alice");
}

/// What is as deep as any settings admit can be walked, taken down and put up again, on a small stack.
#[cfg(feature = "snapshot")]
#[test]
fn t4_the_deepest_of_all_comes_back() {
    const DEEPEST: u64 = 200;
    let config = Config::default().max_free_form_depth(DEEPEST).max_filter_depth(100);
    let mut world = alone(config.clone());
    let deep = (1..100).fold(MessageFilter::new().discussion_id(7), |filter, _| MessageFilter::new().any_of([filter]));
    subscribe(&mut world, MessageReceived::interest().filter(deep)).expect("it is admitted");
    world.engine.subscribe(NOW, world.session("alice"), ProfileUpdate::interest()).expect("it is admitted");
    let nested = |depth| (1..depth).fold(Json::Null, |inner, _| Json::Object(vec![("in".into(), inner)]));
    let profile = |depth| Json::Object(vec![("id".into(), "alice".into()), ("deep".into(), nested(depth))]);
    let published = world.engine.publish(NOW, ProfileUpdate::new("", profile(DEEPEST)));
    assert!(published.expect("it is admitted").deliveries > 0, "it waits");
    assert!(world.engine.publish(NOW, ProfileUpdate::new("", profile(DEEPEST + 1))).is_err());

    let snapshot = Snapshot::from_bytes(&world.engine.snapshot().to_bytes()).expect("it is as it was");
    assert!(serde_json::to_string(&snapshot).is_ok(), "it can be looked at");
    let restored = Engine::restore(config.clone(), snapshot).expect("the settings are the same");
    assert_eq!(restored.state_hash(), world.engine.state_hash());

    for config in [config.clone().max_free_form_depth(DEEPEST + 1), config.max_filter_depth(101)] {
        assert!(matches!(Engine::new(config), Err(ConfigError::TooHigh { .. })));
    }
}

/// Deeper than a stack goes: what is refused must not be walked down first.
#[cfg(feature = "lint")]
#[test]
fn t2_a_filter_deeper_than_any_stack_is_refused() {
    let mut world = alone(Config::default());
    let filter = || MessageFilter::new().discussion_id(7);
    let deep = || (0..10_000).fold(filter(), |inner, _| filter().not(inner));
    let interest = || Interest::from(MessageReceived::interest().filter(deep()));
    let refusals = [
        subscribe(&mut world, interest()).unwrap_err(),
        world.engine.check_interest(world.session("alice"), &interest()).unwrap_err(),
        interest().check(&Config::default()).unwrap_err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Error::BoundReached { bound: Bound::FilterDepth, .. }), "{refusal}");
    }
}

/// Parts of a message that say nothing are bounded, too.
#[test]
fn t2_empty_parts_of_a_message_count() {
    let mut world = alone(Config::default().max_free_form_bytes(MAXIMUM));
    let member = ConversationParticipantAdded::new("tea", "", "", "alice", "");
    world.engine.publish(NOW, member).expect("she becomes a member");
    let mut send = |parts: u64| {
        let parts = vec![MessagePart::default(); parts as usize];
        let payload = MessageSentPayload { parts: Some(parts), ..MessageSentPayload::default() };
        world.engine.publish(NOW, ConversationMessageSent::new("e", "tea", 1_u64, payload)).map(drop)
    };
    assert_eq!(send(MAXIMUM / 2), Ok(()));
    let (field, bound, value, maximum) = ("event.payload.parts".into(), Bound::FreeFormBytes, MAXIMUM + 2, MAXIMUM);
    assert_eq!(send(MAXIMUM / 2 + 1), Err(Error::BoundReached { field, bound, value, maximum }));
}
