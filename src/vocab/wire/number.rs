//! A number of JSON, as it was written.
//!
//! Owns [`Number`]. Must not compute with it. Invariant: the text is kept verbatim, and equality is that of the texts: `1`
//! and `1.0` are two numbers.

use alloc::boxed::Box;
use alloc::format;
#[cfg(feature = "serde")]
use alloc::string::String;
use core::fmt;

/// A number of JSON, as it was written (N2): `1`, `1.0` and `1e0` are three numbers, though [`as_f64`](Self::as_f64) is the same.
///
/// Whole numbers of 64 bits take no memory of their own.
///
/// ```
/// use tidings::Json;
///
/// let long = Json::parse("3.141592653589793238462643")?;
/// assert_eq!(long.to_string(), "3.141592653589793238462643");
/// # Ok::<(), tidings::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Digits);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Digits {
    /// As written without a sign.
    Whole(u64),
    /// Below 0, as written with a sign.
    Negative(i64),
    /// Whatever is not written as the two above are.
    Text(Box<str>),
}

impl Number {
    /// The number with this text, which must be one of JSON, or one that a binary format had and JSON has no word for.
    pub(super) fn from_text(text: &str) -> Self {
        // The text is the value only where the number has a single spelling.
        let plain = text.len() == 1 || !text.starts_with(['0', '+']);
        if let (Ok(whole), true) = (text.parse(), plain) {
            return Self(Digits::Whole(whole));
        }
        match text.parse() {
            Ok(negative) if !text.starts_with("-0") && text.starts_with('-') => Self(Digits::Negative(negative)),
            _ => Self(Digits::Text(text.into())),
        }
    }

    /// The value, where it is written as a whole number from 0 to 2^64-1.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        if let Digits::Whole(number) = self.0 { Some(number) } else { None }
    }

    /// The value, where it is written as a whole number from -2^63 to 2^63-1.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Digits::Whole(number) => i64::try_from(number).ok(),
            Digits::Negative(number) => Some(number),
            Digits::Text(_) => None,
        }
    }

    /// The nearest number of 64 bits with a fraction; infinite where it is too large.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest one is asked for")]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Digits::Whole(number) => *number as f64,
            Digits::Negative(number) => *number as f64,
            Digits::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// Whether it is written as a whole number, however many digits it has.
    pub(super) fn is_whole(&self) -> bool {
        match &self.0 {
            Digits::Whole(_) | Digits::Negative(_) => true,
            Digits::Text(text) => text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
        }
    }

    /// As it was written, also what JSON has no word for.
    #[cfg(feature = "serde")]
    pub(super) fn text(&self) -> String {
        match &self.0 {
            Digits::Whole(_) | Digits::Negative(_) => format!("{self}"),
            Digits::Text(text) => (**text).into(),
        }
    }

    /// Whether JSON has a word for it; it has none for `NaN`, which a binary format may give.
    pub(super) fn is_json(&self) -> bool {
        !matches!(&self.0, Digits::Text(text) if !text.ends_with(|last: char| last.is_ascii_digit()))
    }

    /// How many bytes its text has.
    pub(super) fn text_bytes(&self) -> usize {
        match &self.0 {
            Digits::Whole(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
            Digits::Negative(number) => number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 2,
            Digits::Text(text) => text.len(),
        }
    }
}

impl fmt::Display for Number {
    /// As it was written; `null` for what JSON has no word for, as `NaN`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Digits::Whole(number) => write!(f, "{number}"),
            Digits::Negative(number) => write!(f, "{number}"),
            Digits::Text(text) => f.write_str(if self.is_json() { text } else { "null" }),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self(Digits::Whole(number))
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        u64::try_from(number).map_or(Self(Digits::Negative(number)), Self::from)
    }
}

impl From<f64> for Number {
    /// The shortest text that is read as this number; `NaN`, `inf` and `-inf` have none in JSON and are written as `null`.
    fn from(number: f64) -> Self {
        Self(Digits::Text(format!("{number:?}").into_boxed_str()))
    }
}
