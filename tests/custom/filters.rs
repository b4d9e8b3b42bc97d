//! What may be asked of an event (U4).

use tidings::custom::{Condition, CustomFilter, CustomInterest, FieldValue};
use tidings::*;

use super::builds::{BuildFinished, with_builds, with_builds_and};
use super::world::NOW;

fn filter(field: &'static str, condition: Condition) -> CustomFilter {
    CustomFilter::new().condition(field, condition)
}

/// Whether a filter admits an event, by look-up and by scan.
#[track_caller]
fn admits(filter: &CustomFilter, fields: &[(&'static str, FieldValue)]) -> bool {
    let [indexed, scanned] = [MatcherKind::Indexed, MatcherKind::Scan].map(|matcher| {
        let (mut world, [ann]) = with_builds_and(Config::default().matcher(matcher), ["ann"]);
        let interest = CustomInterest::new("BuildFinished").filter(filter.clone());
        world.subscribe(ann, interest);
        let event = custom::CustomEvent::new("BuildFinished", fields.iter().cloned());
        !world.receivers_of((Audience::Everyone, event)).is_empty()
    });
    assert_eq!(indexed, scanned, "{filter:?}");
    indexed
}

#[test]
fn u4_each_condition_by_values_that_pass_and_do_not() {
    let texts = |texts: &[&str]| FieldValue::Texts(texts.iter().map(|text| String::from(*text)).collect());
    let rows: [(&str, Condition, Vec<FieldValue>, Vec<FieldValue>); 12] = [
        ("repo", Condition::Equals("core".into()), vec!["core".into()], vec!["".into(), "Core".into()]),
        ("duration_ms", Condition::Equals(0.into()), vec![0.into()], vec![1.into()]),
        ("ok", Condition::Equals(false.into()), vec![false.into()], vec![true.into()]),
        ("repo", Condition::OneOf(vec!["a".into(), "b".into()]), vec!["a".into(), "b".into()], vec!["".into()]),
        ("repo", Condition::OneOf(vec![]), vec![], vec!["".into(), "a".into()]),
        ("duration_ms", Condition::Min(5), vec![5.into(), u64::MAX.into()], vec![4.into()]),
        ("duration_ms", Condition::Max(5), vec![5.into(), 0.into()], vec![6.into()]),
        ("log", Condition::Search("^$".into()), vec!["".into()], vec!["x".into()]),
        ("log", Condition::Search("(?i)PAN".into()), vec!["a panic".into()], vec!["".into()]),
        ("tags", Condition::Contains("ci".into()), vec![texts(&["x", "ci"])], vec![texts(&[]), texts(&["cid"])]),
        ("tags", Condition::ContainsSearch("c.".into()), vec![texts(&["x", "ci"])], vec![texts(&[]), texts(&["c"])]),
        ("tags", Condition::ContainsSearch("".into()), vec![texts(&[""])], vec![texts(&[])]),
    ];
    for (field, condition, passing, failing) in rows {
        let filter = filter(field, condition);
        let admitted = |value: &FieldValue| admits(&filter, &[(field, value.clone())]);
        assert!(passing.iter().all(admitted), "{filter:?} admits {passing:?}");
        assert!(!failing.iter().any(admitted), "{filter:?} does not admit {failing:?}");
        assert!(!admits(&filter, &[]), "{filter:?}: an absent field meets no condition");
        assert!(admits(&CustomFilter::new().not(filter.clone()), &[]), "{filter:?}");
    }
}

#[test]
fn u4_what_nothing_passes_leaves_nothing_when_it_ends() {
    for matcher in [MatcherKind::Indexed, MatcherKind::Scan] {
        let (mut world, [ann]) = with_builds_and(Config::default().matcher(matcher), ["ann"]);
        let all = world.subscribe(ann, CustomInterest::new("BuildFinished"));
        let nothing = filter("repo", Condition::OneOf(vec![])).condition("log", Condition::Present(false));
        let never = world.subscribe(ann, CustomInterest::new("BuildFinished").filter(nothing));
        for id in [all, never] {
            world.engine.unsubscribe(NOW, ann, id).expect("it is held");
        }
        world.subscribe(ann, CustomInterest::new("BuildFinished").filter(filter("log", Condition::Present(true))));
        let event = custom::CustomEvent::new("BuildFinished", [("log", FieldValue::from(""))]);
        assert_eq!(world.receivers_of((Audience::Everyone, event)), ["ann"], "{matcher:?}");
    }
}

#[test]
fn u4_presence_and_conditions_that_are_none() {
    let (there, absent) = (filter("log", Condition::Present(true)), filter("log", Condition::Present(false)));
    let empty_log = [("log", "".into())];
    assert_eq!((admits(&there, &empty_log), admits(&there, &[])), (true, false));
    assert_eq!((admits(&absent, &empty_log), admits(&absent, &[])), (false, true));
    for none in [filter("log", Condition::Search("".into())), CustomFilter::new(), CustomFilter::new().all_of([])] {
        assert!(admits(&none, &[]), "{none:?} is no condition");
    }
    assert!(!admits(&CustomFilter::new().any_of([]), &[]), "F5: an empty any_of admits nothing");
}

#[test]
fn u4_conditions_are_combined_with_and_and_composed() {
    let long = || filter("duration_ms", Condition::Min(5)).condition("duration_ms", Condition::Max(9));
    let fields = |ms: u64, ok: bool| [("duration_ms", FieldValue::from(ms)), ("ok", ok.into())];
    assert!(admits(&long(), &fields(7, true)) && !admits(&long(), &fields(10, true)));
    let ok = || filter("ok", Condition::Equals(true.into()));
    let either = CustomFilter::new().any_of([long(), ok()]);
    assert!(admits(&either, &fields(10, true)) && !admits(&either, &fields(10, false)));
    let both = CustomFilter::new().all_of([long(), ok()]).not(filter("duration_ms", Condition::Equals(7.into())));
    assert!(admits(&both, &fields(8, true)) && !admits(&both, &fields(7, true)) && !admits(&both, &fields(8, false)));
}

#[test]
fn u4_what_does_not_fit_is_a_fault_of_the_form() {
    let deep = |inner| CustomFilter::new().any_of([CustomFilter::new(), CustomFilter::new().not(inner)]);
    let rows = [
        (filter("nope", Condition::Min(1)), "filter.nope"),
        (filter("repo", Condition::Min(1)), "filter.repo.min"),
        (filter("repo", Condition::Equals(1.into())), "filter.repo.equals"),
        (filter("repo", Condition::OneOf(vec!["a".into(), true.into()])), "filter.repo.one_of"),
        (filter("tags", Condition::Equals("a".into())), "filter.tags.equals"),
        (filter("extra", Condition::Present(true)), "filter.extra.present"),
        (deep(filter("ok", Condition::Search("a".into()))), "filter.any_of[1].not.ok.search"),
    ];
    let (mut world, [ann]) = with_builds(["ann"]);
    for (filter, path) in rows {
        let interest = CustomInterest::new("BuildFinished").filter(filter);
        let error = world.engine.subscribe(NOW, ann, interest.clone()).expect_err("it does not fit");
        assert_eq!((error.code(), error.field()), (Code::InvalidArgument, Some(path)), "{error}");
        let closed = SessionId::from_number(99);
        let first = world.engine.subscribe(NOW, closed, interest).expect_err("two things are wrong");
        assert_eq!(first.code(), Code::InvalidArgument, "I3: the form comes before the session");
    }
    let unknown = world.engine.subscribe(NOW, ann, CustomInterest::new("Nope")).expect_err("no such kind");
    assert_eq!((unknown.code(), unknown.field()), (Code::InvalidArgument, Some("kind")));
    let pattern = BuildFinished::interest().filter(BuildFinished::filter().log().search("("));
    let error = world.engine.subscribe(NOW, ann, pattern).expect_err("it does not compile");
    assert_eq!((error.code(), error.field()), (Code::InvalidArgument, Some("filter.log.search")));
}

#[test]
fn t2_filters_are_bounded_and_may_be_nested_deeper_than_a_stack() {
    let nested = |depth| {
        (1..depth).fold(filter("ok", Condition::Equals(true.into())), |inner, _| CustomFilter::new().not(inner))
    };
    let (mut world, [ann]) = with_builds(["ann"]);
    let mut subscribe = |depth| {
        let interest = CustomInterest::new("BuildFinished").filter(nested(depth));
        world.engine.subscribe(NOW, ann, interest).map_err(|error| error.code()).err()
    };
    assert_eq!(subscribe(16), None);
    assert_eq!(subscribe(17), Some(Code::ResourceExhausted));
    assert_eq!(subscribe(3_000), Some(Code::ResourceExhausted));
}

#[cfg(feature = "lint")]
#[test]
fn u5_lint_proves_of_custom_filters_what_it_proves_of_ours() {
    let (mut world, [ann]) = with_builds(["ann"]);
    let never = BuildFinished::filter().repo().equals("a").duration_ms().min(9).duration_ms().max(6);
    let advice = world.engine.check_interest(ann, &BuildFinished::interest().filter(never).into());
    let paths = ["filter.duration_ms.min", "filter.duration_ms.max"].map(String::from).to_vec();
    assert_eq!(advice, Ok(vec![Advice::NeverMatches { paths }]));

    let core = || BuildFinished::filter().repo().equals("core");
    let subscription = world.subscribe(ann, BuildFinished::interest().filter(core()));
    let narrower = Interest::from(BuildFinished::interest().filter(core().ok().equals(false)));
    assert_eq!(world.engine.check_interest(ann, &narrower), Ok(vec![Advice::CoveredBy { subscription }]));
    world.engine.define_kind(NOW, custom::KindDefinition::new("Other")).expect("the name is free");
    let other = CustomInterest::new("Other").into();
    assert_eq!(world.engine.check_interest(ann, &other), Ok(vec![]), "another kind covers nothing");
}
