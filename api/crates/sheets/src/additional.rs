//! Answers to the additional fields of the edition.

use crate::cell::Cell;
use crate::merge::{Merge, line, prose};
use crate::terms::Terms;
use crate::values;
use shared::edition::{AdditionalField, AnswerKind, Edition, FieldKey};
use shared::event::{Answer, Number};
use shared::import::ImportTarget;
use shared::problem::Code;
use std::collections::HashMap;

/// Terms that cells of an additional field may name, by the key of the field: identifiers with their labels.
pub(crate) fn vocabularies(edition: &Edition) -> HashMap<FieldKey, Terms> {
    let of_field = |field: &AdditionalField| {
        let terms = field.terms().iter();
        Terms::of(terms.map(|term| (term.id.as_str(), vec![term.label.as_str()])))
    };
    let fields = edition.additional.iter();
    fields.map(|field| (field.key, of_field(field))).collect()
}

impl Merge<'_> {
    /// Fills the answers; last, since the other cells decide what is asked.
    pub(crate) fn additional(&mut self) {
        let edition = self.reader.edition;
        let before = self.form.additional.clone();
        for field in &edition.additional {
            if let Some(answer) = self.answer(field) {
                let stored = self.form.additional.get(field.key);
                if !stored.is_some_and(|stored| is_same(stored, &answer)) {
                    self.form.additional.set(field.key, answer);
                }
            }
        }
        let asked: Vec<FieldKey> = edition
            .additional_shown(&self.form)
            .map(|field| field.key)
            .collect();
        for field in &edition.additional {
            let target = ImportTarget::of_key(field.key);
            if asked.contains(&field.key) || self.form.additional.get(field.key).is_none() {
                continue;
            }
            if self.reader.cell(self.row, target).is_some() {
                let detail = "the field is not asked beside the other answers";
                self.fault(target, Code::NotAllowed, detail);
            } else if before.get(field.key).is_some() {
                // Another cell has made the stored answer meaningless.
                self.form.additional.retain(|key, _| key != field.key);
            }
        }
    }

    fn answer(&mut self, field: &AdditionalField) -> Option<Answer> {
        let target = ImportTarget::of_key(field.key);
        let terms = self.reader.additional.get(&field.key);
        let unknown = "not one of the values of the field";
        match &field.answer {
            AnswerKind::Line { .. } | AnswerKind::Prose { .. } => {
                let text = self.text(target)?;
                Some(Answer::Text(text.trim().to_owned()))
            }
            AnswerKind::Number { .. } => {
                let number = values::decimal_with_spaces(self.cell(target)?);
                if number.is_none() {
                    self.fault(target, Code::InvalidFormat, "not a number");
                }
                number.map(|number| Answer::Number(Number::new(number)))
            }
            AnswerKind::One { .. } => {
                let text = self.text(target)?;
                let term = terms.and_then(|terms| terms.find(&text));
                if term.is_none() {
                    self.fault(target, Code::UnknownValue, unknown);
                }
                term.map(|term| Answer::Text(term.to_owned()))
            }
            AnswerKind::Many { .. } => {
                let text = self.text(target)?;
                let found = terms.and_then(|terms| terms.list(&text).ok());
                if found.is_none() {
                    self.fault(target, Code::UnknownValue, unknown);
                }
                found.map(Answer::Terms)
            }
            AnswerKind::YesNo {} => {
                let cell: &Cell = self.cell(target)?;
                let said = values::yes_no(cell);
                if said.is_none() {
                    self.fault(target, Code::UnknownValue, "yes or no");
                }
                said.map(Answer::YesNo)
            }
            // A table has no column for it: the stored answer stays.
            AnswerKind::File { .. } => None,
        }
    }
}

/// True when both say the same, however written.
fn is_same(stored: &Answer, said: &Answer) -> bool {
    match (stored, said) {
        (Answer::Text(stored), Answer::Text(said)) => {
            line(stored) == line(said) && prose(stored) == prose(said)
        }
        (Answer::Terms(stored), Answer::Terms(said)) => {
            stored.len() == said.len() && said.iter().all(|id| stored.contains(id))
        }
        (stored, said) => stored == said,
    }
}
