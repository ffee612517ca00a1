use super::disclosure::Disclosure;
use super::facet::Facet;
use super::listing::Listing;
use super::names::Names;
use super::organisers::Organisers;
use super::place::PlaceFilter;
use super::proposals;
use super::search::Search;
use super::sheet::{FilterSheet, Sheet, SheetChips, Sheets};
use super::state::Sort;
use super::territory::TerritoryFilter;
use super::when::WhenFilter;
use crate::clock::Debounce;
use crate::communes::Communes;
use crate::messages::{t, t_of};
use crate::ui::{Choice, Combobox, Select, Suggestion, TextField};
use leptos::prelude::*;
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, LifeStatus, TermFilter,
};
use std::time::Duration;

/// The value of the parameter `available` that filters.
const AVAILABLE: &str = "true";

/// Debounce delay of the search field.
const PAUSE: Duration = Duration::from_millis(350);

/// The filters of the list and map. A change applies immediately and updates the URL. On a phone, all but the words are in sheets.
#[component]
pub(super) fn Filters(
    search: Search,
    names: Names,
    /// The list that the filters apply to.
    listing: Listing,
) -> impl IntoView {
    let query = search.query();
    let sheets = Sheets::new(search);
    let active_count = Memo::new(move |_| {
        query.with(|query| {
            Group::ALL
                .iter()
                .filter(|group| **group != Group::When)
                .map(|group| group.active_count(query))
                .sum::<usize>()
        })
    });
    let text = search_text(search);
    view! {
        <form class="filters" role="search" aria-label=t("explorer.filters") on:submit=move |event| { event.prevent_default(); text.apply() }>
            <div class="filters__text">
                <WhatWhere search names text/>
            </div>
            <SheetChips sheets query active_count/>
            <FilterSheet sheets listing search>
                <PlaceFilter search names/>
                <EditionFilter search names/>
                <div class="filters__more">
                    <Groups search names sheets/>
                </div>
                {move || sheets.is_phone().then(|| view! { <div class="sheet__sort"><Sort id="sheet-sort" search/></div> })}
            </FilterSheet>
        </form>
    }
}

/// State of the search field, which searches after a pause. It also follows the URL, for example after navigating back.
#[derive(Clone, Copy)]
struct SearchText {
    value: RwSignal<String>,
    search: Search,
    debounce: Debounce,
}

fn search_text(search: Search) -> SearchText {
    let query = search.query();
    let value = RwSignal::new(String::new());
    let current = Memo::new(move |_| query.read().text.clone().unwrap_or_default());
    Effect::new(move |_| {
        let current = current.get();
        // A trailing space is the start of the next word.
        if value.read_untracked().trim() != current {
            value.set(current);
        }
    });
    SearchText {
        value,
        search,
        debounce: Debounce::new(PAUSE),
    }
}

impl SearchText {
    fn schedule(self) {
        self.debounce.run(move || self.apply());
    }

    /// Empties the field without a search.
    fn clear(self) {
        self.debounce.cancel();
        self.value.set(String::new());
    }

    fn apply(self) {
        self.debounce.cancel();
        let typed = self.value.get_untracked().trim().to_owned();
        self.search
            .refine(|query| query.text = (!typed.is_empty()).then_some(typed));
    }
}

/// The field for words, which proposes places, organisers and terms: a proposal that is chosen becomes a filter of its own.
#[component]
fn WhatWhere(search: Search, names: Names, text: SearchText) -> impl IntoView {
    let communes = Communes::ready();
    let found = communes.suggestions();
    let organisers = Organisers::of(Memo::new(move |_| search.query().read().edition.clone()));
    let suggestions = Memo::new(move |_| {
        let typed = text.value.get();
        let mut all = names.territories.with(|territories| {
            names.edition.with(|edition| {
                proposals::proposals(territories.as_ref(), edition.as_ref(), &typed)
            })
        });
        all.extend(found.get());
        names.epci.with(|epci| {
            names.industrial_territories.with(|industrial| {
                all.extend(proposals::groups(epci, industrial, &typed));
            });
        });
        all.extend(organisers.suggestions());
        all
    });
    let ask = move |typed: String| {
        text.schedule();
        names.ask_groups();
        communes.ask(typed.trim().to_owned());
        organisers.ask(typed.trim().to_owned());
    };
    let choose = move |chosen: Suggestion| {
        let commune = communes.chosen(&chosen);
        text.clear();
        communes.ask(String::new());
        organisers.ask(String::new());
        search.change(|query| {
            query.text = None;
            match commune {
                Some(commune) => query.in_commune(commune.insee),
                None => proposals::apply(query, &chosen.value),
            }
        });
    };
    view! {
        <Combobox id="q" label=t("explorer.text") text=text.value suggestions searching=communes.searching() filter=true free=true
            on_input=Callback::new(ask) on_choose=Callback::new(choose)/>
    }
}

