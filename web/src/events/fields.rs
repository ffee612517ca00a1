//! The fields of the form by JSON pointer: label, step and URL.

use crate::messages::{self, field_problem, t, t_args, t_of};
use crate::ui::field_of;
use crate::url;
use shared::event::{FIELDS, Step};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

/// The top-level field of a pointer: `/occurrences` for `/occurrences/3/end`.
pub fn field_containing(pointer: &str) -> &str {
    FIELDS
        .iter()
        .find(|field| {
            pointer
                .strip_prefix(**field)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
        .copied()
        .unwrap_or(pointer)
}

/// Label of the field at a pointer.
pub fn label(pointer: &str) -> String {
    let field = field_containing(pointer).trim_start_matches('/');
    t_of("form.field", &field.replace('/', "."))
}

/// Number of a step, from 1.
pub fn step_number(step: Step) -> usize {
    Step::ALL
        .iter()
        .position(|other| *other == step)
        .unwrap_or_default()
        + 1
}

/// Title of a step.
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
    format!(
        "{}&{}={field}",
        step_href(id, Step::of(pointer)),
        url::FIELD
    )
}

/// Pointer of the control that edits a value: items of a list share the list's control.
pub fn control_of(pointer: &str) -> &str {
    let field = field_containing(pointer);
    let in_parts = field == "/occurrences" || field.ends_with("Booking");
    if in_parts { pointer } else { field }
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
            &[("field", &label(&fault.pointer)), ("text", &message(fault))],
        ),
    }
}

/// Error message to show next to its field.
pub fn message(fault: &FieldProblem) -> String {
    match (field_containing(&fault.pointer), fault.code) {
        ("/occurrences", Code::Required) if occurrence_index(&fault.pointer).is_none() => {
            t("form.fault.no_line").to_owned()
        }
        ("/occurrences", Code::Required | Code::InvalidFormat) => t("form.fault.time").to_owned(),
        ("/image/file", Code::Required) => t("form.fault.image").to_owned(),
        ("/place/insee", Code::MissingLocation) => t("form.fault.commune").to_owned(),
        ("/audiences", Code::NotAllowed) => t("criterion.reason.outside_audience").to_owned(),
        ("/free", Code::NotFree) => t("criterion.reason.not_free").to_owned(),
        ("/audiences", Code::Required) => t("form.fault.audiences").to_owned(),
        (
            "/accessMode" | "/attendanceMode" | "/free" | "/kind" | "/organiser/kind",
            Code::Required,
        ) => t("form.fault.choice").to_owned(),
        ("/ageMax", Code::OutOfRange) if fault.limit.is_none() => t("form.fault.ages").to_owned(),
        ("/expectedParticipants", Code::Required) => t("form.fault.participants").to_owned(),
        _ => field_problem(fault),
    }
}

/// Index from 0 of the occurrence that a pointer lies in.
pub fn occurrence_index(pointer: &str) -> Option<usize> {
    pointer
        .strip_prefix("/occurrences/")?
        .split('/')
        .next()?
        .parse()
        .ok()
}

/// Number of errors in a step.
pub fn of_step(faults: &[FieldProblem], step: Step) -> usize {
    faults
        .iter()
        .filter(|fault| Step::of(&fault.pointer) == step)
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
        for field in FIELDS {
            assert!(!label(field).is_empty(), "{field}");
        }
        for step in Step::ALL {
            assert!(!step_title(*step).is_empty());
        }
    }

    #[test]
    fn an_item_of_a_list_maps_to_its_field() {
        assert_eq!(field_containing("/occurrences/3/end"), "/occurrences");
        assert_eq!(field_containing("/publicBooking/url"), "/publicBooking");
        assert_eq!(field_containing("/title"), "/title");
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
    }
}
