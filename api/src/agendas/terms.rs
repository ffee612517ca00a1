//! The additional fields of an agenda: what an edition asks beside OpenAgenda's own fields, with numbers for its terms.
//!
//! A number is derived from field and term, so that it stays when terms are added, put in another order or ended, and is the same
//! in every edition.

use super::json::{Object, list};
use messages::t_of;
use serde_json::{Value, json};
use shared::edition::{AdditionalField, AnswerKind, Edition, FieldKey, Term};
use shared::event::{AccessMode, Answer, PublicEvent};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Code of the field with the kind of the event.
pub(super) const KIND: &str = "kind";
/// Code of the field with its audiences.
pub(super) const AUDIENCES: &str = "audiences";
/// Code of the field with its topics.
pub(super) const TOPICS: &str = "topics";
/// Code of the field with its sectors.
pub(super) const SECTORS: &str = "sectors";
/// Code of the field with its admission rule.
pub(super) const ACCESS: &str = "access";
/// Code of the field with the criteria of the label, all of which a labelled event meets.
pub(super) const CRITERIA: &str = "criteria";

/// Prefix of the code of a field that the edition adds.
const ADDED: &str = "additional-";

/// Numbers of options are positive in 32 bits, signed.
const NUMBERS: u32 = 0x7fff_ffff;
/// Number of editions whose fields are kept: more than there are.
const KEPT_EDITIONS: usize = 64;

/// An option of a choice.
#[derive(Debug)]
pub(super) struct Choice {
    /// Number of the option.
    pub(super) id: u32,
    /// Identifier of the term.
    pub(super) term: String,
    /// Words of the term for people, in French.
    pub(super) label: String,
    /// Number and label, as JSON.
    labelled: String,
}

/// A choice among terms.
#[derive(Debug, Default)]
pub(super) struct Choices {
    all: Vec<Choice>,
    by_term: HashMap<String, usize>,
}

impl Choices {
    fn of<'a>(field: &str, terms: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut taken = HashSet::new();
        let mut choices = Self::default();
        for (term, label) in terms {
            let mut id = number(field, term);
            while !taken.insert(id) {
                id = (id + 1) & NUMBERS;
            }
            choices.by_term.insert(term.to_owned(), choices.all.len());
            choices.all.push(Choice {
                id,
                term: term.to_owned(),
                label: label.to_owned(),
                labelled: json!({ "id": id, "label": { "fr": label } }).to_string(),
            });
        }
        choices
    }

    /// Finds the option by the identifier of its term.
    pub(super) fn of_term(&self, term: &str) -> Option<&Choice> {
        self.all.get(*self.by_term.get(term)?)
    }

    /// Finds the option by its number in the agenda.
    pub(super) fn numbered(&self, id: u32) -> Option<&Choice> {
        self.all.iter().find(|choice| choice.id == id)
    }

    pub(super) fn all(&self) -> &[Choice] {
        &self.all
    }

    /// Writes the option of a term: its number, or number and label; `null` for a term that the edition does not have.
    fn write(&self, out: &mut Vec<u8>, term: &str, labelled: bool) -> serde_json::Result<()> {
        match self.of_term(term) {
            Some(choice) if labelled => {
                out.extend_from_slice(choice.labelled.as_bytes());
                Ok(())
            }
            Some(choice) => serde_json::to_writer(out, &choice.id),
            None => serde_json::to_writer(out, &()),
        }
    }

    /// Writes the options of terms that the edition has.
    fn write_all(
        &self,
        out: &mut Vec<u8>,
        terms: &[String],
        labelled: bool,
    ) -> serde_json::Result<()> {
        let known = terms.iter().filter(|term| self.of_term(term).is_some());
        list(out, known, |out, term| self.write(out, term, labelled))
    }
}

/// FNV-1a of field and term.
pub(super) fn number(field: &str, term: &str) -> u32 {
    let bytes = field.bytes().chain([b'/']).chain(term.bytes());
    let hash = bytes.fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash & NUMBERS
}

/// A field of an agenda beside OpenAgenda's own.
#[derive(Debug)]
pub(super) struct AgendaField {
    /// Code of the field: a member of the event, and a filter.
    pub(super) code: String,
    /// Type, in OpenAgenda's words.
    kind: &'static str,
    /// Words of the field for people, in French.
    label: String,
    /// Options of a choice; empty for any other field.
    pub(super) choices: Choices,
    /// Key of a field that the edition adds.
    pub(super) key: Option<FieldKey>,
}

