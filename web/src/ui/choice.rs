use super::described_by;
use leptos::prelude::*;

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its word.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A line of explanation.
    pub hint: Option<String>,
}

impl Choice {
    /// A choice without explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    /// The same, explained.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Yes or no.
#[component]
pub fn Checkbox(
    /// Id of the box.
    #[prop(into)]
    id: String,
    /// What is said yes to.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    checked: RwSignal<bool>,
    /// A line of explanation.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// When the person ticks or unticks it.
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

/// What stands around a group of boxes: its question, its hint, its error.
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
                {optional.then(|| view! { <span class="field__optional">{crate::words::t("field.optional")}</span> })}
            </legend>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
            <div class="choices__items">{children()}</div>
        </fieldset>
    }
}

/// Several of several.
#[component]
pub fn CheckboxGroup(
    /// Id of the group; the error summary links to it.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    legend: Signal<String>,
    /// Values of what is ticked.
    values: RwSignal<Vec<String>>,
    /// The choices.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks the group as one that may stay empty.
    #[prop(optional)]
    optional: bool,
    /// When the person ticks or unticks something.
    #[prop(optional, into)]
    on_change: Option<Callback<Vec<String>>>,
) -> impl IntoView {
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

/// One of several, all in sight.
#[component]
pub fn RadioGroup(
    /// Id of the group; the error summary links to it.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    legend: Signal<String>,
    /// Value of what is chosen; empty when nothing is.
    value: RwSignal<String>,
    /// The choices.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks the group as one that may stay empty.
    #[prop(optional)]
    optional: bool,
    /// When the person chooses.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
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
