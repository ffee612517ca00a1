//! Locks the fields that a correction request does not open.
//!
//! The controls of the form are the browser's own, so that one place can disable those of a locked field, whichever component shows
//! them. They are locked again whenever a step is shown or somebody is about to use a control; the server has the last word.

use super::FormContext;
use crate::events::fields;
use crate::messages::t;
use crate::ui::{Notice, Tone};
use leptos::prelude::*;
use shared::event::{FormField, Step};
use wasm_bindgen::JsCast;

/// Element id of the note that says why.
const NOTE: &str = "correction-verrou";
/// Controls that change an answer.
const CONTROLS: &str = ".filing__fields :is(input, select, textarea, button)";

/// Says which fields are open, and locks the others of the step.
#[component]
pub(super) fn CorrectionLocks(context: FormContext, step: Memo<Step>) -> impl IntoView {
    let locked = Memo::new(move |_| context.save.file.read().correction.is_some());
    Effect::new(move |_| {
        step.track();
        context.form.track();
        if locked.get() {
            request_animation_frame(move || lock(context));
        }
    });
    move || {
        locked.get().then(|| {
            view! {
                <div id=NOTE>
                    <Notice tone=Tone::Info title=t("form.correction.title")>
                        <p>{t("form.correction.text")}</p>
                    </Notice>
                </div>
            }
        })
    }
}

/// Disables the controls of the locked fields that are shown.
pub(super) fn lock(context: FormContext) {
    let Some(scope) = context.save.file.read_untracked().correction.clone() else {
        return;
    };
    let Ok(controls) = document().query_selector_all(CONTROLS) else {
        return;
    };
    for index in 0..controls.length() {
        let control = controls
            .item(index)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok());
        let Some(control) = control else { continue };
        let field = field_of(context, &control);
        let is_locked = field.is_some_and(|field| !scope.is_open(field));
        if is_locked && !control.has_attribute("disabled") {
            // A browser refuses neither.
            let _ = control.set_attribute("disabled", "");
            let _ = control.set_attribute("data-locked", "");
            let described = control
                .get_attribute("aria-describedby")
                .unwrap_or_default();
            let described = format!("{described} {NOTE}");
            let _ = control.set_attribute("aria-describedby", described.trim());
        }
    }
}

/// The field to which a control belongs: by its own id, or that of what it is in.
fn field_of(context: FormContext, control: &web_sys::Element) -> Option<FormField> {
    let mut element = Some(control.clone());
    while let Some(current) = element {
        if current.get_attribute("class").as_deref() == Some("filing__fields") {
            return None;
        }
        let id = current.id();
        let found = (!id.is_empty()).then(|| {
            context
                .edition
                .with_value(|edition| fields::field_at(&id, edition))
        });
        if let Some(field) = found.flatten() {
            return Some(field);
        }
        element = current.parent_element();
    }
    None
}
