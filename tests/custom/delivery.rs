//! What events carry (U2), who may see them (U3), and that they are routed as ours are (U5).

use tidings::custom::{CustomEvent, CustomInterest};
use tidings::{conference::*, conversation::*, *};

use super::builds::{BuildFinished, build, event, with_builds, with_builds_and};
use super::world::{NOBODY, NOW, World};

fn added(user: &str) -> Publication {
    ConversationParticipantAdded::new("tea", user, "", user, "").into()
}

fn everyone_interested<const N: usize>(world: &mut World, sessions: [SessionId; N]) -> [SubscriptionId; N] {
    sessions.map(|session| world.subscribe(session, BuildFinished::interest()))
}

#[test]
fn u3_users_named_get_it_each_once_by_age() {
    let (mut world, sessions) = with_builds(["cid", "ann", "bob", "ann"]);
    everyone_interested(&mut world, sessions);
    let [ann, bob, cid] = ["ann", "bob", "cid"].map(UserId::from);
    assert_eq!(world.receivers_of((Audience::user(&ann), build("core"))), ["ann", "ann 2"]);
    assert_eq!(
        world.receivers_of((Audience::users([&bob, &ann, &bob, &cid]), build("core"))),
        ["cid", "ann", "bob", "ann 2"]
    );
    assert_eq!(world.receivers_of((Audience::users([]), build("core"))), NOBODY);
    assert_eq!(world.receivers_of((Audience::Everyone, build("core"))), ["cid", "ann", "bob", "ann 2"]);
    assert_eq!(world.receivers_of((Audience::user(&"nobody".into()), build("core"))), NOBODY);
}

#[test]
fn u3_a_conversation_is_its_members_at_that_moment() {
    let (mut world, [ann, bob, cid]) = with_builds(["ann", "bob", "cid"]);
    everyone_interested(&mut world, [cid, bob]);
    world.engine.publish(NOW, added("ann")).expect("a conversation begins");
    world.engine.publish(NOW, added("bob")).expect("he joins after he subscribed");
    everyone_interested(&mut world, [ann]);
    let tea = || Audience::conversation("tea");
    assert_eq!(world.receivers_of((tea(), build("core"))), ["bob", "ann"]);
    let removed = ConversationParticipantRemoved::new("tea", "ann", "", "bob");
    world.engine.publish(NOW, removed).expect("he is a member");
    assert_eq!(world.receivers_of((tea(), build("core"))), ["ann"]);

    assert_eq!(world.refuse((Audience::conversation("no"), build("core"))).code(), Code::NotFound);
    world.engine.publish(NOW, ConversationDelete::new("tea", "ann", "")).expect("it is there");
    assert_eq!(world.refuse((tea(), build("core"))).code(), Code::FailedPrecondition);
}

#[test]
fn u3_a_conference_is_those_in_it() {
    let (mut world, [ann, bob, cid]) = with_builds(["ann", "bob", "cid"]);
    everyone_interested(&mut world, [cid, bob, ann]);
    let created = world.engine.create_conference(NOW, ann, NewConference::new("room")).expect("the alias is free");
    let room = || Audience::conference(created.id);
    assert_eq!(world.receivers_of((room(), build("core"))), NOBODY);
    for session in [ann, bob] {
        world.engine.conference(NOW, created.id).join(session, None).expect("it is open");
    }
    assert_eq!(world.receivers_of((room(), build("core"))), ["bob", "ann"]);
    let unknown = Audience::conference(ConferenceId::from_number(9));
    assert_eq!(world.refuse((unknown, build("core"))).code(), Code::NotFound);
}

#[test]
fn u3_a_conference_is_followed_by_what_its_people_subscribe_to() {
    let (mut world, [ann, bob]) = with_builds(["ann", "bob"]);
    let filter = BuildFinished::filter().repo().equals("core");
    let before = world.subscribe(bob, BuildFinished::interest().filter(filter));
    let room = world.engine.create_conference(NOW, ann, NewConference::new("room")).expect("the alias is free").id;
    let builds = |world: &mut World| {
        ["core", "web"].map(|repo| world.receivers_of((Audience::conference(room), build(repo))).join(" "))
    };
    world.engine.conference(NOW, room).join(bob, None).expect("it is open");
    assert_eq!(builds(&mut world), ["bob", ""]);
    let [phone, tablet] = [world.open("bob"), world.open("bob")];
    everyone_interested(&mut world, [phone, tablet]);
    world.subscribe(bob, BuildFinished::interest().count(3));
    assert_eq!(builds(&mut world), ["bob bob 2 bob 3 bob", "bob 2 bob 3 bob"]);
    world.close(phone);
    world.unsubscribe(bob, before);
    assert_eq!(builds(&mut world), ["bob 3 bob", "bob 3"], "C1: the last of three");
    world.engine.conference(NOW, room).leave(tablet).expect("any of his sessions may");
    assert_eq!(builds(&mut world), ["", ""]);
    assert_eq!(world.receivers_of((Audience::Everyone, build("web"))), ["bob 3"], "he is out of the room alone");
}

#[test]
fn u3_exactly_one_audience_without_empty_names() {
    let (mut world, []) = with_builds([]);
    let custom = || CustomEvent::from(build("core"));
    for audience in [
        None,
        Some(Audience::user(&"".into())),
        Some(Audience::users([&"ann".into(), &"".into()])),
        Some(Audience::conversation("")),
    ] {
        let error = world.refuse(Publication::new(Event::Custom(custom()), audience));
        assert_eq!(error.code(), Code::InvalidArgument, "{error}");
    }
}

