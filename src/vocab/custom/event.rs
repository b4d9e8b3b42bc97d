//! An event of a kind of the host's own (U2).
//!
//! Owns [`CustomEvent`]: the values by slot, whose slots they are, and [`CustomKind`], the conversion from a typed value and back.
//! Must not know who may see it. Invariant: an event that was published has the slots of its kind's definition, so filters read it
//! by slot.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::definition::KindSpec;
use super::field_type::FieldType;
use super::filter::CustomFilter;
use super::refusal::Refusal;
use super::registry::DefinedKind;
use super::value::{Field, FieldValue};
use crate::ids::KindId;
use crate::predicate::{Attr, Attributes, Value};

/// An event of a kind of the host's own: the name of the kind, and a value for any of its fields. Cloning shares the values.
///
/// A struct of [`custom_events!`](crate::custom_events) converts into it, and [`read`](Self::read) gives the struct back.
/// Without one, it is made of names and values:
///
/// ```
/// use tidings::custom::{CustomEvent, FieldValue};
///
/// let build = CustomEvent::new("BuildFinished", [("repo", FieldValue::from("core")), ("ok", true.into())]);
/// assert_eq!(build.get("ok"), Some(&FieldValue::Flag(true)));
/// assert_eq!(build.get("log"), None);
/// ```
#[derive(Clone)]
pub struct CustomEvent {
    slots: Slots,
    values: Arc<[Option<FieldValue>]>,
}

/// Whose slots the values are in.
#[derive(Clone)]
enum Slots {
    /// Those of a type.
    Spec(&'static KindSpec),
    /// Those of a definition: of an event that was published.
    Defined(Arc<DefinedKind>),
    /// Those that were named when the event was made.
    Named(Arc<NamedSlots>),
}

struct NamedSlots {
    kind: Cow<'static, str>,
    fields: Vec<Cow<'static, str>>,
}

impl Slots {
    fn kind_name(&self) -> &str {
        match self {
            Self::Spec(spec) => spec.name,
            Self::Defined(kind) => kind.name(),
            Self::Named(named) => &named.kind,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Spec(spec) => spec.fields.len(),
            Self::Defined(kind) => kind.fields().len(),
            Self::Named(named) => named.fields.len(),
        }
    }

    fn field_name(&self, slot: usize) -> Option<&str> {
        match self {
            Self::Spec(spec) => spec.fields.get(slot).map(|field| field.name),
            Self::Defined(kind) => kind.fields().get(slot).map(|(name, _)| &**name),
            Self::Named(named) => named.fields.get(slot).map(|name| &**name),
        }
    }
}

impl CustomEvent {
    /// An event of the kind with this name, with these values. Whether there is such a kind, and whether it has such fields, is
    /// checked when the event is published.
    pub fn new<N, V>(kind: impl Into<Cow<'static, str>>, fields: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<Cow<'static, str>>,
        V: Into<FieldValue>,
    {
        let fields = fields.into_iter().map(|(name, value)| (name.into(), Some(value.into())));
        let (fields, values): (Vec<_>, Vec<_>) = fields.unzip();
        Self { slots: Slots::Named(Arc::new(NamedSlots { kind: kind.into(), fields })), values: values.into() }
    }

    /// An event of a kind that a type declares, with a value, or none, for each of its fields in their order.
    #[doc(hidden)]
    #[must_use]
    pub fn of_type<const N: usize>(spec: &'static KindSpec, values: [Option<FieldValue>; N]) -> Self {
        Self { slots: Slots::Spec(spec), values: Arc::new(values) }
    }

    /// An event in which every field is absent: what all events of such kinds have.
    #[cfg(feature = "lint")]
    pub(crate) fn template() -> Self {
        Self::new::<&str, FieldValue>("", [])
    }

    /// The name of the kind.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        self.slots.kind_name()
    }

    /// The value of a field; `None` where it has none. Cost: O(fields).
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&FieldValue> {
        self.fields().find_map(|(name, value)| (name == field).then_some(value))
    }

