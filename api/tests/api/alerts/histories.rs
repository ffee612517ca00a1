//! Random histories: each confirmed alert gets each matching public event exactly once, and never another one.

use super::{announcements, morning, named, send, settled, subscribed};
use crate::catalogue::{Shelf, content_with};
use crate::support::Engine;
use chrono::{DateTime, Duration, Utc};
use rstest::rstest;
use serde_json::json;
use shared::id::EventId;
use shared::label::LabelState;
use std::collections::{BTreeMap, BTreeSet};

/// Region of the content that the events change.
const RHONE: &str = "84";

/// An event, as a plain scan of the history knows it.
#[derive(Debug)]
struct Known {
    id: EventId,
    visit: bool,
    region: &'static str,
    welding: bool,
    public: bool,
}

/// A search, and the plain rule that it stands for.
type Search = (&'static str, fn(&Known) -> bool);

const SEARCHES: [Search; 7] = [
    ("", |_| true),
    ("kind=company_visit", |it| it.visit),
    ("region=84", |it| it.region == RHONE),
    ("region=11&kind=workshop", |it| {
        it.region != RHONE && !it.visit
    }),
    ("near=4.8357,45.764&radius=20000", |it| it.region == RHONE),
    ("q=soudure", |it| it.welding),
    ("commune=69259&q=soudure", |it| {
        it.region == RHONE && it.welding
    }),
];

#[derive(Debug)]
struct Subscriber {
    email: String,
    page: String,
    matches: fn(&Known) -> bool,
    expected: Vec<BTreeSet<u8>>,
}

fn event(rng: &mut fastrand::Rng) -> (serde_json::Value, Known) {
    let known = Known {
        id: EventId(uuid::Uuid::nil()),
        visit: rng.bool(),
        region: if rng.bool() { RHONE } else { "11" },
        welding: rng.bool(),
        public: true,
    };
    let mut changes = json!({
        "kind": if known.visit { "company_visit" } else { "workshop" },
        "title": if known.welding { "La soudure de près" } else { "La fonderie de près" },
    });
    if known.region != RHONE {
        changes["department"] = json!("75");
        changes["region"] = json!(known.region);
        changes["venue"] = json!({
            "name": "Usine", "address": "1 rue de l’Usine", "postalCode": "75013", "insee": "75113", "city": "Paris",
            "department": "75", "departmentName": "Paris", "region": "11", "regionName": "Île-de-France",
            "position": { "lon": 2.36, "lat": 48.83 }
        });
    }
    (content_with(changes), known)
}

#[rstest]
#[case(1)]
#[case(2)]
#[case(3)]
#[tokio::test]
async fn each_alert_gets_each_matching_event_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] seed: u64,
) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let shelf = Shelf::start(engine).await;
    settled(&shelf).await;
    let app = &shelf.app;
    let mut events: BTreeMap<u8, Known> = BTreeMap::new();
    let mut announced = BTreeSet::new();
    let mut alerts: Vec<Subscriber> = Vec::new();
    let first: DateTime<Utc> = "2018-02-06T10:00:00Z".parse().unwrap();

    for day in 0..7 {
        // The round of this day comes before the changes of the day.
        morning(app, &(first + Duration::days(day)).to_rfc3339()).await;
        for _ in 0..rng.usize(0..8) {
            match rng.u8(0..10) {
                0..5 => {
                    let number = u8::try_from(events.len() + 1).unwrap();
                    let (content, known) = event(&mut rng);
                    let id = shelf.label(number, content).await;
                    events.insert(number, Known { id, ..known });
                }
                5..7 if !events.is_empty() => {
                    let at = rng.usize(0..events.len());
                    let known = events.values_mut().nth(at).unwrap();
                    known.public = !known.public;
                    let state = if known.public {
                        LabelState::Labelled
                    } else {
                        LabelState::Submitted
                    };
                    shelf.change(known.id, state, "scheduled").await;
                }
                7 if !alerts.is_empty() => {
                    let alert = alerts.swap_remove(rng.usize(0..alerts.len()));
                    assert_eq!(send(app, &alert.page, "action=arreter").await.status, 303);
                    assert!(announcements(app, &alert.email).await.is_empty());
                }
                _ => {
                    let (search, matches) = SEARCHES[rng.usize(0..SEARCHES.len())];
                    let email = format!("reader-{}@example.org", rng.u64(..));
                    let page = subscribed(app, &email, search).await;
                    alerts.push(Subscriber {
                        email,
                        page,
                        matches,
                        expected: Vec::new(),
                    });
                }
            }
        }
        let next = first + Duration::days(day) + Duration::hours(21);
        for alert in &mut alerts {
            let found: BTreeSet<u8> = events
                .iter()
                .filter(|(number, known)| {
                    known.public && !announced.contains(*number) && (alert.matches)(known)
                })
                .map(|(number, _)| *number)
                .collect();
            if !found.is_empty() {
                alert.expected.push(found);
            }
        }
        let public = events.iter().filter(|(_, known)| known.public);
        announced.extend(public.map(|(number, _)| *number));
        morning(app, &next.to_rfc3339()).await;
        for alert in &alerts {
            let mut sent: Vec<BTreeSet<u8>> = announcements(app, &alert.email)
                .await
                .iter()
                .map(|mail| named(mail).into_iter().collect())
                .collect();
            sent.reverse();
            assert_eq!(sent, alert.expected, "seed {seed}, day {day}, {alert:?}");
        }
    }
}
