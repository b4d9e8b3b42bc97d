//! Why an event passes conditions, or does not.
//!
//! Owns [`Checked`], one check with what was wanted and what was found, and making them. Must not decide anything: each verdict is
//! that of the code that matching uses. Invariants: a check has passed exactly if matching would say so; its text is one line
//! of bounded length.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::pattern::{Direct, Pattern};
use super::test::{Check, Conditions, Predicate, Test};
use super::value::{Attributes, Elements, OwnedScalar, Scalar, Value};

/// How much of a text or a pattern is shown, in characters.
const SHOWN: usize = 60;

/// How many of the wanted values are shown, and how many elements of a list.
const LISTED: usize = 5;

/// One check of an interest: what it wanted, what it found, and whether it passed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Its path in the interest: `message_filter.any_of[1].discussion_id`. Where a filter is applied to an element of a list, also
    /// to which: `filter.reaction_filters[0] on reactions[2]`.
    pub path: String,
    /// What passes.
    pub wanted: String,
    /// What the event has.
    pub found: String,
    /// Whether it passed.
    pub passed: bool,
    /// The checks that it consists of, where it consists of some. Of a list: the element that passes, or else the first few.
    pub parts: Vec<Self>,
    /// Whether it passes exactly if all its parts do.
    takes_all: bool,
}

impl Checked {
    pub(crate) fn new(
        path: impl Into<String>,
        wanted: impl Into<String>,
        found: impl Into<String>,
        passed: bool,
    ) -> Self {
        let (path, wanted, found) = (path.into(), wanted.into(), found.into());
        Self { path, wanted, found, passed, parts: Vec::new(), takes_all: false }
    }

    /// What must pass and does not: itself, or where it takes all its parts, those of them.
    pub(crate) fn failed(&self) -> Vec<&Self> {
        match self {
            Self { passed: true, .. } => Vec::new(),
            Self { takes_all: true, parts, .. } => parts.iter().flat_map(Self::failed).collect(),
            Self { .. } => Vec::from([self]),
        }
    }

    /// One line of it, without its parts.
    pub(crate) fn line(&self) -> impl fmt::Display {
        let Self { path, wanted, found, .. } = self;
        format!("{path}: wants {wanted}, found {found}")
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let mark = if self.passed { "yes" } else { "NO " };
        write!(f, "\n  {mark} {:1$}{2}", "", depth * 2, self.line())?;
        self.parts.iter().try_for_each(|part| part.write(f, depth + 1))
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Conditions {
    /// Every check of the conditions, evaluated for an event.
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
            let passed = any_of.iter().filter(|one| one.matches(subject, &mut Direct)).count();
            let found = match any_of.len() {
                0 => "an empty list, which nothing passes".into(),
                all => passing(passed, all),
            };
            let mut choice = Checked::new(format!("{path}.any_of"), "at least one choice to pass", found, passed > 0);
            for (at, one) in any_of.iter().enumerate() {
                choice.parts.extend(one.parts(subject, &format!("{path}.any_of[{at}]")));
            }
            into.push(choice);
        }
        if let Some(not) = &self.not {
            let path = format!("{path}.not");
            let parts = not.parts(subject, &path);
            let failed = parts.iter().filter(|part| !part.passed).count();
            let found = match &parts[..] {
                // Its own text is short, and complete.
                [Checked { passed: true, path, found, parts, .. }] if parts.is_empty() => {
                    format!("none: {path} passes with {found}")
                }
                parts => format!("{failed} of {} failing", parts.len()),
            };
            let passed = !not.matches(subject, &mut Direct);
            into.push(Checked { parts, ..Checked::new(path, "at least one check to fail", found, passed) });
        }
    }

    /// Its checks, at least one: a filter without tests says so.
    fn parts(&self, subject: Value<'_>, path: &str) -> Vec<Checked> {
        let mut parts = Vec::new();
        self.explain(subject, path, &mut parts);
        if parts.is_empty() {
            parts.push(Checked::new(path, "nothing in particular", shown(subject), self.matches(subject, &mut Direct)));
        }
        parts
    }

    /// The predicate as one check, with a name; its parts have its path as a prefix.
    fn whole(&self, subject: Value<'_>, path: &str, name: String) -> Checked {
        let parts = self.parts(subject, path);
        let found = passing(parts.iter().filter(|part| part.passed).count(), parts.len());
        let passed = self.matches(subject, &mut Direct);
        Checked { parts, takes_all: true, ..Checked::new(name, "all checks to pass", found, passed) }
    }

