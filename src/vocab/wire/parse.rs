//! Reading JSON from text.
//!
//! Owns [`Json::parse`]. Must not know what a value means. Invariants: strict (RFC 8259); no recursion, and a bound on how deep
//! values may are nested, so that no text exhausts a stack.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::fault::Fault;
use super::json::{Json, repeated};
use super::number::Number;

/// How many lists and objects may are nested: as many as any settings admit in a free-form field, and those around it.
const MAX_DEPTH: usize = 256;

impl Json {
    /// Reads one JSON value, strictly: nothing but white space after it, no name twice in an object, no half of a surrogate
    /// pair. Numbers keep their text.
    ///
    /// Cost: O(n * log n) for a text of n bytes, without recursion.
    ///
    /// # Errors
    ///
    /// [`Fault`] says what is wrong and in which column (bytes, from 1; and the line, after the first). At most 256 lists and
    /// objects are nested.
    ///
    /// ```
    /// use tidings::Json;
    ///
    /// let fault = Json::parse(r#"{"a":1,}"#).unwrap_err();
    /// assert_eq!(fault.to_string(), "broken JSON at column 8: expected a name in quotation marks");
    /// ```
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value()?;
        parser.space();
        if parser.at < text.len() { Err(parser.fault("there is more after the value")) } else { Ok(value) }
    }
}

/// A list or an object that is not closed yet.
enum Open {
    List(Vec<Json>),
    /// The entries, and the name of the value that is read now.
    Object(Vec<(String, Json)>, String),
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips this byte, where it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn fault(&self, what: &str) -> Fault {
        let before = &self.text.as_bytes()[..self.at.min(self.text.len())];
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        match before.iter().filter(|byte| **byte == b'\n').count() {
            0 => Fault::new(format_args!("broken JSON at column {column}: {what}")),
            lines => Fault::new(format_args!("broken JSON at line {} column {column}: {what}", lines + 1)),
        }
    }

