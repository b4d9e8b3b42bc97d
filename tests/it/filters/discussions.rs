//! The fields of `DiscussionFilter`.
//!
//! Owns what each field admits and does not. Must not know contacts or groups.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::discussion;

fn filter() -> DiscussionFilter {
    DiscussionFilter::new()
}

fn with(identifier: DiscussionIdentifier) -> Discussion {
    Discussion { identifier, ..discussion(1) }
}

fn with_contact(id: u64) -> Discussion {
    with(DiscussionIdentifier::Contact(id))
}

fn with_group(id: u64) -> Discussion {
    with(DiscussionIdentifier::Group(id))
}

fn with_nobody() -> Discussion {
    with(DiscussionIdentifier::Nobody)
}

fn titled(title: &str) -> Discussion {
    Discussion { title: title.into(), ..discussion(1) }
}

#[test]
fn f6_type_follows_who_is_not_0() {
    let neither = || [with_nobody(), with_contact(0), with_group(0)];
    expect(filter().r#type(DiscussionType::Oto), [with_contact(5)], neither().into_iter().chain([with_group(5)]));
    expect(filter().r#type(DiscussionType::Group), [with_group(5)], neither().into_iter().chain([with_contact(5)]));
    let all = neither().into_iter().chain([with_contact(5), with_group(5)]);
    expect(filter().r#type(DiscussionType::Unspecified), all, []);
}

#[test]
fn f1_contact_id_is_compared_0_included() {
    expect(filter().contact_id(5), [with_contact(5)], [with_contact(6), with_group(5), with_nobody()]);
    expect(filter().contact_id(0), [with_contact(0), with_group(5), with_nobody()], [with_contact(5)]);
}

#[test]
fn f1_group_id_is_compared_0_included() {
    expect(filter().group_id(5), [with_group(5)], [with_group(6), with_contact(5), with_nobody()]);
    expect(filter().group_id(0), [with_group(0), with_contact(5), with_nobody()], [with_group(5)]);
}

#[test]
fn f2_title_search_occurs_anywhere_and_minds_case() {
    expect(filter().title_search("ops"), ["ops", "devops 2"].map(titled), ["", "Ops"].map(titled));
    expect(filter().title_search("(?i)^ops"), ["ops", "OPS 2"].map(titled), ["devops"].map(titled));
    expect(filter().title_search(""), ["", "ops"].map(titled), []);
    expect(filter().title_search("^$"), [titled(""), Discussion::default()], [titled("ops")]);
}

#[test]
fn f1_of_the_identifier_fields_the_last_one_set_counts() {
    expect(filter().contact_id(5).group_id(5), [with_group(5)], [with_contact(5)]);
    expect(filter().group_id(5).contact_id(5), [with_contact(5)], [with_group(5)]);
}

#[test]
fn i2_type_and_identifier_must_both_match() {
    let contradictory = filter().r#type(DiscussionType::Group).contact_id(5);
    expect(contradictory, [], [with_contact(5), with_group(5), with_nobody()]);
    let of_a_group = filter().r#type(DiscussionType::Group).contact_id(0);
    expect(of_a_group, [with_group(5)], [with_contact(5), with_nobody()]);
}
