use super::names::Names;
use super::search::Search;
use crate::map;
use crate::messages::t;
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::place::{Region, RegionCode};

/// Buttons for the parts of France that do not fit into one map view: the mainland and each overseas region.
///
/// They are the territories of the gazetteer with a time zone other than that of Paris. The five with the rank of a
/// region are always shown, a collectivity only when it has events.
#[component]
pub(super) fn MapAreas(search: Search, names: Names) -> impl IntoView {
    let query = search.query();
    let overseas = Memo::new(move |_| {
        names.territories.with(|territories| {
            let Some(all) = territories else {
                return Vec::new();
            };
            let is_overseas = |code: &RegionCode| {
                all.departments.iter().any(|department| {
                    department.region == *code && department.code.zone() != Tz::Europe__Paris
                })
            };
            let shown = |code: &RegionCode| {
                code.as_str().len() == 2
                    || names
                        .count("region", code.as_str())
                        .is_some_and(|count| count > 0)
            };
            all.regions
                .iter()
                .filter(|region| is_overseas(&region.code) && shown(&region.code))
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let mainland = map::metropole();
    let is_mainland = move || query.with(|query| query.bounds == Some(mainland));
    let area_button = move |region: Region| {
        let (own, target) = (region.code.clone(), region.code);
        let is_selected =
            move || query.with(|query| query.bounds.is_none() && query.regions == [own.clone()]);
        view! {
            <li>
                <button class="parts__part" type="button" aria-pressed=move || if is_selected() { "true" } else { "false" }
                    on:click=move |_| search.change(|query| {
                        query.go_anywhere();
                        query.regions = vec![target.clone()];
                    })>{region.name}</button>
            </li>
        }
    };
    view! {
        <ul class="parts" aria-label=t("map.parts")>
            <li>
                <button class="parts__part" type="button" aria-pressed=move || if is_mainland() { "true" } else { "false" }
                    on:click=move |_| search.change(|query| {
                        query.go_anywhere();
                        query.bounds = Some(mainland);
                    })>{t("map.part.metropole")}</button>
            </li>
            {move || overseas.get().into_iter().map(area_button).collect_view()}
        </ul>
    }
}
