use super::described_by;
use crate::messages::t;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// A file input. It uses the browser's own control, which supports the keyboard and dropping files.
///
/// It holds no value: the chosen file is passed on, and the control is reset.
#[component]
pub fn FileField(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    /// Accepted media types, in the format of HTML's `accept`.
    #[prop(into)]
    accept: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Does not show it as optional.
    #[prop(optional)]
    required: bool,
    /// Progress message for the last file; while set, no other file is accepted.
    #[prop(optional, into)]
    under_way: Signal<Option<String>>,
    /// Called with the chosen file.
    #[prop(into)]
    on_choose: Callback<web_sys::File>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    let choose = move |event: web_sys::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        let chosen = input.files().and_then(|files| files.get(0));
        // Allows choosing the same file again after correcting it.
        input.set_value("");
        if let Some(file) = chosen.filter(|_| under_way.read_untracked().is_none()) {
            on_choose.run(file);
        }
    };
    view! {
        <div class="field" class:field--invalid=move || error.read().is_some()>
            <label class="field__label" for=id.clone()>
                {move || label.get()}
                {(!required).then(|| view! { <span class="field__optional">{t("field.optional")}</span> })}
            </label>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            // Not disabled while busy: that would remove the focus from a control that was just used.
            <input
                class="field__input field__input--file"
                class:field__input--waiting=move || under_way.read().is_some()
                id=id.clone()
                name=id
                type="file"
                accept=accept
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-busy=move || under_way.read().is_some().then_some("true")
                aria-describedby=described
                on:change=choose
            />
            <p class="field__progress" role="status">
                {move || under_way.get().map(|text| view! { <span class="button__spinner" aria-hidden="true"></span><span>{text}</span> })}
            </p>
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
        </div>
    }
}
