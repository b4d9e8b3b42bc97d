//! How an error is written for other programs.
//!
//! Owns that form: code, field and message. Must not know the facts of an error; its text has them. Invariant:
//! whoever reads it gets what `code`, `field` and `Display` give.

use alloc::string::ToString;

use super::Error;
use crate::vocab::wire::{Fields, View, Wire as _};

/// An object with `code`, `field` (absent where it is no one field) and `message`.
impl Fields for Error {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        visit("code", self.code().view());
        if let Some(field) = self.field() {
            visit("field", View::Text(field));
        }
        visit("message", View::Text(&self.to_string()));
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View::Object(self).serialize(serializer)
    }
}
