//! The answers of patterns for one event.
//!
//! Owns them. Must not know which subscription a pattern is of. Invariant: each pattern runs at most once for each event.

use crate::Patterns;

pub struct Memo {
    epoch: u32,
    seen: Vec<u32>,
    /// Regular expressions run in all.
    pub asked: u64,
}

impl Memo {
    pub fn new() -> Self {
        Memo { epoch: 0, seen: Vec::new(), asked: 0 }
    }

    pub fn next_event(&mut self) {
        self.epoch += 1;
    }

    #[inline]
    pub fn ask(&mut self, p: u32, patterns: &Patterns, body: &str) -> bool {
        let p = p as usize;
        if self.seen.len() <= p {
            self.seen.resize(patterns.compiled.len().max(p + 1), 0);
        }
        let v = self.seen[p];
        if v >> 1 == self.epoch {
            return v & 1 == 1;
        }
        self.asked += 1;
        let yes = patterns.compiled[p].is_match(body);
        self.seen[p] = self.epoch << 1 | yes as u32;
        yes
    }
}
