//! Random events of every kind.
//!
//! Owns nothing but the way from a kind to an event. Must not list kinds. Invariant: an event goes through its form on the wire, so
//! whatever the description of its kind says is what is read.

use tidings::*;

use super::Draw;

impl Draw<'_> {
    /// An event of this kind, or of the first that it stands for.
    pub(super) fn event(&mut self, kind: Kind) -> Event {
        let kind = kind.member_kinds().first().copied().unwrap_or(kind);
        let mut fields = vec![("kind".into(), Json::from(kind.name()))];
        fields.extend(self.fields(kind.spec().event));
        Event::from_json(Json::Object(fields)).expect("what is drawn has the right form")
    }
}
