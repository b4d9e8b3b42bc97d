//! How much work a proof may take.
//!
//! Owns the count of steps. Must not know what a step is for. Invariant: what is left never grows, so a proof ends.

/// How many steps proofs may take together. A step is a formula made or read, a candidate checked against a test, or an
/// item copied.
#[derive(Debug)]
pub(crate) struct Budget {
    pub(super) left: usize,
}

/// The budget is used up before there was a proof.
#[derive(Debug)]
pub(super) struct Exhausted;

impl Budget {
    pub(crate) const fn new(steps: usize) -> Self {
        Self { left: steps }
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Exhausted> {
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

    /// Runs a proof that may use at most so many of the steps.
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
