//! The fields of `InvitationFilter`.
//!
//! Owns what each field admits and does not, boundaries included. Must not know conferences.

use tidings::daemon::InvitationStatus::*;
use tidings::{daemon::*, filter::*};

use super::expect;
use crate::entities::invitation;

const STATUSES: [InvitationStatus; 11] = [
    Unspecified,
    InvitationWaitYouToAccept,
    InvitationWaitItToAccept,
    InvitationStatusInProgress,
    InvitationWaitYouForSasExchange,
    InvitationWaitItForSasExchange,
    IntroductionWaitItToAccept,
    IntroductionWaitYouToAccept,
    OneToOneInvitationWaitItToAccept,
    OneToOneInvitationWaitYouToAccept,
    GroupInvitationWaitYouToAccept,
];

fn filter() -> InvitationFilter {
    InvitationFilter::new()
}

fn at_step(status: InvitationStatus) -> Invitation {
    Invitation { status, ..invitation(1) }
}

#[test]
fn f1_status_is_compared() {
    for wanted in &STATUSES[1..] {
        let others = STATUSES.into_iter().filter(|status| status != wanted).map(at_step);
        expect(filter().status(*wanted), [at_step(*wanted)], others);
    }
    expect(filter().status(Unspecified), STATUSES.map(at_step), []);
}

#[test]
fn f6_type_follows_the_prefix_of_the_status() {
    let cases = [
        (InvitationType::Invitation, 1..6),
        (InvitationType::Introduction, 6..8),
        (InvitationType::OneToOne, 8..10),
        (InvitationType::Group, 10..11),
        (InvitationType::Unspecified, 0..11),
    ];
    for (wanted, range) in cases {
        let (admitted, refused): (Vec<_>, Vec<_>) = (0..11).partition(|at| range.contains(at));
        let [admitted, refused] = [admitted, refused].map(|steps| steps.into_iter().map(|at| at_step(STATUSES[at])));
        expect(filter().r#type(wanted), admitted, refused);
    }
    for status in &STATUSES[1..] {
        assert!(status.name().starts_with(status.protocol().name()), "{}", status.name());
    }
}

#[test]
fn f2_display_name_search_occurs_anywhere_and_minds_case() {
    let named = |name: &str| Invitation { display_name: name.into(), ..invitation(1) };
    expect(filter().display_name_search("Ann"), ["Ann", "Mary Ann"].map(named), ["", "ann"].map(named));
    expect(filter().display_name_search("(?i)^ann$"), [named("ANN")], [named("Anna")]);
    expect(filter().display_name_search(""), ["", "Ann"].map(named), []);
}

#[test]
fn f1_timestamps_are_inclusive_and_0_is_compared() {
    let at = |timestamp| Invitation { timestamp, ..invitation(1) };
    expect(filter().min_timestamp(10), [at(10), at(u64::MAX)], [at(0), at(9)]);
    expect(filter().max_timestamp(10), [at(0), at(10)], [at(11), at(u64::MAX)]);
    expect(filter().min_timestamp(10).max_timestamp(10), [at(10)], [at(9), at(11)]);
    expect(filter().max_timestamp(0), [at(0)], [at(1)]);
    expect(filter().min_timestamp(0), [at(0), at(1)], []);
}

#[test]
fn i2_status_and_type_must_both_match() {
    let agreeing = filter().status(IntroductionWaitItToAccept).r#type(InvitationType::Introduction);
    expect(agreeing, [at_step(IntroductionWaitItToAccept)], [at_step(IntroductionWaitYouToAccept)]);
    let contradictory = filter().status(IntroductionWaitItToAccept).r#type(InvitationType::Group);
    expect(contradictory, [], STATUSES.map(at_step));
}
