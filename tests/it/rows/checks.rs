//! What holds for every row.
//!
//! Owns the checks that `rows!` makes tests of, and those over the whole test table. Must not know any one kind. Invariant:
//! each check publishes something that must be heard beside what must not, and runs for both ways of finding subscriptions.

use tidings::*;

use super::{Ask, Row, all};
use crate::verbs::{in_both, two_users};
use crate::world::{NOW, World};

/// The ids and filters of these names, all about `n`, and nothing else asked.
fn narrowed(row: &Row, name: &'static str, n: u64) -> Ask {
    let is_list = row.id_lists.iter().any(|list| list.name == name);
    if is_list { Ask::default().ids(name, &[n]) } else { Ask::default().filter(name, n) }
}

/// Makes everything exist that the row's id lists can name, for user "1".
fn begin(world: &mut World, row: &Row, numbers: impl IntoIterator<Item = u64>) {
    for n in numbers {
        for list in &row.id_lists {
            world.publish_exact("1", (list.begin)(n));
        }
    }
}

pub(super) fn reaches_its_user_alone(row: &Row) {
    in_both(|mut world| {
        let interest = (row.interest)(&Ask::default());
        let mine = world.subscribe("desk", interest.clone());
        let theirs = world.subscribe("stranger", interest.clone());
        let also_mine = world.subscribe("phone", interest);

        let received_by = world.publish_for("1", (row.event)(1));
        let sessions: Vec<_> = received_by
            .iter()
            .map(|received_by| (received_by.session, received_by.subscription, received_by.remaining))
            .collect();
        assert_eq!(sessions, [(world.session("desk"), mine, None), (world.session("phone"), also_mine, None)]);
        assert!(received_by.iter().all(|received_by| received_by.event == (row.event)(1)));

        assert_eq!(world.receivers("2", (row.event)(1)), [theirs]);
        assert_eq!(world.receivers("3", (row.event)(1)), []);
    });
}

pub(super) fn reaches_its_kind_alone(row: &Row) {
    in_both(|mut world| {
        let everything: Vec<Interest> = all().iter().filter_map(|row| Interest::in_all(row.kind)).collect();
        let ids = world.engine.subscribe_all(NOW, world.session("desk"), &everything).unwrap();
        let of_kind = everything.iter().position(|interest| interest.kind() == row.kind).unwrap();

        let received_by = world.publish_for("1", (row.event)(1));
        let received_by: Vec<_> =
            received_by.iter().map(|received_by| (received_by.subscription, received_by.event.kind())).collect();
        assert_eq!(received_by, [(ids[of_kind], row.kind)]);
        assert_eq!(world.receivers("1", (row.event)(2)), [ids[of_kind]]);

        // Everything but the kind: nobody hears it.
        world.unsubscribe("desk", ids[of_kind]);
        assert_eq!(world.publish_for("1", (row.event)(1)), []);
    });
}

pub(super) fn reaches_nothing_that_ended(row: &Row) {
    in_both(|mut world| {
        let interest = (row.interest)(&Ask::default());
        let (later_closed, later_revoked) = (world.open("1"), world.open("2"));
        let kept = world.subscribe("desk", interest.clone());
        let unsubscribed = world.subscribe("desk", interest.clone());
        let closed = world.subscribe(later_closed, interest.clone());
        let revoked = world.subscribe(later_revoked, interest);
        assert_eq!(world.receivers("1", (row.event)(1)), [kept, unsubscribed, closed]);
        assert_eq!(world.receivers("2", (row.event)(1)), [revoked]);

        world.unsubscribe("desk", unsubscribed);
        assert_eq!(world.receivers("1", (row.event)(1)), [kept, closed]);
        world.close(later_closed);
        assert_eq!(world.receivers("1", (row.event)(1)), [kept]);
        world.revoke("2");
        assert_eq!(world.receivers("2", (row.event)(1)), []);
        assert_eq!(world.receivers("1", (row.event)(1)), [kept]);

        for ended in [unsubscribed, closed, revoked] {
            assert!(world.engine.subscription(ended).is_none());
        }
    });
}

