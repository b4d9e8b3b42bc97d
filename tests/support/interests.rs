//! Random interests in every kind that can be subscribed to.
//!
//! Owns how the id lists and filters of a kind are drawn, by their names, from what THE TABLE says the kind has. Must not list
//! kinds. Invariant: an interest goes through its serde form and back before it is used.

use serde::Serialize;
use serde_json::{Map, Value, json};
use tidings::*;

use super::Draw;

impl Draw<'_> {
    /// An interest in this kind; in all messages received where the kind cannot be subscribed to.
    pub(super) fn interest(&mut self, kind: Kind) -> Interest {
        if kind.member_kinds().is_empty() {
            return MessageReceived::interest().into();
        }
        let mut form = Map::new();
        form.insert("kind".into(), kind.name().into());
        if kind.takes_alias() {
            form.insert("conference_alias".into(), self.alias().into());
        }
        if kind.requires_names() {
            let name = |draw: &mut Self| draw.one_of(&["alice", "bob", "nobody"]);
            let names: Vec<&str> = std::iter::once(name(self)).chain(self.some(2, name)).collect();
            form.insert("users".into(), names.into());
        }
        for filter in kind.filters() {
            if self.below(4) > 0 {
                form.insert((*filter).into(), self.filter_form(kind, filter));
            }
        }
        for list in kind.id_lists() {
            if self.one_in(4) {
                form.insert((*list).into(), self.id_list_form(list));
            }
        }
        if self.one_in(5) {
            form.insert("count".into(), self.below(4).into());
        }
        let interest: Interest = serde_json::from_value(Value::Object(form)).expect("what is drawn has the right form");
        let written = serde_json::to_string(&interest).expect("every interest can be written");
        assert_eq!(serde_json::from_str::<Interest>(&written).expect("what was written reads"), interest, "{written}");
        interest
    }

    fn id_list_form(&mut self, list: &str) -> Value {
        match list {
            "message_ids" => json!(self.some(5, Self::message_id)),
            "attachment_ids" => json!(self.some(5, Self::attachment_id)),
            "discussion_ids" | "contact_ids" | "group_ids" | "invitation_ids" => json!(self.some(5, Self::id)),
            other => panic!("{other}: say here how it is drawn"),
        }
    }

    fn filter_form(&mut self, kind: Kind, filter: &str) -> Value {
        let levels = self.one_of(&[1, 0, 2, 4]);
        match (filter, kind.name().as_bytes()) {
            ("message_filter", _) | ("filter", [b'M', ..]) => written(self.message_filter(levels)),
            ("filter", [b'A', ..]) => written(self.attachment_filter(levels)),
            ("filter", [b'D', ..]) => written(self.discussion_filter(levels)),
            ("filter", [b'C', ..]) => written(self.contact_filter(levels)),
            ("filter", [b'I', ..]) => written(self.invitation_filter(levels)),
            ("reaction_filter" | "previous_reaction_filter", _) => written(self.reaction_filter(levels)),
            ("group_filter", _) => written(self.group_filter(levels)),
            ("member_filter", _) => written(self.member_filter(levels)),
            ("pending_member_filter", _) => written(self.pending_member_filter(levels)),
            ("permissions_filter" | "previous_permissions_filter" | "previous_permission_filter", _) => {
                written(self.permission_filter(levels))
            }
            ("previous_name_search" | "previous_description_search", _) => self.pattern().into(),
            (other, _) => panic!("{other}: say here how it is drawn"),
        }
    }
}

fn written(filter: impl Serialize) -> Value {
    serde_json::to_value(filter).expect("every filter can be written")
}
