//! The fields of a command's object.
//!
//! Owns reading an object field by field, strictly. Must not know any command. Invariant: whatever is unknown, missing, or of the
//! wrong type is refused with its path.

use serde::de::DeserializeOwned;
use tidings::{Fault, Json};

use super::refusal::Refusal;

/// An object whose fields are taken out one by one; all of them are known.
pub(crate) struct Fields {
    path: String,
    object: Json,
}

impl Fields {
    /// Refuses what is no object, and a field that is not among `known`.
    pub(crate) fn of(path: &str, object: Json, known: &[&str]) -> Result<Self, Refusal> {
        let entries = match &object {
            Json::Object(entries) => entries,
            other => {
                let found = type_of(other);
                return Err(Refusal::invalid(format!("{path}: invalid type: {found}, expected an object")));
            }
        };
        if let Some((name, _)) = entries.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            return Err(Refusal::invalid(format!("{path}: unknown field `{name}`, {}", expected(known))));
        }
        Ok(Self { path: path.to_owned(), object })
    }

    /// The value of a field that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refusal> {
        take(&self.path, &mut self.object, name)
    }

    /// The value of a field that may be absent; `null` is refused like any other wrong type.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        if self.object.get(name).is_none() { Ok(None) } else { self.required(name).map(Some) }
    }
}

/// Takes a field out of an object, so that the rest can be read by itself.
pub(crate) fn take<T: DeserializeOwned>(path: &str, object: &mut Json, name: &str) -> Result<T, Refusal> {
    let value = object.take(name).map_err(|fault| at(path, fault))?;
    value.read().map_err(|fault: Fault| at(path, fault.prefixed(name)))
}

/// A fault in the form of the input, with the path of what was read.
pub(crate) fn at(path: &str, fault: Fault) -> Refusal {
    Refusal::invalid(fault.prefixed(path).to_string())
}

fn expected(known: &[&str]) -> String {
    match known {
        [] => "there are no fields".into(),
        [one] => format!("expected `{one}`"),
        [one, other] => format!("expected `{one}` or `{other}`"),
        several => format!("expected one of `{}`", several.join("`, `")),
    }
}

fn type_of(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Text(_) => "string",
        Json::List(_) => "list",
        Json::Object(_) => "object",
        Json::Number(_) => "number",
    }
}
