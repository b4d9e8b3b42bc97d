//! The museum of failures: what went wrong in comparable systems, and does not here.
//!
//! Owns one test or more per failure that concerns subscriptions and events of the daemon; the number is in the name. Must not
//! measure time. Invariant: each test also asserts who must not receive.

use tidings::{daemon::*, filter::*, *};

use crate::entities::{inbound, located, outbound, reaction};
use crate::rows::all;
use crate::verbs::{in_both, two_users_and};
use crate::world::{NOW, World, key};

fn body(pattern: &str) -> interest::MessageReceived {
    MessageReceived::interest().filter(MessageFilter::new().body_search(pattern))
}

fn received(text: &str) -> MessageReceived {
    MessageReceived::new(Message { body: text.into(), ..inbound(1) })
}

/// A session that hears of no conference by default, for those who count what is left.
fn bare() -> [World; 2] {
    [MatcherKind::Indexed, MatcherKind::Scan]
        .map(|matcher| two_users_and(Config::default().matcher(matcher).default_subscriptions([])))
}

#[test]
fn m01_deleting_a_subscription_leaves_its_twin() {
    let interests: [fn() -> Interest; 3] = [
        || MessageReceived::interest().into(),
        || body("tea").into(),
        || MessageReceived::interest().filter(MessageFilter::new().discussion_id(1)).into(),
    ];
    for interest in interests {
        for first_is_removed in [true, false] {
            in_both(|mut world| {
                let twins = [world.subscribe("desk", interest()), world.subscribe("desk", interest())];
                let (gone, left) = if first_is_removed { (twins[0], twins[1]) } else { (twins[1], twins[0]) };
                assert_eq!(world.receivers("1", received("tea")), twins);
                world.unsubscribe("desk", gone);
                assert_eq!(world.receivers("1", received("tea")), [left]);
                world.unsubscribe("desk", left);
                assert_eq!(world.receivers("1", received("tea")), []);
            });
        }
    }
}

#[test]
fn m02_after_the_last_deletion_nothing_is_left() {
    for mut world in bare() {
        let empty = world.engine.stats();
        let mut held = Vec::new();
        for filter in [
            MessageFilter::new().not(MessageFilter::new().body_search("^a*$")),
            MessageFilter::new()
                .any_of([MessageFilter::new().body_search("^a*$"), MessageFilter::new().discussion_id(1)]),
            MessageFilter::new().body_search("^a*$").discussion_id(1),
        ] {
            held.push(world.subscribe("desk", MessageReceived::interest().filter(filter)));
        }
        assert_eq!(world.engine.stats().compiled_patterns, 1);
        assert_eq!(world.receivers("1", received("b")), held[..2]);
        held.into_iter().for_each(|subscription| world.unsubscribe("desk", subscription));
        let stats = world.engine.stats();
        assert_eq!((stats.subscriptions, stats.compiled_patterns), (empty.subscriptions, empty.compiled_patterns));
        assert_eq!(world.receivers("1", received("b")), []);
        assert_eq!(world.engine.stats().candidates_examined, stats.candidates_examined);
    }
}

#[test]
fn m03_deletion_is_by_id_and_an_unknown_one_is_an_error() {
    in_both(|mut world| {
        let mine = world.subscribe("desk", MessageReceived::interest());
        let theirs = world.subscribe("stranger", MessageReceived::interest());
        let never = SubscriptionId::from_number(mine.number() + 1000);
        // Another session's is as unknown as one that never was (K4).
        for (session, subscription) in
            [(world.session("desk"), theirs), (world.session("phone"), mine), (world.session("desk"), never)]
        {
            let error = world.engine.unsubscribe(NOW, session, subscription).unwrap_err();
            assert_eq!(error, Error::SubscriptionUnknown { subscription });
            assert_eq!(error.code(), Code::NotFound);
        }
        assert_eq!(world.receivers("1", received("")), [mine]);
        assert_eq!(world.receivers("2", received("")), [theirs]);
        world.unsubscribe("desk", mine);
        let error = world.engine.unsubscribe(NOW, world.session("desk"), mine).unwrap_err();
        assert_eq!(error, Error::SubscriptionUnknown { subscription: mine });
    });
}

