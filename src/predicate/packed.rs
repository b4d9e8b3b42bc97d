//! Conditions in few bytes, as they are kept of a subscription.
//!
//! Owns [`PackedConditions`], the values of conditions, and [`Shapes`], what is left without them: subscriptions by the million ask
//! for different ids and numbers in a few ways. Must not evaluate anything. Invariants: what is unpacked is equal to what was
//! packed; equal shapes are stored once, as long as something uses them.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;
use core::num::NonZeroU32;

use super::test::{Clause, Conditions, Predicate, Test};
use super::value::{OwnedScalar, Scalar};
use crate::collections::{Numbered, StepTable};

/// The values of conditions, and the number of their shape.
#[derive(Debug, Default)]
pub(crate) struct PackedConditions {
    /// `None`: no conditions at all.
    shape: Option<ShapeNumber>,
    values: Box<[u8]>,
}

/// The number of a shape, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ShapeNumber(NonZeroU32);

impl ShapeNumber {
    /// Of the shape that has this number among those in use, from 0 on.
    fn of(number: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(number))
    }

    fn number(self) -> u32 {
        self.0.get() - 1
    }
}

/// Conditions with other values in them: numbers are 0, texts empty, of a list there is one value of each sort. Words of enumerations,
/// flags and patterns stay. `kind` keeps apart what has equal slots and words in different kinds.
#[derive(Debug)]
struct Shape {
    kind: u32,
    conditions: Conditions,
    users: usize,
}

/// All shapes in use.
#[derive(Debug)]
pub(crate) struct Shapes {
    by_hash: StepTable<(u64, u32)>,
    in_use: Numbered<Shape>,
    hasher: ahash::RandomState,
}

impl Shapes {
    pub(crate) fn new(seed: u64) -> Self {
        let hasher = ahash::RandomState::with_seeds(seed, 43, 44, 45);
        Self { by_hash: StepTable::default(), in_use: Numbered::default(), hasher }
    }

    /// Cost: O(conditions).
    pub(crate) fn pack(&mut self, kind: u32, mut conditions: Conditions) -> PackedConditions {
        if conditions.is_empty() {
            return PackedConditions { shape: None, values: Box::default() };
        }
        let mut values = Vec::new();
        each_test(&mut conditions, &mut |test| write(test, &mut values));
        PackedConditions { shape: Some(self.acquire(kind, conditions)), values: values.into_boxed_slice() }
    }

    /// The conditions again. Cost: O(conditions).
    pub(crate) fn unpack(&self, packed: &PackedConditions) -> Conditions {
        let shape = packed.shape.and_then(|shape| self.in_use.get(shape.number()));
        let mut conditions = shape.map_or_else(Conditions::default, |shape| shape.conditions.clone());
        let mut values = Reader(&packed.values);
        each_test(&mut conditions, &mut |test| read(test, &mut values));
        conditions
    }

    /// These conditions are not kept any more.
    pub(crate) fn release(&mut self, packed: &PackedConditions) {
        let Some(number) = packed.shape.map(ShapeNumber::number) else { return };
        let Some(shape) = self.in_use.get_mut(number) else { return };
        shape.users -= 1;
        if shape.users == 0 {
            let hash = self.hasher.hash_one((shape.kind, &shape.conditions));
            self.in_use.remove(number);
            self.by_hash.remove(hash, |(_, other)| *other == number, |(hash, _)| *hash);
        }
    }

    fn acquire(&mut self, kind: u32, conditions: Conditions) -> ShapeNumber {
        let hash = self.hasher.hash_one((kind, &conditions));
        let in_use = &self.in_use;
        let found = self.by_hash.find(hash, |(other, number)| {
            *other == hash
                && in_use.get(*number).is_some_and(|shape| shape.kind == kind && shape.conditions == conditions)
        });
        if let Some((_, number)) = found.copied() {
            self.in_use.get_mut(number).into_iter().for_each(|shape| shape.users += 1);
            return ShapeNumber::of(number);
        }
        let number = self.in_use.insert(Shape { kind, conditions, users: 1 });
        self.by_hash.insert(hash, (hash, number), |(hash, _)| *hash);
        ShapeNumber::of(number)
    }

