//! Compares a catalogue advanced by changes with one that is rebuilt.

use super::super::change_order::Place;
use super::super::changes::State;
use super::super::index::{Catalogue, Change, Delta, Found};
use super::counts::plain;
use super::model::{Drawn, KINDS, Model, catalogue_of, drawn, edition, id, model, public};
use super::{listed, moment, tries};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use shared::calendar::OccurrenceState;
use shared::change::RemovalReason;
use shared::edition::{Edition, EditionStatus};
use shared::event::{EventQuery, FacetName};
use shared::id::EventId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// A change to the public part of an event or an edition.
#[derive(Debug, Clone)]
enum Step {
    Label(Index, Box<Drawn>),
    Withdraw(Index),
    /// A log row about an event that changes nothing.
    Note(Index),
    Draft(Index),
    Status(EditionStatus),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (any::<Index>(), drawn()).prop_map(|(which, drawn)| Step::Label(which, Box::new(drawn))),
        2 => any::<Index>().prop_map(Step::Withdraw),
        3 => any::<Index>().prop_map(Step::Note),
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
            Step::Note(which) => {
                let which = id(which.index(Self::EVENTS));
                if let Some((seq, ..)) = self.seen.get_mut(&which) {
                    *seq = self.head;
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
                    reason: RemovalReason::Withdrawn,
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

    /// The last log row that stored each edition.
    fn edition_rows(&self) -> BTreeMap<String, Vec<i64>> {
        let stored = self.status.map_or(0, |(seq, _)| seq);
        [("2018", stored), ("2017", 0)]
            .map(|(slug, seq)| (slug.to_owned(), vec![seq]))
            .into()
    }

    fn rebuilt(&self) -> Arc<Catalogue> {
        Arc::new(Catalogue::default().advanced(Delta {
            cursor: self.head,
            editions: Some(self.editions()),
            editions_seq: self.status.map_or(0, |(seq, _)| seq),
            edition_rows: self.edition_rows(),
            events: self.seen.keys().map(|id| self.change(*id)).collect(),
            ..Delta::default()
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
        for kind in KINDS {
            let found = catalogue.by_external(edition, "agenda", kind);
            seen.push(describe(found.map(Found::Event)));
        }
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
    #![proptest_config(ProptestConfig::with_cases(tries(10, 64)))]

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
                    ..Delta::default()
                }));
                editions = false;
                prop_assert_eq!(observed(&catalogue), observed(&database.rebuilt()));
            }
        }
    }

    #[test]
    fn a_reader_of_the_changes_has_what_is_public(
        steps in proptest::collection::vec(step(), 1..40),
        reads in proptest::collection::vec(any::<Option<bool>>(), 40),
        most in 1..4_usize,
    ) {
        let mut database = Database::default();
        let mut catalogue = database.rebuilt();
        let mut mirrors: Vec<Mirror> = filters().into_iter().map(Mirror::new).collect();
        for (step, read) in steps.iter().zip(&reads) {
            let id = database.apply(step);
            catalogue = Arc::new(catalogue.advanced(Delta {
                cursor: database.head,
                editions: id.is_none().then(|| database.editions()),
                editions_seq: database.status.map_or(0, |(seq, _)| seq),
                edition_rows: database.edition_rows(),
                events: id.into_iter().map(|id| database.change(id)).collect(),
                ..Delta::default()
            }));
            let Some(elsewhere) = read else { continue };
            let rebuilt = database.rebuilt();
            for mirror in &mut mirrors {
                // Some pages come from an instance that has just been started.
                let is_complete = mirror.read(if *elsewhere { &rebuilt } else { &catalogue }, most);
                // A published edition with files does not become a draft again: nothing is told of its events while it is one.
                if is_complete && rebuilt.edition("2018").is_some() {
                    prop_assert_eq!(&mirror.events, &Mirror::of(&mirror.query, &rebuilt));
                }
            }
        }
        let rebuilt = database.rebuilt();
        if rebuilt.edition("2018").is_some() {
            for mirror in &mut mirrors {
                let mut instances = [&catalogue, &rebuilt].into_iter().cycle();
                while !mirror.read(instances.next().unwrap(), most) {}
                prop_assert_eq!(&mirror.events, &Mirror::of(&mirror.query, &rebuilt));
            }
        }
    }

