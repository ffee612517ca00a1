//! Random seasons: whatever is asked, each counter is the number of rows that one gets by walking all pages, and an index that
//! followed the changes is the same as one that was built from their outcome.

use super::entry::{Entry, Stored};
use super::index::{Changes, Index};
use super::reading::Readers;
use super::walk::Walk;
use crate::labels::reach::Reach;
use chrono::{DateTime, TimeDelta, Utc};
use gazetteer::Gazetteer;
use proptest::prelude::*;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AttendanceMode, EventForm, OccurrenceForm, OrganiserForm, PlaceForm,
};
use shared::id::EventId;
use shared::label::{LabelState, QueueColumn, QueueQuery, QueueTab};
use shared::place::{DepartmentCode, InseeCode, Territory};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use uuid::Uuid;

const TITLES: [&str; 4] = [
    "Visite de la fonderie",
    "Visite de la forge",
    "Été à l’usine",
    "Atelier de soudure",
];
const ORGANISERS: [&str; 3] = ["Fonderie du Rhône", "Forges de l’Est", "Lycée Boisard"];
/// Vénissieux, Lyon 1er, Saint-Denis.
const COMMUNES: [&str; 3] = ["69259", "69381", "97411"];
const KINDS: [&str; 2] = ["company_visit", "workshop"];
const AUDIENCES: [&str; 3] = ["pupils", "students", "general_public"];
const SECTORS: [&str; 2] = ["aerospace", "food"];
const STATES: [LabelState; 5] = [
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
    LabelState::Refused,
    LabelState::Revoked,
];

static EDITION: LazyLock<Edition> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap()
});

fn now() -> DateTime<Utc> {
    "2018-03-12T08:00:00Z".parse().unwrap()
}

/// A file of a random season, by numbers.
#[derive(Debug, Clone)]
struct File {
    id: u128,
    title: usize,
    organiser: usize,
    commune: Option<usize>,
    kind: usize,
    audience: usize,
    sector: Option<usize>,
    state: usize,
    due_hours: i64,
    filed_hours: i64,
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let file = (
        1u128..60,
        0..TITLES.len(),
        0..ORGANISERS.len(),
        proptest::option::weighted(0.8, 0..COMMUNES.len()),
        0..KINDS.len(),
        0..AUDIENCES.len(),
        proptest::option::of(0..SECTORS.len()),
        0..STATES.len(),
        -40i64..80,
        1i64..200,
    )
        .prop_map(
            |(
                id,
                title,
                organiser,
                commune,
                kind,
                audience,
                sector,
                state,
                due_hours,
                filed_hours,
            )| File {
                id,
                title,
                organiser,
                commune,
                kind,
                audience,
                sector,
                state,
                due_hours,
                filed_hours,
            },
        );
    proptest::collection::vec(file, 0..40)
}

impl File {
    fn id(&self) -> EventId {
        EventId(Uuid::from_u128(self.id))
    }

    fn entry(&self) -> Entry {
        let commune = self.commune.map(|place| {
            let insee = InseeCode::parse(COMMUNES[place]).unwrap();
            Gazetteer::embedded().commune(&insee).unwrap()
        });
        let form = EventForm {
            organiser: OrganiserForm {
                name: ORGANISERS[self.organiser].into(),
                kind: "company".into(),
                contact_name: "Camille Martin".into(),
                contact_email: "camille@fonderie.example.org".into(),
                ..OrganiserForm::default()
            },
            title: TITLES[self.title].into(),
            summary: "Une matinée au cœur de la coulée continue.".into(),
            description: "Découvrez les métiers avec celles et ceux qui les exercent.".into(),
            kind: KINDS[self.kind].into(),
            sectors: self
                .sector
                .map(|sector| SECTORS[sector].into())
                .into_iter()
                .collect(),
            attendance_mode: Some(if commune.is_some() {
                AttendanceMode::OnSite
            } else {
                AttendanceMode::Online
            }),
            place: commune
                .as_ref()
                .map_or_else(PlaceForm::default, |commune| PlaceForm {
                    name: "Usine".into(),
                    address: "1 rue de l’Usine".into(),
                    postal_code: commune.postal_codes.first().cloned().unwrap_or_default(),
                    insee: commune.insee.to_string(),
                    ..PlaceForm::default()
                }),
            online_url: if commune.is_some() {
                String::new()
            } else {
                "https://fonderie.example.org/direct".into()
            },
            occurrences: vec![OccurrenceForm {
                begin: "2018-03-30T09:00".into(),
                end: "2018-03-30T10:00".into(),
                capacity: Some(12),
            }],
            audiences: vec![AUDIENCES[self.audience].into()],
            access_mode: Some(AccessMode::Open),
            free: Some(true),
            expected_participants: Some(12),
            commitments_version: "2018-1".into(),
            ..EventForm::default()
        };
        let content = form
            .parse(&EDITION, commune.as_ref())
            .expect("a complete form");
        let state = STATES[self.state];
        Entry::of(Stored {
            id: self.id(),
            version: 2,
            state,
            submitted_at: now() - TimeDelta::hours(self.filed_hours),
            due_at: state
                .clock_runs()
                .then(|| now() + TimeDelta::hours(self.due_hours)),
            form: &form,
            content,
            commune: commune.as_ref(),
            edition: &EDITION,
            recheck: false,
        })
    }
}

