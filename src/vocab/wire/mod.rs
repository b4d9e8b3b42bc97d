//! How values are written and read.
//!
//! Owns [`Wire`]: each type of the vocabulary says once how it is read from a [`Json`] and how it is seen as a [`View`]; the text
//! of JSON, the serde forms and the descriptions for generators follow for all. Must not know an entity or a kind. Invariant: what
//! is written is read as an equal value.

#[cfg(feature = "snapshot")]
pub(crate) mod cbor;
mod fault;
#[cfg(feature = "serde")]
mod forms;
mod ids;
mod json;
mod number;
mod parse;
mod read;
mod record;
#[cfg(feature = "snapshot")]
pub(crate) mod saved;
#[cfg(feature = "serde")]
mod variants;
mod view;

pub use fault::Fault;
pub use json::Json;
pub(crate) use json::repeated;
pub use number::Number;
pub(crate) use read::{Slot, fields, is_empty, list, object, require_field, text, unexpected, word};
pub(crate) use record::{read_fields, record, serde_form, spec_of, words, written};
#[cfg(feature = "serde")]
pub(crate) use variants::{ensure_no_content, require_content, variant, variants};
pub(crate) use view::{Elements, Fields, View};

use super::spec::FieldType;

/// A type that is written and read.
pub(crate) trait Wire: Sized {
    /// What it looks like.
    const TYPE: FieldType;

    /// Reads it, strictly.
    fn read(json: Json) -> Result<Self, Fault>;

    /// The value as it is written.
    fn view(&self) -> View<'_>;

    /// Whether a field that holds this is left out, for that says the same.
    fn is_default(&self) -> bool {
        false
    }
}
