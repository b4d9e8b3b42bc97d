//! Interests that cost more than others that ask the same.
//!
//! Owns which costs are told, and from which number on; and that proofs are given up where they would cost too much. Must not
//! measure any: that is for the benches. Invariant: beside each cost that is told stands an interest that is cheap enough.

use tidings::{daemon::*, filter::*, *};

use super::messages;

fn costs(interest: impl Into<Interest>) -> Vec<Cost> {
    let advice = interest.into().check(&Config::default()).expect("the interest is acceptable");
    advice.into_iter().filter_map(|one| if let Advice::Costly { cost } = one { Some(cost) } else { None }).collect()
}

#[test]
fn what_cannot_be_looked_up_is_costly() {
    let of = |filter| costs(MessageReceived::interest().filter(filter));
    assert_eq!(of(messages().body_search("tea")), [Cost::EveryEvent]);
    assert_eq!(of(messages().body_search("tea").sender_contact_id(5)), []);
    let sender = messages().sender_contact_id(5);
    assert_eq!(of(messages().all_of([sender.clone()])), []);
    assert_eq!(of(messages().any_of([sender.clone(), messages().attachment(true).sender_contact_id(6)])), []);
    assert_eq!(of(messages().any_of([sender.clone(), messages().discussion_id(7)])), [Cost::EveryEvent]);
    assert_eq!(of(messages().not(messages().not(sender))), [Cost::EveryEvent]);
    assert_eq!(of(messages().attachment(true)), [Cost::FewValues { path: "filter.attachment".into() }]);
    let either = messages().any_of([messages().attachment(true), messages().attachment(false).body_search("tea")]);
    assert_eq!(of(either), [Cost::FewValues { path: "filter".into() }]);
    assert_eq!(of(messages().attachment(true).discussion_id(7)), []);
    assert_eq!(costs(MessageReceived::interest()), [], "there is nothing to be held against an event");
    assert_eq!(costs(GroupDeleted::interest().group_ids([1])), []);
}

#[test]
fn many_checks_many_patterns_and_a_large_pattern_are_costly() {
    let patterns = |count| {
        let choices = (0..count).map(|at| messages().body_search(format!("tea {at}")));
        costs(MessageReceived::interest().filter(messages().discussion_id(7).any_of(choices)))
    };
    assert_eq!(patterns(16), []);
    assert_eq!(patterns(17), [Cost::Patterns { count: 17 }]);
    let checks = |count| {
        let choices = (1..count).map(|at| messages().sender_contact_id(at));
        costs(MessageReceived::interest().filter(messages().discussion_id(7).any_of(choices)))
    };
    assert_eq!(checks(64), []);
    assert_eq!(checks(65), [Cost::Checks { count: 65 }]);
    let pattern = |pattern: &str| {
        let filter = messages().discussion_id(7).body_search(pattern).all_of([messages().body_search(pattern)]);
        costs(MessageReceived::interest().filter(filter))
    };
    assert_eq!(pattern(r"\w{20}"), [Cost::LargePattern { pattern: r"\w{20}".into() }], "once");
    assert_eq!(pattern(r"(?-u)\w{20}"), []);
}

#[test]
fn an_entangled_filter_is_given_up_on() {
    // Each of nine sings one of eight songs, and no two the same: it cannot be, and it takes long to see.
    let sings = |who: usize, song: usize| messages().body_search(format!("{who} sings {song}"));
    let someone = (0..9).map(|who| messages().any_of((0..8).map(move |song| sings(who, song))));
    let mut all_of: Vec<MessageFilter> = someone.collect();
    for song in 0..8 {
        for one in 0..9 {
            all_of.extend((0..one).map(|other| messages().not(sings(one, song).all_of([sings(other, song)]))));
        }
    }
    let config = Config::default().max_filter_nodes(2_000);
    let interest = Interest::from(MessageReceived::interest().filter(messages().all_of(all_of)));
    let advice = interest.check(&config).unwrap();
    assert!(advice.iter().all(|one| matches!(one, Advice::Costly { .. })), "{advice:?}");
    assert!(advice.contains(&Advice::Costly { cost: Cost::Patterns { count: 72 } }));
}
