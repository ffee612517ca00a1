//! Generates random events for the catalogue.

use super::super::entry::{Entry, OtherIds, Rendered};
use super::super::index::{Catalogue, Change, Delta};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::value::RawValue;
use shared::calendar::{Occurrence, OccurrenceState, Schedule};
use shared::edition::{Edition, EditionStatus};
use shared::event::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, LifeStatus, Organiser, PublicEvent,
    Venue, WithheldAnswers,
};
use shared::id::EventId;
use shared::place::{DepartmentCode, InseeCode, Position, RegionCode};
use std::sync::Arc;
use uuid::Uuid;

pub(super) const WORDS: [&str; 14] = [
    "Été",
    "soudure",
    "Soudures",
    "Soudeur",
    "souder",
    "l’œuvre",
    "d'usine",
    "usines",
    "aéronautique",
    "métiers",
    "metier",
    "visite",
    "de la",
    "Hôpital-Sud",
];
pub(super) const KINDS: [&str; 3] = ["company_visit", "workshop", "conference"];
/// Department, region, longitude, latitude: covers every time zone of France; Wallis is near the antimeridian.
pub(super) const PLACES: [(&str, &str, f64, f64); 13] = [
    ("69", "84", 4.8357, 45.764),
    ("75", "11", 2.3522, 48.8566),
    ("971", "01", -61.5331, 16.2412),
    ("972", "02", -61.0594, 14.6037),
    ("973", "03", -52.3135, 4.9224),
    ("974", "04", 55.4481, -20.8789),
    ("975", "975", -56.1773, 46.7811),
    ("976", "06", 45.2279, -12.7806),
    ("977", "977", -62.8498, 17.8962),
    ("978", "978", -63.0823, 18.0675),
    ("986", "986", -176.2, -13.3),
    ("987", "987", -149.5696, -17.5516),
    ("988", "988", 166.4416, -22.2763),
];

/// A city, one of its arrondissements, a commune in its EPCI, a commune in another EPCI and a Territoire d'industrie.
pub(super) const COMMUNES: [&str; 4] = ["69123", "69383", "69259", "97409"];
/// The EPCI of the communes, and one without events.
pub(super) const EPCI: [&str; 3] = ["200046977", "249740093", "200000172"];
/// The Territoire d'industrie of the last commune.
pub(super) const INDUSTRY: &str = "ti-0401";

pub(super) fn edition(slug: &str, status: EditionStatus) -> Edition {
    let text = include_str!("../../../../../data/editions/2018.json");
    let mut edition: Edition = serde_json::from_str(text).unwrap();
    edition.slug = slug.to_owned();
    edition.status = status;
    edition
}

/// Two days before the week; on the second day the clocks of metropolitan France go forward.
pub(super) fn first_day() -> NaiveDate {
    "2018-03-24".parse().unwrap()
}

/// The generated properties of an event, apart from its identity.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) title: Vec<&'static str>,
    pub(super) description: Vec<&'static str>,
    pub(super) kind: &'static str,
    pub(super) audiences: Vec<&'static str>,
    pub(super) place: Option<usize>,
    pub(super) mixed: bool,
    pub(super) access: AccessMode,
    pub(super) accessibility: Vec<AccessibilityFlag>,
    pub(super) status: LifeStatus,
    /// Day counted from [`first_day`], hour of the beginning, duration in hours, state.
    pub(super) occurrences: Vec<(u64, u32, i64, OccurrenceState)>,
    pub(super) other_edition: bool,
    pub(super) age: Option<(Option<u8>, Option<u8>)>,
}

pub(super) const AUDIENCES: [&str; 3] = ["general_public", "pupils", "job_seekers"];

pub(super) fn drawn() -> impl Strategy<Value = Drawn> {
    let texts = (
        proptest::collection::vec(select(&WORDS[..]), 1..4),
        proptest::collection::vec(select(&WORDS[..]), 0..3),
        select(&KINDS[..]),
        subsequence(AUDIENCES.to_vec(), 1..=3),
    );
    let place = (
        proptest::option::weighted(0.8, 0..PLACES.len()),
        any::<bool>(),
    );
    let modes = (
        select(AccessMode::ALL),
        subsequence(AccessibilityFlag::ALL.to_vec(), 0..=5),
        select(LifeStatus::ALL),
    );
    let state = prop_oneof![
        3 => Just(OccurrenceState::Open),
        2 => select(OccurrenceState::ALL),
    ];
    let times = proptest::collection::btree_map(0u64..8, (0u32..24, 1i64..=24, state), 1..4);
    let age = proptest::option::weighted(
        0.4,
        (
            proptest::option::of(5u8..30),
            proptest::option::of(30u8..99),
        ),
    );
    let others = (proptest::bool::weighted(0.2), age);
    (texts, place, modes, times, others).prop_map(
        |(
            (title, description, kind, audiences),
            (place, mixed),
            (access, accessibility, status),
            times,
            (other_edition, age),
        )| {
            // Two days apart, so that occurrences do not overlap.
            let occurrences = times
                .into_iter()
                .map(|(day, (hour, hours, state))| (day * 2, hour, hours, state))
                .collect();
            Drawn {
                title,
                description,
                kind,
                audiences,
                place,
                mixed,
                access,
                accessibility,
                status,
                occurrences,
                other_edition,
                age,
            }
        },
    )
}

