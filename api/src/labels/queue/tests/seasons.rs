//! Random files, the queries about them, and who reads them.

use crate::labels::queue::entry::{Entry, Reviewers, Stored};
use crate::labels::queue::reading::Readers;
use crate::labels::queue::reviewers::Own;
use chrono::{DateTime, TimeDelta, Utc};
use gazetteer::Gazetteer;
use proptest::prelude::*;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AttendanceMode, EventForm, OccurrenceForm, OrganiserForm, PlaceForm,
};
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{
    ConflictParty, LabelState, NamedGroup, NamedReviewer, QueueColumn, QueueMarks, QueueQuery,
    QueueShare, QueueTab,
};
use shared::place::{InseeCode, Territory};
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
    serde_json::from_str(include_str!("../../../../../data/editions/2018.json")).unwrap()
});

pub(super) fn now() -> DateTime<Utc> {
    "2018-03-12T08:00:00Z".parse().unwrap()
}

/// A file of a random season, by numbers.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) id: u128,
    pub(super) title: usize,
    pub(super) organiser: usize,
    pub(super) commune: Option<usize>,
    pub(super) kind: usize,
    pub(super) audience: usize,
    pub(super) sector: Option<usize>,
    pub(super) state: usize,
    pub(super) due_hours: i64,
    pub(super) filed_hours: i64,
}

pub(super) fn files() -> impl Strategy<Value = Vec<File>> {
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
    pub(super) fn id(&self) -> EventId {
        EventId(Uuid::from_u128(self.id))
    }

    pub(super) fn entry(&self) -> Entry {
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
            decided_at: (!state.clock_runs()).then(now),
            form: &form,
            content,
            commune: commune.as_ref(),
            edition: &EDITION,
            reviewers: self.reviewers(),
            marks: QueueMarks::that(|mark| mark == QueueMarks::UNREAD && self.id % 3 == 1),
        })
    }

    /// Files with the first titles are in a group, those for the first audience with a reviewer.
    fn reviewers(&self) -> Reviewers {
        Reviewers {
            group: (self.title < 2).then(|| NamedGroup {
                id: group(self.title),
                name: format!("Groupe {}", self.title),
            }),
            assignee: (self.audience == 0).then(|| NamedReviewer {
                id: person(self.kind),
                name: format!("Référente {}", self.kind),
            }),
            parties: BTreeSet::from([ConflictParty::of_person(person(self.organiser))]),
        }
    }
}

pub(super) fn person(number: usize) -> AccountId {
    AccountId(Uuid::from_u128(number as u128))
}

pub(super) fn group(number: usize) -> ReviewGroupId {
    ReviewGroupId(Uuid::from_u128(number as u128))
}

/// A caller who has files, belongs to a group and has no conflict of interest.
pub(super) fn own() -> Own {
    Own {
        account: Some(person(1)),
        groups: [group(1)].into(),
        conflicts: BTreeSet::new(),
    }
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    proptest::option::weighted(0.3, proptest::sample::select(words))
        .prop_map(|word| word.map(str::to_owned).into_iter().collect())
}

pub(super) fn queries() -> impl Strategy<Value = QueueQuery> {
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
    let flags = (flag(), flag(), flag(), flag());
    let shares = (
        proptest::option::weighted(0.3, proptest::sample::select(QueueShare::ALL)),
        proptest::option::weighted(0.2, 0..3_usize),
        proptest::option::weighted(0.2, 0..3_usize),
    );
    let day = || {
        proptest::option::weighted(0.1, 0i64..9)
            .prop_map(|days| days.map(|days| (now() - TimeDelta::days(days)).date_naive()))
    };
    let days = (flag(), day(), day(), flag());
    (
        tab,
        state,
        territory,
        words,
        lists,
        flags,
        shares,
        (days, order),
    )
        .prop_map(
            |(tab, state, territory, words, lists, flags, shares, (days, order))| QueueQuery {
                tab,
                edition: None,
                territory: territory.map(|territory| Territory::parse(territory).unwrap()),
                state: state.into_iter().collect(),
                overdue: flags.0,
                soon: days.0,
                filed_from: days.1,
                filed_to: days.2,
                placed: days.3,
                q: words.map(str::to_owned),
                kind: lists.0,
                audience: lists.1,
                sector: lists.2,
                urgent: flags.1,
                unread: flags.3,
                duplicate: flags.2,
                share: shares.0,
                group: shares.1.map(group).into_iter().collect(),
                assignee: shares.2.map(person).into_iter().collect(),
                sort: order.0,
                descending: order.1,
                columns: Vec::new(),
            },
        )
}

pub(super) fn readers(files: &[File]) -> Readers {
    let names = ["Zoé", "Amel", "Émile"];
    let read = files.iter().step_by(4).zip(names.iter().cycle());
    Readers::of_all(read.map(|(file, name)| (file.id(), (*name).to_owned()))).seen_by(own())
}
