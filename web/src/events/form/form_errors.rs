use super::FormContext;
use crate::events::fields;
use crate::messages::plural;
use crate::ui::field_of;
use leptos::html::Div;
use leptos::prelude::*;
use shared::problem::FieldProblem;
use wasm_bindgen::JsCast;

/// List of errors, each a link to its field on any step. It takes the focus whenever it is shown again.
///
/// `listed` holds the errors at that moment. Corrected errors are removed from the list, and the focus stays where the user is
/// typing.
#[component]
pub(super) fn FormErrors(
    context: FormContext,
    /// Errors at the time of the last attempt to go on.
    listed: RwSignal<Vec<FieldProblem>>,
) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if listed.read().is_empty() {
            return;
        }
        request_animation_frame(move || {
            if let Some(summary) = summary.try_get_untracked().flatten() {
                summary.scroll_into_view();
                let _ = summary.focus();
            }
        });
    });
    let remaining = Memo::new(move |_| {
        let current = context.faults.read();
        let mut remaining: Vec<FieldProblem> = Vec::new();
        for fault in listed.read().iter() {
            let is_current = current
                .iter()
                .any(|now| now.pointer == fault.pointer && now.code == fault.code);
            // Items of a list share a control, and so a link.
            let duplicate = remaining.iter().any(|known| {
                fields::control_of(&known.pointer) == fields::control_of(&fault.pointer)
            });
            if is_current && !duplicate {
                remaining.push(fault.clone());
            }
        }
        remaining
    });
    let link = move |fault: FieldProblem| {
        let control = field_of(fields::control_of(&fault.pointer));
        view! {
            <li>
                <a
                    class="error-summary__link"
                    href=fields::field_href(context.save.place.id, &fault.pointer)
                    on:click=move |event| {
                        if focus_field(&control) {
                            event.prevent_default();
                        }
                    }
                >
                    {fields::message_with_label(&fault)}
                </a>
            </li>
        }
    };
    move || {
        let faults = remaining.get();
        (!faults.is_empty()).then(|| view! {
            <div class="error-summary" role="alert" tabindex="-1" node_ref=summary>
                <h3 class="error-summary__title">{plural("form.faults", faults.len() as u64)}</h3>
                <ul class="error-summary__list">{faults.into_iter().map(link).collect_view()}</ul>
            </div>
        })
    }
}

/// Focuses a control and scrolls to it; returns false when it is not on this step.
pub(in crate::events) fn focus_field(control: &str) -> bool {
    let Some(element) = document().get_element_by_id(control) else {
        return false;
    };
    element.scroll_into_view();
    element
        .dyn_into::<web_sys::HtmlElement>()
        .is_ok_and(|element| element.focus().is_ok())
}
