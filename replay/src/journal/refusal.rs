//! Why a line was refused: by the engine, or before it got there.
//!
//! Owns the journal's own errors. Must not repeat the engine's.

use std::fmt;

use tidings::{Code, Error, SnapshotError};

#[derive(Debug)]
pub(crate) enum Refusal {
    /// By the engine.
    Engine(Error),
    /// By the journal: the line's form, or its labels.
    Journal { code: Code, message: String },
}

impl Refusal {
    pub(crate) fn invalid(message: String) -> Self {
        Self::Journal { code: Code::InvalidArgument, message }
    }

    pub(crate) fn exhausted(message: String) -> Self {
        Self::Journal { code: Code::ResourceExhausted, message }
    }

    /// The engine's own where it says that the form of the input is wrong, which comes first (I3).
    pub(crate) fn unless<T>(self, answer: Result<T, Error>) -> Self {
        match answer {
            Err(error) if error.code() == Code::InvalidArgument => Self::Engine(error),
            _ => self,
        }
    }

    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Engine(error) => error.code(),
            Self::Journal { code, .. } => *code,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Engine(error)
    }
}

/// Restoring the engine's own snapshot with its own settings never fails; if it ever does, the reason is written.
impl From<SnapshotError> for Refusal {
    fn from(error: SnapshotError) -> Self {
        Self::Journal { code: Code::FailedPrecondition, message: error.to_string() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => error.fmt(f),
            Self::Journal { message, .. } => f.write_str(message),
        }
    }
}
