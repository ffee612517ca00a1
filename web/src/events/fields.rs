//! The fields of the form by JSON pointer: label, step and URL.

use crate::messages::{self, field_problem, t, t_args, t_of};
use crate::ui::field_of;
use crate::url;
use shared::edition::{AnswerPointer, Edition, FieldKey};
use shared::event::{Field, FormField, Step};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

/// Short French name of a field.
pub fn label(field: Field) -> &'static str {
    t(field.name_key())
}

/// Name of a field of the form of an edition; of an additional one that it does not have any more, that it is retired.
pub fn name(field: FormField, edition: &Edition) -> String {
    match field {
        FormField::Standard(field) => label(field).to_owned(),
        FormField::Additional(AnswerPointer(key)) => edition.additional_field(key).map_or_else(
            || t_args("form.additional.retired", &[("key", &key)]),
            |field| field.label.clone(),
        ),
    }
}

/// Label of the field at a pointer; the pointer itself when the form has no such field.
pub fn label_at(pointer: &str) -> &str {
    match FormField::containing(pointer) {
        Some(FormField::Standard(field)) => label(field),
        Some(FormField::Additional(_)) => t("form.additional"),
        None => pointer,
    }
}

/// As [`label_at`], with the additional fields of an edition.
pub fn name_at(pointer: &str, edition: &Edition) -> String {
    FormField::containing(pointer).map_or_else(|| pointer.to_owned(), |field| name(field, edition))
}

/// Number of a step, from 1.
pub fn step_number(step: Step) -> usize {
    Step::ALL
        .iter()
        .position(|other| *other == step)
        .unwrap_or_default()
        + 1
}

/// French title of a step, without its number.
pub fn step_title(step: Step) -> String {
    t_of("form.step", step.as_str())
}

/// URL of a step of the form.
pub fn step_href(id: EventId, step: Step) -> String {
    format!(
        "/mes-evenements/{id}/modifier?{}={}",
        url::STEP,
        step_number(step)
    )
}

/// URL of the form that focuses the field at a pointer.
pub fn field_href(id: EventId, pointer: &str) -> String {
    let field = url::encode(&field_of(control_of(pointer)));
    if FieldKey::containing(pointer).is_some() {
        // The page of the form knows the edition, and so the step.
        return format!("/mes-evenements/{id}/modifier?{}={field}", url::FIELD);
    }
    format!(
        "{}&{}={field}",
        step_href(id, Step::of(pointer)),
        url::FIELD
    )
}

/// As [`field_href`], leading back to the check of the answers.
pub fn change_href(id: EventId, pointer: &str) -> String {
    format!("{}&{}=1", field_href(id, pointer), url::RETURN)
}

/// URL of the check of the answers, at the line of a field.
pub fn check_href(id: EventId, field: FormField) -> String {
    let line = url::encode(&check_line(field));
    format!("{}&{}={line}", step_href(id, Step::Declaration), url::FIELD)
}

/// Element id of the link that leads from the check of the answers to a field.
pub fn check_line(field: FormField) -> String {
    format!("verif-{}", field_of(&field.pointer()))
}

