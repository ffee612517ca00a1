//! Check of the definition of the additional fields, as a part of the whole edition.

use super::{AdditionalField, AnswerKind, AnswerTerm, Condition, FieldKey, Subject, limits};
use crate::edition::Edition;
use crate::edition::faults::Faults;
use crate::event::Step;
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, fold};
use std::collections::HashSet;

impl Edition {
    /// Faults of the definition of the additional fields, each with its JSON pointer into the edition; empty when it is
    /// usable. Examples: a bound that excludes every answer, a condition on an unknown term, fields that depend on each
    /// other in a circle.
    pub fn additional_faults(&self) -> Vec<FieldProblem> {
        let mut faults = Faults::default();
        if self.additional.len() > limits::FIELDS {
            let detail = format!("at most {}", limits::FIELDS);
            faults.add("/additional", Code::TooMany, detail);
        }
        let (mut keys, mut labels) = (HashSet::new(), HashSet::new());
        for (at, field) in self.additional.iter().enumerate().take(limits::FIELDS) {
            let place = format!("/additional/{at}");
            if !keys.insert(field.key) {
                let detail = "another field has this key";
                faults.add(&format!("{place}/key"), Code::Duplicate, detail);
            }
            if !labels.insert(fold(&field.label)) {
                // Columns of tables are recognised by the label.
                let detail = "another field has this label";
                faults.add(&format!("{place}/label"), Code::Duplicate, detail);
            }
            self.check_field(&place, field, &mut faults);
        }
        self.check_circles(&mut faults);
        faults.0
    }

    fn check_field(&self, place: &str, field: &AdditionalField, faults: &mut Faults) {
        let label = Limits::line(3, 150);
        faults.check_text(&format!("{place}/label"), label, &field.label, true);
        let help = Limits::line(3, 500);
        faults.check_text(&format!("{place}/help"), help, &field.help, false);
        if field.step == Step::Declaration {
            let detail = "the check of the answers asks for none";
            faults.add(&format!("{place}/step"), Code::NotAllowed, detail);
        }
        if field.personal && field.public {
            let detail = "what describes a person is not public";
            faults.add(&format!("{place}/personal"), Code::NotAllowed, detail);
        }
        check_answer(&format!("{place}/answer"), &field.answer, faults);
        for (name, conditions) in [
            ("shownWhen", &field.shown_when),
            ("requiredWhen", &field.required_when),
        ] {
            let place = format!("{place}/{name}");
            if conditions.len() > limits::CONDITIONS {
                let detail = format!("at most {}", limits::CONDITIONS);
                faults.add(&place, Code::TooMany, detail);
            }
            for (at, condition) in conditions.iter().enumerate().take(limits::CONDITIONS) {
                self.check_condition(&format!("{place}/{at}"), condition, faults);
            }
        }
    }

    fn check_condition(&self, place: &str, condition: &Condition, faults: &mut Faults) {
        let values = format!("{place}/isOneOf");
        if condition.is_one_of.is_empty() {
            faults.add(&values, Code::Required, "at least one value");
        }
        if condition.is_one_of.len() > limits::TERMS {
            let detail = format!("at most {}", limits::TERMS);
            faults.add(&values, Code::TooMany, detail);
        }
        let field = condition.depends_on().map(|key| self.additional_field(key));
        match field {
            Some(None) => {
                let detail = "the edition has no such field";
                return faults.add(&format!("{place}/field"), Code::UnknownValue, detail);
            }
            Some(Some(field)) if !field.is_subject() => {
                let detail = "conditions depend on choices, and on yes or no";
                return faults.add(&format!("{place}/field"), Code::NotAllowed, detail);
            }
            Some(Some(_)) | None => {}
        }
        for (at, value) in condition.is_one_of.iter().enumerate().take(limits::TERMS) {
            let known = match (&condition.field, field.flatten(), value) {
                (Subject::Standard(subject), _, super::ConditionValue::Term(id)) => {
                    subject.has(self, id)
                }
                (Subject::Additional(_), Some(field), value) => field.has(value),
                (Subject::Standard(_), _, super::ConditionValue::YesNo(_))
                | (Subject::Additional(_), None, _) => false,
            };
            if !known {
                let detail = "the field has no such value";
                faults.add(&format!("{values}/{at}"), Code::UnknownValue, detail);
            }
        }
    }

