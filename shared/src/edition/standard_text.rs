//! Standard texts of the reviewers.

use super::Edition;
use super::faults::Faults;
use crate::criterion::{COMMENT_MAX_CHARS, Criterion};
use crate::event::FormField;
use crate::problem::Code;
use crate::text::Limits;
use serde::{Deserialize, Serialize};

/// Maximum number of standard texts of an edition.
const TEXTS_MAX: usize = 200;

/// A text about a criterion or a form field, which a reviewer inserts into a comment or a correction request and may edit
/// there. A later change of the standard text does not change letters that were sent.
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

/// New standard texts of an edition, in place of all present ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandardTextsForm {
    /// The texts in the order in which reviewers are offered them; at most 200.
    pub standard_texts: Vec<StandardText>,
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

    /// Adds the faults of the texts, at `/standardTexts`.
    pub(super) fn check_standard_texts(&self, faults: &mut Faults) {
        faults.check_count("/standardTexts", self.standard_texts.len(), TEXTS_MAX);
        for (i, text) in self.standard_texts.iter().enumerate().take(TEXTS_MAX) {
            let place = format!("/standardTexts/{i}");
            if text.criterion.is_some() == text.field.is_some() {
                let detail = "needs either a criterion or a field";
                faults.add(&format!("{place}/field"), Code::Required, detail);
            }
            let key = text.field.and_then(FormField::key);
            if key.is_some_and(|key| self.additional_field(key).is_none()) {
                let detail = "is no field of the edition";
                faults.add(&format!("{place}/field"), Code::UnknownValue, detail);
            }
            let limits = Limits::prose(1, COMMENT_MAX_CHARS);
            faults.check_text(&format!("{place}/text"), limits, &text.text, true);
        }
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

        assert_eq!(edition.faults(), Vec::<String>::new());
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

        let places: Vec<_> = edition
            .problems()
            .into_iter()
            .map(|it| it.pointer)
            .collect();
        assert_eq!(
            places,
            [
                "/standardTexts/0/field",
                "/standardTexts/1/field",
                "/standardTexts/2/text"
            ]
        );
    }
}
