//! Subscriptions that come and go.
//!
//! Owns which filter each live subscription has, and what remains of its count, for contenders that count nothing themselves. Must
//! not time anything. Invariant: all contenders get the same subscriptions in the same order.

use contenders::Contender;
use workload::{Rng, World};

use super::contenders::COUNT;

pub(super) struct Renewals {
    filter_of: Vec<u32>,
    remaining: Vec<u8>,
    alive: Vec<u32>,
    rng: Rng,
    next_spare: usize,
}

impl Renewals {
    pub(super) fn new(size: usize) -> Self {
        let all = 0..size as u32;
        Self {
            filter_of: all.clone().collect(),
            remaining: vec![COUNT; size],
            alive: all.collect(),
            rng: Rng::new(99),
            next_spare: 0,
        }
    }

    /// Counts one delivery to each; who has none left is removed and inserted anew.
    pub(super) fn count(&mut self, delivered: &[u32], contender: &mut dyn Contender, world: &World) {
        for &id in delivered {
            let remaining = &mut self.remaining[id as usize];
            *remaining -= 1;
            if *remaining == 0 {
                contender.remove(id);
                let filter = self.filter_of[id as usize];
                let new = self.remaining.len() as u32;
                self.remaining.push(COUNT);
                self.filter_of.push(filter);
                contender.insert(new, &world.subs[filter as usize]).expect("it was inserted before");
            }
        }
    }

    /// Replaces one subscription, chosen by chance, by a spare one.
    pub(super) fn replace_one(&mut self, contender: &mut dyn Contender, world: &World) {
        let at = self.rng.below(self.alive.len() as u64) as usize;
        let new = self.filter_of.len() as u32;
        self.filter_of.push(0);
        let old = std::mem::replace(&mut self.alive[at], new);
        contender.remove(old);
        let filter = &world.spare[self.next_spare % world.spare.len()];
        self.next_spare += 1;
        contender.insert(new, filter).expect("spare ones are like the others");
    }
}
