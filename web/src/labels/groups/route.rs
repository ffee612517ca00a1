use super::place::PlaceField;
use super::rules::{attendances, rule_text};
use crate::api::{Mutation, Remote, editions, groups};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Choice, ProblemAlert, Select};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::edition::Vocabularies;
use shared::label::{FoundRoute, RoutingCause};
use std::collections::BTreeMap;

pub(super) fn kinds_of(edition: Signal<String>) -> Signal<Vec<Choice>> {
    let words = Remote::<Option<Vocabularies>>::new(move || {
        let slug = edition.get();
        async move {
            if slug.is_empty() {
                return Ok(None);
            }
            editions::list_vocabularies(&slug).await.map(Some)
        }
    });
    Signal::derive(move || {
        let kinds = words.value().flatten().map(|words| words.kinds);
        let kinds = kinds.unwrap_or_default().into_iter();
        kinds.map(|term| Choice::new(term.id, term.label)).collect()
    })
}

/// Says where an event would go.
#[component]
pub(super) fn RouteForm(edition: RwSignal<String>) -> impl IntoView {
    let (text, place) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (kind, mode) = (
        RwSignal::new(String::new()),
        RwSignal::new("on_site".to_owned()),
    );
    let kinds = kinds_of(edition.into());
    Effect::new(move |_| {
        let first = kinds.with(|kinds| kinds.first().map(|kind| kind.value.clone()));
        if let (true, Some(first)) = (kind.with_untracked(String::is_empty), first) {
            kind.set(first);
        }
    });
    let asking = Mutation::<FoundRoute>::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let commune = place.get_untracked();
        let commune = commune.trim_start_matches("commune:").to_owned();
        let (edition, kind, mode) = (
            edition.get_untracked(),
            kind.get_untracked(),
            mode.get_untracked(),
        );
        let request = async move { groups::find_route(&edition, &commune, &kind, &mode).await };
        asking.send(request, |_| ());
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{t("groups.route.text")}</p>
            <div class="queue-filters">
                <PlaceField id="route-place" label=t("groups.route.commune") text chosen=place/>
                <Select id="route-kind" label=t("passes.kind") value=kind choices=kinds filter=true/>
                <Select id="route-attendance" label=t("groups.attendance") value=mode choices=Signal::stored(attendances()) filter=true/>
            </div>
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || asking.is_pending())>{t("groups.route.action")}</Button></div>
            {move || asking.error().map(|error| view! { <ProblemAlert error/> })}
            <p role="status">{move || asking.value().map(|found| answer(&found, &kinds.get()))}</p>
        </form>
    }
}

/// Group of a file and the cause that leads there, as a sentence.
pub(super) fn answer(found: &FoundRoute, kinds: &[Choice]) -> String {
    let Some(group) = &found.group else {
        return t("groups.route.nobody").to_owned();
    };
    let why = match (found.cause, &found.rule) {
        (RoutingCause::Rule, Some(rule)) => {
            let rule = rule_text(rule, &BTreeMap::new(), kinds);
            t_args("groups.route.rule", &[("rule", &rule)])
        }
        (cause, _) => t_of("groups.route.cause", cause.as_str()),
    };
    t_args(
        "groups.route.found",
        &[("group", &group.name), ("why", &why)],
    )
}
