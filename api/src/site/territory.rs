//! The pages of regions and departments.

use super::alert;
use super::context::{Counts, PageContext};
use super::explorer::feeds;
use super::explorer_query::{address, find};
use super::head::Head;
use super::icon::icon;
use super::json_ld;
use super::shell::{Page, Start, WIDE};
use super::texts::{t, t_args};
use super::view::{Card, CountedLink, Figure, rendered};
use askama::Template;
use catalogue::Entry;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::edition::Edition;
use shared::event::EventQuery;
use shared::french::dates;
use shared::place::{Department, DepartmentCode, Region, RegionCode, code_of_page};
use std::sync::Arc;

/// Number of events shown, soonest first.
const SHOWN_EVENTS: usize = 10;

#[derive(Template)]
#[template(path = "site/territory.html")]
struct TerritoryPage<'a> {
    above: Vec<(String, String)>,
    name: &'a str,
    line: String,
    figures: Vec<Figure>,
    list_title: &'static str,
    cards: Vec<String>,
    all: String,
    /// Query string of the whole list, for the application to copy it.
    search: String,
    /// Address of the form for an alert about its events.
    alert: Option<String>,
    kinds: Vec<CountedLink>,
    neighbours: Vec<CountedLink>,
    neighbours_title: &'static str,
}

/// A region or a department.
pub(super) enum Territory<'a> {
    Region(&'a Region),
    Department(&'a Department, Option<&'a Region>),
}

impl Territory<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Region(region) => &region.name,
            Self::Department(department, _) => &department.name,
        }
    }

    /// Path of the page.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Region(region) => region.page(),
            Self::Department(department, _) => department.page(),
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

    /// Breadcrumbs: the pages above this one.
    fn steps(&self) -> Vec<(String, String)> {
        let mut steps = vec![
            ("/".to_owned(), t("home.title").to_owned()),
            ("/evenements".to_owned(), t("nav.events").to_owned()),
        ];
        if let Self::Department(department, Some(region)) = self
            && department.name != region.name
        {
            steps.push((region.page(), region.name.clone()));
        }
        steps
    }

    /// The departments of a region, or the other departments in the region of a department.
    fn neighbours(&self, counts: &Counts) -> Vec<CountedLink> {
        let (region, itself) = match self {
            Self::Region(region) => (Some(&region.code), None),
            Self::Department(department, _) => (Some(&department.region), Some(&department.code)),
        };
        let all = &Gazetteer::embedded().territories().departments;
        let inside: Vec<_> = all
            .iter()
            .filter(|department| Some(&department.region) == region)
            .collect();
        if inside.len() < 2 {
            return Vec::new();
        }
        inside
            .into_iter()
            .filter(|department| Some(&department.code) != itself)
            .map(|department| {
                let label = format!("{} ({})", department.name, department.code);
                CountedLink::new(
                    department.page(),
                    &label,
                    counts.department(&department.code),
                )
            })
            .collect()
    }

    /// The dates of the week in this territory, which may differ from the national ones.
    fn week(&self, edition: &Edition) -> String {
        let dates = match self {
            Self::Region(region) => edition.dates_for(None, Some(&region.code)),
            Self::Department(department, _) => {
                edition.dates_for(Some(&department.code), Some(&department.region))
            }
        };
        if dates.week == edition.week {
            super::home::week(edition)
        } else {
            dates::window(dates.week)
        }
    }
}

/// Result of looking up a path.
pub(super) enum PageLookup {
    /// The territory; the path is canonical.
    Found(Territory<'static>),
    /// The canonical path to redirect to.
    Redirect(String),
    /// No territory has this path.
    NotFound,
}

impl Territory<'static> {
    /// Looks up a region by the last segment of a path.
    pub(super) fn region(part: &str) -> PageLookup {
        let found = RegionCode::parse(code_of_page(part))
            .ok()
            .and_then(|code| Gazetteer::embedded().region(&code));
        lookup(part, found.map(Self::Region))
    }

