//! Named cases, each with a twin that is nearly the same and is told nothing.
//!
//! Owns what a developer looks up: which advice an interest gets. Must not test that advice is so in general. Invariant: where
//! something is said of an interest, its twin shows that it is said for the right reason.

use tidings::*;

use super::world::{NOW, World};

/// What is said of messages that pass a filter, costs apart.
#[track_caller]
fn of_messages(filter: MessageFilter) -> Vec<Advice> {
    said(MessageReceived::interest().filter(filter))
}

/// What is said of an interest by itself, costs apart.
#[track_caller]
fn said(interest: impl Into<Interest>) -> Vec<Advice> {
    let mut advice = interest.into().check(&Config::default()).expect("the interest is acceptable");
    advice.retain(|one| !matches!(one, Advice::Costly { .. }));
    advice
}

fn costs(interest: impl Into<Interest>) -> Vec<Cost> {
    let advice = interest.into().check(&Config::default()).expect("the interest is acceptable");
    advice.into_iter().filter_map(|one| if let Advice::Costly { cost } = one { Some(cost) } else { None }).collect()
}

fn never(paths: &[&str]) -> Vec<Advice> {
    vec![Advice::NeverMatches { paths: paths.iter().map(|path| (*path).into()).collect() }]
}

fn always(path: &str) -> Vec<Advice> {
    vec![Advice::AlwaysMatches { path: path.into() }]
}

fn messages() -> MessageFilter {
    MessageFilter::new()
}

fn reaction() -> ReactionFilter {
    ReactionFilter::new()
}

// Never ----------------------------------------------------------------------------------------------------------------

#[test]
fn a_time_span_that_ends_before_it_begins() {
    let span = |min, max| messages().discussion_id(7).min_timestamp(min).body_search("tea").max_timestamp(max);
    assert_eq!(of_messages(span(6, 5)), never(&["filter.min_timestamp", "filter.max_timestamp"]));
    assert_eq!(of_messages(span(5, 5)), []);
    let split = messages().all_of([messages().min_timestamp(6), messages().not(messages().min_timestamp(5))]);
    assert_eq!(of_messages(split), never(&["filter.all_of[0].min_timestamp", "filter.all_of[1].not"]));
}

#[test]
fn a_reaction_by_me_and_by_somebody_else() {
    let both = |id| reaction().all_of([reaction().reacted_by_me(true), reaction().reacted_by_contact_id(id)]);
    let of = |filter| said(MessageReactionAdded::interest().reaction_filter(filter));
    let paths = ["reaction_filter.all_of[0].reacted_by_me", "reaction_filter.all_of[1].reacted_by_contact_id"];
    assert_eq!(of(both(5)), never(&paths));
    assert_eq!(of(both(0)), [], "contact 0 is oneself");

    let one = |id| of_messages(messages().reaction_filters([reaction(), both(id)]));
    let paths = paths.map(|path| path.replace("reaction_filter", "filter.reaction_filters[1]"));
    assert_eq!(one(5), never(&[&paths[0], &paths[1]]));
    assert_eq!(one(0), []);
    let two = messages().reaction_filters([reaction().reacted_by_me(true), reaction().reacted_by_contact_id(5)]);
    assert_eq!(of_messages(two), [], "two reactions may meet the two");
}

#[test]
fn elements_where_there_are_to_be_none() {
    let with = |has: Has| messages().has_reaction(has).reaction_filters([reaction().reaction("👍")]);
    assert_eq!(of_messages(with(Has::HasNot)), never(&["filter.has_reaction", "filter.reaction_filters[0]"]));
    assert_eq!(of_messages(with(Has::Has)), []);

    let members =
        |empty: bool| GroupFilter::new().empty(empty).member_filters([GroupMemberFilter::new().contact_id(5)]);
    let of = |filter| said(GroupNew::interest().group_filter(filter));
    assert_eq!(of(members(true)), never(&["group_filter.empty", "group_filter.member_filters[0]"]));
    assert_eq!(of(members(false)), []);

    // Some reaction must be a thumb of contact 5, and none may be a thumb.
    let thumb = || reaction().reaction("👍");
    let none = |forbidden| {
        messages().reaction_filters([thumb().reacted_by_contact_id(5)]).not(messages().reaction_filters([forbidden]))
    };
    assert_eq!(of_messages(none(thumb())), never(&["filter.reaction_filters[0]", "filter.not"]));
    assert_eq!(of_messages(none(thumb().reacted_by_contact_id(6))), []);
}

