//! One channel: by what its subscriptions are found.
//!
//! Owns which attributes and patterns are looked up, and those whom no look-up finds. Must not know what is found by a key: that is
//! in one table for all channels. Invariant: an attribute is listed as long as some key names it, a pattern likewise.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::content::Content;
use super::key::Path;
use super::screen::{Requirements, Screen};
use crate::predicate::Attr;

#[derive(Debug)]
pub(super) struct ChannelIndex {
    /// Of all channels, from 1 on.
    pub(super) number: u32,
    /// How many subscriptions are attached, those included that no event can find.
    pub(super) attached: usize,
    pub(super) unindexed: Content,
    attributes: SmallVec<[Attribute; 2]>,
    patterns: Vec<PatternAttribute>,
}

/// An attribute by whose value some are found.
#[derive(Clone, Copy, Debug)]
struct Attribute {
    slots: [u8; 2],
    keys: u32,
}

/// A text attribute in which patterns are searched.
#[derive(Debug)]
struct PatternAttribute {
    slots: [u8; 2],
    screen: Screen,
}

fn slots((field, attr): Path) -> [u8; 2] {
    [field.slot(), attr.slot()]
}

fn path(slots: [u8; 2]) -> Path {
    let [field, attr] = slots.map(|slot| Attr::new(slot, ""));
    (field, attr)
}

impl ChannelIndex {
    pub(super) fn new(number: u32) -> Self {
        let (attributes, patterns) = (SmallVec::new(), Vec::new());
        Self { number, attached: 0, unindexed: Content::default(), attributes, patterns }
    }

    /// The attributes by whose value some are found.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Path> {
        self.attributes.iter().map(|attribute| path(attribute.slots))
    }

    /// The text attributes in which patterns are searched.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (Path, &Screen)> {
        self.patterns.iter().map(|attribute| (path(attribute.slots), &attribute.screen))
    }

    /// There are so many keys more at this path.
    pub(super) fn add_keys(&mut self, path: Path, keys: u32) {
        let slots = slots(path);
        match self.attributes.iter_mut().find(|attribute| attribute.slots == slots) {
            Some(attribute) => attribute.keys += keys,
            None => self.attributes.push(Attribute { slots, keys }),
        }
    }

    /// There are so many keys less at this path.
    pub(super) fn remove_keys(&mut self, path: Path, keys: u32) {
        let slots = slots(path);
        let Some(at) = self.attributes.iter().position(|attribute| attribute.slots == slots) else { return };
        self.attributes[at].keys -= keys;
        if self.attributes[at].keys == 0 {
            self.attributes.remove(at);
        }
    }

    /// A pattern is searched at this path from now on.
    pub(super) fn add_pattern(&mut self, path: Path, pattern: usize, requirements: &Requirements) {
        let slots = slots(path);
        let at = self.patterns.iter().position(|attribute| attribute.slots == slots).unwrap_or_else(|| {
            self.patterns.push(PatternAttribute { slots, screen: Screen::default() });
            self.patterns.len() - 1
        });
        self.patterns[at].screen.insert(pattern, requirements);
    }

    /// A pattern is not searched at this path any more.
    pub(super) fn remove_pattern(&mut self, path: Path, pattern: usize, requirements: &Requirements) {
        let slots = slots(path);
        let Some(at) = self.patterns.iter().position(|attribute| attribute.slots == slots) else { return };
        self.patterns[at].screen.remove(pattern, requirements);
        if self.patterns[at].screen.is_empty() {
            self.patterns.remove(at);
        }
    }

    pub(super) fn shrink_to_fit(&mut self, requirements: &Requirements) {
        self.attributes.shrink_to_fit();
        self.patterns.iter_mut().for_each(|attribute| attribute.screen.shrink_to_fit(requirements));
        self.patterns.shrink_to_fit();
    }
}
