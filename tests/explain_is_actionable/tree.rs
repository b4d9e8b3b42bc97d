//! The tree of checks of an explanation.
//!
//! Owns finding the checks that fail for themselves, and finding one again after a change. Must not change anything.

use tidings::Checked;

/// A check that fails, and the way to it.
pub(crate) struct Leaf<'v> {
    /// The paths from the top down to it.
    pub(crate) trail: Vec<String>,
    pub(crate) check: &'v Checked,
}

/// What a check consists of, as its words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Nothing: one value is compared.
    Value,
    /// Parts of which all must pass: a filter within a filter, or a filter on one element.
    All,
    /// Alternatives of which one must pass.
    AnyOf,
    /// Parts of which one must fail.
    Not,
    /// Elements of which one must pass.
    Elements,
}

pub(crate) fn sort(check: &Checked) -> Sort {
    match check.wanted.as_str() {
        "all checks to pass" => Sort::All,
        "at least one choice to pass" => Sort::AnyOf,
        "at least one check to fail" => Sort::Not,
        "an element" | "an element that passes" => Sort::Elements,
        _ => Sort::Value,
    }
}

/// The failed checks that consist of no failed ones. A `not` is one by itself: its parts pass.
pub(crate) fn failed_leaves(checks: &[Checked]) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    collect(checks, &mut Vec::new(), &mut leaves);
    leaves
}

fn collect<'v>(checks: &'v [Checked], trail: &mut Vec<String>, into: &mut Vec<Leaf<'v>>) {
    for check in checks.iter().filter(|check| !check.passed) {
        trail.push(check.path.clone());
        if check.parts.is_empty() || sort(check) == Sort::Not {
            into.push(Leaf { trail: trail.clone(), check });
        } else {
            collect(&check.parts, trail, into);
        }
        trail.pop();
    }
}

/// Whether the check at the end of a trail passes. Of elements the first one that passes is shown alone, so it speaks for all.
pub(crate) fn passes_at(checks: &[Checked], trail: &[String]) -> bool {
    let Some((first, rest)) = trail.split_first() else { return true };
    let Some(check) = checks.iter().find(|check| check.path == *first) else { return false };
    match rest {
        [] => check.passed,
        _ if check.passed && sort(check) == Sort::Elements => true,
        rest => passes_at(&check.parts, rest),
    }
}

/// Whether there is no check at the end of a trail any more, or what it was a part of passes without it.
pub(crate) fn is_gone(checks: &[Checked], trail: &[String]) -> bool {
    let Some((first, rest)) = trail.split_first() else { return false };
    checks.iter().find(|check| check.path == *first).is_none_or(|check| check.passed || is_gone(&check.parts, rest))
}
