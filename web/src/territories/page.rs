use crate::api::{Remote, catalogue, editions, places};
use crate::dates;
use crate::layout::{Page, PageHead, Width};
use crate::messages::{self, number, t, t_of, tied};
use crate::ui::{ButtonKind, Fetched, Glyph, Icon, LinkButton};
use crate::url;
use crate::visitor::NotFoundPage;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::edition::{Edition, Term};
use shared::event::{EventQuery, EventSummary, FacetCounts, When};
use shared::french;
use shared::paging;
use shared::place::{Department, DepartmentCode, Region, RegionCode, Territories, code_of_page};

/// Number of upcoming events shown.
const SHOWN_EVENTS: usize = 10;

/// A region or a department.
#[derive(Debug, Clone, PartialEq)]
enum Territory {
    Region(Region),
    Department(Department, Option<Region>),
}

/// Data of the page.
#[derive(Debug, Clone, PartialEq)]
struct TerritoryData {
    territory: Territory,
    territories: Territories,
    edition: Option<Edition>,
    events: paging::Page<EventSummary>,
    counts: FacetCounts,
    online: u64,
    to_come: u64,
}

/// The page of a region.
#[component]
pub fn RegionPage() -> impl IntoView {
    view! { <TerritoryPage pick=region/> }
}

/// The page of a department.
#[component]
pub fn DepartmentPage() -> impl IntoView {
    view! { <TerritoryPage pick=department/> }
}

fn region(code: &str, all: &Territories) -> Option<Territory> {
    let code = RegionCode::parse(code).ok()?;
    let region = all.regions.iter().find(|region| region.code == code)?;
    Some(Territory::Region(region.clone()))
}

fn department(code: &str, all: &Territories) -> Option<Territory> {
    let code = DepartmentCode::parse(&code.to_ascii_uppercase()).ok()?;
    let department = all.departments.iter().find(|entry| entry.code == code)?;
    let region = all
        .regions
        .iter()
        .find(|entry| entry.code == department.region);
    Some(Territory::Department(department.clone(), region.cloned()))
}

impl Territory {
    fn name(&self) -> &str {
        match self {
            Self::Region(region) => &region.name,
            Self::Department(department, _) => &department.name,
        }
    }

    fn query(&self) -> EventQuery {
        match self {
            Self::Region(region) => EventQuery {
                regions: vec![region.code.clone()],
                ..EventQuery::default()
            },
            Self::Department(department, _) => EventQuery {
                departments: vec![department.code.clone()],
                ..EventQuery::default()
            },
        }
    }

    /// The dates of the week in the territory, which may differ from the national ones.
    fn week(&self, edition: &Edition) -> String {
        let local = match self {
            Self::Region(region) => edition.dates_for(None, Some(&region.code)),
            Self::Department(department, _) => {
                edition.dates_for(Some(&department.code), Some(&department.region))
            }
        };
        dates::window(local.week)
    }

    /// The departments of a region; for a department, the others of its region.
    fn neighbours<'a>(&self, all: &'a Territories) -> Vec<&'a Department> {
        let (region, itself) = match self {
            Self::Region(region) => (&region.code, None),
            Self::Department(department, _) => (&department.region, Some(&department.code)),
        };
        let inside: Vec<_> = all
            .departments
            .iter()
            .filter(|department| department.region == *region)
            .collect();
        if inside.len() < 2 {
            return Vec::new();
        }
        inside
            .into_iter()
            .filter(|department| Some(&department.code) != itself)
            .collect()
    }
}

