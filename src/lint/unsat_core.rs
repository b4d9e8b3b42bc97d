//! Conditions as parts with paths, and the few parts that contradict each other.
//!
//! Owns the parts and the search for a small contradictory set of them (an unsat core, as in logic). Must not decide what
//! contradicts what. Invariant: an event passes conditions exactly if it passes each part.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::problem::Problem;
use super::tableau::{Tableau, with_element};
use crate::predicate::{Check, Clause, Predicate, Test};

/// A part of conditions: a check, or what is composed as `any_of` or `not`.
pub(super) struct Part<'p> {
    pub(super) path: String,
    /// The formula that it is true.
    pub(super) is_true: usize,
    /// The formula that it is false.
    pub(super) is_false: usize,
    /// The filter that some element of a list must meet.
    of_element: Option<(usize, &'p Predicate)>,
}

impl<'p> Part<'p> {
    /// The parts of all clauses, in their order.
    pub(super) fn of_clauses(
        problem: &mut Problem<'p>,
        clauses: &'p [Clause],
        budget: &mut Budget,
    ) -> Result<Vec<Self>, Exhausted> {
        let mut parts = Vec::new();
        for clause in clauses {
            let subject = problem.part(0, clause.field);
            Self::collect(problem, subject, &clause.predicate, clause.field.name(), budget, &mut parts)?;
        }
        Ok(parts)
    }

    /// A part, given a function that makes the formula that it is true, or that it is false.
    fn new(
        path: String,
        of_element: Option<(usize, &'p Predicate)>,
        mut formula: impl FnMut(bool) -> Result<usize, Exhausted>,
    ) -> Result<Self, Exhausted> {
        Ok(Self { path, is_true: formula(true)?, is_false: formula(false)?, of_element })
    }

    fn collect(
        problem: &mut Problem<'p>,
        subject: usize,
        filter: &'p Predicate,
        path: &str,
        budget: &mut Budget,
        into: &mut Vec<Self>,
    ) -> Result<(), Exhausted> {
        for check in &filter.checks {
            Self::of_check(problem, subject, check, path, budget, into)?;
        }
        for (at, one) in filter.all_of.iter().enumerate() {
            Self::collect(problem, subject, one, &format!("{path}.all_of[{at}]"), budget, into)?;
        }
        if let Some(any_of) = &filter.any_of {
            let formula = |is_true| problem.any_of(subject, any_of, is_true, budget);
            into.push(Self::new(format!("{path}.any_of"), None, formula)?);
        }
        if let Some(not) = &filter.not {
            let formula = |is_true: bool| problem.predicate(subject, not, !is_true, budget);
            into.push(Self::new(format!("{path}.not"), None, formula)?);
        }
        Ok(())
    }

    fn of_check(
        problem: &mut Problem<'p>,
        subject: usize,
        check: &'p Check,
        path: &str,
        budget: &mut Budget,
        into: &mut Vec<Self>,
    ) -> Result<(), Exhausted> {
        let path = check.path(path);
        let of_element = match &check.test {
            Test::Meets(filter) if !filter.is_empty() => {
                let value = problem.part(subject, check.attr);
                return Self::collect(problem, value, filter, &path, budget, into);
            }
            Test::Some(filter) => Some((problem.part(subject, check.attr), &**filter)),
            Test::Meets(_)
            | Test::Equals(_)
            | Test::OneOf(_)
            | Test::AtLeast(_)
            | Test::AtMost(_)
            | Test::Matches(_)
            | Test::Present(_) => None,
        };
        into.push(Self::new(path, of_element, |passes| problem.check(subject, check, passes, budget))?);
        Ok(())
    }
}

/// The paths of nearly as few parts as contradict each other; `None` where there is no proof that any do.
pub(super) fn unsat_core(
    tableau: &Tableau<'_>,
    parts: &[Part<'_>],
    budget: &mut Budget,
) -> Result<Option<Vec<String>>, Exhausted> {
    let contradictory = |parts: &[&Part<'_>], budget: &mut Budget| {
        let formulas: Vec<usize> = parts.iter().map(|part| part.is_true).collect();
        tableau.contradictory(&formulas, budget)
    };
    let mut kept: Vec<&Part<'_>> = parts.iter().collect();
    if !contradictory(&kept, budget)? {
        return Ok(None);
    }
    // Leaves out what the contradiction does not need: half of the parts first, at the end one at a time. What is left when
    // the budget is used up is still contradictory.
    let mut size = kept.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < kept.len() {
            let without: Vec<&Part<'_>> = kept.iter().take(at).chain(kept.iter().skip(at + size)).copied().collect();
            match contradictory(&without, budget) {
                Ok(true) => kept = without,
                Ok(false) => at += size,
                Err(Exhausted) => return Ok(Some(paths(&kept))),
            }
        }
        size /= 2;
    }
    if let [Part { of_element: Some((list, filter)), path, .. }] = &kept[..] {
        let at_path = with_element(tableau.template(*list), |template| {
            let mut problem = Problem::new(template);
            let mut parts = Vec::new();
            Part::collect(&mut problem, 0, filter, path, budget, &mut parts)?;
            let tableau = Tableau::new(problem, budget)?;
            unsat_core(&tableau, &parts, budget)
        });
        if let Ok(Some(at_path)) = at_path {
            return Ok(Some(at_path));
        }
    }
    Ok(Some(paths(&kept)))
}

fn paths(parts: &[&Part<'_>]) -> Vec<String> {
    parts.iter().map(|part| part.path.clone()).collect()
}