#[test]
fn m05_what_was_subscribed_to_is_received_at_once() {
    in_both(|mut world| {
        let mut held = Vec::new();
        for at in 0..300_u64 {
            let filter = MessageFilter::new().body_search(format!("^{at}$|^all$")).discussion_id(1);
            held.push(world.subscribe("desk", MessageReceived::interest().filter(filter)));
            assert_eq!(world.receivers("1", received(&at.to_string())), [held[held.len() - 1]]);
            assert_eq!(world.receivers("2", received(&at.to_string())), []);
        }
        assert_eq!(world.receivers("1", received("all")), held);
    });
}

#[test]
fn m06_many_harmless_patterns_stay_harmless() {
    let words =
        ["aahed", "aalii", "aargh", "aarti", "abaca", "abaci", "aback", "abacs", "abaft", "abaka", "abamp", "aband"];
    in_both(|mut world| {
        let mut held = Vec::new();
        for word in words {
            // Each letter may stand apart from the next: a.*b.*a.*c.*a
            let pattern = word.chars().map(String::from).collect::<Vec<_>>().join(".*");
            held.push(world.subscribe("desk", body(&format!("^.*{pattern}.*$"))));
        }
        let stretched = "a--a--h--e--d".repeat(200);
        assert_eq!(world.receivers("1", received(&stretched)), [held[0]]);
        assert_eq!(world.receivers("1", received("")), []);
        assert_eq!(world.receivers("2", received(&stretched)), []);
    });
}

#[test]
fn m09_overlapping_filters_of_one_session_do_not_hide_each_other() {
    let filters: [fn() -> MessageFilter; 7] = [
        MessageFilter::new,
        || MessageFilter::new().discussion_id(1),
        || MessageFilter::new().body_search("tea"),
        || MessageFilter::new().discussion_id(1).body_search("tea"),
        || MessageFilter::new().not(MessageFilter::new().discussion_id(2)),
        || {
            MessageFilter::new()
                .any_of([MessageFilter::new().discussion_id(1), MessageFilter::new().body_search("tea")])
        },
        || MessageFilter::new().min_timestamp(1).max_timestamp(5000),
    ];
    for first in filters {
        for second in filters {
            in_both(|mut world| {
                let interest = |filter: fn() -> MessageFilter| MessageReceived::interest().filter(filter());
                let both = [first, second].map(|filter| world.subscribe("desk", interest(filter)));
                assert_eq!(world.receivers("1", received("tea")), both);
                assert_eq!(world.receivers("2", received("tea")), []);
                world.unsubscribe("desk", both[0]);
                assert_eq!(world.receivers("1", received("tea")), [both[1]]);
            });
        }
    }
}

/// Publishes three events, each to three subscriptions in two sessions, without polling.
fn backlog(world: &mut World) -> [SubscriptionId; 3] {
    let held = ["desk", "phone", "desk"].map(|session| world.subscribe(session, MessageReceived::interest()));
    for text in ["a", "b", "c"] {
        world.engine.publish(NOW, (&"1".into(), received(text))).unwrap();
    }
    held
}

#[test]
fn m10_m12_what_ends_at_any_point_of_a_backlog_gets_nothing_more_and_others_lose_nothing() {
    let ends: [fn(&mut World, [SubscriptionId; 3]); 2] =
        [|world, held| world.unsubscribe("desk", held[0]), |world, _| world.close("desk")];
    for (which, end) in ends.into_iter().enumerate() {
        for polled in 0..=3 {
            in_both(|mut world| {
                let held = backlog(&mut world);
                for _ in 0..polled {
                    assert_eq!(world.engine.poll_output().unwrap().len(), 3);
                }
                end(&mut world, held);
                let left = if which == 0 { vec![held[1], held[2]] } else { vec![held[1]] };
                let received_by: Vec<_> = world.drain().iter().map(|received_by| received_by.subscription).collect();
                assert_eq!(received_by, left.repeat(3 - polled));
                assert_eq!(world.receivers("1", received("d")), left);
            });
        }
    }
}

