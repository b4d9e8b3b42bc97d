//! The texts that people read, kept as they are: explanations, errors, advice, faults.
//!
//! Owns the list of the kept texts, and that none is missing and none left over. Must not judge behaviour: what passes and what
//! is refused is proved elsewhere. Invariant: every variant of every error and advice has a text in `tests/texts/*.snap`, which a person
//! can read from top to bottom; that every field of a filter is explained is for random pairs to show (`explain_is_actionable`).
//!
//! To accept what is said now, and review it as a diff: `INSTA_UPDATE=always cargo test --test texts`.
#![cfg(all(feature = "lint", feature = "snapshot"))]
#![allow(clippy::unwrap_used, reason = "tests may unwrap, in their helpers too")]

#[path = "support/files.rs"]
mod files;

mod texts {
    pub(crate) mod composed;
    pub(crate) mod errors;
    #[path = "../support/everything.rs"]
    pub(crate) mod everything;
    pub(crate) mod explained;
    pub(crate) mod filters;
    pub(crate) mod interests;
}

use std::collections::BTreeSet;
use std::fs;

use files::{read, root};
use texts::{composed, errors, filters, interests};

/// One kept file, and what makes its text.
type Sheet = (&'static str, fn() -> String);

const SHEETS: &[Sheet] = &[
    ("kind_audience_count", interests::kind_audience_count),
    ("kinds_of_the_daemon", interests::kinds_of_the_daemon),
    ("names_and_id_lists", interests::names_and_id_lists),
    ("message_filter", || filters::sheet("MessageFilter")),
    ("reaction_filter", || filters::sheet("ReactionFilter")),
    ("attachment_filter", || filters::sheet("AttachmentFilter")),
    ("discussion_filter", || filters::sheet("DiscussionFilter")),
    ("contact_filter", || filters::sheet("ContactFilter")),
    ("details_filter", || filters::sheet("DetailsFilter")),
    ("group_filter", || filters::sheet("GroupFilter")),
    ("group_member_filter", || filters::sheet("GroupMemberFilter")),
    ("pending_group_member_filter", || filters::sheet("PendingGroupMemberFilter")),
    ("group_permission_filter", || filters::sheet("GroupPermissionFilter")),
    ("invitation_filter", || filters::sheet("InvitationFilter")),
    ("words", filters::words),
    ("composed", composed::composed),
    ("elements", composed::elements),
    ("cut_off", composed::cut_off),
    ("reasons", composed::reasons),
    ("errors", errors::errors),
    ("config_errors", errors::config_errors),
    ("snapshot_errors", errors::snapshot_errors),
    ("advice", errors::advice),
    ("costs", errors::costs),
    ("faults", errors::faults),
];

#[test]
fn texts_are_as_kept() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("texts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in SHEETS {
            insta::assert_snapshot!(*name, text());
        }
    });
}

/// A file that nothing makes any more would be read, and believed; one that waits to be accepted was forgotten.
#[test]
fn no_text_is_left_over() {
    let kept: BTreeSet<String> = files_in("tests/texts").into_iter().filter(|name| !name.ends_with(".rs")).collect();
    let made: BTreeSet<String> = SHEETS.iter().map(|(name, _)| format!("{name}.snap")).collect();
    assert_eq!(kept, made, "tests/texts/ has other files than SHEETS");
}

#[test]
fn there_are_many_explanations_of_either_sort() {
    let all: String = SHEETS.iter().map(|(_, text)| text()).collect();
    let (yes, no) = (all.matches("\nmatched: ").count(), all.matches("\nnot matched: ").count());
    assert!(yes >= 15 && no >= 30, "{yes} matched, {no} not matched");
}

#[test]
fn every_error_and_every_advice_has_its_text() {
    let samples = [
        ("src/error/mod.rs", "Error", errors::errors()),
        ("src/error/snapshot.rs", "SnapshotError", errors::snapshot_errors()),
        ("src/config/mod.rs", "ConfigError", errors::config_errors()),
        ("src/lint/advice.rs", "Advice", errors::advice()),
        ("src/lint/cost.rs", "Cost", errors::costs()),
    ];
    for (file, name, text) in samples {
        let variants = variants(file, name);
        assert!(variants.len() >= 4, "{name} is read: {variants:?}");
        for variant in variants {
            assert!(text.lines().any(|line| line.starts_with(&format!("{variant}: "))), "{name}::{variant}: no text");
        }
    }
}

/// The variants of an enumeration, as the source declares them.
fn variants(file: &str, name: &str) -> Vec<String> {
    let source = read(file);
    let body = source.split_once(&format!("pub enum {name} {{\n")).unwrap().1.split("\n}").next().unwrap().to_owned();
    let names = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = names.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    names.map(|line| line.split([' ', '{', ',', '(']).next().unwrap().to_owned()).collect()
}

fn files_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap);
    let mut names: Vec<_> = entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name()).collect();
    names.sort();
    names.into_iter().map(|name| name.into_string().unwrap()).collect()
}