#[test]
fn u2_fields_and_values_fit_the_kind() {
    let (mut world, [ann]) = with_builds(["ann"]);
    everyone_interested(&mut world, [ann]);
    let mut refused = |event: CustomEvent| {
        let error = world.refuse((Audience::Everyone, event));
        (error.field().unwrap_or_default().to_owned(), error.code())
    };
    assert_eq!(refused(CustomEvent::new("Nope", [("a", "b")])), ("event.kind".into(), Code::InvalidArgument));
    assert_eq!(refused(event([("nope", true.into())])), ("event.fields.nope".into(), Code::InvalidArgument));
    assert_eq!(refused(event([("ok", "yes".into())])), ("event.fields.ok".into(), Code::InvalidArgument));
    assert_eq!(refused(event([("log", Json::Null.into())])), ("event.fields.log".into(), Code::InvalidArgument));
    let twice = event([("ok", true.into()), ("ok", true.into())]);
    assert_eq!(refused(twice), ("event.fields".into(), Code::InvalidArgument));
    for fine in [event([]), event([("extra", Json::Null.into())]), event([("tags", Vec::<String>::new().into())])] {
        assert_eq!(world.receivers_of((Audience::Everyone, fine)), ["ann"]);
    }
}

#[test]
fn t2_data_is_bounded_as_any_free_form_field() {
    let (mut world, []) = with_builds_and(Config::default().max_free_form_bytes(10), []);
    let error = world.refuse((Audience::Everyone, event([("extra", Json::from("longer than ten").into())])));
    assert_eq!((error.code(), error.field()), (Code::ResourceExhausted, Some("event.fields.extra")));
}

#[test]
fn u5_counts_end_subscriptions_and_kinds_stay_apart() {
    let (mut world, [ann, bob]) = with_builds(["ann", "bob"]);
    world.engine.define_kind(NOW, custom::KindDefinition::new("Other")).expect("the name is free");
    world.subscribe(ann, BuildFinished::interest().count(2));
    world.subscribe(bob, CustomInterest::new("Other"));
    let audience = || Audience::users([&"ann".into(), &"bob".into()]);
    assert_eq!(world.receivers_of((audience(), build("core"))), ["ann"]);
    assert_eq!(world.receivers_of((audience(), CustomEvent::new::<&str, &str>("Other", []))), ["bob"]);
    assert_eq!(world.receivers_of((audience(), build("core"))), ["ann"]);
    assert_eq!(world.receivers_of((audience(), build("core"))), NOBODY);
}

#[test]
fn u5_what_is_withdrawn_is_not_delivered() {
    let (mut world, [ann]) = with_builds(["ann"]);
    let [subscription] = everyone_interested(&mut world, [ann]);
    world.engine.publish(NOW, (Audience::Everyone, build("core"))).expect("it is defined");
    world.unsubscribe(ann, subscription);
    assert!(world.engine.poll_output().is_none(), "R5");
    assert_eq!(world.receivers_of((Audience::Everyone, build("core"))), NOBODY);
}

#[test]
fn t5_explanations_say_what_delivery_does() {
    let (mut world, [ann, bob]) = with_builds(["ann", "bob"]);
    let filter = BuildFinished::filter().repo().equals("core").ok().equals(false).log().search("(?i)panic");
    let subscription = world.subscribe(ann, BuildFinished::interest().filter(filter));
    let failed = BuildFinished { ok: false, log: Some("all is well".into()), ..build("core") };
    let [ann_user, bob_user] = ["ann", "bob"].map(UserId::from);

    let verdict = world.engine.explain(ann, subscription, (Audience::user(&ann_user), failed.clone()));
    assert_eq!(
        verdict.expect("the session holds it").to_string(),
        "not matched: 1 check fails\n  \
         yes kind: wants BuildFinished, found BuildFinished\n  \
         yes audience: wants \"ann\", found \"ann\"\n  \
         yes filter.repo.equals: wants exactly \"core\", found \"core\"\n  \
         yes filter.ok.equals: wants false, found false\n  \
         NO  filter.log.search: wants a text in which /(?i)panic/ occurs, found \"all is well\""
    );
    world.engine.publish(NOW, added("ann")).expect("a conversation begins");
    let room = world.engine.create_conference(NOW, bob, NewConference::new("room")).expect("the alias is free");
    world.engine.conference(NOW, room.id).join(bob, None).expect("it is open");
    while world.engine.poll_output().is_some() {}

    let panicked = BuildFinished { log: Some("PANIC".into()), ..failed.clone() };
    for event in [failed, panicked, build("other")] {
        for audience in [
            Audience::user(&ann_user),
            Audience::user(&bob_user),
            Audience::users([&bob_user, &ann_user]),
            Audience::users([]),
            Audience::Everyone,
            Audience::conversation("tea"),
            Audience::conference(room.id),
        ] {
            let publication = || (audience.clone(), event.clone());
            let verdict = world.engine.explain(ann, subscription, publication()).expect("the session holds it");
            let delivered = world.receivers_of(publication());
            assert_eq!(verdict.matched, !delivered.is_empty(), "{audience:?} {event:?}\n{verdict}");
        }
    }
}
