//! Compares facet counts and clusters with a plain scan.

use super::super::index::Catalogue;
use super::model::{Drawn, Model, PLACES, catalogue_of, drawn, edition, model};
use super::moment;
use super::oracle::found;
use super::query::query;
use crate::MapItem;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use shared::edition::EditionStatus;
use shared::event::{EventQuery, FacetCounts};
use shared::place::Bounds;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The query with one filter replaced by a single value.
fn choosing(query: &EventQuery, parameter: &str, value: &str) -> EventQuery {
    let mut selected = query.clone();
    if parameter == "day" {
        let day = Some(value.parse().unwrap());
        (selected.from, selected.to) = (day, day);
        return selected;
    }
    let pairs = [(parameter, value)];
    let own = EventQuery::parse(pairs).unwrap();
    match parameter {
        "edition" => selected.edition = own.edition,
        "region" => selected.regions = own.regions,
        "department" => selected.departments = own.departments,
        "kind" => selected.kinds = own.kinds,
        "audience" => selected.audiences = own.audiences,
        "topic" => selected.topics = own.topics,
        "sector" => selected.sectors = own.sectors,
        "access" => selected.access = own.access,
        "attendance" => selected.attendance = own.attendance,
        "accessibility" => selected.accessibility = own.accessibility,
        "status" => selected.status = own.status,
        other => panic!("{other} has no facet"),
    }
    selected
}

/// Most territories have no events: only those of the generated events are compared with the scan.
fn is_scanned(parameter: &str, value: &str) -> bool {
    match parameter {
        "region" => PLACES.iter().any(|place| place.1 == value),
        "department" => PLACES.iter().any(|place| place.0 == value),
        _ => true,
    }
}

fn counted(catalogue: &Arc<Catalogue>, query: &EventQuery, now: DateTime<Utc>) -> FacetCounts {
    catalogue.facet_counts(query, now).unwrap()
}

fn models_of(events: &[Drawn]) -> Vec<Model> {
    let numbered = events.iter().enumerate();
    numbered
        .map(|(number, drawn)| model(number, drawn))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn each_value_is_counted_with_the_other_filters(
        events in proptest::collection::vec(drawn(), 0..20),
        selected in query(),
        hours in -10i64..440,
    ) {
        let models = models_of(&events);
        let catalogue = catalogue_of(&models);
        let counts = counted(&catalogue, &selected, moment(hours));
        prop_assert_eq!(counts.total, found(&models, &selected, moment(hours)).len() as u64);
        for facet in &counts.facets {
            for value in &facet.values {
                let expected = if is_scanned(&facet.parameter, &value.value) {
                    let chosen = choosing(&selected, &facet.parameter, &value.value);
                    found(&models, &chosen, moment(hours)).len() as u64
                } else {
                    0
                };
                prop_assert_eq!(value.count, expected, "{} {} {:?}", facet.parameter, value.value, selected);
            }
        }
    }

    #[test]
    fn clusters_contain_every_match_with_a_venue(
        events in proptest::collection::vec(drawn(), 0..25),
        selected in query(),
        zoom in 0u8..=24,
        hours in -10i64..440,
    ) {
        let models = models_of(&events);
        let catalogue = catalogue_of(&models);
        let shown = catalogue.find_unordered(&selected, moment(hours)).unwrap();
        let points: BTreeSet<_> = shown
            .by_first_begin()
            .filter(|entry| entry.event.venue.is_some())
            .map(|entry| entry.id())
            .collect();
        let placed: Vec<_> = found(&models, &selected, moment(hours))
            .into_iter()
            .filter_map(|(model, _)| model.event.venue.as_ref())
            .map(|venue| venue.position)
            .collect();
        let (mut sum, mut alone) = (0, BTreeSet::new());
        for item in catalogue.clusters(shown.slots(), zoom) {
            let (count, (lon, lat), [west, south, east, north]) = match item {
                MapItem::Event(entry) => {
                    prop_assert!(points.contains(&entry.id()));
                    prop_assert!(alone.insert(entry.id()));
                    sum += 1;
                    continue;
                }
                MapItem::Cluster { count, middle, bbox, .. } => {
                    (u64::try_from(count).unwrap(), middle, bbox)
                }
            };
            let bounds = Bounds::new(west, south, east, north).unwrap();
            let inside = placed.iter().filter(|place| bounds.contains(**place)).count() as u64;
            prop_assert!(count >= 2 && inside >= count, "{count} of {inside} in {bounds}");
            prop_assert!(west <= lon && lon <= east);
            prop_assert!(south <= lat && lat <= north);
            sum += count;
        }
        prop_assert_eq!(sum, placed.len() as u64);
        prop_assert_eq!(points.len(), placed.len());
    }
}

#[test]
fn values_without_events_are_listed_with_a_count_of_zero() {
    let counts = counted(&catalogue_of(&[]), &EventQuery::default(), moment(0));

    let edition = edition("2018", EditionStatus::Open);
    let parameters: Vec<_> = counts
        .facets
        .iter()
        .map(|facet| facet.parameter.as_str())
        .collect();
    assert_eq!(
        parameters,
        [
            "edition",
            "region",
            "department",
            "kind",
            "audience",
            "topic",
            "sector",
            "access",
            "attendance",
            "accessibility",
            "status",
            "day"
        ]
    );
    let offered = |parameter: &str| -> Vec<(&str, &str)> {
        let values = counts.of(parameter).iter();
        values
            .map(|value| (value.value.as_str(), value.label.as_str()))
            .collect()
    };
    assert!(
        counts
            .facets
            .iter()
            .flat_map(|facet| &facet.values)
            .all(|value| value.count == 0)
    );
    let kinds = edition.vocabularies.kinds.iter();
    assert_eq!(
        offered("kind"),
        kinds
            .map(|term| (term.id.as_str(), term.label.as_str()))
            .collect::<Vec<_>>()
    );
    assert_eq!(
        offered("edition")
            .iter()
            .map(|(slug, _)| *slug)
            .collect::<Vec<_>>(),
        ["2018", "2017"]
    );
    assert!(offered("region").contains(&("84", "Auvergne-Rhône-Alpes")));
    assert!(offered("department").contains(&("2A", "Corse-du-Sud")));
    assert_eq!(offered("access")[0], ("open", "Entrée libre"));
    // The week of metropolitan France, and the different dates of La Réunion.
    let days = offered("day");
    assert_eq!(days.len(), 13, "{days:?}");
    assert_eq!(days[0], ("2018-03-26", "lundi 26\u{a0}mars\u{a0}2018"));
    assert_eq!(days[12].0, "2018-04-08");
}

#[test]
fn ten_thousand_points_of_france_make_few_cells() {
    use gazetteer::Gazetteer;

    let places: Vec<_> = Gazetteer::embedded()
        .communes()
        .map(|commune| commune.position)
        .step_by(3)
        .take(10_000)
        .collect();
    assert_eq!(places.len(), 10_000);
    let cells: BTreeSet<_> = places
        .iter()
        .map(|place| super::super::clusters::MapPoint::of(*place).cell(5))
        .collect();
    assert!(cells.len() < 300, "{}", cells.len());
}
