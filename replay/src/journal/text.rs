//! JSON as text, member by member.
//!
//! Owns the form of objects and lists. Must not know what is written. Invariant: members are in the order in which they were given.

use serde::Serialize;

/// An object that is being written.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".into())
    }

    pub(crate) fn with(self, name: &str, value: &impl Serialize) -> Self {
        self.with_text(name, &text(value))
    }

    /// Nothing where there is no value.
    pub(crate) fn with_some(self, name: &str, value: Option<&impl Serialize>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A value that is text already.
    pub(crate) fn with_text(mut self, name: &str, value: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0 += &text(&name);
        self.0.push(':');
        self.0 += value;
        self
    }

    pub(crate) fn end(self) -> String {
        self.0 + "}"
    }
}

/// A list of values that are text already.
pub(crate) fn list(values: impl IntoIterator<Item = String>) -> String {
    let values: Vec<String> = values.into_iter().collect();
    format!("[{}]", values.join(","))
}

/// The text of a value whose names are strings, as those of all outputs are.
pub(crate) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("names are strings, and memory can be written")
}
