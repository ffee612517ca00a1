//! Counts of a selection, and selections that are united and narrowed, against a plain scan.

use super::model::{catalogue_of, drawn, model};
use super::moment;
use super::query::query;
use crate::{Counted, Selection};
use proptest::prelude::*;
use shared::event::{AttendanceMode, EventQuery, TermFilter};
use shared::id::EventId;
use std::collections::{BTreeMap, BTreeSet};

fn ids(found: &Selection) -> BTreeSet<EventId> {
    found.unordered().map(|entry| entry.id()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn counts_equal_those_of_a_scan(
        events in proptest::collection::vec(drawn(), 0..25),
        query in query(),
        hours in -10i64..440,
    ) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        let found = catalogue.find(&query, moment(hours)).unwrap();
        let counted: BTreeMap<String, u64> = found
            .counts(|value| match value {
                Counted::Region(code) => Some(format!("region {code}")),
                Counted::Commune(code, _) => Some(format!("commune {code}")),
                Counted::Term(TermFilter::Kind, id) => Some(format!("kind {id}")),
                Counted::Status(status) => Some(format!("status {status}")),
                Counted::Place => Some("place".to_owned()),
                Counted::Department(_) | Counted::Term(..) | Counted::Attendance(_) | Counted::Accessibility(_) => None,
            })
            .into_iter()
            .collect();
        let mut scanned: BTreeMap<String, u64> = BTreeMap::new();
        for entry in found.unordered() {
            let venue = entry.event.venue.as_ref();
            let values = [
                entry.region.as_ref().map(|code| format!("region {code}")),
                venue.map(|venue| format!("commune {}", venue.insee)),
                Some(format!("kind {}", entry.event.kind)),
                Some(format!("status {}", entry.event.life_status)),
                venue.map(|_| "place".to_owned()),
            ];
            for value in values.into_iter().flatten() {
                *scanned.entry(value).or_default() += 1;
            }
        }

        prop_assert_eq!(counted, scanned);
    }

    #[test]
    fn selections_are_sets(
        events in proptest::collection::vec(drawn(), 0..25),
        one in query(),
        other in query(),
        hours in -10i64..440,
    ) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        let find = |query: &EventQuery| catalogue.find(query, moment(hours)).unwrap();
        let (mut either, mut rest, mut online, other) = (find(&one), find(&one), find(&one), find(&other));
        let (first, second) = (ids(&either), ids(&other));

        either.include(&other);
        rest.exclude(&other);
        online.retain(|entry| entry.event.attendance_mode == AttendanceMode::Online);

        prop_assert_eq!(ids(&either), first.union(&second).copied().collect::<BTreeSet<_>>());
        prop_assert_eq!(ids(&rest), first.difference(&second).copied().collect::<BTreeSet<_>>());
        prop_assert!(ids(&online).is_subset(&first));
        prop_assert!(online.unordered().all(|entry| entry.event.venue.is_none()));
        prop_assert_eq!(online.total(), ids(&online).len() as u64);
    }
}
