//! Fields that a correction request opens in the form: those that it names, those that depend on them, and those that cannot be
//! submitted as they are.

use super::change::{LabelledEvent, with_dependents};
use super::{EventForm, Field, FormField, Validation};
use crate::edition::Edition;
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The fields of a form that a correction request opens; the others stay as they were submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionScope {
    /// JSON pointers to the fields that the request names.
    pub asked: Vec<FormField>,
    /// JSON pointers to all open fields: those of `asked`, those that depend on them, and those whose submitted value is at fault
    /// by now, such as an occurrence that has begun.
    pub open: Vec<FormField>,
}

/// A form as it was submitted, with which its correction is compared.
#[derive(Debug, Clone, Copy)]
pub struct FiledForm<'a> {
    /// The form that the organiser submitted.
    pub form: &'a EventForm,
    /// Commune with the INSEE code of that form.
    pub commune: Option<&'a Commune>,
    /// Its edition, whose rules apply.
    pub edition: &'a Edition,
}

impl CorrectionScope {
    /// Fields that a request for the fields `asked` opens at the time `at`; `None` for a request without fields, which opens
    /// all.
    pub fn of(asked: &[FormField], filed: FiledForm<'_>, at: DateTime<Utc>) -> Option<Self> {
        if asked.is_empty() {
            return None;
        }
        let mut open = with_dependents(filed.edition, asked);
        let problems = Validation::of(filed.form, filed.edition, filed.commune, at).problems;
        let faulty = problems
            .iter()
            .filter_map(|problem| FormField::containing(&problem.pointer));
        for field in faulty.chain([Field::CommitmentsVersion.into()]) {
            if !open.contains(&field) {
                open.push(field);
            }
        }
        Some(Self {
            asked: asked.to_vec(),
            open,
        })
    }

    /// True when the organiser may change the field.
    pub fn is_open(&self, field: FormField) -> bool {
        self.open.contains(&field)
    }

    /// A fault at each field of a corrected form that says something else than the submitted one although it is not open.
    pub fn faults(&self, filed: FiledForm<'_>, corrected: &EventForm) -> Vec<FieldProblem> {
        let compared = LabelledEvent {
            form: filed.form,
            commune: filed.commune,
            edition: filed.edition,
            submitted_at: DateTime::UNIX_EPOCH,
        };
        let locked = compared.differences(corrected).into_iter();
        locked
            .filter(|field| !self.is_open(*field))
            .map(|field| {
                FieldProblem::new(
                    field.pointer().into_owned(),
                    Code::FieldLocked,
                    "the correction request does not name this field",
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::PlaceForm;
    use rstest::rstest;
    use std::sync::LazyLock;

    static EDITION: LazyLock<Edition> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    });

    fn at() -> DateTime<Utc> {
        "2018-02-05T09:00:00Z".parse().unwrap()
    }

    fn filed(form: &EventForm) -> FiledForm<'_> {
        FiledForm {
            form,
            commune: None,
            edition: &EDITION,
        }
    }

    /// Fields that a request opens in a form without faults.
    fn opened(asked: &[Field]) -> Vec<FormField> {
        let asked: Vec<FormField> = asked.iter().copied().map(FormField::from).collect();
        with_dependents(&EDITION, &asked)
    }

    #[rstest]
    #[case::alone(&[Field::Title], &[Field::Title])]
    #[case::kind(&[Field::Kind], &[Field::Kind, Field::KindOther])]
    #[case::commune(&[Field::PlaceInsee], &[Field::PlaceInsee, Field::PlacePostalCode, Field::PlacePosition])]
    #[case::access(&[Field::AccessMode], &[Field::AccessMode, Field::PublicBooking, Field::SchoolBooking])]
    fn a_field_opens_with_what_depends_on_it(#[case] asked: &[Field], #[case] open: &[Field]) {
        let found = opened(asked);
        for field in open {
            assert!(found.contains(&(*field).into()), "{field:?}");
        }
        let standard = found.iter().filter(|field| field.key().is_none());
        assert_eq!(standard.count(), open.len());
    }

    #[test]
    fn a_request_without_fields_opens_all() {
        assert_eq!(
            CorrectionScope::of(&[], filed(&EventForm::default()), at()),
            None
        );
    }

    #[test]
    fn a_locked_field_that_changes_is_a_fault_of_its_own() {
        let form = EventForm {
            title: "Visite".to_owned(),
            place: PlaceForm {
                name: "Usine".to_owned(),
                ..PlaceForm::default()
            },
            ..EventForm::default()
        };
        let scope = CorrectionScope {
            asked: vec![Field::Title.into()],
            open: vec![Field::Title.into()],
        };
        let mut corrected = form.clone();
        corrected.title = "Visite de l’usine".to_owned();
        assert_eq!(scope.faults(filed(&form), &corrected), []);
        corrected.place.name = "Forge".to_owned();
        corrected.summary = "Une forge.".to_owned();
        let found: Vec<_> = scope
            .faults(filed(&form), &corrected)
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect();
        assert_eq!(
            found,
            [
                ("/summary".to_owned(), Code::FieldLocked),
                ("/place/name".to_owned(), Code::FieldLocked),
            ]
        );
    }

    #[test]
    fn what_cannot_be_submitted_as_it_is_opens_too() {
        let form = EventForm::default();
        let scope = CorrectionScope::of(&[Field::Title.into()], filed(&form), at()).unwrap();
        assert!(scope.is_open(Field::Summary.into()), "it is missing");
        assert!(scope.is_open(Field::CommitmentsVersion.into()));
        assert_eq!(scope.asked, [FormField::from(Field::Title)]);
    }
}
