use super::locate::{self, LocationError};
use super::names::Names;
use super::search::Search;
use crate::communes::Communes;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Choice, Combobox, Glyph, Icon, Select, Suggestion};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::event::EventQuery;
use shared::place::Commune;

/// Value of the choice of a radius for the commune itself.
const WITHIN: &str = "commune";

/// Search around the commune of the query or around the user's position, within a radius.
#[component]
pub(super) fn PlaceFilter(search: Search, names: Names) -> impl IntoView {
    let query = search.query();
    let has_place = Memo::new(move |_| {
        let query = query.read();
        query.only_commune().is_some() || query.near.is_some()
    });
    let radius = RwSignal::new(String::new());
    Effect::new(move |_| {
        let query = query.read();
        radius.set(match (query.only_commune(), query.radius_m) {
            (Some(_), _) => WITHIN.to_owned(),
            (None, metres) => metres.map(|metres| metres.to_string()).unwrap_or_default(),
        });
    });
    let radii = move || {
        let requested = query.read().radius_m;
        let mut all: Vec<u32> = EventQuery::RADII_M.into_iter().chain(requested).collect();
        all.sort_unstable();
        all.dedup();
        let around = all
            .into_iter()
            .map(|metres| Choice::new(metres.to_string(), distance(metres)));
        std::iter::once(Choice::new(WITHIN, t("explorer.radius.commune")))
            .chain(around)
            .collect::<Vec<_>>()
    };
    view! {
        <div class="place">
            {move || has_place.get().then(|| view! {
                <Select id="radius" label=t("explorer.radius") value=radius filter=true choices=Signal::derive(radii) placeholder=t("explorer.radius.any")
                    on_change=Callback::new(move |chosen: String| choose_radius(search, names, &chosen))/>
            })}
            <AroundMe search/>
        </div>
    }
}

/// Searches in the commune of the query, or around it; an empty choice is no limit.
fn choose_radius(search: Search, names: Names, chosen: &str) {
    let of_filter = search
        .now()
        .only_commune()
        .and_then(|code| names.filtered_commune(code));
    match (chosen.parse().ok(), of_filter) {
        (radius_m, Some(commune)) if chosen != WITHIN => search.change(|query| {
            query.around_commune(commune.position, EventQuery::RADIUS_M);
            query.radius_m = radius_m;
        }),
        (_, None) if chosen == WITHIN => {
            if let Some(commune) = names.commune.get_untracked() {
                // The nearest town hall may be that of an arrondissement.
                let code = commune.insee.city().unwrap_or(commune.insee);
                search.change(|query| query.in_commune(code));
            }
        }
        (radius_m, None) => search.change(|query| {
            query.radius_m = radius_m;
            query.bounds = None;
        }),
        (_, Some(_)) => {}
    }
}

/// Formats a distance: `20 km`, `500 m`.
pub(super) fn distance(metres: u32) -> String {
    if metres.is_multiple_of(1000) {
        t_args("explorer.km", &[("n", &(metres / 1000))])
    } else {
        t_args("explorer.m", &[("n", &metres)])
    }
}

/// Uses the user's position as the centre; shows an error message if there is none.
#[component]
fn AroundMe(search: Search) -> impl IntoView {
    let announcer = Announcer::expect();
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<LocationError>));
    let find = move |_| {
        busy.set(true);
        failure.set(None);
        let asked = search.now();
        spawn_local(async move {
            let found = locate::position().await;
            if busy.try_set(false).is_some() {
                return;
            }
            // It comes too late for somebody who has chosen another place meanwhile.
            if !search.now().is_where(&asked) {
                return;
            }
            match found {
                Ok(point) => {
                    search.change(|query| query.around(point));
                    announcer.say(t("explorer.located"));
                }
                Err(reason) => failure.set(Some(reason)),
            }
        });
    };
    view! {
        <div class="place__me">
            <Button kind=ButtonKind::Secondary busy on_press=Callback::new(find)><Icon glyph=Glyph::Place/>{t("explorer.around_me")}</Button>
        </div>
        <p class="place__failure" role="alert">{move || failure.get().map(LocationError::message)}</p>
    }
}

/// Combobox for a commune, by name or postal code.
#[component]
pub fn CommuneSearch(
    id: &'static str,
    label: &'static str,
    /// Content of the field while the user is not typing.
    #[prop(into)]
    name: Signal<Option<String>>,
    /// Called when the user selects a commune.
    #[prop(into)]
    on_choose: Callback<Commune>,
    /// Called when the user clears the field.
    #[prop(into)]
    on_clear: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let communes = Communes::ready();
    let shown = move || name.get().unwrap_or_default();
    Effect::new(move |previous: Option<String>| {
        let name = shown();
        // Text that was typed before this first run stays.
        if previous.is_some() || !name.is_empty() {
            text.set(name.clone());
        }
        name
    });
    let ask = move |typed: String| {
        let typed = typed.trim().to_owned();
        if typed.is_empty() && name.read_untracked().is_some() {
            on_clear.run(());
        }
        communes.ask(typed);
    };
    let choose = move |suggestion: Suggestion| {
        if let Some(chosen) = communes.chosen(&suggestion) {
            on_choose.run(chosen);
        }
    };
    view! {
        <div class="place__commune">
            <Combobox
                id
                label
                text
                suggestions=communes.suggestions()
                filter=true
                searching=communes.searching()
                on_input=Callback::new(ask)
                on_choose=Callback::new(choose)
            />
            {move || communes.is_out_of_reach().then(|| view! { <p class="field__error" role="status">{t("explorer.near.unavailable")}</p> })}
        </div>
    }
}
