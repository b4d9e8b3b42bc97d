//! Turning a check over.
//!
//! Owns what is changed in a pair so that a failed check passes, from its path, its words and the form of the interest alone. Must
//! not know what else is asked. Invariant: whoever turns a check on the interest changes nothing of the event, so the others
//! stand as they were.

use serde_json::{Value, json};
use tidings::{Checked, Verdict};

use super::ask::{Pair, explain};
use super::tree::{Sort, sort};

/// What was changed to turn a check over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum How {
    /// The value at the very path.
    Value,
    /// The field beside it that says the opposite.
    OtherField,
    /// The event, because no value of the field would do.
    Event,
    /// Nothing else would do: the field is gone.
    Removed,
}

/// Turns one failed check over; returns how, and the path that it has afterwards.
pub(crate) fn invert(pair: &mut Pair, check: &Checked) -> (How, String) {
    let (how, path) = on_interest(pair, check);
    if how == How::Removed && on_event(pair, check) {
        return (How::Event, path);
    }
    strip(&mut pair.interest);
    (how, path)
}

/// Turns over all failed checks on the interest, so far as they are told; false where there may be more than are told.
pub(crate) fn invert_all(pair: &mut Pair, verdict: &Verdict) -> bool {
    verdict.failed().for_each(|check| pass(pair, check));
    strip(&mut pair.interest);
    verdict.failed().all(|check| check.path != "kind")
}

/// Makes a failed check pass, with all it takes.
fn pass(pair: &mut Pair, check: &Checked) {
    let failed = || check.parts.iter().filter(|part| !part.passed);
    match sort(check) {
        Sort::All => failed().for_each(|part| pass(pair, part)),
        Sort::AnyOf if !check.parts.is_empty() => {
            // The first alternative: all that is told of it.
            let first = format!("{}[0]", check.path);
            failed().filter(|part| part.path.starts_with(&first)).for_each(|part| pass(pair, part));
        }
        Sort::Elements if !check.parts.is_empty() => pass(pair, &check.parts[0]),
        Sort::AnyOf | Sort::Elements | Sort::Not | Sort::Value => drop(on_interest(pair, check)),
    }
}

/// Changes the interest at the path of a check. What has to go becomes `null`, for [`strip`].
fn on_interest(pair: &mut Pair, check: &Checked) -> (How, String) {
    let Checked { path, wanted, found, .. } = check;
    let same = |how| (how, path.clone());
    match path.as_str() {
        "kind" => {
            pair.interest = json!({"kind": found});
            return same(How::Value);
        }
        "audience" => {
            pair.holder = text(found);
            return same(How::Value);
        }
        _ => {}
    }
    match sort(check) {
        Sort::Not => {
            fail(&mut pair.interest, &check.parts[0]);
            return same(How::Value);
        }
        Sort::AnyOf => {
            *at(&mut pair.interest, path) = json!([{}]);
            return same(How::Value);
        }
        Sort::Value | Sort::All | Sort::Elements => {}
    }
    if !path.contains('.') && at(&mut pair.interest, path).is_array() {
        at(&mut pair.interest, path).as_array_mut().unwrap().push(id(found));
        let mut tried = pair.clone();
        strip(&mut tried.interest);
        if explain(&tried).is_some() {
            return same(How::Value);
        }
        // It takes outbound ones only, and this one is not.
    } else if let Some(value) = met_by(at(&mut pair.interest, path), wanted, found) {
        *at(&mut pair.interest, path) = value;
        return same(How::Value);
    } else if let Some((field, value)) = opposite(path, found) {
        return (How::OtherField, exchange(&mut pair.interest, path, field, value));
    }
    *at(&mut pair.interest, path) = Value::Null;
    same(How::Removed)
}

