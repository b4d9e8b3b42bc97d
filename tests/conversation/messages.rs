//! Messages: sent, delivered, read (V3).
//!
//! Owns the interest that takes all three, and its count. Must not look at payloads. Invariant: the three are one subscription
//! with one count, and the engine judges none of their numbers.

use tidings::{conversation::*, *};

use super::verbs::{added, delivered, read, removed, sent, with_stranger, with_stranger_and};
use super::world::{NOBODY, NOW, World};

/// A world without default subscriptions, in which ann and bob drink tea.
fn silent() -> (World, [SessionId; 2]) {
    let mut world = with_stranger_and(Config::default().default_subscriptions([]));
    let sessions = world.conversation("tea", ["ann", "bob"]);
    (world, sessions)
}

/// What happens to one message.
fn course() -> [Event; 3] {
    [sent("tea", 1).into(), delivered("tea", 2, "bob").into(), read("tea", 3, "bob").into()]
}

#[test]
fn v3_one_interest_takes_all_three() {
    let (mut world, [ann, _bob]) = silent();
    let subscription = world.subscribe(ann, ConversationMessage::interest());
    assert_eq!(world.engine.stats().subscriptions, 1);
    for event in course() {
        world.engine.publish(NOW, Publication::new(event, None)).unwrap();
    }
    let received_by = world.poll();
    assert_eq!(received_by.iter().map(|one| one.event.clone()).collect::<Vec<_>>(), course());
    let all: Vec<_> = received_by.iter().flat_map(|one| &one.deliveries).collect();
    assert_eq!(all.len(), 3, "bob has not asked");
    assert!(all.iter().all(|delivery| (delivery.session(), delivery.subscription()) == (ann, subscription)));
    assert!(all.iter().all(|delivery| delivery.remaining().is_none()));
    assert_eq!(world.receivers(sent("elsewhere", 1)), NOBODY);
}

#[test]
fn v3_each_can_be_subscribed_to_by_itself() {
    let (mut world, [ann, bob]) = silent();
    world.subscribe(ann, ConversationMessageSent::interest());
    world.subscribe(bob, ConversationMessageRead::interest());
    assert_eq!(course().map(|event| world.receivers(event)), [vec!["ann"], vec![], vec!["bob"]]);
    world.subscribe(ann, ConversationMessageDelivered::interest());
    assert_eq!(course().map(|event| world.receivers(event)), [vec!["ann"], vec!["ann"], vec!["bob"]]);
}

#[test]
fn v3_r2_all_three_and_one_by_itself_are_two_subscriptions() {
    let (mut world, [ann, bob]) = silent();
    world.subscribe(ann, ConversationMessageRead::interest());
    world.subscribe(bob, ConversationMessage::interest());
    world.subscribe(ann, ConversationMessage::interest());
    let received_by = course().map(|event| world.receivers(event));
    assert_eq!(received_by, [vec!["bob", "ann"], vec!["bob", "ann"], vec!["ann", "bob", "ann"]], "R3: by age");
}

#[test]
fn v3_c1_one_count_for_all_three() {
    let (mut world, [ann, bob]) = silent();
    let all = world.subscribe(ann, ConversationMessage::interest().count(4));
    let one = world.subscribe(bob, ConversationMessageSent::interest().count(4));
    for (left, event) in [(3, sent("tea", 1).into()), (2, read("tea", 2, "bob").into()), (1, sent("tea", 3).into())] {
        let event: Event = event;
        world.receivers(event);
        assert_eq!(world.remaining(all), Some(left));
    }
    assert_eq!(world.remaining(one), Some(2), "two were sent");
    world.engine.publish(NOW, delivered("tea", 4, "bob")).unwrap();
    let received_by = world.poll();
    let [delivery] = received_by[0].deliveries[..] else { panic!("bob has not asked: {received_by:?}") };
    assert_eq!((delivery.session(), delivery.remaining(), delivery.ended()), (ann, Some(0), Some(EndReason::Count)));
    assert!(world.engine.subscription(all).is_none(), "it ended in the same step");
    assert_eq!(course().map(|event| world.receivers(event)), [vec!["bob"], vec![], vec![]]);
}

#[test]
fn v3_c1_the_count_runs_across_conversations_and_absences() {
    let (mut world, [ann, _bob]) = silent();
    let all = world.subscribe(ann, ConversationMessage::interest().count(3));
    world.receivers(added("jam", "ann"));
    assert_eq!(world.receivers(sent("jam", 1)), ["ann"]);
    world.receivers(removed("tea", "ann"));
    assert_eq!(world.receivers(sent("tea", 1)), NOBODY);
    assert_eq!(world.remaining(all), Some(2), "what is not heard uses nothing up");
    world.receivers(added("tea", "ann"));
    assert_eq!(world.receivers(sent("tea", 2)), ["ann"]);
    assert_eq!(world.receivers(sent("jam", 2)), ["ann"]);
    assert_eq!(world.receivers(sent("jam", 3)), NOBODY);
    world.receivers(removed("tea", "ann"));
    world.receivers(added("tea", "ann"));
    assert_eq!(world.receivers(sent("tea", 3)), NOBODY, "coming back does not begin it anew");
}

#[test]
fn v3_no_number_is_made_or_checked() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann"]);
    for number in [7, 7, 3, 0, u64::MAX, 1] {
        world.engine.publish(NOW, sent("tea", number)).unwrap();
        let received_by = world.poll();
        let Event::ConversationMessageSent(received) = &received_by[0].event else { panic!("{received_by:?}") };
        assert_eq!(received.conversation_event_id, number);
        assert_eq!(received_by[0].deliveries.len(), 1, "ann and not the stranger");
    }
    let unnamed = ConversationMessageRead::new("", "tea", 0u64, StatusUpdatePayload::default());
    assert_eq!(world.receivers(unnamed), ["ann"], "nor any name but that of the conversation");
}

#[test]
fn v3_nothing_is_checked() {
    let mut world = with_stranger();
    world.conversation("tea", ["ann", "bob"]);
    assert_eq!(world.receivers(read("tea", 9, "cleo")), ["ann", "bob"], "R1: read by no member, before it was sent");
    assert_eq!(world.receivers(read("tea", 9, "cleo")), ["ann", "bob"], "R1: and read again");
}

#[test]
fn v3_all_three_are_subscribed_to_by_default_and_end_together() {
    let mut world = with_stranger();
    let [ann, _bob] = world.conversation("tea", ["ann", "bob"]);
    let subscription = world.subscription(ann, Kind::ConversationMessage);
    world.unsubscribe(ann, subscription);
    for event in course() {
        assert_eq!(world.receivers(event), ["bob"]);
    }
    let error = world.engine.unsubscribe(NOW, ann, subscription).unwrap_err();
    assert_eq!(error, Error::SubscriptionUnknown { subscription });
}
