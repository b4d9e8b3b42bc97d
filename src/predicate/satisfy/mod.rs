//! Whether conditions can hold at all, must hold, or hold only where others do.
//!
//! Owns the proofs about [`Conditions`]. Must not know any entity, filter or kind, nor what a test means: candidates are held
//! against the code that matching uses. Invariant: what is claimed is proven for every event; silence proves nothing.
//!
//! A proof is the search for a contradiction: conditions that contradict themselves never hold; a filter whose negation does
//! so excludes nothing; conditions that contradict the negation of others lie within those. What cannot be proven:
//!
//! - that a pattern occurs in no text, in every text, or wherever another one occurs: texts are told apart by the values that
//!   filters name, and a pattern contradicts only its own absence;
//! - that a word of an enumeration must be one of those which filters name: there may always be another word;
//! - what is so of different attributes of one entity, unless its family file says it (`tells`);
//! - anything, once the [`Budget`] is used up.

mod branch;
mod domain;
mod parts;
mod problem;
#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use self::branch::Tableau;
use self::parts::Part;
use self::problem::{Formula, Problem};
use super::check::Conditions;
use super::value::{Attributes, Value};

/// How many steps proofs may take together. A step is a formula made or looked at, a candidate held against a test, or an
/// item copied.
#[derive(Debug)]
pub(crate) struct Budget {
    left: usize,
}

/// The budget is used up before there was a proof.
#[derive(Debug)]
struct Exhausted;

impl Budget {
    pub(crate) const fn new(steps: usize) -> Self {
        Self { left: steps }
    }

    fn spend(&mut self, steps: usize) -> Result<(), Exhausted> {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Exhausted)
            }
        }
    }

    /// Does something for which at most so many of the steps may be used.
    pub(crate) fn at_most<T>(&mut self, steps: usize, proof: impl FnOnce(&mut Self) -> T) -> T {
        let given = steps.min(self.left);
        let mut part = Self::new(given);
        let result = proof(&mut part);
        self.left -= given - part.left;
        result
    }

    /// Whether there is nothing left.
    pub(crate) const fn is_used_up(&self) -> bool {
        self.left == 0
    }
}

impl Conditions {
    /// Where conditions that no event passes contradict each other: nearly as few places as will do. `None`: there is no proof.
    ///
    /// `blank` is an event of the kind as it is by default: what it has, all have.
    pub(crate) fn contradiction(&self, template: &dyn Attributes, budget: &mut Budget) -> Option<Vec<String>> {
        let proof = |budget: &mut Budget| {
            let mut problem = Problem::new(Value::Entity(template));
            let parts = Part::of_clauses(&mut problem, self.clauses(), budget)?;
            let tableau = Tableau::new(problem, budget)?;
            parts::telling(&tableau, &parts, budget)
        };
        proof(budget).ok().flatten()
    }

    /// The filters, or else the parts of filters, that ask something and exclude nothing.
    pub(crate) fn without_effect(&self, template: &dyn Attributes, budget: &mut Budget) -> Vec<String> {
        let mut found = Vec::new();
        // What was found stays found when the budget ends.
        let _ = self.find_without_effect(template, budget, &mut found);
        found
    }

    fn find_without_effect(
        &self,
        template: &dyn Attributes,
        budget: &mut Budget,
        found: &mut Vec<String>,
    ) -> Result<(), Exhausted> {
        for clause in self.clauses() {
            let mut problem = Problem::new(Value::Entity(template));
            let fails = problem.clause(clause, false, budget)?;
            let parts = Part::of_clauses(&mut problem, core::slice::from_ref(clause), budget)?;
            let tableau = Tableau::new(problem, budget)?;
            if tableau.contradictory(&[fails], budget)? {
                found.push(clause.field.name().to_string());
                continue;
            }
            for part in parts {
                if tableau.contradictory(&[part.fails], budget)? {
                    found.push(part.path);
                }
            }
        }
        Ok(())
    }

    /// Whether every event that passes these passes the others, too. `false` proves nothing.
    pub(crate) fn implies(&self, others: &Self, template: &dyn Attributes, budget: &mut Budget) -> bool {
        let proof = |budget: &mut Budget| {
            let mut problem = Problem::new(Value::Entity(template));
            let mut formulas = Vec::new();
            for clause in self.clauses() {
                formulas.push(problem.clause(clause, true, budget)?);
            }
            let mut fails = Vec::new();
            for clause in others.clauses() {
                fails.push(problem.clause(clause, false, budget)?);
            }
            formulas.push(problem.add(Formula::Any(fails), budget)?);
            Tableau::new(problem, budget)?.contradictory(&formulas, budget)
        };
        proof(budget).unwrap_or(false)
    }
}