pub(super) fn counts_exactly(row: &Row) {
    in_both(|mut world| {
        begin(&mut world, row, [1]);
        let ask = row.maximal(|_| 1).count(3);
        let counted = world.subscribe("desk", (row.interest)(&ask));
        let unlimited = world.subscribe("desk", (row.interest)(&ask.count(0)));
        // Only what matches takes one off the count: not another user's events, and not those that are filtered out.
        let narrow = !row.id_lists.is_empty() || !row.filters.is_empty();
        for remaining in [2, 1, 0] {
            assert_eq!(world.receivers("2", (row.event)(1)), []);
            if narrow {
                assert_eq!(world.receivers("1", (row.event)(2)), []);
            }
            let received_by = world.publish_for("1", (row.event)(1));
            let received_by: Vec<_> =
                received_by.iter().map(|received_by| (received_by.subscription, received_by.remaining)).collect();
            assert_eq!(received_by, [(counted, Some(remaining)), (unlimited, None)]);
        }
        assert_eq!(world.receivers("1", (row.event)(1)), [unlimited]);

        let error = world.engine.unsubscribe(NOW, world.session("desk"), counted).unwrap_err();
        assert_eq!(error, Error::SubscriptionUnknown { subscription: counted });
    });
}

pub(super) fn requires_an_open_session(row: &Row) {
    let mut world = two_users();
    let theirs = world.subscribe("stranger", (row.interest)(&Ask::default()));
    let session = world.open("1");
    world.close(session);
    // The session is looked at before ids and patterns.
    let mut asks = vec![Ask::default(), row.maximal(|_| 99)];
    asks.extend(
        row.filters
            .iter()
            .filter(|(_, search)| search.is_some())
            .map(|(filter, _)| Ask::default().pattern(filter, "(")),
    );
    for ask in asks {
        let error = world.refuse_interest(session, (row.interest)(&ask));
        assert_eq!(error, Error::SessionNotOpen { session });
        assert_eq!(error.code(), Code::Unauthenticated);
    }
    assert_eq!(world.receivers("1", (row.event)(1)), []);
    assert_eq!(world.receivers("2", (row.event)(1)), [theirs]);
}

pub(super) fn admits_the_listed(row: &Row, list: &'static str) {
    in_both(|mut world| {
        begin(&mut world, row, [1, 2, 3]);
        let mut listing = |numbers: &[u64]| {
            let ask = Ask::default().ids(list, numbers);
            world.subscribe("desk", (row.interest)(&ask))
        };
        let (none, one, repeated) = (listing(&[]), listing(&[1]), listing(&[1, 2, 1, 1, 2]));
        assert_eq!(world.receivers("1", (row.event)(1)), [none, one, repeated]);
        assert_eq!(world.receivers("1", (row.event)(2)), [none, repeated]);
        assert_eq!(world.receivers("1", (row.event)(3)), [none]);
        assert_eq!(world.receivers("2", (row.event)(1)), []);
    });
}

pub(super) fn names_what_exists(row: &Row, list: &'static str) {
    in_both(|mut world| {
        let Some(named) = row.id_lists.iter().find(|one| one.name == list) else { panic!("no {list}") };
        world.publish_exact("1", (named.begin)(1));
        world.publish_exact("2", (named.begin)(2));
        let ask = Ask::default().ids(list, &[1, 2, 1, 3]);

        let error = world.refuse_interest("desk", (row.interest)(&ask));
        let unknown = Error::NoSuchEntity { field: format!("{list}[1]"), entity: (named.entity)(2) };
        assert_eq!(error, unknown, "R7: what exists for user 2 does not exist for user 1");
        assert_eq!(error.code(), Code::NotFound);
        assert!(error.to_string().starts_with(&format!("{list}[1]: no ")), "{error}");
        assert_eq!(world.receivers("1", (row.event)(1)), []);

        // The event itself may have ended what it was about.
        for n in [1, 2, 3] {
            world.publish_exact("1", (named.begin)(n));
        }
        let subscription = world.subscribe("desk", (row.interest)(&ask));
        assert_eq!(world.receivers("2", (row.event)(1)), []);
        assert_eq!(world.receivers("1", (row.event)(3)), [subscription]);
    });
}

