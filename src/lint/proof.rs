//! Whether conditions can be met at all, are always met, or imply others.
//!
//! Owns the three questions about [`Conditions`]. Must not know any entity, filter or kind, nor what a test means: candidates are
//! evaluated by the code that matching uses. Invariant: what is answered with yes is proven for every event; no proves nothing.
//!
//! Each proof is a search for a contradiction: conditions that contradict themselves are never met; a filter whose negation
//! does so excludes nothing; conditions that contradict the negation of others imply them. What cannot be proven:
//!
//! - that a pattern occurs in no text, in every text, or wherever another one occurs: texts are distinguished by the values that
//!   filters name, and a pattern contradicts only its own absence;
//! - that a word of an enumeration must be one of those which filters name: there may always be another word;
//! - what is true of different attributes of one entity, unless its attributes say so (`implies`);
//! - anything, once the [`Budget`] is used up.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::budget::{Budget, Exhausted};
use super::problem::{Formula, Problem};
use super::tableau::Tableau;
use super::unsat_core::{Part, unsat_core};
use crate::predicate::{Attributes, Conditions, Value};

impl Conditions {
    /// Which parts of conditions that no event passes contradict each other: nearly as few as possible. `None`: there is no proof.
    ///
    /// `template` is an event of the kind with its defaults: what it has, every event of the kind has.
    pub(crate) fn contradiction(&self, template: &dyn Attributes, budget: &mut Budget) -> Option<Vec<String>> {
        let proof = |budget: &mut Budget| {
            let mut problem = Problem::new(Value::Entity(template));
            let parts = Part::of_clauses(&mut problem, self.clauses(), budget)?;
            let tableau = Tableau::new(problem, budget)?;
            unsat_core(&tableau, &parts, budget)
        };
        proof(budget).ok().flatten()
    }

    /// The paths of the filters, or else of the parts of filters, that every event passes.
    pub(crate) fn without_effect(&self, template: &dyn Attributes, budget: &mut Budget) -> Vec<String> {
        let mut found = Vec::new();
        // What was found so far counts, also if the budget is used up.
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
                if tableau.contradictory(&[part.is_false], budget)? {
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
