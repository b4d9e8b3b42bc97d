//! Inputs about kinds of the host's own (U1).
//!
//! Owns defining kinds. Must not know how their events are checked or matched. Invariant: a kind that is defined stays as it is.

use super::Engine;
use crate::directory::Directory;
use crate::error::Error;
use crate::time::Timestamp;
use crate::vocab::custom::{CustomKind, KindDefinition};

impl<D: Directory> Engine<D> {
    /// Defines a kind of the host's own, so that its events can be published and subscribed to (U1). The same name with the same
    /// fields again changes nothing.
    ///
    /// ```
    /// use tidings::custom::{FieldType, KindDefinition};
    /// use tidings::{Config, Engine, Timestamp};
    ///
    /// let mut engine = Engine::new(Config::default())?;
    /// let build = KindDefinition::new("BuildFinished").field("repo", FieldType::Text).field("ok", FieldType::Flag);
    /// engine.define_kind(Timestamp::ZERO, build)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Cost: O(fields), and the names are kept for as long as the engine exists.
    ///
    /// # Errors
    ///
    /// In the order of I3:
    /// - [`Error::NameInvalid`] for the name of the kind, then for those of its fields;
    /// - [`Error::KindDefinedOtherwise`] where the kind has other fields already;
    /// - [`Error::TooManyFields`] above 64.
    pub fn define_kind(&mut self, now: Timestamp, definition: impl Into<KindDefinition>) -> Result<(), Error> {
        self.advance(now);
        self.kinds.define(definition.into())?;
        Ok(())
    }

    /// Defines the kind that a type declares (U6), as [`Self::define_kind`] does. It comes before anything else that is done with
    /// the kind, also after a restore.
    ///
    /// ```
    /// use tidings::custom::{CustomKind, FieldType, KindDefinition};
    /// use tidings::{Code, Config, Engine, Timestamp};
    ///
    /// tidings::custom_events! {
    ///     pub struct BuildFinished "BuildFinished" { repo: text, ok: flag }
    /// }
    /// let mut engine = Engine::new(Config::default())?;
    /// engine.define::<BuildFinished>(Timestamp::ZERO)?;
    ///
    /// // What is defined stays as it is.
    /// let other = KindDefinition::new("BuildFinished").field("repo", FieldType::Text);
    /// let refused = engine.define_kind(Timestamp::ZERO, other).expect_err("ok is missing");
    /// assert_eq!(refused.code(), Code::AlreadyExists);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Self::define_kind`]. [`Error::KindDefinedOtherwise`] after a restore means that the type has changed since the
    /// snapshot: give it another name on the wire.
    pub fn define<T: CustomKind>(&mut self, now: Timestamp) -> Result<(), Error> {
        self.define_kind(now, T::SPEC)?;
        self.kinds.note_type(T::SPEC);
        Ok(())
    }
}
