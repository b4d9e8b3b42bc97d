//! The search for a contradiction.
//!
//! Owns the tableau: formulas are broken down, alternatives are tried one after the other, and a value for which no candidate
//! is left closes the branch. Must not know what a test means. Invariants: says that formulas contradict each other only when
//! every branch is closed; each step is paid for, so time and memory are bounded by the budget.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::domain::{Assumptions, Domain};
use super::problem::{Formula, Problem};
use super::{Budget, Exhausted};
use crate::predicate::check::{Predicate, Test};
use crate::predicate::pattern::Pattern;
use crate::predicate::value::Value;

/// A problem with all its formulas, ready to be searched.
pub(super) struct Tableau<'p> {
    problem: Problem<'p>,
    domains: Vec<Domain<'p>>,
}

/// One way in which the formulas may hold.
#[derive(Clone)]
struct Branch<'t> {
    /// For each value the candidates that are left; `None`: all.
    left: Vec<Option<Rc<[usize]>>>,
    /// Whether patterns occur in a text that is not named: which text, which pattern.
    supposed: Vec<(usize, &'t Pattern, bool)>,
    /// Formulas that are to be broken down.
    todo: Vec<usize>,
    /// Formulas with alternatives that are to be tried.
    choices: Vec<usize>,
    /// Formulas about elements of lists.
    lists: Vec<usize>,
}

/// How a formula stands in a branch.
#[derive(PartialEq, Eq)]
enum Standing {
    Holds,
    Fails,
    Open,
}

/// There is no way in which the formulas hold in this branch.
struct Closed;

impl<'p> Tableau<'p> {
    pub(super) fn new(problem: Problem<'p>, budget: &mut Budget) -> Result<Self, Exhausted> {
        let domains = problem.domains(budget)?;
        Ok(Self { problem, domains })
    }

    /// A value as it is by default.
    pub(super) fn template(&self, value: usize) -> Value<'p> {
        self.problem.template(value)
    }

    /// Whether these formulas cannot hold together. `false` proves nothing.
    pub(super) fn contradictory(&self, formulas: &[usize], budget: &mut Budget) -> Result<bool, Exhausted> {
        let mut left = Vec::new();
        left.resize(self.domains.len(), None);
        let todo = formulas.to_vec();
        budget.spend(left.len() + todo.len())?;
        let first = Branch { left, supposed: Vec::new(), todo, choices: Vec::new(), lists: Vec::new() };
        let mut branches = Vec::from([first]);
        while let Some(mut branch) = branches.pop() {
            if let Ok(alternatives) = branch.grow(self, budget)? {
                if alternatives.is_empty() {
                    return Ok(false);
                }
                // The first alternative is tried first.
                for alternative in alternatives.into_iter().rev() {
                    budget.spend(branch.size())?;
                    let mut next = branch.clone();
                    next.todo.push(alternative);
                    branches.push(next);
                }
            }
        }
        Ok(true)
    }
}

impl<'t> Branch<'t> {
    fn size(&self) -> usize {
        1 + self.left.len() + self.supposed.len() + self.choices.len() + self.lists.len()
    }

    /// Breaks all down that has no alternatives; returns those to be tried next, none if there are none left.
    fn grow(&mut self, tableau: &'t Tableau<'_>, budget: &mut Budget) -> Result<Result<Vec<usize>, Closed>, Exhausted> {
        loop {
            let known_lists = self.lists.len();
            while let Some(formula) = self.todo.pop() {
                if let Err(closed) = self.break_down(tableau, formula, budget)? {
                    return Ok(Err(closed));
                }
            }
            if self.lists.len() > known_lists && self.some_element_cannot_be(tableau, budget)? {
                return Ok(Err(Closed));
            }
            match self.choose(tableau, budget)? {
                Err(closed) => return Ok(Err(closed)),
                Ok(alternatives) if alternatives.len() == 1 => self.todo = alternatives,
                Ok(alternatives) => return Ok(Ok(alternatives)),
            }
        }
    }

    fn break_down(
        &mut self,
        tableau: &'t Tableau<'_>,
        formula: usize,
        budget: &mut Budget,
    ) -> Result<Result<(), Closed>, Exhausted> {
        budget.spend(1)?;
        match tableau.problem.formula(formula) {
            Formula::All(parts) => {
                budget.spend(parts.len())?;
                self.todo.extend(parts);
            }
            Formula::Any(_) => self.choices.push(formula),
            Formula::Some { .. } => self.lists.push(formula),
            Formula::Test { value, test, passes } => {
                let left = self.passing(tableau, *value, test, *passes, budget)?;
                if left.is_empty() {
                    return Ok(Err(Closed));
                }
                let domain = &tableau.domains[*value];
                if let Test::Matches(pattern) = &**test {
                    if left.iter().any(|candidate| domain.is_other_text(*candidate)) {
                        self.supposed.push((*value, pattern, *passes));
                    }
                }
                self.left[*value] = Some(left.into());
            }
        }
        Ok(Ok(()))
    }

