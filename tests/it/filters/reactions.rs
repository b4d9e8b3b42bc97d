//! The fields of `ReactionFilter`.
//!
//! Owns what each field admits and does not. Must not know messages.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::reaction;

fn filter() -> ReactionFilter {
    ReactionFilter::new()
}

fn by(contact_id: u64) -> MessageReaction {
    MessageReaction { contact_id, ..reaction(1) }
}

fn saying(text: &str) -> MessageReaction {
    MessageReaction { reaction: text.into(), ..reaction(1) }
}

#[test]
fn f3_reacted_by_me_is_contact_0() {
    expect(filter().reacted_by_me(true), [by(0)], [by(1), by(u64::MAX)]);
    expect(filter().reacted_by_me(false), [by(0), by(1)], []);
}

#[test]
fn f1_reacted_by_contact_id_is_compared_0_included() {
    expect(filter().reacted_by_contact_id(5), [by(5)], [by(0), by(4), by(6)]);
    expect(filter().reacted_by_contact_id(0), [by(0)], [by(1), by(5)]);
}

#[test]
fn f3_reaction_is_compared_whole_and_is_no_pattern() {
    expect(filter().reaction("👍"), [saying("👍")], ["", "👍👍", "👍🏽", "👎"].map(saying));
    expect(filter().reaction("."), [saying(".")], ["", "👍", "a", ".."].map(saying));
    expect(filter().reaction("Ok"), [saying("Ok")], ["ok", "OK", "Okay", " Ok"].map(saying));
    expect(filter().reaction("("), [saying("(")], [saying("")]);
}

#[test]
fn f1_an_empty_reaction_is_compared_too() {
    expect(filter().reaction(""), [saying(""), MessageReaction::default()], ["👍", " "].map(saying));
}

#[test]
fn i2_who_and_what_must_both_match() {
    let wanted = MessageReaction { contact_id: 5, reaction: "👍".into(), timestamp: 9 };
    let other_contact = MessageReaction { contact_id: 6, ..wanted.clone() };
    let other_reaction = MessageReaction { contact_id: 5, reaction: "👎".into(), timestamp: 9 };
    let filter = filter().reacted_by_contact_id(5).reaction("👍");
    expect(filter, [wanted], [other_contact, other_reaction]);
}

#[test]
fn f1_of_the_reacted_by_fields_the_last_one_set_counts() {
    expect(filter().reacted_by_me(true).reacted_by_contact_id(5), [by(5)], [by(0)]);
    expect(filter().reacted_by_contact_id(5).reacted_by_me(true), [by(0)], [by(5)]);
    expect(filter().reacted_by_contact_id(5).reacted_by_me(false), [by(0), by(5)], []);
    let kept = filter().reaction("👍").reacted_by_contact_id(5).reacted_by_me(true);
    assert_eq!(kept, filter().reaction("👍").reacted_by_me(true));
}
