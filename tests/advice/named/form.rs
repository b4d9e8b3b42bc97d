//! How advice is asked for, and how it reads.
//!
//! Owns what is refused instead of advised, what is not looked at, and the form of advice as a sentence and as data. Must not
//! test which interest gets which advice. Invariant: asking refuses what subscribing would refuse of the form, with the same
//! error.

use tidings::{conference::*, daemon::*, *};

use super::messages;
use crate::advice::verbs::ada_with;
use crate::advice::world::{NOW, World};

#[test]
fn the_form_is_refused_as_subscribing_refuses_it() {
    let mut world = ada_with(Config::default().max_ids_per_list(2).max_filter_nodes(2));
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
        let refused = world.engine.subscribe(NOW, world.session("ada"), interest.clone()).unwrap_err();
        assert_eq!(world.engine.check_interest(world.session("ada"), &interest).unwrap_err(), refused);
        let closed = world.engine.check_interest(stranger, &interest).unwrap_err();
        assert_eq!(closed, Error::SessionNotOpen { session: stranger }, "the session comes first");
    }
}

#[test]
fn what_exists_is_not_looked_at() {
    let mut world = World::of(Config::default(), &["ada"]);
    let unknown = Interest::from(GroupDeleted::interest().group_ids([404]));
    assert!(matches!(world.refuse_interest("ada", unknown.clone()), Error::NoSuchEntity { .. }));
    assert_eq!(world.engine.check_interest(world.session("ada"), &unknown).unwrap(), []);
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
        "subscription 3 of the session matches all events that this would, so each would be delivered twice; leave this one out, \
         or narrow the other"
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
fn what_is_said_is_on_one_line() {
    let hostile = "(?x)\n\u{1b}?\u{202e}?\u{2028}?\\pL{12}";
    let interest = Interest::from(MessageReceived::interest().filter(messages().discussion_id(1).body_search(hostile)));
    let advice = interest.check(&Config::default()).unwrap();
    let [large] = &advice[..] else { panic!("{advice:?}") };
    let text = large.to_string();
    assert!(text.starts_with(r"the pattern /(?x)\n\u{1b}?\u{202e}?\u{2028}?\pL{12}/ takes"), "{text}");
}