    /// The candidates left for a value of which the test passes, or does not.
    fn passing(
        &self,
        tableau: &Tableau<'_>,
        value: usize,
        test: &Test,
        passes: bool,
        budget: &mut Budget,
    ) -> Result<Vec<usize>, Exhausted> {
        let domain = &tableau.domains[value];
        budget.spend(self.count(tableau, value) + self.supposed.len())?;
        let mut patterns = Assumptions { so_far: &self.supposed, node: value, wished: passes };
        let mut fits = |candidate: &usize| domain.passes(*candidate, test, &mut patterns) == passes;
        Ok(match &self.left[value] {
            Some(left) => left.iter().copied().filter(|candidate| fits(candidate)).collect(),
            None => (0..domain.len()).filter(|candidate| fits(candidate)).collect(),
        })
    }

    /// How many candidates are left for a value.
    fn count(&self, tableau: &Tableau<'_>, value: usize) -> usize {
        self.left[value].as_ref().map_or_else(|| tableau.domains[value].len(), |left| left.len())
    }

    /// The choice with the fewest alternatives that may still hold. Those that hold anyway are settled.
    fn choose(&mut self, tableau: &Tableau<'_>, budget: &mut Budget) -> Result<Result<Vec<usize>, Closed>, Exhausted> {
        let mut fewest: Option<(usize, Vec<usize>)> = None;
        let mut unsettled = Vec::with_capacity(self.choices.len());
        for choice in core::mem::take(&mut self.choices) {
            let Formula::Any(alternatives) = tableau.problem.formula(choice) else { continue };
            let mut open = Vec::new();
            let mut settled = false;
            for alternative in alternatives {
                match self.standing(tableau, *alternative, budget)? {
                    Standing::Holds => settled = true,
                    Standing::Open => open.push(*alternative),
                    Standing::Fails => {}
                }
                if settled {
                    break;
                }
            }
            if settled {
                continue;
            }
            if open.is_empty() {
                return Ok(Err(Closed));
            }
            if fewest.as_ref().is_none_or(|(_, fewest)| open.len() < fewest.len()) {
                fewest = Some((unsettled.len(), open));
            }
            unsettled.push(choice);
        }
        self.choices = unsettled;
        Ok(Ok(fewest.map_or_else(Vec::new, |(at, alternatives)| {
            self.choices.swap_remove(at);
            alternatives
        })))
    }

    /// How a single test stands; everything else is open.
    fn standing(&self, tableau: &Tableau<'_>, formula: usize, budget: &mut Budget) -> Result<Standing, Exhausted> {
        budget.spend(1)?;
        let Formula::Test { value, test, passes } = tableau.problem.formula(formula) else {
            return Ok(Standing::Open);
        };
        let passing = self.passing(tableau, *value, test, *passes, budget)?;
        // What is supposed of a pattern in passing was not supposed yet.
        let certain = !matches!(**test, Test::Matches(_));
        Ok(match passing.len() {
            0 => Standing::Fails,
            count if certain && count == self.count(tableau, *value) => Standing::Holds,
            _ => Standing::Open,
        })
    }

    /// Whether some element that a list must have cannot be: what it must meet contradicts what no element may meet (F3).
    fn some_element_cannot_be(&self, tableau: &Tableau<'_>, budget: &mut Budget) -> Result<bool, Exhausted> {
        let any = Predicate::default();
        let of_lists = self.lists.iter().filter_map(|formula| match tableau.problem.formula(*formula) {
            Formula::Some { list, filter, exists } => Some((*list, filter.unwrap_or(&any), *exists)),
            Formula::All(_) | Formula::Any(_) | Formula::Test { .. } => None,
        });
        let of_lists: Vec<(usize, &Predicate, bool)> = of_lists.collect();
        for (list, met, _) in of_lists.iter().filter(|(_, _, exists)| *exists) {
            budget.spend(of_lists.len())?;
            let unmet = of_lists.iter().filter(|(of, _, exists)| of == list && !exists).map(|(_, filter, _)| *filter);
            if element_cannot_be(tableau.problem.template(*list), met, &unmet.collect::<Vec<_>>(), budget)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether no element of a list meets one filter and none of the others.
fn element_cannot_be(
    list: Value<'_>,
    met: &Predicate,
    unmet: &[&Predicate],
    budget: &mut Budget,
) -> Result<bool, Exhausted> {
    with_element(list, |template| {
        let mut problem = Problem::new(template);
        let mut formulas = Vec::from([problem.predicate(0, met, true, budget)?]);
        for filter in unmet {
            formulas.push(problem.predicate(0, filter, false, budget)?);
        }
        Tableau::new(problem, budget)?.contradictory(&formulas, budget)
    })
}

/// Lends an element of the list as it is by default; nothing, where it is not known.
pub(super) fn with_element<T>(
    list: Value<'_>,
    proof: impl FnOnce(Value<'_>) -> Result<T, Exhausted>,
) -> Result<T, Exhausted> {
    let Value::List(list) = list else { return proof(Value::SkipDefault) };
    let (mut proof, mut proven) = (Some(proof), Err(Exhausted));
    list.template(&mut |template| {
        if let Some(proof) = proof.take() {
            proven = proof(template);
        }
    });
    proven
}
