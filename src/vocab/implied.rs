//! What one attribute of an entity implies for another one, for the lint.
//!
//! Owns the implications that several entities use. Must not know any one entity. Invariant: each is true of every entity
//! of the type that names it in its attributes, after `implies`.

use alloc::vec::Vec;

use crate::predicate::{Attr, Fact, Implied, OwnedScalar, Scalar};

/// A flag that is set exactly if the list has elements.
pub(crate) fn filled(list: Attr) -> impl Fn(&OwnedScalar, bool) -> Option<Implied> {
    flag(move |set| Implied { attr: list, fact: Fact::NotEmpty, is_true: set })
}

/// A flag that is set exactly if the list has no elements.
pub(crate) fn empty(list: Attr) -> impl Fn(&OwnedScalar, bool) -> Option<Implied> {
    flag(move |set| Implied { attr: list, fact: Fact::NotEmpty, is_true: !set })
}

/// A flag that is set exactly if the number is not 0.
pub(crate) fn not_zero(number: Attr) -> impl Fn(&OwnedScalar, bool) -> Option<Implied> {
    flag(move |set| is_zero(number, !set))
}

/// A number is 0, or is not.
pub(crate) fn is_zero(number: Attr, is_true: bool) -> Implied {
    Implied { attr: number, fact: Fact::OneOf(Vec::from([Scalar::Number(0)])), is_true }
}

fn flag(of: impl Fn(bool) -> Implied) -> impl Fn(&OwnedScalar, bool) -> Option<Implied> {
    move |value, equal| if let Scalar::Flag(flag) = value { Some(of(*flag == equal)) } else { None }
}
