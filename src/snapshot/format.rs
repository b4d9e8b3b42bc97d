//! The bytes of a snapshot, and its form in self-describing formats.
//!
//! Owns the head with version and checksum, and the checks of both. Must not know what any part means. Invariants: damaged bytes
//! are refused before anything of them is read; a version that was once released is read for ever.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Snapshot, State};
use crate::error::SnapshotError;

/// What the bytes of a snapshot begin with; the version follows, then the checksum.
const BEGINNING: &[u8; 7] = b"tidings";

/// The newest version, which is written. All before are read.
const VERSION: u8 = 1;

/// The bytes before the content: beginning, version, checksum.
const HEAD: usize = BEGINNING.len() + 1 + size_of::<u32>();

impl Snapshot {
    /// The compact form. The same state gives the same bytes on every machine. Cost: O(bytes).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let content = self.state.encode();
        let mut bytes = Vec::with_capacity(HEAD + content.len());
        bytes.extend_from_slice(BEGINNING);
        bytes.push(VERSION);
        bytes.extend_from_slice(&checksum(&content).to_le_bytes());
        bytes.extend_from_slice(&content);
        bytes
    }

    /// Reads the compact form. Whether an engine can run on it, [`Engine::restore`](crate::Engine::restore) says.
    ///
    /// Cost: O(bytes) in time. In memory nothing at all where the bytes are damaged; else two to four times their length as a rule,
    /// up to some 200 times where they consist of empty things alone, such as parts of a message that say nothing. Bytes that were
    /// forged, with a checksum that is right, take at most a few MiB beyond that, whatever lengths they promise.
    ///
    /// # Errors
    ///
    /// - [`SnapshotError::NotASnapshot`], [`SnapshotError::Version`], [`SnapshotError::Checksum`], in this order;
    /// - [`SnapshotError::Unreadable`] where the checksum is right and the content is not that of a snapshot.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let rest = bytes.strip_prefix(BEGINNING).ok_or(SnapshotError::NotASnapshot)?;
        let (version, rest) = rest.split_first().ok_or(SnapshotError::NotASnapshot)?;
        check_version(u64::from(*version))?;
        let (told, content) = rest.split_first_chunk().ok_or(SnapshotError::Checksum)?;
        if u32::from_le_bytes(*told) != checksum(content) {
            return Err(SnapshotError::Checksum);
        }
        let mut left = content;
        let state = ciborium::from_reader(&mut left).map_err(|error| unreadable(error.to_string()))?;
        if !left.is_empty() {
            return Err(unreadable("there are bytes after its end".into()));
        }
        Ok(Self { state })
    }
}

impl State {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(self, &mut bytes).expect("a state can be written, and memory takes it");
        bytes
    }
}

fn checksum(content: &[u8]) -> u32 {
    crc32fast::hash(content)
}

fn check_version(found: u64) -> Result<(), SnapshotError> {
    let newest = u64::from(VERSION);
    if (1..=newest).contains(&found) { Ok(()) } else { Err(SnapshotError::Version { found, newest }) }
}

fn unreadable(reason: String) -> SnapshotError {
    SnapshotError::Unreadable { reason }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot(version {VERSION}, taken at {})", self.state.now)
    }
}

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, form: S) -> Result<S::Ok, S::Error> {
        let mut whole = form.serialize_struct("Snapshot", 3)?;
        whole.serialize_field("tidings_snapshot", &VERSION)?;
        whole.serialize_field("checksum", &checksum(&self.state.encode()))?;
        whole.serialize_field("state", &self.state)?;
        whole.end()
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
        /// Checked as soon as it is read, for what follows may look different in another version.
        struct Version;

        impl<'de> Deserialize<'de> for Version {
            fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
                check_version(u64::deserialize(form)?).map_err(D::Error::custom)?;
                Ok(Self)
            }
        }

        /// Read without quoting what is there: parsers quote what they did not expect, and here that may be a key (K1).
        struct Unquoted(State);

        impl<'de> Deserialize<'de> for Unquoted {
            fn deserialize<D: Deserializer<'de>>(form: D) -> Result<Self, D::Error> {
                let state = State::deserialize(form);
                state
                    .map(Self)
                    .map_err(|_| D::Error::custom(unreadable("what stands there is not what a snapshot has".into())))
            }
        }

        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Whole {
            #[serde(rename = "tidings_snapshot")]
            _version: Version,
            checksum: u32,
            state: Unquoted,
        }

        let Whole { checksum: told, state: Unquoted(state), .. } = Whole::deserialize(form)?;
        if told != checksum(&state.encode()) {
            return Err(D::Error::custom(SnapshotError::Checksum));
        }
        Ok(Self { state })
    }
}