    /// The fields that have a value, by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &FieldValue)> {
        let named = |(slot, value)| Some((self.slots.field_name(slot)?, Option::as_ref(value)?));
        self.values.iter().enumerate().filter_map(named)
    }

    /// The event as the type that declares its kind; `None` where it is of another kind.
    ///
    /// ```
    /// use tidings::custom::{CustomEvent, FieldValue};
    ///
    /// tidings::custom_events! {
    ///     /// A build has finished.
    ///     pub struct BuildFinished "BuildFinished" { repo: text, log: text? }
    /// }
    /// let event = CustomEvent::from(BuildFinished { repo: "core".into(), log: None });
    /// assert_eq!(event.read::<BuildFinished>()?, Some(BuildFinished { repo: "core".into(), log: None }));
    ///
    /// let event = CustomEvent::new("BuildFinished", [("log", "panic")]);
    /// let error = event.read::<BuildFinished>().expect_err("its repo is absent");
    /// assert_eq!(error.field(), "repo");
    /// # Ok::<(), tidings::custom::ReadError>(())
    /// ```
    ///
    /// Cost: O(fields), and cloning the values.
    ///
    /// # Errors
    ///
    /// [`ReadError`] names the first field that is absent and must be there, or has a value of another type.
    pub fn read<T: CustomKind>(&self) -> Result<Option<T>, ReadError> {
        if self.kind_name() != T::SPEC.name {
            return Ok(None);
        }
        T::from_fields(&mut FieldReader { event: self, spec: T::SPEC, next: 0 }).map(Some)
    }

    /// The number of the kind, of an event that was published.
    pub(crate) fn kind_id(&self) -> Option<KindId> {
        if let Slots::Defined(kind) = &self.slots { Some(kind.id()) } else { None }
    }

    /// Whether a field may have a free-form value. Of an event that was bound to its definition this is what that says.
    pub(crate) fn may_have_data(&self) -> bool {
        if let Slots::Defined(kind) = &self.slots { kind.has_data() } else { true }
    }

    /// The free-form values, each with its field.
    pub(crate) fn data(&self) -> impl Iterator<Item = (&str, &crate::vocab::Json)> {
        let fields = self.may_have_data().then(|| self.fields()).into_iter().flatten();
        fields.filter_map(|(name, value)| if let FieldValue::Data(data) = value { Some((name, data)) } else { None })
    }

    /// Gives it the slots of its kind's definition. Nothing is copied where its fields are in that order already, as
    /// those of a type are that the kind was defined by.
    pub(crate) fn take_slots_of(&mut self, kind: &Arc<DefinedKind>) -> Result<(), Refusal> {
        let is_bound = matches!(&self.slots, Slots::Defined(known) if Arc::ptr_eq(known, kind));
        if !is_bound {
            if !self.has_order_of(kind) {
                self.values = self.in_order_of(kind)?;
            }
            self.slots = Slots::Defined(Arc::clone(kind));
        }
        Ok(())
    }

