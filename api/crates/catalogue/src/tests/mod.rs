//! Compares the catalogue with a plain scan, and its updates with a rebuild.

mod counts;
mod history;
mod model;
mod oracle;
mod query;
mod selections;
mod text_search;

use super::entry::address;
use super::index::{Catalogue, Delta, Found};
use chrono::{DateTime, TimeDelta, Utc};
use counts::plain;
use model::{Drawn, catalogue_of, drawn, edition, first_day, id, model};
use oracle::{found, scanned};
use proptest::prelude::*;
use query::query;
use shared::calendar::OccurrenceState;
use shared::edition::EditionStatus;
use shared::event::{AccessMode, EventQuery, LifeStatus};
use shared::id::EventId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// `many` where `make thorough` runs the tests, otherwise `few`.
fn tries(few: u32, many: u32) -> u32 {
    if std::env::var_os("THOROUGH").is_some() {
        many
    } else {
        few
    }
}

fn listed(catalogue: &Arc<Catalogue>, query: &EventQuery, now: DateTime<Utc>) -> Vec<EventId> {
    paged(catalogue, query, now, usize::MAX)
}

/// The complete list, read in pages of `size`.
fn paged(
    catalogue: &Arc<Catalogue>,
    query: &EventQuery,
    now: DateTime<Utc>,
    size: usize,
) -> Vec<EventId> {
    let found = catalogue.find(query, now).unwrap();
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = found.page(after, size);
        let Some((rank, _)) = page.last() else {
            return ids;
        };
        after = Some(*rank);
        ids.extend(page.iter().map(|(_, entry)| entry.id()));
    }
}

fn moment(hours: i64) -> DateTime<Utc> {
    first_day().and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hours)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_equals_the_result_of_a_scan(
        events in proptest::collection::vec(drawn(), 0..25),
        queries in proptest::collection::vec((query(), -10i64..440), 1..8),
        size in 1usize..7,
    ) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        for (query, hours) in queries {
            let expected = scanned(&models, &query, moment(hours));
            prop_assert_eq!(&listed(&catalogue, &query, moment(hours)), &expected, "{:?}", query);
            prop_assert_eq!(paged(&catalogue, &query, moment(hours), size), expected);
        }
    }


    #[test]
    fn paging_during_changes_neither_skips_nor_repeats_events(
        before in proptest::collection::vec(drawn(), 1..20),
        meanwhile in proptest::collection::vec(drawn(), 0..10),
        size in 1usize..5,
    ) {
        let mut models: Vec<_> = before.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let selected = EventQuery::default();
        let first = catalogue_of(&models);
        let expected = listed(&first, &selected, moment(40));
        let at = first.moment_of(&selected, moment(40));
        let seen = first.find_at(&selected, at).unwrap();
        let page = seen.page(None, size);
        let mut read: Vec<_> = page.iter().map(|(_, entry)| entry.id()).collect();

        models.extend(meanwhile.iter().enumerate().map(|(number, drawn)| model(100 + number, drawn)));
        let second = catalogue_of(&models);
        let found = second.find_at(&selected, at).unwrap();
        let rest = match page.last() {
            Some((rank, _)) => found.page(Some(*rank), usize::MAX),
            None => Vec::new(),
        };
        read.extend(rest.iter().map(|(_, entry)| entry.id()));

        prop_assert_eq!(read.iter().collect::<BTreeSet<_>>().len(), read.len());
        read.retain(|id| expected.contains(id));
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn matching_among_some_events_is_being_listed_and_one_of_them(
        events in proptest::collection::vec(drawn(), 0..20),
        queries in proptest::collection::vec((query(), -10i64..440), 1..8),
        chosen in proptest::collection::vec(0usize..25, 0..12),
    ) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        let chosen: BTreeSet<EventId> = chosen.into_iter().map(id).collect();
        let among = catalogue.among(chosen.iter().copied());
        for (query, hours) in queries {
            let matching: BTreeSet<EventId> = among.matching(&query, moment(hours)).unwrap().iter().map(|entry| entry.id()).collect();
            let expected: BTreeSet<EventId> = scanned(&models, &query, moment(hours)).into_iter().filter(|id| chosen.contains(id)).collect();
            prop_assert_eq!(matching, expected, "{:?}", query);
        }
    }

    #[test]
    fn points_are_the_listed_events_with_a_venue(events in proptest::collection::vec(drawn(), 0..15), selected in query(), hours in -10i64..440) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        let shown = catalogue.find(&selected, moment(hours)).unwrap();
        let shown: BTreeSet<String> = shown
            .by_first_begin()
            .filter(|entry| entry.event.venue.is_some())
            .map(|entry| entry.event.slug.clone())
            .collect();
        let expected: BTreeSet<String> = found(&models, &selected, moment(hours))
            .into_iter()
            .filter(|(model, _)| model.event.venue.is_some())
            .map(|(model, _)| model.event.slug.clone())
            .collect();
        prop_assert_eq!(shown, expected);
    }
}