/// The value in place of `asked` that `found` meets, if there is one.
fn met_by(requested: &Value, wanted: &str, found: &str) -> Option<Value> {
    match requested {
        Value::Number(_) => found.parse::<u64>().ok().map(Value::from),
        Value::Object(_) if found.contains(' ') && wanted.starts_with("exactly ") => Some(id(found)),
        Value::String(_) if wanted.starts_with("a text in which ") => {
            let text = text(found);
            Some(if text.is_empty() { "^$".into() } else { regex::escape(&text).into() })
        }
        Value::String(_) if wanted.starts_with("exactly \"") => Some(text(found).into()),
        Value::String(word) => word_met_by(word, found).map(Value::from),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn word_met_by(requested: &str, found: &str) -> Option<String> {
    let word = match (requested, found) {
        (_, "true" | "false") => return Some(negated(requested)),
        (_, "an image") => "IMAGE",
        (_, "a video") => "VIDEO",
        (_, "audio") => "AUDIO",
        (_, "a link preview") => "LINK_PREVIEW",
        (_, "something else") => "NOT_LINK_PREVIEW",
        ("HAVE" | "IS_SEND" | "IS_SHARING" | "IS_SHARING_FINISHED", "nothing") => "HAVE_NOT",
        ("HAVE_NOT" | "IS_SEND" | "IS_SHARING" | "IS_SHARING_FINISHED", "UNSPECIFIED") => "HAVE",
        ("HAVE_NOT" | "IS_SEND" | "IS_SHARING" | "IS_SHARING_FINISHED", _) => return Some(format!("IS_{found}")),
        (_, "UNSPECIFIED") => return None,
        (_, word) => word,
    };
    Some(word.into())
}

/// The word that says the opposite, of those that say yes or no.
fn negated(word: &str) -> String {
    match word {
        "CAN" => "CANNOT".into(),
        "CANNOT" => "CAN".into(),
        "MANAGED" => "NOT_MANAGED".into(),
        "NOT_MANAGED" => "MANAGED".into(),
        word => word.strip_suffix("_NOT").map_or_else(|| format!("{word}_NOT"), str::to_owned),
    }
}

/// The field that asks for the opposite, where it is another one.
fn opposite(path: &str, found: &str) -> Option<(&'static str, Value)> {
    match path.rsplit('.').next()? {
        "reacted_by_me" if found == "0" => Some(("reacted_by_contact_id", json!(1))),
        "reacted_by_me" => Some(("reacted_by_contact_id", json!(found.parse::<u64>().unwrap()))),
        "do_not_reply_to_a_message" => Some(("reply_to_a_message", json!(true))),
        "reply_to_a_message" | "replied_message_id" => Some(("do_not_reply_to_a_message", json!(true))),
        _ => None,
    }
}

/// Puts another field in the place of one; returns its path.
fn exchange(interest: &mut Value, path: &str, field: &str, value: Value) -> String {
    let (above, _) = path.rsplit_once('.').unwrap();
    *at(interest, path) = Value::Null;
    at(interest, above).as_object_mut().unwrap().insert(field.into(), value);
    format!("{above}.{field}")
}

/// Makes a check that passes fail, on the interest.
fn fail(interest: &mut Value, check: &Checked) {
    let Checked { path, wanted, found, .. } = check;
    let none = json!({"any_of": []});
    match sort(check) {
        Sort::All if check.parts[0].path != *path => fail(interest, &check.parts[0]),
        Sort::AnyOf => *at(interest, path) = json!([]),
        Sort::Not => *at(interest, path) = json!({}),
        Sort::All | Sort::Elements => *at(interest, path) = none,
        Sort::Value if wanted == "nothing in particular" => *at(interest, path) = none,
        Sort::Value => {
            let field = path.rsplit('.').next().unwrap();
            let of_discussions = interest["kind"].as_str().unwrap().starts_with("Discussion");
            let value = at(interest, path);
            match value {
                Value::Number(_) if field.starts_with("min_") && found != &u64::MAX.to_string() => {
                    *value = json!(u64::MAX)
                }
                Value::Number(_) if field.starts_with("max_") && found != "0" => *value = json!(0),
                // No number is below 0 or above the greatest: this one always passes.
                Value::Number(_) if field.starts_with("m") => {
                    above(interest, path).extend([("any_of".into(), json!([]))])
                }
                Value::Number(number) => *value = json!(number.as_u64().unwrap().wrapping_add(1)),
                Value::Object(_) => *value = json!({"type": "INBOUND", "id": 77}),
                Value::Bool(_) => {
                    let (field, value) = opposite(path, found).unwrap();
                    exchange(interest, path, field, value);
                }
                Value::String(pattern) if wanted.starts_with("a text in which ") => *pattern = r"\x00never".into(),
                Value::String(text) if wanted.starts_with("exactly \"") => text.push('x'),
                Value::String(word) => *word = unmet_by(word, found, of_discussions),
                other @ (Value::Null | Value::Array(_)) => panic!("{path}: {other}: say here how it is made to fail"),
            }
        }
    }
}

fn above<'i>(interest: &'i mut Value, path: &str) -> &'i mut serde_json::Map<String, Value> {
    at(interest, path.rsplit_once('.').unwrap().0).as_object_mut().unwrap()
}