    /// The type whose slots it has, where it was made by one.
    pub(crate) fn spec(&self) -> Option<&'static KindSpec> {
        if let Slots::Spec(spec) = &self.slots { Some(spec) } else { None }
    }

    /// Gives it the slots of a kind that are the same as it has. Returns whether that is all: each value is of the type of its field.
    pub(crate) fn take_equal_slots_of(&mut self, kind: &Arc<DefinedKind>) -> bool {
        let fields = kind.fields();
        let mut values = self.values.iter().zip(fields);
        let fits = self.values.len() == fields.len()
            && values.all(|(value, (_, field_type))| value.as_ref().is_none_or(|value| value.is_of(*field_type)));
        // Filters search the texts soon; they may be in the cache by then.
        self.values.iter().flatten().for_each(FieldValue::touch);
        if fits {
            self.slots = Slots::Defined(Arc::clone(kind));
        }
        fits
    }

    /// Whether each value is in the slot of its field, and of its type.
    fn has_order_of(&self, kind: &DefinedKind) -> bool {
        let fits = |(slot, (name, field_type)): (usize, &(Arc<str>, FieldType))| {
            let value = self.values.get(slot).and_then(Option::as_ref);
            self.slots.field_name(slot) == Some(name) && value.is_none_or(|value| value.is_of(*field_type))
        };
        self.slots.len() == kind.fields().len() && kind.fields().iter().enumerate().all(fits)
    }

    fn in_order_of(&self, kind: &DefinedKind) -> Result<Arc<[Option<FieldValue>]>, Refusal> {
        let path = |name: &str| alloc::format!("event.fields.{name}");
        let mut values: Vec<Option<FieldValue>> = Vec::new();
        values.resize(kind.fields().len(), None);
        for (name, value) in self.fields() {
            let Some((slot, _, wanted)) = kind.field(name) else {
                return Err(Refusal::UnknownField { field: path(name), kind: String::from(&**kind.name()) });
            };
            let value = value.clone().fitted(wanted);
            let value = value.ok_or_else(|| Refusal::Value { field: path(name), wanted })?;
            if values[usize::from(slot)].replace(value).is_some() {
                return Err(Refusal::Repeated { field: "event.fields".into(), name: name.into() });
            }
        }
        Ok(values.into())
    }
}

impl Attributes for CustomEvent {
    fn read(&self, attr: Attr) -> Value<'_> {
        let value = self.values.get(usize::from(attr.slot()));
        value.and_then(Option::as_ref).map_or(Value::Missing, FieldValue::as_read)
    }
}

/// Equal where the kind has the same name and the same fields have equal values, in whatever order.
impl PartialEq for CustomEvent {
    fn eq(&self, other: &Self) -> bool {
        self.kind_name() == other.kind_name()
            && self.fields().count() == other.fields().count()
            && self.fields().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl fmt::Debug for CustomEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(self.kind_name());
        self.fields().for_each(|(name, value)| {
            shown.field(name, value);
        });
        shown.finish()
    }
}

/// A kind of the host's own, declared by a type. [`custom_events!`](crate::custom_events) implements it.
pub trait CustomKind: Into<CustomEvent> {
    /// The filter of the kind, with a method for each field that can be tested.
    type Filter: Default + Into<CustomFilter>;

    /// What the kind consists of.
    const SPEC: &'static KindSpec;

    /// The value, of the fields of an event of the kind.
    ///
    /// # Errors
    ///
    /// [`ReadError`] names the first field that is absent and must be there, or has a value of another type.
    fn from_fields(fields: &mut FieldReader<'_>) -> Result<Self, ReadError>;
}

/// The values of an event, one after the other in the order of a type's fields.
#[derive(Debug)]
pub struct FieldReader<'e> {
    event: &'e CustomEvent,
    spec: &'static KindSpec,
    next: usize,
}

impl FieldReader<'_> {
    /// The next field.
    ///
    /// # Errors
    ///
    /// [`ReadError`] names it.
    pub fn next_field<T: Field>(&mut self) -> Result<T, ReadError> {
        let slot = self.next;
        self.next += 1;
        let name = self.spec.fields.get(slot).map_or("", |field| field.name);
        // Of a type that the kind was defined by, the slots are the same.
        let value = match self.event.slots.field_name(slot) {
            Some(known) if known == name => self.event.values.get(slot).and_then(Option::as_ref),
            _ => self.event.get(name),
        };
        T::from_value(value).map_err(|wanted| ReadError { kind: self.spec.name, field: name, wanted })
    }
}

/// Why an event cannot be read as a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    kind: &'static str,
    field: &'static str,
    wanted: FieldType,
}

impl ReadError {
    /// The name of the kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// The field that is absent and must be there, or has a value of another type.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, wanted } = self;
        write!(
            f,
            "event.fields.{field}: {kind} has no {wanted} here; publish it with one, or declare the field `{wanted}?`"
        )
    }
}

impl core::error::Error for ReadError {}
