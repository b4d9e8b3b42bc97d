//! A value as it is written, without a copy.
//!
//! Owns [`View`], through which every type is written, and how it becomes the text of JSON. Must not know a type. Invariant: what
//! is written here is what [`Json::parse`] reads.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::Wire;
use super::json::Json;

/// A value as it is written. Objects and lists are visited, so that nothing is collected.
#[derive(Clone, Copy)]
pub(crate) enum View<'v> {
    Flag(bool),
    Whole(u64),
    Float(f64),
    Text(&'v str),
    /// A text of which there are few: a name, or a word of an enumeration.
    Word(&'v str),
    Json(&'v Json),
    List(&'v dyn Elements),
    Object(&'v dyn Fields),
}

/// The elements of a list, in order.
pub(crate) trait Elements {
    fn count(&self) -> usize;
    fn each(&self, visit: &mut dyn FnMut(View<'_>));
}

/// The fields of an object, in order; what is left out is not visited.
pub(crate) trait Fields {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>));
}

/// What an object consists of, where it is not a struct of that form.
impl<F: Fn(&mut dyn FnMut(&str, View<'_>))> Fields for F {
    fn each(&self, visit: &mut dyn FnMut(&str, View<'_>)) {
        self(visit);
    }
}

impl<T: Wire> Elements for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, visit: &mut dyn FnMut(View<'_>)) {
        self.iter().for_each(|element| visit(element.view()));
    }
}

impl View<'_> {
    /// The same as a value of its own.
    pub(crate) fn to_json(self) -> Json {
        match self {
            Self::Flag(flag) => flag.into(),
            Self::Whole(number) => number.into(),
            Self::Float(number) => number.into(),
            Self::Text(text) | Self::Word(text) => text.into(),
            Self::Json(json) => json.clone(),
            Self::List(list) => {
                let mut values = Vec::with_capacity(list.count());
                list.each(&mut |value| values.push(value.to_json()));
                Json::List(values)
            }
            Self::Object(object) => {
                let mut entries = Vec::new();
                object.each(&mut |name, value| entries.push((name.into(), value.to_json())));
                Json::Object(entries)
            }
        }
    }
}

/// The text of JSON, without white space.
impl fmt::Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::Float(number) if number.is_finite() => write!(f, "{number:?}"),
            Self::Float(_) => f.write_str("null"),
            Self::Text(text) | Self::Word(text) => quote(text, f),
            Self::Json(json) => json.fmt(f),
            Self::List(list) => {
                let (mut before, mut done) = ('[', Ok(()));
                list.each(&mut |value| {
                    done = done.and_then(|()| write!(f, "{before}{value}"));
                    before = ',';
                });
                done?;
                f.write_str(if before == '[' { "[]" } else { "]" })
            }
            Self::Object(object) => {
                let (mut before, mut done) = ('{', Ok(()));
                object.each(&mut |name, value| {
                    done = done.and_then(|()| {
                        f.write_char(before)?;
                        quote(name, f)?;
                        write!(f, ":{value}")
                    });
                    before = ',';
                });
                done?;
                f.write_str(if before == '{' { "{}" } else { "}" })
            }
        }
    }
}

/// The text of JSON, without white space. Without recursion.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// What is written before a value: its name, where it is in an object.
        type Named<'j> = (Option<&'j str>, &'j Json);

        // What is left of each list and object that is not closed yet, with the bracket that closes it.
        let mut open: Vec<(Box<dyn Iterator<Item = Named<'_>> + '_>, char)> = Vec::new();
        let mut value = self;
        loop {
            match value {
                Self::Null => f.write_str("null")?,
                Self::Bool(flag) => write!(f, "{flag}")?,
                Self::Number(number) => number.fmt(f)?,
                Self::Text(text) => quote(text, f)?,
                Self::List(values) => {
                    f.write_char('[')?;
                    open.push((Box::new(values.iter().map(|value| (None, value))), ']'));
                }
                Self::Object(entries) => {
                    f.write_char('{')?;
                    open.push((Box::new(entries.iter().map(|(name, value)| (Some(name.as_str()), value))), '}'));
                }
            }
            let mut is_first = matches!(value, Self::List(_) | Self::Object(_));
            value = loop {
                let Some((rest, bracket)) = open.last_mut() else { return Ok(()) };
                if let Some((name, next)) = rest.next() {
                    if !is_first {
                        f.write_char(',')?;
                    }
                    if let Some(name) = name {
                        quote(name, f)?;
                        f.write_char(':')?;
                    }
                    break next;
                }
                f.write_char(*bracket)?;
                open.pop();
                is_first = false;
            };
        }
    }
}

/// A string in quotation marks, with what has to be escaped.
fn quote(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0C => "\\f",
            0..0x20 => "",
            _ => continue,
        };
        f.write_str(&text[written..at])?;
        if escape.is_empty() {
            write!(f, "\\u{byte:04x}")?;
        } else {
            f.write_str(escape)?;
        }
        written = at + 1;
    }
    f.write_str(&text[written..])?;
    f.write_char('"')
}
