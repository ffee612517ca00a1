use crate::events::fields;
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::edition::{Edition, Meanwhile};
use shared::event::{ChangePlan, FormField};

/// Fate of each changed field once the change is submitted: public at once, or checked first.
#[component]
pub(in crate::events) fn Forecast(
    plan: Signal<ChangePlan>,
    /// True when a change waits for its check already.
    #[prop(into)]
    waits: Signal<bool>,
    edition: Edition,
) -> impl IntoView {
    let days = edition.review_working_days;
    let meanwhile = match edition.rechecks.meanwhile {
        Meanwhile::Labelled => t("change.plan.stays"),
        Meanwhile::Nothing => t("change.plan.suspended"),
    };
    let edition = StoredValue::new(edition);
    let name = move |field: FormField| edition.with_value(|edition| fields::name(field, edition));
    let list = move |changed: Vec<FormField>| {
        let names = changed
            .into_iter()
            .map(|field| view! { <li>{name(field)}</li> });
        view! { <ul class="forecast__fields">{names.collect_view()}</ul> }
    };
    let lines = move || {
        let ChangePlan { at_once, rechecked } = plan.get();
        if at_once.is_empty() && rechecked.is_empty() {
            let text = if waits.get() {
                t("change.plan.ends")
            } else {
                t("change.plan.none")
            };
            return view! { <p>{text}</p> }.into_any();
        }
        let checked = !rechecked.is_empty();
        view! {
            {(!at_once.is_empty()).then(|| view! {
                <p>{t("change.plan.at_once")}</p>
                {list(at_once)}
            })}
            {checked.then(|| view! {
                <p>{t_args("change.plan.rechecked", &[("n", &days)])}</p>
                {list(rechecked)}
                <p>{meanwhile}</p>
            })}
            {waits.get().then(|| view! {
                <p>{if checked { t("change.plan.replaces") } else { t("change.plan.ends") }}</p>
            })}
        }
        .into_any()
    };
    view! {
        <section class="forecast" aria-labelledby="devenir-titre">
            <h3 class="forecast__title" id="devenir-titre">{t("change.plan.title")}</h3>
            {lines}
        </section>
    }
}