#[test]
fn what_one_attribute_tells_of_another() {
    let pending = |id| PendingGroupMemberFilter::new().is_contact(true).contact_id(id);
    let of = |id| said(GroupPendingMemberAdded::interest().pending_member_filter(pending(id)));
    assert_eq!(of(0), never(&["pending_member_filter.is_contact", "pending_member_filter.contact_id"]));
    assert_eq!(of(5), []);

    let discussion = |r#type| DiscussionFilter::new().r#type(r#type).group_id(3);
    let of = |r#type| said(DiscussionNew::interest().filter(discussion(r#type)));
    assert_eq!(of(DiscussionType::Oto), never(&["filter.type", "filter.group_id"]));
    assert_eq!(of(DiscussionType::Group), []);

    let invitation = |status| InvitationFilter::new().r#type(InvitationType::Group).status(status);
    let of = |status| said(InvitationReceived::interest().filter(invitation(status)));
    assert_eq!(of(InvitationStatus::IntroductionWaitItToAccept), never(&["filter.status", "filter.type"]));
    assert_eq!(of(InvitationStatus::GroupInvitationWaitYouToAccept), []);
}

#[test]
fn a_choice_of_nothing() {
    assert_eq!(of_messages(messages().any_of([])), never(&["filter.any_of"]));
    assert_eq!(of_messages(messages().all_of([])), []);
    let late = || messages().min_timestamp(9);
    assert_eq!(
        of_messages(late().any_of([messages().max_timestamp(8)])),
        never(&["filter.min_timestamp", "filter.any_of"])
    );
    assert_eq!(of_messages(late().any_of([messages().max_timestamp(8), messages().max_timestamp(9)])), []);
}

#[test]
fn a_pattern_that_must_and_must_not_occur() {
    let search = |wanted: &str, forbidden: &str| messages().body_search(wanted).not(messages().body_search(forbidden));
    assert_eq!(of_messages(search("tea", "tea")), never(&["filter.body_search", "filter.not"]));
    assert_eq!(of_messages(search("tea", "cake")), []);
    assert_eq!(of_messages(search("teacake", "tea")), [], "what patterns say is not known");

    // Each of four choices rules out one way for the two to occur or not.
    let is = |pattern: &str, occurs: bool| {
        let search = messages().body_search(pattern);
        if occurs { search } else { messages().not(search) }
    };
    let all = [(true, true), (true, false), (false, true), (false, false)];
    let choices = all.map(|(tea, cake)| messages().any_of([is("tea", tea), is("cake", cake)]));
    assert_eq!(of_messages(messages().all_of(choices[1..].to_vec())), []);
    assert_eq!(of_messages(messages().all_of(choices)).len(), 1);
}

#[test]
fn of_what_never_matches_nothing_else_is_said() {
    let mut world = World::new();
    world.subscribe(MessageReceived::interest());
    let hopeless = MessageReceived::interest().filter(messages().any_of([]).min_timestamp(0).body_search("tea"));
    assert_eq!(world.check(hopeless), never(&["filter.any_of"]));
}

// Always ---------------------------------------------------------------------------------------------------------------

#[test]
fn bounds_that_are_none() {
    assert_eq!(of_messages(messages().min_timestamp(0)), always("filter"));
    assert_eq!(of_messages(messages().discussion_id(7).min_timestamp(0)), always("filter.min_timestamp"));
    assert_eq!(of_messages(messages().discussion_id(7).min_timestamp(1)), []);
    assert_eq!(of_messages(messages().max_timestamp(u64::MAX)), always("filter"));
    assert_eq!(of_messages(messages().max_timestamp(u64::MAX - 1)), []);
}

#[test]
fn choices_that_exclude_nothing() {
    let seventh = || messages().discussion_id(7);
    assert_eq!(of_messages(messages().any_of([seventh(), messages()])), always("filter"));
    assert_eq!(of_messages(messages().sender_contact_id(5).any_of([seventh(), messages()])), always("filter.any_of"));
    assert_eq!(of_messages(messages().any_of([seventh(), messages().not(seventh())])), always("filter"));
    assert_eq!(of_messages(messages().any_of([seventh(), messages().not(messages().discussion_id(8))])), []);
    let gap = |to| messages().any_of([messages().max_timestamp(to), messages().min_timestamp(6)]);
    assert_eq!(of_messages(gap(5)), always("filter"));
    assert_eq!(of_messages(gap(4)), []);
}