#[test]
fn m14_m15_after_a_revocation_or_a_logout_nothing_is_delivered() {
    for polled in 0..=3 {
        in_both(|mut world| {
            let held = backlog(&mut world);
            let theirs = world.subscribe("stranger", MessageReceived::interest());
            for _ in 0..polled {
                assert!(world.engine.poll_output().is_some());
            }
            world.revoke("1");
            assert_eq!(world.drain(), []);
            assert_eq!(world.receivers("1", received("d")), []);
            for session in [world.session("desk"), world.session("phone")] {
                let error = world.engine.subscribe(NOW, session, MessageReceived::interest()).unwrap_err();
                assert_eq!(error, Error::SessionNotOpen { session });
            }
            assert!(held.into_iter().all(|subscription| world.engine.subscription(subscription).is_none()));
            // The key may be registered again; what was held does not come back.
            world.engine.register_client(NOW, &key("1"), &"1".into()).unwrap();
            let again = world.open("1");
            assert_eq!(world.receivers("1", received("e")), []);
            let anew = world.subscribe(again, MessageReceived::interest());
            assert_eq!(world.receivers("1", received("f")), [anew]);
            assert_eq!(world.receivers("2", received("g")), [theirs]);
        });
    }
}

#[test]
fn m16_m19_whatever_one_user_does_no_other_receives() {
    in_both(|mut world| {
        let everything: Vec<Interest> = all().iter().filter_map(|row| Interest::in_all(row.kind)).collect();
        let ids = world.engine.subscribe_all(NOW, world.session("stranger"), &everything).unwrap();
        for row in all() {
            assert_eq!(world.publish_for("1", (row.event)(1)), [], "{}", row.kind.name());
            for name in ["02", "2 ", "", "22"] {
                let published =
                    world.engine.publish(NOW, Publication::new((row.event)(1), Audience::user(&name.into())));
                assert_eq!(published.is_ok(), !name.is_empty());
                assert_eq!(world.drain(), [], "user {name:?}");
            }
        }
        let received_by: Vec<_> = all().iter().flat_map(|row| world.receivers("2", (row.event)(1))).collect();
        assert_eq!(received_by, ids);
    });
}

#[test]
fn m20_one_event_reaches_a_subscription_once_for_however_many_reasons() {
    in_both(|mut world| {
        world.publish_for("1", MessageReceived::new(inbound(1)));
        let twice = MessageFilter::new()
            .any_of([MessageFilter::new().discussion_id(1), MessageFilter::new().sender_contact_id(1)])
            .reaction_filters([ReactionFilter::new(), ReactionFilter::new().reacted_by_contact_id(1)]);
        let ids = [MessageId::inbound(1); 5];
        let held = world.subscribe("desk", MessageDeleted::interest().message_ids(ids).filter(twice));
        let message = Message { reactions: vec![reaction(1), reaction(1)], ..inbound(1) };
        assert_eq!(world.receivers("1", MessageDeleted::new(message)), [held]);
        assert_eq!(world.receivers("1", MessageDeleted::new(inbound(2))), []);
        assert_eq!(world.receivers("1", MessageDeleted::new(outbound(1))), []);
    });
}

#[test]
fn m21_a_count_of_1_is_used_up_before_anything_is_polled() {
    in_both(|mut world| {
        let once = world.subscribe("desk", MessageReceived::interest().count(1));
        let always = world.subscribe("phone", MessageReceived::interest());
        for _ in 0..3 {
            world.engine.publish(NOW, (&"1".into(), received(""))).unwrap();
        }
        assert!(world.engine.subscription(once).is_none());
        let received_by: Vec<_> =
            world.drain().iter().map(|received_by| (received_by.subscription, received_by.remaining)).collect();
        assert_eq!(received_by, [(once, Some(0)), (always, None), (always, None), (always, None)]);
    });
}

#[test]
fn m22_a_count_of_0_is_none_and_the_greatest_is_one() {
    in_both(|mut world| {
        let zero = world.subscribe("desk", MessageReceived::interest().count(0));
        let greatest = world.subscribe("desk", MessageReceived::interest().count(u64::MAX));
        for received_by in 1..=3 {
            let remaining: Vec<_> =
                world.publish_for("1", received("")).iter().map(|received_by| received_by.remaining).collect();
            assert_eq!(remaining, [None, Some(u64::MAX - received_by)]);
        }
        assert_eq!(world.engine.subscription(zero).unwrap().remaining(), None);
        assert_eq!(world.engine.subscription(greatest).unwrap().remaining().unwrap().get(), u64::MAX - 3);
        assert_eq!(world.receivers("2", received("")), []);
    });
}

