//! Writing conditions as bytes.
//!
//! Owns [`Packer`]: the code of a shape, and the values. Must not know which shapes there are. Invariants: of one kind, equal codes are
//! equal conditions but for the values; values are in the order of their tests.

use core::mem;

use super::build::{Build, Part, Place, PlainTest};
use super::bytes::Bytes;
use super::value::Scalar;

/// Writes conditions in two parts: what they have in common with those of many other subscriptions, and their values.
///
/// The code has of each test what it is about and in which form: of a number that it is one, of a list which sorts of values it has.
/// Words of enumerations, flags and the numbers of patterns are in the code as well.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    pub(crate) code: Bytes,
    pub(crate) values: Bytes,
    /// The length of the code where the current clause has no test yet.
    empty: usize,
}

/// What a byte of the code begins.
#[derive(Clone, Copy)]
enum Code {
    Equals,
    OneOf,
    AtLeast,
    AtMost,
    Matches,
    Present,
    NotPresent,
    Clause,
    Meets,
    Some,
    AnyOf,
    Choice,
    AllOf,
    Not,
    End,
}

impl Packer {
    fn begin_test(&mut self, code: Code, place: &Place) {
        self.code.extend(&[code as u8, place.position, place.attr.slot()]);
    }

    /// The sort of a value: all of it but what [`write_scalar`] writes.
    fn sort(&mut self, scalar: &Scalar<&str>) {
        match scalar {
            Scalar::Flag(flag) => self.code.push(u8::from(*flag)),
            Scalar::Number(_) => self.code.push(2),
            Scalar::Text(_) => self.code.push(3),
            Scalar::Symbol(symbol) => self.code.extend(&[4, symbol.code()]),
            Scalar::Id(direction, _) => self.code.extend(&[5, direction.code()]),
        }
    }

    fn list(&mut self, wanted: &[Scalar<&str>]) {
        // Sorted, so values of one sort are side by side: the first and the last say whether there are others.
        if let Some(first) = wanted.first().filter(|first| wanted.last().is_some_and(|last| have_one_sort(first, last)))
        {
            self.code.number(1);
            self.sort(first);
            self.values.number(wanted.len() as u64);
            wanted.iter().for_each(|scalar| write_scalar(scalar, &mut self.values));
            return;
        }
        let is_new = |at: usize| at == 0 || !have_one_sort(&wanted[at - 1], &wanted[at]);
        let sorts = (0..wanted.len()).filter(|at| is_new(*at)).count();
        self.code.number(sorts as u64);
        self.values.number(wanted.len() as u64);
        let mut sort = 0;
        for (at, scalar) in wanted.iter().enumerate() {
            if is_new(at) {
                self.sort(scalar);
                sort += 1;
            }
            // Of one sort, as a rule, and then there is nothing to say.
            if sorts > 1 {
                self.values.number(sort - 1);
            }
            write_scalar(scalar, &mut self.values);
        }
    }
}

impl Build for Packer {
    fn test(&mut self, place: &Place, test: PlainTest<'_>) {
        match test {
            PlainTest::Equals(wanted) => {
                self.begin_test(Code::Equals, place);
                self.sort(&wanted);
                write_scalar(&wanted, &mut self.values);
            }
            PlainTest::OneOf(wanted) => {
                self.begin_test(Code::OneOf, place);
                self.list(wanted);
            }
            PlainTest::AtLeast(number) => {
                self.begin_test(Code::AtLeast, place);
                self.values.number(number);
            }
            PlainTest::AtMost(number) => {
                self.begin_test(Code::AtMost, place);
                self.values.number(number);
            }
            PlainTest::Matches(pattern) => {
                self.begin_test(Code::Matches, place);
                self.code.number(pattern.number() as u64);
            }
            PlainTest::Present(wanted) => self.begin_test(if wanted { Code::Present } else { Code::NotPresent }, place),
        }
    }

    fn any_of(&mut self) {
        self.code.push(Code::AnyOf as u8);
    }

    fn begin(&mut self, part: Part<'_>) {
        match part {
            Part::Clause(field) => {
                self.code.extend(&[Code::Clause as u8, field.slot()]);
                self.empty = self.code.len();
            }
            Part::Meets(place) => self.begin_test(Code::Meets, place),
            Part::Some(place) => self.begin_test(Code::Some, place),
            Part::Choice => self.code.push(Code::Choice as u8),
            Part::AllOf => self.code.push(Code::AllOf as u8),
            Part::Not => self.code.push(Code::Not as u8),
        }
    }

    fn end(&mut self) {
        // A clause that tests nothing is not kept.
        if self.code.len() == self.empty {
            self.code.truncate(self.empty - 2);
        } else {
            self.code.push(Code::End as u8);
        }
    }
}