    /// Fields whose conditions depend on each other in a circle: whether they are shown could not be decided.
    fn check_circles(&self, faults: &mut Faults) {
        let fields = &self.additional;
        for (at, field) in fields.iter().enumerate().take(limits::FIELDS) {
            for (name, conditions) in [
                ("shownWhen", &field.shown_when),
                ("requiredWhen", &field.required_when),
            ] {
                for (i, condition) in conditions.iter().enumerate().take(limits::CONDITIONS) {
                    let reached = condition.depends_on().map(|key| reachable(fields, key));
                    if reached.is_some_and(|reached| reached.contains(&field.key)) {
                        let detail = format!("`{}` depends on itself", field.key);
                        let place = format!("/additional/{at}/{name}/{i}/field");
                        faults.add(&place, Code::NotAllowed, detail);
                    }
                }
            }
        }
    }
}

/// The fields on which a field depends, itself included.
fn reachable(fields: &[AdditionalField], from: FieldKey) -> HashSet<FieldKey> {
    let mut reached = HashSet::new();
    let mut next = vec![from];
    while let Some(key) = next.pop() {
        if !reached.insert(key) {
            continue;
        }
        let field = fields.iter().find(|field| field.key == key);
        next.extend(field.into_iter().flat_map(|field| {
            let all = field.shown_when.iter().chain(&field.required_when);
            all.filter_map(Condition::depends_on)
        }));
    }
    reached
}

fn check_answer(place: &str, answer: &AnswerKind, faults: &mut Faults) {
    match answer {
        AnswerKind::Line { min, max } => check_length(place, (*min, *max), limits::LINE, faults),
        AnswerKind::Prose { min, max } => check_length(place, (*min, *max), limits::PROSE, faults),
        AnswerKind::Number { min, max, step: _ } => {
            let bounds = -limits::NUMBER..=limits::NUMBER;
            if min > max || !bounds.contains(min) || !bounds.contains(max) {
                let detail = format!("min to max must be a range within ±{}", limits::NUMBER);
                faults.add(place, Code::OutOfRange, detail);
            }
        }
        AnswerKind::One { terms } => check_terms(place, terms, faults),
        AnswerKind::Many { terms, max } => {
            check_terms(place, terms, faults);
            let most = u32::try_from(terms.len()).unwrap_or(u32::MAX);
            if max.is_some_and(|max| max == 0 || max > most) {
                let detail = "from 1 to the number of terms";
                faults.add(&format!("{place}/max"), Code::OutOfRange, detail);
            }
        }
        AnswerKind::YesNo {} => {}
        AnswerKind::File { types, max_bytes } => {
            let mut seen = HashSet::new();
            if types.is_empty() {
                faults.add(
                    &format!("{place}/types"),
                    Code::Required,
                    "at least one type",
                );
            }
            if !types.iter().all(|it| seen.insert(it)) {
                let detail = "a type is given more than once";
                faults.add(&format!("{place}/types"), Code::Duplicate, detail);
            }
            if !(1..=limits::FILE_BYTES).contains(max_bytes) {
                let detail = format!("from 1 to {}", limits::FILE_BYTES);
                faults.add(&format!("{place}/maxBytes"), Code::OutOfRange, detail);
            }
        }
    }
}

fn check_length(place: &str, (min, max): (u32, u32), most: u32, faults: &mut Faults) {
    if min == 0 || min > max || max > most {
        let detail = format!("min to max must be a range within 1 to {most}");
        faults.add(place, Code::OutOfRange, detail);
    }
}

fn check_terms(place: &str, terms: &[AnswerTerm], faults: &mut Faults) {
    let place = format!("{place}/terms");
    if !(2..=limits::TERMS).contains(&terms.len()) {
        let detail = format!("2 to {} terms", limits::TERMS);
        faults.add(&place, Code::OutOfRange, detail);
    }
    if terms.iter().all(|term| term.ended) {
        faults.add(&place, Code::Required, "a term that is offered");
    }
    let mut seen = HashSet::new();
    for (at, term) in terms.iter().enumerate().take(limits::TERMS) {
        let place = format!("{place}/{at}");
        let of_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !(1..=60).contains(&term.id.len()) || !term.id.bytes().all(of_word) {
            let detail = "1 to 60 characters of a–z, 0–9 and _";
            faults.add(&format!("{place}/id"), Code::InvalidFormat, detail);
        }
        if !seen.insert(&term.id) {
            let detail = "another term has this identifier";
            faults.add(&format!("{place}/id"), Code::Duplicate, detail);
        }
        let label = Limits::line(1, 150);
        faults.check_text(&format!("{place}/label"), label, &term.label, true);
    }
}
