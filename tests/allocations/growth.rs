//! How much more memory an input takes where more is there, or more is said.
//!
//! Owns what is compared: a long filter with a plain one, one pattern with many equal ones, a short roster with a long one. Must
//! not measure publishing. Invariant: what is only repeated, or long past, makes no input dearer.

use tidings::{conference::*, daemon::*, filter::*, *};

use crate::NOW;

/// What a filter takes to subscribe to and to end, in bytes of memory asked for on the way.
fn bytes_to_subscribe_and_to_end(filter: MessageFilter) -> [u64; 2] {
    let mut engine = Engine::new(Config::default()).expect("the defaults are valid");
    let (key, alice) = (ClientKey::from("alice's key"), UserId::from("alice"));
    engine.register_client(NOW, &key, &alice).expect("the key is free");
    let session = engine.open_session(NOW, &key).expect("the key is registered");
    let interest = Interest::from(MessageReceived::interest().filter(filter));
    let mut id = None;
    let subscribing = allocation_counter::measure(|| id = engine.subscribe(NOW, session, interest).ok());
    let id = id.expect("it is within the bounds");
    let ending = allocation_counter::measure(|| {
        engine.unsubscribe(NOW, session, id).expect("it is held");
    });
    [subscribing.bytes_total, ending.bytes_total]
}

/// The same checks over and over, and choices of choices: what can be looked up is found once, not once for each way to it.
#[test]
fn r7_a_filter_that_repeats_itself_costs_no_more_than_its_length() {
    let checks = |at| {
        let filter = MessageFilter::new().r#type(Direction::Inbound).discussion_id(at).sender_contact_id(at);
        filter.replied_message_id(MessageId::inbound(at)).location(MessageLocationCondition::IsSend)
    };
    let repeating = MessageFilter::new().all_of((0..120).map(|_| checks(1)));
    let either =
        |repeating: MessageFilter| MessageFilter::new().any_of(std::iter::once(repeating).chain((2..112).map(checks)));
    let deep = (0..13).fold(either(repeating), |inner, _| MessageFilter::new().any_of([inner]));
    let plain = MessageFilter::new().any_of((2..242).map(checks));
    let [of_deep, of_plain] = [deep, plain].map(bytes_to_subscribe_and_to_end);
    for (of_deep, of_plain) in of_deep.into_iter().zip(of_plain) {
        assert!(of_deep < 2 * of_plain, "{of_deep} bytes, where a plain filter as long takes {of_plain}");
    }
}

#[cfg(feature = "lint")]
#[test]
fn r7_advice_compiles_equal_patterns_once() {
    let filter = |count| {
        let one = |_| MessageFilter::new().body_search(r"\pL{20}");
        MessageFilter::new().discussion_id(7).all_of((0..count).map(one))
    };
    let [one, many] = [1, 60].map(|count| {
        let interest = Interest::from(MessageReceived::interest().filter(filter(count)));
        allocation_counter::measure(|| drop(interest.check(&Config::default()).expect("it is within the bounds")))
            .bytes_max
    });
    assert!(many < 2 * one, "{many} bytes, where the pattern alone takes {one}");
}

/// An input about a conference costs what it names and those in the conference, not all whom the conference has seen.
#[test]
fn a_long_roster_makes_no_input_dearer() {
    type Input = fn(&mut Engine, [SessionId; 2], &Token);
    const INPUTS: [(&str, Input); 6] = [
        ("invite", |engine, [ann, _], _| {
            engine.conference(NOW, "Room").invite(ann, &[Invitee::new("new")]).unwrap();
        }),
        ("join", |engine, [_, bo], token| engine.conference(NOW, "Room").join(bo, Some(token)).unwrap()),
        ("report", |engine, _, _| engine.conference(NOW, "Room").report(&"bo".into(), Connection::Connected).unwrap()),
        ("leave", |engine, [_, bo], _| engine.conference(NOW, "Room").leave(bo).unwrap()),
        ("permissions", |engine, [ann, _], _| {
            let people = [("new".into(), Permissions::all())];
            engine.conference(NOW, "Room").update_permissions(ann, &people).unwrap();
        }),
        ("kick", |engine, [ann, _], _| engine.conference(NOW, "Room").kick(ann, &"new".into()).unwrap()),
    ];
    let bytes_of_each = |seen: usize| {
        let bounds = Config::default().max_open_invitations(20_000).max_roster_entries(20_000);
        let mut engine = Engine::new(bounds.token_seed([7; 32])).expect("the bounds suffice");
        let sessions = ["ann", "bo"].map(|user| {
            let key = ClientKey::from(format!("{user}'s key"));
            engine.register_client(NOW, &key, &user.into()).expect("the key is free");
            engine.open_session(NOW, &key).expect("the key is registered")
        });
        let created = engine.create_conference(NOW, sessions[0], NewConference::new("Room").protected(true)).unwrap();
        engine.conference(NOW, "Room").join(sessions[0], created.owner_token.as_ref()).unwrap();
        let people: Vec<Invitee> = (0..seen).map(|at| Invitee::new(format!("guest {at}"))).collect();
        engine.conference(NOW, "Room").invite_as_server(&people, false).unwrap();
        let invited = engine.conference(NOW, "Room").invite_as_server(&[Invitee::new("bo")], false).unwrap();
        let token = invited[0].token.clone().expect("the conference is protected");
        INPUTS.map(|(_, input)| {
            allocation_counter::measure(|| {
                input(&mut engine, sessions, &token);
                while engine.poll_output().is_some() {}
            })
            .bytes_total
        })
    };
    let (few, many) = (bytes_of_each(10), bytes_of_each(10_000));
    for (((name, _), few), many) in INPUTS.into_iter().zip(few).zip(many) {
        // A node of each search tree may be split.
        assert!(many < few + 10_000, "{name}: {many} bytes where 10,000 were seen, {few} where 10 were");
    }
}