/// An event and its territories, as stored in the catalogue.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) event: PublicEvent,
    pub(super) department: Option<DepartmentCode>,
    pub(super) region: Option<RegionCode>,
}

pub(super) fn id(number: usize) -> EventId {
    EventId(Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

/// The number of [`id`], as that of the event.
fn number(id: EventId) -> i64 {
    i64::try_from(id.0.as_u128() & 0xffff).unwrap()
}

/// The occurrence in a state; one that was moved was announced a week earlier.
fn in_state(occurrence: &Occurrence, state: OccurrenceState) -> Occurrence {
    if state == OccurrenceState::Moved {
        let week = TimeDelta::weeks(1);
        let (begin, end) = (occurrence.begin(), occurrence.end());
        let announced = Occurrence::new(begin - week, end - week, None).unwrap();
        announced.at(begin, end).unwrap()
    } else {
        occurrence.clone().in_state(state, None).unwrap()
    }
}

pub(super) fn model(number: usize, drawn: &Drawn) -> Model {
    let place = drawn.place.map(|place| PLACES[place]);
    let department = DepartmentCode::parse(place.map_or("69", |place| place.0)).unwrap();
    let region = RegionCode::parse(place.map_or("84", |place| place.1)).unwrap();
    let zone = department.zone();
    let occurrences = drawn.occurrences.iter().map(|(day, hour, hours, state)| {
        let begin = (first_day() + Days::new(*day))
            .and_hms_opt(*hour, 0, 0)
            .unwrap();
        // One hour is skipped on 25 March 2018: a time within it is moved to later.
        (0..3)
            .find_map(|later| {
                let begin = begin + TimeDelta::hours(later);
                let end = begin + TimeDelta::hours(*hours);
                Occurrence::from_local(begin, end, zone, None).ok()
            })
            .map(|occurrence| in_state(&occurrence, *state))
            .unwrap()
    });
    let venue = place.map(|(department, region, lon, lat)| Venue {
        name: "Atelier Central".to_owned(),
        address: "1 rue de l’Usine".to_owned(),
        postal_code: "69000".to_owned(),
        insee: InseeCode::parse(COMMUNES[number % COMMUNES.len()]).unwrap(),
        city: "Vénissieux".to_owned(),
        department: DepartmentCode::parse(department).unwrap(),
        department_name: "Département".to_owned(),
        region: RegionCode::parse(region).unwrap(),
        region_name: "Région".to_owned(),
        position: Position::new(lon, lat).unwrap(),
        position_origin: None,
        access: None,
    });
    let at: DateTime<Utc> = "2018-03-01T10:00:00Z".parse().unwrap();
    let event = PublicEvent {
        id: id(number),
        edition: if drawn.other_edition { "2017" } else { "2018" }.to_owned(),
        slug: format!("evenement-{number}"),
        life_status: drawn.status,
        life_note: None,
        title: drawn.title.join(" "),
        summary: "Une visite « guidée »".to_owned(),
        description: drawn.description.join("\n\n"),
        kind: drawn.kind.to_owned(),
        kind_other: None,
        topics: Vec::new(),
        sectors: Vec::new(),
        image: None,
        follows_theme: false,
        organiser: Organiser {
            name: "Fonderie Durand".to_owned(),
            kind: "company".to_owned(),
            siret: None,
            organisation: None,
            on_behalf_of: drawn.mixed.then(|| "Union des fonderies".to_owned()),
            co_organisers: Vec::new(),
        },
        attendance_mode: match (&venue, drawn.mixed) {
            (None, _) => AttendanceMode::Online,
            (Some(_), true) => AttendanceMode::Mixed,
            (Some(_), false) => AttendanceMode::OnSite,
        },
        venue,
        online_url: None,
        timezone: zone.to_string(),
        occurrences: Schedule::new(occurrences).unwrap(),
        dropped_occurrences: Vec::new(),
        audiences: drawn
            .audiences
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        access_mode: drawn.access,
        age: drawn.age.map(|(min, max)| AgeRange { min, max }),
        conditions: None,
        public_booking: None,
        school_booking: None,
        accessibility: drawn.accessibility.clone(),
        constraints: Vec::new(),
        constraints_note: None,
        answers: WithheldAnswers::default(),
        labelled_at: at,
        updated_at: at,
    };
    Model {
        event,
        department: Some(department),
        region: Some(region),
    }
}

pub(super) fn public(model: &Model) -> Change {
    let Model {
        event,
        department,
        region,
    } = model.clone();
    let rendered = Rendered {
        summary: RawValue::NULL.to_owned(),
        feature: None,
    };
    let ids = OtherIds {
        uid: number(event.id),
        place_uid: None,
        external: vec![("agenda".to_owned(), event.kind.clone())],
    };
    let entry = Entry::new(event, department, region, rendered).known_as(ids);
    Change::Public(Box::new(entry))
}

pub(super) fn catalogue_of(models: &[Model]) -> Arc<Catalogue> {
    Arc::new(Catalogue::default().advanced(Delta {
        cursor: 1,
        editions: Some(vec![
            edition("2018", EditionStatus::Open),
            edition("2017", EditionStatus::Archived),
        ]),
        editions_seq: 1,
        events: models.iter().map(|model| (1, public(model))).collect(),
        ..Delta::default()
    }))
}
