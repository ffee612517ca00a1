//! The front page: the week, counts, events near a place, regions.

use super::context::{Counts, PageContext};
use super::explorer_query::{address, find};
use super::head::Head;
use super::icon::icon;
use super::json_ld;
use super::map;
use super::near::{self, Near};
use super::partners::ShownPartner;
use super::shell::{FULL, Page, Start};
use super::texts::{plural, t, t_args};
use super::view::{CountedLink, Figure, rendered};
use askama::Template;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::edition::{Edition, EditionStatus};
use shared::event::EventQuery;
use shared::french::dates;

const SILHOUETTE: &str = include_str!("../../templates/site/silhouette.svg");

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home<'a> {
    dates: String,
    theme: Option<String>,
    silhouette: &'static str,
    edition: Option<&'a Edition>,
    figures: Vec<Figure>,
    /// Events near a commune, as HTML.
    near: String,
    /// Searches of the edition.
    doors: Vec<CountedLink>,
    kinds: Vec<CountedLink>,
    regions: Vec<CountedLink>,
    map: String,
    deadline: Option<String>,
    partners: Vec<ShownPartner<'a>>,
}

/// Renders the front page, with the events near a place.
///
/// # Errors
///
/// When the catalogue cannot run a query.
pub(super) fn page(context: &PageContext<'_>, near: &Near) -> Result<Page, Error> {
    let edition = context.catalogue.current_edition();
    let (selection, _) = find(context, EventQuery::default())?;
    let counts = Counts::of(selection.entries(), context.now);
    let dates = edition.map_or_else(String::new, week);
    let theme = edition.map(|edition| t_args("home.theme", &[("theme", &edition.theme)]));
    let description = match (edition, &theme) {
        (Some(edition), Some(theme)) => t_args(
            "reading.description",
            &[
                ("edition", &edition.name),
                ("dates", &dates),
                ("theme", theme),
            ],
        ),
        _ => t("footer.about").to_owned(),
    };
    let doors = match edition {
        Some(edition) => doors(context, edition)?,
        None => Vec::new(),
    };
    let near = match edition {
        Some(edition) => near::part(context, edition, near)?,
        None => String::new(),
    };
    let main = rendered(&Home {
        doors,
        near,
        kinds: edition
            .map(|edition| kinds(edition, &counts))
            .unwrap_or_default(),
        regions: regions(&counts),
        map: map::departments(&counts, &shared::place::Department::page),
        figures: vec![
            Figure::new(counts.all, "home.figure.all"),
            Figure::new(counts.regions.len() as u64, "home.figure.regions"),
            Figure::new(counts.online, "home.figure.online"),
        ],
        deadline: edition
            .filter(|edition| edition.status == EditionStatus::Open)
            .map(|edition| {
                let day = dates::moment(edition.deadline);
                t_args("home.organisers.deadline", &[("day", &day)])
            }),
        partners: edition.map(ShownPartner::all).unwrap_or_default(),
        silhouette: SILHOUETTE,
        dates,
        theme,
        edition,
    })?;
    let title = format!("{} – {}", t("site.name"), t("home.heading"));
    Ok(Page {
        head: Head::new(context.site(), "/", &title, &description)
            .structured(&json_ld::website(context.site())),
        start: Start::Later,
        width: FULL,
        main,
    })
}

/// The dates of the week, or the reason why it does not take place.
pub(super) fn week(edition: &Edition) -> String {
    match edition.status {
        EditionStatus::Postponed => t("home.postponed").to_owned(),
        EditionStatus::Cancelled => t("home.cancelled").to_owned(),
        EditionStatus::Draft
        | EditionStatus::Open
        | EditionStatus::Closed
        | EditionStatus::Running
        | EditionStatus::Archived => dates::window(edition.week),
    }
}

/// The searches of the edition, with the number of events that each finds.
fn doors(context: &PageContext<'_>, edition: &Edition) -> Result<Vec<CountedLink>, Error> {
    let searches = edition
        .doors
        .iter()
        .filter_map(|door| Some((door, door.query(&edition.slug)?)));
    searches
        .map(|(door, query)| {
            let (found, query) = find(context, query)?;
            let address = address(&query, 1);
            Ok(CountedLink::new(address, &door.title, found.total()))
        })
        .collect()
}

fn kinds(edition: &Edition, counts: &Counts) -> Vec<CountedLink> {
    let kinds = edition.vocabularies.kinds.iter().filter(|kind| !kind.other);
    kinds
        .map(|kind| {
            let query = EventQuery {
                edition: Some(edition.slug.clone()),
                kinds: vec![kind.id.clone()],
                ..EventQuery::default()
            };
            CountedLink::new(address(&query, 1), &kind.label, counts.kind(&kind.id))
        })
        .collect()
}

/// The regions that have events, with their counts.
fn regions(counts: &Counts) -> Vec<CountedLink> {
    let all = &Gazetteer::embedded().territories().regions;
    all.iter()
        .filter(|region| counts.region(&region.code) > 0)
        .map(|region| CountedLink {
            href: region.page(),
            label: region.name.clone(),
            count: plural("explorer.count", counts.region(&region.code)),
        })
        .collect()
}
