//! The rows of reactions.
//!
//! Owns the kinds 13 to 15, and which of the reactions of an event each filter judges. Must not test what a reaction filter
//! asks: that is in the tests of the filters.

use tidings::{daemon::*, filter::*, *};

use super::rows;
use crate::entities::{About as _, before, inbound, reaction};
use crate::verbs::in_both;

rows! {
    message_reaction_added: MessageReactionAdded {
        |n| MessageReactionAdded::new(inbound(n), reaction(n));
        ids message_ids: Inbound;
        filter filter: MessageFilter;
        filter reaction_filter: ReactionFilter;
    }
    message_reaction_updated: MessageReactionUpdated {
        |n| MessageReactionUpdated::new(inbound(n), reaction(n), reaction(before(n)));
        ids message_ids: Inbound;
        filter message_filter: MessageFilter;
        filter reaction_filter: ReactionFilter;
        filter previous_reaction_filter: ReactionFilter of before;
    }
    message_reaction_removed: MessageReactionRemoved {
        |n| MessageReactionRemoved::new(inbound(n), reaction(n));
        ids message_ids: Inbound;
        filter filter: MessageFilter;
        filter reaction_filter: ReactionFilter;
    }
}

#[test]
fn f4_the_previous_reaction_is_compared_by_its_own_filter_alone() {
    in_both(|mut world| {
        let (now, earlier) = (ReactionFilter::about(1), ReactionFilter::about(2));
        let interest = MessageReactionUpdated::interest;
        let right = interest().reaction_filter(now.clone()).previous_reaction_filter(earlier.clone());
        let right = world.subscribe("desk", right);
        let swapped = interest().reaction_filter(earlier.clone()).previous_reaction_filter(now.clone());
        let swapped = world.subscribe("desk", swapped);
        let by_earlier = world.subscribe("desk", interest().previous_reaction_filter(earlier));
        let by_now = world.subscribe("desk", interest().reaction_filter(now));

        let event = |reacted, previous| MessageReactionUpdated::new(inbound(1), reaction(reacted), reaction(previous));
        assert_eq!(world.receivers("1", event(1, 2)), [right, by_earlier, by_now]);
        assert_eq!(world.receivers("1", event(2, 1)), [swapped]);
        assert_eq!(world.receivers("1", event(1, 1)), [by_now]);
        assert_eq!(world.receivers("1", event(2, 2)), [by_earlier]);
        assert_eq!(world.receivers("2", event(1, 2)), []);
    });
}

#[test]
fn f4_the_reaction_of_the_event_is_compared_and_not_those_of_the_message() {
    in_both(|mut world| {
        let interest = || MessageReactionRemoved::interest();
        let of_event = world.subscribe("desk", interest().reaction_filter(ReactionFilter::about(2)));
        let _of_message = world.subscribe("desk", interest().reaction_filter(ReactionFilter::about(1)));
        let through_message = MessageFilter::new().reaction_filters([ReactionFilter::about(1)]);
        let through_message = world.subscribe("desk", interest().filter(through_message));
        // The message still carries reaction 1; reaction 2 was taken back.
        let event = MessageReactionRemoved::new(inbound(1), reaction(2));
        assert_eq!(world.receivers("1", event), [of_event, through_message]);
    });
}

#[test]
fn r1_a_reaction_replaced_by_the_same_one_is_an_event_like_any_other() {
    in_both(|mut world| {
        let mine = world.subscribe("desk", MessageReactionUpdated::interest());
        let event = MessageReactionUpdated::new(inbound(1), reaction(1), reaction(1));
        assert_eq!(world.receivers("1", event.clone()), [mine]);
        assert_eq!(world.receivers("1", event), [mine]);
    });
}

#[test]
fn f3_a_reaction_of_contact_0_is_ones_own() {
    in_both(|mut world| {
        let asking = |filter| MessageReactionAdded::interest().reaction_filter(filter);
        let own = world.subscribe("desk", asking(ReactionFilter::new().reacted_by_me(true)));
        let of_contact_0 = world.subscribe("desk", asking(ReactionFilter::new().reacted_by_contact_id(0)));
        let of_contact_5 = world.subscribe("desk", asking(ReactionFilter::new().reacted_by_contact_id(5)));
        let event = |contact| MessageReactionAdded::new(inbound(1), reaction(contact));
        assert_eq!(world.receivers("1", event(0)), [own, of_contact_0]);
        assert_eq!(world.receivers("1", event(5)), [of_contact_5]);
        assert_eq!(world.receivers("1", event(6)), []);
    });
}
