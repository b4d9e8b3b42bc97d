//! The fields of `ContactFilter` and `DetailsFilter`.
//!
//! Owns what each field admits and does not. Must not know discussions.

use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::{contact, details};

fn filter() -> ContactFilter {
    ContactFilter::new()
}

#[test]
fn f1_one_to_one_asks_for_a_discussion_or_none() {
    let [with, without] =
        [true, false].map(|has_one_to_one_discussion| Contact { has_one_to_one_discussion, ..contact(1) });
    expect(filter().one_to_one(Is::Is), [with.clone()], [without.clone()]);
    expect(filter().one_to_one(Is::IsNot), [without.clone()], [with.clone()]);
    expect(filter().one_to_one(Is::Unspecified), [with, without], []);
}

#[test]
fn f1_photo_asks_for_one_or_none() {
    let [with, without] = [true, false].map(|has_a_photo| Contact { has_a_photo, ..contact(1) });
    expect(filter().photo(Has::Has), [with.clone()], [without.clone()]);
    expect(filter().photo(Has::HasNot), [without.clone()], [with.clone()]);
    expect(filter().photo(Has::Unspecified), [with, without], []);
}

#[test]
fn f1_keycloak_asks_for_managed_or_not() {
    let [managed, not] = [true, false].map(|keycloak_managed| Contact { keycloak_managed, ..contact(1) });
    expect(filter().keycloak(Managed::Managed), [managed.clone()], [not.clone()]);
    expect(filter().keycloak(Managed::NotManaged), [not.clone()], [managed.clone()]);
    expect(filter().keycloak(Managed::Unspecified), [managed, not], []);
}

#[test]
fn i2_the_three_conditions_are_about_three_things() {
    let only = |one_to_one, photo, managed| Contact {
        has_one_to_one_discussion: one_to_one,
        has_a_photo: photo,
        keycloak_managed: managed,
        ..contact(1)
    };
    let (first, second, third) = (only(true, false, false), only(false, true, false), only(false, false, true));
    expect(filter().one_to_one(true), [first.clone()], [second.clone(), third.clone()]);
    expect(filter().photo(true), [second.clone()], [first.clone(), third.clone()]);
    expect(filter().keycloak(true), [third.clone()], [first.clone(), second.clone()]);
    expect(filter().one_to_one(true).photo(true), [only(true, true, false)], [first, second, third]);
}

#[test]
fn f2_display_name_search_occurs_anywhere_and_minds_case() {
    let named = |name: &str| Contact { display_name: name.into(), ..contact(1) };
    let ann = ["Ann", "Mary Ann (ACME)"].map(named);
    expect(filter().display_name_search("Ann"), ann, ["", "ann"].map(named));
    expect(filter().display_name_search("Ann$"), [named("Ann")], ["Anna", "Ann "].map(named));
    expect(filter().display_name_search(""), ["", "Ann"].map(named), []);
}

#[test]
fn f2_details_search_asks_each_field_of_the_same_field() {
    let with = |at: usize, text: &str| {
        let mut details = IdentityDetails::default();
        let fields = [&mut details.first_name, &mut details.last_name, &mut details.company, &mut details.position];
        *fields.into_iter().nth(at).unwrap() = Some(text.into());
        details
    };
    let asking: [fn(DetailsFilter, &str) -> DetailsFilter; 4] = [
        |filter, pattern| filter.first_name(pattern),
        |filter, pattern| filter.last_name(pattern),
        |filter, pattern| filter.company(pattern),
        |filter, pattern| filter.position(pattern),
    ];
    for (at, asking) in asking.into_iter().enumerate() {
        let elsewhere = (0..4).filter(|other| *other != at).map(|other| with(other, "tea")).collect::<Vec<_>>();
        let searching = |pattern| asking(DetailsFilter::new(), pattern);
        expect(
            searching("tea"),
            [with(at, "tea"), with(at, "steam")],
            elsewhere.iter().cloned().chain([with(at, "Tea")]),
        );
        expect(searching("(?i)^TEA$"), [with(at, "tea")], [with(at, "steam")]);
        // A field that is absent is "", and "" is no condition.
        expect(searching(""), elsewhere.iter().cloned().chain([with(at, "tea")]), []);
        expect(searching("^$"), elsewhere.iter().cloned().chain([with(at, "")]), [with(at, "tea")]);
    }
}

#[test]
fn i2_all_details_must_match() {
    let filter = DetailsFilter::new().first_name("^Ann$").company("ACME");
    let ann = IdentityDetails { first_name: Some("Ann".into()), company: Some("ACME Ltd".into()), ..details(1) };
    let elsewhere = IdentityDetails { company: Some("Other".into()), ..ann.clone() };
    let bob = IdentityDetails { first_name: Some("Bob".into()), ..ann.clone() };
    let unknown = IdentityDetails { company: None, ..ann.clone() };
    expect(filter, [ann], [elsewhere, bob, unknown]);
}

#[test]
fn f5_a_details_filter_in_a_contact_filter_may_be_composed() {
    let at = |company: &str| Contact {
        details: Some(IdentityDetails { company: Some(company.into()), ..details(1) }),
        ..contact(1)
    };
    let searching = |pattern: &str| DetailsFilter::new().company(pattern);
    let either = DetailsFilter::new().any_of([searching("^A"), searching("^B")]).not(searching("Ltd"));
    expect(filter().details_search(either), [at("A"), at("B")], [at("C"), at("A Ltd")]);
    expect(filter().details_search(DetailsFilter::new()), [at("A"), Contact::default()], []);
    expect(filter().details_search(DetailsFilter::new().any_of([])), [], [at("A"), Contact::default()]);
}