/// Selects the edition; keeps only the filters that apply in every edition: text, territory, search centre.
#[component]
fn EditionFilter(search: Search, names: Names) -> impl IntoView {
    let edition = RwSignal::new(String::new());
    Effect::new(move |_| {
        let current = search.query().read().edition.clone();
        let shown = names
            .edition
            .with(|edition| edition.as_ref().map(|edition| edition.slug.clone()));
        edition.set(current.or(shown).unwrap_or_default());
    });
    let editions = move || {
        let editions = names.editions.value().unwrap_or_default();
        editions
            .into_iter()
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect::<Vec<_>>()
    };
    let choose = move |slug: String| {
        // Terms belong to an edition: those of another edition would match nothing.
        search.change(|query| {
            *query = EventQuery {
                edition: Some(slug),
                text: query.text.take(),
                regions: std::mem::take(&mut query.regions),
                departments: std::mem::take(&mut query.departments),
                communes: std::mem::take(&mut query.communes),
                epci: std::mem::take(&mut query.epci),
                industrial_territories: std::mem::take(&mut query.industrial_territories),
                near: query.near,
                radius_m: query.radius_m,
                sort: query.sort,
                ..EventQuery::default()
            };
        });
    };
    view! {
        <div class="filters__edition">
            <Select id="edition" label=t("explorer.edition") value=edition filter=true choices=Signal::derive(editions) on_change=Callback::new(choose)/>
        </div>
    }
}

/// Filters that share one panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    When,
    Kind,
    Audience,
    Territory,
    Theme,
    Access,
}

impl Group {
    const ALL: [Self; 6] = [
        Self::When,
        Self::Kind,
        Self::Audience,
        Self::Territory,
        Self::Theme,
        Self::Access,
    ];

    /// Number of active values in the panel.
    fn active_count(self, query: &EventQuery) -> usize {
        match self {
            Self::When => {
                usize::from(query.when.is_some())
                    + usize::from(query.from.is_some() || query.to.is_some())
            }
            Self::Kind => query.kinds.len(),
            Self::Audience => query.audiences.len() + usize::from(query.age.is_some()),
            Self::Territory => query.regions.len() + query.departments.len(),
            Self::Theme => query.topics.len() + query.sectors.len(),
            Self::Access => {
                query.access.len()
                    + usize::from(!query.attendance.is_empty())
                    + query.accessibility.len()
                    + query.status.len()
                    + usize::from(query.available)
            }
        }
    }
}

#[component]
fn Groups(search: Search, names: Names, sheets: Sheets) -> impl IntoView {
    let query = search.query();
    let count =
        move |group: Group| Signal::derive(move || query.with(|query| group.active_count(query)));
    view! {
        <div class="filters__when">
            <Disclosure title=t("explorer.when") count=count(Group::When) pinned=Signal::derive(move || sheets.shown() == Some(Sheet::When))>
                <WhenFilter search names/>
            </Disclosure>
        </div>
        <Disclosure title=t("explorer.kind") count=count(Group::Kind)>
            <TermFacet search names filter=TermFilter::Kind/>
        </Disclosure>
        <Disclosure title=t("explorer.audience") count=count(Group::Audience)>
            <TermFacet search names filter=TermFilter::Audience/>
            <Age search/>
        </Disclosure>
        <Disclosure title=t("explorer.territory") count=count(Group::Territory)><TerritoryFilter search names/></Disclosure>
        <Disclosure title=t("explorer.theme") count=count(Group::Theme)>
            <TermFacet search names filter=TermFilter::Topic/>
            <TermFacet search names filter=TermFilter::Sector/>
        </Disclosure>
        <Disclosure title=t("explorer.format") count=count(Group::Access)>
            <WordFacets search names/>
        </Disclosure>
    }
}

