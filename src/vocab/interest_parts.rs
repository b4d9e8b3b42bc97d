//! Interests.
//!
//! Owns [`Interest`], one struct for all kinds, with reading and writing by the [`KindSpec`](super::KindSpec) of its kind. Must not
//! lower filters, check bounds, or know any one kind: the typed builders of [`interest`](super::interest) do. Invariant: a part is
//! there exactly if it says something, the alias and the names that a kind requires apart, and the parts are in the order of their
//! slots.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use smallvec::SmallVec;

use super::Kind;
use super::custom::{CustomInterest, is_of_custom_kind};
use super::directory_update::EntityId;
use super::filter::Filter;
use super::kind::{IdRequirement, IdsSpec, Part};
use super::spec::FieldType;
use super::wire::{Elements, Fault, Fields, Json, View, Wire, list, object, serde_form};
use crate::predicate::Attr;

/// The one filter of an interest in a kind of the host's own; it is about all fields of the event.
const CUSTOM_FILTER: Attr = Attr::new(0, "filter");

/// An interest: a kind, id lists, filters, a count. Made from the typed ones of [`interest`](super::interest), or
/// read with [`Interest::from_json`].
///
/// ```
/// use tidings::daemon::MessageReceived;
/// use tidings::filter::MessageFilter;
/// use tidings::{Interest, Kind};
///
/// let interest = Interest::from(MessageReceived::interest().filter(MessageFilter::new().discussion_id(7)).count(2));
/// assert_eq!(interest.kind(), Kind::MessageReceived);
/// ```
#[derive(Clone, PartialEq)]
pub struct Interest {
    kind: Kind,
    /// The name of the kind, where it is one of the host's own.
    custom: Option<Cow<'static, str>>,
    count: u64,
    alias: Option<(Attr, String)>,
    names: Option<Names>,
    id_lists: SmallVec<[IdList; 1]>,
    filters: SmallVec<[(Attr, Box<dyn Filter>); 1]>,
}

/// An id list of an interest, as given; never empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct IdList {
    pub(crate) field: Attr,
    pub(crate) ids: Vec<EntityId>,
    pub(crate) requirement: IdRequirement,
}

impl Elements for IdList {
    fn count(&self) -> usize {
        self.ids.len()
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        self.ids.iter().for_each(|id| visit(id.written()));
    }
}

/// The names that an interest lists.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Names {
    pub(crate) field: Attr,
    pub(crate) names: Vec<String>,
    /// Whether there must be one.
    pub(crate) required: bool,
}

impl Interest {
    /// An interest in every event of the kind; `None` where the kind needs an alias or names, cannot be subscribed to, or is the
    /// host's own.
    #[must_use]
    pub fn in_all(kind: Kind) -> Option<Self> {
        let spec = kind.spec();
        let possible = !spec.members.is_empty() && !spec.takes_alias() && !spec.requires_names();
        possible.then(|| Self::new(kind))
    }

    /// An interest in a kind of the host's own.
    pub(super) fn in_custom(name: Cow<'static, str>, count: u64, filter: Option<Box<dyn Filter>>) -> Self {
        let filters = filter.into_iter().map(|filter| (CUSTOM_FILTER, filter)).collect();
        Self { custom: Some(name), count, filters, ..Self::new(Kind::Custom) }
    }

    /// The name of the kind on the wire.
    #[must_use]
    pub fn kind_name(&self) -> &str {
        self.custom.as_deref().unwrap_or_else(|| self.kind.name())
    }

