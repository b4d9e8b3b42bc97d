//! Kinds of the host's own (U1 to U6).
//!
//! Owns their definitions, their events, filters on them, and the macro that declares them as types. Must not know
//! sessions, audiences or the matcher: a custom event is something with attributes, as any other. Invariant: everything that a
//! type gives is built of the dynamic forms, so both are routed alike.

mod definition;
mod event;
mod field_type;
mod filter;
mod macros;
mod refusal;
mod registry;
mod typed;
mod value;
mod wire;

pub use self::definition::{FieldSpec, KindDefinition, KindSpec, MAX_FIELDS};
pub use self::event::{CustomEvent, CustomKind, FieldReader, ReadError};
pub use self::field_type::{FieldType, NameFault};
pub use self::filter::{Condition, CustomFilter};
pub(crate) use self::refusal::Refusal;
pub(crate) use self::registry::{CustomKinds, DefinedKind};
pub use self::typed::{CustomInterest, FlagField, NumberField, TextField, TextsField, TypedInterest};
pub use self::value::{Field, FieldValue, PlainField};
pub(crate) use self::wire::is_of_custom_kind;

/// Types that the macro names.
#[doc(hidden)]
pub mod macro_support {
    pub use crate::vocab::{Event, Json};
    pub use alloc::string::String;
    pub use alloc::vec::Vec;
}
