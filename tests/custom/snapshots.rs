//! Definitions, interests and waiting events in a snapshot (T4, U5, U6).

use tidings::custom::{CustomEvent, FieldType, KindDefinition};
use tidings::*;

use super::builds::{BuildFinished, build, definition, with_builds};
use super::world::NOW;

fn restored(engine: &Engine) -> Engine {
    let snapshot = Snapshot::from_bytes(&engine.snapshot().to_bytes()).expect("it is whole");
    let text = serde_json::to_string(&snapshot).expect("it can be written as text");
    let read: Snapshot = serde_json::from_str(&text).expect("it is whole");
    let engine = Engine::restore(Config::default(), snapshot).expect("it is consistent");
    let other = Engine::restore(Config::default(), read).expect("it is consistent");
    assert_eq!(engine.state_hash(), other.state_hash(), "both forms hold the same");
    engine
}

fn polled(engine: &mut Engine) -> Option<BuildFinished> {
    let dispatch = engine.poll_output()?;
    let Event::Custom(event) = dispatch.event() else { panic!("a custom event") };
    event.read().expect("it is whole")
}

#[test]
fn t4_events_that_wait_come_back_typed() {
    let (mut world, [ann]) = with_builds(["ann"]);
    world.subscribe(ann, BuildFinished::interest().count(2));
    let extra = Json::parse(r#"{"b":1.5,"a":null,"c":[]}"#).expect("it is JSON");
    let full = BuildFinished { log: Some(String::new()), tags: Some(vec![]), extra: Some(extra), ..build("core") };
    for value in [full.clone(), build("other")] {
        world.engine.publish(NOW, (Audience::Everyone, value)).expect("it is defined");
    }
    let mut engine = restored(&world.engine);
    assert_eq!(engine.state_hash(), world.engine.state_hash());
    assert_eq!(polled(&mut engine), Some(full), "before the type is defined again");
    engine.define::<BuildFinished>(NOW).expect("the same fields");
    assert_eq!(polled(&mut engine), Some(build("other")));
    assert_eq!(polled(&mut engine), None);
}

#[test]
fn t4_interests_continue_with_counts_and_filters() {
    let (mut world, [ann]) = with_builds(["ann"]);
    world.engine.define_kind(NOW, KindDefinition::new("Ping")).expect("the name is free");
    let core = BuildFinished::filter().repo().equals("core").log().search("a").any_of([BuildFinished::filter()]);
    world.subscribe(ann, BuildFinished::interest().filter(core).count(3));
    world.subscribe(ann, custom::CustomInterest::new("Ping"));
    let panicked = || BuildFinished { log: Some("a".into()), ..build("core") };
    assert_eq!(world.receivers_of((Audience::Everyone, panicked())), ["ann"]);

    let mut engine = restored(&world.engine);
    let mut deliveries = |event: CustomEvent| {
        let published = engine.publish(NOW, (Audience::user(&"ann".into()), event)).expect("it is defined");
        published.deliveries
    };
    assert_eq!(deliveries(build("core").into()), 0);
    assert_eq!(deliveries(CustomEvent::new::<&str, &str>("Ping", [])), 1);
    assert_eq!([1, 1, 0].map(|_| deliveries(panicked().into())), [1, 1, 0], "two of the count were left");
}

#[test]
fn u6_after_a_restore_the_definition_of_the_snapshot_is_valid() {
    let (mut world, [ann]) = with_builds(["ann"]);
    let old = KindDefinition::new("Deployed").field("repo", FieldType::Text).field("at", FieldType::Number);
    world.engine.define_kind(NOW, old).expect("the name is free");
    world.subscribe(ann, custom::CustomInterest::new("Deployed"));

    tidings::custom_events! {
        struct Deployed "Deployed" { repo: text, at: text }
        struct Deployed2 "Deployed.2" { repo: text, at: text }
    }
    let mut engine = restored(&world.engine);
    let refused = engine.define::<Deployed>(NOW).expect_err("at is another type now");
    let fields = vec![String::from("at")];
    assert_eq!(refused, Error::KindDefinedOtherwise { kind: "Deployed".into(), fields });
    engine.define::<Deployed2>(NOW).expect("the way out: another name");
    let now = Deployed2 { repo: "core".into(), at: "noon".into() };
    assert_eq!(engine.publish(NOW, (Audience::Everyone, now)).map(|published| published.deliveries), Ok(0));
    let _ = Deployed { repo: String::new(), at: String::new() };
}

#[test]
fn forms_are_those_of_the_journal() {
    let kind: KindDefinition = serde_json::from_str(r#"{"name":"Note","fields":{"n":"number","who":"text"}}"#).unwrap();
    assert_eq!(kind, KindDefinition::new("Note").field("n", FieldType::Number).field("who", FieldType::Text));
    assert_eq!(serde_json::to_string(&kind).unwrap(), r#"{"name":"Note","fields":{"n":"number","who":"text"}}"#);
    for wrong in [r#"{"name":"Note"}"#, r#"{"name":"N","fields":{"n":"blob"}}"#, r#"{"name":"N","fields":{"n":1}}"#] {
        assert!(serde_json::from_str::<KindDefinition>(wrong).is_err(), "{wrong}");
    }

    let written = r#"{"kind":"BuildFinished","fields":{"repo":"core","ok":true,"duration_ms":7,"tags":["a"],"extra":{"a":null}}}"#;
    let event: Event = serde_json::from_str(written).unwrap();
    let extra = Json::parse(r#"{"a":null}"#).unwrap();
    let typed = BuildFinished { tags: Some(vec!["a".into()]), extra: Some(extra), ..build("core") };
    assert_eq!(event, Event::from(typed.clone()));
    assert_eq!(serde_json::to_string(&Event::from(typed)).unwrap(), written);
    assert_eq!(serde_json::from_str::<Event>(r#"{"kind":"Ping"}"#).unwrap().kind_name(), "Ping");
    assert!(serde_json::from_str::<Event>(r#"{"kind":"Ping","message":{}}"#).is_err(), "no such field");

    let written = r#"{"kind":"BuildFinished","count":2,"filter":{"repo":{"equals":"core"},"duration_ms":{"min":5,"max":9},"tags":{"contains":"ci"},"any_of":[{"log":{"search":"a","present":true}}],"not":{"ok":{"one_of":[true]}}}}"#;
    let interest: Interest = serde_json::from_str(written).unwrap();
    assert_eq!(serde_json::to_string(&interest).unwrap(), written);
    let typed = BuildFinished::filter().repo().equals("core").duration_ms().min(5).duration_ms().max(9);
    let any = BuildFinished::filter().log().search("a").log().present(true);
    let typed = typed.tags().contains("ci").any_of([any]).not(BuildFinished::filter().ok().one_of([true]));
    assert_eq!(interest, BuildFinished::interest().filter(typed).count(2).into());
    let (mut world, [ann]) = with_builds(["ann"]);
    world.subscribe(ann, interest);
    world.engine.define_kind(NOW, definition()).expect("the same fields");
}
