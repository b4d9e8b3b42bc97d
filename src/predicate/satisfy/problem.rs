//! Filters, taken apart for a proof.
//!
//! Owns the formulas, in which nothing is negated but single tests, and the values that they are about. Must not decide
//! whether they can hold. Invariant: whatever makes the filters hold makes the formulas hold; the other way round is not
//! promised, so a contradiction among formulas is one among the filters.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::domain::Domain;
use super::{Budget, Exhausted};
use crate::predicate::check::{Check, Clause, Predicate, Test};
use crate::predicate::value::{Attr, OwnedScalar, Scalar, Value};

/// What must hold. Formulas and values are named by their numbers.
pub(super) enum Formula<'p> {
    All(Vec<usize>),
    /// At least one; of none: never.
    Any(Vec<usize>),
    /// The test of this value passes, or does not.
    Test {
        value: usize,
        test: Cow<'p, Test>,
        passes: bool,
    },
    /// This list has an element that meets the filter, or has none; without a filter, any element will do.
    Some {
        list: usize,
        filter: Option<&'p Predicate>,
        exists: bool,
    },
}

/// A value that is asked about.
struct EncodedInterest<'p> {
    template: Value<'p>,
    parts: Vec<(Attr, usize)>,
    named: Vec<Scalar<&'p str>>,
}

/// Formulas about an event or an entity, which is value 0.
pub(super) struct Problem<'p> {
    encoded: Vec<EncodedInterest<'p>>,
    formulas: Vec<Formula<'p>>,
}

impl<'p> Problem<'p> {
    /// `blank` is what it is by default.
    pub(super) fn new(template: Value<'p>) -> Self {
        Self {
            encoded: Vec::from([EncodedInterest { template, parts: Vec::new(), named: Vec::new() }]),
            formulas: Vec::new(),
        }
    }

