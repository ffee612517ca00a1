//! Compares facet counts and clusters with a plain scan.

use super::super::index::Catalogue;
use super::model::{
    COMMUNES, Drawn, EPCI, INDUSTRY, Model, PLACES, catalogue_of, drawn, edition, model,
};
use super::moment;
use super::oracle::found;
use super::query::query;
use crate::MapItem;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use shared::calendar::OccurrenceState;
use shared::edition::EditionStatus;
use shared::event::{AccessMode, EventQuery, FacetCounts, FacetName, LifeStatus};
use shared::place::{Bounds, InseeCode};
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
        "commune" => selected.communes = own.communes,
        "epci" => selected.epci = own.epci,
        "industrialTerritory" => selected.industrial_territories = own.industrial_territories,
        "kind" => selected.kinds = own.kinds,
        "audience" => selected.audiences = own.audiences,
        "topic" => selected.topics = own.topics,
        "sector" => selected.sectors = own.sectors,
        "access" => selected.access = own.access,
        "attendance" => selected.attendance = own.attendance,
        "accessibility" => selected.accessibility = own.accessibility,
        "status" => selected.status = own.status,
        "available" => selected.available = own.available,
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
    catalogue.facet_counts(query, now, FacetName::ALL).unwrap()
}

/// The values that a facet of places can have with the generated events.
fn places(parameter: &str) -> &'static [&'static str] {
    match parameter {
        "commune" => &COMMUNES,
        "epci" => &EPCI,
        "industrialTerritory" => &[INDUSTRY],
        _ => &[],
    }
}

/// An event without particulars.
pub(super) fn plain() -> Drawn {
    Drawn {
        title: vec!["visite"],
        description: Vec::new(),
        kind: "workshop",
        audiences: vec!["pupils"],
        place: None,
        mixed: false,
        access: AccessMode::Open,
        accessibility: Vec::new(),
        status: LifeStatus::Scheduled,
        occurrences: Vec::new(),
        other_edition: false,
        age: None,
    }
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
            for place in places(&facet.parameter) {
                let chosen = choosing(&selected, &facet.parameter, place);
                let expected = !found(&models, &chosen, moment(hours)).is_empty();
                let listed = facet.values.iter().any(|value| value.value == *place);
                prop_assert_eq!(listed, expected, "{} {} {:?}", facet.parameter, place, selected);
            }
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
            "commune",
            "epci",
            "industrialTerritory",
            "kind",
            "audience",
            "topic",
            "sector",
            "access",
            "attendance",
            "accessibility",
            "status",
            "available",
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
fn facets_of_places_have_those_with_the_most_events() {
    use gazetteer::Gazetteer;

    let one = Drawn {
        place: Some(0),
        occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
        ..plain()
    };
    // The communes of the Ain by code: two events in each third one, one in each of the others.
    let communes: Vec<InseeCode> = Gazetteer::embedded()
        .communes()
        .map(|commune| commune.insee)
        .take(60)
        .collect();
    let twice = communes.iter().step_by(3);
    let placed = communes.iter().chain(twice).enumerate();
    let models: Vec<_> = placed
        .map(|(number, insee)| {
            let mut model = model(number, &one);
            model.event.venue.as_mut().unwrap().insee = insee.clone();
            model
        })
        .collect();

    let counts = counted(&catalogue_of(&models), &EventQuery::default(), moment(0));

    let counted: Vec<u64> = counts
        .of("commune")
        .iter()
        .map(|value| value.count)
        .collect();
    assert_eq!(counted.len(), FacetName::PLACES_MAX);
    assert_eq!(counted, [vec![2; 20], vec![1; 30]].concat());
    let epci: u64 = counts.of("epci").iter().map(|value| value.count).sum();
    assert_eq!(epci, 80);
}

#[test]
fn an_arrondissement_counts_for_itself_and_its_city() {
    let drawn = Drawn {
        place: Some(0),
        occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
        ..plain()
    };
    // In Lyon, in its third arrondissement, in Vénissieux, in La Réunion.
    let models: Vec<_> = (0..4).map(|number| model(number, &drawn)).collect();
    let catalogue = catalogue_of(&models);

    let counts = counted(&catalogue, &EventQuery::default(), moment(0));
    let usual: Vec<_> = FacetName::usual().collect();
    let usual = catalogue
        .facet_counts(&EventQuery::default(), moment(0), &usual)
        .unwrap();

    let offered: Vec<_> = counts
        .of("commune")
        .iter()
        .map(|value| (value.value.as_str(), value.label.as_str(), value.count))
        .collect();
    assert_eq!(
        offered,
        [
            ("69123", "Lyon (69)", 2),
            ("69383", "Lyon 3e Arrondissement (69)", 1),
            ("97409", "Saint-André (974)", 1),
            ("69259", "Vénissieux (69)", 1),
        ]
    );
    assert!(usual.of("commune").is_empty());
    assert_eq!(usual.facets.len(), counts.facets.len() - 3);
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
        .map(|place| super::super::map_point::MapPoint::of(*place).cell(5))
        .collect();
    assert!(cells.len() < 300, "{}", cells.len());
}
