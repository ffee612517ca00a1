//! A draft that somebody prepared for others, by the address of this page.

use super::fields;
use crate::api::{Mutation, Remote, client, editions, events};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{plural, t, t_args};
use crate::ui::{Button, Fetched, Notice, ProblemAlert, Tone};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::edition::{Edition, Term};
use shared::event::{EventFile, NewEvent, PrefilledForm, Step};
use shared::place::Commune;

/// Shows what the address fills in, and opens a draft with it.
#[component]
pub fn PrefilledPage() -> impl IntoView {
    let search = use_location().search;
    let prefilled = Remote::<(PrefilledForm, Edition)>::new(move || {
        let query = search.get();
        async move {
            let prefilled = events::prefill_event_form(&query).await?;
            let edition = editions::get_edition(&prefilled.edition).await?;
            Ok((prefilled, edition))
        }
    });
    view! {
        <Page title=t("prefilled.title") width=Width::Text>
            <PageHead title=t("prefilled.title")>
                <p>{t("prefilled.intro")}</p>
            </PageHead>
            <Fetched of=prefilled lines=6 then={move |(prefilled, edition): (PrefilledForm, Edition)| view! {
                <div class="stack">
                    <Filled prefilled=prefilled.clone() edition/>
                    <SignedIn then={move |_| view! { <Begin prefilled=prefilled.clone()/> }}/>
                </div>
            }}/>
        </Page>
    }
}

/// The values that the address fills in.
#[component]
fn Filled(prefilled: PrefilledForm, edition: Edition) -> impl IntoView {
    let form = prefilled.form;
    let words = &edition.vocabularies;
    let labels = |terms: &[Term], ids: &[String]| {
        let labels: Vec<&str> = ids.iter().map(|id| Term::label_of(terms, id)).collect();
        labels.join(", ")
    };
    let commune = prefilled.commune.as_ref().map(Commune::label);
    let commune = commune.unwrap_or_else(|| form.place.postal_code.clone());
    let place = [&form.place.name, &form.place.address, &commune];
    let place: Vec<&str> = place
        .into_iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    let rows = [
        ("prefilled.edition", edition.name.clone()),
        ("prefilled.organisation", form.organiser.name.clone()),
        ("prefilled.event", form.title.clone()),
        (
            "prefilled.kind",
            Term::label_of(&words.kinds, &form.kind).to_owned(),
        ),
        ("prefilled.place", place.join(", ")),
        ("prefilled.topics", labels(&words.topics, &form.topics)),
        ("prefilled.sectors", labels(&words.sectors, &form.sectors)),
        (
            "prefilled.audiences",
            labels(&words.audiences, &form.audiences),
        ),
        (
            "prefilled.dates",
            match form.occurrences.len() {
                0 => String::new(),
                count => plural("prefilled.occurrences", count as u64),
            },
        ),
    ];
    let yes_no = [t("answer.yes"), t("answer.no")];
    let answers = edition.additional.iter().filter_map(|field| {
        let answer = form.additional.get(field.key)?;
        Some((
            field.label.clone(),
            field.in_words(answer, yes_no).join(", "),
        ))
    });
    let answers: Vec<(String, String)> = answers.collect();
    let problems = prefilled.problems.len();
    view! {
        <dl class="facts">
            {rows.into_iter().filter(|(_, value)| !value.trim().is_empty()).map(|(name, value)| view! {
                <dt>{t(name)}</dt>
                <dd>{value}</dd>
            }).collect_view()}
            {answers.into_iter().map(|(label, value)| view! {
                <dt>{label}</dt>
                <dd>{value}</dd>
            }).collect_view()}
        </dl>
        {(problems > 0).then(|| view! {
            <Notice tone=Tone::Warning title=t_args("prefilled.problems", &[("n", &problems)])>
                <p>{t("prefilled.problems.text")}</p>
            </Notice>
        })}
    }
}

/// Button that opens the draft.
#[component]
fn Begin(prefilled: PrefilledForm) -> impl IntoView {
    let creating = Mutation::<EventFile>::new();
    // One key for the page: pressing twice, or again after a lost response, creates one draft.
    let key = StoredValue::new(client::new_key());
    let navigate = use_navigate();
    let begin = move |_| {
        let navigate = navigate.clone();
        let request = NewEvent {
            edition: prefilled.edition.clone(),
            form: prefilled.form.clone(),
        };
        creating.send(
            events::create_event(request, key.get_value()),
            move |file| {
                navigate(
                    &fields::step_href(file.id, Step::Organiser),
                    NavigateOptions::default(),
                );
            },
        );
    };
    view! {
        <p>{t("prefilled.next")}</p>
        <div><Button busy=Signal::derive(move || creating.is_pending()) on_press=Callback::new(begin)>{t("prefilled.action")}</Button></div>
        {move || creating.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