#[test]
fn a_term_outside_the_vocabularies_is_rejected() {
    let catalogue = catalogue_of(&[]);
    let selected = EventQuery {
        kinds: vec!["company_visit".to_owned(), "siesta".to_owned()],
        audiences: vec!["martians".to_owned()],
        ..EventQuery::default()
    };
    let faults = catalogue.find(&selected, moment(0)).unwrap_err().0;

    let named: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(named, ["/kind", "/audience"]);
    let unknown = EventQuery {
        edition: Some("1999".to_owned()),
        ..EventQuery::default()
    };
    let refused = catalogue.find(&unknown, moment(0)).unwrap_err().0;
    assert_eq!(refused[0].pointer, "/edition");
}

#[test]
fn a_place_outside_the_gazetteer_is_rejected() {
    let catalogue = catalogue_of(&[]);
    let pairs = [
        ("region", "84,99"),
        ("department", "200"),
        ("commune", "69259,00000"),
        ("epci", "999999999"),
        ("industrialTerritory", "ti-9999"),
    ];
    let faults = catalogue
        .find(&EventQuery::parse(pairs).unwrap(), moment(0))
        .unwrap_err()
        .0;

    let named: Vec<_> = faults
        .iter()
        .map(|fault| format!("{} {}", fault.pointer, fault.detail))
        .collect();
    assert_eq!(
        named,
        [
            "/region `99` is not a region",
            "/department `200` is not a department",
            "/commune `00000` is not a commune of today",
            "/epci `999999999` is not an EPCI",
            "/industrialTerritory `ti-9999` is not a Territoire d’industrie",
        ]
    );
}

#[test]
fn an_external_identifier_leads_to_the_event_that_was_there_first() {
    let drawn = Drawn {
        occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
        ..plain()
    };
    let catalogue = catalogue_of(&[model(2, &drawn), model(1, &drawn)]);
    let found = |edition: &str, source: &str, id: &str| {
        let found = catalogue.by_external(edition, source, id);
        found.map(|entry| entry.id())
    };

    assert_eq!(found("2018", "agenda", "workshop"), Some(id(1)));
    for (edition, source, id) in [
        ("2017", "agenda", "workshop"),
        ("2018", "agend", "workshop"),
        ("2018", "agenda", "work"),
        ("2018", "agenda", "workshop/1"),
    ] {
        assert_eq!(found(edition, source, id), None, "{edition} {source} {id}");
    }
}

#[test]
fn the_events_of_a_draft_edition_are_hidden() {
    let drawn = Drawn {
        title: vec!["visite"],
        description: Vec::new(),
        kind: "workshop",
        audiences: vec!["pupils"],
        place: Some(0),
        mixed: false,
        access: AccessMode::Open,
        accessibility: Vec::new(),
        status: LifeStatus::Scheduled,
        occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
        other_edition: false,
        age: None,
    };
    let shown = catalogue_of(&[model(1, &drawn)]);
    assert!(matches!(shown.by_id(id(1)), Some(Found::Event(_))));
    assert!(matches!(
        shown.by_slug("2018", "evenement-1"),
        Some(Found::Event(_))
    ));
    assert_eq!(address("2018", "evenement-1"), "2018/evenement-1");

    let hidden = Arc::new(shown.advanced(Delta {
        cursor: 2,
        editions: Some(vec![edition("2018", EditionStatus::Draft)]),
        editions_seq: 2,
        ..Delta::default()
    }));

    assert!(hidden.by_id(id(1)).is_none());
    assert!(hidden.by_slug("2018", "evenement-1").is_none());
    assert_eq!((hidden.labelled_events("2018"), hidden.version()), (0, 2));
    let found = hidden.find(&EventQuery::default(), moment(0)).unwrap();
    assert_eq!((found.editions().len(), found.total()), (0, 0));
}
