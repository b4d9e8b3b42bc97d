//! The bytes of a record.
//!
//! Owns the head and the entries. Must not know what an input does. Invariants: every piece has its length before it, so that a
//! record that was cut off is known as such; a version that was once released is read for ever.
//!
//! A record is `tidings-record`, a byte with the version, and pieces: the settings, the snapshot, then the entries. A piece is its
//! length in four bytes, the lowest first, and so many bytes; all but the snapshot are CBOR.

use alloc::string::String;
use alloc::vec::Vec;

use super::RecordError;
use crate::config::{Config, ConfigError};
use crate::engine::Input;
use crate::snapshot::Snapshot;
use crate::time::Timestamp;
use crate::vocab::wire::{View, Wire, cbor, record, variants};

const BEGINNING: &[u8; 14] = b"tidings-record";

/// The newest version, which is written. All before are read.
const VERSION: u8 = 1;

/// Levels of lists and objects in the deepest input that any settings admit, with a margin.
const LEVELS: usize = 512;

/// What happened to the engine.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on its way in or out")]
pub(super) enum Entry {
    /// So many times something that waited was polled.
    Polled(u64),
    /// Time passed.
    Timeout(Timestamp),
    /// What the directory answers to the next input.
    Existence(Vec<bool>),
    /// An input came.
    Apply { now: Timestamp, input: Input },
}

variants! {
    Entry {
        Polled = "polled" as dispatches: u64;
        Timeout = "timeout" as now: Timestamp;
        Existence = "existence" as answers: Vec<bool>;
        Apply = "apply" { required now: Timestamp, required input: Input; };
    }
}

/// The settings, each by its name, and whether answers about existence are recorded.
struct Head {
    settings: Vec<(String, String)>,
    existence: bool,
}

record! { Head { required settings: Vec<(String, String)>, required existence: bool; } }

/// The beginning of a record.
pub(super) fn head(config: &Config, snapshot: &Snapshot, existence: bool) -> Vec<u8> {
    let mut bytes = Vec::from(BEGINNING);
    bytes.push(VERSION);
    let settings = config.settings().into_iter().map(|(name, value)| (name.into(), value)).collect();
    write(&mut bytes, &Head { settings, existence });
    write_piece(&mut bytes, &snapshot.to_bytes());
    bytes
}

pub(super) fn write(bytes: &mut Vec<u8>, entry: &impl Wire) {
    write_view(bytes, entry.view());
}

/// As an [`Entry::Apply`], of a borrowed input.
pub(super) fn write_apply(bytes: &mut Vec<u8>, now: Timestamp, input: View<'_>) {
    let fields = |visit: &mut dyn FnMut(&str, View<'_>)| {
        visit("now", now.view());
        visit("input", input);
    };
    let entry = |visit: &mut dyn FnMut(&str, View<'_>)| visit("apply", View::Object(&fields));
    write_view(bytes, View::Object(&entry));
}

fn write_view(bytes: &mut Vec<u8>, view: View<'_>) {
    let mut piece = Vec::new();
    cbor::write(&view, &mut piece);
    write_piece(bytes, &piece);
}

fn write_piece(bytes: &mut Vec<u8>, piece: &[u8]) {
    // A piece of 4 GiB or more does not fit; it is cut, and known as damaged when it is read.
    let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(piece);
}

/// Reads the pieces of a record, one after the other.
#[derive(Debug)]
pub(super) struct Reader<'r> {
    record: &'r [u8],
    /// Where the next piece begins.
    pub(super) at: usize,
}

impl<'r> Reader<'r> {
    /// Reads the head: the settings, the snapshot, and whether answers about existence are recorded.
    pub(super) fn new(record: &'r [u8]) -> Result<(Self, Config, Snapshot, bool), RecordError> {
        let version = record.strip_prefix(BEGINNING).and_then(|rest| rest.first());
        let version = *version.ok_or(RecordError::NotARecord)?;
        if version != VERSION {
            return Err(RecordError::Version { version, newest: VERSION });
        }
        let mut reader = Self { record, at: BEGINNING.len() + 1 };
        let head: Head = reader.read()?.ok_or(RecordError::CutOff { at: reader.at })?;
        let config = config(head.settings).map_err(RecordError::Config)?;
        let (_, snapshot) = reader.piece()?.ok_or(RecordError::CutOff { at: reader.at })?;
        let snapshot = Snapshot::from_bytes(snapshot).map_err(RecordError::Snapshot)?;
        Ok((reader, config, snapshot, head.existence))
    }

    /// The next value; `None` at the end of the record.
    pub(super) fn read<T: Wire>(&mut self) -> Result<Option<T>, RecordError> {
        let Some((at, piece)) = self.piece()? else { return Ok(None) };
        let value = cbor::read_json(piece, LEVELS).ok().and_then(|json| T::read(json).ok());
        value.map(Some).ok_or(RecordError::Unreadable { at })
    }

    fn piece(&mut self) -> Result<Option<(usize, &'r [u8])>, RecordError> {
        let at = self.at;
        let rest = self.record.get(at..).filter(|rest| !rest.is_empty());
        let Some(rest) = rest else { return Ok(None) };
        let cut_off = RecordError::CutOff { at };
        let Some((length, rest)) = rest.split_first_chunk() else { return Err(cut_off) };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some(piece) = rest.get(..length) else { return Err(cut_off) };
        self.at = at + size_of::<u32>() + length;
        Ok(Some((at, piece)))
    }
}

fn config(settings: Vec<(String, String)>) -> Result<Config, ConfigError> {
    let mut config = Config::default();
    settings.iter().try_for_each(|(name, value)| config.set(name, value))?;
    Ok(config)
}
