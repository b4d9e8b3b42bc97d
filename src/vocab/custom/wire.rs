//! How definitions, events, filters and interests of the host's own kinds are written and read.
//!
//! Owns their forms. Must not know definitions while reading: whether a value or a condition fits is checked when it is published
//! or subscribed to. Invariant: what is written is read as an equal value.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::definition::KindDefinition;
use super::event::CustomEvent;
use super::field_type::FieldType;
use super::filter::{Condition, CustomFilter};
use super::typed::CustomInterest;
use super::value::FieldValue;
use crate::vocab::Kind;
use crate::vocab::spec;
use crate::vocab::wire::{Fault, Fields, Json, View, Wire, serde_form, text, unexpected, words};

words! { FieldType { Text = "text", Number = "number", Flag = "flag", Texts = "texts", Data = "data" } }
serde_form!(KindDefinition, CustomEvent, CustomFilter, CustomInterest);

/// Whether an event or an interest is of a kind that is none of ours.
pub(crate) fn is_of_custom_kind(json: &Json) -> bool {
    let kind = json.get("kind").and_then(Json::as_text);
    kind.is_some_and(|name| Kind::ALL.iter().all(|kind| kind.name() != name))
}

/// The entries of an object.
fn entries(json: Json) -> Result<Vec<(String, Json)>, Fault> {
    if let Json::Object(entries) = json { Ok(entries) } else { Err(unexpected(&json, "an object")) }
}

/// A field that is not among those that there are.
fn unknown(name: &str, expected: &str) -> Fault {
    Fault::new(format_args!("unknown field `{name}`, expected {expected}"))
}

/// A field that only events of our kinds have, of which this is none.
fn of_no_kind(kind: &str, field: &str) -> Fault {
    Fault::new(format_args!(
        "unknown variant `{kind}`: none of ours, and no event of another kind has a field `{field}`"
    ))
    .prefixed("kind")
}

fn missing(name: &str) -> Fault {
    Fault::new(format_args!("missing field `{name}`"))
}

/// Reads the value of a name, which may occur once.
fn once<T: Wire>(into: &mut Option<T>, name: &str, json: Json) -> Result<(), Fault> {
    match into.replace(T::read(json).map_err(|fault| fault.prefixed(name))?) {
        None => Ok(()),
        Some(_) => Err(Fault::new(format_args!("duplicate field `{name}`"))),
    }
}

impl Wire for KindDefinition {
    const TYPE: spec::FieldType = spec::FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        let (mut kind, mut fields) = (None, None);
        for (name, json) in entries(json)? {
            match name.as_str() {
                "name" => once::<String>(&mut kind, &name, json)?,
                "fields" => once::<Json>(&mut fields, &name, json)?,
                other => return Err(unknown(other, "`name` or `fields`")),
            }
        }
        let mut definition = Self::new(kind.ok_or_else(|| missing("name"))?);
        let fields = fields.ok_or_else(|| missing("fields"))?;
        for (name, json) in entries(fields).map_err(|fault| fault.prefixed("fields"))? {
            let field_type = FieldType::read(json).map_err(|fault| fault.prefixed(&name).prefixed("fields"))?;
            definition = definition.field(name, field_type);
        }
        Ok(definition)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl Fields for KindDefinition {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        visit("name", View::Text(self.name()));
        let fields = |visit: &mut dyn FnMut(&str, View<'_>)| {
            self.fields().for_each(|(name, field_type)| visit(name, View::Text(field_type.name())));
        };
        visit("fields", View::Object(&fields));
    }
}

/// Of which type a value is, the definition of its kind says later.
impl Wire for FieldValue {
    const TYPE: spec::FieldType = spec::FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        Ok(match json {
            Json::Text(text) => Self::Text(text),
            Json::Bool(flag) => Self::Flag(flag),
            other @ (Json::Null | Json::Number(_) | Json::List(_) | Json::Object(_)) => {
                other.as_u64().map_or_else(|| Self::Data(other), Self::Number)
            }
        })
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Text(text) => View::Text(text),
            Self::Number(number) => View::Whole(*number),
            Self::Flag(flag) => View::Flag(*flag),
            Self::Texts(texts) => View::List(texts),
            Self::Data(data) => View::Json(data),
        }
    }
}