    pub(super) fn formula(&self, number: usize) -> &Formula<'p> {
        &self.formulas[number]
    }

    pub(super) fn template(&self, value: usize) -> Value<'p> {
        self.encoded[value].template
    }

    /// What each value may be.
    pub(super) fn domains(&self, budget: &mut Budget) -> Result<Vec<Domain<'p>>, Exhausted> {
        let domain = |encoded: &EncodedInterest<'p>| {
            budget.spend(1 + encoded.named.len())?;
            Ok(Domain::new(encoded.template, &encoded.named))
        };
        self.encoded.iter().map(domain).collect()
    }

    pub(super) fn add(&mut self, formula: Formula<'p>, budget: &mut Budget) -> Result<usize, Exhausted> {
        budget.spend(1)?;
        self.formulas.push(formula);
        Ok(self.formulas.len() - 1)
    }

    /// All of these, or at least one.
    fn each(&mut self, parts: Vec<usize>, hold: bool, budget: &mut Budget) -> Result<usize, Exhausted> {
        if let [one] = parts[..] {
            return Ok(one);
        }
        self.add(if hold { Formula::All(parts) } else { Formula::Any(parts) }, budget)
    }

    /// The clause holds, or does not.
    pub(super) fn clause(&mut self, clause: &'p Clause, holds: bool, budget: &mut Budget) -> Result<usize, Exhausted> {
        let subject = self.part(0, clause.field);
        self.predicate(subject, &clause.predicate, holds, budget)
    }

    /// The filter holds, or does not.
    pub(super) fn predicate(
        &mut self,
        subject: usize,
        predicate: &'p Predicate,
        holds: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let mut parts = Vec::new();
        for check in &predicate.checks {
            parts.push(self.check(subject, check, holds, budget)?);
        }
        for one in &predicate.all_of {
            parts.push(self.predicate(subject, one, holds, budget)?);
        }
        if let Some(any_of) = &predicate.any_of {
            parts.push(self.any_of(subject, any_of, holds, budget)?);
        }
        if let Some(not) = &predicate.not {
            parts.push(self.predicate(subject, not, !holds, budget)?);
        }
        self.each(parts, holds, budget)
    }

    /// One of the filters holds, or none does.
    pub(super) fn any_of(
        &mut self,
        subject: usize,
        filters: &'p [Predicate],
        holds: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let mut parts = Vec::new();
        for one in filters {
            parts.push(self.predicate(subject, one, holds, budget)?);
        }
        self.each(parts, !holds, budget)
    }

    /// The check passes, or does not.
    pub(super) fn check(
        &mut self,
        subject: usize,
        check: &'p Check,
        passes: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let value = self.part(subject, check.attr);
        match &check.test {
            Test::Meets(filter) => {
                // What is no entity meets no filter, and nothing follows from that.
                if !passes && !matches!(self.template(value), Value::Entity(_)) {
                    return self.add(Formula::All(Vec::new()), budget);
                }
                self.predicate(value, filter, passes, budget)
            }
            Test::Some(filter) => self.add(Formula::Some { list: value, filter: Some(filter), exists: passes }, budget),
            Test::Equals(wanted) => {
                self.encoded[value].named.push(wanted.as_ref());
                let itself = self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)?;
                match self.consequence(subject, check.attr, wanted, passes, budget)? {
                    Some(follows) => self.add(Formula::All(Vec::from([itself, follows])), budget),
                    None => Ok(itself),
                }
            }
            Test::OneOf(wanted) => {
                budget.spend(wanted.len())?;
                self.encoded[value].named.extend(wanted.iter().map(OwnedScalar::as_ref));
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
            Test::AtLeast(bound) | Test::AtMost(bound) => {
                self.encoded[value].named.push(Scalar::Number(*bound));
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
            Test::Matches(_) | Test::Present(_) => {
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
        }
    }

    /// What the vocabulary says of another attribute, given that this one is equal to something or not.
    fn consequence(
        &mut self,
        subject: usize,
        attr: Attr,
        wanted: &OwnedScalar,
        equal: bool,
        budget: &mut Budget,
    ) -> Result<Option<usize>, Exhausted> {
        let Value::Entity(entity) = self.template(subject) else { return Ok(None) };
        let Some(follows) = entity.consequence(attr, wanted, equal) else { return Ok(None) };
        let value = self.part(subject, follows.attr);
        let named = match &follows.test {
            Test::Some(filter) if filter.is_empty() => {
                let some = Formula::Some { list: value, filter: None, exists: follows.passes };
                return self.add(some, budget).map(Some);
            }
            Test::Equals(named) => core::slice::from_ref(named),
            Test::OneOf(named) => &**named,
            Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::Matches(_)
            | Test::Present(_)
            | Test::Meets(_)
            | Test::Some(_) => {
                return Ok(None);
            }
        };
        // A text would have to be borrowed from the filters.
        let Some(named) = named.iter().map(without_text).collect::<Option<Vec<_>>>() else { return Ok(None) };
        self.encoded[value].named.extend(named);
        self.add(Formula::Test { value, test: Cow::Owned(follows.test), passes: follows.passes }, budget).map(Some)
    }

    /// The value under an attribute of another one.
    pub(super) fn part(&mut self, value: usize, attr: Attr) -> usize {
        if attr == Attr::ITSELF {
            return value;
        }
        if let Some((_, part)) = self.encoded[value].parts.iter().find(|(known, _)| *known == attr) {
            return *part;
        }
        let (template, part) = (self.encoded[value].template.read(attr), self.encoded.len());
        self.encoded[value].parts.push((attr, part));
        self.encoded.push(EncodedInterest { template, parts: Vec::new(), named: Vec::new() });
        part
    }
}

fn without_text<'p>(scalar: &OwnedScalar) -> Option<Scalar<&'p str>> {
    Some(match scalar {
        Scalar::Flag(flag) => Scalar::Flag(*flag),
        Scalar::Number(number) => Scalar::Number(*number),
        Scalar::Symbol(symbol) => Scalar::Symbol(*symbol),
        Scalar::Id(direction, number) => Scalar::Id(*direction, *number),
        Scalar::Text(_) => return None,
    })
}
