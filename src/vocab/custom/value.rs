//! The values that a custom event carries (U2).
//!
//! Owns [`FieldValue`], which Rust type has which field type ([`Field`]), and what filters read of a value. Must not
//! know kinds. Invariant: only data holds a `null`; a field without a value is absent from the event.

use alloc::string::String;
use alloc::vec::Vec;
use core::hint::black_box;

use super::field_type::FieldType;
use crate::predicate::{Elements, Value};
use crate::vocab::Json;

/// The value of one field. Data is equal to a value of another type that is written alike.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FieldValue {
    /// Of a field of type `text`.
    Text(String),
    /// Of a field of type `number`.
    Number(u64),
    /// Of a field of type `flag`.
    Flag(bool),
    /// Of a field of type `texts`.
    Texts(Vec<String>),
    /// Of a field of type `data`. In an event that was not published yet it may be the value of any field: then it is read as the
    /// type of that field.
    Data(Json),
}

impl FieldValue {
    /// The value as one of a field of this type; `None` where it is none.
    pub(super) fn fitted(self, field_type: FieldType) -> Option<Self> {
        match (field_type, self) {
            (FieldType::Text, value @ Self::Text(_))
            | (FieldType::Number, value @ Self::Number(_))
            | (FieldType::Flag, value @ Self::Flag(_))
            | (FieldType::Texts, value @ Self::Texts(_))
            | (FieldType::Data, value @ Self::Data(_)) => Some(value),
            (FieldType::Data, Self::Text(text)) => Some(Self::Data(Json::Text(text))),
            (FieldType::Data, Self::Number(number)) => Some(Self::Data(number.into())),
            (FieldType::Data, Self::Flag(flag)) => Some(Self::Data(Json::Bool(flag))),
            (FieldType::Data, Self::Texts(texts)) => {
                Some(Self::Data(Json::List(texts.into_iter().map(Json::Text).collect())))
            }
            (FieldType::Text, Self::Data(Json::Text(text))) => Some(Self::Text(text)),
            (FieldType::Number, Self::Data(json)) => json.as_u64().map(Self::Number),
            (FieldType::Flag, Self::Data(Json::Bool(flag))) => Some(Self::Flag(flag)),
            (FieldType::Texts, Self::Data(Json::List(values))) => {
                let text = |value| if let Json::Text(text) = value { Some(text) } else { None };
                values.into_iter().map(text).collect::<Option<_>>().map(Self::Texts)
            }
            (FieldType::Text | FieldType::Number | FieldType::Flag | FieldType::Texts, _) => None,
        }
    }

    /// Whether it is one of a field of this type without conversion.
    pub(super) fn is_of(&self, field_type: FieldType) -> bool {
        matches!(
            (field_type, self),
            (FieldType::Text, Self::Text(_))
                | (FieldType::Number, Self::Number(_))
                | (FieldType::Flag, Self::Flag(_))
                | (FieldType::Texts, Self::Texts(_))
                | (FieldType::Data, Self::Data(_))
        )
    }

    /// Reads the beginning of a text that is likely to be read later, so that it is in the cache then.
    #[inline]
    pub(super) fn touch(&self) {
        if let Self::Text(text) = self {
            black_box(text.as_bytes().first().copied());
        }
    }

    /// What a filter reads of it; of data nothing.
    pub(super) fn as_read(&self) -> Value<'_> {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Texts(texts) => Value::List(texts),
            Self::Data(_) => Value::Missing,
        }
    }
}

impl PartialEq for FieldValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Flag(one), Self::Flag(other)) => one == other,
            (Self::Texts(one), Self::Texts(other)) => one == other,
            (Self::Data(one), Self::Data(other)) => one == other,
            (Self::Data(Json::Text(one)), Self::Text(other)) | (Self::Text(other), Self::Data(Json::Text(one))) => {
                one == other
            }
            (Self::Data(Json::Bool(one)), Self::Flag(other)) | (Self::Flag(other), Self::Data(Json::Bool(one))) => {
                one == other
            }
            (Self::Data(one), Self::Number(other)) | (Self::Number(other), Self::Data(one)) => {
                one.as_u64() == Some(*other)
            }
            (Self::Data(Json::List(one)), Self::Texts(other)) | (Self::Texts(other), Self::Data(Json::List(one))) => {
                one.iter().map(Json::as_text).eq(other.iter().map(|text| Some(text.as_str())))
            }
            _ => false,
        }
    }
}

impl Elements for Vec<String> {
    fn any(&self, wanted: &mut dyn FnMut(Value<'_>) -> bool) -> bool {
        self.iter().any(|text| wanted(text.as_str().into()))
    }

    fn len(&self) -> usize {
        Self::len(self)
    }

    #[cfg(feature = "lint")]
    fn template(&self, see: &mut dyn FnMut(Value<'_>)) {
        see("".into());
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

macro_rules! fields {
    ($( $Variant:ident($Type:ty) )+) => { $(
        impl From<$Type> for FieldValue {
            fn from(value: $Type) -> Self {
                Self::$Variant(value)
            }
        }

        impl PlainField for $Type {
            const TYPE: FieldType = FieldType::$Variant;

            fn read(value: &FieldValue) -> Option<Self> {
                let value = value.clone().fitted(Self::TYPE)?;
                if let FieldValue::$Variant(value) = value { Some(value) } else { None }
            }
        }

        impl Field for $Type {
            fn into_value(self) -> Option<FieldValue> {
                Some(self.into())
            }

            fn from_value(value: Option<&FieldValue>) -> Result<Self, FieldType> {
                value.and_then(<Self as PlainField>::read).ok_or(Self::TYPE)
            }
        }
    )+ };
}

fields! { Text(String) Number(u64) Flag(bool) Texts(Vec<String>) Data(Json) }

/// A Rust type that has a field type.
pub trait PlainField: Into<FieldValue> + Sized {
    /// The field type.
    const TYPE: FieldType;

    /// A copy of the value, where it is of this type.
    fn read(value: &FieldValue) -> Option<Self>;
}

/// A field of a struct: always there, or an `Option`.
pub trait Field: Sized {
    /// The value that an event carries.
    fn into_value(self) -> Option<FieldValue>;

    /// The field again.
    ///
    /// # Errors
    ///
    /// The field type, where there is no value and must be one, or one of another type.
    fn from_value(value: Option<&FieldValue>) -> Result<Self, FieldType>;
}

impl<T: PlainField> Field for Option<T> {
    fn into_value(self) -> Option<FieldValue> {
        self.map(Into::into)
    }

    fn from_value(value: Option<&FieldValue>) -> Result<Self, FieldType> {
        value.map(|value| T::read(value).ok_or(T::TYPE)).transpose()
    }
}
