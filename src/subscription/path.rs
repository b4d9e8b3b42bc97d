//! Where a walk over an interest is.
//!
//! Owns [`At`]. Must not know filters. Invariant: a path is written only where there is something to say; until then each step refers
//! to the one before it.

use alloc::string::String;
use core::fmt::{self, Write as _};

/// A place in an interest.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    above: Option<&'a Self>,
    step: &'a dyn fmt::Display,
    /// The position in the list that the step names.
    index: Option<usize>,
}

impl<'a> At<'a> {
    /// The beginning: where the interest is in the input, "" or ending in a dot.
    pub(super) fn beginning(prefix: &'a dyn fmt::Display) -> Self {
        Self { above: None, step: prefix, index: None }
    }

    /// One step further down.
    pub(super) fn step<'b>(&'b self, step: &'b dyn fmt::Display) -> At<'b> {
        At { above: Some(self), step, index: None }
    }

    /// One step further down, to an element of a list.
    pub(super) fn element<'b>(&'b self, step: &'b dyn fmt::Display, index: Option<usize>) -> At<'b> {
        At { index, ..self.step(step) }
    }

    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        self.write(&mut path);
        path
    }

    fn write(&self, path: &mut String) {
        self.above.into_iter().for_each(|above| above.write(path));
        let above = path.len();
        if above > 0 && !path.ends_with('.') {
            path.push('.');
        }
        let start = path.len();
        // Writing to a string does not fail.
        let _ = write!(path, "{}", self.step);
        if path.len() == start {
            path.truncate(above);
        }
        if let Some(index) = self.index {
            let _ = write!(path, "[{index}]");
        }
    }
}

/// As it is written.
impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}
