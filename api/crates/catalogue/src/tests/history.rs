//! Compares a catalogue advanced by changes with one that is rebuilt.

use super::super::index::{Catalogue, Change, Delta, Found};
use super::model::{Drawn, Model, drawn, edition, id, model, public};
use super::{listed, moment};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use shared::edition::{Edition, EditionStatus};
use shared::event::{EventQuery, FacetName};
use shared::id::EventId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A change to the public part of an event or an edition.
#[derive(Debug, Clone)]
enum Step {
    Label(Index, Box<Drawn>),
    Withdraw(Index),
    Draft(Index),
    Status(EditionStatus),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (any::<Index>(), drawn()).prop_map(|(which, drawn)| Step::Label(which, Box::new(drawn))),
        2 => any::<Index>().prop_map(Step::Withdraw),
        1 => any::<Index>().prop_map(Step::Draft),
        1 => select(&[EditionStatus::Open, EditionStatus::Draft, EditionStatus::Archived][..]).prop_map(Step::Status),
    ]
}

/// A model of the data that the catalogue reads from the database.
#[derive(Debug, Clone, Default)]
struct Database {
    /// Events that are or were public: sequence number of the last log row, content, whether public now.
    seen: BTreeMap<EventId, (i64, Model, bool)>,
    status: Option<(i64, EditionStatus)>,
    head: i64,
}

impl Database {
    const EVENTS: usize = 12;

    /// Applies a step and returns the event that it concerns, if any.
    fn apply(&mut self, step: &Step) -> Option<EventId> {
        self.head += 1;
        match step {
            Step::Label(which, drawn) => {
                let number = which.index(Self::EVENTS);
                let mut model = model(number, drawn);
                // The edition of an event never changes.
                if let Some((_, known, _)) = self.seen.get(&id(number)) {
                    model.event.edition.clone_from(&known.event.edition);
                }
                self.seen.insert(id(number), (self.head, model, true));
                Some(id(number))
            }
            Step::Withdraw(which) => {
                let which = id(which.index(Self::EVENTS));
                if let Some((seq, _, public)) = self.seen.get_mut(&which) {
                    (*seq, *public) = (self.head, false);
                }
                Some(which)
            }
            Step::Draft(which) => {
                // A log row about a draft, which is never public.
                let number = Self::EVENTS + which.index(3);
                Some(id(number))
            }
            Step::Status(status) => {
                self.status = Some((self.head, *status));
                None
            }
        }
    }

    fn change(&self, id: EventId) -> (i64, Change) {
        match self.seen.get(&id) {
            Some((seq, model, true)) => (*seq, public(model)),
            Some((seq, model, false)) => (
                *seq,
                Change::Gone {
                    id,
                    edition: model.event.edition.clone(),
                    slug: Some(model.event.slug.clone()),
                    event: None,
                },
            ),
            None => (self.head, Change::Unseen(id)),
        }
    }

    fn editions(&self) -> Vec<Edition> {
        let status = self
            .status
            .map_or(EditionStatus::Open, |(_, status)| status);
        vec![
            edition("2018", status),
            edition("2017", EditionStatus::Archived),
        ]
    }

    fn rebuilt(&self) -> Arc<Catalogue> {
        Arc::new(Catalogue::default().advanced(Delta {
            cursor: self.head,
            editions: Some(self.editions()),
            editions_seq: self.status.map_or(0, |(seq, _)| seq),
            events: self.seen.keys().map(|id| self.change(*id)).collect(),
        }))
    }
}

/// The observable content of a catalogue, as text.
fn observed(catalogue: &Arc<Catalogue>) -> Vec<String> {
    let now = moment(40);
    let mut seen = vec![format!("{} {}", catalogue.version(), catalogue.cursor())];
    let describe = |found: Option<Found<'_>>| match found {
        Some(Found::Event(entry)) => serde_json::to_string(&entry.event).unwrap(),
        Some(Found::Gone) => "gone".to_owned(),
        None => "nothing".to_owned(),
    };
    for number in 0..Database::EVENTS + 3 {
        let slug = format!("evenement-{number}");
        seen.push(describe(catalogue.by_id(id(number))));
        seen.extend(["2017", "2018"].map(|edition| describe(catalogue.by_slug(edition, &slug))));
    }
    for edition in ["2017", "2018"] {
        let query = EventQuery {
            edition: Some(edition.to_owned()),
            ..EventQuery::default()
        };
        let Some(edition) = catalogue.edition(edition) else {
            seen.push("no edition".to_owned());
            continue;
        };
        let found = catalogue.find(&query, now).unwrap();
        seen.push(format!("{:?}", listed(catalogue, &query, now)));
        let points = found.by_first_begin().map(|entry| entry.id());
        seen.push(format!("{:?}", points.collect::<Vec<_>>()));
        seen.push(format!("{:?}", catalogue.clusters(found.slots(), 3)));
        seen.push(serde_json::to_string(&catalogue.figures(edition)).unwrap());
        for text in [
            "soudure",
            "visites d’usine",
            "sou",
            "soudrue",
            "oeuvre metier",
        ] {
            let query = EventQuery {
                text: Some(text.to_owned()),
                ..query.clone()
            };
            seen.push(format!("{:?}", listed(catalogue, &query, now)));
            let counts = catalogue.facet_counts(&query, now, FacetName::ALL).unwrap();
            seen.push(serde_json::to_string(&counts).unwrap());
        }
    }
    seen.push(format!(
        "{:?}",
        catalogue.current_edition().map(|edition| &edition.slug)
    ));
    // The words and filter values with their events: a removed event must leave nothing behind.
    let ids = |slots: &roaring::RoaringBitmap| -> BTreeSet<EventId> {
        slots
            .iter()
            .filter_map(|slot| catalogue.entry(slot))
            .map(|entry| entry.id())
            .collect()
    };
    let values: BTreeMap<_, _> = catalogue
        .values
        .iter()
        .map(|(value, slots)| (format!("{value:?}"), (slots.len(), ids(slots))))
        .collect();
    seen.push(format!("{values:?}"));
    let days = catalogue.values.days(None, None);
    seen.extend(days.map(|(day, slots)| format!("{day} {:?}", ids(slots))));
    seen.extend(catalogue.words.describe(ids));
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn advancing_gives_the_same_catalogue_as_rebuilding(
        steps in proptest::collection::vec(step(), 1..30),
        cuts in proptest::collection::vec(any::<bool>(), 30),
    ) {
        let mut database = Database::default();
        let mut catalogue = database.rebuilt();
        let mut touched = BTreeSet::new();
        let mut editions = false;
        for (step, cut) in steps.iter().zip(cuts.iter().chain([&true])) {
            match database.apply(step) {
                Some(id) => {
                    touched.insert(id);
                }
                None => editions = true,
            }
            if *cut {
                catalogue = Arc::new(catalogue.advanced(Delta {
                    cursor: database.head,
                    editions: editions.then(|| database.editions()),
                    editions_seq: database.status.map_or(0, |(seq, _)| seq),
                    events: std::mem::take(&mut touched).into_iter().map(|id| database.change(id)).collect(),
                }));
                editions = false;
                prop_assert_eq!(observed(&catalogue), observed(&database.rebuilt()));
            }
        }
    }

}
