//! How many names the root of the library exports.

use std::collections::BTreeSet;

use super::sources::sources;

/// What every host needs; all else is in a public module.
const MOST: usize = 60;

#[test]
fn the_root_exports_few_names() {
    let sources = sources("src");
    let root = sources.iter().find(|source| source.path == "src/lib.rs").expect("the root of the library");
    let code = root.product_code();
    let exported = code.split("\npub use ").skip(1).map(|rest| rest.split(';').next().unwrap_or_default());
    let mut names = BTreeSet::new();
    for tree in exported {
        assert!(!tree.contains('*'), "src/lib.rs: pub use {tree}: name what is exported");
        let list = tree.split_once('{').map_or_else(|| tree.rsplit("::").next().unwrap_or_default(), |(_, list)| list);
        let list = list.trim_end_matches(|letter: char| letter == '}' || letter.is_whitespace());
        names.extend(list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(String::from));
    }
    assert!((20..=MOST).contains(&names.len()), "{} names: {names:?}", names.len());
}
