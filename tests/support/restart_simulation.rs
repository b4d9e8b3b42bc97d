//! One history lived by three engines: one in one piece, two that are taken down to bytes and put up again.
//!
//! Owns [`RestartSimulation`]: when the cuts are made, and what must hold directly after one. Must not know what the inputs are. Invariants
//! (T4): a restore put anywhere changes no later answer and no later output, byte for byte, whatever waits to be polled at that
//! moment; under the same settings it changes nothing that can be seen at all; and the histories are the same on every run.

use std::fmt::Debug;

use tidings::*;

use super::rng::Rng;

/// How much was cut.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cuts {
    pub(crate) made: u64,
    /// Into other settings, which must not show.
    pub(crate) moved: u64,
    /// With deliveries waiting to be polled.
    pub(crate) waiting: u64,
    /// The largest snapshot, in bytes.
    pub(crate) largest: usize,
}

impl Cuts {
    pub(crate) fn add(&mut self, other: Self) {
        self.made += other.made;
        self.moved += other.moved;
        self.waiting += other.waiting;
        self.largest = self.largest.max(other.largest);
    }
}

pub(crate) struct RestartSimulation {
    /// RestartSimulation in one piece.
    whole: Engine,
    /// Is restored after every input, under the settings that it had.
    each: Engine,
    /// Is restored now and then, under other settings, and restarts on.
    moved: Engine,
    config: Config,
    /// Where the choices come from: mixed from what the snapshots say, so other histories choose otherwise.
    rng: Rng,
    cuts: Cuts,
}

impl RestartSimulation {
    pub(crate) fn new(config: Config) -> Self {
        let start = || Engine::new(config.clone()).expect("the bounds suffice for the defaults");
        Self { whole: start(), each: start(), moved: start(), config, rng: Rng::new(0x5EED), cuts: Cuts::default() }
    }

    pub(crate) fn cuts(&self) -> Cuts {
        self.cuts
    }

    /// One input, and the cuts after it. The engines are polled late, and not always to the end.
    pub(crate) fn step<A: PartialEq + Debug>(&mut self, supply: impl Fn(&mut Engine) -> A) {
        let answer = supply(&mut self.whole);
        assert_eq!(supply(&mut self.each), answer, "T4: restored after every input");
        assert_eq!(supply(&mut self.moved), answer, "T4: restored now and then");

        let dispatches = match self.rng.below(8) {
            0 => usize::MAX,
            1 => 1,
            2 => 3,
            _ if self.whole.stats().pending_deliveries > 40 => usize::MAX,
            _ => 0,
        };
        self.poll(dispatches);
        let bytes = self.cut_each();
        let (checksum, _) = bytes[8..].split_first_chunk().expect("the head has a checksum");
        self.rng.stir(u32::from_le_bytes(*checksum).into());
        if self.rng.below(3) == 0 {
            self.cut_moved(&bytes);
        }
    }

    /// The rest of the outputs.
    pub(crate) fn end(&mut self) {
        self.poll(usize::MAX);
        self.cut_each();
    }

    fn poll(&mut self, dispatches: usize) {
        let received = written(&mut self.whole, dispatches);
        assert_eq!(written(&mut self.each, dispatches), received, "T4: restored after every input");
        assert_eq!(written(&mut self.moved, dispatches), received, "T4: restored now and then");
    }

    fn cut_each(&mut self) -> Vec<u8> {
        let bytes = self.each.snapshot().to_bytes();
        let restored = restored_engine(&bytes, &self.config, &self.each);
        assert_eq!(restored.state_hash(), self.each.state_hash(), "T4: another state");
        self.each = restored;
        self.cuts.made += 1;
        self.cuts.waiting += u64::from(self.each.stats().pending_deliveries > 0);
        self.cuts.largest = self.cuts.largest.max(bytes.len());
        bytes
    }

    /// R3: neither the hash seed nor how subscriptions are found shows, so neither shows in the bytes. `bytes` are those of the
    /// engine that is restored after every input: it is still in the state of the one that never was.
    fn cut_moved(&mut self, bytes: &[u8]) {
        assert!(self.whole.snapshot().to_bytes() == bytes, "T4: restored after every input, it is in another state");
        assert_eq!(
            self.each.state_hash(),
            self.whole.state_hash(),
            "T4: restored after every input, it is in another state"
        );
        assert!(self.moved.snapshot().to_bytes() == bytes, "R3, T4: the settings show in the snapshot");
        let route_to = if self.rng.below(2) == 0 { MatcherKind::Indexed } else { MatcherKind::Scan };
        let settings = self.config.clone().hash_seed(self.rng.number()).matcher(route_to);
        self.moved = restored_engine(bytes, &settings, &self.moved);
        self.cuts.moved += 1;
    }
}

/// Restores an engine that looks as the one before did, and says of itself what it was made of.
fn restored_engine(bytes: &[u8], config: &Config, before: &Engine) -> Engine {
    let snapshot = Snapshot::from_bytes(bytes).unwrap_or_else(|error| panic!("T4: {error}"));
    let restored = Engine::restore(config.clone(), snapshot).unwrap_or_else(|error| panic!("T4: {error}"));
    let looks = |engine: &Engine| {
        let mut stats = engine.stats();
        (stats.candidates_examined, stats.patterns_run, stats.entries_moved) = (0, 0, 0);
        (engine.now(), engine.poll_timeout(), stats)
    };
    assert_eq!(looks(&restored), looks(before), "T4: it looks different");
    assert!(restored.snapshot().to_bytes() == bytes, "T4: its snapshot has other bytes");
    restored
}

/// The next dispatches as they go out, byte for byte.
fn written(engine: &mut Engine, dispatches: usize) -> Vec<String> {
    let mut received = Vec::new();
    while received.len() < dispatches {
        let Some(dispatch) = engine.poll_output() else { break };
        let event = serde_json::to_string(dispatch.event()).expect("every event can be written");
        received.push(format!("{event} {:?}", dispatch.deliveries().collect::<Vec<_>>()));
    }
    received
}
