//! History of an edition, loaded when it is unfolded.

use super::preview::Changes;
use crate::api::{Remote, revisions};
use crate::clock;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::Fetched;
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::account::Role;
use shared::edition::EditionHistoryEntry;

#[component]
pub(super) fn HistoryFold(slug: String, version: Signal<i32>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <details class="fold" on:toggle=move |_| open.set(true)>
            <summary class="fold__title">{t("edition.history")}</summary>
            {move || open.get().then(|| view! { <Entries slug=slug.clone() version/> })}
        </details>
    }
}

#[component]
fn Entries(slug: String, version: Signal<i32>) -> impl IntoView {
    let entries = Remote::<Vec<EditionHistoryEntry>>::new(move || {
        version.track();
        let slug = slug.clone();
        async move { revisions::list_edition_history(&slug).await }
    });
    let shown = |entries: Vec<EditionHistoryEntry>| {
        view! { <ol class="edition-history" reversed>{entries.into_iter().map(entry_item).collect_view()}</ol> }
    };
    view! { <Fetched of=entries lines=4 then=shown/> }
}

fn entry_item(entry: EditionHistoryEntry) -> impl IntoView {
    let who = t_of(
        "edition.history.by",
        entry.role.map_or("system", Role::as_str),
    );
    let at = clock::moment_in(entry.at, Tz::Europe__Paris);
    let line = t_args(
        "edition.history.line",
        &[("at", &at), ("who", &who), ("version", &entry.version)],
    );
    let from = entry
        .copied_from
        .map(|from| t_args("edition.history.copied", &[("from", &from)]));
    let reason = entry
        .reason
        .map(|reason| t_args("edition.history.reason", &[("reason", &reason)]));
    let effects: Vec<String> = entry
        .effects
        .iter()
        .map(|it| {
            let name = t_of("edition.effect", it.effect.as_str());
            let number = plural("edition.effect.events", it.count);
            t_args(
                "edition.history.effect",
                &[("effect", &name), ("number", &number)],
            )
        })
        .collect();
    view! {
        <li class="edition-history__one">
            <p class="edition-history__line">{line}</p>
            {from.map(|text| view! { <p>{text}</p> })}
            {reason.map(|text| view! { <p>{text}</p> })}
            {(!effects.is_empty()).then(|| view! { <p>{effects.join(" · ")}</p> })}
            {(!entry.changes.is_empty()).then(|| view! { <Changes changes=entry.changes/> })}
        </li>
    }
}