#[component]
fn TerritoryPage(pick: fn(&str, &Territories) -> Option<Territory>) -> impl IntoView {
    let params = use_params_map();
    let code = Memo::new(move |_| {
        let part = params.read().get("territory").unwrap_or_default();
        code_of_page(&part).to_owned()
    });
    let data = Remote::new(move || {
        let code = code.get();
        async move {
            let territories = places::list_territories().await?;
            let Some(territory) = pick(&code, &territories) else {
                return Ok(None);
            };
            let query = territory.query();
            let to_come = EventQuery {
                when: Some(When::Upcoming),
                ..query.clone()
            };
            let (config, events, counts, to_come) = futures_util::join!(
                editions::get_config(),
                catalogue::list_public_events(&query, None),
                catalogue::count_facets(&query),
                catalogue::count_public_events(&to_come),
            );
            let edition = match config?.current_edition {
                Some(slug) => Some(editions::get_edition(&slug).await?),
                None => None,
            };
            let counts = counts?;
            let online = ["online", "mixed"].map(|mode| count(&counts, "attendance", mode));
            Ok(Some(TerritoryData {
                online: online.iter().sum(),
                events: events?,
                to_come: to_come?,
                territory,
                territories,
                edition,
                counts,
            }))
        }
    });
    move || {
        if matches!(data.get(), Some(Ok(None))) {
            return view! { <NotFoundPage/> }.into_any();
        }
        let title = move || match data.value().flatten() {
            Some(data) => {
                messages::t_args("territory.title", &[("territory", &data.territory.name())])
            }
            None => t("explorer.title").to_owned(),
        };
        let content = move |data: Option<TerritoryData>| data.map(|data| view! { <Content data/> });
        view! {
            <Page title=Signal::derive(title) width=Width::Wide>
                <Fetched of=data lines=9 then=content/>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Content(data: TerritoryData) -> impl IntoView {
    let TerritoryData {
        territory,
        territories,
        edition,
        events,
        counts,
        online,
        to_come,
    } = data;
    let query = territory.query();
    let line = edition.as_ref().map(|edition| {
        format!(
            "{} · {} · {}",
            edition.name,
            territory.week(edition),
            edition.theme
        )
    });
    let figure = |n: u64, key| {
        view! { <li class="figures__item"><span class="figures__number">{number(n)}</span><span>{t_of(key, if n < 2 { "one" } else { "other" })}</span></li> }
    };
    let kinds = counts
        .of("kind")
        .iter()
        .filter(|kind| kind.count > 0)
        .map(|kind| {
            let narrower = EventQuery {
                kinds: vec![kind.value.clone()],
                ..query.clone()
            };
            counted_link(
                format!("/evenements?{}", narrower.to_search()),
                &kind.label,
                kind.count,
            )
        })
        .collect_view();
    let neighbours = territory
        .neighbours(&territories)
        .into_iter()
        .map(|department| {
            let here = count(&counts, "department", department.code.as_str());
            counted_link(
                department.page(),
                &format!("{} ({})", department.name, department.code),
                here,
            )
        })
        .collect::<Vec<_>>();
    let (all, total) = (
        format!("/evenements?{}", query.to_search()),
        events.total.unwrap_or_default(),
    );
    let cards = events
        .items
        .into_iter()
        .take(SHOWN_EVENTS)
        .map(|event| view! { <li>{card(&event, edition.as_ref())}</li> })
        .collect::<Vec<_>>();
    let (title, beside) = match &territory {
        Territory::Region(_) => (t("territory.departments"), None),
        Territory::Department(department, region) => (
            t("territory.beside"),
            region
                .clone()
                .filter(|region| region.name != department.name),
        ),
    };
    let above = view! {
        <nav class="event__back" aria-label=t("event.back_label")>
            <a href="/evenements">{t("nav.events")}</a>
            {beside.map(|region| { let href = region.page(); view! { " › "<a href=href>{region.name}</a> } })}
        </nav>
    };
    view! {
        <PageHead title=territory.name().to_owned() above=above.into_any()>
            {line.map(|line| view! { <p>{line}</p> })}
        </PageHead>
        <ul class="figures" aria-label=t("home.figures")>
            {figure(total, "home.figure.all")}
            {figure(to_come, "territory.figure.to_come")}
            {figure(online, "home.figure.online")}
        </ul>
        <section class="territory__section">
            <h2>{if to_come > 0 { t("territory.next") } else { t("territory.past") }}</h2>
            {if cards.is_empty() {
                view! { <p>{t("territory.none")}</p> }.into_any()
            } else {
                view! { <ol class="territory__events">{cards}</ol> }.into_any()
            }}
            <p><LinkButton href=all kind=ButtonKind::Secondary>{t("territory.all")}</LinkButton></p>
        </section>
        <section class="territory__section">
            <h2>{t("territory.kinds")}</h2>
            <ul class="kinds">{kinds}</ul>
        </section>
        {(!neighbours.is_empty()).then(|| view! {
            <section class="territory__section">
                <h2>{title}</h2>
                <ul class="kinds">{neighbours}</ul>
            </section>
        })}
    }
}

fn count(counts: &FacetCounts, parameter: &str, value: &str) -> u64 {
    counts
        .of(parameter)
        .iter()
        .find(|entry| entry.value == value)
        .map_or(0, |entry| entry.count)
}

/// A link with the number of events it leads to.
fn counted_link(href: String, label: &str, count: u64) -> impl IntoView + use<> {
    view! {
        <li>
            <a class="kinds__link" href=href>
                <span>{label.to_owned()}</span>
                <span class="kinds__count">{number(count)}</span>
                <Icon glyph=Glyph::Arrow/>
            </a>
        </li>
    }
}

/// An event in a few lines.
fn card(event: &EventSummary, edition: Option<&Edition>) -> impl IntoView + use<> {
    let kind = edition.map_or_else(String::new, |edition| {
        Term::label_of(&edition.vocabularies.kinds, &event.kind).to_owned()
    });
    let (when, place) = (
        french::event::when(event, messages::all()),
        french::event::place(event, messages::all()),
    );
    view! {
        <article class="card" class:card--off=!event.life_status.can_be_joined()>
            <p class="card__kind"><span>{kind}</span></p>
            <h3 class="card__title"><a class="card__link" href=url::event_page(&event.edition, &event.slug)>{tied(&event.title)}</a></h3>
            <p class="card__summary">{tied(&event.summary)}</p>
            <ul class="card__facts">
                <li><Icon glyph=Glyph::Calendar/><span>{when}</span></li>
                <li><Icon glyph=Glyph::Place/><span>{place}</span></li>
                <li><Icon glyph=Glyph::Organiser/><span>{event.organiser.clone()}</span></li>
                <li><Icon glyph=Glyph::Access/><span>{t_of("access_mode", event.access_mode.as_str())}</span></li>
            </ul>
        </article>
    }
}
