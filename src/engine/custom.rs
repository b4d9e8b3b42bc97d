//! Inputs about kinds of the host's own (U1), and where their forms are checked.
//!
//! Owns defining kinds. Must not know how their events are matched: that is as for any other event. Invariant: an event or an
//! interest of such a kind goes no further than here unless its fields are those of the definition.

use alloc::format;
use alloc::string::String;

use super::Engine;
use super::publication::Publication;
use crate::config::Bound;
use crate::directory::Directory;
use crate::error::Error;
use crate::time::Timestamp;
use crate::vocab::Interest;
use crate::vocab::custom::{CustomEvent, CustomFilter, CustomKind, KindDefinition};

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
    /// Cost: O(fields), and the names are kept for as long as the engine lives.
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
    /// As [`Self::define_kind`]. [`Error::KindDefinedOtherwise`] after a restore means that the type has changed since the snapshot: give
    /// it another name on the wire.
    pub fn define<T: CustomKind>(&mut self, now: Timestamp) -> Result<(), Error> {
        self.define_kind(now, T::SPEC)
    }

    /// A publication whose event, where it is of the host's own, has the slots of its kind's definition (U2).
    pub(super) fn with_definition(&self, publication: Publication) -> Result<Publication, Error> {
        Ok(Publication { event: self.kinds.bind(publication.event)?, ..publication })
    }

    /// The free-form values of an event are bounded as any other (T2).
    pub(super) fn check_custom_data(&self, event: &CustomEvent) -> Result<(), Error> {
        for (name, data) in event.data() {
            let field = || format!("event.fields.{name}");
            if let Some(name) = data.repeated_name() {
                return Err(Error::RepeatedName { field: field(), name: name.into() });
            }
            let (bytes, depth) = data.measure();
            for (bound, value) in [(Bound::FreeFormBytes, bytes), (Bound::FreeFormDepth, depth)] {
                if value > self.config.maximum(bound) {
                    Error::check_bound(&self.config, bound, field(), value)?;
                }
            }
        }
        Ok(())
    }

    /// Whether the interests that are in kinds of the host's own fit the definitions: a part of the form of the input (U4).
    pub(crate) fn check_interest_form(
        &self,
        interests: &[Interest],
        prefix: impl Fn(usize) -> String,
    ) -> Result<(), Error> {
        for (at, interest) in interests.iter().enumerate() {
            let Some(name) = interest.custom_kind() else { continue };
            let kind = self.kinds.get(name, || format!("{}kind", prefix(at)))?;
            for filter in interest.filters().filter_map(|(_, filter)| filter.as_any().downcast_ref::<CustomFilter>()) {
                filter.check(kind, &format!("{}filter", prefix(at)))?;
            }
        }
        Ok(())
    }
}