#[test]
fn m23_c1_counts_are_exact_and_leak_nowhere() {
    for count in 1..=64 {
        for mut world in bare() {
            let before = world.engine.stats().subscriptions;
            let counted = world.subscribe("desk", MessageReceived::interest().count(count));
            let twice = world.subscribe("desk", MessageReceived::interest().count(2 * count + 1));
            for remaining in (0..count).rev() {
                assert_eq!(world.receivers("2", received("")), []);
                let received_by: Vec<_> =
                    world.publish_for("1", received("")).iter().map(|received_by| received_by.remaining).collect();
                assert_eq!(received_by, [Some(remaining), Some(remaining + count + 1)]);
            }
            assert!(world.engine.subscription(counted).is_none());
            assert_eq!(world.engine.stats().subscriptions, before + 1);
            // The next one starts with a count of its own.
            let next = world.subscribe("desk", MessageReceived::interest());
            assert_eq!(world.receivers("1", received("")), [twice, next]);
            world.unsubscribe("desk", twice);
            assert_eq!(world.receivers("1", received("")), [next]);
        }
    }
}

#[test]
fn m26_a_pattern_made_to_backtrack_is_searched_in_one_pass() {
    let text = "a".repeat(50_000);
    in_both(|mut world| {
        let spiteful = ["^(a+)+$", "^(a|aa)+$", "(.*a){12}$", "^(a?){30}a{30}"]
            .map(|pattern| world.subscribe("desk", body(pattern)));
        let with_end = format!("{text}!");
        assert_eq!(world.receivers("1", received(&text)), spiteful);
        assert_eq!(world.receivers("1", received(&with_end)), [spiteful[3]]);
        assert_eq!(world.receivers("2", received(&text)), []);
    });
}

#[test]
fn m27_a_pattern_that_grows_when_compiled_is_refused() {
    in_both(|mut world| {
        let held = world.subscribe("desk", body(""));
        for pattern in ["((a{1000}){1000}){1000}", r"(\pL{500}){100}", "((((a){99}){99}){99}){99}"] {
            let error = world.refuse_interest("desk", body(pattern));
            assert_eq!(error.code(), Code::InvalidArgument, "{pattern}: {error}");
            assert!(error.to_string().starts_with("filter.body_search: "), "{error}");
        }
        // Nothing, however often repeated, is nothing: it takes no room, and occurs everywhere.
        let empty = world.subscribe("desk", body("^(?:){4294967295}$"));
        assert_eq!(world.receivers("1", received("a")), [held]);
        assert_eq!(world.receivers("1", received("")), [held, empty]);
    });
}

#[test]
fn m30_missing_and_empty_differ_where_the_rules_say_so_and_nowhere_else() {
    in_both(|mut world| {
        // A text that is absent is "" (F2); an id that is absent is not 0.
        let company = |pattern| ContactFilter::new().details_search(DetailsFilter::new().company(pattern));
        let empty = world.subscribe("desk", ContactNew::interest().filter(company("^$")));
        let _some = world.subscribe("desk", ContactNew::interest().filter(company(".")));
        assert_eq!(world.receivers("1", ContactNew::new(Contact::default())), [empty]);

        let to_nobody = MessageFilter::new().replied_message_id(MessageId::default());
        let reply = world.subscribe("desk", MessageReceived::interest().filter(to_nobody));
        let message = |replied_message_id| MessageReceived::new(Message { replied_message_id, ..Message::default() });
        assert_eq!(world.receivers("1", message(None)), []);
        assert_eq!(world.receivers("1", message(Some(MessageId::default()))), [reply]);
    });
}

#[test]
fn m35_a_payload_cannot_name_another_user() {
    in_both(|mut world| {
        let mine = world.subscribe("desk", MessageReceived::interest());
        let theirs = world.subscribe("stranger", MessageReceived::interest());
        let follow_up = world.subscribe("stranger", MessageLocationReceived::interest());
        let message = Message { sender_id: 2, discussion_id: 2, ..located(MessageId::inbound(2), LocationType::Send) };
        let received_by = world.publish_for("1", MessageReceived::new(message.clone()));
        assert_eq!(received_by.iter().map(|received_by| received_by.subscription).collect::<Vec<_>>(), [mine]);
        let received_by = world.publish_for("2", MessageReceived::new(message));
        assert_eq!(
            received_by.iter().map(|received_by| received_by.subscription).collect::<Vec<_>>(),
            [theirs, follow_up]
        );
    });
}