    pub(crate) fn entries_moved(&self) -> u64 {
        self.by_hash.moved()
    }

    /// Frees unused capacity.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.by_hash.shrink_to_fit(|(hash, _)| *hash);
        self.in_use.shrink_to_fit();
    }
}

/// Visits the tests in their order, those of nested filters included.
fn each_test(conditions: &mut Conditions, visit: &mut dyn FnMut(&mut Test)) {
    fn of_predicate(predicate: &mut Predicate, visit: &mut dyn FnMut(&mut Test)) {
        for check in &mut predicate.checks {
            match &mut check.test {
                Test::Meets(inner) | Test::Some(inner) => of_predicate(inner, visit),
                Test::Equals(_) | Test::OneOf(_) | Test::AtLeast(_) | Test::AtMost(_) => visit(&mut check.test),
                Test::Matches(_) | Test::Present(_) => {}
            }
        }
        let Predicate { any_of, all_of, not, .. } = predicate;
        let composed = any_of.iter_mut().flatten().chain(all_of).chain(not.as_deref_mut());
        composed.for_each(|inner| of_predicate(inner, visit));
    }
    conditions.clauses_mut().iter_mut().for_each(|Clause { predicate, .. }| of_predicate(predicate, visit));
}

/// Moves the values of a test into bytes, and leaves its shape.
fn write(test: &mut Test, values: &mut Vec<u8>) {
    match test {
        Test::Equals(wanted) => {
            let sort = sort_of(wanted);
            write_scalar(&mem::replace(wanted, sort), values);
        }
        Test::OneOf(wanted) => {
            let list = mem::take(wanted);
            let mut sorts: Vec<OwnedScalar> = list.iter().map(sort_of).collect();
            sorts.sort_unstable();
            sorts.dedup();
            write_number(list.len() as u64, values);
            for scalar in &list {
                if let Ok(at) = sorts.binary_search(&sort_of(scalar)) {
                    // Of one sort, as a rule, and then there is nothing to say.
                    if sorts.len() > 1 {
                        write_number(at as u64, values);
                    }
                    write_scalar(scalar, values);
                }
            }
            *wanted = sorts.into_boxed_slice();
        }
        Test::AtLeast(number) | Test::AtMost(number) => write_number(mem::take(number), values),
        Test::Matches(_) | Test::Present(_) | Test::Meets(_) | Test::Some(_) => {}
    }
}

/// The reverse of [`write()`].
fn read(test: &mut Test, values: &mut Reader<'_>) {
    match test {
        Test::Equals(wanted) => *wanted = values.scalar(wanted),
        Test::OneOf(wanted) => {
            let sorts = mem::take(wanted);
            let len = values.number();
            let list = (0..len).filter_map(|_| {
                let at = if sorts.len() > 1 { values.number() } else { 0 };
                sorts.get(usize::try_from(at).ok()?).map(|sort| values.scalar(sort))
            });
            *wanted = list.collect();
        }
        Test::AtLeast(number) | Test::AtMost(number) => *number = values.number(),
        Test::Matches(_) | Test::Present(_) | Test::Meets(_) | Test::Some(_) => {}
    }
}

/// A scalar without what [`write_scalar`] writes of it.
fn sort_of(scalar: &OwnedScalar) -> OwnedScalar {
    match scalar {
        Scalar::Flag(flag) => Scalar::Flag(*flag),
        Scalar::Symbol(symbol) => Scalar::Symbol(*symbol),
        Scalar::Number(_) => Scalar::Number(0),
        Scalar::Id(direction, _) => Scalar::Id(*direction, 0),
        Scalar::Text(_) => Scalar::Text(Box::default()),
    }
}

