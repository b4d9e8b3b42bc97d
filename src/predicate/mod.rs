//! What can be read of an event, tests of it, and their evaluation.
//!
//! Owns values ([`value`](self::Value)), questions ([`Test`], [`Predicate`], [`Conditions`]), their evaluation, how they can be
//! looked up ([`Access`]), and their explanation ([`Checked`]). Must not know any entity, filter or kind: a message is here just
//! something with attributes.
//!
//! Invariant: evaluating only reads and never allocates; its cost is linear in the checks, in the elements of the lists asked
//! about, and in the length of the searched texts.

mod access;
mod build;
mod bytes;
mod eval;
mod explain;
mod name;
mod packed;
mod packer;
mod pattern;
mod reader;
mod test;
mod value;

pub(crate) use access::{Access, PatternAccess};
pub(crate) use build::{Build, Part, Place, PlainTest, TreeBuilder};
#[cfg(feature = "snapshot")]
pub(crate) use bytes::Bytes;
pub use explain::Checked;
#[cfg(feature = "lint")]
pub(crate) use explain::QuotedPattern;
pub(crate) use explain::{Quoted, one_of};
pub(crate) use name::Name;
pub(crate) use packed::{Chosen, PackedConditions, ShapeNumber, Values};
pub(crate) use packer::Packer;
pub(crate) use pattern::{Direct, Pattern, PatternFault, Search};
pub(crate) use reader::{Form, Reader};
#[cfg(feature = "lint")]
pub(crate) use test::{Check, Clause};
pub(crate) use test::{Conditions, Predicate, Test};
pub(crate) use value::{Attr, Attributes, Elements, Scalar, Symbol, Value};
#[cfg(feature = "lint")]
pub(crate) use value::{Fact, Implied, OwnedScalar};
