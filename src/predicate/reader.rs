//! Reading the values of packed conditions.
//!
//! Owns [`Form`], what is written of one test, [`Reader`], and making conditions of a template and values. Must not know how a shape is
//! found. Invariant: what is read is what was packed.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use super::test::{Clause, Conditions, Predicate, Test};
use super::value::{OwnedScalar, Scalar};

/// What is written of the values of one test of a shape.
#[derive(Debug)]
pub(crate) enum Form {
    /// One value of this sort.
    One(OwnedScalar),
    /// Any number of values of these sorts.
    Several(Box<[OwnedScalar]>),
}

impl Test {
    /// The form of the values that it has in a template; `None` where it has none.
    pub(crate) fn form(&self) -> Option<Form> {
        match self {
            Self::Equals(sort) => Some(Form::One(sort.clone())),
            Self::OneOf(sorts) => Some(Form::Several(sorts.clone())),
            Self::AtLeast(_) | Self::AtMost(_) => Some(Form::One(Scalar::Number(0))),
            Self::Matches(_) | Self::Present(_) | Self::Meets(_) | Self::Some(_) => None,
        }
    }

    /// Leaves of the values their sorts.
    fn strip(&mut self) {
        match self {
            Self::Equals(wanted) => *wanted = sort_of(wanted),
            Self::OneOf(wanted) => {
                let mut sorts: Vec<OwnedScalar> = wanted.iter().map(sort_of).collect();
                sorts.dedup();
                *wanted = sorts.into_boxed_slice();
            }
            Self::AtLeast(number) | Self::AtMost(number) => *number = 0,
            Self::Matches(_) | Self::Present(_) | Self::Meets(_) | Self::Some(_) => {}
        }
    }

    fn read(&mut self, values: &mut Reader<'_>) {
        match self {
            Self::Equals(wanted) => *wanted = values.scalar(wanted).to_owned(),
            Self::OneOf(wanted) => {
                let (sorts, mut list) = (mem::take(wanted), Vec::new());
                let number = values.number();
                values.each_of(&sorts, number, &mut |scalar| list.push(scalar.to_owned()));
                *wanted = list.into_boxed_slice();
            }
            Self::AtLeast(number) | Self::AtMost(number) => *number = values.number(),
            Self::Matches(_) | Self::Present(_) | Self::Meets(_) | Self::Some(_) => {}
        }
    }
}

impl Conditions {
    /// The same without the values: numbers are 0, texts empty, of a list there is one value of each sort. Words of enumerations,
    /// flags and patterns stay.
    pub(crate) fn into_template(mut self) -> Self {
        self.each_test_mut(&mut Test::strip);
        self
    }

    /// What was packed, of its template and its values.
    pub(crate) fn with_values(&self, values: &[u8]) -> Self {
        let (mut conditions, mut values) = (self.clone(), Reader(values));
        conditions.each_test_mut(&mut |test| test.read(&mut values));
        conditions
    }

    /// Visits the tests of values in their order, those of nested filters included.
    fn each_test_mut(&mut self, visit: &mut dyn FnMut(&mut Test)) {
        fn of_predicate(predicate: &mut Predicate, visit: &mut dyn FnMut(&mut Test)) {
            for check in &mut predicate.checks {
                match &mut check.test {
                    Test::Meets(inner) | Test::Some(inner) => of_predicate(inner, visit),
                    test @ (Test::Equals(_)
                    | Test::OneOf(_)
                    | Test::AtLeast(_)
                    | Test::AtMost(_)
                    | Test::Matches(_)
                    | Test::Present(_)) => visit(test),
                }
            }
            let Predicate { any_of, all_of, not, .. } = predicate;
            let composed = any_of.iter_mut().flatten().chain(all_of).chain(not.as_deref_mut());
            composed.for_each(|inner| of_predicate(inner, visit));
        }
        self.clauses_mut().iter_mut().for_each(|Clause { predicate, .. }| of_predicate(predicate, visit));
    }
}

/// A scalar without what the packer writes of it.
fn sort_of(scalar: &OwnedScalar) -> OwnedScalar {
    match scalar {
        Scalar::Flag(flag) => Scalar::Flag(*flag),
        Scalar::Symbol(symbol) => Scalar::Symbol(*symbol),
        Scalar::Number(_) => Scalar::Number(0),
        Scalar::Id(direction, _) => Scalar::Id(*direction, 0),
        Scalar::Text(_) => Scalar::Text(Box::default()),
    }
}

/// Values that are left to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'v>(&'v [u8]);

impl<'v> Reader<'v> {
    pub(crate) fn new(values: &'v [u8]) -> Self {
        Self(values)
    }

    /// How many bytes are left.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Visits the values of one test.
    #[inline]
    pub(crate) fn each(&mut self, form: &Form, visit: &mut impl FnMut(Scalar<&'v str>)) {
        let (sorts, number) = match form {
            Form::One(sort) => (core::slice::from_ref(sort), 1),
            Form::Several(sorts) => (&**sorts, self.number()),
        };
        self.each_of(sorts, number, visit);
    }

    /// Passes over the values of one test.
    pub(crate) fn skip(&mut self, form: &Form) {
        self.each(form, &mut |_| {});
    }

    /// So many values, of these sorts.
    #[inline]
    fn each_of(&mut self, sorts: &[OwnedScalar], number: u64, visit: &mut impl FnMut(Scalar<&'v str>)) {
        for _ in 0..number {
            let at = if sorts.len() > 1 { self.number() } else { 0 };
            let Some(sort) = usize::try_from(at).ok().and_then(|at| sorts.get(at)) else { continue };
            visit(self.scalar(sort));
        }
    }

    #[inline]
    pub(crate) fn number(&mut self) -> u64 {
        let [len, rest @ ..] = self.0 else { return 0 };
        let len = usize::from(*len).min(rest.len()).min(8);
        // Eight bytes are read at once, where as many are left.
        if let Some(eight) = rest.first_chunk::<8>() {
            self.0 = &rest[len..];
            return u64::from_le_bytes(*eight) & !u64::MAX.checked_shl(len as u32 * 8).unwrap_or(0);
        }
        let (bytes, rest) = rest.split_at(len);
        self.0 = rest;
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    #[inline]
    fn scalar(&mut self, sort: &OwnedScalar) -> Scalar<&'v str> {
        match sort {
            Scalar::Flag(flag) => Scalar::Flag(*flag),
            Scalar::Symbol(symbol) => Scalar::Symbol(*symbol),
            Scalar::Number(_) => Scalar::Number(self.number()),
            Scalar::Id(direction, _) => Scalar::Id(*direction, self.number()),
            Scalar::Text(_) => Scalar::Text(core::str::from_utf8(self.bytes()).unwrap_or_default()),
        }
    }

    /// As many bytes as the number before them says.
    #[inline]
    pub(crate) fn bytes(&mut self) -> &'v [u8] {
        let len = usize::try_from(self.number()).unwrap_or(usize::MAX).min(self.0.len());
        let (bytes, rest) = self.0.split_at(len);
        self.0 = rest;
        bytes
    }
}