fn write_scalar(scalar: &OwnedScalar, values: &mut Vec<u8>) {
    match scalar {
        Scalar::Flag(_) | Scalar::Symbol(_) => {}
        Scalar::Number(number) | Scalar::Id(_, number) => write_number(*number, values),
        Scalar::Text(text) => {
            write_number(text.len() as u64, values);
            values.extend_from_slice(text.as_bytes());
        }
    }
}

/// Seven bits in a byte, the lowest first; the highest bit says that there is more.
fn write_number(mut number: u64, values: &mut Vec<u8>) {
    while number >= 0x80 {
        values.push(number as u8 | 0x80);
        number >>= 7;
    }
    values.push(number as u8);
}

/// What is left to read.
struct Reader<'v>(&'v [u8]);

impl Reader<'_> {
    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        while let [byte, rest @ ..] = self.0 {
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    fn scalar(&mut self, sort: &OwnedScalar) -> OwnedScalar {
        match sort {
            Scalar::Flag(_) | Scalar::Symbol(_) => sort.clone(),
            Scalar::Number(_) => Scalar::Number(self.number()),
            Scalar::Id(direction, _) => Scalar::Id(*direction, self.number()),
            Scalar::Text(_) => {
                let len = usize::try_from(self.number()).unwrap_or(usize::MAX).min(self.0.len());
                let (text, rest) = self.0.split_at(len);
                self.0 = rest;
                Scalar::Text(core::str::from_utf8(text).unwrap_or_default().into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::Name;
    use super::super::test::Check;
    use super::super::value::{Attr, Symbol};
    use super::*;

    fn conditions(tests: impl IntoIterator<Item = Test>) -> Conditions {
        let check = |test| Check { name: Name::ITSELF, index: None, attr: Attr::ITSELF, test };
        let checks = tests.into_iter().map(check).collect();
        let inner = Predicate { checks, ..Predicate::default() };
        let nested = check(Test::Some(Box::new(inner.clone())));
        let composed = Predicate { checks: Vec::from([nested]), not: Some(Box::new(inner.clone())), ..inner };
        Conditions::new(Vec::from([Clause { field: Attr::ITSELF, predicate: composed }]))
    }

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        let (sent, received) = (Symbol::new(1, "SENT"), Symbol::new(2, "RECEIVED"));
        let text = |text: &str| OwnedScalar::Text(text.into());
        let list = Vec::from([Scalar::Id(sent, 3), Scalar::Id(received, u64::MAX), Scalar::Id(sent, 0)]);
        let tests = [
            Test::Equals(Scalar::Number(u64::MAX)),
            Test::Equals(text("straße")),
            Test::Equals(Scalar::Flag(true)),
            Test::Equals(Scalar::Symbol(received)),
            Test::one_of(list),
            Test::one_of(Vec::from([text(""), text("b"), Scalar::Number(7), Scalar::Symbol(sent)])),
            Test::one_of(Vec::new()),
            Test::AtLeast(127),
            Test::AtMost(128),
            Test::Present(false),
        ];
        let mut shapes = Shapes::new(1);
        for end in 0..=tests.len() {
            let original = conditions(tests[..end].iter().cloned());
            let packed = shapes.pack(7, original.clone());
            assert_eq!(shapes.unpack(&packed), original);
            shapes.release(&packed);
        }
        assert_eq!(shapes.by_hash.len(), 0, "nothing uses a shape any more");
    }

    #[test]
    fn equal_shapes_are_stored_once() {
        let mut shapes = Shapes::new(1);
        let mut pack = |kind, number| shapes.pack(kind, conditions([Test::Equals(Scalar::Number(number))]));
        let all = [pack(1, 1), pack(1, 2), pack(2, 1)];
        assert_eq!(all[0].shape, all[1].shape);
        assert_ne!(all[0].shape, all[2].shape, "of another kind");
        all.iter().for_each(|one| shapes.release(one));
        assert_eq!(shapes.by_hash.len(), 0);
    }
}
