//! What can be read of an event: attributes and their values.
//!
//! Owns the names ([`Attr`], [`Symbol`]), the values, and the two traits through which entities give access to them. Must not know
//! which entity has which attribute. Invariant: values borrow from the event; only the wanted side of a comparison is owned.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use hashbrown::Equivalent;

/// The name of something that can be read: `slot` identifies it in its entity, `name` is for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attr {
    slot: u8,
    name: &'static str,
}

impl Attr {
    /// The value itself, for subjects that are scalars.
    pub(crate) const ITSELF: Self = Self::new(u8::MAX, "");

    pub(crate) const fn new(slot: u8, name: &'static str) -> Self {
        Self { slot, name }
    }

    pub(crate) const fn slot(self) -> u8 {
        self.slot
    }

    pub(crate) const fn name(self) -> &'static str {
        self.name
    }
}

impl PartialEq for Attr {
    fn eq(&self, other: &Self) -> bool {
        self.slot == other.slot
    }
}

impl Eq for Attr {}

impl Hash for Attr {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.slot.hash(state);
    }
}

/// One word of an enumeration, identified by its code in that enumeration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Symbol {
    code: u8,
    name: &'static str,
}

impl Symbol {
    pub(crate) const fn new(code: u8, name: &'static str) -> Self {
        Self { code, name }
    }

    pub(crate) const fn name(self) -> &'static str {
        self.name
    }

    pub(crate) const fn code(self) -> u8 {
        self.code
    }
}

impl PartialEq for Symbol {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Symbol {}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        self.code.cmp(&other.code)
    }
}

impl Hash for Symbol {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code.hash(state);
    }
}

/// A value that can be compared whole and looked up: borrowed from an event (`T = &str`) or owned by a test
/// (`T = Box<str>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scalar<T> {
    Flag(bool),
    Number(u64),
    Symbol(Symbol),
    /// A number that counts separately for each direction, as message and attachment ids do.
    Id(Symbol, u64),
    Text(T),
}

/// The wanted side of a comparison.
pub(crate) type OwnedScalar = Scalar<Box<str>>;

impl OwnedScalar {
    pub(crate) fn as_ref(&self) -> Scalar<&str> {
        match self {
            Self::Flag(flag) => Scalar::Flag(*flag),
            Self::Number(number) => Scalar::Number(*number),
            Self::Symbol(symbol) => Scalar::Symbol(*symbol),
            Self::Id(direction, number) => Scalar::Id(*direction, *number),
            Self::Text(text) => Scalar::Text(text),
        }
    }
}

// `Box<str>` and `&str` have the same hash, so a borrowed scalar finds an owned one without being copied.
impl Equivalent<OwnedScalar> for Scalar<&str> {
    fn equivalent(&self, owned: &OwnedScalar) -> bool {
        *self == owned.as_ref()
    }
}

/// Something whose attributes can be read: an event, or an entity in one.
pub(crate) trait Attributes {
    /// The value of `attr`; [`Value::Missing`] where the entity has none.
    fn read(&self, attr: Attr) -> Value<'_>;

    /// What is true of another attribute of every such entity in which `attr` is, or is not, equal to `value`.
    #[cfg(feature = "lint")]
    fn implied(&self, attr: Attr, value: &OwnedScalar, equal: bool) -> Option<Implied> {
        let _ = (attr, value, equal);
        None
    }
}

/// What is true of an attribute because of the value of another one.
#[cfg(feature = "lint")]
pub(crate) struct Implied {
    pub(crate) attr: Attr,
    pub(crate) fact: Fact,
    /// Whether the fact is true, or false.
    pub(crate) is_true: bool,
}

/// A fact about one attribute.
#[cfg(feature = "lint")]
pub(crate) enum Fact {
    /// It is a scalar, equal to one of these.
    OneOf(Vec<Scalar<&'static str>>),
    /// It is a list that is not empty.
    NotEmpty,
}

/// A list in an entity.
pub(crate) trait Elements {
    /// Whether `wanted` returns true for some element.
    fn any(&self, wanted: &mut dyn FnMut(Value<'_>) -> bool) -> bool;

    /// How many there are.
    fn len(&self) -> usize;

    /// Lends an element in which everything has its default, whether or not the list has any.
    #[cfg(feature = "lint")]
    fn template(&self, see: &mut dyn FnMut(Value<'_>));
}

impl<T: Attributes + Default> Elements for Vec<T> {
    fn any(&self, wanted: &mut dyn FnMut(Value<'_>) -> bool) -> bool {
        self.iter().any(|element| wanted(Value::Entity(element)))
    }

    fn len(&self) -> usize {
        Self::len(self)
    }

    #[cfg(feature = "lint")]
    fn template(&self, see: &mut dyn FnMut(Value<'_>)) {
        see(Value::Entity(&T::default()));
    }
}

/// The value of an attribute.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// There is none.
    Missing,
    Scalar(Scalar<&'a str>),
    Entity(&'a dyn Attributes),
    List(&'a dyn Elements),
}

impl Value<'_> {
    /// The value of an attribute of this value.
    pub(crate) fn read(self, attr: Attr) -> Self {
        match self {
            _ if attr == Attr::ITSELF => self,
            Value::Entity(entity) => entity.read(attr),
            Value::Missing | Value::Scalar(_) | Value::List(_) => Value::Missing,
        }
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Value::Scalar(Scalar::Flag(flag))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Value::Scalar(Scalar::Number(number))
    }
}

impl From<Symbol> for Value<'_> {
    fn from(symbol: Symbol) -> Self {
        Value::Scalar(Scalar::Symbol(symbol))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Scalar(Scalar::Text(text))
    }
}

impl<'a> From<Option<Self>> for Value<'a> {
    fn from(value: Option<Self>) -> Self {
        value.unwrap_or(Value::Missing)
    }
}
