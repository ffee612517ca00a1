use super::facet::Facet;
use super::names::Names;
use super::search::Search;
use crate::messages::{number, t};
use crate::ui::{Choice, Select};
use leptos::prelude::*;
use shared::place::{DepartmentCode, RegionCode};

/// Filter by region, and by department within the chosen regions.
#[component]
pub(super) fn TerritoryFilter(search: Search, names: Names) -> impl IntoView {
    let query = search.query();
    let regions = move || {
        names.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|territories| &territories.regions)
                .map(|region| Choice::new(region.code.to_string(), &region.name))
                .collect::<Vec<_>>()
        })
    };
    let chosen = move || {
        query
            .read()
            .regions
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let department = RwSignal::new(String::new());
    Effect::new(move |_| {
        let current = query.read().departments.first().map(ToString::to_string);
        department.set(current.unwrap_or_default());
    });
    let departments = Memo::new(move |_| {
        let inside = query.read().regions.clone();
        names.territories.with(|territories| {
            territories
                .iter()
                .flat_map(|territories| &territories.departments)
                .filter(|department| inside.is_empty() || inside.contains(&department.region))
                .map(|department| {
                    let code = department.code.to_string();
                    let name = format!("{code} – {}", department.name);
                    let label = match names.count("department", &code) {
                        Some(count) => format!("{name} ({})", number(count)),
                        None => name,
                    };
                    Choice::new(code, label)
                })
                .collect::<Vec<_>>()
        })
    });
    view! {
        <Facet parameter="region" legend=t("explorer.region") choices=Signal::derive(regions) chosen=Signal::derive(chosen) names
            on_change=Callback::new(move |codes: Vec<String>| search.change(|query| {
                query.regions = codes.iter().filter_map(|code| RegionCode::parse(code).ok()).collect();
                query.departments.clear();
                query.bounds = None;
            }))/>
        <Select id="department" label=t("explorer.department") value=department filter=true
            choices=departments placeholder=t("explorer.department.any")
            on_change=Callback::new(move |code: String| search.change(|query| {
                query.departments = DepartmentCode::parse(&code).into_iter().collect();
                query.bounds = None;
            }))/>
    }
}
