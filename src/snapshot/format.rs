//! The bytes of a snapshot, and its form in self-describing formats.
//!
//! Owns the head with version and checksum, and the checks of both. Must not know what any part means. Invariants: damaged bytes
//! are refused before anything of them is read; a version that was once released is read for ever.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Snapshot, State};
use crate::error::SnapshotError;
use crate::vocab::wire::{cbor, saved};

/// What the bytes of a snapshot begin with; the version follows, then the checksum.
const BEGINNING: &[u8; 7] = b"tidings";

/// The newest version, which is written. All before are read.
const VERSION: u8 = 1;

/// The bytes before the content: beginning, version, checksum.
const HEAD: usize = BEGINNING.len() + 1 + size_of::<u32>();

/// Levels of lists and objects in the deepest content: free-form data that waits may be nested, other parts hardly are.
const LEVELS: usize = 256;

/// What a snapshot consists of where it is written as an object.
const NAMES: &[&str] = &["tidings_snapshot", "checksum", "state"];

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
        let (expected, content) = rest.split_first_chunk().ok_or(SnapshotError::Checksum)?;
        if u32::from_le_bytes(*expected) != checksum(content) {
            return Err(SnapshotError::Checksum);
        }
        let state = cbor::read(content, LEVELS).map_err(|fault| unreadable(fault.to_string()))?;
        Ok(Self { state })
    }
}

impl State {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        cbor::write(self, &mut bytes);
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
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut whole = serializer.serialize_struct("Snapshot", 3)?;
        whole.serialize_field(NAMES[0], &VERSION)?;
        whole.serialize_field(NAMES[1], &checksum(&self.state.encode()))?;
        whole.serialize_field(NAMES[2], &self.state)?;
        whole.end()
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Checked as soon as it is read, for what follows may look different in another version.
        struct Version;

        impl<'de> Deserialize<'de> for Version {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                check_version(u64::deserialize(deserializer)?).map_err(D::Error::custom)?;
                Ok(Self)
            }
        }

        /// Read without quoting what is there: parsers quote what they did not expect, and here that may be a key (K1).
        struct Unquoted(State);

        impl<'de> Deserialize<'de> for Unquoted {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let state = State::deserialize(deserializer);
                state
                    .map(Self)
                    .map_err(|_| D::Error::custom(unreadable("what stands there is not what a snapshot has".into())))
            }
        }

        /// The checksum that was written, and the state.
        struct Whole;

        impl<'de> Visitor<'de> for Whole {
            type Value = (u32, State);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of a snapshot")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(u32, State), A::Error> {
                let (mut version, mut checksum, mut state) = (None::<Version>, None, None);
                while let Some(at) = map.next_key_seed(saved::Word(NAMES))? {
                    match at {
                        Some(0) => saved::field(&mut map, NAMES[0], &mut version)?,
                        Some(1) => saved::field(&mut map, NAMES[1], &mut checksum)?,
                        Some(2) => saved::field(&mut map, NAMES[2], &mut state)?,
                        _ => return Err(A::Error::custom(unreadable("there is a field that no snapshot has".into()))),
                    }
                }
                saved::present(version, NAMES[0])?;
                let Unquoted(state) = saved::present(state, NAMES[2])?;
                Ok((saved::present(checksum, NAMES[1])?, state))
            }
        }

        let (expected, state) = deserializer.deserialize_struct("Snapshot", NAMES, Whole)?;
        if expected != checksum(&state.encode()) {
            return Err(D::Error::custom(SnapshotError::Checksum));
        }
        Ok(Self { state })
    }
}
