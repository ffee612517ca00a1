use super::FormContext;
use crate::events::fields;
use crate::messages::plural;
use crate::ui::field_of;
use leptos::html::Div;
use leptos::prelude::*;
use shared::event::Step;
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
        view! {
            <li>
                <FieldLink context pointer=fault.pointer.clone() class_name="error-summary__link">{context.edition.with_value(|edition| fields::message_with_name(&fault, edition))}</FieldLink>
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

/// Link to the control of the value at a pointer, on any step. From the check of the answers it leads back there.
#[component]
pub(super) fn FieldLink(
    context: FormContext,
    pointer: String,
    #[prop(optional)] class_name: &'static str,
    children: Children,
) -> impl IntoView {
    let control = field_of(fields::control_of(&pointer));
    let (id, step) = (context.save.place.id, context.step_of(&pointer));
    let checking = untrack(|| context.checking.get());
    let href = if checking && step != Step::Declaration {
        fields::change_href(id, &pointer)
    } else {
        fields::field_href(id, &pointer)
    };
    let follow = move |event: leptos::ev::MouseEvent| {
        if focus_field(&control) {
            event.prevent_default();
        }
    };
    view! { <a class=class_name href=href on:click=follow>{children()}</a> }
}

/// Focuses a control and scrolls to it; returns false when it is not on this step.
pub(in crate::events) fn focus_field(control: &str) -> bool {
    let Some(element) = document().get_element_by_id(control) else {
        return false;
    };
    unfold(&element);
    element.scroll_into_view();
    element
        .dyn_into::<web_sys::HtmlElement>()
        .is_ok_and(|element| element.focus().is_ok())
}

/// Opens the folded parts around an element.
fn unfold(element: &web_sys::Element) {
    let mut around = element.closest("details:not([open])").ok().flatten();
    while let Some(details) = around {
        // Any value opens it, and setting an attribute of an element cannot fail.
        let _ = details.set_attribute("open", "");
        around = element.closest("details:not([open])").ok().flatten();
    }
}
