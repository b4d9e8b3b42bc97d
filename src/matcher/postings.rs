//! A set of group numbers: nearly always one, sometimes very many.
//!
//! Owns inserting, removing and iterating. Must not know what a group is. Invariant: whatever the size, a change costs at most
//! O(log groups), so nobody can make ending subscriptions slow.

use crate::collections::NumberSet;

#[derive(Debug, Default)]
pub(super) enum Postings {
    #[default]
    None,
    One(usize),
    Many(NumberSet<usize>),
}

impl Postings {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(_) => 1,
            Self::Many(many) => many.len(),
        }
    }

    pub(super) fn insert(&mut self, group: usize) {
        match self {
            Self::None => *self = Self::One(group),
            Self::One(one) => {
                let mut many = NumberSet::default();
                many.insert(*one);
                many.insert(group);
                *self = Self::Many(many);
            }
            Self::Many(many) => {
                many.insert(group);
            }
        }
    }

    pub(super) fn remove(&mut self, group: usize) {
        match self {
            Self::One(one) if *one == group => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::Many(many) => {
                many.remove(group);
                if many.is_empty() {
                    *self = Self::None;
                }
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let (one, many) = match self {
            Self::None => (None, None),
            Self::One(one) => (Some(*one), None),
            Self::Many(many) => (None, Some(many)),
        };
        one.into_iter().chain(many.into_iter().flat_map(NumberSet::iter))
    }
}