    #[test]
    fn a_place_is_the_same_on_every_instance(
        steps in proptest::collection::vec(step(), 1..40),
    ) {
        let mut database = Database::default();
        let mut catalogue = database.rebuilt();
        for step in &steps {
            let id = database.apply(step);
            catalogue = Arc::new(catalogue.advanced(Delta {
                cursor: database.head,
                editions: id.is_none().then(|| database.editions()),
                editions_seq: database.status.map_or(0, |(seq, _)| seq),
                edition_rows: database.edition_rows(),
                events: id.into_iter().map(|id| database.change(id)).collect(),
                ..Delta::default()
            }));
            prop_assert_eq!(places(&catalogue), places(&database.rebuilt()));
        }
    }
}

/// The places of all events of public editions.
fn places(catalogue: &Catalogue) -> Vec<Place> {
    let watched = catalogue.watched(&EventQuery::default()).unwrap();
    watched.changes(None).map(|changed| changed.place).collect()
}

#[test]
fn what_several_rows_changed_may_have_been_something_else_in_between() {
    let drawn = Drawn {
        occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
        ..plain()
    };
    let model = model(1, &drawn);
    let before = catalogue_of(std::slice::from_ref(&model));
    let rows = |repeated: &[EventId]| {
        let after = before.advanced(Delta {
            cursor: 3,
            events: vec![(3, public(&model))],
            repeated: repeated.iter().copied().collect(),
            ..Delta::default()
        });
        let watched = after.watched(&EventQuery::default()).unwrap();
        watched
            .changes(None)
            .map(|changed| (changed.place.seq, changed.changed))
            .collect::<Vec<_>>()
    };

    assert_eq!(rows(&[]), [(3, 1)]);
    assert_eq!(rows(&[id(1)]), [(3, 3)]);
}

/// Queries that a stream can follow.
fn filters() -> Vec<EventQuery> {
    let parse = |pairs: &[(&str, &str)]| EventQuery::parse(pairs.iter().copied()).unwrap();
    vec![
        EventQuery::default(),
        parse(&[("edition", "2017")]),
        parse(&[("kind", "company_visit"), ("region", "84,11,04")]),
        parse(&[("q", "soudure")]),
        parse(&[("from", "2018-03-28"), ("to", "2018-03-30")]),
    ]
}

/// A reader of the changes, with the events that it stored.
struct Mirror {
    query: EventQuery,
    events: BTreeMap<EventId, String>,
    after: Option<Place>,
    /// Version as of which it was complete.
    known: Option<i64>,
}

impl Mirror {
    fn new(query: EventQuery) -> Self {
        Self {
            query,
            events: BTreeMap::new(),
            after: None,
            known: None,
        }
    }

    /// Events of a reader who begins now and reads everything at once.
    fn of(query: &EventQuery, catalogue: &Catalogue) -> BTreeMap<EventId, String> {
        let mut mirror = Self::new(query.clone());
        assert!(mirror.read(catalogue, usize::MAX));
        mirror.events
    }

    /// Reads at most so many changes; true when there are no more.
    fn read(&mut self, catalogue: &Catalogue, most: usize) -> bool {
        let watched = catalogue.watched(&self.query).unwrap();
        let news = watched
            .changes(self.after)
            .filter(|changed| self.known.is_none_or(|known| changed.changed > known));
        let news: Vec<_> = news.collect();
        let last = catalogue.last_visible_change();
        assert!(news.iter().all(|changed| changed.changed <= last));
        for changed in news.iter().take(most) {
            assert!(self.after < Some(changed.place), "in order, each once");
            self.after = Some(changed.place);
            let id = changed.place.id;
            match changed.state {
                State::Public {
                    entry,
                    matches: true,
                    ..
                } => {
                    let text = serde_json::to_string(&entry.event).unwrap();
                    self.events.insert(id, text);
                }
                State::Public { matches: false, .. } | State::Gone { .. } => {
                    self.events.remove(&id);
                }
            }
        }
        if news.len() > most {
            return false;
        }
        self.after = Some(Place {
            seq: catalogue.version(),
            id: EventId(Uuid::max()),
        });
        self.known = Some(catalogue.version());
        true
    }
}