/// A filter whose values are terms of the edition's vocabulary.
#[component]
fn TermFacet(search: Search, names: Names, filter: TermFilter) -> impl IntoView {
    let parameter = filter.parameter();
    let choices = move || {
        names.edition.with(|edition| {
            let terms = edition
                .iter()
                .flat_map(|edition| filter.terms(&edition.vocabularies));
            terms
                .map(|term| Choice::new(&term.id, &term.label))
                .collect::<Vec<_>>()
        })
    };
    let chosen = move || filter.ids(&search.query().read()).to_vec();
    view! {
        <Facet parameter legend=t_of("explorer", parameter) choices=Signal::derive(choices) chosen=Signal::derive(chosen) names
            on_change=Callback::new(move |chosen| search.change(|query| *filter.ids_mut(query) = chosen))/>
    }
}

/// Filters whose values are the same in every edition.
#[component]
fn WordFacets(search: Search, names: Names) -> impl IntoView {
    let query = search.query();
    let words = |feature: &'static str, words: Vec<&'static str>| {
        let choices: Vec<_> = words
            .into_iter()
            .map(|word| Choice::new(word, t_of(feature, word)))
            .collect();
        Signal::stored(choices)
    };
    let attendance = words(
        "attendance_mode",
        AttendanceMode::ALL
            .iter()
            .map(|word| word.as_str())
            .collect(),
    );
    let access = words(
        "access_mode",
        AccessMode::ALL.iter().map(|word| word.as_str()).collect(),
    );
    let accessibility = words(
        "accessibility",
        AccessibilityFlag::ALL
            .iter()
            .map(|word| word.as_str())
            .collect(),
    );
    let status = words(
        "life_status",
        LifeStatus::ALL.iter().map(|word| word.as_str()).collect(),
    );
    let available = Signal::stored(vec![Choice::new(AVAILABLE, t("explorer.available"))]);
    let is_available = move || {
        let chosen = query.read().available.then(|| AVAILABLE.to_owned());
        chosen.into_iter().collect()
    };
    view! {
        <Facet parameter="available" legend=t("explorer.available.legend") choices=available names
            chosen=Signal::derive(is_available)
            on_change=Callback::new(move |words: Vec<String>| search.change(|query| query.available = !words.is_empty()))/>
        <Facet parameter="attendance" legend=t("explorer.attendance") choices=attendance names
            chosen=Signal::derive(move || query.read().attendance.iter().map(ToString::to_string).collect())
            on_change=Callback::new(move |words: Vec<String>| search.change(|query| query.attendance = parse_all(&words, AttendanceMode::parse)))/>
        <Facet parameter="access" legend=t("explorer.access") choices=access names
            chosen=Signal::derive(move || query.read().access.iter().map(ToString::to_string).collect())
            on_change=Callback::new(move |words: Vec<String>| search.change(|query| query.access = parse_all(&words, AccessMode::parse)))/>
        <Facet parameter="accessibility" legend=t("explorer.accessibility") choices=accessibility names
            chosen=Signal::derive(move || query.read().accessibility.iter().map(ToString::to_string).collect())
            on_change=Callback::new(move |words: Vec<String>| search.change(|query| query.accessibility = parse_all(&words, AccessibilityFlag::parse)))/>
        <Facet parameter="status" legend=t("explorer.status") choices=status names
            chosen=Signal::derive(move || query.read().status.iter().map(ToString::to_string).collect())
            on_change=Callback::new(move |words: Vec<String>| search.change(|query| query.status = parse_all(&words, LifeStatus::parse)))/>
    }
}

fn parse_all<T>(words: &[String], parse: fn(&str) -> Option<T>) -> Vec<T> {
    words.iter().filter_map(|word| parse(word)).collect()
}

/// Filter by the age of a visitor.
#[component]
fn Age(search: Search) -> impl IntoView {
    let age = RwSignal::new(String::new());
    Effect::new(move |_| {
        let current = search.query().read().age;
        age.set(current.map(|years| years.to_string()).unwrap_or_default());
    });
    view! {
        <TextField id="age" label=t("explorer.age") value=age kind="number" inputmode="numeric" min="0" max="120" size=4 filter=true
            on_change=Callback::new(move |years: String| search.refine(|query| query.age = years.trim().parse().ok().filter(|years| *years <= 120)))/>
    }
}