pub(super) fn admits_what_matches(row: &Row, filter: &'static str) {
    in_both(|mut world| {
        let interest = (row.interest)(&narrowed(row, filter, 1));
        let mine = world.subscribe("desk", interest.clone());
        let theirs = world.subscribe("stranger", interest);
        let all = world.subscribe("phone", (row.interest)(&Ask::default()));
        assert_eq!(world.receivers("1", (row.event)(1)), [mine, all]);
        assert_eq!(world.receivers("1", (row.event)(2)), [all]);
        assert_eq!(world.receivers("2", (row.event)(2)), []);
        assert_eq!(world.receivers("2", (row.event)(1)), [theirs]);
    });
}

/// The interest that asks for all it can, with this one part about something else, hears neither.
pub(super) fn combines_with_all_else(row: &Row, part: &'static str) {
    in_both(|mut world| {
        begin(&mut world, row, [1, 2]);
        let names: Vec<&str> =
            row.id_lists.iter().map(|list| list.name).chain(row.filters.iter().map(|it| it.0)).collect();
        let odd = names.iter().position(|name| *name == part).unwrap();
        let full = world.subscribe("desk", (row.interest)(&row.maximal(|_| 1)));
        let mixed = world.subscribe("desk", (row.interest)(&row.maximal(|at| if at == odd { 2 } else { 1 })));
        let alone = world.subscribe("desk", (row.interest)(&narrowed(row, part, 2)));
        assert_eq!(world.receivers("1", (row.event)(1)), [full]);
        let only_part = if names.len() == 1 { vec![mixed, alone] } else { vec![alone] };
        assert_eq!(world.receivers("1", (row.event)(2)), only_part);
    });
}

#[test]
fn i3_a_bad_pattern_is_refused_naming_its_field_before_ids_are_looked_at() {
    let mut refused = 0;
    for row in all() {
        for (filter, search) in row.filters.iter().filter_map(|(filter, search)| Some((*filter, (*search)?))) {
            let mut world = two_users();
            let all = world.subscribe("phone", (row.interest)(&Ask::default()));
            let ask = row.id_lists.iter().fold(Ask::default(), |ask, list| ask.ids(list.name, &[99]));
            let error = world.refuse_interest("desk", (row.interest)(&ask.pattern(filter, "tea(")));
            let Error::PatternSyntax { field, reason } = &error else { panic!("{error}") };
            assert_eq!(*field, format!("{filter}{search}"), "{}", row.kind.name());
            assert!(reason.contains("unclosed group"), "{reason}");
            assert_eq!(error.code(), Code::InvalidArgument);
            assert_eq!(world.receivers("1", (row.event)(1)), [all]);
            refused += 1;
        }
    }
    assert_eq!(refused, 44);
}

#[test]
fn k5_every_row_at_once_or_none() {
    let interests: Vec<Interest> = all().iter().map(|row| (row.interest)(&row.maximal(|_| 1).count(1))).collect();
    in_both(|mut world| {
        let error = world.engine.subscribe_all(NOW, world.session("desk"), &interests).unwrap_err();
        assert_eq!(error.code(), Code::NotFound);
        assert_eq!(error.to_string().split(':').next().unwrap(), "interests[2].message_ids[0]");
        for row in all() {
            assert_eq!(world.publish_exact("1", (row.event)(1)), []);
            begin(&mut world, &row, [1]);
        }
        let ids = world.engine.subscribe_all(NOW, world.session("desk"), &interests).unwrap();
        for (row, id) in all().iter().zip(ids) {
            assert_eq!(world.receivers("2", (row.event)(1)), []);
            assert_eq!(world.receivers("1", (row.event)(1)), [id], "{}", row.kind.name());
            assert_eq!(world.receivers("1", (row.event)(1)), []);
        }
    });
}
