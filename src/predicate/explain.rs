//! Why conditions hold or do not.
//!
//! Owns [`Checked`], one check with what was wanted and found, and the walk that makes them. Must not decide anything: every
//! verdict is that of the code that matching uses. Invariant: a check has passed exactly if matching would say so.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::check::{Check, Conditions, Predicate, Test};
use super::pattern::Direct;
use super::value::{Attributes, OwnedScalar, Scalar, Value};

/// How much of a text is shown, in characters.
const SHOWN: usize = 60;

/// How many of the wanted values are shown.
const LISTED: usize = 5;

/// One check of an interest: what it wanted, what it found, and whether it passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Checked {
    /// Where it stands in the interest: `message_filter.any_of[1].discussion_id`.
    pub path: String,
    /// What passes.
    pub wanted: String,
    /// What the event has there.
    pub found: String,
    /// Whether it passed.
    pub passed: bool,
    /// The checks that it consists of, where it consists of some.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub parts: Vec<Self>,
}

impl Checked {
    pub(crate) fn new(
        path: impl Into<String>,
        wanted: impl Into<String>,
        found: impl Into<String>,
        passed: bool,
    ) -> Self {
        Self { path: path.into(), wanted: wanted.into(), found: found.into(), passed, parts: Vec::new() }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let mark = if self.passed { "yes" } else { "NO " };
        let Self { path, wanted, found, .. } = self;
        write!(f, "\n  {mark} {:1$}{path}: wants {wanted}, found {found}", "", depth * 2)?;
        self.parts.iter().try_for_each(|part| part.write(f, depth + 1))
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Conditions {
    /// Every check of the conditions, held against an event.
    pub(crate) fn explain(&self, event: &dyn Attributes) -> Vec<Checked> {
        let mut checked = Vec::new();
        for clause in self.clauses() {
            clause.predicate.explain(event.read(clause.field), clause.field.name(), &mut checked);
        }
        checked
    }
}

impl Predicate {
    fn explain(&self, subject: Value<'_>, path: &str, into: &mut Vec<Checked>) {
        into.extend(self.checks.iter().map(|check| check.explain(subject, path)));
        for (at, one) in self.all_of.iter().enumerate() {
            one.explain(subject, &format!("{path}.all_of[{at}]"), into);
        }
        if let Some(any_of) = &self.any_of {
            let passed = any_of.iter().filter(|one| one.holds(subject, &mut Direct)).count();
            let found = format!("{passed} of {}", any_of.len());
            let mut choice = Checked::new(format!("{path}.any_of"), "at least one to pass", found, passed > 0);
            for (at, one) in any_of.iter().enumerate() {
                one.explain(subject, &format!("{path}.any_of[{at}]"), &mut choice.parts);
            }
            into.push(choice);
        }
        if let Some(not) = &self.not {
            let passes = not.holds(subject, &mut Direct);
            let found = if passes { "that it passes" } else { "that it does not pass" };
            let mut negation = Checked::new(format!("{path}.not"), "that it does not pass", found, !passes);
            not.explain(subject, &format!("{path}.not"), &mut negation.parts);
            into.push(negation);
        }
    }
}

impl Check {
    fn explain(&self, subject: Value<'_>, path: &str) -> Checked {
        let path = match (self.field, self.index) {
            ("", _) => path.to_string(),
            (field, None) => format!("{path}.{field}"),
            (field, Some(at)) => format!("{path}.{field}[{at}]"),
        };
        let value = subject.read(self.attr);
        let passed = self.test.holds(value, &mut Direct);
        let mut checked = Checked::new(path, self.test.wanted(), shown(value), passed);
        if let Test::Meets(predicate) = &self.test {
            let path = checked.path.clone();
            predicate.explain(value, &path, &mut checked.parts);
        }
        checked
    }
}

impl Test {
    /// What passes, in words.
    fn wanted(&self) -> String {
        match self {
            Self::Equals(wanted) => format!("exactly {}", wanted.as_ref()),
            Self::OneOf(wanted) => one_of(wanted),
            Self::AtLeast(least) => format!("{least} or more"),
            Self::AtMost(most) => format!("{most} or less"),
            Self::Matches(pattern) => format!("a text in which /{}/ occurs", pattern.source()),
            Self::Present(true) => "something".into(),
            Self::Present(false) => "nothing".into(),
            Self::Meets(_) => "that all of it passes".into(),
            Self::Some(_) => "an element that passes".into(),
        }
    }
}

fn one_of(wanted: &[OwnedScalar]) -> String {
    let listed: Vec<String> = wanted.iter().take(LISTED).map(|one| one.as_ref().to_string()).collect();
    let more = wanted.len().saturating_sub(LISTED);
    let rest = if more > 0 { format!(" or {more} more") } else { String::new() };
    format!("one of {}{rest}", listed.join(", "))
}

/// What a value is, in words.
fn shown(value: Value<'_>) -> String {
    match value {
        Value::Absent => "nothing".into(),
        Value::Scalar(scalar) => scalar.to_string(),
        Value::Entity(_) => "it".into(),
        Value::List(list) => match list.len() {
            1 => "1 element".into(),
            length => format!("{length} elements"),
        },
    }
}

impl fmt::Display for Scalar<&str> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Symbol(symbol) => f.write_str(symbol.name()),
            Self::Id(direction, number) => write!(f, "{} {number}", direction.name()),
            Self::Text(text) => match text.char_indices().nth(SHOWN) {
                Some((end, _)) => write!(f, "{:?}...", &text[..end]),
                None => write!(f, "{text:?}"),
            },
        }
    }
}