fn empty() -> Index {
    Index::new(0, BTreeSet::from(["2018".to_owned()]))
}

/// The index after each file was stored in its turn; a later one of the same id replaces an earlier one.
fn followed(files: &[File]) -> Index {
    files.iter().fold(empty(), |index, file| {
        index.advanced(Changes {
            cursor: index.cursor + 1,
            events: vec![(file.id(), Some(file.entry()))],
            distinct: Vec::new(),
        })
    })
}

/// The index of the last file of each id, and of nothing else.
fn built(files: &[File]) -> Index {
    let mut index = empty();
    let mut seen = BTreeSet::new();
    let last = files.iter().rev().filter(|file| seen.insert(file.id));
    let mut last: Vec<&File> = last.collect();
    last.sort_by_key(|file| file.id);
    for file in last {
        index.add(file.id(), file.entry());
    }
    index
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    proptest::option::weighted(0.3, proptest::sample::select(words))
        .prop_map(|word| word.map(str::to_owned).into_iter().collect())
}

fn queries() -> impl Strategy<Value = QueueQuery> {
    let tab = proptest::option::of(proptest::sample::select(QueueTab::ALL));
    let state = proptest::option::weighted(0.2, proptest::sample::select(STATES.to_vec()));
    let territory = proptest::option::weighted(
        0.3,
        proptest::sample::select(vec!["region:84", "department:974", "national"]),
    );
    let words = proptest::option::weighted(
        0.3,
        proptest::sample::select(vec!["FONDERIE", "ete", "lyon forge", "nulle part"]),
    );
    let sorts: Vec<QueueColumn> = QueueColumn::ALL
        .iter()
        .copied()
        .filter(|column| column.is_sortable())
        .collect();
    let flag = || proptest::option::weighted(0.2, any::<bool>());
    let lists = (one_of(&KINDS), one_of(&AUDIENCES), one_of(&SECTORS));
    let order = (
        proptest::option::of(proptest::sample::select(sorts)),
        flag(),
    );
    let flags = (flag(), flag(), flag());
    (tab, state, territory, words, lists, flags, order).prop_map(
        |(tab, state, territory, words, lists, flags, order)| QueueQuery {
            tab,
            edition: None,
            territory: territory.map(|territory| Territory::parse(territory).unwrap()),
            state: state.into_iter().collect(),
            overdue: flags.0,
            q: words.map(str::to_owned),
            kind: lists.0,
            audience: lists.1,
            sector: lists.2,
            urgent: flags.1,
            duplicate: flags.2,
            sort: order.0,
            descending: order.1,
            columns: Vec::new(),
        },
    )
}

/// All rows of a query, page by page.
fn walked(index: &Index, query: &QueueQuery, reach: &Reach, readers: &Readers) -> Vec<EventId> {
    let walk = Walk::new(index, query, reach, readers, now()).unwrap();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = walk.page(after.as_ref(), 3);
        let Some(last) = page.slots.last() else {
            return found;
        };
        after = walk.position_of(*last);
        found.extend(page.slots.iter().map(|slot| walk.item(*slot).unwrap().id));
    }
}

