//! Interests that a session hears already.
//!
//! Owns what is said of an interest beside those that the session holds. Must not test what is said of it by itself.
//! Invariant: each claim stands beside an interest that hears one thing more, of which it is not made.

use tidings::{conference::*, conversation::*, daemon::*, *};

use super::messages;
use crate::advice::verbs::{ada, ada_with};

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
fn the_same_interest_again_is_a_duplicate() {
    let mut world = ada();
    let held = world.subscribe("ada", in_discussion(7));
    world.subscribe("ada", in_discussion(7));
    assert_eq!(world.check(in_discussion(7)), duplicate(held), "the oldest is named");
    assert_eq!(world.check(in_discussion(8)), []);
    assert_eq!(world.check(MessageSent::interest().filter(messages().discussion_id(7))), [], "another kind");
    let differently = MessageReceived::interest().filter(messages().all_of([messages().discussion_id(7)]));
    assert!(world.check(differently).starts_with(&duplicate(held)), "in other words");
    let ids = |ids: &[u64]| GroupDeleted::interest().group_ids(ids.iter().copied());
    let held = world.subscribe("ada", ids(&[1, 2]));
    assert_eq!(world.check(ids(&[2, 1, 2])), duplicate(held));
    assert_eq!(world.check(ids(&[2])), covered(held));
    assert_eq!(world.check(ids(&[2, 3])), []);
}

#[test]
fn less_than_is_received_already() {
    let mut world = ada();
    let held = world.subscribe("ada", MessageReceived::interest().filter(messages().discussion_id(7).min_timestamp(5)));
    let from =
        |min| MessageReceived::interest().filter(messages().discussion_id(7).min_timestamp(min).sender_contact_id(1));
    assert_eq!(world.check(from(5)), covered(held));
    assert_eq!(world.check(from(4)), []);
    let all = world.subscribe("ada", MessageReceived::interest());
    assert_eq!(world.check(from(4)), covered(all));
    assert_eq!(world.check(from(6)), covered(held), "the oldest is named");
}

#[test]
fn counts_end_by_themselves() {
    let mut world = ada();
    world.subscribe("ada", in_discussion(7).count(3));
    assert_eq!(world.check(in_discussion(7)), []);
    let held = world.subscribe("ada", in_discussion(7));
    assert_eq!(world.check(in_discussion(7)), duplicate(held));
    assert_eq!(world.check(in_discussion(7).count(1)), covered(held));
}

#[test]
fn other_sessions_receive_for_themselves() {
    let mut world = ada();
    let held = world.subscribe("ada", in_discussion(7));
    let other = world.open("ada");
    assert_eq!(world.check_in(other, in_discussion(7)), []);
    assert_eq!(world.check(in_discussion(7)), duplicate(held));
    world.unsubscribe("ada", held);
    assert_eq!(world.check(in_discussion(7)), []);
}

#[test]
fn default_subscriptions_are_subscriptions() {
    let world = ada();
    let default = |kind| world.subscription("ada", kind);
    assert_eq!(world.check(ConversationDelete::interest()), duplicate(default(Kind::ConversationDelete)));
    let messages = default(Kind::ConversationMessage);
    assert_eq!(world.check(ConversationMessage::interest()), duplicate(messages));
    assert_eq!(world.check(ConversationMessageSent::interest()), covered(messages), "it stands for several kinds");
    assert_eq!(world.check(ConversationMessage::interest().conversation_ids(["tea"])), covered(messages));
}

#[test]
fn several_kinds_are_not_covered_by_one_of_them() {
    let mut world = ada_with(Config::default().default_subscriptions([]));
    world.subscribe("ada", ConversationMessageSent::interest());
    assert_eq!(world.check(ConversationMessage::interest()), []);
}

#[test]
fn conversations_aliases_and_names_are_compared() {
    let mut world = ada_with(Config::default().default_subscriptions([]));
    let typing = |ids: &[&str]| ConversationParticipantTyping::interest().conversation_ids(ids.iter().copied());
    let held = world.subscribe("ada", typing(&["a", "b"]));
    assert_eq!(world.check(typing(&["b", "a"])), duplicate(held));
    assert_eq!(world.check(typing(&["a"])), covered(held));
    assert_eq!(world.check(typing(&["a", "c"])), []);
    assert_eq!(world.check(typing(&[])), [], "none listed is any");

    let held = world.subscribe("ada", ConferenceCreated::interest("Straße"));
    assert_eq!(world.check(ConferenceCreated::interest("STRAßE")), duplicate(held));
    assert_eq!(world.check(ConferenceCreated::interest("Gasse")), []);

    let held = world.subscribe("ada", SessionOpened::interest(["bob", "eve"]));
    assert_eq!(world.check(SessionOpened::interest(["eve"])), covered(held));
    assert_eq!(world.check(SessionOpened::interest(["eve", "mallory"])), []);
}
