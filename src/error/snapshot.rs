//! Why a snapshot was not restored.
//!
//! Owns [`SnapshotError`]. Must not know how a snapshot is written. Invariant: every error of one is reported here, with
//! its place; nothing of it is ever half restored.

use alloc::string::String;
use core::fmt;

use super::Error;
use crate::config::{Bound, Config, ConfigError};

/// Why a snapshot was not restored (T4). There is no engine then, neither the old one nor half of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It does not begin as snapshots do.
    NotASnapshot,
    /// It is of a version that this build does not know.
    Version {
        /// Its version.
        found: u64,
        /// The newest version that this build reads; it reads all before, too.
        newest: u64,
    },
    /// Its checksum is not that of its content: something was changed or is missing.
    Checksum,
    /// Its checksum is right, and yet it does not say what a snapshot says.
    Unreadable {
        /// What is wrong, as the reader found it.
        reason: String,
    },
    /// Its parts contradict each other.
    Inconsistent {
        /// Where: `conferences.live[0].people[2].session`.
        path: String,
        /// What does not hold.
        reason: &'static str,
    },
    /// The settings of the new engine do not admit what it holds.
    Refused {
        /// Its place in the input.
        path: String,
        /// The error of the corresponding input.
        error: Error,
    },
    /// No engine can run with the settings given.
    Config(ConfigError),
}

impl SnapshotError {
    /// Refuses unless the condition holds.
    pub(crate) fn ensure(matches: bool, path: impl FnOnce() -> String, reason: &'static str) -> Result<(), Self> {
        if matches { Ok(()) } else { Err(Self::Inconsistent { path: path(), reason }) }
    }

    /// The value required at a path of a snapshot, or the refusal.
    pub(crate) fn require<T>(found: Option<T>, path: impl FnOnce() -> String, reason: &'static str) -> Result<T, Self> {
        found.ok_or_else(|| Self::Inconsistent { path: path(), reason })
    }

    /// Counters are far below their maximum: no engine reaches half of what 64 bits hold, so none that was restored
    /// can overflow.
    pub(crate) fn ensure_countable(last: u64, path: impl FnOnce() -> String) -> Result<(), Self> {
        Self::ensure(last <= u64::MAX / 2, path, "is further than any engine counts")
    }

    /// Admits a name at a place of a snapshot: one that is there, and fits the settings.
    pub(crate) fn ensure_not_empty(
        config: &Config,
        field: &str,
        name: &str,
        path: impl FnOnce() -> String,
    ) -> Result<(), Self> {
        if name.is_empty() {
            return Err(Self::Inconsistent { path: path(), reason: "a name is empty" });
        }
        Error::check_bound(config, Bound::NameBytes, field, name.len() as u64).map_err(Self::refused(path))
    }

    /// An input's error, at a place of a snapshot, which is written only where there is one.
    pub(crate) fn refused(path: impl FnOnce() -> String) -> impl FnOnce(Error) -> Self {
        |error| Self::Refused { path: path(), error }
    }
}

impl From<ConfigError> for SnapshotError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASnapshot => {
                f.write_str("snapshot: these are not the bytes of one; give what Snapshot::to_bytes gave")
            }
            Self::Version { found, newest } => write!(
                f,
                "snapshot: version {found} is unknown, the newest known one is {newest}; use the build that made it, or a newer one"
            ),
            Self::Checksum => f.write_str("snapshot: damaged, its checksum does not fit; use an older one"),
            Self::Unreadable { reason } => write!(f, "snapshot: not readable ({reason}); use an older one"),
            Self::Inconsistent { path, reason } => write!(f, "snapshot: {path}: {reason}; use an older one"),
            Self::Refused { path, error } => {
                write!(
                    f,
                    "snapshot: {path} does not fit these settings ({error}); restore under those that it was taken with, or wider ones"
                )
            }
            Self::Config(error) => write!(f, "config: {error}"),
        }
    }
}

impl core::error::Error for SnapshotError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Refused { error, .. } => Some(error),
            Self::Config(error) => Some(error),
            Self::NotASnapshot
            | Self::Version { .. }
            | Self::Checksum
            | Self::Unreadable { .. }
            | Self::Inconsistent { .. } => None,
        }
    }
}
