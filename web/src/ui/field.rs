use super::choice::Choice;
use super::described_by;
use crate::words::{plural, t};
use leptos::prelude::*;

/// What stands around every control: its label, its hint, its error.
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

/// One line of text.
#[component]
pub fn TextField(
    /// Id of the input; the error summary links to it.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: Signal<String>,
    /// The text.
    value: RwSignal<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks the field as one that may stay empty; the others must be filled.
    #[prop(optional)]
    optional: bool,
    /// Says neither: for a filter, where nothing must be filled and everybody knows.
    #[prop(optional)]
    filter: bool,
    /// `text` when absent; also `email`, `password`, `search`, `date`, `time`, `number`, `tel`, `url`.
    #[prop(optional, into)]
    kind: MaybeProp<&'static str>,
    /// What the browser may fill in (`email`, `current-password`…).
    #[prop(optional, into)]
    autocomplete: MaybeProp<&'static str>,
    /// Which keyboard a phone shows (`numeric`, `decimal`…).
    #[prop(optional, into)]
    inputmode: MaybeProp<&'static str>,
    /// Earliest or smallest value, for dates and numbers.
    #[prop(optional, into)]
    min: MaybeProp<String>,
    /// Latest or greatest value.
    #[prop(optional, into)]
    max: MaybeProp<String>,
    /// Step of a number or time.
    #[prop(optional, into)]
    step: MaybeProp<&'static str>,
    /// Width in characters of what is expected, for short values.
    #[prop(optional)]
    size: Option<u16>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// When the person leaves the field.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// When the person changes the value.
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
                on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.run(()) }
            />
        </Field>
    }
}

/// Several lines of text, with what is left of its limit.
#[component]
pub fn TextArea(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: Signal<String>,
    /// The text.
    value: RwSignal<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks the field as one that may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Most characters; typing is not stopped there, the counter says by how many the text is too long.
    #[prop(optional)]
    max_chars: Option<usize>,
    /// Lines that are shown at first.
    #[prop(default = 4)]
    rows: u32,
    /// Cannot be changed now.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// When the person leaves the field.
    #[prop(optional, into)]
    on_blur: Option<Callback<()>>,
    /// When the person changes the value.
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
                on:blur=move |_| if let Some(on_blur) = on_blur { on_blur.run(()) }
            ></textarea>
            {counter}
        </Field>
    }
}

/// One choice of a list that is closed at first.
#[component]
pub fn Select(
    /// Id of the control; the error summary links to it.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: Signal<String>,
    /// Value of the choice; empty when nothing is chosen.
    value: RwSignal<String>,
    /// The choices.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// Text of the empty choice; without it there is none.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks the field as one that may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Says neither: for a filter, where nothing must be chosen and everybody knows.
    #[prop(optional)]
    filter: bool,
    /// When the person chooses.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
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
