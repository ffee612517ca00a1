//! Answers to the fields that an edition adds to the form.

mod field;
mod file;
mod form;
#[cfg(test)]
mod tests;

pub use field::FormField;
pub use file::{AnswerFile, DocumentId, DocumentType};

use crate::edition::{AdditionalField, Edition, FieldKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// A number in an answer; a whole one is written without decimals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(f64);

impl Number {
    /// A finite number; any other one becomes 0, which JSON cannot express either.
    pub const fn new(value: f64) -> Self {
        Self(if value.is_finite() { value } else { 0.0 })
    }

    /// A whole number; beyond ±2^53 the nearest one that can be represented.
    #[expect(clippy::cast_precision_loss, reason = "as documented")]
    pub const fn of_whole(value: i64) -> Self {
        Self(value as f64)
    }

    /// The number itself, always finite.
    pub const fn value(self) -> f64 {
        self.0
    }

    /// The value as a whole number, if it is one that JSON readers agree on.
    pub fn whole(self) -> Option<i64> {
        /// 2^53: whole numbers up to it are exact in an [`f64`].
        const EXACT: f64 = 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        let whole = self.0 as i64;
        (self.0.fract() == 0.0 && self.0.abs() <= EXACT).then_some(whole)
    }
}

/// Written manually: it is serialised as a number.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Number {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Number)
            .description(Some("A number in an answer."))
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Number {
    fn name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::new)
    }
}

/// An answer to an additional field. Which of the forms it has depends on the kind of the field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AdditionalAnswer))]
pub enum Answer {
    /// Answer to a yes-or-no field.
    YesNo(bool),
    /// Answer to a field of numbers.
    Number(Number),
    /// A line, a prose, or the identifier of one term.
    Text(String),
    /// Identifiers of several terms.
    Terms(Vec<String>),
    /// A document, as returned by its upload.
    File(AnswerFile),
}

impl Answer {
    /// True for an empty text or list: the field has no answer.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Terms(ids) => ids.is_empty(),
            Self::YesNo(_) | Self::Number(_) | Self::File(_) => false,
        }
    }

    /// The document, if the answer is one.
    pub const fn file(&self) -> Option<&AnswerFile> {
        match self {
            Self::File(file) => Some(file),
            Self::YesNo(_) | Self::Number(_) | Self::Text(_) | Self::Terms(_) => None,
        }
    }
}

/// Answers to the fields that an edition adds, by the key of the field. Blank answers are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answers(BTreeMap<FieldKey, Answer>);

impl Answers {
    /// True when no field has an answer.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of fields that have an answer.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the answer under this key; `None` when the field was left blank.
    pub fn get(&self, key: FieldKey) -> Option<&Answer> {
        self.0.get(&key)
    }

    /// Sets the answer to a field; a blank one removes it.
    pub fn set(&mut self, key: FieldKey, answer: Answer) {
        if answer.is_blank() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, answer);
        }
    }

    /// Takes over the answer to a field, or that there is none.
    pub(in crate::event) fn take(&mut self, key: FieldKey, from: &Self) {
        match from.0.get(&key) {
            Some(answer) => drop(self.0.insert(key, answer.clone())),
            None => drop(self.0.remove(&key)),
        }
    }

    /// Keeps the answers for which `keep` is true.
    pub fn retain(&mut self, mut keep: impl FnMut(FieldKey, &Answer) -> bool) {
        self.0.retain(|key, answer| keep(*key, answer));
    }

    /// All answers, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (FieldKey, &Answer)> {
        self.0.iter().map(|(key, answer)| (*key, answer))
    }

    /// The documents among them, with their keys.
    pub fn files(&self) -> impl Iterator<Item = (FieldKey, &AnswerFile)> {
        self.iter()
            .filter_map(|(key, answer)| Some((key, answer.file()?)))
    }

    /// Removes the answers that describe people, according to the edition, and returns the documents among them.
    pub fn forget_people(&mut self, edition: &Edition) -> Vec<DocumentId> {
        let mut removed = Vec::new();
        self.0.retain(|key, answer| {
            let personal = edition.additional_field(*key).is_some_and(|it| it.personal);
            if personal {
                removed.extend(answer.file().map(|file| file.id.clone()));
            }
            !personal
        });
        removed
    }

    /// The answers to fields that the edition does not have any more.
    pub fn retired<'a>(
        &'a self,
        edition: &'a Edition,
    ) -> impl Iterator<Item = (FieldKey, &'a Answer)> {
        self.iter()
            .filter(|(key, _)| edition.additional_field(*key).is_none())
    }
}

impl FromIterator<(FieldKey, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (FieldKey, Answer)>>(iter: I) -> Self {
        let mut all = Self::default();
        for (key, answer) in iter {
            all.set(key, answer);
        }
        all
    }
}

/// The answers of a labelled event. Which of them are public depends on the edition as it is now, which is why they are
/// not serialised with the event and can be read only beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WithheldAnswers(Answers);

impl WithheldAnswers {
    pub(super) const fn new(answers: Answers) -> Self {
        Self(answers)
    }

    /// The public answers with their fields, in the order of the edition.
    pub fn public<'a>(
        &'a self,
        edition: &'a Edition,
    ) -> impl Iterator<Item = (&'a AdditionalField, &'a Answer)> {
        let fields = edition.additional.iter().filter(|field| field.public);
        fields.filter_map(|field| Some((field, self.0.get(field.key)?)))
    }
}

/// A public answer to an additional field of the edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicAnswer {
    /// Key of the field, the same for all events of the edition.
    pub key: FieldKey,
    /// Label of the field, in French.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Nombre maximal de visiteurs par groupe")
    )]
    pub label: String,
    /// The answer: a text, a number, true or false, identifiers of terms of the field, or a document, which `get_public_file`
    /// returns.
    pub value: Answer,
    /// Labels of the terms, in the same order, in French; left out for a field without terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_labels: Vec<String>,
}

impl PublicAnswer {
    /// The public answers of an event, in the order of its edition.
    pub(super) fn all(answers: &WithheldAnswers, edition: &Edition) -> Vec<Self> {
        let of_field = |(field, value): (&AdditionalField, &Answer)| Self {
            key: field.key,
            label: field.label.clone(),
            value: value.clone(),
            value_labels: match value {
                Answer::Text(id) if !field.terms().is_empty() => {
                    vec![field.label_of(id).to_owned()]
                }
                Answer::Terms(ids) => ids.iter().map(|id| field.label_of(id).to_owned()).collect(),
                Answer::Text(_) | Answer::Number(_) | Answer::YesNo(_) | Answer::File(_) => {
                    Vec::new()
                }
            },
        };
        answers.public(edition).map(of_field).collect()
    }
}
