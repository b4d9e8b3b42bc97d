//! A record of an engine, and playing it again (N1).
//!
//! Owns [`Recorder`], through which inputs go that are to be recorded. Must not know what an input does. Invariant: whatever
//! changes the engine after the beginning of the record is in it, in order.

mod error;
mod format;
mod replayer;

use alloc::vec::Vec;
use core::fmt;

pub use self::error::RecordError;
use self::format::Entry;
pub use self::replayer::{Replayed, Replayer};
use crate::directory::{Directory, Existence, Ledger};
use crate::engine::{Answer, Engine, Input};
use crate::error::Error;
use crate::output::Dispatch;
use crate::snapshot::Snapshot;
use crate::time::Timestamp;
use crate::vocab::wire::Wire as _;

/// Owns an engine and records all that changes it, so that a [`Replayer`] makes the same outputs of it again, byte for byte. A
/// host that records nothing uses the engine itself and pays nothing.
///
/// The record has a version; it begins with the settings and a snapshot, hence may begin in the middle of an engine's life. It
/// holds each input, how many dispatches were polled between them, and the answers of a [`Directory`] that is not the
/// [`Ledger`]. **It holds secrets**: seeds, client keys, tokens. Keep it as you keep a snapshot; `Debug` shows none of them.
///
/// ```
/// use tidings::daemon::{Message, MessageReceived};
/// use tidings::{Answer, ClientKey, Config, Engine, Input, Recorder, Replayed, Replayer, Timestamp, UserId};
///
/// let mut recorder = Recorder::new(Engine::new(Config::default())?);
/// let (now, key, ann) = (Timestamp::ZERO, ClientKey::from("ann's key"), UserId::from("ann"));
/// recorder.apply(now, Input::RegisterClient { key: key.clone(), user: ann.clone() })?;
/// let Answer::Session(session) = recorder.apply(now, Input::OpenSession { key })? else { unreachable!() };
/// recorder.apply(now, Input::Subscribe { session, interest: MessageReceived::interest().into() })?;
/// recorder.apply(now, Input::Publish((&ann, MessageReceived::new(Message::default())).into()))?;
/// assert_eq!(recorder.poll_output().map(|dispatch| dispatch.len()), Some(1));
///
/// let record = recorder.take_record();
/// let mut replayer = Replayer::new(&record)?;
/// let mut outputs = 0;
/// while let Some(step) = replayer.step()? {
///     outputs += usize::from(matches!(step, Replayed::Polled(Some(_))));
/// }
/// assert_eq!(outputs, 1);
/// assert_eq!(replayer.engine().state_hash(), recorder.engine().state_hash());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Recorder<D = Ledger> {
    engine: Engine<D>,
    record: Vec<u8>,
    /// How often something that waited was polled since the last entry.
    polled: u64,
}

impl Recorder {
    /// Begins a record at this moment of an engine with the embedded [`Ledger`]. Cost: that of a snapshot.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        let snapshot = engine.snapshot();
        Self::begin(engine, &snapshot)
    }
}

impl<D: Directory> Recorder<D> {
    /// Begins a record at this moment of an engine whose host answers what exists. Each answer is recorded, and used when the
    /// record is played again, so it need not answer the same then. Cost: that of a snapshot.
    #[must_use]
    pub fn with_directory(mut engine: Engine<D>) -> Self {
        engine.existence = Existence::Recorded(Vec::new());
        let snapshot = engine.snapshot_without_directory();
        Self::begin(engine, &snapshot)
    }

    fn begin(engine: Engine<D>, snapshot: &Snapshot) -> Self {
        let is_recorded = matches!(engine.existence, Existence::Recorded(_));
        let record = format::head(&engine.config, snapshot, is_recorded);
        Self { engine, record, polled: 0 }
    }

    /// The engine, for reads.
    #[must_use]
    pub fn engine(&self) -> &Engine<D> {
        &self.engine
    }

    /// Applies an input, as [`Engine::apply`] does, and records it, refused or not.
    ///
    /// Cost: that of the input, and O(its bytes).
    ///
    /// # Errors
    ///
    /// Those of the input.
    pub fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        self.record_polled();
        // The input is written before it is used up; the answers about existence come before it, where they are read.
        let mut written = Vec::new();
        format::write_apply(&mut written, now, input.view());
        let answer = self.engine.apply(now, input);
        let existence = self.engine.existence.take();
        if !existence.is_empty() {
            format::write(&mut self.record, &Entry::Existence(existence));
        }
        self.record.append(&mut written);
        answer
    }

    /// As [`Engine::handle_timeout`], recorded.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.record_polled();
        format::write(&mut self.record, &Entry::Timeout(now));
        self.engine.handle_timeout(now);
    }

    /// As [`Engine::poll_output`]; that it was polled is recorded.
    #[must_use]
    pub fn poll_output(&mut self) -> Option<Dispatch<'_>> {
        // Where everything that waits was withdrawn, polling returns nothing and frees capacity nevertheless.
        self.polled += u64::from(self.engine.output.pending() > 0);
        self.engine.poll_output()
    }

    /// What was recorded since the last time, for appending it to a file: the pieces in their order are the record. It may be cut
    /// off after any piece.
    pub fn take_record(&mut self) -> Vec<u8> {
        self.record_polled();
        core::mem::take(&mut self.record)
    }

    /// Ends the record: the engine, and what was recorded since the last [`take_record`](Self::take_record).
    #[must_use]
    pub fn finish(mut self) -> (Engine<D>, Vec<u8>) {
        let record = self.take_record();
        self.engine.existence = Existence::Current;
        (self.engine, record)
    }

    fn record_polled(&mut self) {
        if self.polled > 0 {
            format::write(&mut self.record, &Entry::Polled(self.polled));
            self.polled = 0;
        }
    }
}

impl<D: fmt::Debug> fmt::Debug for Recorder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { engine, record, polled } = self;
        // Rust 1.85 keeps no temporary of `format_args!` beyond its `let`.
        let bytes = alloc::format!("{} bytes", record.len());
        f.debug_struct("Recorder").field("engine", engine).field("record", &bytes).field("polled", polled).finish()
    }
}
