//! What publishing allocates: nothing, once the buffers have grown.
//!
//! Owns the table of what subscriptions may ask, and the measured loop of publishing and polling. Must not measure time, nor
//! making and cloning events: that is the host's. Invariant: 0 allocations for each published event in steady state, whichever
//! way subscriptions are found.

use tidings::{conference::*, conversation::*, daemon::*, filter::*, *};

use crate::NOW;

/// How often the events are published: to warm up, then measured.
const ROUNDS: usize = 4;

/// Subscribes to these, publishes the events over and over, and counts allocations once all of them were seen.
///
/// `deliveries` is what one round must deliver, so that nothing is measured in vain.
#[track_caller]
fn allocates_nothing(interests: &[Interest], events: &[Event], deliveries: usize) {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        let mut engine = Engine::new(Config::default().matcher(matcher)).expect("the defaults are valid");
        let (key, alice) = (ClientKey::from("alice's key"), UserId::from("alice"));
        engine.register_client(NOW, &key, &alice).expect("the key is free");
        let session = engine.open_session(NOW, &key).expect("the key is registered");
        round(&mut engine, &alice, events.to_vec());
        engine.subscribe_all(NOW, session, interests).expect("they are in order");
        assert_eq!(round(&mut engine, &alice, events.to_vec()), deliveries, "{matcher:?}: deliveries of one round");

        let mut rounds: Vec<Vec<Event>> = (0..2 * ROUNDS).map(|_| events.to_vec()).collect();
        let measured = rounds.split_off(ROUNDS);
        for events in rounds {
            round(&mut engine, &alice, events);
        }
        let mut received_by = 0;
        let allocations = allocation_counter::measure(|| {
            for events in measured {
                received_by += round(&mut engine, &alice, events);
            }
        });
        assert_eq!(received_by, ROUNDS * deliveries, "{matcher:?}: deliveries while measured");
        assert_eq!(
            allocations.count_total,
            0,
            "{matcher:?}: allocations in {ROUNDS} rounds of {} events",
            events.len()
        );
    }
}

/// Publishes each event and polls what it delivers; returns how many deliveries that were.
fn round(engine: &mut Engine, user: &UserId, events: Vec<Event>) -> usize {
    let mut deliveries = 0;
    for event in events {
        engine
            .publish(NOW, Publication::new(event, Audience::user(user)))
            .expect("events of the daemon, for a user with a name");
        while let Some(dispatch) = engine.poll_output() {
            deliveries += dispatch.len();
        }
    }
    deliveries
}

/// Twenty messages in five discussions, from four senders.
fn messages() -> Vec<Message> {
    let bodies = ["tea at four", "cake 42 for 7 people", "", "grüße 👍 an alle", "TEA\nand nothing else"];
    let message = |at: u64| Message {
        id: Some(MessageId::outbound(at)),
        discussion_id: at % 5,
        sender_id: at % 4,
        body: bodies[at as usize % bodies.len()].into(),
        timestamp: at,
        attachments_count: at % 2,
        reactions: (0..at % 3).map(reaction).collect(),
        replied_message_id: (at % 2 == 0).then(|| MessageId::inbound(at)),
        ..Message::default()
    };
    (0..20).map(message).collect()
}

fn reaction(contact_id: u64) -> MessageReaction {
    let reaction = ["👍", "❤️", ""][contact_id as usize % 3].into();
    MessageReaction { contact_id, reaction, timestamp: 1 }
}

fn received() -> Vec<Event> {
    messages().into_iter().map(|message| MessageReceived::new(message).into()).collect()
}

fn each<I: Into<Interest>>(interests: impl IntoIterator<Item = I>) -> Vec<Interest> {
    interests.into_iter().map(Into::into).collect()
}

fn filtered(filters: impl IntoIterator<Item = MessageFilter>) -> Vec<Interest> {
    each(filters.into_iter().map(|filter| MessageReceived::interest().filter(filter)))
}

#[test]
fn unfiltered() {
    allocates_nothing(&each((0..10).map(|_| MessageReceived::interest())), &received(), 200);
}

#[test]
fn events_that_nobody_receives() {
    allocates_nothing(&[], &received(), 0);
    allocates_nothing(&filtered((100..150).map(|id| MessageFilter::new().discussion_id(id))), &received(), 0);
    allocates_nothing(&each([CallEnded::interest()]), &received(), 0);
}

#[test]
fn found_by_number() {
    allocates_nothing(&filtered((0..100).map(|at| MessageFilter::new().discussion_id(at))), &received(), 20);
    allocates_nothing(&filtered((0..100).map(|at| MessageFilter::new().sender_contact_id(at))), &received(), 20);
}

#[test]
fn found_by_listed_ids() {
    let lists = (0..20).map(|at| MessageRead::interest().message_ids([at, 19 - at, 0].map(MessageId::outbound)));
    let read: Vec<Event> = messages().into_iter().map(|message| MessageRead::new(message).into()).collect();
    // The ids exist once the messages were sent; each is in the lists of two, number 0 in all of them.
    let sent = messages().into_iter().map(|message| MessageSent::new(message).into());
    let events: Vec<Event> = sent.chain(read).collect();
    allocates_nothing(&each(lists), &events, 20 + 19 * 2);
}

