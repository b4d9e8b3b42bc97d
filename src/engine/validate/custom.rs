//! The checks of what is of a kind of the host's own, each in the order of I3.
//!
//! Owns which definition an event gets, and what its values and the interests in it must be like. Must not know how such events are
//! matched: that is as for any other event. Invariant: an event or an interest of such a kind is refused here unless its
//! fields are those of the definition.

use alloc::format;
use alloc::string::String;

use crate::config::Bound;
use crate::directory::Directory;
use crate::engine::Engine;
use crate::error::Error;
use crate::vocab::custom::{CustomEvent, CustomFilter};
use crate::vocab::{Event, Interest};

impl<D: Directory> Engine<D> {
    /// Gives an event of the host's own the slots of its kind's definition (U2).
    #[inline]
    pub(in crate::engine) fn bind_definition(&self, event: &mut Event) -> Result<(), Error> {
        Ok(self.kinds.bind(event)?)
    }

    /// An object in a free-form value of an event has every name once.
    pub(in crate::engine) fn check_custom_names(event: &CustomEvent) -> Result<(), Error> {
        match event.data().find_map(|(field, data)| Some((field, data.repeated_name()?))) {
            Some((field, name)) => {
                Err(Error::RepeatedName { field: format!("event.fields.{field}"), name: name.into() })
            }
            None => Ok(()),
        }
    }

    /// The free-form values of an event are bounded as any other (T2).
    pub(in crate::engine) fn check_custom_data(&self, event: &CustomEvent) -> Result<(), Error> {
        for (field, data) in event.data() {
            let (bytes, depth) = data.measure();
            for (bound, value) in [(Bound::FreeFormBytes, bytes), (Bound::FreeFormDepth, depth)] {
                Error::check_bound(&self.config, bound, format_args!("event.fields.{field}"), value)?;
            }
        }
        Ok(())
    }

    /// Whether the interests that are in kinds of the host's own fit the definitions: a part of the form of the input (U4).
    pub(crate) fn check_interest_form(&self, interests: &[Interest], prefix: fn(usize) -> String) -> Result<(), Error> {
        for (at, interest) in interests.iter().enumerate() {
            let Some(name) = interest.custom_kind() else { continue };
            let kind = self.kinds.get(name, || format!("{}kind", prefix(at)))?;
            for filter in interest.filters().filter_map(|(_, filter)| filter.as_any().downcast_ref::<CustomFilter>()) {
                filter.check(kind, || format!("{}filter", prefix(at)))?;
            }
        }
        Ok(())
    }
}
