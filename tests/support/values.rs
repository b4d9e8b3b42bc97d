//! Random values of every type that the vocabulary describes.
//!
//! Owns the pools of values from which events and interests are drawn alike, so that they meet, and how a described type is drawn from
//! them. Must not list kinds, entities or filters. Invariants: a field that is added to an entity is drawn without a line here; the
//! first value of each pool is the simplest.
#![expect(clippy::wildcard_enum_match_arm, reason = "what is not named is treated alike")]

use tidings::{spec::*, *};

use super::Draw;

const NUMBERS: &[u64] = &[1, 1, 1, 1, 2, 2, 2, 1, 1, 0, 3, u64::MAX];
const MOMENTS: &[u64] = &[5, 0, 4, 6, u64::MAX];
const TEXTS: &[&str] = &["tea", "", "Tea and cake", "cake 42", "grüße 👍", "tea\ncake"];
const EMOJI: &[&str] = &["👍", "", "❤️"];
const MIME_TYPES: &[&str] = &["image/png", "video/mp4", "audio/ogg", "olvid/link-preview", "", "image", "text/plain"];
const ALIASES: &[&str] = &["Room", "room", "ROOM", "Straße", "STRASSE", "", "#1"];
const PEOPLE: &[&str] = &["alice", "bob", "nobody"];
const PATTERNS: &[&str] = &["tea", "(?i)TEA", "^cake", "tea|cake", r"\d+$", "^$", ".", "", "(?i)tea", "[a-e]{3}"];

impl Draw<'_> {
    pub(super) fn alias(&mut self) -> &'static str {
        self.one_of(ALIASES)
    }

    pub(super) fn person(&mut self) -> &'static str {
        self.one_of(PEOPLE)
    }

    pub(super) fn pattern(&mut self) -> &'static str {
        match self.below(48) {
            46 => "[",
            47 => "(?s)tea.cake",
            at => PATTERNS[at % PATTERNS.len()],
        }
    }

    /// What an entity, or an event, of this description holds.
    pub(super) fn fields(&mut self, entity: &EntitySpec) -> Vec<(String, Json)> {
        let mut fields: Vec<(String, Json)> = Vec::new();
        for FieldSpec { name, r#type, .. } in entity.fields {
            // Of those that exclude each other, all are tried, and the first that is drawn stays.
            let group = entity.exclusive.iter().find(|group| group.contains(name));
            if let Some(group) = group {
                if fields.iter().any(|(taken, _)| group.contains(&taken.as_str())) || self.one_in(3) {
                    continue;
                }
            }
            let value = match *r#type {
                FieldType::Optional(FieldType::Entity(part)) if group.is_none() => {
                    (!self.one_in(8)).then(|| Json::Object(self.fields(part)))
                }
                FieldType::Optional(r#type) if group.is_none() => self.maybe(3, |draw| draw.value(name, *r#type)),
                r#type => Some(self.value(name, r#type)),
            };
            fields.extend(value.map(|value| ((*name).into(), value)));
        }
        fields
    }

    /// A value of a field of this name. The name only chooses the pool: any other name is drawn, too.
    pub(super) fn value(&mut self, name: &str, r#type: FieldType) -> Json {
        match r#type {
            FieldType::Flag => self.flag().into(),
            FieldType::Number(most) => {
                let pool = if name.contains("timestamp") || name.contains("size") { MOMENTS } else { NUMBERS };
                self.one_of(pool).min(most).into()
            }
            FieldType::Float => 48.5.into(),
            FieldType::Text => match name {
                "reaction" => self.one_of(EMOJI),
                "mime_type" => self.one_of(MIME_TYPES),
                "conference_alias" => self.alias(),
                _ => self.one_of(TEXTS),
            }
            .into(),
            FieldType::Word(words) => self.word(words).into(),
            FieldType::Entity(entity) => Json::Object(self.fields(entity)),
            FieldType::List(element) => Json::List(self.some(3, |draw| draw.value(name, *element))),
            FieldType::Optional(r#type) => self.value(name, *r#type),
            FieldType::FreeForm => Json::Object(vec![("id".into(), self.person().into())]),
            other => panic!("{name}: say here how a {other:?} is drawn"),
        }
    }

    /// Ids meet where most of them have one direction.
    fn word(&mut self, words: &WordSpec) -> &'static str {
        match self.below(8) {
            0..=5 if words.name == "Direction" => "OUTBOUND",
            at => words.words[(at + 1) % words.words.len()],
        }
    }
}
