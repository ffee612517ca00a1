//! Standard texts of the edition, to insert and amend.

use crate::messages::t;
use leptos::prelude::*;

/// A list of standard texts; choosing one appends it to a text. Nothing when there are none.
#[component]
pub(super) fn StandardTexts(
    /// Id of the control.
    #[prop(into)]
    id: String,
    /// Accessible name of the control.
    #[prop(into)]
    label: String,
    #[prop(into)] texts: Signal<Vec<String>>,
    /// Text to which the chosen one is appended.
    into: RwSignal<String>,
) -> impl IntoView {
    let insert = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        if chosen.is_empty() {
            return;
        }
        event_target::<web_sys::HtmlSelectElement>(&event).set_value("");
        into.update(|text| {
            if !text.trim().is_empty() {
                text.push('\n');
            }
            text.push_str(&chosen);
        });
    };
    let option = |text: String| {
        let value = text.clone();
        view! { <option value=value>{text}</option> }
    };
    move || {
        let (id, label) = (id.clone(), label.clone());
        (!texts.read().is_empty()).then(|| {
            view! {
                <select class="field__input field__input--select desk-texts" id=id aria-label=label on:change=insert>
                    <option value="" selected=true>{t("desk.texts.choose")}</option>
                    {texts.get().into_iter().map(option).collect_view()}
                </select>
            }
        })
    }
}
