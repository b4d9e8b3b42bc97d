//! Kinds that types declare (U6).

use tidings::custom::{Condition, CustomEvent, CustomFilter, CustomKind};
use tidings::*;

use super::builds::{BuildFinished, build, definition, event, with_builds};
use super::world::{NOW, Received, World};

tidings::custom_events! {
    /// Every name that could be in the way, and names that differ on the wire.
    #[derive(Default)]
    pub struct Awkward "Awkward" {
        new: text,
        count: number,
        filter: flag,
        equals: texts,
        clone: text?,
        r#type: text,
        repo_id "repo-id": text,
        interest: data?,
        fields: number?,
        into: text?,
        as_mut: flag?,
        default: text?,
    }

    /// Without fields.
    struct Ping "Ping" {}

    struct Last "last" { only: text? }
}

#[test]
fn u6_the_same_value_comes_out_of_a_dispatch() {
    let (mut world, [ann]) = with_builds(["ann"]);
    world.subscribe(ann, BuildFinished::interest());
    let full = BuildFinished {
        log: Some("text".into()),
        tags: Some(vec!["a".into(), String::new()]),
        extra: Some(Json::Null),
        ..build("core")
    };
    for value in [build("core"), full] {
        world.engine.publish(NOW, (Audience::Everyone, value.clone())).expect("it is defined");
        let dispatch = world.engine.poll_output().expect("ann gets it");
        assert_eq!(dispatch.event().kind_name(), "BuildFinished");
        let Event::Custom(event) = dispatch.event() else { panic!("a custom event") };
        assert_eq!(event.read::<BuildFinished>(), Ok(Some(value)));
        assert_eq!(event.read::<Ping>(), Ok(None), "another kind");
    }
}

#[test]
fn u6_a_plain_field_that_is_absent_is_an_error_that_names_it() {
    let (mut world, [ann]) = with_builds(["ann"]);
    world.subscribe(ann, BuildFinished::interest());
    world.engine.publish(NOW, (Audience::Everyone, event([("repo", "core".into())]))).expect("any field may be absent");
    let dispatch = world.engine.poll_output().expect("ann gets it");
    let Event::Custom(event) = dispatch.event() else { panic!("a custom event") };
    let error = event.read::<BuildFinished>().expect_err("ok is absent");
    assert_eq!((error.kind(), error.field()), ("BuildFinished", "ok"));
}

#[test]
fn u6_fields_are_matched_by_name_whatever_the_order_of_the_definition() {
    let mut world = World::of(Config::default(), &["ann"]);
    world.engine.define_kind(NOW, definition()).expect("the name is free");
    world.engine.define::<BuildFinished>(NOW).expect("the same fields");
    let core = BuildFinished::filter().repo().equals("core").duration_ms().one_of([7, 8]);
    world.subscribe("ann", BuildFinished::interest().filter(core));
    let received = world.publish((Audience::Everyone, build("core")));
    let [Received { event: Event::Custom(event), .. }] = &received[..] else { panic!("{received:?}") };
    assert_eq!(event.read::<BuildFinished>(), Ok(Some(build("core"))));
}

#[test]
fn u6_before_define_everything_is_refused_saying_so() {
    let (mut world, [ann]) = with_builds(["ann"]);
    let refused = world.engine.subscribe(NOW, ann, Awkward::interest()).expect_err("it is not defined");
    assert_eq!(refused, Error::KindUndefined { field: "kind".into(), kind: "Awkward".into() });
    let refused = world.refuse((Audience::Everyone, Awkward::default()));
    assert_eq!(refused, Error::KindUndefined { field: "event.kind".into(), kind: "Awkward".into() });
    assert!(refused.to_string().contains("define it first"), "{refused}");
}

#[test]
fn u6_generated_names_collide_with_no_field() {
    let (mut world, [ann]) = with_builds(["ann"]);
    world.engine.define::<Awkward>(NOW).expect("the name is free");
    let filter = Awkward::filter().new().equals("a").count().min(1).filter().equals(true).equals().contains("x");
    let filter = filter.clone().present(false).r#type().equals("t").repo_id().search("^r").into().present(false);
    let filter = filter.as_mut().present(false).default().present(false).fields().present(false);
    world.subscribe(ann, Awkward::interest().filter(filter).count(1));
    let value = Awkward {
        new: "a".into(),
        count: 1,
        filter: true,
        equals: vec!["x".into()],
        r#type: "t".into(),
        repo_id: "r".into(),
        ..Awkward::default()
    };
    assert_eq!(world.receivers_of((Audience::Everyone, Clone::clone(&value))), ["ann"]);
    let event = CustomEvent::from(value);
    let names: Vec<&str> = event.fields().map(|(name, _)| name).collect();
    assert_eq!(names, ["new", "count", "filter", "equals", "type", "repo-id"]);
}

#[test]
fn u6_typed_filters_are_the_dynamic_ones() {
    let typed = BuildFinished::filter().repo().equals("core").log().search("a").repo().equals("other");
    let dynamic = CustomFilter::new()
        .condition("repo", Condition::Equals("other".into()))
        .condition("log", Condition::Search("a".into()));
    assert_eq!(CustomFilter::from(typed), dynamic, "the same condition on the same field replaces the one before");
    let composed = BuildFinished::filter().any_of([BuildFinished::filter().ok().equals(true)]);
    let dynamic = CustomFilter::new().any_of([CustomFilter::new().condition("ok", Condition::Equals(true.into()))]);
    assert_eq!(CustomFilter::from(composed), dynamic);
    assert_eq!((Ping::SPEC.name(), Last::SPEC.name()), ("Ping", "last"));
    let _ = (Ping {}, Last { only: None }, Ping::filter(), Ping::interest());
}
