//! An interest in two parts: what it has in common with many others, and its numbers and texts.
//!
//! Owns [`Written`], which divides what an interest has beside its count, and [`fill`], which makes one of the parts again. Must not
//! know where they are kept, nor what the interest is lowered to. Invariant: what comes back is equal to what went in.
//!
//! The outline is the CBOR of the interest, with holes: simple values that CBOR has no meaning for. In the order of the holes, the
//! values are written as those of conditions are: they are the same bytes where the interest has no pattern and no list out of order.
//! Lists and objects say how many they have in five bytes, since that is written when they end. A list whose elements have one outline
//! is that outline as a byte string; how many they are is a value.

use alloc::vec::Vec;

use crate::predicate::{Bytes, Reader};
use crate::vocab::Interest;
use crate::vocab::wire::cbor::{self, Head};
use crate::vocab::wire::{Elements, Fields, View};

/// The holes: a number, a text, any value in CBOR.
const NUMBER: u8 = 0;
const TEXT: u8 = 1;
const VALUE: u8 = 2;

/// The size of a number of four bytes, in the lower five bits of the byte before it.
const FOUR_BYTES: u8 = 26;

/// So many bytes of an outline take no allocation.
const FEW: usize = 160;

/// How many bytes say what a list or an object begins with.
const HEAD: usize = 5;

/// An interest that was written, in two parts.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(super) outline: Bytes<FEW>,
    pub(super) values: Bytes,
}

