use super::go_to;
use crate::api::CallError;
use crate::messages::{self, plural};
use leptos::html::Div;
use leptos::prelude::*;

/// An error of a form, with its control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Id of the control or of its group.
    pub field: String,
    /// Message that says how to correct it.
    pub text: String,
}

impl Fault {
    /// Creates an error at a control.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            text: text.into(),
        }
    }
}

/// All errors of a form, each a link to its field; takes the focus whenever the list is shown again or gets another error. When
/// corrected errors leave the list, the focus stays where the user is typing.
#[component]
pub fn ErrorSummary(
    /// Errors to list; nothing is shown when empty.
    #[prop(into)]
    faults: Signal<Vec<Fault>>,
) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |before: Option<Vec<Fault>>| {
        let now = faults.get();
        let are_fewer = before.is_some_and(|before| is_part_of(&now, &before));
        if !now.is_empty() && !are_fewer {
            // The list is on the page by then.
            request_animation_frame(move || {
                if let Some(summary) = summary.try_get_untracked().flatten() {
                    let _ = summary.focus();
                }
            });
        }
        now
    });
    let link = |fault: Fault| {
        let target = fault.field.clone();
        view! {
            <li>
                <a
                    class="error-summary__link"
                    href=format!("#{}", fault.field)
                    on:click=move |event| {
                        event.prevent_default();
                        go_to(&target);
                    }
                >
                    {fault.text}
                </a>
            </li>
        }
    };
    move || {
        let faults = faults.get();
        (!faults.is_empty()).then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=summary>
                    <h2 class="error-summary__title">{plural("form.faults", faults.len() as u64)}</h2>
                    <ul class="error-summary__list">{faults.into_iter().map(link).collect_view()}</ul>
                </div>
            }
        })
    }
}

/// True when some of these errors have left the list, and no other has come.
fn is_part_of(now: &[Fault], before: &[Fault]) -> bool {
    now.len() < before.len() && now.iter().all(|fault| before.contains(fault))
}

/// The errors of an error response, each at the control of its pointer: `/occurrences/3/end` maps to `occurrences-3-end`.
pub fn faults_of(error: &CallError) -> Vec<Fault> {
    match error {
        CallError::Problem(problem) => problem
            .errors
            .iter()
            .map(|fault| Fault::new(field_of(&fault.pointer), messages::field_problem(fault)))
            .collect(),
        CallError::Offline | CallError::Network | CallError::Unreadable => Vec::new(),
    }
}

/// Element id of the control that edits the value at a pointer.
pub fn field_of(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', "-")
}

/// The error of one field, among all errors of its form.
pub fn fault_at(faults: Signal<Vec<Fault>>, field: impl Into<String>) -> Signal<Option<String>> {
    let field = field.into();
    Signal::derive(move || {
        faults
            .read()
            .iter()
            .find(|fault| fault.field == field)
            .map(|fault| fault.text.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::problem::{Code, FieldProblem, Problem};

    #[test]
    fn a_list_with_a_corrected_error_less_is_part_of_the_list_before() {
        let both = [Fault::new("a", "un"), Fault::new("b", "deux")];
        assert!(is_part_of(both.get(1..).unwrap(), &both));
        assert!(!is_part_of(&both, &both));
        assert!(!is_part_of(&[Fault::new("b", "trois")], &both));
    }

    #[test]
    fn a_pointer_maps_to_its_control() {
        let mut problem = Problem::new(Code::Invalid);
        problem.errors.push(FieldProblem::new(
            "/occurrences/3/end",
            Code::EndBeforeBegin,
            "…",
        ));

        let faults = faults_of(&CallError::Problem(Box::new(problem)));

        assert_eq!(
            faults.first().map(|fault| fault.field.as_str()),
            Some("occurrences-3-end")
        );
        assert!(faults_of(&CallError::Offline).is_empty());
    }
}
