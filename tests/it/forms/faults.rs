//! Forms with one fault each.
//!
//! Owns [`faulty`], which makes of one good form all its faulty ones. Must not know what any field means. Invariant: a faulty
//! form differs from the good one in a single place, and is told with the name of the field that is wrong.

use serde_json::{Value, json};

/// What can be wrong with a value, or with an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// An object with a field that nobody knows.
    UnknownField,
    /// A field twice.
    Duplicate,
    Null,
    Negative,
    Fraction,
    /// A number beyond 64 bits.
    TooLarge,
    /// A word that the enumeration does not have.
    UnknownWord,
    /// A word as the name of a field, as enumerations with a payload are written.
    WordAsObject,
    /// A value of another type.
    WrongType,
    /// An object as the list of its values.
    ObjectAsList,
}

const FAULTS: [Fault; 10] = [
    Fault::UnknownField,
    Fault::Duplicate,
    Fault::Null,
    Fault::Negative,
    Fault::Fraction,
    Fault::TooLarge,
    Fault::UnknownWord,
    Fault::WordAsObject,
    Fault::WrongType,
    Fault::ObjectAsList,
];

/// A form with a fault: what is wrong, the field that it stands in, and the text.
#[derive(Debug)]
pub(crate) struct Faulty {
    pub(crate) fault: Fault,
    pub(crate) field: String,
    pub(crate) text: String,
}

/// All forms that differ from the object with these fields by one fault, at any depth.
pub(crate) fn faulty(fields: &[(String, Value)]) -> Vec<Faulty> {
    let mut all = Vec::new();
    spoil_object(fields, "", &|text| text, &mut all);
    all
}

type Around<'a> = &'a dyn Fn(String) -> String;

/// Spoils an object and everything in it. `around` puts what it is replaced by where it stands.
fn spoil_object(fields: &[(String, Value)], field: &str, around: Around<'_>, all: &mut Vec<Faulty>) {
    let texts: Vec<String> = fields.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    let object = |texts: &[String]| around(format!("{{{}}}", texts.join(",")));
    let mut add = |fault, field: &str, text| all.push(Faulty { fault, field: field.into(), text });

    for at in 0..=texts.len() {
        let mut texts = texts.clone();
        texts.insert(at, r#""surprise":1"#.into());
        add(Fault::UnknownField, "surprise", object(&texts));
    }
    if !field.is_empty() {
        let values: Vec<String> = fields.iter().map(|(_, value)| value.to_string()).collect();
        add(Fault::ObjectAsList, field, around(format!("[{}]", values.join(","))));
        add(Fault::ObjectAsList, field, around("[]".into()));
    }
    for (at, (name, _)) in fields.iter().enumerate() {
        let mut texts = texts.clone();
        texts.push(texts[at].clone());
        add(Fault::Duplicate, name, object(&texts));
    }
    for (at, (name, value)) in fields.iter().enumerate() {
        let around = |text: String| {
            let mut texts = texts.clone();
            texts[at] = format!("{}:{text}", json!(name));
            object(&texts)
        };
        spoil(value, name, &around, all);
    }
}

fn spoil(value: &Value, field: &str, around: Around<'_>, all: &mut Vec<Faulty>) {
    for fault in FAULTS {
        if let Some(text) = replaced(value, fault) {
            all.push(Faulty { fault, field: field.into(), text: around(text) });
        }
    }
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> = fields.clone().into_iter().collect();
            spoil_object(&fields, field, around, all);
        }
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                let around = |text: String| {
                    let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
                    texts[at] = text;
                    around(format!("[{}]", texts.join(",")))
                };
                spoil(value, field, &around, all);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What stands there instead, where that fault is one for the value.
fn replaced(value: &Value, fault: Fault) -> Option<String> {
    let is_whole = value.is_u64();
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let word = value.as_str().filter(|word| is_word(word));
    let text: String = match fault {
        Fault::Null => "null".into(),
        Fault::Negative if is_whole => "-1".into(),
        Fault::Fraction if is_whole => "1.5".into(),
        Fault::TooLarge if is_whole => "18446744073709551616".into(),
        Fault::UnknownWord => word.map(|word| json!(word.to_lowercase()).to_string())?,
        Fault::WordAsObject => word.map(|word| json!({word: null}).to_string())?,
        Fault::WrongType => match value {
            Value::Null => return None,
            Value::Bool(_) => "0".into(),
            Value::Number(number) => json!(number.to_string()).to_string(),
            Value::String(_) => "1".into(),
            Value::Array(_) => "{}".into(),
            Value::Object(_) => "\"\"".into(),
        },
        Fault::Negative | Fault::Fraction | Fault::TooLarge => return None,
        // Made where the whole object is at hand.
        Fault::UnknownField | Fault::Duplicate | Fault::ObjectAsList => return None,
    };
    Some(text)
}
