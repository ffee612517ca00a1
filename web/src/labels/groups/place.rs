//! A field that finds a place by its name: a commune, and where wanted an EPCI, a department or a region.

use crate::api::{Remote, places};
use crate::clock::Debounce;
use crate::messages::{t, t_args};
use crate::ui::{Combobox, Suggestion};
use leptos::prelude::*;
use shared::place::{CommuneGroupSummary, CommuneMatch, Territories};
use shared::text::fold;
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(250);
/// Number of communes that are suggested.
const COMMUNES: u32 = 6;
/// Number of other places that are suggested, of each kind.
const OTHERS: usize = 3;

/// The places beside communes, whose lists are short enough to search here.
#[derive(Clone, Copy)]
pub(super) struct Places {
    pub(super) epci: Remote<Vec<CommuneGroupSummary>>,
    pub(super) territories: Remote<Territories>,
}

impl Places {
    pub(super) fn new() -> Self {
        Self {
            epci: Remote::new(places::list_epci),
            territories: Remote::new(places::list_territories),
        }
    }

    /// The EPCI, departments and regions with this text in their names.
    fn named(self, text: &str) -> Vec<Suggestion> {
        let wanted = fold(text);
        let holds = |name: &str| fold(name).contains(&wanted);
        let kind = |place: String, label: String, kind: &'static str| Suggestion {
            value: place,
            label,
            detail: Some(t(kind).to_owned()),
        };
        let territories = self.territories.value();
        let regions = territories.iter().flat_map(|all| &all.regions);
        let regions = regions
            .filter(|region| holds(&region.name))
            .take(OTHERS)
            .map(|it| {
                kind(
                    format!("region:{}", it.code),
                    it.name.clone(),
                    "groups.place.region",
                )
            });
        let departments = territories.iter().flat_map(|all| &all.departments);
        let departments = departments
            .filter(|it| holds(&it.name) || it.code.as_str() == text.trim())
            .take(OTHERS)
            .map(|it| {
                let label = format!("{} ({})", it.name, it.code);
                kind(
                    format!("department:{}", it.code),
                    label,
                    "groups.place.department",
                )
            });
        let groups = self.epci.value().unwrap_or_default();
        let epci = groups
            .iter()
            .filter(|group| holds(&group.name) || group.code == text.trim())
            .take(OTHERS)
            .map(|it| {
                kind(
                    format!("epci:{}", it.code),
                    it.name.clone(),
                    "groups.place.epci",
                )
            });
        regions.chain(departments).chain(epci).collect()
    }
}

/// The field; `chosen` is the place as rules write it, `commune:69259`, or empty.
#[component]
pub(super) fn PlaceField(
    id: &'static str,
    label: &'static str,
    #[prop(optional, into)] hint: MaybeProp<String>,
    text: RwSignal<String>,
    chosen: RwSignal<String>,
    /// Without it, only communes are found.
    #[prop(optional)]
    places: Option<Places>,
) -> impl IntoView {
    let asked = RwSignal::new(String::new());
    let found = Remote::<Vec<CommuneMatch>>::new(move || {
        let text = asked.get();
        async move {
            if text.trim().is_empty() {
                Ok(Vec::new())
            } else {
                places::search_communes(&text, COMMUNES).await
            }
        }
    });
    let suggestions = Signal::derive(move || -> Vec<Suggestion> {
        let typed = asked.get();
        if typed.trim().is_empty() {
            return Vec::new();
        }
        let communes = found.value().unwrap_or_default();
        let communes = communes.into_iter().map(|found| Suggestion {
            value: format!("commune:{}", found.commune.insee),
            label: found.commune.label(),
            detail: Some(t_args(
                "groups.place.commune",
                &[("code", &found.commune.insee)],
            )),
        });
        let others = places.map(|places| places.named(&typed));
        communes.chain(others.into_iter().flatten()).collect()
    });
    let debounce = Debounce::new(PAUSE);
    view! {
        <Combobox
            id
            label=label
            hint
            text
            suggestions
            filter=true
            searching=Signal::derive(move || found.is_loading())
            on_input=Callback::new(move |typed: String| {
                chosen.set(String::new());
                debounce.run(move || asked.set(typed));
            })
            on_choose=Callback::new(move |suggestion: Suggestion| chosen.set(suggestion.value))
            on_unresolved=Callback::new(move |()| chosen.set(String::new()))
        />
    }
}