/// Whether nothing but what [`write_scalar`] writes tells two values apart.
fn have_one_sort(one: &Scalar<&str>, other: &Scalar<&str>) -> bool {
    match (one, other) {
        (Scalar::Flag(one), Scalar::Flag(other)) => one == other,
        (Scalar::Symbol(one), Scalar::Symbol(other)) | (Scalar::Id(one, _), Scalar::Id(other, _)) => one == other,
        (one, other) => mem::discriminant(one) == mem::discriminant(other),
    }
}

fn write_scalar(scalar: &Scalar<&str>, values: &mut Bytes) {
    match scalar {
        Scalar::Flag(_) | Scalar::Symbol(_) => {}
        Scalar::Number(number) | Scalar::Id(_, number) => values.number(*number),
        Scalar::Text(text) => values.sized(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::super::build::TreeBuilder;
    use super::super::packed::Values;
    use super::super::value::Symbol;
    use super::*;

    /// Says the tests beside each other, then of the elements of a list, and then turned round.
    fn build(tests: &[PlainTest<'_>], builder: &mut dyn Build) {
        builder.begin(Part::Clause(Place::ITSELF.attr));
        let each = |builder: &mut dyn Build| tests.iter().for_each(|test| builder.test(&Place::ITSELF, *test));
        each(builder);
        for part in [Part::Some(&Place::ITSELF), Part::Not] {
            builder.begin(part);
            each(builder);
            builder.end();
        }
        builder.end();
    }

    fn pack(tests: &[PlainTest<'_>]) -> Packer {
        let mut packed = Packer::default();
        build(tests, &mut packed);
        packed
    }

    #[test]
    fn what_is_read_is_what_was_packed() {
        let (sent, received) = (Symbol::new(1, "SENT"), Symbol::new(2, "RECEIVED"));
        let list = [Scalar::Id(sent, 0), Scalar::Id(sent, 3), Scalar::Id(received, u64::MAX)];
        let mixed = [Scalar::Number(7), Scalar::Symbol(sent), Scalar::Text(""), Scalar::Text("b")];
        let tests = [
            PlainTest::Equals(Scalar::Number(u64::MAX)),
            PlainTest::Equals(Scalar::Text("straße")),
            PlainTest::Equals(Scalar::Flag(true)),
            PlainTest::Equals(Scalar::Symbol(received)),
            PlainTest::OneOf(&list),
            PlainTest::OneOf(&mixed),
            PlainTest::OneOf(&[]),
            PlainTest::AtLeast(127),
            PlainTest::AtMost(128),
            PlainTest::Present(false),
        ];
        for end in 0..=tests.len() {
            let (packed, mut tree) = (pack(&tests[..end]), TreeBuilder::default());
            build(&tests[..end], &mut tree);
            let original = tree.conditions();
            let template = original.clone().into_template();
            let values = Values::new(packed.values.as_slice());
            assert_eq!(template.with_values(values.bytes()), original);
        }
    }

    #[test]
    fn the_code_has_all_but_the_values() {
        let (one, two) = (Symbol::new(1, "ONE"), Symbol::new(2, "TWO"));
        let code = |test| pack(&[test]).code.as_slice().to_vec();
        let number = |number| PlainTest::Equals(Scalar::Number(number));
        assert_eq!(code(number(1)), code(number(2)));
        let lists = [&[Scalar::Number(1)][..], &[Scalar::Number(1), Scalar::Number(2)]];
        assert_eq!(code(PlainTest::OneOf(lists[0])), code(PlainTest::OneOf(lists[1])));
        let mixed = [Scalar::Number(1), Scalar::Symbol(one)];
        let different = [
            number(1),
            PlainTest::AtLeast(1),
            PlainTest::AtMost(1),
            PlainTest::Equals(Scalar::Text("")),
            PlainTest::Equals(Scalar::Flag(true)),
            PlainTest::Equals(Scalar::Flag(false)),
            PlainTest::Equals(Scalar::Symbol(one)),
            PlainTest::Equals(Scalar::Symbol(two)),
            PlainTest::Equals(Scalar::Id(one, 1)),
            PlainTest::OneOf(&[]),
            PlainTest::OneOf(lists[0]),
            PlainTest::OneOf(&mixed),
            PlainTest::Present(true),
            PlainTest::Present(false),
        ];
        let codes: Vec<_> = different.iter().map(|test| code(*test)).collect();
        for (at, one) in codes.iter().enumerate() {
            assert!(codes[..at].iter().all(|other| other != one), "{:?}", different[at]);
        }
    }

    #[test]
    fn a_clause_that_tests_nothing_is_not_kept() {
        let mut packed = Packer::default();
        packed.begin(Part::Clause(Place::ITSELF.attr));
        packed.end();
        assert!(packed.code.is_empty());
    }
}
