//! Reading typed values out of free-form ones.
//!
//! Owns the functions that the types share, and [`Wire`] for what every type is made of. Must not know an entity.
//! Invariant: strict: an object is an object, a word is a string, no name occurs twice, `null` is no value; and every error has
//! its path.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::Wire;
use super::fault::Fault;
use super::json::Json;
use super::number::Number;
use super::view::{Elements, Fields, View};
use crate::vocab::spec::{EntitySpec, FieldType, WordSpec};

/// Reads the fields of an object, each by its position in the description.
pub(crate) fn object(
    json: Json,
    spec: &EntitySpec,
    read: &mut dyn FnMut(usize, Json) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let Json::Object(entries) = json else { return Err(unexpected(&json, "an object")) };
    let mut seen = 0_u128;
    for (name, value) in entries {
        let Some(at) = spec.position(&name) else {
            let expected = one_of("there are no fields", spec.fields.iter().map(|field| field.name));
            return Err(Fault::new(format_args!("unknown field `{name}`, {expected}")));
        };
        if seen & (1 << at) != 0 {
            return Err(Fault::new(format_args!("duplicate field `{name}`")));
        }
        seen |= 1 << at;
        read(at, value).map_err(|fault| fault.prefixed(spec.fields[at].name))?;
    }
    let is_seen = |name: &str| spec.position(name).is_some_and(|at| seen & (1 << at) != 0);
    if let Some(field) = spec.fields.iter().find(|field| field.required && !is_seen(field.name)) {
        return Err(missing(field.name));
    }
    for group in spec.exclusive {
        let mut together = group.iter().filter(|name| is_seen(name));
        if let (Some(first), Some(second)) = (together.next(), together.next()) {
            return Err(Fault::new(format_args!("{first} and {second} exclude each other: give one of them")));
        }
    }
    Ok(())
}

/// Where a field is read to. Through it the fields of all types are read by one piece of code.
pub(crate) trait Slot {
    fn set(&mut self, json: Json) -> Result<(), Fault>;
}

impl<T: Wire> Slot for T {
    fn set(&mut self, json: Json) -> Result<(), Fault> {
        *self = T::read(json)?;
        Ok(())
    }
}

/// Reads the fields of an object into these, which are in the order of the description.
pub(crate) fn fields(json: Json, spec: &EntitySpec, slots: &mut [&mut dyn Slot]) -> Result<(), Fault> {
    object(json, spec, &mut |at, value| slots.get_mut(at).map_or(Ok(()), |slot| slot.set(value)))
}

/// The value of a required field.
pub(crate) fn require_field<T>(value: Option<T>, name: &str) -> Result<T, Fault> {
    value.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Fault {
    Fault::new(format_args!("missing field `{name}`"))
}

/// Whether nothing of an object would be written.
pub(crate) fn is_empty(object: &dyn Fields) -> bool {
    let mut is_empty = true;
    object.each(&mut |_, _| is_empty = false);
    is_empty
}

/// Reads the elements of a list.
pub(crate) fn list<T>(json: Json, read: &mut dyn FnMut(Json) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    let Json::List(values) = json else { return Err(unexpected(&json, "a list")) };
    // Not for all at once: a list may be long, and its first element wrong.
    let mut list = Vec::new();
    for (at, value) in values.into_iter().enumerate() {
        list.push(read(value).map_err(|fault| fault.at(at))?);
    }
    Ok(list)
}

/// Reads a word: its position in the description.
pub(crate) fn word(json: &Json, spec: &WordSpec) -> Result<usize, Fault> {
    let Json::Text(word) = json else {
        return Err(Fault::new(format_args!("invalid type: expected a word of {}, as a string", spec.name)));
    };
    spec.words.iter().position(|one| one == word).ok_or_else(|| {
        let expected = one_of("there are no variants", spec.words.iter().copied());
        Fault::new(format_args!("unknown variant `{word}`, {expected}"))
    })
}

/// The end of an error: `expected one of ..`.
fn one_of(none: &str, names: impl ExactSizeIterator<Item = &'static str>) -> String {
    let count = names.len();
    let mut names = names.map(|name| format!("`{name}`"));
    match (count, names.next()) {
        (_, None) => none.into(),
        (1, Some(only)) => format!("expected {only}"),
        (2, Some(first)) => format!("expected {first} or {}", names.next().unwrap_or_default()),
        (_, Some(first)) => format!("expected one of {}", names.fold(first, |all, name| all + ", " + &name)),
    }
}

/// The error for a value of another type.
pub(crate) fn unexpected(found: &Json, expected: &str) -> Fault {
    let found: &dyn fmt::Display = match found {
        Json::Null => &"null",
        Json::Bool(true) => &"boolean `true`",
        Json::Bool(false) => &"boolean `false`",
        Json::Number(number) => return unexpected_number(number, expected),
        Json::Text(text) => return Fault::new(format_args!("invalid type: string {text:?}, expected {expected}")),
        Json::List(_) => &"list",
        Json::Object(_) => &"object",
    };
    Fault::new(format_args!("invalid type: {found}, expected {expected}"))
}

/// Whether it is the value or the type that is wrong, depends on how the number is written.
fn unexpected_number(number: &Number, expected: &str) -> Fault {
    match (number.is_whole(), expected.contains("number")) {
        (true, true) => Fault::new(format_args!("invalid value: integer `{number}`, expected {expected}")),
        (true, false) => Fault::new(format_args!("invalid type: integer `{number}`, expected {expected}")),
        (false, _) => Fault::new(format_args!("invalid type: floating point `{number}`, expected {expected}")),
    }
}

/// A whole number of so many bits.
pub(crate) fn whole(json: &Json, bits: u32) -> Result<u64, Fault> {
    let number = json.as_u64().filter(|number| bits == 64 || *number < 1 << bits);
    number.ok_or_else(|| unexpected(json, if bits == 64 { WHOLE_64 } else { WHOLE_32 }))
}

const WHOLE_64: &str = "a whole number from 0 to 2^64-1";
const WHOLE_32: &str = "a whole number from 0 to 2^32-1";

pub(crate) fn text(json: Json) -> Result<String, Fault> {
    if let Json::Text(text) = json { Ok(text) } else { Err(unexpected(&json, "a string")) }
}

impl Wire for bool {
    const TYPE: FieldType = FieldType::Flag;

    fn read(json: Json) -> Result<Self, Fault> {
        if let Json::Bool(flag) = json { Ok(flag) } else { Err(unexpected(&json, "a boolean")) }
    }

    fn view(&self) -> View<'_> {
        View::Flag(*self)
    }

    fn is_default(&self) -> bool {
        !*self
    }
}