/// Another word, which `found` does not meet.
fn unmet_by(word: &str, found: &str, of_discussions: bool) -> String {
    let other = match (word, found) {
        (_, "true" | "false") => return negated(word),
        ("HAVE_NOT", _) => "HAVE",
        ("HAVE" | "IS_SEND" | "IS_SHARING" | "IS_SHARING_FINISHED", _) => "HAVE_NOT",
        (_, "a link preview") => "AUDIO",
        (_, "an image" | "a video" | "audio" | "something else") => "LINK_PREVIEW",
        ("INBOUND", _) => "OUTBOUND",
        ("OUTBOUND", _) => "INBOUND",
        ("STANDARD", _) => "ADVANCED",
        ("ADVANCED" | "CONTROLLED" | "READ_ONLY", _) => "STANDARD",
        ("OTO", _) => "GROUP",
        ("INVITATION" | "ONE_TO_ONE", _) => "INTRODUCTION",
        ("INTRODUCTION", _) => "INVITATION",
        ("GROUP", _) => {
            if of_discussions {
                "OTO"
            } else {
                "INVITATION"
            }
        }
        ("INVITATION_STATUS_IN_PROGRESS", _) => "INTRODUCTION_WAIT_IT_TO_ACCEPT",
        (status, _) if status.contains("_WAIT_") => "INVITATION_STATUS_IN_PROGRESS",
        (word, _) => panic!("{word}: say here what else there is"),
    };
    other.into()
}

/// Changes the event so that a check passes which no value of its field could make pass.
fn on_event(pair: &mut Pair, check: &Checked) -> bool {
    let (path, kind) = (check.path.as_str(), pair.event["kind"].as_str().unwrap().to_owned());
    let field = path.rsplit('.').next().unwrap();
    if sort(check) == Sort::Elements {
        // One element, and a filter that takes any.
        let list = field.split("_filters").next().unwrap().to_owned() + "s";
        let about = if kind.starts_with("Group") { "group" } else { "message" };
        pair.event[about][list] = json!([{}]);
        *at(&mut pair.interest, path) = json!({});
        return true;
    }
    let word = || check.wanted.as_str().into();
    let (place, value) = match (field, kind.as_bytes()) {
        ("message_ids", [b'M', ..]) => ("/message/id", words_id(&check.wanted)),
        ("message_ids", _) => ("/attachment/message_id", words_id(&check.wanted)),
        ("type", [b'M', ..]) => ("/message/id/type", word()),
        ("type", [b'A', ..]) => ("/attachment/id/type", word()),
        ("type", [b'G', ..]) => ("/group/type", word()),
        ("status", _) => ("/invitation/status", word()),
        _ => return false,
    };
    supply(&mut pair.event, place, value.clone());
    *at(&mut pair.interest, path) = if field == "message_ids" { json!([value]) } else { value };
    true
}

/// The first id of those that are wanted, if it can be one that was sent.
fn words_id(wanted: &str) -> Value {
    let first = wanted.trim_start_matches("exactly ").split([',']).next().unwrap().split(" or ").next().unwrap();
    id(first)
}

/// Sets a value in the event, with the objects on the way to it.
fn supply(event: &mut Value, place: &str, value: Value) {
    let mut here = event;
    for step in place.split('/').skip(1) {
        here = here.as_object_mut().unwrap().entry(step).or_insert_with(|| json!({}));
    }
    *here = value;
}

/// What stands at a path of the interest, as explanations write it.
fn at<'i>(interest: &'i mut Value, path: &str) -> &'i mut Value {
    let pointer = format!("/{}", path.replace("].", "/").replace(['.', '['], "/").replace(']', ""));
    interest.pointer_mut(&pointer).unwrap_or_else(|| panic!("{path} is no path of the interest"))
}

/// Takes away what has become `null`.
fn strip(value: &mut Value) {
    match value {
        Value::Array(values) => {
            values.retain(|value| !value.is_null());
            values.iter_mut().for_each(strip);
        }
        Value::Object(entries) => {
            entries.retain(|_, value| !value.is_null());
            entries.values_mut().for_each(strip);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An id as explanations show it: a number, or one with its direction.
fn id(shown: &str) -> Value {
    match shown.split_once(' ') {
        Some((direction, number)) => json!({"type": direction, "id": number.parse::<u64>().unwrap()}),
        None => json!(shown.parse::<u64>().unwrap()),
    }
}

/// A text as explanations show it, without its quotation marks.
fn text(shown: &str) -> String {
    let inner = shown.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).expect("a whole text is shown");
    let mut text = String::new();
    let mut rest = inner.chars();
    while let Some(one) = rest.next() {
        match one {
            '\\' => match rest.next().expect("something is escaped") {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'u' => {
                    let code: String = rest.by_ref().skip(1).take_while(|one| *one != '}').collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap());
                }
                escaped => text.push(escaped),
            },
            one => text.push(one),
        }
    }
    text
}
