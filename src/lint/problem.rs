//! Filters as formulas.
//!
//! Owns the formulas, in which only single tests are negated, and the values that they are about. Must not decide whether they
//! can be true together. Invariant: an event for which the filters are true makes the formulas true; but not conversely,
//! so a contradiction among formulas is one among the filters.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::domain::Domain;
use crate::predicate::{Attr, Check, Clause, Fact, OwnedScalar, Predicate, Scalar, Test, Value};

/// What must be true. Formulas and values are referred to by their numbers.
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
    /// This list has an element that meets the filter, or has none; without a filter, any element meets it.
    Some {
        list: usize,
        filter: Option<&'p Predicate>,
        exists: bool,
    },
}

/// A value that formulas are about.
struct Node<'p> {
    template: Value<'p>,
    parts: Vec<(Attr, usize)>,
    named: Vec<Scalar<&'p str>>,
}

/// Formulas about an event or an entity, which is value 0.
pub(super) struct Problem<'p> {
    nodes: Vec<Node<'p>>,
    formulas: Vec<Formula<'p>>,
}

impl<'p> Problem<'p> {
    /// `template` is the event or entity with its defaults.
    pub(super) fn new(template: Value<'p>) -> Self {
        Self { nodes: Vec::from([Node { template, parts: Vec::new(), named: Vec::new() }]), formulas: Vec::new() }
    }

    pub(super) fn formula(&self, number: usize) -> &Formula<'p> {
        &self.formulas[number]
    }

    pub(super) fn template(&self, value: usize) -> Value<'p> {
        self.nodes[value].template
    }

    /// What each value may be.
    pub(super) fn domains(&self, budget: &mut Budget) -> Result<Vec<Domain<'p>>, Exhausted> {
        let domain = |node: &Node<'p>| {
            budget.spend(1 + node.named.len())?;
            Ok(Domain::new(node.template, &node.named))
        };
        self.nodes.iter().map(domain).collect()
    }

    pub(super) fn add(&mut self, formula: Formula<'p>, budget: &mut Budget) -> Result<usize, Exhausted> {
        budget.spend(1)?;
        self.formulas.push(formula);
        Ok(self.formulas.len() - 1)
    }

    /// All of these, or at least one.
    fn combine(&mut self, parts: Vec<usize>, all: bool, budget: &mut Budget) -> Result<usize, Exhausted> {
        if let [one] = parts[..] {
            return Ok(one);
        }
        self.add(if all { Formula::All(parts) } else { Formula::Any(parts) }, budget)
    }

    /// The clause is true, or is false.
    pub(super) fn clause(
        &mut self,
        clause: &'p Clause,
        expected: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let subject = self.part(0, clause.field);
        self.predicate(subject, &clause.predicate, expected, budget)
    }

    /// The filter is true, or is false.
    pub(super) fn predicate(
        &mut self,
        subject: usize,
        predicate: &'p Predicate,
        expected: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let mut parts = Vec::new();
        for check in &predicate.checks {
            parts.push(self.check(subject, check, expected, budget)?);
        }
        for one in &predicate.all_of {
            parts.push(self.predicate(subject, one, expected, budget)?);
        }
        if let Some(any_of) = &predicate.any_of {
            parts.push(self.any_of(subject, any_of, expected, budget)?);
        }
        if let Some(not) = &predicate.not {
            parts.push(self.predicate(subject, not, !expected, budget)?);
        }
        self.combine(parts, expected, budget)
    }

    /// One of the filters is true, or none is.
    pub(super) fn any_of(
        &mut self,
        subject: usize,
        filters: &'p [Predicate],
        expected: bool,
        budget: &mut Budget,
    ) -> Result<usize, Exhausted> {
        let mut parts = Vec::new();
        for one in filters {
            parts.push(self.predicate(subject, one, expected, budget)?);
        }
        self.combine(parts, !expected, budget)
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
                self.nodes[value].named.push(wanted.as_ref());
                let itself = self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)?;
                match self.implied(subject, check.attr, wanted, passes, budget)? {
                    Some(implied) => self.add(Formula::All(Vec::from([itself, implied])), budget),
                    None => Ok(itself),
                }
            }
            Test::OneOf(wanted) => {
                budget.spend(wanted.len())?;
                self.nodes[value].named.extend(wanted.iter().map(OwnedScalar::as_ref));
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
            Test::AtLeast(bound) | Test::AtMost(bound) => {
                self.nodes[value].named.push(Scalar::Number(*bound));
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
            Test::Matches(_) | Test::Present(_) => {
                self.add(Formula::Test { value, test: Cow::Borrowed(&check.test), passes }, budget)
            }
        }
    }

    /// What the entity says of another attribute, given that this one is equal to a value or not.
    fn implied(
        &mut self,
        subject: usize,
        attr: Attr,
        wanted: &OwnedScalar,
        equal: bool,
        budget: &mut Budget,
    ) -> Result<Option<usize>, Exhausted> {
        let Value::Entity(entity) = self.template(subject) else { return Ok(None) };
        let Some(implied) = entity.implied(attr, wanted, equal) else { return Ok(None) };
        let value = self.part(subject, implied.attr);
        let formula = match implied.fact {
            Fact::NotEmpty => Formula::Some { list: value, filter: None, exists: implied.is_true },
            Fact::OneOf(scalars) => {
                let test = Test::one_of(scalars.iter().copied().map(owned).collect());
                self.nodes[value].named.extend(scalars);
                Formula::Test { value, test: Cow::Owned(test), passes: implied.is_true }
            }
        };
        self.add(formula, budget).map(Some)
    }

    /// The number of the value of an attribute of another value.
    pub(super) fn part(&mut self, value: usize, attr: Attr) -> usize {
        if attr == Attr::ITSELF {
            return value;
        }
        if let Some((_, part)) = self.nodes[value].parts.iter().find(|(of, _)| *of == attr) {
            return *part;
        }
        let (template, part) = (self.nodes[value].template.read(attr), self.nodes.len());
        self.nodes[value].parts.push((attr, part));
        self.nodes.push(Node { template, parts: Vec::new(), named: Vec::new() });
        part
    }
}

fn owned(scalar: Scalar<&str>) -> OwnedScalar {
    match scalar {
        Scalar::Flag(flag) => Scalar::Flag(flag),
        Scalar::Number(number) => Scalar::Number(number),
        Scalar::Symbol(symbol) => Scalar::Symbol(symbol),
        Scalar::Id(direction, number) => Scalar::Id(direction, number),
        Scalar::Text(text) => Scalar::Text(text.into()),
    }
}