impl AgendaField {
    fn own<'a>(
        code: &str,
        kind: &'static str,
        terms: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self {
            code: code.to_owned(),
            kind,
            label: t_of("agenda.field", code).to_owned(),
            choices: Choices::of(code, terms),
            key: None,
        }
    }

    fn vocabulary(code: &str, kind: &'static str, terms: &[Term]) -> Self {
        Self::own(
            code,
            kind,
            terms.iter().map(|term| (&*term.id, &*term.label)),
        )
    }

    fn added(field: &AdditionalField) -> Self {
        let code = format!("{ADDED}{}", field.key.as_str());
        let terms = field.terms().iter();
        let choices = Choices::of(&code, terms.map(|term| (&*term.id, &*term.label)));
        Self {
            kind: match &field.answer {
                AnswerKind::Line { .. } => "text",
                AnswerKind::Prose { .. } => "textarea",
                AnswerKind::Number { step, .. } if step.is_whole() => "integer",
                AnswerKind::Number { .. } => "number",
                AnswerKind::One { .. } => "radio",
                AnswerKind::Many { .. } => "checkbox",
                AnswerKind::YesNo {} => "boolean",
                AnswerKind::File { .. } => "file",
            },
            code,
            label: field.label.clone(),
            choices,
            key: Some(field.key),
        }
    }

    /// The field as the schema of an agenda describes it.
    fn described(&self) -> Value {
        let option = |choice: &Choice| {
            json!({
                "id": choice.id,
                "value": choice.term,
                "label": { "fr": choice.label },
                "display": true,
            })
        };
        let options: Vec<Value> = self.choices.all().iter().map(option).collect();
        let mut field = json!({
            "field": self.code,
            "fieldType": self.kind,
            "label": { "fr": self.label },
            "info": null,
            "optional": true,
            "schemaType": "agenda",
        });
        if let Some(members) = field.as_object_mut().filter(|_| !options.is_empty()) {
            members.insert("options".to_owned(), options.into());
        }
        field
    }
}

/// The fields of an edition.
#[derive(Debug)]
pub(super) struct AgendaFields {
    pub(super) kinds: AgendaField,
    pub(super) audiences: AgendaField,
    pub(super) topics: AgendaField,
    pub(super) sectors: AgendaField,
    pub(super) access: AgendaField,
    pub(super) criteria: AgendaField,
    /// Public fields that the edition adds.
    pub(super) added: Vec<AgendaField>,
    /// The criteria, all of which each labelled event meets, as JSON: their numbers, and with their labels.
    met: [String; 2],
}

impl AgendaFields {
    fn of(edition: &Edition) -> Self {
        let words = &edition.vocabularies;
        let access = AccessMode::ALL.iter();
        let access = access.map(|mode| (mode.as_str(), t_of("access_mode", mode)));
        let criteria = edition.criteria.iter();
        let criteria = criteria.map(|wording| (wording.criterion.as_str(), wording.title.as_str()));
        let criteria = AgendaField::own(CRITERIA, "checkbox", criteria);
        let all = criteria.choices.all().iter();
        let numbers: Vec<_> = all.clone().map(|choice| choice.id.to_string()).collect();
        let labelled: Vec<_> = all.map(|choice| choice.labelled.as_str()).collect();
        Self {
            kinds: AgendaField::vocabulary(KIND, "radio", &words.kinds),
            audiences: AgendaField::vocabulary(AUDIENCES, "checkbox", &words.audiences),
            topics: AgendaField::vocabulary(TOPICS, "checkbox", &words.topics),
            sectors: AgendaField::vocabulary(SECTORS, "checkbox", &words.sectors),
            access: AgendaField::own(ACCESS, "radio", access),
            met: [
                format!("[{}]", numbers.join(",")),
                format!("[{}]", labelled.join(",")),
            ],
            criteria,
            added: edition
                .additional
                .iter()
                .filter(|field| field.public)
                .map(AgendaField::added)
                .collect(),
        }
    }

