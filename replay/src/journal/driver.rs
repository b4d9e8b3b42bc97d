//! What carries out the inputs of a journal.
//!
//! Owns [`Driver`]: an engine, or a wrapper that owns one and records. Must not know the journal. Invariant: the answers and the
//! outputs are those of the engine.

use tidings::{Answer, Config, Dispatch, Engine, Error, Input, Recorder, Snapshot, SnapshotError, Timestamp};

/// An engine, or a [`Recorder`] around one: recording costs, so it is chosen.
pub trait Driver {
    /// The engine, for reads.
    fn engine(&self) -> &Engine;

    /// As [`Engine::apply`].
    ///
    /// # Errors
    ///
    /// Those of the input.
    fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error>;

    /// As [`Engine::handle_timeout`].
    fn handle_timeout(&mut self, now: Timestamp);

    /// As [`Engine::poll_output`].
    fn poll_output(&mut self) -> Option<Dispatch<'_>>;

    /// Continues with the engine that its own snapshot gives. A recorded one is kept: the record needs no second beginning, for
    /// a restored engine does what the one before would have done.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] where the snapshot gives none.
    fn restart(&mut self, config: &Config) -> Result<(), SnapshotError> {
        restored(self.engine(), config).map(drop)
    }
}

impl Driver for Engine {
    fn engine(&self) -> &Engine {
        self
    }

    fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        Self::apply(self, now, input)
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        Self::handle_timeout(self, now);
    }

    fn poll_output(&mut self) -> Option<Dispatch<'_>> {
        Self::poll_output(self)
    }

    fn restart(&mut self, config: &Config) -> Result<(), SnapshotError> {
        *self = restored(self, config)?;
        Ok(())
    }
}

impl Driver for Recorder {
    fn engine(&self) -> &Engine {
        Self::engine(self)
    }

    fn apply(&mut self, now: Timestamp, input: Input) -> Result<Answer, Error> {
        Self::apply(self, now, input)
    }

    fn handle_timeout(&mut self, now: Timestamp) {
        Self::handle_timeout(self, now);
    }

    fn poll_output(&mut self) -> Option<Dispatch<'_>> {
        Self::poll_output(self)
    }
}

/// What an engine is after a restart.
pub(super) fn restored(engine: &Engine, config: &Config) -> Result<Engine, SnapshotError> {
    Engine::restore(config.clone(), Snapshot::from_bytes(&engine.snapshot().to_bytes())?)
}
