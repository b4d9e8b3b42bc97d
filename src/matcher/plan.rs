//! How conditions of one shape are found and divided: what finds them, what is asked then, and in which form.
//!
//! Owns [`Plan`], with its [`LookUp`]s, each divided when it is first chosen. Must not know what is indexed already, nor any values.
//! Invariant: an event passes the conditions exactly where it is found by the look-up, passes the quick checks and passes the rest.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;

use smallvec::SmallVec;

use super::check::{Comparison, Question, Slots};
use super::key::Path;
use crate::predicate::{Access, Attr, Conditions, Form, PatternAccess, Predicate, Reader, Scalar, Test};

/// A test of values, by its place among those of the conditions.
type TestNumber = u32;

/// What all conditions of a shape have in common.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) forms: Box<[Form]>,
    /// By what they may be found; the first finds nothing.
    pub(super) look_ups: Box<[LookUp]>,
}

#[derive(Debug)]
pub(super) struct LookUp {
    pub(super) found_by: FoundBy,
    /// The check that needs no evaluation after the look-up: its clause, then its place there.
    answers: Option<(usize, usize)>,
    /// `None` until it is chosen.
    pub(super) division: Option<Division>,
}

/// By what a subscription is found.
#[derive(Debug)]
pub(super) enum FoundBy {
    Nothing,
    /// An event has one of the values of these tests at the path.
    Values {
        path: Path,
        tests: SmallVec<[TestNumber; 2]>,
        is_coarse: bool,
    },
    Pattern {
        path: Path,
        pattern: usize,
    },
}

/// What is asked after a look-up.
#[derive(Debug)]
pub(super) struct Division {
    pub(super) quick: SmallVec<[Quick; 1]>,
    pub(super) rest: Option<Rest>,
}

/// One comparison that is made by itself, without its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quick {
    pub(super) comparison: Comparison,
    pub(super) slots: Slots,
    pub(super) test: TestNumber,
}

/// What neither the look-up nor a quick check has answered.
#[derive(Debug)]
pub(super) struct Rest {
    /// The number of its conditions without values.
    pub(super) number: u32,
    /// The tests that are no part of it.
    without: SmallVec<[TestNumber; 2]>,
}

impl Plan {
    pub(super) fn new(template: &Conditions) -> Self {
        let (mut forms, mut addresses) = (Vec::new(), Vec::new());
        template.each_test(&mut |test| {
            if let Some(form) = test.form() {
                addresses.push((ptr::from_ref(test).addr(), forms.len() as TestNumber));
                forms.push(form);
            }
        });
        addresses.sort_unstable();
        let number = |test: &&Test| {
            let found = addresses.binary_search_by_key(&ptr::from_ref(*test).addr(), |(address, _)| *address);
            found.ok().map(|at| addresses[at].1)
        };
        let by_values = |access: Access<'_>| {
            let mut tests: SmallVec<[TestNumber; 2]> = access.tests.iter().filter_map(number).collect();
            tests.sort_unstable();
            let found_by = FoundBy::Values { path: access.path, tests, is_coarse: access.is_coarse() };
            LookUp { found_by, answers: access.answers, division: None }
        };
        let by_pattern = |PatternAccess { answers, path, pattern }| {
            let found_by = FoundBy::Pattern { path, pattern: pattern.number() };
            LookUp { found_by, answers, division: None }
        };
        let nothing = LookUp { found_by: FoundBy::Nothing, answers: None, division: None };
        let look_ups = core::iter::once(nothing)
            .chain(template.accesses().into_iter().map(by_values))
            .chain(template.pattern_accesses().into_iter().map(by_pattern))
            .collect();
        Self { forms: forms.into_boxed_slice(), look_ups }
    }

    /// The values of one test.
    pub(super) fn each_value<'v>(
        &self,
        tests: &[TestNumber],
        values: &'v [u8],
        visit: &mut impl FnMut(Scalar<&'v str>),
    ) {
        let (mut values, mut forms) = (Reader::new(values), (0..).zip(&self.forms));
        for test in tests {
            for (number, form) in forms.by_ref() {
                if number == *test {
                    values.each(form, visit);
                    break;
                }
                values.skip(form);
            }
        }
    }
}

impl LookUp {
    /// Divides the conditions of a template. `is_quick`: whether comparisons are made by themselves; `intern` gives the number of
    /// conditions.
    pub(super) fn divide(&mut self, template: &Conditions, is_quick: bool, intern: impl FnOnce(Conditions) -> u32) {
        let answered = self.answers;
        let (mut quick, mut left) = (Vec::new(), 0);
        for (clause_at, clause) in template.clauses().iter().enumerate() {
            let Predicate { checks, any_of, all_of, not } = &clause.predicate;
            left += usize::from(any_of.is_some() || !all_of.is_empty() || not.is_some());
            for (at, check) in checks.iter().enumerate().filter(|(at, _)| answered != Some((clause_at, *at))) {
                left += 1;
                let comparison = Comparison::of(&check.test).filter(|_| is_quick);
                let test = number_at(template, (clause_at, at));
                if let (Some((comparison, element)), Some(test)) = (comparison, test) {
                    let slots = [clause.field.slot(), check.attr.slot(), element.map_or(0, Attr::slot)];
                    quick.push(((clause_at, at), Quick { comparison, slots, test }));
                }
            }
        }
        // What remains is one check more.
        if left > quick.len() || left > Question::MOST {
            quick.truncate(Question::MOST - 1);
        }
        let rest = (left > quick.len()).then(|| {
            let places = quick.iter().map(|(place, _)| *place).chain(answered);
            let answered_test = answered.and_then(|place| number_at(template, place));
            let without = quick.iter().map(|(_, quick)| quick.test).chain(answered_test);
            Rest { number: intern(template.without(places)), without: without.collect() }
        });
        self.division = Some(Division { quick: quick.into_iter().map(|(_, quick)| quick).collect(), rest });
    }
}

/// The number of the test of values at a place: a clause, then a check in it. Of a list, it is the first one about its elements.
fn number_at(template: &Conditions, (clause, check): (usize, usize)) -> Option<TestNumber> {
    let mut wanted = &template.clauses()[clause].predicate.checks[check].test;
    if let Test::Some(predicate) = wanted {
        wanted = &predicate.checks.first()?.test;
    }
    let (mut next, mut found) = (0, None);
    template.each_test(&mut |test| {
        if test.form().is_some() {
            if ptr::eq(test, wanted) {
                found = Some(next);
            }
            next += 1;
        }
    });
    found
}

impl Rest {
    /// The values of the rest.
    pub(super) fn values(&self, plan: &Plan, values: &[u8]) -> SmallVec<[u8; 32]> {
        let (mut left, mut reader) = (SmallVec::new(), Reader::new(values));
        for (number, form) in (0..).zip(&plan.forms) {
            let start = values.len() - reader.len();
            reader.skip(form);
            if !self.without.contains(&number) {
                left.extend_from_slice(&values[start..values.len() - reader.len()]);
            }
        }
        left
    }
}
