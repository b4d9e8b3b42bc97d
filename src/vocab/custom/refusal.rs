//! Why something about a kind of the host's own will not do.
//!
//! Owns [`Refusal`]. Must not know how an input is refused: [`Error`](crate::Error) has a variant for each. Invariant: whoever
//! reads one knows what is wrong and where.

use alloc::string::String;
use alloc::vec::Vec;

use super::field_type::{FieldType, NameFault};

/// What is wrong with a definition, an event or an interest.
#[derive(Debug)]
pub(crate) enum Refusal {
    Name { field: String, name: String, fault: NameFault },
    DefinedOtherwise { kind: String, fields: Vec<String> },
    TooManyFields { fields: usize, maximum: usize },
    Undefined { field: String, kind: String },
    UnknownField { field: String, kind: String },
    Value { field: String, wanted: FieldType },
    Condition { field: String, field_type: FieldType },
    Repeated { field: String, name: String },
}