impl Wire for CustomEvent {
    const TYPE: spec::FieldType = spec::FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        let kind_name = String::from(json.get("kind").and_then(Json::as_text).unwrap_or_default());
        let (mut kind, mut fields) = (None, None);
        for (name, json) in entries(json)? {
            match name.as_str() {
                "kind" => once::<String>(&mut kind, &name, json)?,
                "fields" => once::<Json>(&mut fields, &name, json)?,
                other => return Err(of_no_kind(&kind_name, other)),
            }
        }
        let fields = fields.map(|fields| entries(fields).map_err(|fault| fault.prefixed("fields"))).transpose()?;
        let values = fields.into_iter().flatten().map(|(name, json)| (name, FieldValue::Data(json)));
        Ok(Self::new(kind.ok_or_else(|| missing("kind"))?, values))
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl Fields for CustomEvent {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        visit("kind", View::Text(self.kind_name()));
        let fields = |visit: &mut dyn FnMut(&str, View<'_>)| {
            self.fields().for_each(|(name, value)| visit(name, value.view()));
        };
        visit("fields", View::Object(&fields));
    }
}

impl Condition {
    fn read(name: &str, json: Json) -> Result<Self, Fault> {
        Ok(match name {
            "equals" => Self::Equals(FieldValue::read(json)?),
            "one_of" => Self::OneOf(Vec::read(json)?),
            "min" => Self::Min(u64::read(json)?),
            "max" => Self::Max(u64::read(json)?),
            "search" => Self::Search(text(json)?),
            "contains" => Self::Contains(text(json)?),
            "contains_search" => Self::ContainsSearch(text(json)?),
            "present" => Self::Present(bool::read(json)?),
            other => return Err(unknown(other, "a condition")),
        })
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Equals(wanted) => wanted.view(),
            Self::OneOf(wanted) => View::List(wanted),
            Self::Min(number) | Self::Max(number) => View::Whole(*number),
            Self::Search(text) | Self::Contains(text) | Self::ContainsSearch(text) => View::Text(text),
            Self::Present(flag) => View::Flag(*flag),
        }
    }
}

impl Wire for CustomFilter {
    const TYPE: spec::FieldType = spec::FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        let (mut filter, mut all_of) = (Self::new(), None);
        for (name, json) in entries(json)? {
            match name.as_str() {
                "any_of" => once(&mut filter.composed.any_of, &name, json)?,
                "all_of" => once(&mut all_of, &name, json)?,
                "not" => once(&mut filter.composed.not, &name, json)?,
                _ => filter.read_conditions(&name, json).map_err(|fault| fault.prefixed(&name))?,
            }
        }
        filter.composed.all_of = all_of.unwrap_or_default();
        Ok(filter)
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl CustomFilter {
    /// The conditions on one field.
    fn read_conditions(&mut self, field: &str, json: Json) -> Result<(), Fault> {
        for (name, json) in entries(json)? {
            let condition = Condition::read(&name, json).map_err(|fault| fault.prefixed(&name))?;
            if self.conditions_on(field).any(|known| known.name() == name) {
                return Err(Fault::new(format_args!("duplicate field `{name}`")));
            }
            self.set(Cow::Owned(field.into()), condition);
        }
        Ok(())
    }

    fn conditions_on<'f>(&'f self, field: &'f str) -> impl Iterator<Item = &'f Condition> {
        self.conditions().filter_map(move |(name, condition)| (name == field).then_some(condition))
    }
}

impl Fields for CustomFilter {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        for (at, (field, _)) in self.conditions().enumerate() {
            let is_first = self.conditions().take(at).all(|(before, _)| before != field);
            if is_first {
                let conditions = |visit: &mut dyn FnMut(&str, View<'_>)| {
                    self.conditions_on(field).for_each(|condition| visit(condition.name(), condition.view()));
                };
                visit(field, View::Object(&conditions));
            }
        }
        self.composed.each(visit);
    }
}

impl Wire for CustomInterest {
    const TYPE: spec::FieldType = spec::FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        let (mut kind, mut count, mut filter) = (None, None, None);
        for (name, json) in entries(json)? {
            match name.as_str() {
                "kind" => once::<String>(&mut kind, &name, json)?,
                "count" => once::<u64>(&mut count, &name, json)?,
                "filter" => once::<CustomFilter>(&mut filter, &name, json)?,
                other => return Err(unknown(other, "`kind`, `count` or `filter`, for the kind is none of ours")),
            }
        }
        let interest = Self::new(kind.ok_or_else(|| missing("kind"))?).count(count.unwrap_or_default());
        Ok(if let Some(filter) = filter { interest.filter(filter) } else { interest })
    }

    fn view(&self) -> View<'_> {
        View::Object(self)
    }
}

impl Fields for CustomInterest {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        visit("kind", View::Text(self.kind_name()));
        if self.deliveries() > 0 {
            visit("count", View::Whole(self.deliveries()));
        }
        if let Some(filter) = self.filter_part() {
            visit("filter", filter.view());
        }
    }
}
