//! Fields that an edition adds to the form: kinds, bounds, conditions, and the check of their definition.

mod condition;
mod faults;
mod key;
mod read;
#[cfg(test)]
pub(crate) mod tests;

pub use condition::{Condition, ConditionValue, StandardSubject, Subject};
pub use key::{ANSWERS, AnswerPointer, FieldKey, InvalidFieldKey};

use super::Edition;
use crate::event::{Answer, DocumentType, EventForm, Number, Step};
use crate::french;
use serde::{Deserialize, Serialize};

/// Bounds of the definition of additional fields.
pub mod limits {
    /// Maximum number of additional fields of an edition.
    pub const FIELDS: usize = 40;
    /// Maximum number of terms of a choice.
    pub const TERMS: usize = 60;
    /// Maximum number of conditions of one field, each for showing and requiring it.
    pub const CONDITIONS: usize = 5;
    /// Maximum number of characters of a line.
    pub const LINE: u32 = 1_000;
    /// Maximum number of characters of a prose.
    pub const PROSE: u32 = 10_000;
    /// Maximum absolute value of a bound of numbers.
    pub const NUMBER: i64 = 1_000_000_000;
    /// Maximum size of a document, in bytes.
    pub const FILE_BYTES: u32 = 8 * 1024 * 1024;
}

/// Distance between the numbers that a field accepts: a multiple of 0.25, at least 0.25.
///
/// Such steps are exact in binary, so that every JSON Schema validator accepts the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "Number")]
pub struct NumberStep {
    quarters: u32,
}

/// Written manually: it is serialised as a number.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for NumberStep {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .description(Some(
                "Distance between the numbers that a field accepts: a multiple of 0.25.",
            ))
            .minimum(Some(0.25))
            .maximum(Some(1_000_000))
            .multiple_of(Some(0.25))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for NumberStep {
    fn name() -> std::borrow::Cow<'static, str> {
        "NumberStep".into()
    }
}

/// Error: not a distance between numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a step is a multiple of 0.25, from 0.25 to 1,000,000")]
pub struct InvalidStep;

impl TryFrom<f64> for NumberStep {
    type Error = InvalidStep;

    fn try_from(step: f64) -> Result<Self, InvalidStep> {
        if !(0.25..=1_000_000.0).contains(&step) || (step * 4.0).fract() != 0.0 {
            return Err(InvalidStep);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 1 to 4,000,000"
        )]
        let quarters = (step * 4.0) as u32;
        Ok(Self { quarters })
    }
}

impl From<NumberStep> for Number {
    fn from(step: NumberStep) -> Self {
        Self::new(f64::from(step.quarters) / 4.0)
    }
}

impl Default for NumberStep {
    fn default() -> Self {
        Self { quarters: 4 }
    }
}

impl NumberStep {
    /// True when only whole numbers are accepted.
    pub const fn is_whole(self) -> bool {
        self.quarters.is_multiple_of(4)
    }
}

/// A term of the own vocabulary of an additional field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerTerm {
    /// Stable identifier: 1 to 60 of a–z, 0–9 and `_`.
    #[cfg_attr(feature = "openapi", schema(example = "helmet"))]
    pub id: String,
    /// Label shown to people, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Casque"))]
    pub label: String,
    /// True for a term that is no longer offered; answers that name it stay valid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
}

/// Kind of answer that an additional field takes, with its bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AnswerKind {
    /// One line of text.
    Line {
        /// Minimum number of characters, at least 1.
        min: u32,
        /// Maximum number of characters, at most 1,000.
        max: u32,
    },
    /// Text of one or more paragraphs.
    Prose {
        /// Minimum number of characters, at least 1.
        min: u32,
        /// Maximum number of characters, at most 10,000.
        max: u32,
    },
    /// A number within bounds, in steps.
    Number {
        /// Smallest number accepted, itself included.
        min: i64,
        /// Largest number accepted, itself included.
        max: i64,
        /// Numbers accepted are multiples of it; 1 when absent.
        #[serde(default)]
        step: NumberStep,
    },
    /// One of some terms.
    One {
        /// Terms to choose one from, 2 to 60, in the order in which they are shown.
        terms: Vec<AnswerTerm>,
    },
    /// Any number of some terms.
    Many {
        /// Terms to choose from, 2 to 60, in the order in which they are shown.
        terms: Vec<AnswerTerm>,
        /// Maximum number of terms in an answer; all when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u32>,
    },
    /// Yes or no, as `true` or `false`.
    YesNo {},
    /// A document, uploaded before the form names it.
    File {
        /// Types accepted, 1 to 5.
        types: Vec<DocumentType>,
        /// Maximum size in bytes, 1 to 8,388,608.
        #[serde(rename = "maxBytes")]
        max_bytes: u32,
    },
}