fn readers(files: &[File]) -> Readers {
    let names = ["Zoé", "Amel", "Émile"];
    let read = files.iter().step_by(4).zip(names.iter().cycle());
    Readers::of_all(read.map(|(file, name)| (file.id(), (*name).to_owned())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_counter_is_the_number_of_rows_on_all_pages(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let walk = Walk::new(&index, &query, &Reach::Everywhere, &readers, now()).unwrap();
        let page = walk.page(None, 3);

        let own = walked(&index, &query, &Reach::Everywhere, &readers);
        prop_assert_eq!(page.total, own.len() as u64);
        let different: BTreeSet<EventId> = own.iter().copied().collect();
        prop_assert_eq!(different.len(), own.len(), "a row is repeated");
        for tab in QueueTab::ALL {
            let of_tab = QueueQuery { tab: Some(*tab), ..query.clone() };
            let rows = walked(&index, &of_tab, &Reach::Everywhere, &readers).len() as u64;
            prop_assert_eq!(page.counts.of(*tab), rows, "{}", tab);
        }
    }

    #[test]
    fn an_index_that_followed_is_the_same_as_one_that_was_built(files in files(), query in queries()) {
        let readers = readers(&files);
        let (followed, built) = (followed(&files), built(&files));
        prop_assert_eq!(
            walked(&followed, &query, &Reach::Everywhere, &readers),
            walked(&built, &query, &Reach::Everywhere, &readers)
        );
    }

    #[test]
    fn positions_are_those_of_the_rows(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let walk = Walk::new(&index, &query, &Reach::Everywhere, &readers, now()).unwrap();
        let rows = walked(&index, &query, &Reach::Everywhere, &readers);
        for (place, id) in rows.iter().enumerate() {
            let position = walk.position(*id).unwrap();
            prop_assert_eq!(position.number, Some(place as u64 + 1));
            prop_assert_eq!(position.total, rows.len() as u64);
            let before = place.checked_sub(1).map(|before| rows[before]);
            prop_assert_eq!(position.previous.map(|file| file.id), before);
            prop_assert_eq!(position.next.map(|file| file.id), rows.get(place + 1).copied());
        }
    }

    #[test]
    fn nobody_sees_beyond_their_territory(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let reach = Reach::Within(vec![Territory::parse("department:974").unwrap()]);
        let Ok(walk) = Walk::new(&index, &query, &reach, &readers, now()) else {
            // The query asks for another territory.
            return Ok(());
        };
        let page = walk.page(None, 100);
        for slot in &page.slots {
            let item = walk.item(*slot).unwrap();
            prop_assert_eq!(item.department.as_ref().map(DepartmentCode::as_str), Some("974"));
        }
        for file in &files {
            let last = files.iter().rev().find(|other| other.id == file.id).unwrap();
            prop_assert_eq!(walk.position(file.id()).is_some(), last.commune == Some(2));
        }
    }
}

#[test]
fn a_file_that_leaves_the_queue_is_gone_from_list_and_duplicates() {
    let file = |id| File {
        id,
        title: 0,
        organiser: 0,
        commune: Some(0),
        kind: 0,
        audience: 0,
        sector: None,
        state: 0,
        due_hours: 8,
        filed_hours: 8,
    };
    let index = followed(&[file(1), file(2)]);
    let duplicates = QueueQuery {
        duplicate: Some(true),
        ..QueueQuery::default()
    };
    let (reach, readers) = (Reach::Everywhere, Readers::default());
    assert_eq!(walked(&index, &duplicates, &reach, &readers).len(), 2);

    let withdrawn = index.advanced(Changes {
        cursor: 9,
        events: vec![(file(2).id(), None)],
        distinct: Vec::new(),
    });
    assert_eq!(
        walked(&withdrawn, &QueueQuery::default(), &reach, &readers),
        [file(1).id()]
    );
    assert!(walked(&withdrawn, &duplicates, &reach, &readers).is_empty());

    let told_apart = index.advanced(Changes {
        cursor: 9,
        events: vec![(file(1).id(), Some(file(1).entry()))],
        distinct: vec![(file(2).id(), file(1).id())],
    });
    assert!(walked(&told_apart, &duplicates, &reach, &readers).is_empty());
}
