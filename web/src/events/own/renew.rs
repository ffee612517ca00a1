use crate::api::{Mutation, events};
use crate::events::fields;
use crate::messages::{plural, problem, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, LinkButton, Notice, ProblemAlert, Tone};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::edition::EditionSummary;
use shared::event::{EndedTerm, Field, Renewal, RenewalOutcome, RenewedItem, Step};
use shared::id::EventId;

/// Renews one event in the open edition. It then opens the draft, unless terms have ended: these are named first.
#[component]
pub fn RenewButton(id: EventId, title: String, target: EditionSummary) -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let renewing = Mutation::<Renewal>::new();
    let slug = target.slug.clone();
    let renew = move |_| {
        let navigate = navigate.clone();
        renewing.send(events::renew_event(id, slug.clone()), move |renewal| {
            announcer.say(match renewal.outcome {
                RenewalOutcome::Created => t("file.renew.done"),
                RenewalOutcome::Exists | RenewalOutcome::Refused => t("file.renew.exists"),
            });
            if renewal.ended_terms.is_empty() {
                navigate(&href_of(&renewal), NavigateOptions::default());
            }
        });
    };
    let label = t_args(
        "file.renew.label",
        &[("title", &title), ("edition", &target.name)],
    );
    view! {
        <div class="renew">
            <Button kind=ButtonKind::Secondary busy=Signal::derive(move || renewing.is_pending()) label on_press=Callback::new(renew)>
                {t("file.renew")}
            </Button>
            {move || renewing.value().filter(|renewal| !renewal.ended_terms.is_empty()).map(|renewal| view! {
                <Notice tone=Tone::Info title=t("file.renew.ended")>
                    <EndedTerms terms=renewal.ended_terms.clone()/>
                    <LinkButton href=href_of(&renewal)>{t("file.renew.open")}</LinkButton>
                </Notice>
            })}
            {move || renewing.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}

/// Page on which the renewed event goes on.
fn href_of(renewal: &Renewal) -> String {
    if renewal.event.editable {
        fields::step_href(renewal.event.id, Step::Organiser)
    } else {
        format!("/mes-evenements/{}", renewal.event.id)
    }
}

/// The terms that the new edition does not have, each with the field that it was removed from.
#[component]
fn EndedTerms(terms: Vec<EndedTerm>) -> impl IntoView {
    let line = |term: EndedTerm| {
        let Some(field) = Field::containing(&term.pointer) else {
            // An additional field is named by its label alone.
            return view! { <li>{term.label}</li> }.into_any();
        };
        let name = t(field.name_key());
        let words = t_args(
            "file.renew.term",
            &[("field", &name), ("term", &term.label)],
        );
        view! { <li>{words}</li> }.into_any()
    };
    view! { <ul class="renew__terms">{terms.into_iter().map(line).collect_view()}</ul> }
}

/// Renews all labelled events of an edition in the open one, and reports what became of each.
#[component]
pub fn RenewAll(
    /// Slug of the edition.
    origin: String,
    target: EditionSummary,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let renewing = Mutation::<Vec<RenewedItem>>::new();
    let slugs = (origin, target.slug.clone());
    let renew = move |_| {
        let (origin, target) = slugs.clone();
        renewing.send(events::renew_events(origin, target), move |items| {
            announcer.say(count_of(&items, RenewalOutcome::Created));
        });
    };
    let text = t_args("file.renew_all", &[("edition", &target.name)]);
    view! {
        <div class="renew">
            <Button kind=ButtonKind::Secondary busy=Signal::derive(move || renewing.is_pending()) on_press=Callback::new(renew)>
                {text}
            </Button>
            <div role="status">
                {move || renewing.value().map(|items| view! { <Report items/> })}
            </div>
            {move || renewing.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}

/// Number of items with an outcome, in words.
fn count_of(items: &[RenewedItem], outcome: RenewalOutcome) -> String {
    let count = items.iter().filter(|item| item.outcome == outcome).count();
    plural(&format!("file.renewed.{outcome}"), count as u64)
}

#[component]
fn Report(items: Vec<RenewedItem>) -> impl IntoView {
    let counts: Vec<String> = RenewalOutcome::ALL
        .iter()
        .filter(|outcome| items.iter().any(|item| item.outcome == **outcome))
        .map(|outcome| count_of(&items, *outcome))
        .collect();
    let none = items.is_empty().then(|| t("file.renewed.none"));
    let tone = if items
        .iter()
        .any(|item| item.outcome == RenewalOutcome::Refused)
    {
        Tone::Warning
    } else {
        Tone::Good
    };
    let noted = items
        .into_iter()
        .filter(|item| item.problem.is_some() || !item.ended_terms.is_empty());
    let lines = noted
        .map(|item| {
            let reason = item.problem.map(|code| problem(code, None));
            let title = match item.event {
                Some(id) => {
                    view! { <a href=format!("/mes-evenements/{id}")>{item.title}</a> }.into_any()
                }
                None => view! { <span>{item.title}</span> }.into_any(),
            };
            view! {
                <li>
                    {title}" "{reason}
                    {(!item.ended_terms.is_empty()).then(|| view! { <EndedTerms terms=item.ended_terms/> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone title=t("file.renewed.title")>
            <p>{none}{counts.join(" ")}</p>
            <ul class="renew__items">{lines}</ul>
        </Notice>
    }
}
