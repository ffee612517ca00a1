//! The list of labelled events, with its filters as a form.

use super::agenda::{self, AgendaLink};
use super::alert;
use super::context::{Counts, PageContext};
use super::explorer_query::{ExplorerQuery, address, find};
use super::filters::{self, Chip, Filter};
use super::head::{Feed, Head};
use super::icon::icon;
use super::json_ld;
use super::map;
use super::over;
use super::shell::{Page, Start, WIDE};
use super::texts::{plural, t, t_args, t_of};
use super::view::{Card, rendered};
use crate::search_words::distance;
use askama::Template;
use catalogue::Entry;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::calendar::Window;
use shared::edition::Edition;
use shared::event::{EXPORTS, EventQuery, Export, SortOrder};
use shared::french::{dates, number};
use shared::place::{Commune, InseeCode};
use std::sync::Arc;

/// Number of events per page.
const PAGE_EVENTS: usize = 20;
/// Maximum number of organisers that are proposed for a search text.
const ORGANISERS_MAX: usize = 3;

#[derive(Template)]
#[template(path = "site/explorer.html")]
struct Explorer {
    edition_line: Option<String>,
    /// Notice that the edition is over, as HTML; empty otherwise.
    over: String,
    text: String,
    /// Key of the message for a list without events.
    empty_reason: &'static str,
    commune: String,
    /// Choice between the commune and a radius around it.
    radius_choice: String,
    /// The list around the commune, if the list of the commune is empty.
    wider: Option<Suggestion>,
    /// The list of a similar search, if this one finds nothing.
    meant: Option<Suggestion>,
    /// The lists of the organisers whose names the search text begins.
    organisers: Vec<Suggestion>,
    edition_choice: String,
    order_choice: String,
    filters: Vec<Filter>,
    /// Number of selected filter values.
    used: usize,
    hidden_fields: Vec<(&'static str, String)>,
    count: String,
    chosen: Vec<Chip>,
    /// Address of the form for an alert about this list.
    alert: Option<String>,
    clear: String,
    cards: Vec<String>,
    first: usize,
    shown: String,
    previous: Option<String>,
    next: Option<String>,
    exports: Vec<Feed>,
    /// Links that subscribe to the calendar of the list.
    subscriptions: Vec<AgendaLink>,
    map: String,
}

/// Renders the list.
///
/// # Errors
///
/// When the catalogue cannot run the query.
pub(super) fn page(context: &PageContext<'_>, explorer: &ExplorerQuery) -> Result<Page, Error> {
    let (selection, query) = find(context, explorer.query.clone())?;
    let edition = context.edition(&query);
    let entries: Vec<&Arc<Entry>> = selection.entries().collect();
    let pages = entries.len().div_ceil(PAGE_EVENTS).max(1);
    let number_of_page = explorer.page.min(pages);
    let before = (number_of_page - 1) * PAGE_EVENTS;
    let on_page = entries.iter().skip(before).take(PAGE_EVENTS);
    let cards = on_page
        .clone()
        .map(|entry| {
            let card = Card::of(entry, edition, "h2");
            let card = match query.near {
                Some(point) => card.away_from(point),
                None => card,
            };
            card.html()
        })
        .collect::<Result<Vec<_>, _>>()?;
    let previous = (number_of_page > 1).then(|| address(&query, number_of_page - 1));
    let next = (number_of_page < pages).then(|| address(&query, number_of_page + 1));
    let title = match edition {
        Some(edition) => t_args("explorer.title_of", &[("edition", &edition.name)]),
        None => t("explorer.title").to_owned(),
    };
    let count = plural("explorer.count", entries.len() as u64);
    let chosen = filters::chosen(context, &query, edition);
    let feeds = feeds(&query, &title);
    let path = address(&query, number_of_page);
    let names = on_page.map(|entry| (entry.event.path(), entry.event.title.as_str()));
    let structured = json_ld::list(context.site(), &title, names);
    let description = description(&chosen, &count);
    // The map ignores the territory filter, so that another territory can be selected.
    let mut anywhere = EventQuery {
        bounds: None,
        ..query.clone()
    };
    anywhere.leave_places();
    let filters = filters::filters(context, &query, edition)?;
    let around = Counts::of(find(context, anywhere.clone())?.0.entries(), context.now);
    let main = rendered(&Explorer {
        edition_line: edition.map(|edition| {
            format!(
                "{} · {} · {}",
                edition.name,
                dates::window(week(edition, &query, &entries)),
                edition.theme
            )
        }),
        over: edition
            .map(|edition| over::notice(context, edition))
            .transpose()?
            .unwrap_or_default(),
        text: query.text.clone().unwrap_or_default(),
        empty_reason: query.empty_reason(),
        commune: place(&query).map(|it| it.label()).unwrap_or_default(),
        radius_choice: filters::radius_choice(&query)?,
        wider: Suggestion::wider(&query).filter(|_| entries.is_empty()),
        meant: selection.did_you_mean().map(Suggestion::meant),
        organisers: Suggestion::organisers(context, &query),
        edition_choice: filters::edition_choice(context, edition)?,
        order_choice: filters::order_choice(&query)?,
        used: filters.iter().map(|filter| filter.used).sum(),
        filters,
        hidden_fields: filters::hidden_fields(&query),
        clear: address(
            &EventQuery {
                edition: query.edition.clone(),
                ..EventQuery::default()
            },
            1,
        ),
        first: before + 1,
        shown: t_args(
            "explorer.shown",
            &[
                (
                    "n",
                    &format!(
                        "{}–{}",
                        number(before as u64 + 1),
                        number((before + cards.len()) as u64)
                    ),
                ),
                ("total", &number(entries.len() as u64)),
            ],
        ),
        map: map::departments(&around, &|department| {
            address(
                &EventQuery {
                    departments: vec![department.code.clone()],
                    ..anywhere.clone()
                },
                1,
            )
        }),
        count,
        chosen,
        alert: alert::address(context, &query, edition),
        cards,
        previous: previous.clone(),
        next: next.clone(),
        exports: EXPORTS
            .iter()
            .map(|export| form(export, &query, &title))
            .collect(),
        subscriptions: agenda::subscriptions(
            context.site(),
            &Export::CALENDAR.address(&query.to_search()),
            t("site.name"),
        ),
    })?;
    let mut head = Head::new(context.site(), &path, &title, &description)
        .embeddable()
        .structured(&structured);
    if !worth_indexing(&query) {
        head = head.unlisted();
    }
    head.feeds = feeds;
    head.previous = previous;
    head.next = next;
    Ok(Page {
        head,
        start: Start::Now,
        width: WIDE,
        main,
    })
}

/// The week of the programme in the territories and communes that a search names, at the centre of its circle, or in those of the
/// events in its box, which may differ from the national one.
fn week(edition: &Edition, query: &EventQuery, entries: &[&Arc<Entry>]) -> Window {
    let gazetteer = Gazetteer::embedded();
    let epci = query.epci.iter().filter_map(|code| gazetteer.epci(code));
    let industrial = query.industrial_territories.iter();
    let industrial = industrial.filter_map(|code| gazetteer.industrial_territory(code));
    let of_groups = epci
        .chain(industrial)
        .flat_map(|group| group.summary().departments);
    let of_communes = query.communes.iter().map(InseeCode::department);
    let centre = query.near.filter(|_| query.radius_m.is_some());
    let of_centre = centre.map(|near| gazetteer.centre(near).department);
    let departments: Vec<_> = query
        .departments
        .iter()
        .cloned()
        .chain(of_communes)
        .chain(of_groups)
        .chain(of_centre)
        .collect();
    if query.bounds.is_some() && query.regions.is_empty() && departments.is_empty() {
        let places = entries
            .iter()
            .map(|entry| (entry.department.as_ref(), entry.region.as_ref()));
        return edition.dates_within(places).week;
    }
    edition
        .dates_in(&query.regions, &departments, gazetteer.territories())
        .week
}

/// The commune that the field of the place shows: that of the filter, or the one at the centre of the circle.
fn place(query: &EventQuery) -> Option<Commune> {
    let gazetteer = Gazetteer::embedded();
    match (query.near, query.only_commune()) {
        (Some(near), _) => Some(gazetteer.centre(near)),
        (None, Some(code)) => gazetteer.commune(code),
        (None, None) => None,
    }
}

/// Another list, for one without events.
struct Suggestion {
    text: String,
    href: String,
}

impl Suggestion {
    /// The list of a query with words that events have.
    fn meant(query: EventQuery) -> Self {
        let text = query.text.as_deref().unwrap_or_default();
        Self {
            text: t_args("explorer.meant", &[("text", &text)]),
            href: address(&query, 1),
        }
    }