    fn value(&mut self) -> Result<Json, Fault> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            // One value, or the beginning of a list or an object.
            self.space();
            let mut value = match self.peek() {
                Some(b'[' | b'{') if open.len() == MAX_DEPTH => {
                    return Err(self.fault(&format!("more than {MAX_DEPTH} lists and objects within each other")));
                }
                Some(b'[') => {
                    self.at += 1;
                    self.space();
                    if !self.skip(b']') {
                        open.push(Open::List(Vec::new()));
                        continue;
                    }
                    Json::List(Vec::new())
                }
                Some(b'{') => {
                    self.at += 1;
                    self.space();
                    if !self.skip(b'}') {
                        let name = self.name()?;
                        open.push(Open::Object(Vec::new(), name));
                        continue;
                    }
                    Json::Object(Vec::new())
                }
                Some(b'"') => Json::Text(self.string()?),
                Some(b'-' | b'0'..=b'9') => Json::Number(self.number()?),
                _ => self.word()?,
            };
            // The value around it, and whatever ends with it.
            loop {
                let Some(around) = open.pop() else { return Ok(value) };
                self.space();
                match around {
                    Open::List(mut values) => {
                        values.push(value);
                        if self.skip(b',') {
                            open.push(Open::List(values));
                            break;
                        }
                        if !self.skip(b']') {
                            return Err(self.fault("expected `,` or `]`"));
                        }
                        value = Json::List(values);
                    }
                    Open::Object(mut entries, name) => {
                        entries.push((name, value));
                        if self.skip(b',') {
                            self.space();
                            let name = self.name()?;
                            open.push(Open::Object(entries, name));
                            break;
                        }
                        if !self.skip(b'}') {
                            return Err(self.fault("expected `,` or `}`"));
                        }
                        if let Some(name) = repeated(&entries) {
                            return Err(Fault::new(format_args!("duplicate field `{name}`")));
                        }
                        value = Json::Object(entries);
                    }
                }
            }
        }
    }

    /// A name and its colon.
    fn name(&mut self) -> Result<String, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("expected a name in quotation marks"));
        }
        let name = self.string()?;
        self.space();
        if self.skip(b':') { Ok(name) } else { Err(self.fault("expected `:`")) }
    }

    fn word(&mut self) -> Result<Json, Fault> {
        let rest = &self.text.as_bytes()[self.at..];
        let words = [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))];
        for (word, value) in words {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault(if rest.is_empty() { "it ends before the value is complete" } else { "expected a value" }))
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.fault("expected a digit")) }
    }

    fn number(&mut self) -> Result<Number, Fault> {
        let start = self.at;
        self.skip(b'-');
        if !self.skip(b'0') {
            self.digits()?;
        } else if let Some(b'0'..=b'9') = self.peek() {
            return Err(self.fault("a number does not begin with 0"));
        }
        if self.skip(b'.') {
            self.digits()?;
        }
        if self.skip(b'e') || self.skip(b'E') {
            let _ = self.skip(b'+') || self.skip(b'-');
            self.digits()?;
        }
        Ok(Number::from_text(&self.text[start..self.at]))
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while self.peek().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
                self.at += 1;
            }
            string.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.fault("a control character in a string has to be escaped")),
                None => return Err(self.fault("a string has no end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => {
                self.at -= 1;
                return Err(self.fault("unknown escape in a string"));
            }
        })
    }

    /// Four hexadecimal digits, or eight of a surrogate pair with `\u` between them.
    fn code_point(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let mut code = self.hex()?;
        if (0xD800..0xDC00).contains(&code) && self.skip(b'\\') && self.skip(b'u') {
            let low = self.hex()?;
            if (0xDC00..0xE000).contains(&low) {
                code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
        }
        char::from_u32(code).ok_or_else(|| {
            self.at = start;
            self.fault("half of a surrogate pair is no character")
        })
    }

    fn hex(&mut self) -> Result<u32, Fault> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(self.fault("expected four hexadecimal digits"));
        }
        self.at += 4;
        Ok(digits.iter().fold(0, |code, digit| code * 16 + char::from(*digit).to_digit(16).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn n2_what_is_read_is_written_to_the_letter() {
        for text in [
            "0",
            "-0",
            "1",
            "-1",
            "1.0",
            "1.10",
            "1e5",
            "1E+05",
            "-0.0",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "12345678901234567890123",
            "3.141592653589793238462643",
            "1e999",
            "null",
            "true",
            "false",
            "\"\"",
            "[]",
            "{}",
            "[null,[],{}]",
            r#"{"b":1,"a":null,"":""}"#,
            r#""\u0001\n\"\\é👍""#,
        ] {
            assert_eq!(Json::parse(text).map(|json| json.to_string()), Ok(text.to_string()));
        }
        let spaced = Json::parse(" [ 1 , { \"a\" : [ ] } ]\r\n\t").unwrap();
        assert_eq!(spaced.to_string(), r#"[1,{"a":[]}]"#);
        assert_eq!(Json::parse(r#""\ud83d\udc4d\/\b\f""#), Ok("👍/\u{8}\u{C}".into()));
        assert_eq!(Json::parse("1e400").unwrap(), Json::Number(Number::from_text("1e400")));
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_column() {
        for (text, column) in [
            ("", 1),
            (" ", 2),
            ("nul", 1),
            ("[1,]", 4),
            ("[1 2]", 4),
            ("{\"a\"}", 5),
            ("{a:1}", 2),
            ("01", 2),
            ("1.", 3),
            (".5", 1),
            ("+1", 1),
            ("-", 2),
            ("1e", 3),
            ("\"a", 3),
            ("\"\n\"", 2),
            ("\"\\x\"", 3),
            ("\"\\u12\"", 4),
            ("\"\\ud800\"", 4),
            ("\"\\udc00\"", 4),
            ("\"\\ud800\\u0041\"", 4),
            ("1 1", 3),
            ("NaN", 1),
            ("[", 2),
            ("{", 2),
            ("'a'", 1),
            ("\u{feff}1", 1),
            ("[1]]", 4),
        ] {
            let message = Json::parse(text).unwrap_err().to_string();
            assert!(message.starts_with(&format!("broken JSON at column {column}: ")), "{text}: {message}");
        }
        let message = Json::parse("{\n \"a\": x}").unwrap_err().to_string();
        assert_eq!(message, "broken JSON at line 2 column 7: expected a value");
        assert_eq!(Json::parse(r#"{"a":{"b":1,"b":1}}"#).unwrap_err().to_string(), "duplicate field `b`");
    }

    #[test]
    fn nesting_is_bounded_however_long_the_text_is() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(Json::parse(&nested(MAX_DEPTH)).unwrap().depth(), MAX_DEPTH as u64);
        let message = Json::parse(&nested(MAX_DEPTH + 1)).unwrap_err().to_string();
        assert_eq!(message, "broken JSON at column 257: more than 256 lists and objects within each other");
        assert!(Json::parse(&"[{\"a\":".repeat(1_000_000)).is_err());
    }
}
