//! The filters of a search in French words, for pages and letters.

use catalogue::Catalogue;
use gazetteer::Gazetteer;
use messages::{plural, t, t_args, t_of};
use shared::edition::{Edition, Term};
use shared::event::{AttendanceMode, EventQuery, Organiser, TermFilter};
use shared::french::dates;

/// A distance as people read it: `20 km`, `500 m`.
pub(crate) fn distance(metres: u32) -> String {
    if metres.is_multiple_of(1000) {
        t_args("explorer.km", &[("n", &(metres / 1000))])
    } else {
        t_args("explorer.m", &[("n", &metres)])
    }
}

/// Each filter of a query in words, and the query without it. The catalogue has the names of organisers, which are written as in the
/// address without it.
pub(crate) fn chosen(
    query: &EventQuery,
    edition: Option<&Edition>,
    catalogue: Option<&Catalogue>,
) -> Vec<(String, EventQuery)> {
    let gazetteer = Gazetteer::embedded();
    let mut words = Vec::new();
    let mut part = |text: String, change: &dyn Fn(&mut EventQuery)| {
        let mut without = query.clone();
        change(&mut without);
        words.push((text, without));
    };
    if let Some(text) = &query.text {
        part(format!("«\u{202f}{text}\u{202f}»"), &|query| {
            query.text = None;
            query.sort = None;
        });
    }
    for code in &query.regions {
        let name = gazetteer
            .region(code)
            .map_or_else(|| code.to_string(), |region| region.name.clone());
        part(name, &|query| query.regions.retain(|other| other != code));
    }
    for code in &query.departments {
        let name = gazetteer
            .department(code)
            .map_or_else(|| code.to_string(), |department| department.name.clone());
        part(name, &|query| {
            query.departments.retain(|other| other != code);
        });
    }
    for code in &query.communes {
        let name = gazetteer
            .commune(code)
            .map_or_else(|| code.to_string(), |commune| commune.label());
        part(name, &|query| query.communes.retain(|other| other != code));
    }
    for code in &query.epci {
        let name = gazetteer
            .epci(code)
            .map_or_else(|| code.to_string(), |group| group.name.to_owned());
        part(name, &|query| query.epci.retain(|other| other != code));
    }
    for code in &query.industrial_territories {
        let name = gazetteer
            .industrial_territory(code)
            .map_or_else(|| code.to_string(), |group| group.name.to_owned());
        part(name, &|query| {
            query.industrial_territories.retain(|other| other != code);
        });
    }
    for slug in &query.organisers {
        let name = if Organiser::is_number(slug) {
            t("explorer.organiser.one").to_owned()
        } else {
            let name = catalogue
                .zip(edition)
                .and_then(|(catalogue, edition)| catalogue.organiser_name(edition, slug));
            let name = name.map_or_else(|| slug.replace('-', " "), str::to_owned);
            t_args("explorer.organiser", &[("name", &name)])
        };
        part(name, &|query| {
            query.organisers.retain(|other| other != slug);
        });
    }
    for filter in TermFilter::ALL {
        let terms = edition.map_or(&[][..], |edition| filter.terms(&edition.vocabularies));
        for id in filter.ids(query) {
            part(Term::label_of(terms, id).to_owned(), &|query| {
                filter.ids_mut(query).retain(|other| other != id);
            });
        }
    }
    for mode in &query.access {
        part(t_of("access_mode", mode).to_owned(), &|query| {
            query.access.retain(|other| other != mode);
        });
    }
    if !query.attendance.is_empty() {
        let key = if query.attendance.contains(&AttendanceMode::OnSite) {
            t("reading.attendance.on_site")
        } else {
            t("reading.attendance.online")
        };
        part(key.to_owned(), &|query| query.attendance.clear());
    }
    for flag in &query.accessibility {
        part(t_of("accessibility", flag).to_owned(), &|query| {
            query.accessibility.retain(|other| other != flag);
        });
    }
    for status in &query.status {
        part(t_of("life_status", status).to_owned(), &|query| {
            query.status.retain(|other| other != status);
        });
    }
    if query.available {
        part(t("explorer.available").to_owned(), &|query| {
            query.available = false;
        });
    }
    if let Some(from) = query.from {
        let text = t_args("reading.since", &[("day", &dates::day(from))]);
        part(text, &|query| query.from = None);
    }
    if let Some(to) = query.to {
        let text = t_args("reading.until", &[("day", &dates::day(to))]);
        part(text, &|query| query.to = None);
    }
    if query.bounds.is_some() {
        part(t("reading.area").to_owned(), &|query| query.bounds = None);
    }
    if let Some(near) = query.near {
        let place = gazetteer.centre(near).label();
        let text = match query.radius_m {
            Some(metres) => t_args(
                "explorer.within",
                &[("distance", &distance(metres)), ("place", &place)],
            ),
            None => t_args("explorer.from_place", &[("place", &place)]),
        };
        part(text, &EventQuery::leave_point);
    }
    if let Some(when) = query.when {
        part(t_of("when", when).to_owned(), &|query| query.when = None);
    }
    if let Some(years) = query.age {
        let text = plural("explorer.aged", years.into());
        part(text, &|query| query.age = None);
    }
    if !query.ids.is_empty() {
        let text = plural("explorer.selection", query.ids.len() as u64);
        part(text, &|query| query.ids.clear());
    }
    words
}