#[test]
fn forbidding_what_never_is() {
    assert_eq!(of_messages(messages().not(messages().any_of([]))), always("filter"));
    assert_eq!(
        of_messages(messages().discussion_id(7).not(messages().min_timestamp(6).max_timestamp(5))),
        always("filter.not")
    );
    assert_eq!(of_messages(messages().discussion_id(7).not(messages().min_timestamp(5).max_timestamp(6))), []);
}

#[test]
fn what_may_be_absent_or_have_another_word_is_not_taken_for_granted() {
    let reply = |filter: MessageFilter| of_messages(messages().any_of([filter, messages().reply_to_a_message(true)]));
    assert_eq!(reply(messages().do_not_reply_to_a_message(true)), always("filter"));
    assert_eq!(reply(messages().replied_message_id(MessageId::inbound(1))), []);
    let type_of = |r#type| messages().r#type(r#type);
    assert_eq!(of_messages(messages().any_of([type_of(Direction::Inbound), type_of(Direction::Outbound)])), []);
    assert_eq!(said(MessageReceived::interest()), [], "no filter is no advice");
    assert_eq!(of_messages(messages()), [], "nor is one that asks nothing");
}

// Heard already --------------------------------------------------------------------------------------------------------

fn duplicate(subscription: SubscriptionId) -> Vec<Advice> {
    vec![Advice::DuplicateOf { subscription }]
}

fn covered(subscription: SubscriptionId) -> Vec<Advice> {
    vec![Advice::CoveredBy { subscription }]
}

fn in_discussion(id: u64) -> interest::MessageReceived {
    MessageReceived::interest().filter(messages().discussion_id(id))
}

#[test]
fn the_same_again() {
    let mut world = World::new();
    let held = world.subscribe(in_discussion(7));
    world.subscribe(in_discussion(7));
    assert_eq!(world.check(in_discussion(7)), duplicate(held), "the oldest is named");
    assert_eq!(world.check(in_discussion(8)), []);
    assert_eq!(world.check(MessageSent::interest().filter(messages().discussion_id(7))), [], "another kind");
    let differently = MessageReceived::interest().filter(messages().all_of([messages().discussion_id(7)]));
    assert!(world.check(differently).starts_with(&duplicate(held)), "in other words");
    let ids = |ids: &[u64]| GroupDeleted::interest().group_ids(ids.iter().copied());
    let held = world.subscribe(ids(&[1, 2]));
    assert_eq!(world.check(ids(&[2, 1, 2])), duplicate(held));
    assert_eq!(world.check(ids(&[2])), covered(held));
    assert_eq!(world.check(ids(&[2, 3])), []);
}

#[test]
fn less_than_is_heard_already() {
    let mut world = World::new();
    let held = world.subscribe(MessageReceived::interest().filter(messages().discussion_id(7).min_timestamp(5)));
    let from =
        |min| MessageReceived::interest().filter(messages().discussion_id(7).min_timestamp(min).sender_contact_id(1));
    assert_eq!(world.check(from(5)), covered(held));
    assert_eq!(world.check(from(4)), []);
    let all = world.subscribe(MessageReceived::interest());
    assert_eq!(world.check(from(4)), covered(all));
    assert_eq!(world.check(from(6)), covered(held), "the oldest is named");
}

#[test]
fn counts_end_by_themselves() {
    let mut world = World::new();
    world.subscribe(in_discussion(7).count(3));
    assert_eq!(world.check(in_discussion(7)), []);
    let held = world.subscribe(in_discussion(7));
    assert_eq!(world.check(in_discussion(7)), duplicate(held));
    assert_eq!(world.check(in_discussion(7).count(1)), covered(held));
}

#[test]
fn other_sessions_hear_for_themselves() {
    let mut world = World::new();
    let held = world.subscribe(in_discussion(7));
    let other = world.engine.open_session(NOW, &ClientKey::from("key")).unwrap();
    let here = std::mem::replace(&mut world.session, other);
    assert_eq!(world.check(in_discussion(7)), []);
    world.session = here;
    assert_eq!(world.check(in_discussion(7)), duplicate(held));
    world.unsubscribe(held);
    assert_eq!(world.check(in_discussion(7)), []);
}

#[test]
fn default_subscriptions_are_subscriptions() {
    let world = World::new();
    let default = |kind| {
        let mut held = world.engine.subscriptions(world.session).unwrap();
        held.find(|(_, held)| held.kind() == kind).unwrap().0
    };
    assert_eq!(world.check(ConversationDelete::interest()), duplicate(default(Kind::ConversationDelete)));
    let messages = default(Kind::ConversationMessage);
    assert_eq!(world.check(ConversationMessage::interest()), duplicate(messages));
    assert_eq!(world.check(ConversationMessageSent::interest()), covered(messages), "it stands for several kinds");
    assert_eq!(world.check(ConversationMessage::interest().conversation_ids(["tea"])), covered(messages));
}

