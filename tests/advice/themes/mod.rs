//! What is asked about, theme by theme.
//!
//! Owns [`THEMES`], and what all of them draw from: filters within filters, moments, texts, lists. Must not know advice.
//! Invariant: where a theme is `complete`, an interest that no event of it passes is one that no event passes.

mod groups;
mod messages;
mod others;

use tidings::{filter::*, *};

use self::groups::{member_events, members, pending, pending_events, renamed, renamed_events};
use self::messages::{
    exact, exact_events, reaction_events, reactions, replaced, replaced_events, replies, reply_events, time_events,
    times,
};
use self::others::{
    attachment_events, attachments, contact_events, contacts, discussion_events, discussions, invitation_events,
    invitations,
};
use super::draw::Draw;

/// How an interest is drawn, and all events in which what it asks about takes every value that the filters can tell apart.
pub(crate) struct Theme {
    pub(crate) name: &'static str,
    /// Whether its events tell all.
    pub(crate) complete: bool,
    pub(crate) draw: fn(&mut Draw<'_>) -> Interest,
    pub(crate) events: fn() -> Vec<Event>,
}

pub(crate) const THEMES: &[Theme] = &[
    Theme { name: "times", complete: true, draw: times, events: time_events },
    Theme { name: "exact values", complete: true, draw: exact, events: exact_events },
    Theme { name: "replies and locations", complete: true, draw: replies, events: reply_events },
    Theme { name: "reactions of a message", complete: true, draw: reactions, events: reaction_events },
    Theme { name: "a reaction and the one before", complete: true, draw: replaced, events: replaced_events },
    Theme { name: "members of a group", complete: true, draw: members, events: member_events },
    Theme { name: "pending members", complete: true, draw: pending, events: pending_events },
    Theme { name: "invitations", complete: true, draw: invitations, events: invitation_events },
    Theme { name: "discussions", complete: true, draw: discussions, events: discussion_events },
    // Incomplete: a word of an enumeration may have another beside it; id lists and filters speak of the same attachment.
    Theme { name: "attachments", complete: false, draw: attachments, events: attachment_events },
    // Incomplete: patterns.
    Theme { name: "contacts", complete: false, draw: contacts, events: contact_events },
    Theme { name: "renamed groups", complete: false, draw: renamed, events: renamed_events },
];

/// What can stand beside the fields of every filter (F5).
trait Compose: Sized {
    fn with_any_of(self, filters: Vec<Self>) -> Self;
    fn with_all_of(self, filters: Vec<Self>) -> Self;
    fn without(self, filter: Self) -> Self;
}

macro_rules! compose {
    ($($Filter:ident),+) => { $(
        impl Compose for $Filter {
            fn with_any_of(self, filters: Vec<Self>) -> Self {
                self.any_of(filters)
            }
            fn with_all_of(self, filters: Vec<Self>) -> Self {
                self.all_of(filters)
            }
            fn without(self, filter: Self) -> Self {
                self.not(filter)
            }
        }
    )+ };
}

compose!(
    MessageFilter,
    ReactionFilter,
    GroupFilter,
    GroupMemberFilter,
    PendingGroupMemberFilter,
    GroupPermissionFilter,
    InvitationFilter,
    DiscussionFilter,
    AttachmentFilter,
    ContactFilter
);

/// A filter with a few fields, and others composed with it, so many levels deep.
fn composed<F: Compose + Default>(draw: &mut Draw<'_>, levels: usize, field: fn(&mut Draw<'_>, F, usize) -> F) -> F {
    let mut filter = F::default();
    for _ in 0..draw.below(3) {
        filter = field(draw, filter, levels);
    }
    if levels == 0 {
        return filter;
    }
    for _ in 0..draw.below(3) {
        filter = match draw.below(4) {
            0 => filter.without(composed(draw, levels - 1, field)),
            1 => filter.with_all_of((0..=draw.below(3)).map(|_| composed(draw, levels - 1, field)).collect()),
            2 => filter.with_any_of((0..draw.below(4)).map(|_| composed(draw, levels - 1, field)).collect()),
            _ => filter,
        };
    }
    filter
}

fn levels(draw: &mut Draw<'_>) -> usize {
    draw.one_of(&[1, 0, 2, 2, 3])
}

const MOMENTS: &[u64] = &[5, 0, 4, 6, u64::MAX];
/// Those, and what lies between and beside them.
const AROUND: &[u64] = &[0, 1, 3, 4, 5, 6, 7, u64::MAX - 1, u64::MAX];

/// All lists of up to so many different elements, in one order each.
fn lists<T: Clone>(elements: &[T], most: usize) -> Vec<Vec<T>> {
    let mut lists = vec![Vec::new()];
    if most > 0 {
        for (at, first) in elements.iter().enumerate() {
            for mut rest in self::lists(&elements[at + 1..], most - 1) {
                rest.insert(0, first.clone());
                lists.push(rest);
            }
        }
    }
    lists
}

const TEXTS: &[&str] = &["tea", "", "Tea and cake", "cake 42"];

fn pattern(draw: &mut Draw<'_>) -> &'static str {
    draw.one_of(&["tea", "(?i)tea", "^cake", r"\d+$", "^$", "."])
}
