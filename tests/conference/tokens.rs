//! Tokens of protected conferences (P9, P10).
//!
//! Owns who is answered which token, what it opens, and where it must never show. Must not know how tokens are made.
//! Invariants: a token opens one conference to one user; outside the answers, only the invitee's own `Invitation` has it.

use std::collections::BTreeSet;

use tidings::{conference::*, *};

use super::verbs::{SEED, code, config, open_room, room};
use super::world::{World, poll};

fn people(users: &[&str]) -> Vec<Invitee> {
    users.iter().map(|user| Invitee::new(*user)).collect()
}

/// A conference of the owner's, created by the server side with these people.
fn by_server(world: &mut World, alias: &str, users: &[&str]) -> Created {
    let new = NewConference::new(alias);
    world.engine.create_conference_as_server(world.now, &"ann".into(), new, &people(users), false).unwrap()
}

fn hex(token: &Token) -> bool {
    let text = token.reveal();
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[test]
fn p10_128_bits_and_no_two_alike() {
    let mut world = World::of(config(), &["ann"]);
    let (mut all, users) = (BTreeSet::new(), ["ann", "bo", "cy"]);
    for alias in 0..50 {
        let created = by_server(&mut world, &alias.to_string(), &users);
        // The owner is among the invited, with the one token that the owner has.
        assert_eq!(created.owner_token.as_ref(), Some(&created.user_tokens[0].1));
        assert_eq!(created.user_tokens.iter().map(|(user, _)| user.as_str()).collect::<Vec<_>>(), users);
        for (_, token) in &created.user_tokens {
            assert!(hex(token), "{}", token.reveal());
            all.insert(token.reveal().to_string());
        }
    }
    assert_eq!(all.len(), 150, "one for each conference and user");
    // Bits look drawn: over 150 tokens no hex digit is rare.
    let digits: String = all.into_iter().collect();
    for digit in "0123456789abcdef".chars() {
        assert!(digits.matches(digit).count() > 150, "{digit} is rare");
    }
}

#[test]
fn p10_the_same_in_every_later_answer() {
    let mut world = World::of(config(), &["ann", "bo", "out"]);
    let first = by_server(&mut world, "Room", &["bo"]);
    let token = first.user_tokens[0].1.clone();

    let again = by_server(&mut world, "room", &["bo", "new"]);
    assert!(!again.is_new);
    assert_eq!((&again.owner_token, &again.user_tokens[0].1), (&first.owner_token, &token));
    assert_ne!(again.user_tokens[1].1, token);
    let invited = world.here().invite_as_server(&people(&["bo"]), true).unwrap();
    assert_eq!(invited[0].token.as_ref(), Some(&token));
    world.expect(&["bo: Room Invitation from ann"]);
    assert_eq!(world.token(first.id, "bo"), Some(&token), "the invitation carries the same");
    assert_eq!(world.create("ann", room()).owner_token, first.owner_token, "P10: also when not new");
    // Whoever has left keeps it, too.
    world.enter("bo");
    world.leave("bo").unwrap();
    assert_eq!(world.here().invite_as_server(&people(&["bo"]), false).unwrap()[0].token.as_ref(), Some(&token));
    world.expect(&[]);
}

#[test]
fn p10_who_is_answered_what() {
    let mut world = World::of(config(), &["ann", "bo", "cy"]);
    // The creator is answered the owner token, someone else who creates over it is not.
    let created = world.create("ann", room());
    assert!(created.owner_token.as_ref().is_some_and(hex) && created.user_tokens.is_empty());
    let found = world.create("bo", room());
    assert_eq!((found.is_new, found.owner_token, found.id), (false, None, created.id));
    let new = || NewConference::new("Room");
    let found = world.engine.create_conference_as_server(world.now, &"bo".into(), new(), &people(&["cy"]), false);
    let found = found.unwrap();
    assert_eq!((found.is_new, &found.owner_token), (false, &None), "P9: the owner stays");
    assert!(hex(&found.user_tokens[0].1));
    // A session that invites is answered no token; the invitee gets it with the invitation, from nobody else.
    world.enter("ann");
    let invited = world.invite("ann", &people(&["bo"])).unwrap();
    assert_eq!(invited[0].token, None);
    let received = poll(&mut world.engine);
    let tokens: Vec<_> = received.iter().filter(|received| format!("{received:?}").contains("Token(..)")).collect();
    let [received] = tokens[..] else { panic!("{tokens:?}") };
    assert!(matches!(received.event, Event::ConferenceInvitation(_)));
    assert_eq!(received.deliveries.iter().map(|it| it.session()).collect::<Vec<_>>(), [world.session("bo")]);
    // Whoever is in already is answered none.
    let invited = world.here().invite_as_server(&people(&["ann", "cy"]), false).unwrap();
    assert_eq!((&invited[0].token, invited[0].outcome), (&None, InviteOutcome::AlreadyIn));
    assert_eq!(invited[1].token.as_ref(), Some(&found.user_tokens[0].1));
    let again = by_server(&mut world, "Room", &["ann", "cy"]);
    assert_eq!(again.user_tokens, found.user_tokens, "only cy's: ann is in");
}

#[test]
fn p10_open_conferences_have_none() {
    let mut world = World::of(config(), &["ann", "bo"]);
    let new = open_room();
    let created = world.engine.create_conference_as_server(world.now, &"ann".into(), new, &people(&["bo"]), true);
    let created = created.unwrap();
    assert_eq!((created.owner_token, created.user_tokens), (None, vec![]));
    assert_eq!(world.here().invite_as_server(&people(&["cy"]), true).unwrap()[0].token, None);
    world.expect(&["bo: Room Invitation from ann"]);
    assert_eq!(world.token(created.id, "bo"), None);
    // It is not looked at, whatever it is.
    let bo = world.session("bo");
    world.here().join(bo, Some(&"nonsense".into())).unwrap();
    world.expect(&[]);
}

#[test]
fn p10_what_opens_and_what_does_not() {
    let mut world = World::of(config(), &["ann", "bo", "cy"]);
    let created = by_server(&mut world, "Room", &["bo", "cy"]);
    let other = by_server(&mut world, "Other", &["bo"]);
    let (bo, cys) = (created.user_tokens[0].1.clone(), created.user_tokens[1].1.clone());
    let almost = Token::from(bo.reveal().to_uppercase());
    let longer = Token::from(format!("{}0", bo.reveal()));
    let owner = created.owner_token.unwrap();
    let session = world.session("bo");
    let before = world.seen();
    let wrong = [&cys, &owner, &other.user_tokens[0].1, &almost, &longer, &"".into(), &bo.reveal()[..31].into()];
    for token in [None].into_iter().chain(wrong.map(Some)) {
        let refused = world.here().join(session, token).unwrap_err();
        assert_eq!((&refused, refused.code()), (&Error::TokenRefused, Code::PermissionDenied));
        assert!(!refused.to_string().contains(bo.reveal()));
        assert_eq!(world.seen(), before, "R4");
    }
    // The creator needs one, too.
    let ann = world.session("ann");
    assert_eq!(world.here().join(ann, None).unwrap_err(), Error::TokenRefused);
    world.expect(&[]);
    world.here().join(session, Some(&bo)).unwrap();
    world.here().join(ann, Some(&owner)).unwrap();
    world.expect(&["bo: Room participantAdded ann Connecting"]);
}

#[test]
fn p9_tokens_work_for_whoever_had_no_session() {
    let mut world = World::of(config(), &["ann"]);
    let created = by_server(&mut world, "Room", &["bo"]);
    world.open_as("bo", "bo");
    let session = world.session("bo");
    world.here().join(session, Some(&created.user_tokens[0].1)).unwrap();
    assert_eq!(world.inside(), ["bo Connecting"]);
    world.expect(&[]);
}

/// P10: permissions stand in the conference, not in the token.
#[test]
fn p10_a_token_without_join_opens_nothing() {
    let mut world = World::of(config(), &["ann", "bo"]);
    let mute = Invitee::new("bo").permissions([Permission::SendAudio]);
    let server = world.engine.create_conference_as_server(world.now, &"ann".into(), room(), &[mute], false).unwrap();
    let (token, session) = (server.user_tokens[0].1.clone(), world.session("bo"));
    assert_eq!(code(world.here().join(session, Some(&token))), Err(Code::PermissionDenied));
    let may = Invitee::new("bo").permissions([Permission::Join]);
    assert_eq!(world.here().invite_as_server(&[may], false).unwrap()[0].token.as_ref(), Some(&token));
    world.here().join(session, Some(&token)).unwrap();
    world.expect(&[]);
}

#[test]
fn p10_void_from_the_kick_and_from_the_end() {
    let mut world = World::of(config(), &["ann", "bo"]);
    let created = world.create("ann", room());
    world.enter("ann");
    world.invite("ann", &people(&["bo"])).unwrap();
    world.received_by();
    let token = world.token(created.id, "bo").unwrap().clone();
    world.kick("ann", "bo").unwrap();
    world.expect(&["ann: Room participantUpdated bo Kicked", "bo: Room participantUpdated bo Kicked"]);
    let session = world.session("bo");
    assert_eq!(code(world.here().join(session, Some(&token))), Err(Code::PermissionDenied));
    // Nobody gets a new one for whoever was kicked.
    assert_eq!(code(world.here().invite_as_server(&people(&["bo"]), true)), Err(Code::PermissionDenied));

    world.end("ann").unwrap();
    let again = world.create("ann", room());
    assert_ne!(again.owner_token, created.owner_token);
    let (ann, old) = (world.session("ann"), created.owner_token.unwrap());
    assert_eq!(world.here().join(ann, Some(&old)).unwrap_err(), Error::TokenRefused);
    assert_eq!(world.here().join(session, Some(&token)).unwrap_err(), Error::TokenRefused, "P1: the kick is gone, too");
    let invited = world.here().invite_as_server(&people(&["bo"]), false).unwrap();
    assert_ne!(invited[0].token.as_ref(), Some(&token));
    world.expect(&[]);
}

/// P10: the creator's token is void from a kick, too; whatever is answered afterwards opens nothing.
#[test]
fn p10_a_kicked_creator_has_no_valid_token() {
    let mut world = World::of(config(), &["ann", "bo"]);
    let created = world.create("ann", room());
    world.enter("ann");
    world.kick("ann", "ann").unwrap();
    world.expect(&["ann: Room participantUpdated ann Kicked"]);
    let found = world.create("ann", room());
    assert_eq!((found.is_new, found.id), (false, created.id));
    assert_ne!(found.owner_token, created.owner_token, "void is void");
    let ann = world.session("ann");
    for token in [created.owner_token.as_ref(), found.owner_token.as_ref(), None] {
        assert_eq!(code(world.here().join(ann, token)), Err(Code::PermissionDenied));
    }
    world.expect(&[]);
}

#[test]
fn p10_the_seed_decides() {
    let tokens = |config: Config| by_server(&mut World::of(config, &["ann"]), "Room", &["bo", "cy"]).user_tokens;
    let plain = tokens(config());
    assert_eq!(tokens(config()), plain, "the same inputs, the same outputs");
    assert_eq!(tokens(config().hash_seed(7)), plain, "R3: whatever the hash seed");
    let mut seed = SEED;
    seed[31] ^= 1;
    let other = tokens(config().token_seed(seed));
    assert!(other.iter().zip(&plain).all(|(one, other)| one.0 == other.0 && one.1 != other.1));
}

#[test]
fn p10_without_a_seed_nothing_is_protected() {
    let mut world = World::of(Config::default(), &["ann", "bo"]);
    let ann = world.session("ann");
    let before = world.seen();
    let refused = world.engine.create_conference(world.now, ann, room()).unwrap_err();
    assert_eq!((&refused, refused.code()), (&Error::NoTokenSeed, Code::FailedPrecondition));
    let by_default = NewConference::new("Room");
    let server = world.engine.create_conference_as_server(world.now, &"ann".into(), by_default, &people(&["bo"]), true);
    assert_eq!(server.unwrap_err(), Error::NoTokenSeed);
    assert_eq!(world.seen(), before, "R4");
    world.create("ann", open_room());
    world.enter("bo");
    world.expect(&[]);
}

#[test]
fn p10_never_shown() {
    let mut world = World::of(config(), &["ann", "bo"]);
    let mut shown = format!("{:?} {:#?}", config(), config());
    let created = world.create("ann", room());
    world.enter("ann");
    let invited = world.invite("ann", &people(&["bo"])).unwrap();
    shown += &format!("{:?} {:#?}", world.engine, world.engine);
    for received in poll(&mut world.engine) {
        shown += &format!("{received:?} {:#?}", received.event);
        if let Event::ConferenceInvitation(it) = received.event {
            world.keep_token(it.conference_id, "bo", it.conference_token.unwrap());
        }
    }
    let server = world.here().invite_as_server(&people(&["cy"]), false).unwrap();
    shown += &format!("{created:?} {created:#?} {invited:?} {server:?} {:?}", world.engine);
    shown += &format!("{:?}", world.here());
    let tokens = [created.owner_token.as_ref(), server[0].token.as_ref(), world.token(created.id, "bo")];
    for token in tokens.map(|token| token.unwrap().reveal()) {
        assert!(!shown.contains(token), "a token shows");
    }
    assert!(!shown.contains(std::str::from_utf8(&SEED).unwrap()) && !shown.contains(&format!("{SEED:?}")));
    assert!(shown.contains("Token(..)") && shown.contains("token_seed: Some(..)"));
}
