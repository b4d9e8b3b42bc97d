//! Files of the workspace, wherever the tests are run from.
//!
//! Owns where the workspace lies, and reading a text of it. Must not know what stands in one. Invariant: a text reads the same
//! wherever it was checked out, whichever way its lines end there.

use std::fs;
use std::path::Path;

pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The text of a file, by its path from the root.
pub(crate) fn read(file: impl AsRef<Path>) -> String {
    let path = root().join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}