    /// The lists of the organisers whose names the search text begins, each instead of the text.
    fn organisers(context: &PageContext<'_>, query: &EventQuery) -> Vec<Self> {
        let Some((text, edition)) = query.text.as_deref().zip(context.edition(query)) else {
            return Vec::new();
        };
        let found = context.catalogue.organisers(edition, text, ORGANISERS_MAX);
        let others = found
            .into_iter()
            .filter(|it| !query.organisers.contains(&it.value));
        others
            .map(|organiser| {
                let mut by = EventQuery {
                    text: None,
                    sort: query.sort.filter(|sort| *sort == SortOrder::Distance),
                    ..query.clone()
                };
                by.organisers.push(organiser.value);
                Self {
                    text: format!("{} ({})", organiser.name, number(organiser.count)),
                    href: address(&by, 1),
                }
            })
            .collect()
    }

    /// The list that also has the events around the commune.
    fn wider(query: &EventQuery) -> Option<Self> {
        let commune = Gazetteer::embedded().commune(query.only_commune()?)?;
        let mut wider = query.clone();
        wider.around_commune(commune.position, EventQuery::RADIUS_M);
        let distance = distance(EventQuery::RADIUS_M);
        Some(Self {
            text: t_args(
                "explorer.wider",
                &[("distance", &distance), ("place", &commune.label())],
            ),
            href: address(&wider, 1),
        })
    }
}

/// Only lists by edition and kind are indexed; combinations of other filters would flood search engines.
fn worth_indexing(query: &EventQuery) -> bool {
    let plain = EventQuery {
        edition: query.edition.clone(),
        kinds: query.kinds.clone(),
        ..EventQuery::default()
    };
    *query == plain && query.kinds.len() < 2
}

fn description(chosen: &[Chip], count: &str) -> String {
    let mut parts = vec![count.to_owned()];
    parts.extend(chosen.iter().map(|chip| chip.text.clone()));
    format!("{}. {}", parts.join(" · "), t("footer.about"))
}

/// Feeds and calendar with the same filters.
pub(super) fn feeds(query: &EventQuery, title: &str) -> Vec<Feed> {
    let forms = EXPORTS.iter().filter(|export| export.is_feed);
    forms.map(|export| form(export, query, title)).collect()
}

fn form(export: &Export, query: &EventQuery, title: &str) -> Feed {
    let name = t_of("exports", export.word);
    Feed {
        media_type: export.media_type,
        title: format!("{title} – {name}"),
        name,
        href: export.address(&query.to_search()),
    }
}
