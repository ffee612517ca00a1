//! Lenient parsing of the address of a list: a person follows an old link, or submits a form.

use super::context::PageContext;
use catalogue::Selection;
use gazetteer::{Gazetteer, Group};
use ground::error::Error;
use shared::event::EventQuery;
use shared::place::{EpciCode, IndustryCode};
use shared::text::fold;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Parameter of the page number.
const PAGE: &str = "page";
/// Parameter that only the forms send: the name of a place.
const PLACE: &str = "place";
/// Radius around the place of a form.
const RADIUS: &str = "radius";
/// Filter by codes of communes, under which the forms once sent a place as people write it.
const COMMUNE: &str = "commune";
/// Maximum page number; events beyond it are reached with a filter.
const PAGE_MAX: usize = 10_000;

/// Parsed address of the explorer.
#[derive(Debug, PartialEq)]
pub(super) struct ExplorerQuery {
    /// Filters and sort order.
    pub(super) query: EventQuery,
    /// Page number, from 1.
    pub(super) page: usize,
    /// True when a form wrote the query: with empty fields, and a pair for each ticked box.
    pub(super) by_form: bool,
}

impl ExplorerQuery {
    /// Parses a query string. Unknown or invalid parts are dropped, so that an old link still shows a list.
    pub(super) fn read(text: &str) -> Self {
        let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
            form_urlencoded::parse(text.as_bytes()).collect();
        let value = |wanted: &str| {
            let found = pairs.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.trim())
        };
        let page = value(PAGE)
            .and_then(|page| page.parse().ok())
            .filter(|page| (1..=PAGE_MAX).contains(page))
            .unwrap_or(1);
        let filters = || {
            let known = |name: &str| EventQuery::PARAMETERS.contains(&name);
            pairs
                .iter()
                .map(|(name, value)| (name.as_ref(), value.as_ref()))
                .filter(move |(name, _)| known(name))
        };
        let mut seen = BTreeSet::new();
        let place = value(PLACE).or_else(|| {
            value(COMMUNE).filter(|text| EventQuery::parse([(COMMUNE, *text)]).is_err())
        });
        let by_form = place.is_some()
            || filters().any(|(name, value)| value.trim().is_empty() || !seen.insert(name));
        let mut query = EventQuery::parse_leniently(filters());
        if let Some(place) = place.filter(|place| !place.is_empty()) {
            let radius_m = value(RADIUS)
                .and_then(|metres| metres.parse().ok())
                .filter(|metres| (1..=EventQuery::RADIUS_MAX_M).contains(metres));
            go_to(&mut query, place, radius_m);
        }
        query.sort = query.sort.filter(|sort| *sort != query.usual_order());
        Self {
            query,
            page,
            by_form,
        }
    }
}

/// Asks for what is in a region, a department, a group of communes or a commune, or within a radius around the commune; what is none
/// that the gazetteer knows is looked for as words.
fn go_to(query: &mut EventQuery, name: &str, radius_m: Option<u32>) {
    let gazetteer = Gazetteer::embedded();
    if let Some(territory) = gazetteer.territory(name) {
        query.within(territory);
        return;
    }
    let wanted = fold(name);
    if let Some(epci) = named(gazetteer.all_epci(), &wanted) {
        query.go_anywhere();
        query.epci = EpciCode::parse(epci.code).into_iter().collect();
        return;
    }
    let commune = gazetteer.search(name, 1).into_iter().next();
    let commune = commune.map(|found| found.commune);
    // Some have the name of a town, which is meant then.
    let is_town = commune.as_ref().is_some_and(|it| fold(&it.name) == wanted);
    let industrial = named(gazetteer.industrial_territories(), &wanted).filter(|_| !is_town);
    if let Some(industrial) = industrial {
        query.go_anywhere();
        query.industrial_territories = IndustryCode::parse(industrial.code).into_iter().collect();
        return;
    }
    if let Some(commune) = commune {
        match radius_m {
            Some(radius_m) => query.around_commune(commune.position, radius_m),
            None => query.in_commune(commune.insee),
        }
        return;
    }
    let words = query.text.take().into_iter().chain([name.to_owned()]);
    let words = words.collect::<Vec<_>>().join(" ");
    let pairs = query.to_pairs();
    let with_words = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain([("q", words.as_str())]);
    *query = EventQuery::parse_leniently(with_words);
}

/// The group of communes with this folded name.
fn named<'g>(mut groups: impl Iterator<Item = &'g Group>, wanted: &str) -> Option<&'g Group> {
    groups.find(|group| fold(group.name) == wanted)
}

/// The events that match a query, and the query without the terms that its edition does not define.
///
/// # Errors
///
/// When the catalogue rejects the query for another reason.
pub(super) fn find(
    context: &PageContext<'_>,
    mut query: EventQuery,
) -> Result<(Selection, EventQuery), Error> {
    loop {
        let faults = match context.catalogue.find(&query, context.now) {
            Ok(selection) => return Ok((selection, query)),
            Err(faults) => faults,
        };
        let right = query.without(&faults);
        if right == query {
            return Err(faults.into());
        }
        query = right;
    }
}

