//! Interests that no event passes, and parts of them that every event passes.
//!
//! Owns what is said of an interest by itself, costs apart. Must not test what is said of it beside others. Invariant: each
//! claim stands beside a twin of which it would be wrong, and is not made.

use tidings::{daemon::*, filter::*, *};

use super::messages;
use crate::advice::verbs::ada;

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

fn never(paths: &[&str]) -> Vec<Advice> {
    vec![Advice::NeverMatches { paths: paths.iter().map(|path| (*path).into()).collect() }]
}

fn always(path: &str) -> Vec<Advice> {
    vec![Advice::AlwaysMatches { path: path.into() }]
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
fn what_one_attribute_implies_for_another() {
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
fn a_choice_of_nothing_never_matches() {
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
    let mut world = ada();
    world.subscribe("ada", MessageReceived::interest());
    let hopeless = MessageReceived::interest().filter(messages().any_of([]).min_timestamp(0).body_search("tea"));
    assert_eq!(world.check(hopeless), never(&["filter.any_of"]));
}

// Always ---------------------------------------------------------------------------------------------------------------

#[test]
fn a_bound_that_excludes_nothing_is_reported() {
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
