//! Why a record is not played again.
//!
//! Owns [`RecordError`]. Must not quote a record. Invariant: an error says where the record is wrong and shows no secret.

use core::fmt;

use crate::config::ConfigError;
use crate::error::SnapshotError;

/// Why a record cannot be played again, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// These are not the bytes of a record.
    NotARecord,
    /// The record is of a later version than this library reads.
    Version {
        /// The version of the record.
        version: u8,
        /// The latest version that is read.
        newest: u8,
    },
    /// The record ends in the middle of an entry.
    CutOff {
        /// Where the entry begins, in bytes.
        at: usize,
    },
    /// An entry cannot be read.
    Unreadable {
        /// Where the entry begins, in bytes.
        at: usize,
    },
    /// Its settings are not those of an engine.
    Config(ConfigError),
    /// No engine can be restored from its snapshot.
    Snapshot(SnapshotError),
    /// The engine asked for something other than what was recorded: another version of the library may have other rules.
    Diverged {
        /// Where the entry begins at which it was noticed, in bytes.
        at: usize,
    },
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotARecord => f.write_str("record: it does not begin as one; give the bytes from the first on"),
            Self::Version { version, newest } => {
                write!(f, "record: version {version} is later than {newest}; use a later version of the library")
            }
            Self::CutOff { at } => {
                write!(f, "record: it ends in the middle of the entry at byte {at}; what is before it can be played")
            }
            Self::Unreadable { at } => write!(f, "record: the entry at byte {at} is damaged"),
            Self::Config(error) => write!(f, "record: its settings are not valid: {error}"),
            Self::Snapshot(error) => write!(f, "record: its snapshot cannot be restored: {error}"),
            Self::Diverged { at } => {
                write!(
                    f,
                    "record: at byte {at} the engine does otherwise than recorded; use the version that recorded it"
                )
            }
        }
    }
}

impl core::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Snapshot(error) => Some(error),
            Self::NotARecord
            | Self::Version { .. }
            | Self::CutOff { .. }
            | Self::Unreadable { .. }
            | Self::Diverged { .. } => None,
        }
    }
}
