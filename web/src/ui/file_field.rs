use super::described_by;
use crate::words::t;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// A file to choose. The browser's own control: it is worked by the keyboard, and files can be dropped on it.
///
/// It holds nothing itself: what is chosen is handed on, and the control is free for the next choice.
#[component]
pub fn FileField(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: Signal<String>,
    /// Media types that can be chosen, as HTML's `accept` has them.
    accept: &'static str,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What is being done with the last choice; until it is done, another is not taken.
    #[prop(optional, into)]
    under_way: Signal<Option<String>>,
    /// When the person has chosen.
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
        // The same file, repaired meanwhile, can be chosen again.
        input.set_value("");
        if let Some(file) = chosen.filter(|_| under_way.read_untracked().is_none()) {
            on_choose.run(file);
        }
    };
    view! {
        <div class="field" class:field--invalid=move || error.read().is_some()>
            <label class="field__label" for=id.clone()>
                {move || label.get()}
                <span class="field__optional">{t("field.optional")}</span>
            </label>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            // Disabled, it would lose the focus of whoever has just used it.
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
