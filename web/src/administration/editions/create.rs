//! Creation of the next edition from an earlier one.

use crate::api::{Mutation, client, revisions};
use crate::messages::t;
use crate::ui::{
    Announcer, Button, Choice, ErrorSummary, Fault, ProblemAlert, Select, TextField, fault_at,
    faults_of,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::edition::{ManagedEdition, ManagedEditionSummary, NewEdition};

/// The form of a new edition.
#[component]
pub(super) fn CreateEdition(editions: Vec<ManagedEditionSummary>) -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let last = editions
        .first()
        .map(|it| it.slug.clone())
        .unwrap_or_default();
    let (from, slug, week) = (
        RwSignal::new(last),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let choices: Vec<Choice> = editions
        .into_iter()
        .map(|it| Choice::new(it.slug, it.name))
        .collect();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let creating = Mutation::<ManagedEdition>::new();
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        let refused = creating.error().as_ref().map(faults_of);
        faults.extend(refused.unwrap_or_default());
        faults
            .into_iter()
            .map(|fault| Fault::new(format!("new-{}", fault.field), fault.text))
            .collect::<Vec<_>>()
    });
    let key = StoredValue::new(client::new_key());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        if slug.read_untracked().trim().is_empty() {
            found.push(Fault::new("slug", t("edition.new.slug.required")));
        }
        let Ok(week_first) = week.get_untracked().parse() else {
            found.push(Fault::new("weekFirst", t("edition.new.week.required")));
            return missing.set(found);
        };
        let is_complete = found.is_empty();
        missing.set(found);
        if !is_complete {
            return;
        }
        let new = NewEdition {
            from: from.get_untracked(),
            slug: slug.get_untracked().trim().to_owned(),
            week_first,
        };
        let navigate = navigate.clone();
        creating.send(
            revisions::create_edition(new, key.get_value()),
            move |created| {
                announcer.say(t("edition.new.done"));
                let page = format!("/administration/editions/{}", created.edition.slug);
                navigate(&page, NavigateOptions::default());
            },
        );
        key.set_value(client::new_key());
    };
    let error = move |field: &str| fault_at(faults, format!("new-{field}"));
    view! {
        <section class="stack" aria-labelledby="new-title">
            <h2 id="new-title">{t("edition.new")}</h2>
            <p>{t("edition.new.text")}</p>
            <form class="stack" on:submit=submit novalidate>
                <ErrorSummary faults/>
                {move || creating.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <Select id="new-from" label=t("edition.new.from") value=from choices error=error("from")/>
                <TextField id="new-slug" label=t("edition.new.slug") hint=t("edition.new.slug.hint") value=slug size=20 error=error("slug")/>
                <TextField id="new-weekFirst" label=t("edition.new.week") hint=t("edition.new.week.hint") value=week kind="date" error=error("weekFirst")/>
                <p><Button submit=true busy=Signal::derive(move || creating.is_pending())>{t("edition.new.action")}</Button></p>
            </form>
        </section>
    }
}
