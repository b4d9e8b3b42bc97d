//! The fields of `MessageFilter`.
//!
//! Owns what each field admits and does not, boundaries included. Must not test what a reaction filter asks by itself.

use tidings::{daemon::*, filter::*, *};

use super::expect;
use crate::entities::{inbound, located, outbound, reaction};
use crate::verbs::two_users;

fn filter() -> MessageFilter {
    MessageFilter::new()
}

fn with_body(body: &str) -> Message {
    Message { body: body.into(), ..inbound(1) }
}

fn at(timestamp: u64) -> Message {
    Message { timestamp, ..inbound(1) }
}

fn with_reactions(reactions: &[MessageReaction]) -> Message {
    Message { reactions: reactions.to_vec(), ..inbound(1) }
}

fn replying(to: Option<MessageId>) -> Message {
    Message { replied_message_id: to, ..inbound(1) }
}

#[test]
fn f1_type_is_the_direction_of_the_id() {
    expect(filter().r#type(Direction::Inbound), [inbound(1)], [outbound(1), Message::default()]);
    expect(filter().r#type(Direction::Outbound), [outbound(1)], [inbound(1), Message::default()]);
    expect(filter().r#type(Direction::Unspecified), [inbound(1), outbound(1), Message::default()], []);
}

#[test]
fn f1_discussion_id_is_compared_0_included() {
    let of = |discussion_id| Message { discussion_id, ..inbound(1) };
    expect(filter().discussion_id(7), [of(7)], [of(0), of(6), of(8), of(u64::MAX)]);
    expect(filter().discussion_id(0), [of(0)], [of(1), of(7)]);
    expect(filter().discussion_id(u64::MAX), [of(u64::MAX)], [of(0), of(u64::MAX - 1)]);
}

#[test]
fn f1_sender_contact_id_is_compared_0_is_oneself() {
    let from = |sender_id| Message { sender_id, ..inbound(1) };
    expect(filter().sender_contact_id(5), [from(5)], [from(0), from(4), from(6)]);
    expect(filter().sender_contact_id(0), [from(0), outbound(3)], [from(1), from(5)]);
}

#[test]
fn f2_body_search_occurs_anywhere_and_minds_case() {
    let tea = ["tea", "green tea", "teapot"].map(with_body);
    expect(filter().body_search("tea"), tea, ["", "Tea", "t e a", "coffee"].map(with_body));
    expect(filter().body_search("(?i)TEA"), ["tea", "Tea", "sTeAm"].map(with_body), ["te a"].map(with_body));
    expect(filter().body_search("^tea$"), ["tea"].map(with_body), ["tea ", " tea", "tea\n"].map(with_body));
    expect(filter().body_search("t.a"), ["tea", "t👍a"].map(with_body), ["ta", "t\na"].map(with_body));
    expect(filter().body_search(r"\d{2}|é"), ["12", "caf\u{e9}"].map(with_body), ["1", "cafe"].map(with_body));
}

#[test]
fn f2_an_absent_body_is_empty_and_an_empty_search_is_no_condition() {
    expect(filter().body_search(""), ["", "tea"].map(with_body), []);
    expect(filter().body_search("^$"), [with_body(""), Message::default()], [with_body("tea")]);
    expect(filter().body_search("x*"), ["", "tea", "x"].map(with_body), []);
}

#[test]
fn f1_attachment_asks_for_some_or_none() {
    let with = |attachments_count| Message { attachments_count, ..inbound(1) };
    expect(filter().attachment(Have::Have), [with(1), with(2)], [with(0)]);
    expect(filter().attachment(Have::HaveNot), [with(0)], [with(1), with(2)]);
    expect(filter().attachment(Have::Unspecified), [with(0), with(1)], []);
    expect(filter().attachment(true), [with(1)], [with(0)]);
    expect(filter().attachment(false), [with(0)], [with(1)]);
}

#[test]
fn f1_location_asks_for_one_for_none_or_for_a_type() {
    let id = MessageId::inbound(1);
    let [none, unspecified] = [inbound(1), located(id, LocationType::Unspecified)];
    let [send, sharing, finished] =
        [LocationType::Send, LocationType::Sharing, LocationType::SharingFinished].map(|r#type| located(id, r#type));
    let cases = [
        (MessageLocationCondition::Have, [false, true, true, true, true]),
        (MessageLocationCondition::HaveNot, [true, false, false, false, false]),
        (MessageLocationCondition::IsSend, [false, false, true, false, false]),
        (MessageLocationCondition::IsSharing, [false, false, false, true, false]),
        (MessageLocationCondition::IsSharingFinished, [false, false, false, false, true]),
        (MessageLocationCondition::Unspecified, [true; 5]),
    ];
    for (condition, admits) in cases {
        let messages = [&none, &unspecified, &send, &sharing, &finished].into_iter().zip(admits);
        let (admitted, refused): (Vec<_>, Vec<_>) = messages.partition(|(_, admits)| *admits);
        let plain =
            |cases: Vec<(&Message, bool)>| cases.into_iter().map(|(message, _)| message.clone()).collect::<Vec<_>>();
        expect(filter().location(condition), plain(admitted), plain(refused));
    }
}

#[test]
fn f1_timestamps_are_inclusive_and_0_is_compared() {
    expect(filter().min_timestamp(10), [at(10), at(11), at(u64::MAX)], [at(0), at(9)]);
    expect(filter().max_timestamp(10), [at(0), at(9), at(10)], [at(11), at(u64::MAX)]);
    expect(filter().min_timestamp(10).max_timestamp(10), [at(10)], [at(9), at(11)]);
    expect(filter().min_timestamp(11).max_timestamp(10), [], [at(9), at(10), at(11), at(12)]);
    expect(filter().max_timestamp(0), [at(0)], [at(1)]);
    expect(filter().min_timestamp(0), [at(0), at(1)], []);
    expect(filter().min_timestamp(u64::MAX), [at(u64::MAX)], [at(u64::MAX - 1)]);
}

#[test]
fn f1_has_reaction_asks_for_some_or_none() {
    let (some, none) = (with_reactions(&[reaction(1)]), with_reactions(&[]));
    expect(filter().has_reaction(Has::Has), [some.clone()], [none.clone()]);
    expect(filter().has_reaction(Has::HasNot), [none.clone()], [some.clone()]);
    expect(filter().has_reaction(Has::Unspecified), [none, some], []);
}

#[test]
fn f3_each_reaction_filter_is_met_by_some_reaction() {
    let by = |contact_id, reaction: &str| MessageReaction { contact_id, reaction: reaction.into(), timestamp: 0 };
    let (from_5, thumb) = (ReactionFilter::new().reacted_by_contact_id(5), ReactionFilter::new().reaction("👍"));
    let both = filter().reaction_filters([from_5.clone(), thumb]);
    let met_by_two = with_reactions(&[by(5, "❤"), by(6, "👍")]);
    let met_by_one = with_reactions(&[by(1, "😀"), by(5, "👍")]);
    let half_met = [with_reactions(&[by(5, "❤")]), with_reactions(&[by(6, "👍")]), with_reactions(&[])];
    expect(both, [met_by_two.clone(), met_by_one.clone()], half_met);

    // Within one filter, the same reaction has to have it all.
    let at_once = filter().reaction_filters([from_5.clone().reaction("👍")]);
    expect(at_once, [met_by_one.clone()], [met_by_two.clone()]);
    expect(filter().reaction_filters([from_5.clone(), from_5]), [met_by_one], [with_reactions(&[by(6, "👍")])]);
    // A filter that asks nothing still has to be met by some reaction; no filter need not.
    expect(filter().reaction_filters([ReactionFilter::new()]), [met_by_two], [with_reactions(&[])]);
    expect(filter().reaction_filters([]), [with_reactions(&[]), with_reactions(&[by(5, "❤")])], []);
}

#[test]
fn f5_a_reaction_filter_in_a_message_filter_may_be_composed() {
    let by = |contact_id| with_reactions(&[MessageReaction { contact_id, ..reaction(1) }]);
    let five_or_six =
        ReactionFilter::new().any_of([5, 6].map(|contact| ReactionFilter::new().reacted_by_contact_id(contact)));
    expect(filter().reaction_filters([five_or_six.clone()]), [by(5), by(6)], [by(7), with_reactions(&[])]);
    // Some reaction of someone else, against no reaction of five or six.
    let someone_else = filter().reaction_filters([ReactionFilter::new().not(five_or_six.clone())]);
    expect(someone_else, [by(7)], [by(5), with_reactions(&[])]);
    let neither = filter().not(filter().reaction_filters([five_or_six]));
    expect(neither, [by(7), with_reactions(&[])], [by(5), by(6)]);
}

#[test]
fn f1_reply_conditions_ask_for_a_reply_for_none_or_for_one_to_a_message() {
    let (none, to_1, to_2) = (None, Some(MessageId::inbound(1)), Some(MessageId::inbound(2)));
    let all = || [none, to_1, to_2].map(replying);
    expect(filter().reply_to_a_message(true), [to_1, to_2].map(replying), [none].map(replying));
    expect(filter().do_not_reply_to_a_message(true), [none].map(replying), [to_1, to_2].map(replying));
    expect(filter().reply_to_a_message(false), all(), []);
    expect(filter().do_not_reply_to_a_message(false), all(), []);
    let outbound = Some(MessageId::outbound(1));
    expect(filter().replied_message_id(MessageId::inbound(1)), [replying(to_1)], [none, to_2, outbound].map(replying));
    let nobody = Some(MessageId::default());
    expect(filter().replied_message_id(MessageId::default()), [replying(nobody)], [none, to_1].map(replying));
}

#[test]
fn f1_of_the_reply_fields_the_last_one_set_counts() {
    let (none, to_1) = (replying(None), replying(Some(MessageId::inbound(1))));
    let last = filter().reply_to_a_message(true).do_not_reply_to_a_message(true);
    assert_eq!(last, filter().do_not_reply_to_a_message(true));
    expect(last, [none.clone()], [to_1.clone()]);
    let last = filter().do_not_reply_to_a_message(true).replied_message_id(MessageId::inbound(1));
    expect(last.clone(), [to_1.clone()], [none.clone()]);
    expect(last.reply_to_a_message(false), [to_1, none], []);
}

#[test]
fn i3_a_bad_pattern_is_named_with_its_whole_path() {
    let mut world = two_users();
    let (bad, good) = (filter().body_search("["), filter().body_search("tea"));
    let cases = [
        (bad.clone(), "filter.body_search"),
        (filter().any_of([good.clone(), bad.clone()]), "filter.any_of[1].body_search"),
        (filter().all_of([bad.clone()]), "filter.all_of[0].body_search"),
        (filter().not(filter().any_of([filter().not(bad)])), "filter.not.any_of[0].not.body_search"),
    ];
    for (filter, path) in cases {
        let error = world.refuse_interest("desk", MessageReceived::interest().filter(filter));
        let Error::PatternSyntax { field, .. } = &error else { panic!("{error}") };
        assert_eq!(field, path);
        assert!(error.to_string().starts_with(path), "{error}");
    }
    let held = world.subscribe("desk", MessageReceived::interest().filter(good));
    assert_eq!(world.receivers("1", MessageReceived::new(with_body("tea"))), [held]);
    assert_eq!(world.receivers("1", MessageReceived::new(with_body("["))), []);
}
