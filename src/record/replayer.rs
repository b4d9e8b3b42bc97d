//! Playing a record again.
//!
//! Owns [`Replayer`]. Must not know how a record is written. Invariant: each step does what one step of the recorded engine did, so
//! the outputs are the same, byte for byte.

use alloc::collections::VecDeque;

use super::error::RecordError;
use super::format::{Entry, Reader};
use crate::directory::Existence;
use crate::engine::{Answer, Engine};
use crate::error::Error;
use crate::output::Dispatch;
use crate::time::Timestamp;

/// Plays what a [`Recorder`](super::Recorder) recorded, step by step, with the answers and outputs of then.
#[derive(Debug)]
pub struct Replayer<'r> {
    engine: Engine,
    reader: Reader<'r>,
    /// Where the latest entry begins.
    at: usize,
    /// How often to poll before the next entry.
    to_poll: u64,
}

/// One step of a record.
#[derive(Debug)]
#[non_exhaustive]
pub enum Replayed<'e> {
    /// An input was applied, with this answer.
    Applied(Result<Answer, Error>),
    /// Time passed.
    Timeout(Timestamp),
    /// The queue was polled, and returned this; `None` where all that waited was withdrawn.
    Polled(Option<Dispatch<'e>>),
}

impl<'r> Replayer<'r> {
    /// Restores the engine with which a record begins. Cost: that of the restore.
    ///
    /// # Errors
    ///
    /// - [`RecordError::NotARecord`], [`RecordError::Version`], [`RecordError::CutOff`], [`RecordError::Unreadable`];
    /// - [`RecordError::Config`], [`RecordError::Snapshot`].
    pub fn new(record: &'r [u8]) -> Result<Self, RecordError> {
        let (reader, config, snapshot, is_recorded) = Reader::new(record)?;
        let mut engine = Engine::restore(config, snapshot).map_err(RecordError::Snapshot)?;
        if is_recorded {
            engine.existence = Existence::Replayed { answers: VecDeque::new(), missing: 0 };
        }
        Ok(Self { engine, at: reader.at, reader, to_poll: 0 })
    }

    /// The engine as it is after the latest step.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Makes the next step; `None` at the end of the record.
    ///
    /// # Errors
    ///
    /// - [`RecordError::CutOff`], [`RecordError::Unreadable`];
    /// - [`RecordError::Diverged`] where fewer dispatches or answers are there than were recorded.
    pub fn step(&mut self) -> Result<Option<Replayed<'_>>, RecordError> {
        while self.to_poll == 0 {
            self.at = self.reader.at;
            match self.reader.read()? {
                None => return Ok(None),
                Some(Entry::Polled(times)) => self.to_poll = times,
                Some(Entry::Existence(answers)) => {
                    if let Existence::Replayed { answers: kept, .. } = &mut self.engine.existence {
                        kept.extend(answers);
                    }
                }
                Some(Entry::Timeout(now)) => {
                    self.engine.handle_timeout(now);
                    return Ok(Some(Replayed::Timeout(now)));
                }
                Some(Entry::Apply { now, input }) => {
                    let answer = self.engine.apply(now, input);
                    if self.engine.existence.has_diverged() {
                        return Err(RecordError::Diverged { at: self.at });
                    }
                    return Ok(Some(Replayed::Applied(answer)));
                }
            }
        }
        if self.engine.output.pending() == 0 {
            return Err(RecordError::Diverged { at: self.at });
        }
        self.to_poll -= 1;
        Ok(Some(Replayed::Polled(self.engine.poll_output())))
    }
}