/// The address of a list, in its canonical form; commas are not encoded.
pub(super) fn address(query: &EventQuery, page: usize) -> String {
    let page = (page > 1).then(|| page.to_string());
    match query.to_search_with(page.as_deref().map(|page| (PAGE, page))) {
        search if search.is_empty() => "/evenements".to_owned(),
        search => format!("/evenements?{search}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_is_sent() {
        let asked = ExplorerQuery::read("q=&kind=workshop&kind=company_visit&region=84&from=");

        assert!(asked.by_form);
        assert_eq!(
            address(&asked.query, asked.page),
            "/evenements?region=84&kind=company_visit,workshop"
        );
        assert!(!ExplorerQuery::read("kind=company_visit,workshop&utm_source=x").by_form);
    }

    #[test]
    fn a_commune_of_a_form_is_a_filter_or_the_centre_of_a_circle() {
        let within = ExplorerQuery::read("q=soudure&place=Venissieux&radius=").query;
        let around = ExplorerQuery::read("q=soudure&place=Venissieux&radius=20000").query;
        let former = ExplorerQuery::read("q=soudure&commune=Venissieux").query;
        let nowhere = ExplorerQuery::read("q=soudure&place=Xyzzyx+qwrtz").query;
        let far = ExplorerQuery::read("place=Venissieux&radius=900000000").query;

        assert_eq!(address(&within, 1), "/evenements?q=soudure&commune=69259");
        assert!(address(&around, 1).starts_with("/evenements?q=soudure&near=4."));
        assert!(address(&around, 1).ends_with("&radius=20000&sort=distance"));
        assert_eq!(nowhere.text.as_deref(), Some("soudure Xyzzyx qwrtz"));
        assert_eq!(former, within);
        assert_eq!(address(&far, 1), "/evenements?commune=69259");
        assert!(ExplorerQuery::read("place=").by_form);
    }

    #[test]
    fn a_city_is_found_as_a_whole() {
        for (text, expected) in [
            ("Lyon", "commune=69123"),
            ("Lyon+(69)", "commune=69123"),
            ("paris", "commune=75056"),
            ("MARSEILLE", "commune=13055"),
            ("Villeurbanne", "commune=69266"),
            (
                "Lyon&region=11&near=2.3,48.8&radius=&bbox=1,2,3,4",
                "commune=69123",
            ),
            ("Lyon+3e", "commune=69383"),
        ] {
            let explorer = ExplorerQuery::read(&format!("place={text}"));
            assert_eq!(
                address(&explorer.query, 1),
                format!("/evenements?{expected}")
            );
        }
    }

    #[test]
    fn the_code_of_a_commune_is_a_filter() {
        let explorer = ExplorerQuery::read("commune=69259,69123");
        let elsewhere = ExplorerQuery::read("commune=69259&place=Brest").query;

        assert!(!explorer.by_form);
        assert_eq!(
            address(&explorer.query, 1),
            "/evenements?commune=69123,69259"
        );
        assert_eq!(address(&elsewhere, 1), "/evenements?commune=29019");
    }

    #[test]
    fn a_territory_typed_as_a_place_is_its_filter() {
        for (text, expected) in [
            ("La+Réunion", "/evenements?region=04"),
            ("Guyane", "/evenements?region=03"),
            ("Corse", "/evenements?region=94"),
            ("nord", "/evenements?department=59"),
            (
                "Savoie&near=4.8,45.7&radius=5000&sort=distance",
                "/evenements?department=73",
            ),
        ] {
            let explorer = ExplorerQuery::read(&format!("place={text}"));
            assert_eq!(address(&explorer.query, 1), expected);
        }
    }

    #[test]
    fn a_group_of_communes_typed_as_a_place_is_its_filter() {
        for (text, expected) in [
            ("metropole+de+lyon", "/evenements?epci=200046977"),
            (
                "Métropole+de+Lyon&region=11&radius=20000",
                "/evenements?epci=200046977",
            ),
            (
                "Est+Réunion+Industries",
                "/evenements?industrialTerritory=ti-0401",
            ),
            // A town and a Territoire d’industrie.
            ("Alès", "/evenements?commune=30007"),
        ] {
            let explorer = ExplorerQuery::read(&format!("place={text}"));
            assert_eq!(address(&explorer.query, 1), expected);
        }
    }

    #[test]
    fn the_usual_order_is_not_said() {
        let order = |text| address(&ExplorerQuery::read(text).query, 1);

        assert_eq!(order("sort=next"), "/evenements");
        assert_eq!(order("q=soudure&sort=relevance"), "/evenements?q=soudure");
        assert_eq!(
            order("q=soudure&sort=next"),
            "/evenements?q=soudure&sort=next"
        );
    }

    #[test]
    fn a_damaged_address_keeps_what_can_be_read() {
        let asked =
            ExplorerQuery::read("kind=workshop&from=hier&to=2018-03-27&page=-3&sort=relevance");

        assert_eq!(asked.page, 1);
        assert_eq!(
            address(&asked.query, 1),
            "/evenements?kind=workshop&to=2018-03-27"
        );
        assert_eq!(
            ExplorerQuery::read("from=2018-03-28&to=2018-03-26")
                .query
                .to,
            None
        );
        assert_eq!(address(&EventQuery::default(), 3), "/evenements?page=3");
    }
}
