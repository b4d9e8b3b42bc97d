//! The search for a contradiction.
//!
//! Owns the tableau (as in logic): formulas are broken down, alternatives are tried one after the other, and a value for which
//! no candidate is left closes the branch. Must not know what a test means. Invariants: says that formulas contradict each other
//! only when every branch is closed; each step is counted, so time and memory are bounded by the budget.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::domain::{Assumptions, Domain};
use super::problem::{Formula, Problem};
use crate::predicate::{Pattern, Predicate, Test, Value};

/// A problem with all its formulas, ready to be searched.
pub(super) struct Tableau<'p> {
    problem: Problem<'p>,
    domains: Vec<Domain<'p>>,
}

/// One alternative in which the formulas may be true.
#[derive(Clone)]
struct Branch<'t> {
    /// For each value the candidates that are left; `None`: all.
    left: Vec<Option<Rc<[usize]>>>,
    /// Which patterns are assumed to occur, or not to occur, in a text that no test names: the number of the value, the pattern.
    assumed: Vec<(usize, &'t Pattern, bool)>,
    /// Formulas that are to be broken down.
    todo: Vec<usize>,
    /// Formulas with alternatives that are to be tried.
    choices: Vec<usize>,
    /// Formulas about elements of lists.
    lists: Vec<usize>,
}

/// What is known of a formula in a branch.
#[derive(PartialEq, Eq)]
enum Truth {
    True,
    False,
    Open,
}

/// The formulas cannot be true in this branch.
struct Closed;

impl<'p> Tableau<'p> {
    pub(super) fn new(problem: Problem<'p>, budget: &mut Budget) -> Result<Self, Exhausted> {
        let domains = problem.domains(budget)?;
        Ok(Self { problem, domains })
    }

    /// The default of a value.
    pub(super) fn template(&self, value: usize) -> Value<'p> {
        self.problem.template(value)
    }

    /// Whether these formulas cannot be true together. `false` proves nothing.
    pub(super) fn contradictory(&self, formulas: &[usize], budget: &mut Budget) -> Result<bool, Exhausted> {
        let mut left = Vec::new();
        left.resize(self.domains.len(), None);
        let todo = formulas.to_vec();
        budget.spend(left.len() + todo.len())?;
        let first = Branch { left, assumed: Vec::new(), todo, choices: Vec::new(), lists: Vec::new() };
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
        1 + self.left.len() + self.assumed.len() + self.choices.len() + self.lists.len()
    }

    /// Breaks down all formulas without alternatives; returns the alternatives to be tried next, none if there are no more.
    fn grow(&mut self, tableau: &'t Tableau<'_>, budget: &mut Budget) -> Result<Result<Vec<usize>, Closed>, Exhausted> {
        loop {
            let lists_before = self.lists.len();
            while let Some(formula) = self.todo.pop() {
                if let Err(closed) = self.break_down(tableau, formula, budget)? {
                    return Ok(Err(closed));
                }
            }
            if self.lists.len() > lists_before && self.some_element_cannot_be(tableau, budget)? {
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
                        self.assumed.push((*value, pattern, *passes));
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
        budget.spend(self.count(tableau, value) + self.assumed.len())?;
        let mut patterns = Assumptions { so_far: &self.assumed, value, otherwise: passes };
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

    /// The choice with the fewest alternatives that may still be true. A choice that is true already needs none.
    fn choose(&mut self, tableau: &Tableau<'_>, budget: &mut Budget) -> Result<Result<Vec<usize>, Closed>, Exhausted> {
        let mut fewest: Option<(usize, Vec<usize>)> = None;
        let mut open_choices = Vec::with_capacity(self.choices.len());
        for choice in core::mem::take(&mut self.choices) {
            let Formula::Any(alternatives) = tableau.problem.formula(choice) else { continue };
            let mut open = Vec::new();
            let mut is_true = false;
            for alternative in alternatives {
                match self.truth(tableau, *alternative, budget)? {
                    Truth::True => is_true = true,
                    Truth::Open => open.push(*alternative),
                    Truth::False => {}
                }
                if is_true {
                    break;
                }
            }
            if is_true {
                continue;
            }
            if open.is_empty() {
                return Ok(Err(Closed));
            }
            if fewest.as_ref().is_none_or(|(_, fewest)| open.len() < fewest.len()) {
                fewest = Some((open_choices.len(), open));
            }
            open_choices.push(choice);
        }
        self.choices = open_choices;
        Ok(Ok(fewest.map_or_else(Vec::new, |(at, alternatives)| {
            self.choices.swap_remove(at);
            alternatives
        })))
    }

    /// What is known of a single test; any other formula is open.
    fn truth(&self, tableau: &Tableau<'_>, formula: usize, budget: &mut Budget) -> Result<Truth, Exhausted> {
        budget.spend(1)?;
        let Formula::Test { value, test, passes } = tableau.problem.formula(formula) else {
            return Ok(Truth::Open);
        };
        let passing = self.passing(tableau, *value, test, *passes, budget)?;
        // Whether a pattern occurs may only be assumed here, which proves nothing.
        let certain = !matches!(**test, Test::Matches(_));
        Ok(match passing.len() {
            0 => Truth::False,
            count if certain && count == self.count(tableau, *value) => Truth::True,
            _ => Truth::Open,
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

/// Lends an element of the list with its defaults; a missing value, where the list is not known.
pub(super) fn with_element<T>(
    list: Value<'_>,
    proof: impl FnOnce(Value<'_>) -> Result<T, Exhausted>,
) -> Result<T, Exhausted> {
    let Value::List(list) = list else { return proof(Value::Missing) };
    let (mut proof, mut proven) = (Some(proof), Err(Exhausted));
    list.template(&mut |template| {
        if let Some(proof) = proof.take() {
            proven = proof(template);
        }
    });
    proven
}
