//! The groups of a channel that are found by the value of one attribute.
//!
//! Owns the postings by value. Must not know what else a group requires. Invariant: a group is listed by each value that its access
//! names, and by no other; a value without groups is not kept.

use hashbrown::HashMap;

use super::postings::Postings;
use crate::predicate::{Access, Attr, Attributes, OwnedScalar, Value};

#[derive(Debug)]
pub(super) struct AttributeIndex {
    path: (Attr, Attr),
    postings: HashMap<OwnedScalar, Postings, ahash::RandomState>,
}

impl AttributeIndex {
    pub(super) fn new(path: (Attr, Attr), seed: &ahash::RandomState) -> Self {
        Self { path, postings: HashMap::with_hasher(seed.clone()) }
    }

    /// Where an event has the attribute.
    pub(super) fn path(&self) -> (Attr, Attr) {
        self.path
    }

    pub(super) fn is_empty(&self) -> bool {
        self.postings.is_empty()
    }

    pub(super) fn insert(&mut self, access: &Access<'_>, group: usize) {
        for value in access.wanted() {
            self.postings.entry(value.clone()).or_default().insert(group);
        }
    }

    pub(super) fn remove(&mut self, access: &Access<'_>, group: usize) {
        for value in access.wanted() {
            let Some(groups) = self.postings.get_mut(value) else { continue };
            groups.remove(group);
            if groups.len() == 0 {
                self.postings.remove(value);
            }
        }
    }

    /// The groups of the value that the event has.
    pub(super) fn candidates(&self, event: &dyn Attributes) -> Option<&Postings> {
        let (field, attr) = self.path;
        match event.read(field).read(attr) {
            Value::Scalar(found) => self.postings.get(&found),
            Value::Missing | Value::Entity(_) | Value::List(_) => None,
        }
    }

    /// How many groups a value has.
    pub(super) fn groups(&self, value: &OwnedScalar) -> usize {
        self.postings.get(value).map_or(0, Postings::len)
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.postings.shrink_to_fit();
    }
}
