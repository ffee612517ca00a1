use super::names::Names;
use super::search::Search;
use crate::messages::{number, t};
use leptos::prelude::*;
use shared::place::Region;

/// The regions with their event counts, shown where the map cannot be drawn.
#[component]
pub(super) fn Regions(
    search: Search,
    /// Source of the names and counts.
    names: Names,
) -> impl IntoView {
    let regions = move || {
        names.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|all| all.regions.clone())
                .collect::<Vec<_>>()
        })
    };
    let region = move |Region { code, name }: Region| {
        let (own, target) = (code.clone(), code.clone());
        let count = Memo::new(move |_| names.count("region", code.as_str()));
        let chosen = move || search.query().with(|query| query.regions.contains(&own));
        view! {
            <li>
                <button class="parts__part" type="button" aria-pressed=move || if chosen() { "true" } else { "false" }
                    on:click=move |_| search.change(|query| {
                        query.regions = vec![target.clone()];
                        query.departments.clear();
                        query.bounds = None;
                    })>
                    {name}{move || count.get().map(|count| format!(" ({})", number(count)))}
                </button>
            </li>
        }
    };
    view! {
        <ul class="parts" aria-label=t("explorer.regions")>
            {move || regions().into_iter().map(region).collect_view()}
        </ul>
    }
}
