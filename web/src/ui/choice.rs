use super::described_by;
use leptos::prelude::*;

/// Option of a select, checkbox or radio group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Value that the control reports.
    pub value: String,
    /// Text shown to the user.
    pub label: String,
    /// Explanation below the label.
    pub hint: Option<String>,
}

impl Choice {
    /// Creates a choice without explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// Adds the explanation below the label.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A checkbox with its label and error.
#[component]
pub fn Checkbox(
    /// Element id of the input.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    checked: RwSignal<bool>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Called when the user changes it.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    view! {
        <div class="choice" class:field--invalid=move || error.read().is_some()>
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
            <div class="choice__row">
                <input
                    class="choice__input"
                    type="checkbox"
                    id=id.clone()
                    name=id.clone()
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described
                    prop:checked=move || checked.get()
                    on:change=move |event| {
                        let ticked = event_target_checked(&event);
                        checked.set(ticked);
                        if let Some(on_change) = on_change { on_change.run(ticked) }
                    }
                />
                <label class="choice__label" for=id.clone()>{move || label.get()}</label>
            </div>
            {move || hint.get().map(|hint| view! { <p class="choice__hint" id=hint_id.clone()>{hint}</p> })}
        </div>
    }
}

/// Fieldset of a group of inputs, with legend, hint and error.
#[component]
fn Group(
    id: String,
    legend: Signal<String>,
    hint: MaybeProp<String>,
    error: Signal<Option<String>>,
    optional: bool,
    children: Children,
) -> impl IntoView {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    view! {
        <fieldset class="choices" class:field--invalid=move || error.read().is_some() id=id tabindex="-1" aria-describedby=described>
            <legend class="choices__legend">
                {move || legend.get()}
                {optional.then(|| view! { <span class="field__optional">{crate::messages::t("field.optional")}</span> })}
            </legend>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
            <div class="choices__items">{children()}</div>
        </fieldset>
    }
}

#[component]
pub fn CheckboxGroup(
    /// Id of the group; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] legend: Signal<String>,
    /// Values of the checked boxes.
    values: RwSignal<Vec<String>>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Marks the group as optional.
    #[prop(optional)]
    optional: bool,
    /// Called with the new values when the user changes a box.
    #[prop(optional, into)]
    on_change: Option<Callback<Vec<String>>>,
) -> impl IntoView {
    // The same choices, read once more, must not move the focus away.
    let choices = Memo::new(move |_| choices.get());
    let group = id.clone();
    let item = move |choice: Choice| {
        let id = format!("{group}-{}", choice.value);
        let (own, toggled) = (choice.value.clone(), choice.value.clone());
        let described = choice.hint.as_ref().map(|_| format!("{id}-hint"));
        view! {
            <div class="choice">
                <div class="choice__row">
                    <input
                        class="choice__input"
                        type="checkbox"
                        id=id.clone()
                        name=group.clone()
                        value=choice.value
                        aria-describedby=described
                        prop:checked=move || values.read().contains(&own)
                        on:change=move |event| {
                            let ticked = event_target_checked(&event);
                            values.update(|values| {
                                values.retain(|value| *value != toggled);
                                if ticked { values.push(toggled.clone()); }
                            });
                            if let Some(on_change) = on_change { on_change.run(values.get_untracked()) }
                        }
                    />
                    <label class="choice__label" for=id.clone()>{choice.label}</label>
                </div>
                {choice.hint.map(|hint| view! { <p class="choice__hint" id=format!("{id}-hint")>{hint}</p> })}
            </div>
        }
    };
    view! {
        <Group id legend hint error optional>
            {move || choices.get().into_iter().map(item.clone()).collect_view()}
        </Group>
    }
}

/// A group of radio buttons.
#[component]
pub fn RadioGroup(
    /// Id of the group; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] legend: Signal<String>,
    /// The chosen value; empty when there is none.
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Marks the group as optional.
    #[prop(optional)]
    optional: bool,
    /// Called with the new value.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    // The same choices, read once more, must not move the focus away.
    let choices = Memo::new(move |_| choices.get());
    let group = id.clone();
    let item = move |choice: Choice| {
        let id = format!("{group}-{}", choice.value);
        let (own, chosen) = (choice.value.clone(), choice.value.clone());
        let described = choice.hint.as_ref().map(|_| format!("{id}-hint"));
        view! {
            <div class="choice">
                <div class="choice__row">
                    <input
                        class="choice__input choice__input--radio"
                        type="radio"
                        id=id.clone()
                        name=group.clone()
                        value=choice.value
                        aria-describedby=described
                        prop:checked=move || *value.read() == own
                        on:change=move |_| {
                            value.set(chosen.clone());
                            if let Some(on_change) = on_change { on_change.run(chosen.clone()) }
                        }
                    />
                    <label class="choice__label" for=id.clone()>{choice.label}</label>
                </div>
                {choice.hint.map(|hint| view! { <p class="choice__hint" id=format!("{id}-hint")>{hint}</p> })}
            </div>
        }
    };
    view! {
        <Group id legend hint error optional>
            {move || choices.get().into_iter().map(item.clone()).collect_view()}
        </Group>
    }
}
