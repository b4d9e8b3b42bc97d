//! Random interests in every kind that can be subscribed to, with every filter.
//!
//! Owns how the parts of an interest and the fields of a filter are drawn from what THE TABLE and the filters say of themselves. Must
//! not list kinds, parts or fields. Invariant: an interest goes through its serde form and back before it is used.

use tidings::{daemon::*, spec::*, *};

use super::Draw;

impl Draw<'_> {
    /// An interest in this kind; in all messages received where the kind cannot be subscribed to.
    pub(super) fn interest(&mut self, kind: Kind) -> Interest {
        if kind.member_kinds().is_empty() {
            return MessageReceived::interest().into();
        }
        let mut form = vec![("kind".into(), Json::from(kind.name()))];
        for part in kind.spec().parts {
            let value = match part.part {
                Part::Alias => Some(self.alias().into()),
                Part::Names { required } => {
                    let first = required.then(|| self.person().into());
                    Some(Json::List(first.into_iter().chain(self.some(2, |draw| draw.person().into())).collect()))
                }
                Part::Ids(ids) => {
                    self.one_in(4).then(|| Json::List(self.some(5, |draw| draw.value(part.name, ids.entity.id_type()))))
                }
                Part::Filter(PartFilter { filter, .. }) => (self.below(4) > 0).then(|| {
                    let levels = self.one_of(&[1, 0, 2, 4]);
                    match filter {
                        Some(filter) => self.filter(filter, levels),
                        None => self.pattern().into(),
                    }
                }),
                other => panic!("{}: say here how a {other:?} is drawn", part.name),
            };
            form.extend(value.map(|value| (part.name.into(), value)));
        }
        if self.one_in(5) {
            form.push(("count".into(), (self.below(4) as u64).into()));
        }
        let interest = Interest::from_json(Json::Object(form)).expect("what is drawn has the right form");
        let written = serde_json::to_string(&interest).expect("every interest can be written");
        assert_eq!(serde_json::from_str::<Interest>(&written).expect("what was written reads"), interest, "{written}");
        interest
    }

    /// A filter with a few of its fields, and sometimes others of its type composed with them (F5).
    pub(super) fn filter(&mut self, filter: &'static FilterSpec, levels: usize) -> Json {
        let mut form: Vec<(String, Json)> = Vec::new();
        for _ in 0..self.below(4) {
            let field = self.one_of(filter.fields);
            let value = self.condition(&field, levels);
            // The last one set stands (F1).
            let rivals = filter.form.exclusive.iter().filter(|group| group.contains(&field.name));
            let rivals: Vec<&str> = rivals.flat_map(|group| group.iter().copied()).collect();
            form.retain(|(name, _)| name != field.name && !rivals.contains(&name.as_str()));
            form.push((field.name.into(), value));
        }
        if let Some(below) = levels.checked_sub(1) {
            match self.below(12) {
                8 => form.push(("not".into(), self.filter(filter, below))),
                9 => form.push(("all_of".into(), Json::List(self.some(3, |draw| draw.filter(filter, below))))),
                10 | 11 => form.push(("any_of".into(), Json::List(self.some(4, |draw| draw.filter(filter, below))))),
                _ => {}
            }
        }
        Json::Object(form)
    }

    fn condition(&mut self, field: &FilterField, levels: usize) -> Json {
        match (field.filter(), field.r#type) {
            _ if field.is_pattern() => self.pattern().into(),
            (Some(filter), FieldType::List(_)) => Json::List(self.some(3, |draw| draw.filter(filter, levels / 2))),
            (Some(filter), _) => self.filter(filter, levels / 2),
            (None, r#type) => self.value(field.name, r#type),
        }
    }
}
