//! Random histories: what is drawn, and the engines that are held to the rules.
//!
//! Owns what the random tests and the fuzz target share. Must not know who chose the bytes: proptest, a fuzzer, a file.
//! Invariant: the same bytes make the same history.

mod compared;
mod draw;
mod dry_run_oracle;
mod events;
mod interests;
mod model;
mod op;
mod restart_simulation;
#[allow(dead_code, reason = "some draw bytes, and some numbers")]
pub(crate) mod rng;
mod values;

use tidings::{Audience, Event, Family, Interest, Kind, Publication};

use self::compared::Compared;
pub(crate) use self::compared::Tally;
use self::draw::Draw;
pub(crate) use self::op::Op;

/// An interest in one kind and an event of another, or of the same, made of values that meet.
#[allow(dead_code, reason = "histories draw them one by one")]
pub(crate) fn pair(bytes: &[u8], wanted: Kind, occurs: Kind) -> (Interest, Event) {
    let mut draw = Draw::new(bytes);
    (draw.interest(wanted), draw.event(occurs))
}

/// An event of this kind out of bytes, for those who grow engines in another way.
#[allow(dead_code, reason = "most draw whole histories")]
pub(crate) fn event(bytes: &[u8], kind: Kind) -> Event {
    Draw::new(bytes).event(kind)
}

/// An event of the daemon for this user.
#[allow(dead_code, reason = "most draw whole histories")]
pub(crate) fn for_user(user: &str, event: Event) -> Publication {
    Publication::new(event, Audience::user(&user.into()))
}

/// An interest in this kind out of bytes.
#[allow(dead_code, reason = "most draw whole histories")]
pub(crate) fn interest(bytes: &[u8], kind: Kind) -> Interest {
    Draw::new(bytes).interest(kind)
}

/// A history under way: a step for each piece of bytes.
pub(crate) struct History<'b> {
    engines: Compared,
    pieces: std::slice::Iter<'b, Vec<u8>>,
}

impl<'b> History<'b> {
    /// The first piece says which kinds it is about.
    pub(crate) fn new(pieces: &'b [Vec<u8>]) -> Self {
        let mut pieces = pieces.iter();
        let mut draw = Draw::new(pieces.next().map_or(&[], Vec::as_slice));
        let daemon: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.family() == Family::Daemon).collect();
        let about = (0..3).map(|_| draw.one_of(&daemon)).collect();
        Self { engines: Compared::new(about), pieces }
    }

    /// The next input, and whether all engines are polled after it.
    pub(crate) fn next(&mut self) -> Option<(Op, bool)> {
        let mut draw = Draw::new(self.pieces.next()?);
        let op = Op::draw(&mut draw, &self.engines);
        Some((op, draw.below(4) == 0))
    }

    /// Puts it in, and asks that all is as it must be.
    pub(crate) fn step(&mut self, op: &Op, poll: bool) {
        self.engines.step(op, poll);
    }

    /// Takes the rest of the inputs; returns what came of it all.
    pub(crate) fn live(mut self) -> Tally {
        while let Some((op, poll)) = self.next() {
            self.step(&op, poll);
        }
        self.engines.end()
    }
}