/// The field whose control has an element id, such as `place-name`, `occurrences-3-begin` or `additional-visit-capacity`.
pub fn field_at(control: &str, edition: &Edition) -> Option<FormField> {
    let own = |field: &FormField| {
        let own = field_of(&field.pointer());
        control
            .strip_prefix(&own)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    // A key may begin with another one.
    FormField::all(edition)
        .filter(own)
        .max_by_key(|field| field.key().map(|key| key.as_str().len()))
}

/// Pointer of the control that edits a value: items of a list share the list's control.
pub fn control_of(pointer: &str) -> &str {
    if FieldKey::containing(pointer).is_some() {
        let inside = pointer.match_indices('/').nth(2);
        return inside
            .and_then(|(end, _)| pointer.get(..end))
            .unwrap_or(pointer);
    }
    match Field::containing(pointer) {
        Some(Field::Occurrences | Field::PublicBooking | Field::SchoolBooking) | None => pointer,
        Some(field) => field.pointer(),
    }
}

/// Error message that names its field, as `Titre : …`.
pub fn message_with_label(fault: &FieldProblem) -> String {
    match occurrence_index(&fault.pointer) {
        Some(line) => t_args(
            "form.fault.line",
            &[("n", &(line + 1)), ("text", &message(fault))],
        ),
        None => t_args(
            "form.fault",
            &[
                ("field", &label_at(&fault.pointer)),
                ("text", &message(fault)),
            ],
        ),
    }
}

/// As [`message_with_label`], with the additional fields of an edition.
pub fn message_with_name(fault: &FieldProblem, edition: &Edition) -> String {
    if FieldKey::containing(&fault.pointer).is_none() {
        return message_with_label(fault);
    }
    let name = name_at(&fault.pointer, edition);
    t_args("form.fault", &[("field", &name), ("text", &message(fault))])
}

/// Error message to show next to its field.
pub fn message(fault: &FieldProblem) -> String {
    let Some(field) = Field::containing(&fault.pointer) else {
        return field_problem(fault);
    };
    let key = match (field, fault.code) {
        (Field::Occurrences, Code::Required) if occurrence_index(&fault.pointer).is_none() => {
            "form.fault.no_line"
        }
        (Field::Occurrences, Code::Required | Code::InvalidFormat) => "form.fault.time",
        (Field::ImageFile, Code::Required) => "form.fault.image",
        (Field::PlaceInsee, Code::MissingLocation) => "form.fault.commune",
        (Field::Audiences, Code::NotAllowed) => "criterion.reason.outside_audience",
        (Field::Free, Code::NotFree) => "criterion.reason.not_free",
        (Field::Audiences, Code::Required) => "form.fault.audiences",
        (
            Field::AccessMode
            | Field::AttendanceMode
            | Field::Free
            | Field::Kind
            | Field::OrganiserKind,
            Code::Required,
        ) => "form.fault.choice",
        (Field::AgeMax, Code::OutOfRange) if fault.limit.is_none() => "form.fault.ages",
        (Field::ExpectedParticipants, Code::Required) => "form.fault.participants",
        _ => return field_problem(fault),
    };
    t(key).to_owned()
}

/// Index, from 0, of the occurrence that contains the value at a pointer.
pub fn occurrence_index(pointer: &str) -> Option<usize> {
    pointer
        .strip_prefix("/occurrences/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

/// Number of errors in a step.
pub fn of_step(faults: &[FieldProblem], step: Step, edition: &Edition) -> usize {
    faults
        .iter()
        .filter(|fault| edition.step_of(&fault.pointer) == step)
        .count()
}

/// Note on a step, as `3 points à compléter`, or that it is complete.
pub fn step_note(faults: usize) -> String {
    if faults == 0 {
        t("form.step.complete").to_owned()
    } else {
        messages::plural("form.step.faults", faults as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name() {
        for field in Field::ALL {
            assert!(!label(*field).is_empty(), "{field:?}");
        }
        for step in Step::ALL {
            assert!(!step_title(*step).is_empty());
        }
    }

    #[test]
    fn an_item_of_a_list_maps_to_its_field() {
        assert_eq!(label_at("/occurrences/3/end"), label(Field::Occurrences));
        assert_eq!(label_at("/publicBooking/url"), label(Field::PublicBooking));
        assert_eq!(label_at("/colour"), "/colour");
        assert_eq!(control_of("/audiences/2"), "/audiences");
        assert_eq!(control_of("/occurrences/3/end"), "/occurrences/3/end");
        assert_eq!(occurrence_index("/occurrences/3/end"), Some(3));
        assert_eq!(occurrence_index("/occurrences"), None);
    }

    #[test]
    fn a_fault_maps_to_its_step_and_control() {
        let id: EventId = "0190a1b2-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(step_number(Step::of("/place/insee")), 3);
        assert!(step_href(id, Step::Public).ends_with("modifier?etape=4"));
        let edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/template.json")).unwrap();
        let found = |control: &str| field_at(control, &edition);
        assert_eq!(
            found("occurrences-3-begin"),
            Some(Field::Occurrences.into())
        );
        assert_eq!(found("place-name"), Some(Field::PlaceName.into()));
        assert_eq!(found("placemat"), None);
        let capacity = FormField::at("/additional/visit-capacity").unwrap();
        assert_eq!(found("additional-visit-capacity"), Some(capacity));
        assert_eq!(
            name(capacity, &edition),
            "Nombre maximal de visiteurs par groupe"
        );
        assert_eq!(
            control_of("/additional/visit-equipment/1"),
            "/additional/visit-equipment"
        );
    }
}
