//! Refusals about kinds of the host's own, as errors.
//!
//! Owns which error a [`Refusal`] is. Must not add anything to what it says. Invariant: each has an error of its own.

use super::Error;
use crate::vocab::custom::Refusal;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Name { field, name, fault } => Self::NameInvalid { field, name, fault },
            Refusal::DefinedOtherwise { kind, fields } => Self::KindDefinedOtherwise { kind, fields },
            Refusal::TooManyFields { fields, maximum } => Self::TooManyFields { fields, maximum },
            Refusal::Undefined { field, kind } => Self::KindUndefined { field, kind },
            Refusal::UnknownField { field, kind } => Self::FieldUnknown { field, kind },
            Refusal::Value { field, wanted } => Self::ValueUnfit { field, wanted },
            Refusal::Condition { field, field_type } => Self::ConditionUnfit { field, field_type },
            Refusal::Repeated { field, name } => Self::RepeatedName { field, name },
        }
    }
}