#[test]
fn several_kinds_are_not_covered_by_one_of_them() {
    let mut world = World::with(Config::default().default_subscriptions([]));
    world.subscribe(ConversationMessageSent::interest());
    assert_eq!(world.check(ConversationMessage::interest()), []);
}

#[test]
fn conversations_aliases_and_names_are_compared() {
    let mut world = World::with(Config::default().default_subscriptions([]));
    let typing = |ids: &[&str]| ConversationParticipantTyping::interest().conversation_ids(ids.iter().copied());
    let held = world.subscribe(typing(&["a", "b"]));
    assert_eq!(world.check(typing(&["b", "a"])), duplicate(held));
    assert_eq!(world.check(typing(&["a"])), covered(held));
    assert_eq!(world.check(typing(&["a", "c"])), []);
    assert_eq!(world.check(typing(&[])), [], "none listed is any");

    let held = world.subscribe(ConferenceCreated::interest("Straße"));
    assert_eq!(world.check(ConferenceCreated::interest("STRAßE")), duplicate(held));
    assert_eq!(world.check(ConferenceCreated::interest("Gasse")), []);

    let held = world.subscribe(SessionOpened::interest(["bob", "eve"]));
    assert_eq!(world.check(SessionOpened::interest(["eve"])), covered(held));
    assert_eq!(world.check(SessionOpened::interest(["eve", "mallory"])), []);
}

// Costs ----------------------------------------------------------------------------------------------------------------

#[test]
fn what_cannot_be_looked_up() {
    let of = |filter| costs(MessageReceived::interest().filter(filter));
    assert_eq!(of(messages().body_search("tea")), [Cost::EveryEvent]);
    assert_eq!(of(messages().body_search("tea").sender_contact_id(5)), []);
    let sender = messages().sender_contact_id(5);
    assert_eq!(of(messages().all_of([sender.clone()])), []);
    assert_eq!(of(messages().any_of([sender.clone(), messages().attachment(true).sender_contact_id(6)])), []);
    assert_eq!(of(messages().any_of([sender.clone(), messages().discussion_id(7)])), [Cost::EveryEvent]);
    assert_eq!(of(messages().not(messages().not(sender))), [Cost::EveryEvent]);
    assert_eq!(of(messages().attachment(true)), [Cost::FewValues { path: "filter.attachment".into() }]);
    let either = messages().any_of([messages().attachment(true), messages().attachment(false).body_search("tea")]);
    assert_eq!(of(either), [Cost::FewValues { path: "filter".into() }]);
    assert_eq!(of(messages().attachment(true).discussion_id(7)), []);
    assert_eq!(costs(MessageReceived::interest()), [], "there is nothing to be held against an event");
    assert_eq!(costs(GroupDeleted::interest().group_ids([1])), []);
}

#[test]
fn much_of_it() {
    let patterns = |count| {
        let choices = (0..count).map(|at| messages().body_search(format!("tea {at}")));
        costs(MessageReceived::interest().filter(messages().discussion_id(7).any_of(choices)))
    };
    assert_eq!(patterns(16), []);
    assert_eq!(patterns(17), [Cost::Patterns { count: 17 }]);
    let checks = |count| {
        let choices = (1..count).map(|at| messages().sender_contact_id(at));
        costs(MessageReceived::interest().filter(messages().discussion_id(7).any_of(choices)))
    };
    assert_eq!(checks(64), []);
    assert_eq!(checks(65), [Cost::Checks { count: 65 }]);
    let pattern = |pattern: &str| {
        let filter = messages().discussion_id(7).body_search(pattern).all_of([messages().body_search(pattern)]);
        costs(MessageReceived::interest().filter(filter))
    };
    assert_eq!(pattern(r"\w{20}"), [Cost::LargePattern { pattern: r"\w{20}".into() }], "once");
    assert_eq!(pattern(r"(?-u)\w{20}"), []);
}