impl AnswerKind {
    /// True when it can be typed, in a form as in the cell of a table; false for a document.
    pub const fn is_typed(&self) -> bool {
        !matches!(self, Self::File { .. })
    }
}

/// A field that an edition adds to the form of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdditionalField {
    /// Stable identifier; the answer is at `/additional/<key>` of the form.
    pub key: FieldKey,
    /// Question or name, in French, 3 to 150 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Nombre maximal de visiteurs par groupe")
    )]
    pub label: String,
    /// Help below the label, in French, at most 500 characters; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Step of the form that asks for it; not the check of the answers.
    pub step: Step,
    /// Kind of answer that the field takes, with its bounds.
    pub answer: AnswerKind,
    /// True when the answer is published with the event; otherwise the organiser and the reviewers alone see it.
    #[serde(default)]
    pub public: bool,
    /// True when the answer describes a person: it is erased with the contact person of a file. Never with `public`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
    /// True when a submission needs an answer whenever the field is shown.
    #[serde(default)]
    pub required: bool,
    /// Conditions that must all hold for the field to be asked; always asked when empty. An answer is refused otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown_when: Vec<Condition>,
    /// Conditions under which, if all hold, a submission needs an answer although `required` is false; none when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_when: Vec<Condition>,
}

impl AdditionalField {
    /// Terms to choose from; empty for a field without terms.
    pub fn terms(&self) -> &[AnswerTerm] {
        match &self.answer {
            AnswerKind::One { terms } | AnswerKind::Many { terms, .. } => terms,
            AnswerKind::Line { .. }
            | AnswerKind::Prose { .. }
            | AnswerKind::Number { .. }
            | AnswerKind::YesNo {}
            | AnswerKind::File { .. } => &[],
        }
    }

    /// Label of one of its terms; the identifier itself when the definition does not contain it any more.
    pub fn label_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.terms()
            .iter()
            .find(|term| term.id == id)
            .map_or(id, |term| term.label.as_str())
    }

    /// An answer in French, each part of a list on its own; `yes_no` are the words for yes and no.
    pub fn in_words(&self, answer: &Answer, yes_no: [&str; 2]) -> Vec<String> {
        let [yes, no] = yes_no;
        match answer {
            Answer::YesNo(said) => vec![if *said { yes } else { no }.to_owned()],
            Answer::Number(number) => vec![french::decimal(number.value())],
            Answer::Text(text) => vec![self.label_of(text).to_owned()],
            Answer::Terms(ids) => ids.iter().map(|id| self.label_of(id).to_owned()).collect(),
            Answer::File(file) => vec![file.name.clone()],
        }
    }
}

impl Edition {
    /// Returns the additional field with this key; `None` when the edition does not ask for it.
    pub fn additional_field(&self, key: FieldKey) -> Option<&AdditionalField> {
        self.additional.iter().find(|field| field.key == key)
    }

    /// The additional fields that a form asks for, given its other answers.
    pub fn additional_shown<'a>(
        &'a self,
        form: &'a EventForm,
    ) -> impl Iterator<Item = &'a AdditionalField> {
        let fields = &self.additional;
        fields
            .iter()
            .filter(move |field| field.is_shown(form, fields))
    }

    /// Step of the form that contains the value at a JSON pointer, which may be an answer to an additional field.
    pub fn step_of(&self, pointer: &str) -> Step {
        FieldKey::containing(pointer)
            .and_then(|key| self.additional_field(key))
            .map_or_else(|| Step::of(pointer), |field| field.step)
    }
}
