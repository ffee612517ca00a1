//! Conditions under which an additional field is shown or required.

use super::{AdditionalField, AnswerKind, FieldKey};
use crate::edition::additional::key::AnswerPointer;
use crate::edition::{Edition, Term};
use crate::event::{AccessMode, Answer, AttendanceMode, EventForm, Field};
use serde::{Deserialize, Serialize};

/// A field of the form on which a condition depends, by its JSON pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Subject {
    /// A field of every edition.
    Standard(StandardSubject),
    /// Another additional field: a choice, or yes or no.
    Additional(AnswerPointer),
}

/// A field of every edition on which a condition may depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StandardSubject {
    /// Term of the `kinds` that the event has.
    #[serde(rename = "/kind")]
    Kind,
    /// On site, online or both.
    #[serde(rename = "/attendanceMode")]
    AttendanceMode,
    /// Admission rule: open, with registration, for schools or by invitation.
    #[serde(rename = "/accessMode")]
    AccessMode,
    /// Audiences, of which one suffices.
    #[serde(rename = "/audiences")]
    Audiences,
}

/// A value that a field may have: the identifier of a term, or yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConditionValue {
    /// Answer to a yes-or-no field.
    YesNo(bool),
    /// Identifier of a term.
    Term(String),
}

/// Holds when a field has one of some values. A field that is not shown has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Condition {
    /// Field on which it depends.
    pub field: Subject,
    /// Values, 1 to 60; of a field with several answers, one of them suffices.
    pub is_one_of: Vec<ConditionValue>,
}

impl StandardSubject {
    /// The field of the form.
    pub const fn field(self) -> Field {
        match self {
            Self::Kind => Field::Kind,
            Self::AttendanceMode => Field::AttendanceMode,
            Self::AccessMode => Field::AccessMode,
            Self::Audiences => Field::Audiences,
        }
    }

    /// True when an edition has the value.
    pub(super) fn has(self, edition: &Edition, id: &str) -> bool {
        let terms = &edition.vocabularies;
        match self {
            Self::Kind => Term::find(&terms.kinds, id).is_some(),
            Self::AttendanceMode => AttendanceMode::parse(id).is_some(),
            Self::AccessMode => AccessMode::parse(id).is_some(),
            Self::Audiences => Term::find(&terms.audiences, id).is_some(),
        }
    }
}

impl Condition {
    /// Key of the additional field on which it depends, if any.
    pub const fn depends_on(&self) -> Option<FieldKey> {
        match self.field {
            Subject::Additional(AnswerPointer(key)) => Some(key),
            Subject::Standard(_) => None,
        }
    }

    fn names(&self, id: &str) -> bool {
        let is_named =
            |value: &ConditionValue| matches!(value, ConditionValue::Term(term) if term == id);
        self.is_one_of.iter().any(is_named)
    }

    /// True when one of the values is the answer, or part of it.
    fn accepts(&self, answer: &Answer) -> bool {
        match answer {
            Answer::YesNo(said) => self.is_one_of.contains(&ConditionValue::YesNo(*said)),
            Answer::Text(id) => self.names(id),
            Answer::Terms(ids) => ids.iter().any(|id| self.names(id)),
            Answer::Number(_) | Answer::File(_) => false,
        }
    }

    /// `depth` bounds the chain of fields that depend on each other; a stored edition has no cycle.
    fn holds(&self, form: &EventForm, fields: &[AdditionalField], depth: usize) -> bool {
        match self.field {
            Subject::Standard(StandardSubject::Kind) => self.names(&form.kind),
            Subject::Standard(StandardSubject::AttendanceMode) => form
                .attendance_mode
                .is_some_and(|mode| self.names(mode.as_str())),
            Subject::Standard(StandardSubject::AccessMode) => form
                .access_mode
                .is_some_and(|mode| self.names(mode.as_str())),
            Subject::Standard(StandardSubject::Audiences) => {
                form.audiences.iter().any(|id| self.names(id))
            }
            Subject::Additional(AnswerPointer(key)) => {
                let field = fields.iter().find(|field| field.key == key);
                let shown =
                    field.is_some_and(|field| depth > 0 && field.shown_at(form, fields, depth - 1));
                shown && form.additional.get(key).is_some_and(|it| self.accepts(it))
            }
        }
    }
}

impl AdditionalField {
    fn shown_at(&self, form: &EventForm, fields: &[Self], depth: usize) -> bool {
        self.shown_when
            .iter()
            .all(|condition| condition.holds(form, fields, depth))
    }

    /// True when the form asks for the field, given its other answers; `fields` are all of the edition.
    pub fn is_shown(&self, form: &EventForm, fields: &[Self]) -> bool {
        self.shown_at(form, fields, fields.len())
    }

    /// True when a submission needs an answer, given the other answers.
    pub fn is_required(&self, form: &EventForm, fields: &[Self]) -> bool {
        let holds = |condition: &Condition| condition.holds(form, fields, fields.len());
        let conditional = !self.required_when.is_empty() && self.required_when.iter().all(holds);
        (self.required || conditional) && self.is_shown(form, fields)
    }

    /// True when conditions can depend on the answer.
    pub(super) const fn is_subject(&self) -> bool {
        match self.answer {
            AnswerKind::One { .. } | AnswerKind::Many { .. } | AnswerKind::YesNo {} => true,
            AnswerKind::Line { .. }
            | AnswerKind::Prose { .. }
            | AnswerKind::Number { .. }
            | AnswerKind::File { .. } => false,
        }
    }

    /// True when it may be the answer, or part of it.
    pub(super) fn has(&self, value: &ConditionValue) -> bool {
        match (&self.answer, value) {
            (AnswerKind::YesNo {}, ConditionValue::YesNo(_)) => true,
            (
                AnswerKind::One { terms } | AnswerKind::Many { terms, .. },
                ConditionValue::Term(id),
            ) => terms.iter().any(|term| term.id == *id),
            _ => false,
        }
    }
}
