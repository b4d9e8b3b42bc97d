//! No source file is longer than can be read at once.

use super::sources::sources;

const MOST: usize = 400;

/// The table is one row after the other.
const EXCEPTION: &str = "src/vocab/table.rs";

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let lengths = sources("src").into_iter().map(|source| (source.text.lines().count(), source.path));
    let long: Vec<_> = lengths.filter(|(lines, path)| *lines > MOST && path != EXCEPTION).collect();
    assert!(long.is_empty(), "{long:?}");
}
