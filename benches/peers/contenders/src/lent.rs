//! The sketch, lending pieces of its lists instead of copying ids.
//!
//! Owns the pieces of one event. Must not match by itself. Invariant: the pieces and the ids beside them are the answer of
//! [`Proto::match_event`](crate::Contender::match_event).

use crate::{Contender, Event, Filter, Proto, SharedPatterns};

pub struct ProtoLent {
    proto: Proto,
    pieces: Vec<(u32, u32)>,
}

impl ProtoLent {
    pub fn new(patterns: SharedPatterns) -> Self {
        ProtoLent { proto: Proto::new(patterns), pieces: Vec::with_capacity(16) }
    }
}

impl Contender for ProtoLent {
    fn insert(&mut self, id: u32, f: &Filter) -> Result<(), String> {
        self.proto.insert(id, f)
    }
    fn remove(&mut self, id: u32) {
        self.proto.remove(id);
    }
    fn match_event(&mut self, e: &Event, out: &mut Vec<u32>) {
        self.count_event(e, out);
        for &piece in &self.pieces {
            out.extend_from_slice(self.proto.piece(piece));
        }
    }
    #[inline]
    fn count_event(&mut self, e: &Event, out: &mut Vec<u32>) -> usize {
        self.pieces.clear();
        self.proto.lend(e, out, &mut self.pieces);
        std::hint::black_box(&self.pieces);
        out.len() + self.pieces.iter().map(|piece| piece.1 as usize).sum::<usize>()
    }
    fn regex_runs(&self) -> Option<u64> {
        self.proto.regex_runs()
    }
}