    /// The predicate as one check, of a list with an element that passes it.
    fn some(&self, list: &dyn Elements, name: &str, path: String) -> Checked {
        let (mut at, mut parts, mut met) = (0, Vec::new(), None);
        let passed = list.any(&mut |element| {
            let matches = self.matches(element, &mut Direct);
            let place = format!("{name}[{at}]");
            if matches || at < LISTED {
                let whole = self.whole(element, &path, format!("{path} on {place}"));
                if matches {
                    met = Some(place);
                    parts.clear();
                }
                parts.push(whole);
            }
            at += 1;
            matches
        });
        let found = met.unwrap_or_else(|| match list.len() {
            0 => format!("no {name}"),
            1 => format!("one in {name}, which does not pass"),
            length if length > LISTED => format!("none among {length} {name}; the first {LISTED} are shown"),
            length => format!("none among {length} {name}"),
        });
        let wanted = if self.is_empty() { "an element" } else { "an element that passes" };
        Checked { parts, ..Checked::new(path, wanted, found, passed) }
    }
}

impl Check {
    fn explain(&self, subject: Value<'_>, path: &str) -> Checked {
        let path = self.path(path);
        match (&self.test, subject.read(self.attr)) {
            (Test::Meets(predicate), found @ Value::Entity(_)) => predicate.whole(found, &path, path.clone()),
            (Test::Some(predicate), Value::List(list)) => predicate.some(list, self.subject(), path),
            (test, found) => Checked::new(path, self.wanted(), shown(found), test.matches(found, &mut Direct)),
        }
    }

    /// What is asked about, in words.
    fn subject(&self) -> &str {
        self.name.subject().unwrap_or_else(|| self.attr.name())
    }

    /// What passes, in words.
    fn wanted(&self) -> String {
        let attr = self.subject();
        match &self.test {
            Test::Equals(wanted @ (Scalar::Flag(_) | Scalar::Number(_))) if !self.name.contains(attr) => {
                format!("{} ({attr})", exactly(wanted))
            }
            Test::Equals(wanted) => exactly(wanted),
            Test::OneOf(wanted) => match &**wanted {
                [one] => exactly(one),
                several => one_of(several.iter().map(OwnedScalar::as_ref)),
            },
            Test::AtLeast(least) => format!("{least} or more"),
            Test::AtMost(most) => format!("{most} or less"),
            Test::Matches(pattern) => format!("a text in which {pattern} occurs"),
            Test::Present(true) => format!("any {attr}"),
            Test::Present(false) => format!("no {attr}"),
            Test::Meets(_) => format!("a {attr} that passes"),
            Test::Some(_) => format!("{attr} of which one passes"),
        }
    }
}

/// A wanted value in words; words and flags are met by equality only.
fn exactly(wanted: &OwnedScalar) -> String {
    match wanted.as_ref() {
        word @ (Scalar::Flag(_) | Scalar::Symbol(_)) => word.to_string(),
        value @ (Scalar::Number(_) | Scalar::Id(..) | Scalar::Text(_)) => format!("exactly {value}"),
    }
}

fn passing(some: usize, all: usize) -> String {
    format!("{some} of {all} passing")
}

/// Wanted values in words, of which one has to be there: `exactly 1`, `1 or 2`, `1, 2, 3, 4, 5 or 7 more`.
pub(crate) fn one_of(wanted: impl ExactSizeIterator<Item = impl fmt::Display>) -> String {
    let all = wanted.len();
    // The last of them is not replaced by "1 more".
    let listed = if all > LISTED + 1 { LISTED } else { all };
    let mut words = String::from(if all == 1 { "exactly " } else { "" });
    for (at, one) in wanted.take(listed).enumerate() {
        let between = match at {
            0 => "",
            _ if at + 1 == all => " or ",
            _ => ", ",
        };
        // Writing to a string does not fail.
        let _ = write!(words, "{between}{one}");
    }
    if all > listed {
        let _ = write!(words, " or {} more", all - listed);
    }
    words
}

/// What a value is, in words.
fn shown(value: Value<'_>) -> String {
    match value {
        Value::Missing => "nothing".into(),
        Value::Scalar(scalar) => scalar.to_string(),
        Value::Entity(_) => "something".into(),
        Value::List(list) => format!("a list of {}", list.len()),
    }
}

/// A text in quotation marks, its end cut off where it is long.
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, rest) = cut(self.0);
        write!(f, "{text:?}{rest}")
    }
}

/// The beginning of a text, and the mark for the rest.
fn cut(text: &str) -> (&str, &str) {
    text.char_indices().nth(SHOWN).map_or((text, ""), |(end, _)| (&text[..end], "..."))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        QuotedPattern(self.source()).fmt(f)
    }
}

/// A pattern between slashes, its end cut off where it is long.
pub(crate) struct QuotedPattern<'t>(pub(crate) &'t str);

impl fmt::Display for QuotedPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (source, rest) = cut(self.0);
        f.write_char('/')?;
        for one in source.chars() {
            // A backslash and quotation marks stay as they are, or patterns could not be read.
            match one {
                '\\' | '"' | '\'' => f.write_char(one)?,
                other => write!(f, "{}", other.escape_debug())?,
            }
        }
        write!(f, "{rest}/")
    }
}

impl fmt::Display for Scalar<&str> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Symbol(symbol) => f.write_str(symbol.name()),
            Self::Id(direction, number) => write!(f, "{} {number}", direction.name()),
            Self::Text(text) => Quoted(text).fmt(f),
        }
    }
}