    /// The name of the kind, where it is one of the host's own.
    pub(crate) fn custom_kind(&self) -> Option<&str> {
        self.custom.as_deref()
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Reads an interest, wherever its `kind` is.
    ///
    /// # Errors
    ///
    /// [`Fault`] says what is wrong and where.
    pub fn from_json(mut json: Json) -> Result<Self, Fault> {
        if is_of_custom_kind(&json) {
            return Self::read_content(Kind::Custom, json);
        }
        let kind = Kind::read(json.take("kind")?).map_err(|fault| fault.prefixed("kind"))?;
        if kind.spec().members.is_empty() {
            return Err(Fault::new(format_args!("kind: {kind} cannot be subscribed to")));
        }
        Self::read_content(kind, json)
    }

    /// The interest as [`Interest::from_json`] reads it. Cost: O(interest).
    #[must_use]
    pub fn to_json(&self) -> Json {
        self.view().to_json()
    }

    /// Reads what is said beside the kind.
    pub(crate) fn read_content(kind: Kind, json: Json) -> Result<Self, Fault> {
        if kind == Kind::Custom {
            return CustomInterest::read(json).map(Self::from);
        }
        let (spec, mut interest) = (kind.spec(), Self::new(kind));
        object(json, spec.interest, &mut |at, value| {
            // The first field is the count, each other one the part before it in slot order.
            let Some(slot) = at.checked_sub(1) else {
                interest.count = Wire::read(value)?;
                return Ok(());
            };
            match spec.parts[slot].part {
                Part::Alias => interest.set_alias(slot, Wire::read(value)?),
                Part::Names { .. } => interest.set_names(slot, Wire::read(value)?),
                Part::Ids(ids) => interest.set_ids(slot, list(value, &mut |id| ids.entity.read(id))?),
                Part::Filter(filter) => interest.set_filter(slot, (filter.read)(value)?),
            }
            Ok(())
        })?;
        Ok(interest)
    }

    pub(crate) const fn new(kind: Kind) -> Self {
        Self {
            kind,
            custom: None,
            count: 0,
            alias: None,
            names: None,
            id_lists: SmallVec::new_const(),
            filters: SmallVec::new_const(),
        }
    }

    pub(crate) fn set_count(&mut self, count: u64) {
        self.count = count;
    }

    pub(crate) fn set_alias(&mut self, slot: usize, alias: String) {
        self.alias = Some((self.kind.spec().attr(slot), alias));
    }

    pub(crate) fn set_names(&mut self, slot: usize, names: Vec<String>) {
        let required = matches!(self.kind.spec().parts[slot].part, Part::Names { required: true });
        let field = self.kind.spec().attr(slot);
        self.names = (required || !names.is_empty()).then_some(Names { field, names, required });
    }

    /// Sets an id list; an empty one restricts nothing (I1).
    pub(crate) fn set_ids(&mut self, slot: usize, ids: Vec<EntityId>) {
        let spec = self.kind.spec();
        let Part::Ids(IdsSpec { requirement, .. }) = spec.parts[slot].part else { return };
        let field = spec.attr(slot);
        self.id_lists.retain(|list| list.field != field);
        if !ids.is_empty() {
            let at = self.id_lists.partition_point(|list| list.field.slot() < field.slot());
            self.id_lists.insert(at, IdList { field, ids, requirement });
        }
    }

    pub(crate) fn set_filter(&mut self, slot: usize, filter: Box<dyn Filter>) {
        let field = self.kind.spec().attr(slot);
        self.filters.retain(|(other, _)| *other != field);
        let at = self.filters.partition_point(|(other, _)| other.slot() < field.slot());
        self.filters.insert(at, (field, filter));
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn alias(&self) -> Option<(Attr, &str)> {
        self.alias.as_ref().map(|(field, alias)| (*field, alias.as_str()))
    }

    pub(crate) const fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    pub(crate) fn id_lists(&self) -> &[IdList] {
        &self.id_lists
    }

    pub(crate) fn filters(&self) -> impl ExactSizeIterator<Item = (Attr, &dyn Filter)> {
        self.filters.iter().map(|(field, filter)| (*field, &**filter))
    }

    /// What is written beside the kind of the table; of one of the host's own, its name as well. With this count; 0: none.
    pub(crate) fn visit_content(&self, count: u64, visit: &mut dyn FnMut(&str, View<'_>)) {
        if let Some(name) = &self.custom {
            visit("kind", View::Word(name));
        }
        if count > 0 {
            visit("count", View::Whole(count));
        }
        if let Some((field, alias)) = &self.alias {
            visit(field.name(), View::Text(alias));
        }
        if let Some(Names { field, names, .. }) = &self.names {
            visit(field.name(), View::List(names));
        }
        for list in &self.id_lists {
            visit(list.field.name(), View::List(list));
        }
        for (field, filter) in &self.filters {
            visit(field.name(), filter.written());
        }
    }
}

/// As it is written.
impl fmt::Debug for Interest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.view())
    }
}

impl Fields for Interest {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        if self.custom.is_none() {
            visit("kind", View::Word(self.kind.name()));
        }
        self.visit_content(self.count, visit);
    }
}

impl Wire for Interest {
    /// Which fields there are depends on the kind: see [`KindSpec::interest`](super::KindSpec::interest).
    const TYPE: FieldType = FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        Self::from_json(json)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

serde_form!(Interest);
