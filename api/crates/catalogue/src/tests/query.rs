//! Generates random queries over the generated events.

use super::model::{AUDIENCES, COMMUNES, EPCI, INDUSTRY, KINDS, PLACES, WORDS, first_day, id};
use chrono::Days;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, LifeStatus, SortOrder, When,
};
use shared::place::{
    Bounds, DepartmentCode, EpciCode, IndustryCode, InseeCode, Position, RegionCode,
};

pub(super) fn query() -> impl Strategy<Value = EventQuery> {
    let text = prop_oneof![
        2 => Just(None),
        3 => proptest::collection::vec(select(&WORDS[..]), 1..3).prop_map(|words| Some(words.join(" "))),
        2 => (select(&WORDS[..]), 1usize..6).prop_map(|(word, length)| Some(word.chars().take(length).collect())),
        2 => (select(&WORDS[..]), 0usize..6, 0usize..4).prop_map(|(word, place, typo)| Some(with_typo(word, place, typo))),
        1 => Just(Some("L’ŒUVRE des usines".to_owned())),
        1 => Just(Some("de la".to_owned())),
        1 => Just(Some("Fonderie vénissieux".to_owned())),
        1 => Just(Some("« ! »".to_owned())),
    ];
    let vocabulary = (
        subsequence(KINDS.to_vec(), 0..=2),
        subsequence(AUDIENCES.to_vec(), 0..=2),
        subsequence(PLACES.to_vec(), 0..=2),
        subsequence(PLACES.to_vec(), 0..=1),
        proptest::option::weighted(0.2, select(&COMMUNES[..])),
        proptest::option::weighted(0.2, select(&EPCI[..])),
        proptest::option::weighted(0.1, Just(INDUSTRY)),
        subsequence(
            vec!["fonderie-durand", "union-des-fonderies", "personne"],
            0..=1,
        ),
    );
    let modes = (
        subsequence(AccessMode::ALL.to_vec(), 0..=2),
        subsequence(AttendanceMode::ALL.to_vec(), 0..=2),
        subsequence(AccessibilityFlag::ALL.to_vec(), 0..=2),
        subsequence(LifeStatus::ALL.to_vec(), 0..=3),
    );
    let dates = (
        proptest::option::of(0u64..18),
        proptest::option::of(0u64..18),
    );
    let bounds = proptest::option::weighted(
        0.4,
        select(
            &[
                (4.0, 45.0, 5.0, 46.0),
                (-5.0, 42.0, 8.0, 51.0),
                (2.3522, 48.8566, 2.3522, 48.8566),
                (160.0, -30.0, -170.0, 0.0),
                (-170.0, -30.0, 160.0, 50.0),
            ][..],
        ),
    );
    let near = proptest::option::weighted(
        0.4,
        (
            prop_oneof![
                select(&PLACES[..]).prop_map(|place| (place.2, place.3)),
                Just((179.9, -14.0)),
                Just((2.0, 90.0)),
            ],
            proptest::option::weighted(
                0.8,
                prop_oneof![1u32..2000, 300_000u32..500_000, Just(1_000_000u32)],
            ),
        ),
    );
    let others = (
        proptest::option::weighted(0.4, select(When::ALL)),
        proptest::option::weighted(0.3, 0u8..100),
        proptest::collection::vec((0usize..25).prop_map(id), 0..8),
        proptest::bool::weighted(0.2),
        proptest::option::weighted(0.6, select(SortOrder::ALL)),
        proptest::bool::weighted(0.2),
    );
    let edition = proptest::option::weighted(0.3, select(&["2017", "2018"][..]));
    (
        text, edition, vocabulary, modes, dates, bounds, near, others,
    )
        .prop_map(
            |(
                text,
                edition,
                (kinds, audiences, regions, departments, commune, epci, industry, organisers),
                (access, attendance, accessibility, status),
                (from, to),
                bounds,
                near,
                (when, age, ids, by_ids, sort, available),
            )| {
                let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
                let day = |day: Option<u64>| day.map(|day| first_day() + Days::new(day));
                let has_text = text.is_some();
                EventQuery {
                    text,
                    edition: edition.map(str::to_owned),
                    regions: regions
                        .iter()
                        .map(|place| RegionCode::parse(place.1).unwrap())
                        .collect(),
                    departments: departments
                        .iter()
                        .map(|place| DepartmentCode::parse(place.0).unwrap())
                        .collect(),
                    communes: commune
                        .iter()
                        .map(|code| InseeCode::parse(code).unwrap())
                        .collect(),
                    epci: epci
                        .iter()
                        .map(|code| EpciCode::parse(code).unwrap())
                        .collect(),
                    industrial_territories: industry
                        .iter()
                        .map(|code| IndustryCode::parse(code).unwrap())
                        .collect(),
                    organisers: owned(organisers),
                    kinds: owned(kinds),
                    audiences: owned(audiences),
                    topics: Vec::new(),
                    sectors: Vec::new(),
                    access,
                    attendance,
                    accessibility,
                    status,
                    available,
                    from: day(from),
                    to: day(to),
                    bounds: bounds.map(|(west, south, east, north)| {
                        Bounds::new(west, south, east, north).unwrap()
                    }),
                    when,
                    age,
                    near: near.map(|((lon, lat), _)| Position::new(lon, lat).unwrap()),
                    radius_m: near.and_then(|(_, radius_m)| radius_m),
                    ids: if by_ids { ids } else { Vec::new() },
                    sort: sort.filter(|sort| match sort {
                        SortOrder::Next => true,
                        SortOrder::Relevance => has_text,
                        SortOrder::Distance => near.is_some(),
                    }),
                }
            },
        )
}

/// The word with one typo: a letter deleted, doubled or changed, or two neighbours swapped.
fn with_typo(word: &str, place: usize, typo: usize) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = place.min(letters.len() - 2);
    match typo {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        2 => letters[place] = 'z',
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}