impl Wire for u64 {
    const TYPE: FieldType = FieldType::Number(Self::MAX);

    fn read(json: Json) -> Result<Self, Fault> {
        whole(&json, 64)
    }

    fn view(&self) -> View<'_> {
        View::Whole(*self)
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Wire for usize {
    const TYPE: FieldType = FieldType::Number(u64::MAX);

    fn read(json: Json) -> Result<Self, Fault> {
        let number = whole(&json, 64)?;
        Self::try_from(number).map_err(|_| unexpected(&json, WHOLE_32))
    }

    fn view(&self) -> View<'_> {
        View::Whole(*self as u64)
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Wire for u32 {
    const TYPE: FieldType = FieldType::Number(Self::MAX as u64);

    fn read(json: Json) -> Result<Self, Fault> {
        let number = whole(&json, 32)?;
        Self::try_from(number).map_err(|_| unexpected(&json, WHOLE_32))
    }

    fn view(&self) -> View<'_> {
        View::Whole((*self).into())
    }

    fn is_default(&self) -> bool {
        *self == 0
    }
}

impl Wire for f64 {
    const TYPE: FieldType = FieldType::Float;

    fn read(json: Json) -> Result<Self, Fault> {
        let Json::Number(number) = &json else { return Err(unexpected(&json, "a number")) };
        let value = number.as_f64();
        if value.is_infinite() && number.is_json() {
            return Err(Fault::new(format_args!("invalid value: `{number}` is too large for a number of 64 bits")));
        }
        Ok(value)
    }

    fn view(&self) -> View<'_> {
        View::Float(*self)
    }

    fn is_default(&self) -> bool {
        self.to_bits() == 0 // -0.0 is another number
    }
}

impl Wire for String {
    const TYPE: FieldType = FieldType::Text;

    fn read(json: Json) -> Result<Self, Fault> {
        text(json)
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl Wire for Json {
    const TYPE: FieldType = FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        Ok(json)
    }

    fn view(&self) -> View<'_> {
        View::Json(self)
    }

    fn is_default(&self) -> bool {
        *self == Self::Null
    }
}

impl<T: Wire> Wire for Option<T> {
    const TYPE: FieldType = FieldType::Optional(&T::TYPE);

    fn read(json: Json) -> Result<Self, Fault> {
        T::read(json).map(Some)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Json(&Json::Null), T::view)
    }

    fn is_default(&self) -> bool {
        self.is_none()
    }
}

impl<T: Wire> Wire for Vec<T> {
    const TYPE: FieldType = FieldType::List(&T::TYPE);

    fn read(json: Json) -> Result<Self, Fault> {
        list(json, &mut T::read)
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

/// Two values as a list of two.
impl<A: Wire, B: Wire> Elements for (A, B) {
    fn count(&self) -> usize {
        2
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        visit(self.0.view());
        visit(self.1.view());
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    const TYPE: FieldType = FieldType::FreeForm;

    fn read(json: Json) -> Result<Self, Fault> {
        let Json::List(values) = json else { return Err(unexpected(&json, "a list of two")) };
        let pair: Result<[Json; 2], _> = values.try_into();
        let [first, second] = pair.map_err(|_| Fault::new("expected a list of two"))?;
        Ok((A::read(first).map_err(|fault| fault.at(0))?, B::read(second).map_err(|fault| fault.at(1))?))
    }

    fn view(&self) -> View<'_> {
        View::List(self)
    }
}

macro_rules! pointers {
    ($($Pointer:ident),+) => { $(
        impl<T: Wire> Wire for $Pointer<T> {
            const TYPE: FieldType = T::TYPE;

            fn read(json: Json) -> Result<Self, Fault> {
                T::read(json).map(Self::new)
            }

            fn view(&self) -> View<'_> {
                (**self).view()
            }

            fn is_default(&self) -> bool {
                (**self).is_default()
            }
        }
    )+ };
}

pointers!(Arc, Box);
