//! The kinds of the host's own that an engine knows (U1).
//!
//! Owns [`CustomKinds`] and what is kept of each kind ([`DefinedKind`]). Must not know events, interests or subscriptions.
//! Invariant: a kind that was defined stays as it is, with its number, for as long as the engine exists, snapshots included.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::definition::{KindDefinition, KindSpec, MAX_FIELDS};
use super::field_type::FieldType;
use super::refusal::Refusal;
use crate::collections::{self, Paged, StepMap};
use crate::ids::KindId;
use crate::state_hash;
use crate::vocab::Event;

/// A kind as it was defined. Its fields are identified by their slots: their places in the definition.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DefinedKind {
    id: KindId,
    name: Arc<str>,
    fields: Box<[(Arc<str>, FieldType)]>,
    /// Whether a field has free-form data.
    has_data: bool,
}

impl DefinedKind {
    pub(crate) fn id(&self) -> KindId {
        self.id
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    pub(super) fn has_data(&self) -> bool {
        self.has_data
    }

    pub(super) fn fields(&self) -> &[(Arc<str>, FieldType)] {
        &self.fields
    }

    /// The slot, name and type of a field. Cost: O(fields), of which there are at most 64.
    pub(super) fn field(&self, name: &str) -> Option<(u8, &Arc<str>, FieldType)> {
        let found = (0u8..).zip(&self.fields).find(|(_, (known, _))| **known == *name);
        found.map(|(slot, (name, field_type))| (slot, name, *field_type))
    }

    /// Whether its fields are those of a type, in the same order.
    fn has_order_of(&self, spec: &KindSpec) -> bool {
        let fields = self.fields.iter().map(|(name, field_type)| (&**name, *field_type));
        fields.eq(spec.fields.iter().map(|field| (field.name, field.field_type)))
    }

    /// The fields that are not the same in another definition, sorted by name. The order of fields means nothing.
    fn differences(&self, other: &[(Arc<str>, FieldType)]) -> Vec<String> {
        let missing = |from: &[(Arc<str>, FieldType)], field: &&(Arc<str>, FieldType)| !from.contains(field);
        let only_here = self.fields.iter().filter(|field| missing(other, field));
        let only_other = other.iter().filter(|field| missing(&self.fields, field));
        let mut names = collections::in_order(only_here.chain(only_other).map(|(name, _)| &**name));
        names.dedup();
        names.into_iter().map(String::from).collect()
    }
}

/// All kinds that were defined.
#[derive(Debug)]
pub(crate) struct CustomKinds {
    by_name: StepMap<Arc<str>, Arc<DefinedKind>>,
    in_order: Paged<Arc<DefinedKind>>,
    /// Types whose fields are those of a kind in the same order, by their addresses, each with the kind. So their
    /// events need no look-up by name. At most [`MOST_TYPES`].
    types: SmallVec<[(usize, Arc<DefinedKind>); 2]>,
}

/// Events of more types are bound by the names of their kinds.
const MOST_TYPES: usize = 64;

impl CustomKinds {
    pub(crate) fn new(seed: u64) -> Self {
        let by_name = StepMap::with_hasher(ahash::RandomState::with_seeds(seed, 31, 32, 33));
        Self { by_name, in_order: Paged::default(), types: SmallVec::new() }
    }

    /// Takes a kind in. The same name with the same fields again changes nothing (U1).
    pub(crate) fn define(&mut self, definition: KindDefinition) -> Result<(), Refusal> {
        definition.validate()?;
        let (name, fields) = definition.into_parts();
        if let Some(known) = self.by_name.get(&name) {
            let fields = known.differences(&fields);
            let same = fields.is_empty();
            return if same { Ok(()) } else { Err(Refusal::DefinedOtherwise { kind: name.to_string(), fields }) };
        }
        if fields.len() > MAX_FIELDS {
            return Err(Refusal::TooManyFields { fields: fields.len(), maximum: MAX_FIELDS });
        }
        let id = KindId::defined(self.in_order.len());
        let has_data = fields.iter().any(|(_, field_type)| *field_type == FieldType::Data);
        let kind = Arc::new(DefinedKind { id, name: Arc::clone(&name), fields: fields.into_boxed_slice(), has_data });
        self.by_name.insert(name, Arc::clone(&kind));
        self.in_order.push(kind);
        Ok(())
    }

    /// Notes the type by which a kind was defined, where both have the same fields in the same order.
    pub(crate) fn note_type(&mut self, spec: &'static KindSpec) {
        let Some(kind) = self.by_name.get(spec.name).filter(|kind| kind.has_order_of(spec)) else { return };
        let place = self.types.binary_search_by_key(&spec.address(), |(address, _)| *address);
        if let Err(at) = place {
            if self.types.len() < MOST_TYPES {
                self.types.insert(at, (spec.address(), Arc::clone(kind)));
            }
        }
    }

    /// The kind that has the slots of this type.
    fn of_type(&self, spec: &'static KindSpec) -> Option<&Arc<DefinedKind>> {
        let at = self.types.binary_search_by_key(&spec.address(), |(address, _)| *address).ok()?;
        Some(&self.types[at].1)
    }

    /// The kind of this name. `field` is the path of the name in the input.
    pub(crate) fn get(&self, name: &str, field: impl FnOnce() -> String) -> Result<&Arc<DefinedKind>, Refusal> {
        self.by_name.get(name).ok_or_else(|| Refusal::Undefined { field: field(), kind: name.into() })
    }

    /// Gives an event, where it is of a kind of the host's own, the slots of its definition (U2).
    #[inline]
    pub(crate) fn bind(&self, event: &mut Event) -> Result<(), Refusal> {
        let Event::Custom(custom) = event else { return Ok(()) };
        if let Some(kind) = custom.spec().and_then(|spec| self.of_type(spec)) {
            if custom.take_equal_slots_of(kind) {
                return Ok(());
            }
        }
        let kind = self.get(custom.kind_name(), || "event.kind".into())?;
        custom.take_slots_of(kind)
    }

    /// All kinds, in the order in which they were defined.
    #[cfg(feature = "snapshot")]
    pub(crate) fn save(&self) -> Vec<KindDefinition> {
        self.in_order.iter().map(|kind| KindDefinition::from_parts(&kind.name, &kind.fields)).collect()
    }

    #[cfg(feature = "snapshot")]
    pub(crate) fn len(&self) -> usize {
        self.in_order.len()
    }

    pub(crate) fn state_hash(&self) -> u64 {
        state_hash::of(&self.in_order)
    }

    /// How many entries its table moved since the beginning.
    pub(crate) fn entries_moved(&self) -> u64 {
        self.by_name.moved()
    }

    /// Gives back what is kept for growth.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_name.shrink_to_fit();
        self.in_order.shrink_to_fit();
        self.types.shrink_to_fit();
    }
}
