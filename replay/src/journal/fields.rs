//! The fields of a command's object.
//!
//! Owns reading an object field by field, strictly, and the labels that are in it. Must not know any command. Invariant: whatever
//! is unknown, missing, or of the wrong type is refused with its path.

use serde::de::DeserializeOwned;
use tidings::{Fault, Interest, Json, SessionId, SubscriptionId};

use super::labels::{Given, UNRESOLVED};
use super::refusal::Refusal;

/// An object whose fields are taken out one by one.
pub(crate) struct Fields {
    path: String,
    object: Json,
    pub(crate) given: Given,
}

impl Fields {
    pub(crate) fn new(path: &str, object: Json) -> Self {
        Self { path: path.to_owned(), object, given: Given::default() }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some()
    }

    /// Refuses what is no object, and a field that is not among `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let path = &self.path;
        let entries = match &self.object {
            Json::Object(entries) => entries,
            other => {
                let found = type_of(other);
                return Err(Refusal::invalid(format!("{path}: invalid type: {found}, expected an object")));
            }
        };
        match entries.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Refusal::invalid(format!("{path}: unknown field `{name}`, {}", expected(known)))),
            None => Ok(()),
        }
    }

    /// The value of a field that must be there.
    pub(crate) fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refusal> {
        let value = self.object.take(name).map_err(|fault| at(&self.path, fault))?;
        value.read().map_err(|fault: Fault| at(&self.path, fault.prefixed(name)))
    }

    /// The value of a field that may be absent; `null` is refused like any other wrong type.
    pub(crate) fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        if self.has(name) { self.required(name).map(Some) } else { Ok(None) }
    }

    /// The value of the only field that there is.
    pub(crate) fn sole<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Refusal> {
        self.only(&[name])?;
        self.required(name)
    }

    /// Keeps the label of a session; no session is in its place until the label is looked up.
    pub(crate) fn session(&mut self) -> Result<SessionId, Refusal> {
        self.given.session = Some(self.required("session")?);
        Ok(UNRESOLVED.0)
    }

    /// Keeps the label of a subscription; none is in its place until the label is looked up.
    pub(crate) fn subscription(&mut self) -> Result<SubscriptionId, Refusal> {
        self.given.subscription = Some(self.required("subscription")?);
        Ok(UNRESOLVED.1)
    }

    /// The interest that the fields not yet taken out are; keeps the label that its subscription is to have.
    pub(crate) fn labelled_interest(&mut self) -> Result<Interest, Refusal> {
        let label = self.required("subscription")?;
        self.given.chosen.push(label);
        Interest::from_json(std::mem::take(&mut self.object)).map_err(|fault| at(&self.path, fault))
    }
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