    /// All fields, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &AgendaField> {
        [
            &self.kinds,
            &self.audiences,
            &self.topics,
            &self.sectors,
            &self.access,
            &self.criteria,
        ]
        .into_iter()
        .chain(&self.added)
    }

    /// Description of every field, as `{"fields": […]}`.
    pub(super) fn schema(&self) -> Value {
        let fields: Vec<Value> = self.all().map(AgendaField::described).collect();
        json!({ "fields": fields })
    }

    /// Writes the answers of an event, with labels or as numbers; `site` is the public URL of the site.
    ///
    /// # Errors
    ///
    /// When an answer has no JSON form, which its types do not allow.
    pub(super) fn write(
        &self,
        object: &mut Object<'_, '_>,
        event: &PublicEvent,
        edition: &Edition,
        labelled: bool,
        site: &str,
    ) -> serde_json::Result<()> {
        object.with(KIND, |out| {
            self.kinds.choices.write(out, &event.kind, labelled)
        })?;
        for (field, terms) in [
            (&self.audiences, &event.audiences),
            (&self.topics, &event.topics),
            (&self.sectors, &event.sectors),
        ] {
            object.with(&field.code, |out| {
                field.choices.write_all(out, terms, labelled)
            })?;
        }
        object.with(ACCESS, |out| {
            let access = event.access_mode.as_str();
            self.access.choices.write(out, access, labelled)
        })?;
        let [numbers, labels] = &self.met;
        object.json(CRITERIA, if labelled { labels } else { numbers });
        if self.added.is_empty() {
            return Ok(());
        }
        for (definition, answer) in event.answers.public(edition) {
            let added = self.added.iter();
            let mut added = added.filter(|field| field.key == Some(definition.key));
            let Some(field) = added.next() else { continue };
            object.with(&field.code, |out| match answer {
                Answer::Text(term) if !field.choices.all().is_empty() => {
                    field.choices.write(out, term, labelled)
                }
                Answer::Terms(terms) => field.choices.write_all(out, terms, labelled),
                Answer::File(file) => {
                    let id = &file.id;
                    let url = format!(
                        "{site}{}/catalogue/events/{}/files/{id}",
                        http::API,
                        event.id
                    );
                    serde_json::to_writer(out, &json!({ "filename": file.name, "url": url }))
                }
                Answer::YesNo(_) | Answer::Number(_) | Answer::Text(_) => {
                    serde_json::to_writer(out, answer)
                }
            })?;
        }
        Ok(())
    }
}

/// The fields of the editions that were asked for, each until the edition changes.
#[derive(Debug, Default)]
pub(super) struct FieldsOfEditions(Mutex<Vec<(Arc<Edition>, Arc<AgendaFields>)>>);

impl FieldsOfEditions {
    /// Computed once for each version of an edition.
    pub(super) fn of(&self, edition: &Arc<Edition>) -> Arc<AgendaFields> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, fields)) = kept.iter().find(|(known, _)| Arc::ptr_eq(known, edition)) {
            return Arc::clone(fields);
        }
        let fields = Arc::new(AgendaFields::of(edition));
        kept.retain(|(known, _)| known.slug != edition.slug);
        kept.truncate(KEPT_EDITIONS - 1);
        kept.push((Arc::clone(edition), Arc::clone(&fields)));
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn numbers_stay_when_terms_move() {
        let edition = edition();
        let before = AgendaFields::of(&edition);
        let mut turned = edition.clone();
        turned.vocabularies.kinds.reverse();
        turned.vocabularies.audiences.pop();
        let after = AgendaFields::of(&turned);

        for choice in before.kinds.choices.all() {
            let same = after.kinds.choices.of_term(&choice.term).unwrap();
            assert_eq!(same.id, choice.id, "{}", choice.term);
            assert_eq!(
                before.kinds.choices.numbered(choice.id).unwrap().term,
                choice.term
            );
        }
    }

    #[test]
    fn the_schema_lists_each_field_once() {
        let schema = AgendaFields::of(&edition()).schema();
        let fields = schema["fields"].as_array().unwrap();
        let codes: HashSet<_> = fields.iter().map(|it| it["field"].as_str()).collect();

        assert_eq!(codes.len(), fields.len());
        assert!(codes.contains(&Some(CRITERIA)));
        for field in fields {
            let ids: Vec<_> = field["options"].as_array().unwrap().iter().collect();
            let different: HashSet<_> = ids.iter().map(|it| it["id"].as_u64()).collect();
            assert_eq!(different.len(), ids.len(), "{field}");
        }
    }

    #[test]
    fn fields_are_kept_until_the_edition_changes() {
        let kept = FieldsOfEditions::default();
        let edition = Arc::new(edition());
        let first = kept.of(&edition);

        assert!(Arc::ptr_eq(&first, &kept.of(&edition)));
        let changed = Arc::new(Edition::clone(&edition));
        assert!(!Arc::ptr_eq(&first, &kept.of(&changed)));
        assert_eq!(kept.0.lock().unwrap().len(), 1);
    }
}
