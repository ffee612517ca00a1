//! Standard texts of the reviewers.

use super::Edition;
use crate::criterion::{COMMENT_MAX_CHARS, Criterion};
use crate::event::FormField;
use serde::{Deserialize, Serialize};

/// Maximum number of standard texts of an edition.
const TEXTS_MAX: usize = 200;

/// A text about a criterion or a form field, which a reviewer inserts into a comment or a correction request and amends freely. A
/// letter has what was sent: a change of the standard text does not change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandardText {
    /// Criterion whose comment it is for; absent when it is about a field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<Criterion>,
    /// JSON pointer to the form field that it is about; absent when it is for a criterion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<FormField>,
    /// The text, in French, at most 2,000 characters.
    pub text: String,
}

impl Edition {
    /// The standard texts for the comment on a criterion.
    pub fn texts_on_criterion(&self, criterion: Criterion) -> impl Iterator<Item = &str> {
        let of = move |text: &&StandardText| text.criterion == Some(criterion);
        self.standard_texts
            .iter()
            .filter(of)
            .map(|text| text.text.as_str())
    }

    /// The standard texts about a form field.
    pub fn texts_on_field(&self, field: FormField) -> impl Iterator<Item = &str> {
        let of = move |text: &&StandardText| text.field == Some(field);
        self.standard_texts
            .iter()
            .filter(of)
            .map(|text| text.text.as_str())
    }

    /// Faults of the standard texts.
    pub(super) fn standard_text_faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.standard_texts.len() > TEXTS_MAX {
            faults.push(format!("standardTexts: at most {TEXTS_MAX}"));
        }
        for (i, text) in self.standard_texts.iter().enumerate() {
            if text.criterion.is_some() == text.field.is_some() {
                faults.push(format!(
                    "standardTexts/{i}: needs either a criterion or a field"
                ));
            }
            let key = text.field.and_then(FormField::key);
            if key.is_some_and(|key| self.additional_field(key).is_none()) {
                faults.push(format!(
                    "standardTexts/{i}/field: is no field of the edition"
                ));
            }
            let chars = text.text.chars().count();
            if text.text.trim().is_empty() || chars > COMMENT_MAX_CHARS {
                faults.push(format!(
                    "standardTexts/{i}/text: must be 1 to {COMMENT_MAX_CHARS} characters"
                ));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Field;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    fn text(criterion: Option<Criterion>, field: Option<Field>, text: &str) -> StandardText {
        StandardText {
            criterion,
            field: field.map(FormField::from),
            text: text.to_owned(),
        }
    }

    #[test]
    fn texts_are_found_by_what_they_are_about() {
        let mut edition = edition();
        edition.standard_texts = vec![
            text(Some(Criterion::Free), None, "L’entrée doit être gratuite."),
            text(
                None,
                Some(Field::Title),
                "Le titre ne dit pas ce que l’on visite.",
            ),
        ];

        assert_eq!(edition.standard_text_faults(), Vec::<String>::new());
        let found: Vec<_> = edition.texts_on_criterion(Criterion::Free).collect();
        assert_eq!(found, ["L’entrée doit être gratuite."]);
        assert_eq!(edition.texts_on_criterion(Criterion::Dates).count(), 0);
        assert_eq!(edition.texts_on_field(Field::Title.into()).count(), 1);
    }

    #[test]
    fn a_text_is_about_one_thing() {
        let mut edition = edition();
        edition.standard_texts = vec![
            text(None, None, "Bonjour."),
            text(Some(Criterion::Free), Some(Field::Free), "Bonjour."),
            text(Some(Criterion::Free), None, " "),
        ];

        assert_eq!(edition.standard_text_faults().len(), 3);
    }
}
