//! What can be defined (U1).
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use tidings::custom::{FieldType, KindDefinition, NameFault};
use tidings::*;

use super::builds::{BuildFinished, definition, with_builds};
use super::world::NOW;

fn refused(definition: KindDefinition) -> Error {
    let (mut world, []) = with_builds([]);
    let before = world.engine.state_hash();
    let error = world.engine.define_kind(NOW, definition).expect_err("it is to be refused");
    assert_eq!(world.engine.state_hash(), before, "a refused input changes nothing (R4)");
    error
}

fn wide(name: &str, fields: usize) -> KindDefinition {
    (0..fields).fold(KindDefinition::new(name), |kind, at| kind.field(format!("f{at}"), FieldType::Text))
}

#[test]
fn u1_names_have_1_to_255_bytes_and_are_none_of_ours() {
    let fault = |name: &str| match refused(KindDefinition::new(name)) {
        Error::NameInvalid { field, fault, .. } if field == "name" => fault,
        other => panic!("{other}"),
    };
    assert_eq!(fault(""), NameFault::Empty);
    assert_eq!(fault(&"x".repeat(256)), NameFault::TooLong);
    for ours in Kind::ALL.iter().map(|kind| kind.name()).chain(["Invitation.Ended", "Conference.Switched"]) {
        assert_eq!(fault(ours), NameFault::Taken, "{ours}");
    }
    let (mut world, []) = with_builds([]);
    for name in ["x", &"x".repeat(255), "messagereceived", "conversation.ping", "custom"] {
        world.engine.define_kind(NOW, KindDefinition::new(name)).expect("a name may look like ours");
    }
}

#[test]
fn u1_fields_are_named_once_and_not_by_a_word_of_filters() {
    let fault = |names: &[&str]| {
        let kind = names.iter().fold(KindDefinition::new("Note"), |kind, name| kind.field(*name, FieldType::Text));
        match refused(kind) {
            Error::NameInvalid { field, fault, .. } => (field, fault),
            other => panic!("{other}"),
        }
    };
    assert_eq!(fault(&["a", ""]), ("fields.".into(), NameFault::Empty));
    assert_eq!(fault(&["a", "b", "a"]), ("fields.a".into(), NameFault::Repeated));
    for word in ["any_of", "all_of", "not"] {
        assert_eq!(fault(&[word]), (format!("fields.{word}"), NameFault::FilterWord));
    }
    assert_eq!(fault(&[&"x".repeat(256)]).1, NameFault::TooLong);
}

#[test]
fn u1_the_same_again_changes_nothing_and_others_are_refused_by_name() {
    let (mut world, []) = with_builds([]);
    let before = world.engine.state_hash();
    world.engine.define::<BuildFinished>(NOW).expect("the same again");
    world.engine.define_kind(NOW, definition()).expect("the order of fields means nothing");
    assert_eq!(world.engine.state_hash(), before);

    let other = KindDefinition::new("BuildFinished").field("repo", FieldType::Number).field("branch", FieldType::Text);
    let error = refused(other);
    let fields = ["branch", "duration_ms", "extra", "log", "ok", "repo", "tags"].map(String::from).to_vec();
    assert_eq!(error, Error::KindDefinedOtherwise { kind: "BuildFinished".into(), fields });
    assert_eq!(error.code(), Code::AlreadyExists);
    assert!(error.to_string().contains("\"BuildFinished.2\""), "{error}");
}

#[test]
fn i3_the_number_of_fields_is_checked_after_the_name() {
    assert_eq!(refused(wide("Wide", 65)), Error::TooManyFields { fields: 65, maximum: 64 });
    assert_eq!(refused(wide("Wide", 65)).code(), Code::ResourceExhausted);
    assert_eq!(refused(wide("BuildFinished", 65)).code(), Code::AlreadyExists);
    assert_eq!(refused(wide("", 65)).code(), Code::InvalidArgument);
    let (mut world, []) = with_builds([]);
    world.engine.define_kind(NOW, wide("Wide", 64)).expect("64 fields are allowed");
}
