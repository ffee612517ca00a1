use crate::messages::t_args;
use leptos::prelude::*;

/// Progress through the steps of a long form; steps that may be visited are links.
#[component]
pub fn Stepper(
    steps: Vec<String>,
    /// Index of the open step, from 0.
    #[prop(into)]
    current: Signal<usize>,
    /// Accessible name of the list.
    #[prop(into)]
    label: String,
    /// URL of a step; `None` when it cannot be visited.
    #[prop(into)]
    href: Callback<usize, Option<String>>,
    /// Status of a step, such as complete or incomplete.
    #[prop(optional, into)]
    note: Option<Callback<usize, Option<String>>>,
) -> impl IntoView {
    let count = steps.len();
    let item = move |(index, title): (usize, String)| {
        let name = StoredValue::new(title);
        let place = move || t_args("stepper.place", &[("n", &(index + 1)), ("count", &count)]);
        view! {
            <li
                class="stepper__step"
                class:stepper__step--done=move || index < current.get()
                aria-current=move || (index == current.get()).then_some("step")
            >
                <span class="stepper__number" aria-hidden="true">{index + 1}</span>
                <span class="stepper__text">
                    <span class="ds-sr-only">{place}</span>
                    {move || {
                        let title = name.get_value();
                        match href.run(index).filter(|_| index != current.get()) {
                            Some(href) => view! { <a class="stepper__title" href=href>{title}</a> }.into_any(),
                            None => view! { <span class="stepper__title">{title}</span> }.into_any(),
                        }
                    }}
                    {move || note.and_then(|note| note.run(index)).map(|note| view! { <span class="stepper__note">{note}</span> })}
                </span>
            </li>
        }
    };
    view! {
        <nav class="stepper" aria-label=label>
            <ol class="stepper__list">{steps.into_iter().enumerate().map(item).collect_view()}</ol>
        </nav>
    }
}
