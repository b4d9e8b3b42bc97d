//! Something that happened.
//!
//! Owns what can be done with an [`Event`] of whatever kind: reading, writing, asking for its attributes. Must not know any one
//! kind: the rows of [`table`](super::table) do. Invariant: `kind` is written first, and read wherever it is.

use core::fmt;

use super::custom::{CustomEvent, is_of_custom_kind};
use super::directory_update::DirectoryUpdate;
use super::spec::FieldType;
use super::wire::{Fault, Fields, Json, View, Wire, serde_form};
use super::{Event, Kind};
use crate::ids::KindId;
use crate::predicate::{Attr, Attributes, Value};

/// What can be read of an event, whatever its kind.
pub(super) trait Payload: Attributes + Fields {
    /// What it says about existence (I4).
    fn directory_update(&self) -> Option<DirectoryUpdate> {
        None
    }

    /// The conversation whose members get it.
    fn conversation_id(&self) -> Option<&str> {
        None
    }
}

/// What such an event carries is its own; it says nothing of what the engine keeps.
impl Payload for CustomEvent {}

impl Event {
    /// The name of its kind on the wire; of one of the host's own, the name that it was defined with.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        if let Self::Custom(event) = self { event.kind_name() } else { self.kind().name() }
    }

    /// The number of its kind. An event of the host's own that was not published has none.
    pub(crate) fn kind_id(&self) -> Option<KindId> {
        if let Self::Custom(event) = self { event.kind_id() } else { Some(KindId::of_table(self.kind().number())) }
    }

    /// The conversation whose members get the event.
    pub(crate) fn conversation_id(&self) -> Option<&str> {
        self.payload().conversation_id()
    }

    /// The event as the text of JSON, without a copy: numbers, and what is empty, are as they came (N2, N3).
    ///
    /// ```
    /// # use tidings::{Event, Fault, Json};
    /// let text = r#"{"kind":"profile.update","profile":{"id":"ann","price":1.10}}"#;
    /// let event = Event::from_json(Json::parse(text)?)?;
    /// assert_eq!(event.as_json().to_string(), text);
    /// # Ok::<(), Fault>(())
    /// ```
    pub fn as_json(&self) -> impl fmt::Display + '_ {
        self.view()
    }

    /// Reads an event, wherever its `kind` is.
    ///
    /// # Errors
    ///
    /// [`Fault`] says what is wrong and where.
    pub fn from_json(mut json: Json) -> Result<Self, Fault> {
        if is_of_custom_kind(&json) {
            return <CustomEvent as Wire>::read(json).map(Self::Custom);
        }
        let kind = Kind::read(json.take("kind")?).map_err(|fault| fault.prefixed("kind"))?;
        Self::read_payload(kind, json)
            .ok_or_else(|| Fault::new(format_args!("kind: {kind} stands for several kinds, name one")))?
    }

    /// The event as [`Event::from_json`] reads it. Its text keeps free-form data verbatim (N2), which the serde form
    /// cannot promise for every format. Cost: O(event).
    ///
    /// ```
    /// use tidings::daemon::CallEnded;
    /// use tidings::Event;
    ///
    /// let event = Event::from(CallEnded::new("call 1"));
    /// assert_eq!(event.to_json().to_string(), r#"{"kind":"CallEnded","call_identifier":"call 1"}"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Json {
        self.view().to_json()
    }
}

impl Attributes for Event {
    fn read(&self, attr: Attr) -> Value<'_> {
        // Of one of the host's own, the one filter is about all its fields.
        if let Self::Custom(event) = self { Value::Entity(event) } else { self.payload().read(attr) }
    }
}

impl Fields for Event {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        if !matches!(self, Self::Custom(_)) {
            visit("kind", View::Text(self.kind_name()));
        }
        self.payload().each(visit);
    }
}

impl Wire for Event {
    /// Which fields there are depends on the kind: see [`KindSpec::event`](super::KindSpec::event).
    const TYPE: FieldType = FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        Self::from_json(json)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

serde_form!(Event);
