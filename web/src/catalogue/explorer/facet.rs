use super::names::Names;
use crate::messages::{number, plural};
use crate::ui::Choice;
use leptos::prelude::*;

/// The values of a filter, each with the number of events that choosing it would show.
///
/// Values without events are paler but can still be chosen, because the events may change.
#[component]
pub(super) fn Facet(
    /// Query parameter of the filter; also the id of the group.
    parameter: &'static str,
    #[prop(into)] legend: String,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// Chosen values, as in the query parameter.
    #[prop(into)]
    chosen: Signal<Vec<String>>,
    /// Source of the counts and of the names.
    names: Names,
    /// Allows only one value; the empty value stands for no filter.
    #[prop(optional)]
    single: bool,
    #[prop(into)] on_change: Callback<Vec<String>>,
) -> impl IntoView {
    // Recomputing the same values must not move the focus away from the control that was pressed.
    let choices = Memo::new(move |_| choices.get());
    let item = move |choice: Choice| {
        let id = format!("{parameter}-{}", choice.value);
        let (own, shown, toggled) = (
            choice.value.clone(),
            choice.value.clone(),
            choice.value.clone(),
        );
        let count = Memo::new(move |_| names.count(parameter, &own));
        let checked = move || {
            chosen.with(|chosen| {
                chosen.contains(&shown) || (single && shown.is_empty() && chosen.is_empty())
            })
        };
        let press = move |event| {
            let ticked = event_target_checked(&event);
            let mut values = if single {
                Vec::new()
            } else {
                chosen.get_untracked()
            };
            values.retain(|value| *value != toggled);
            if ticked && !toggled.is_empty() {
                values.push(toggled.clone());
            }
            on_change.run(values);
        };
        view! {
            <div class="choice" class:choice--none=move || count.get() == Some(0)>
                <div class="choice__row">
                    <input
                        class="choice__input"
                        class:choice__input--radio=single
                        type=if single { "radio" } else { "checkbox" }
                        id=id.clone()
                        name=parameter
                        value=choice.value
                        prop:checked=checked
                        on:change=press
                    />
                    <label class="choice__label" for=id>
                        {choice.label}
                        {move || count.get().map(|count| view! {
                            <span class="choice__count">
                                <span aria-hidden="true">{number(count)}</span>
                                <span class="ds-sr-only">", "{plural("explorer.count", count)}</span>
                            </span>
                        })}
                    </label>
                </div>
            </div>
        }
    };
    view! {
        <fieldset class="choices" id=parameter>
            <legend class="choices__legend">{legend}</legend>
            <div class="choices__items">{move || choices.get().into_iter().map(item).collect_view()}</div>
        </fieldset>
    }
}