impl Written {
    /// Writes an interest; it is used once. Recurses into nested filters, so the depth of the interest was checked before.
    pub(super) fn write(&mut self, interest: &Interest) {
        let content = |visit: &mut dyn FnMut(&str, View<'_>)| interest.visit_content(0, visit);
        self.object(&content);
    }

    /// Whether there is nothing beside the kind and the count.
    pub(super) fn is_empty(&self) -> bool {
        self.outline.len() <= HEAD
    }

    fn view(&mut self, view: View<'_>) {
        match view {
            View::Flag(flag) => self.simple(20 + u8::from(flag)),
            View::Whole(number) => {
                self.simple(NUMBER);
                self.values.number(number);
            }
            View::Text(text) => {
                self.simple(TEXT);
                self.values.sized(text.as_bytes());
            }
            View::Word(word) => self.word(word),
            View::Float(_) | View::Json(_) => {
                let mut bytes = Vec::new();
                cbor::write(&view, &mut bytes);
                self.simple(VALUE);
                self.values.sized(&bytes);
            }
            View::List(list) => self.list(list),
            View::Object(object) => self.object(object),
        }
    }

    fn simple(&mut self, value: u8) {
        self.outline.push(cbor::SIMPLE << 5 | value);
    }

    fn word(&mut self, word: &str) {
        match word.len() {
            few @ 0..24 => self.outline.push(cbor::TEXT << 5 | few as u8),
            many => {
                let at = self.begin();
                self.end(at, cbor::TEXT, many);
            }
        }
        self.outline.extend(word.as_bytes());
    }

    /// Makes room for a head that [`end`](Self::end) writes, and returns where that is.
    fn begin(&mut self) -> usize {
        self.outline.extend(&[0; HEAD]);
        self.outline.len() - HEAD
    }

    fn end(&mut self, at: usize, sort: u8, number: usize) {
        let head = &mut self.outline.as_mut_slice()[at..at + HEAD];
        head[0] = sort << 5 | FOUR_BYTES;
        head[1..].copy_from_slice(&(number as u32).to_be_bytes());
    }

    fn object(&mut self, object: &dyn Fields) {
        let (at, mut fields) = (self.begin(), 0);
        object.each(&mut |name, value| {
            self.word(name);
            self.view(value);
            fields += 1;
        });
        self.end(at, cbor::OBJECT, fields);
    }

    fn list(&mut self, list: &dyn Elements) {
        self.values.number(list.count() as u64);
        let at = self.begin();
        let first = self.outline.len();
        // Whether all up to now have the outline of the first one.
        let (mut are_alike, mut elements) = (true, 0);
        list.each(&mut |element| {
            let begin = self.outline.len();
            self.view(element);
            if elements > 0 && are_alike {
                let (before, this) = self.outline.as_slice()[first..].split_at(begin - first);
                if before == this {
                    self.outline.truncate(begin);
                } else {
                    // Those before it are written one by one as well.
                    are_alike = false;
                    let all = [&before.repeat(elements), this].concat();
                    self.outline.truncate(first);
                    self.outline.extend(&all);
                }
            }
            elements += 1;
        });
        if are_alike {
            self.end(at, cbor::BYTES, self.outline.len() - first);
        } else {
            self.end(at, cbor::LIST, elements);
        }
    }
}

/// Appends the CBOR of an outline with these values in its holes.
pub(super) fn fill(mut outline: &[u8], values: &mut Reader<'_>, cbor: &mut Vec<u8>) {
    while let Ok(head) = Head::read(&mut outline) {
        match (head.sort, head.number) {
            (cbor::SIMPLE, hole) if hole == u64::from(NUMBER) => cbor::write_head(cbor::WHOLE, values.number(), cbor),
            (cbor::SIMPLE, hole) if hole == u64::from(TEXT) => text(values.bytes(), cbor),
            (cbor::SIMPLE, hole) if hole == u64::from(VALUE) => cbor.extend_from_slice(values.bytes()),
            (cbor::TEXT, _) => text(head.content, cbor),
            (cbor::BYTES, _) => {
                let elements = values.number();
                cbor::write_head(cbor::LIST, elements, cbor);
                (0..elements).for_each(|_| fill(head.content, values, cbor));
            }
            (cbor::LIST, elements) => {
                // How many there are is a value of every list.
                values.number();
                cbor::write_head(cbor::LIST, elements, cbor);
            }
            (sort, number) => cbor::write_head(sort, number, cbor),
        }
    }
}

fn text(text: &[u8], cbor: &mut Vec<u8>) {
    cbor::write_head(cbor::TEXT, text.len() as u64, cbor);
    cbor.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::super::encoded::EncodedInterest;
    use super::*;
    use crate::vocab::Json;

    fn interest(text: &str) -> Interest {
        let json = Json::parse(text).expect("it is JSON");
        Interest::from_json(json).expect("it is an interest")
    }

    fn written(interest: &Interest) -> Written {
        let mut written = Written::default();
        written.write(interest);
        written
    }

    /// Of each kind of value and list, nested; in each line interests with one outline.
    const INTERESTS: &[&[&str]] = &[
        &[r#"{"kind":"MessageReceived"}"#],
        &[
            r#"{"kind":"MessageReceived","filter":{"discussion_id":7}}"#,
            r#"{"kind":"MessageReceived","filter":{"discussion_id":18446744073709551615}}"#,
        ],
        &[r#"{"kind":"MessageReceived","filter":{}}"#],
        &[
            r#"{"kind":"MessageReceived","filter":{"body_search":"straße","attachment":"HAVE"}}"#,
            r#"{"kind":"MessageReceived","filter":{"body_search":"","attachment":"HAVE"}}"#,
        ],
        &[r#"{"kind":"MessageReceived","filter":{"body_search":"tea","attachment":"HAVE_NOT"}}"#],
        &[
            r#"{"kind":"MessageRead","message_ids":[{"type":"OUTBOUND","id":3}]}"#,
            r#"{"kind":"MessageRead","message_ids":[{"type":"OUTBOUND","id":3},{"type":"OUTBOUND","id":2},{"type":"OUTBOUND","id":3}]}"#,
        ],
        &[
            r#"{"kind":"MessageRead","message_ids":[{"type":"OUTBOUND","id":3},{"type":"OUTBOUND","id":2},{"type":"INBOUND","id":1}]}"#,
            r#"{"kind":"MessageRead","message_ids":[{"type":"OUTBOUND","id":4},{"type":"OUTBOUND","id":5},{"type":"INBOUND","id":6}]}"#,
        ],
        &[
            r#"{"kind":"MessageReceived","filter":{"any_of":[{"any_of":[{"discussion_id":1}]},{"any_of":[{"discussion_id":2},{"discussion_id":3}]}],"not":{}}}"#,
            r#"{"kind":"MessageReceived","filter":{"any_of":[{"any_of":[{"discussion_id":4}]}],"not":{}}}"#,
        ],
        &[r#"{"kind":"MessageReceived","filter":{"any_of":[{"any_of":[{"discussion_id":1}]},{},{"any_of":[]}]}}"#],
        &[
            r#"{"kind":"Build","filter":{"ok":{"equals":true},"repo":{"one_of":["a","b"]}}}"#,
            r#"{"kind":"Build","filter":{"ok":{"equals":true},"repo":{"one_of":["c"]}}}"#,
        ],
        &[r#"{"kind":"Build","filter":{"repo":{"one_of":["a",7]},"part":{"equals":{"a":[null,1.5]}}}}"#],
    ];

    #[test]
    fn filling_gives_back_what_was_written() {
        for interest in INTERESTS.iter().copied().flatten().map(|text| interest(text)) {
            let Written { outline, values } = written(&interest);
            let encoded = EncodedInterest::of_parts(interest.kind(), outline.as_slice(), values.as_slice());
            assert_eq!(encoded.interest().as_ref(), Ok(&interest));
        }
    }

    #[test]
    fn interests_that_differ_in_numbers_and_texts_have_one_outline() {
        let outlines: Vec<Vec<Vec<u8>>> = INTERESTS
            .iter()
            .map(|alike| alike.iter().map(|text| written(&interest(text)).outline.as_slice().to_vec()).collect())
            .collect();
        for (at, alike) in outlines.iter().enumerate() {
            assert!(alike.iter().all(|outline| *outline == alike[0]), "{:?}", INTERESTS[at]);
            assert!(outlines[..at].iter().all(|other| other[0] != alike[0]), "{:?}", INTERESTS[at]);
        }
    }
}
