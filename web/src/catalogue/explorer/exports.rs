use super::search::Search;
use crate::catalogue::agenda::Subscriptions;
use crate::messages::{t, t_of};
use leptos::prelude::*;
use shared::event::{EXPORTS, EventQuery, Export};

/// Links that export the matching events: calendar, table, programme, feed.
#[component]
pub(super) fn Exports(search: Search) -> impl IntoView {
    let query = search.query();
    let link = move |export: &'static Export| {
        let address = move || export.address(&query.with(EventQuery::to_search));
        view! { <li><a href=address type=export.media_type rel="external">{t_of("exports", export.word)}</a></li> }
    };
    let calendar = move || Export::CALENDAR.address(&query.with(EventQuery::to_search));
    view! {
        <details class="exports">
            <summary class="exports__title">{t("exports.title")}</summary>
            <p class="exports__about">{t("exports.about")}</p>
            <ul class="exports__list">{EXPORTS.iter().map(link).collect_view()}</ul>
            <p class="exports__about">{t("exports.subscribe")}</p>
            <Subscriptions path=Signal::derive(calendar)/>
        </details>
    }
}