#[test]
fn found_by_text() {
    let reactions = ["👍", "❤️", "", "🎉"].map(|text| ReactionFilter::new().reaction(text));
    let interests = each(reactions.map(|filter| MessageReactionAdded::interest().reaction_filter(filter)));
    let added = |message| MessageReactionAdded::new(message, reaction(2)).into();
    let events: Vec<Event> = messages().into_iter().map(added).collect();
    allocates_nothing(&interests, &events, 20);
}

#[test]
fn found_by_word_and_flag() {
    let sort = [Direction::Inbound, Direction::Outbound].map(|word| MessageFilter::new().r#type(word));
    let attached = [true, false].map(|flag| MessageFilter::new().attachment(flag));
    allocates_nothing(&filtered(sort.into_iter().chain(attached)), &received(), 40);
}

#[test]
fn ranges() {
    let from = (0..20).map(|at| MessageFilter::new().min_timestamp(at).max_timestamp(at + 4));
    allocates_nothing(&filtered(from), &received(), 16 * 5 + 4 + 3 + 2 + 1);
}

#[test]
fn patterns() {
    let searches = [r"\btea\b", "(?i)tea", r"\d+ for \d", r"^\pL+ 👍", "^$", "(tea|cake).*(four|people)", "nothing"];
    // In every fifth message, in this order: 1, 2, 1, 1, 1, 2, 1 of the five texts.
    allocates_nothing(&filtered(searches.map(|search| MessageFilter::new().body_search(search))), &received(), 4 * 9);
    // "four" in every fifth message; 2, 4, 7 and 42 in another one.
    let many = (0..50).map(|at| MessageFilter::new().body_search(format!("(?i)four|{at}")));
    allocates_nothing(&filtered(many), &received(), 4 * 50 + 4 * 4);
}

#[test]
fn nested_list_filters() {
    let wanted = |contact| ReactionFilter::new().reacted_by_contact_id(contact);
    let reacted = [0, 1, 2].map(|contact| MessageFilter::new().reaction_filters([wanted(contact)]));
    // Of 20 messages, 7 have none, 7 have one reaction, by 0, and 6 have two, by 0 and 1.
    allocates_nothing(&filtered(reacted), &received(), 13 + 6);

    let admin = GroupPermissionFilter::new().admin(true);
    let by = |contact| GroupMemberFilter::new().contact_id(contact).permissions(admin.clone());
    let interests =
        (0..6).map(|contact| GroupNew::interest().group_filter(GroupFilter::new().member_filters([by(contact)])));
    let group = |id| {
        let permissions = |admin| GroupMemberPermissions { admin, ..GroupMemberPermissions::default() };
        let member = |contact_id| GroupMember { contact_id, permissions: Some(permissions(contact_id == id)) };
        Group { id, members: (0..6).map(member).collect(), ..Group::default() }
    };
    let events: Vec<Event> = (0..8).map(|id| GroupNew::new(group(id)).into()).collect();
    allocates_nothing(&each(interests), &events, 6);
}

#[test]
fn previous_values() {
    let before = |contact| ReactionFilter::new().reacted_by_contact_id(contact);
    let interests = (0..5).map(|contact| MessageReactionUpdated::interest().previous_reaction_filter(before(contact)));
    let updated = |message: Message| {
        let contact = message.sender_id;
        MessageReactionUpdated::new(message, reaction(7), reaction(contact)).into()
    };
    let events: Vec<Event> = messages().into_iter().map(updated).collect();
    allocates_nothing(&each(interests), &events, 20);

    let renamed = ["^old", "name$", "never"].map(|search| GroupNameUpdated::interest().previous_name_search(search));
    let events: Vec<Event> = (0..4).map(|id| GroupNameUpdated::new(group(id), "old name").into()).collect();
    allocates_nothing(&each(renamed), &events, 8);
}

fn group(id: u64) -> Group {
    Group { id, name: "new name".into(), ..Group::default() }
}

#[test]
fn composed_filters() {
    let discussion = |id| MessageFilter::new().discussion_id(id);
    let search = |text: &str| MessageFilter::new().body_search(text);
    let filters = [
        MessageFilter::new().any_of([discussion(1), discussion(2)]),
        MessageFilter::new().all_of([discussion(1), search("(?i)tea|cake")]),
        MessageFilter::new().not(discussion(3)),
        MessageFilter::new().any_of([]),
        search("tea").any_of([discussion(0).not(search("four")), discussion(0).all_of([search("at")])]),
    ];
    allocates_nothing(&filtered(filters), &received(), 8 + 4 + 16 + 4);
}

#[test]
fn counted_ones_that_do_not_end() {
    let counted = (0..10).map(|at| MessageReceived::interest().count(1_000_000 + at));
    allocates_nothing(&each(counted), &received(), 200);
}

#[test]
fn locations_and_what_follows_from_them() {
    let located = |r#type| MessageLocation { r#type, ..MessageLocation::default() };
    let message = |mut message: Message, r#type| {
        message.message_location = Some(located(r#type));
        message
    };
    let events: Vec<Event> = messages()
        .into_iter()
        .flat_map(|one| {
            [
                MessageReceived::new(message(one.clone(), LocationType::Send)).into(),
                MessageSent::new(message(one.clone(), LocationType::Send)).into(),
                MessageReceived::new(message(one, LocationType::Sharing)).into(),
            ]
        })
        .collect();
    let interests = [
        MessageReceived::interest().into(),
        MessageLocationReceived::interest().into(),
        MessageLocationSent::interest().into(),
        MessageLocationSharingStart::interest().filter(MessageFilter::new().body_search("tea")).into(),
    ];
    allocates_nothing(&interests, &events, 40 + 20 + 20 + 4);
}

#[test]
fn conversations() {
    let mut engine = Engine::new(Config::default()).unwrap();
    for user in ["ann", "bob", "cy"] {
        let key = ClientKey::from(user);
        engine.register_client(Timestamp::ZERO, &key, &user.into()).unwrap();
        engine.open_session(Timestamp::ZERO, &key).unwrap();
        let added = ConversationParticipantAdded::new("tea", "ann", "", user, "member");
        engine.publish(Timestamp::ZERO, added).unwrap();
    }
    let payload =
        MessageSentPayload { metadata: Some(Json::List(vec![Json::from("a"), Json::Null])), ..Default::default() };
    let sent: Event = ConversationMessageSent::new("e", "tea", 1_u64, payload).into();
    let typing: Event = ConversationParticipantTyping::new("tea", "ann", "", "ann").into();
    let mut round = |events: Vec<Event>| {
        let mut deliveries = 0;
        for event in events {
            engine.publish(Timestamp::ZERO, Publication::new(event, None)).unwrap();
            while let Some(dispatch) = engine.poll_output() {
                deliveries += dispatch.len();
            }
        }
        deliveries
    };
    let events = [sent, typing];
    round(events.to_vec());
    let again = events.to_vec();
    let mut deliveries = 0;
    let seen = allocation_counter::measure(|| deliveries = round(again));
    assert_eq!(deliveries, 2 * 3);
    assert_eq!(seen.count_total, 0, "conversation events allocate");
}

#[test]
fn what_is_measured_is_seen() {
    let allocations = allocation_counter::measure(|| drop(std::hint::black_box(received())));
    assert!(allocations.count_total >= 20, "making events allocates, so the counter counts");
}

tidings::custom_events! {
    struct BuildFinished "BuildFinished" { repo: text, ok: flag, duration_ms: number, log: text?, tags: texts? }
}

#[test]
fn events_of_the_hosts_own_for_every_audience() {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        let mut engine = Engine::new(Config::default().matcher(matcher)).expect("the defaults are valid");
        engine.define::<BuildFinished>(NOW).expect("the name is free");
        let users = ["ann", "bo"].map(UserId::from);
        let sessions = users.each_ref().map(|user| {
            let key = ClientKey::from(user.as_str());
            engine.register_client(NOW, &key, user).expect("the key is free");
            engine
                .publish(NOW, ConversationParticipantAdded::new("tea", user.clone().as_str(), "", user.as_str(), ""))
                .unwrap();
            engine.open_session(NOW, &key).expect("the key is registered")
        });
        let room =
            engine.create_conference(NOW, sessions[0], NewConference::new("room")).expect("the alias is free").id;
        for session in sessions {
            engine.conference(NOW, room).join(session, None).expect("it is open");
            let filter = BuildFinished::filter().repo().equals("core").duration_ms().min(5).log().search("a+");
            let filter = filter.tags().contains("ci").not(BuildFinished::filter().ok().equals(true));
            engine.subscribe(NOW, session, BuildFinished::interest().filter(filter)).expect("it fits");
        }
        while engine.poll_output().is_some() {}

        let value = BuildFinished {
            repo: "core".into(),
            ok: false,
            duration_ms: 7,
            log: Some("aaa".into()),
            tags: Some(vec!["ci".into()]),
        };
        let audiences = [
            Audience::user(&users[0]),
            Audience::users(&users),
            Audience::Everyone,
            Audience::conversation("tea"),
            Audience::conference(room),
        ];
        let publications = || -> Vec<Publication> {
            audiences.iter().map(|audience| (audience.clone(), value.clone()).into()).collect()
        };
        let mut deliveries = 0;
        let mut play = |publications: Vec<Publication>| {
            for publication in publications {
                engine.publish(NOW, publication).expect("it is defined");
                while let Some(dispatch) = engine.poll_output() {
                    deliveries += dispatch.len();
                }
            }
        };
        (0..ROUNDS).for_each(|_| play(publications()));
        let measured = publications();
        let allocations = allocation_counter::measure(|| play(measured));
        assert_eq!(deliveries, (ROUNDS + 1) * 9, "{matcher:?}: one, two, two, two, two");
        assert_eq!(allocations.count_total, 0, "{matcher:?}: allocations");
    }
}