    /// Looks up a department by the last segment of a path.
    pub(super) fn department(part: &str) -> PageLookup {
        let gazetteer = Gazetteer::embedded();
        let code = code_of_page(part).to_ascii_uppercase();
        let found = DepartmentCode::parse(&code)
            .ok()
            .and_then(|code| gazetteer.department(&code));
        lookup(
            part,
            found.map(|department| {
                Self::Department(department, gazetteer.region(&department.region))
            }),
        )
    }
}

fn lookup(part: &str, territory: Option<Territory<'static>>) -> PageLookup {
    match territory {
        None => PageLookup::NotFound,
        Some(territory) => {
            let path = territory.path();
            if path.rsplit('/').next() == Some(part) {
                PageLookup::Found(territory)
            } else {
                PageLookup::Redirect(path)
            }
        }
    }
}

/// Renders the page of a territory.
///
/// # Errors
///
/// When the catalogue cannot run a query.
pub(super) fn page(context: &PageContext<'_>, territory: &Territory<'_>) -> Result<Page, Error> {
    let (site, name) = (context.site(), territory.name());
    let (selection, query) = find(context, territory.query())?;
    let entries: Vec<&Arc<Entry>> = selection.entries().collect();
    let counts = Counts::of(entries.iter().copied(), context.now);
    // For a department, the map shows the whole region, which the department's own counts do not include.
    let around = match territory {
        Territory::Region(_) => None,
        Territory::Department(department, _) => {
            let beside = EventQuery {
                regions: vec![department.region.clone()],
                ..EventQuery::default()
            };
            Some(Counts::of(find(context, beside)?.0.entries(), context.now))
        }
    };
    let edition = context.edition(&query);
    let cards = entries
        .iter()
        .take(SHOWN_EVENTS)
        .map(|entry| Card::of(entry, edition, "h3").html())
        .collect::<Result<Vec<_>, _>>()?;
    let line = edition.map_or_else(String::new, |edition| {
        format!(
            "{} · {} · {}",
            edition.name,
            territory.week(edition),
            edition.theme
        )
    });
    let mut steps = territory.steps();
    let above = steps.get(1..).unwrap_or_default().to_vec();
    steps.push((territory.path(), name.to_owned()));
    let main = rendered(&TerritoryPage {
        above,
        name,
        line,
        figures: vec![
            Figure::new(counts.all, "home.figure.all"),
            Figure::new(counts.to_come, "territory.figure.to_come"),
            Figure::new(counts.online, "home.figure.online"),
        ],
        list_title: if counts.to_come > 0 {
            t("territory.next")
        } else {
            t("territory.past")
        },
        cards,
        all: address(&query, 1),
        search: query.to_search(),
        alert: alert::address(context, &query, edition),
        kinds: kinds(edition, &query, &counts),
        neighbours: territory.neighbours(around.as_ref().unwrap_or(&counts)),
        neighbours_title: match territory {
            Territory::Region(_) => t("territory.departments"),
            Territory::Department(..) => t("territory.beside"),
        },
    })?;
    let title = t_args("territory.title", &[("territory", &name)]);
    let count = super::texts::plural("explorer.count", counts.all);
    let description = t_args(
        "territory.description",
        &[("territory", &name), ("count", &count)],
    );
    let mut head = Head::new(site, &territory.path(), &title, &description)
        .structured(&json_ld::breadcrumbs(site, &steps));
    head.feeds = feeds(&query, &title);
    Ok(Page {
        head,
        start: Start::Later,
        width: WIDE,
        main,
    })
}

fn kinds(edition: Option<&Edition>, query: &EventQuery, counts: &Counts) -> Vec<CountedLink> {
    let Some(edition) = edition else {
        return Vec::new();
    };
    let kinds = &edition.vocabularies.kinds;
    kinds
        .iter()
        .filter(|kind| counts.kind(&kind.id) > 0)
        .map(|kind| {
            let narrower = EventQuery {
                kinds: vec![kind.id.clone()],
                ..query.clone()
            };
            CountedLink::new(address(&narrower, 1), &kind.label, counts.kind(&kind.id))
        })
        .collect()
}