#[test]
fn an_entangled_filter_is_given_up_on() {
    // Each of nine sings one of eight songs, and no two the same: it cannot be, and it takes long to see.
    let sings = |who: usize, song: usize| messages().body_search(format!("{who} sings {song}"));
    let someone = (0..9).map(|who| messages().any_of((0..8).map(move |song| sings(who, song))));
    let mut all_of: Vec<MessageFilter> = someone.collect();
    for song in 0..8 {
        for one in 0..9 {
            all_of.extend((0..one).map(|other| messages().not(sings(one, song).all_of([sings(other, song)]))));
        }
    }
    let config = Config::default().max_filter_nodes(2_000);
    let interest = Interest::from(MessageReceived::interest().filter(messages().all_of(all_of)));
    let advice = interest.check(&config).unwrap();
    assert!(advice.iter().all(|one| matches!(one, Advice::Costly { .. })), "{advice:?}");
    assert!(advice.contains(&Advice::Costly { cost: Cost::Patterns { count: 72 } }));
}

// Errors and words -----------------------------------------------------------------------------------------------------

#[test]
fn the_form_is_refused_as_subscribing_refuses_it() {
    let mut world = World::with(Config::default().max_ids_per_list(2).max_filter_nodes(2));
    let bad = |pattern: &str| messages().body_search(pattern).any_of([messages(), messages()]);
    let interests: [Interest; 7] = [
        MessageReceived::interest().filter(messages().body_search("[")).into(),
        MessageReceived::interest().filter(messages().body_search("a".repeat(5_000))).into(),
        MessageReceived::interest().filter(bad("[")).into(),
        MessageReceived::interest().filter(bad("tea")).into(),
        GroupDeleted::interest().group_ids([1, 2, 3]).into(),
        ConferenceCreated::interest("#").into(),
        SessionOpened::interest([] as [&str; 0]).into(),
    ];
    let stranger = SessionId::from_number(99);
    for interest in interests {
        let refused = world.engine.subscribe(NOW, world.session, interest.clone()).unwrap_err();
        assert_eq!(world.engine.check_interest(world.session, &interest).unwrap_err(), refused);
        let closed = world.engine.check_interest(stranger, &interest).unwrap_err();
        assert_eq!(closed, Error::SessionNotOpen { session: stranger }, "the session comes first");
    }
}

#[test]
fn what_exists_is_not_looked_at() {
    let mut engine = Engine::new(Config::default()).unwrap();
    let (key, user) = (ClientKey::from("key"), UserId::from("ada"));
    engine.register_client(NOW, &key, &user).unwrap();
    let session = engine.open_session(NOW, &key).unwrap();
    let unknown = Interest::from(GroupDeleted::interest().group_ids([404]));
    assert!(matches!(engine.subscribe(NOW, session, unknown.clone()), Err(Error::NoSuchEntity { .. })));
    assert_eq!(engine.check_interest(session, &unknown).unwrap(), []);
}

#[test]
fn advice_is_a_sentence_and_data() {
    let subscription = SubscriptionId::from_number(3);
    let paths =
        |count| Advice::NeverMatches { paths: (0..count).map(|at| format!("filter.all_of[{at}].not")).collect() };
    assert_eq!(paths(1).to_string(), "filter.all_of[0].not: no event passes this; change it");
    assert!(
        paths(9).to_string().ends_with("filter.all_of[7].not and 1 more: no event passes all of these; change one")
    );
    let covered = Advice::CoveredBy { subscription };
    assert_eq!(
        covered.to_string(),
        "subscription 3 of the session hears all that this would, so each event would come twice; do without this one, or \
         narrow the other"
    );
    let many = Advice::Costly { cost: Cost::Checks { count: 70 } };
    assert_eq!(
        many.to_string(),
        "it has 70 checks, more than 64; an id list counts as one, whatever its length, so use it in place of an any_of of ids"
    );
    let written = serde_json::to_string(&[paths(1), covered, many]).unwrap();
    let never_and_covered =
        r#"[{"advice":"never_matches","paths":["filter.all_of[0].not"]},{"advice":"covered_by","subscription":3},"#;
    assert_eq!(written, never_and_covered.to_owned() + r#"{"advice":"costly","cost":{"checks":{"count":70}}}]"#);
}

#[test]
fn what_is_said_stands_on_one_line() {
    let hostile = "(?x)\n\u{1b}?\u{202e}?\u{2028}?\\pL{12}";
    let interest = Interest::from(MessageReceived::interest().filter(messages().discussion_id(1).body_search(hostile)));
    let advice = interest.check(&Config::default()).unwrap();
    let [large] = &advice[..] else { panic!("{advice:?}") };
    let told = large.to_string();
    assert!(told.starts_with(r"the pattern /(?x)\n\u{1b}?\u{202e}?\u{2028}?\pL{12}/ takes"), "{told}");
}
