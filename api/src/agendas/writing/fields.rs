//! Puts the additional fields of an agenda into the form: choices by number, identifier or label, and answers.

use super::super::terms::{ACCESS, AUDIENCES, AgendaField, AgendaFields, KIND, SECTORS, TOPICS};
use super::members::{Reader, Said};
use serde_json::Value;
use shared::edition::{AnswerKind, Edition, FieldKey, Term};
use shared::event::{AccessMode, Answer, EventForm, Number};
use shared::problem::Code;
use shared::text::fold;

/// Maximum number of options in an answer: more than any choice has.
const OPTIONS_MAX: usize = 200;

/// Names of members that only the platform asks; no event shows them.
const ORGANISER: &str = "organiser";
const ORGANISER_KIND: &str = "organiserKind";
const FREE: &str = "free";
const PARTICIPANTS: &str = "expectedParticipants";
const COMMITMENTS: &str = "commitments";
/// OpenAgenda's keywords: here the labels of topics.
const KEYWORDS: &str = "keywords";

/// Changes the form to what the additional fields of a body say.
pub(super) fn apply(
    reader: &mut Reader<'_>,
    fields: &AgendaFields,
    edition: &Edition,
    form: &mut EventForm,
) {
    if let Some(kind) = one(reader, &fields.kinds, KIND) {
        form.kind = kind;
    }
    for (field, name, terms) in [
        (&fields.audiences, AUDIENCES, &mut form.audiences),
        (&fields.sectors, SECTORS, &mut form.sectors),
    ] {
        if let Some(said) = many(reader, field, name) {
            *terms = said;
        }
    }
    if let Some(topics) = many(reader, &fields.topics, TOPICS) {
        form.topics = topics;
    } else if !reader.has(TOPICS)
        && let Some(words) = reader.given(KEYWORDS)
    {
        form.topics = topics_of(words, &fields.topics);
    }
    if let Some(access) = one(reader, &fields.access, ACCESS) {
        form.access_mode = AccessMode::parse(&access);
    }
    for field in &fields.added {
        let Some(key) = field.key else { continue };
        let asked = edition.additional_field(key).map(|it| &it.answer);
        if let Some(answer) = asked.and_then(|kind| answer(reader, field, kind, (key, &*form))) {
            form.additional.set(key, answer);
        }
    }
    beside(reader, edition, form);
}

/// Changes the form to what only the platform asks.
fn beside(reader: &mut Reader<'_>, edition: &Edition, form: &mut EventForm) {
    if let Some(name) = reader.text(ORGANISER) {
        form.organiser.name = name;
    }
    if let Some(said) = reader.text(ORGANISER_KIND) {
        let kinds = &edition.vocabularies.organiser_kinds;
        let named = |term: &&Term| term.id == said || fold(&term.label) == fold(&said);
        match kinds.iter().find(named) {
            Some(term) => form.organiser.kind.clone_from(&term.id),
            None if said.is_empty() => form.organiser.kind.clear(),
            None => reader.fault(ORGANISER_KIND, Code::UnknownValue, "is no such kind"),
        }
    }
    reader.yes(FREE).change(&mut form.free);
    if let Said::Value(number) = reader.whole(PARTICIPANTS) {
        match u32::try_from(number) {
            Ok(number) => form.expected_participants = Some(number),
            Err(_negative) => reader.fault(PARTICIPANTS, Code::OutOfRange, "must be positive"),
        }
    }
    if let Some(version) = reader.text(COMMITMENTS) {
        form.commitments_version = version;
    }
}

/// The term of a choice of one option; empty for none.
fn one(reader: &mut Reader<'_>, field: &AgendaField, name: &str) -> Option<String> {
    match reader.given(name)? {
        Value::Null => Some(String::new()),
        Value::Array(options) if options.is_empty() => Some(String::new()),
        Value::Array(options) if options.len() > 1 => {
            reader.fault(name, Code::TooMany, "has one option");
            None
        }
        Value::Array(options) => term(reader, field, name, options.first()?),
        option => term(reader, field, name, option),
    }
}

/// The terms of a choice of any number of options.
fn many(reader: &mut Reader<'_>, field: &AgendaField, name: &str) -> Option<Vec<String>> {
    let options: &[Value] = match reader.given(name)? {
        Value::Null => &[],
        Value::Array(options) => options.as_slice(),
        option => std::slice::from_ref(option),
    };
    if options.len() > OPTIONS_MAX {
        let message = format!("has at most {OPTIONS_MAX} options");
        reader.fault(name, Code::TooMany, message);
        return None;
    }
    let mut terms: Vec<String> = Vec::new();
    for option in options {
        let term = term(reader, field, name, option)?;
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    Some(terms)
}

/// The term of an option: by its number, also with a label, or by its identifier or label.
fn term(
    reader: &mut Reader<'_>,
    field: &AgendaField,
    name: &str,
    option: &Value,
) -> Option<String> {
    let option = option.get("id").unwrap_or(option);
    let found = if let Value::String(word) = option {
        let mut all = field.choices.all().iter();
        all.find(|it| it.term == *word || fold(&it.label) == fold(word))
    } else {
        let id = option.as_u64().and_then(|id| u32::try_from(id).ok());
        id.and_then(|id| field.choices.numbered(id))
    };
    if found.is_none() {
        reader.fault(name, Code::UnknownValue, "is no option of the field");
    }
    found.map(|choice| choice.term.clone())
}

/// The topics with these labels; other keywords are none of the programme.
fn topics_of(words: &Value, topics: &AgendaField) -> Vec<String> {
    let words = words.get("fr").unwrap_or(words);
    let words = match words {
        Value::Array(words) => words.as_slice(),
        word => std::slice::from_ref(word),
    };
    let words: Vec<String> = words
        .iter()
        .take(OPTIONS_MAX)
        .filter_map(Value::as_str)
        .map(fold)
        .collect();
    let choices = topics.choices.all().iter();
    choices
        .filter(|choice| words.contains(&fold(&choice.label)))
        .map(|choice| choice.term.clone())
        .collect()
}

/// The answer to a field that the edition adds; a blank one removes what the form has.
fn answer(
    reader: &mut Reader<'_>,
    field: &AgendaField,
    kind: &AnswerKind,
    (key, form): (FieldKey, &EventForm),
) -> Option<Answer> {
    let name = field.code.as_str();
    let value = reader.given(name)?;
    if value.is_null() {
        return Some(Answer::Text(String::new()));
    }
    match kind {
        AnswerKind::Line { .. } | AnswerKind::Prose { .. } => {
            reader.french_of(name, value).map(Answer::Text)
        }
        AnswerKind::Number { .. } => {
            let number = value.as_f64();
            if number.is_none() {
                reader.fault(name, Code::InvalidFormat, "must be a number");
            }
            number.map(|number| Answer::Number(Number::new(number)))
        }
        AnswerKind::One { .. } => one(reader, field, name).map(Answer::Text),
        AnswerKind::Many { .. } => many(reader, field, name).map(Answer::Terms),
        AnswerKind::YesNo {} => match reader.yes(name) {
            Said::Value(yes) => Some(Answer::YesNo(yes)),
            Said::Unsaid | Said::Null => None,
        },
        AnswerKind::File { .. } => {
            let same = form.additional.get(key).and_then(Answer::file);
            let named = value.get("filename").and_then(Value::as_str);
            if same.is_none_or(|file| Some(file.name.as_str()) != named) {
                let message = "is uploaded on the platform";
                reader.fault(name, Code::NotAllowed, message);
            }
            None
        }
    }
}
