use super::choice::Choice;
use super::described_by;
use crate::messages::{plural, t};
use leptos::prelude::*;

/// Label, hint and error around a control.
#[component]
fn Field(
    id: String,
    label: Signal<String>,
    hint: MaybeProp<String>,
    error: Signal<Option<String>>,
    optional: bool,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field" class:field--invalid=move || error.read().is_some()>
            <label class="field__label" for=id>
                {move || label.get()}
                {optional.then(|| view! { <span class="field__optional">{t("field.optional")}</span> })}
            </label>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            {children()}
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
        </div>
    }
}

/// A single-line text field.
#[component]
pub fn TextField(
    /// Id of the input; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Shows the field as optional; by default it is required.
    #[prop(optional)]
    optional: bool,
    /// Shows it neither as optional nor as required, as for a filter.
    #[prop(optional)]
    filter: bool,
    /// Input type: `text` by default; also `email`, `password`, `search`, `date`, `time`, `number`, `tel`, `url`.
    #[prop(optional, into)]
    kind: MaybeProp<&'static str>,
    /// Value of the `autocomplete` attribute (`email`, `current-password`…).
    #[prop(optional, into)]
    autocomplete: MaybeProp<&'static str>,
    /// On-screen keyboard (`numeric`, `decimal`…).
    #[prop(optional, into)]
    inputmode: MaybeProp<&'static str>,
    /// Smallest date or number that the browser accepts.
    #[prop(optional, into)]
    min: MaybeProp<String>,
    /// Largest date or number that the browser accepts.
    #[prop(optional, into)]
    max: MaybeProp<String>,
    /// Step of numbers, or of times in seconds.
    #[prop(optional, into)]
    step: MaybeProp<&'static str>,
    /// Width in characters, for short values.
    #[prop(optional)]
    size: Option<u16>,
    #[prop(optional, into)] readonly: Signal<bool>,
    /// Called when the field loses the focus.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Called when the user changes the value.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    view! {
        <Field id=id.clone() label hint error optional>
            <input
                class="field__input"
                class:field__input--short=size.is_some()
                id=id.clone()
                name=id.clone()
                type=move || kind.get().unwrap_or("text")
                size=size
                autocomplete=move || autocomplete.get()
                inputmode=move || inputmode.get()
                min=move || min.get()
                max=move || max.get()
                step=move || step.get()
                readonly=move || readonly.get()
                aria-required=(!optional && !filter).then_some("true")
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(on_change) = on_change { on_change.run(text) }
                }
                on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.try_run(()); }
            />
        </Field>
    }
}

/// A multi-line text field, with a character counter.
#[component]
pub fn TextArea(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Shows the field as optional.
    #[prop(optional)]
    optional: bool,
    /// Maximum number of characters. Longer text can be typed; the counter shows the excess.
    #[prop(optional)]
    max_chars: Option<usize>,
    /// Initial height in lines.
    #[prop(default = 4)]
    rows: u32,
    #[prop(optional, into)] readonly: Signal<bool>,
    /// Called when the field loses the focus.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// Called when the user changes the value.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || {
            let mut ids = described_by(&id, hint.get().is_some(), error.read().is_some());
            if max_chars.is_some() {
                ids = Some(
                    format!("{} {id}-count", ids.unwrap_or_default())
                        .trim_start()
                        .to_owned(),
                );
            }
            ids
        }
    };
    let counter = max_chars.map(|most| {
        let count_id = format!("{id}-count");
        let used = Memo::new(move |_| value.read().chars().count());
        let text = move || {
            let used = used.get();
            if used <= most {
                plural("field.left", (most - used) as u64)
            } else {
                plural("field.over", (used - most) as u64)
            }
        };
        view! {
            <p class="field__count" class:field__count--over=move || { used.get() > most } id=count_id>
                {text}
            </p>
        }
    });
    view! {
        <Field id=id.clone() label hint error optional>
            <textarea
                class="field__input field__input--area"
                id=id.clone()
                name=id.clone()
                rows=rows
                readonly=move || readonly.get()
                aria-required=(!optional).then_some("true")
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    value.set(text.clone());
                    if let Some(on_change) = on_change { on_change.run(text) }
                }
                on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.try_run(()); }
            ></textarea>
            {counter}
        </Field>
    }
}

/// Drop-down list with label, hint and error.
#[component]
pub fn Select(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    /// The chosen value; empty when there is none.
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// Text of the empty choice; without it there is none.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Shows the field as optional.
    #[prop(optional)]
    optional: bool,
    /// Shows it neither as optional nor as required, as for a filter.
    #[prop(optional)]
    filter: bool,
    /// Called with the chosen value.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    // The same choices, read once more, must not close the list that somebody has opened.
    let choices = Memo::new(move |_| choices.get());
    let option = move |choice: Choice| {
        let own = choice.value.clone();
        view! { <option value=choice.value selected=move || *value.read() == own>{choice.label}</option> }
    };
    view! {
        <Field id=id.clone() label hint error optional>
            <select
                class="field__input field__input--select"
                id=id.clone()
                name=id.clone()
                aria-required=(!optional && !filter).then_some("true")
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change { on_change.run(chosen) }
                }
            >
                {move || placeholder.get().map(|text| view! { <option value="" selected=move || value.read().is_empty()>{text}</option> })}
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}
