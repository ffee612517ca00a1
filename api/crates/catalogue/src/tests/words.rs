//! Text search, tested on the titles of events.

use super::model::{Drawn, catalogue_of, model};
use super::moment;
use rstest::rstest;
use shared::calendar::OccurrenceState;
use shared::event::{AccessMode, EventQuery, LifeStatus};

const TITLES: [&str; 12] = [
    "La R&D ouvre ses portes",
    "Un métier à la S.N.C.F.",
    "Voyager avec SNCF Voyageurs",
    "Programmer un robot en C++",
    "Atelier du bâtiment A",
    "Visite à Saint-Étienne",
    "Une journée à Ste-Colombe",
    "Rencontre avec une soudeuse",
    "Le soudage à l’arc",
    "Une chauffeuse du Faubourg",
    "Les stages de troisième",
    "Recherche et développement, ou R & D",
];

/// The numbers of the titles that a text finds.
fn found(text: &str) -> Vec<usize> {
    let models: Vec<_> = TITLES
        .iter()
        .enumerate()
        .map(|(number, title)| {
            let drawn = Drawn {
                title: vec![*title],
                description: Vec::new(),
                kind: "workshop",
                audiences: vec!["pupils"],
                place: None,
                mixed: false,
                access: AccessMode::Open,
                accessibility: Vec::new(),
                status: LifeStatus::Scheduled,
                occurrences: vec![(0, 9, 2, OccurrenceState::Open)],
                other_edition: false,
                age: None,
            };
            model(number, &drawn)
        })
        .collect();
    let query = EventQuery {
        text: Some(text.to_owned()),
        ..EventQuery::default()
    };
    let found = catalogue_of(&models).find(&query, moment(0)).unwrap();
    let mut numbers: Vec<usize> = found
        .entries()
        .map(|entry| {
            let number = entry.event.slug.rsplit('-').next().unwrap();
            number.parse().unwrap()
        })
        .collect();
    numbers.sort_unstable();
    numbers
}

#[rstest]
#[case("R&D", &[0, 11])]
#[case("r & d", &[0, 11])]
#[case("S.N.C.F.", &[1, 2])]
#[case("sncf", &[1, 2])]
#[case("C++", &[3])]
#[case("a", &[4])]
#[case("bâtiment A", &[4])]
#[case("visite a saint etienne", &[5])]
#[case("st etienne", &[5])]
#[case("ste colombe", &[6])]
#[case("sainte colombe", &[6])]
#[case("st", &[5, 6, 10])]
#[case("soudeur", &[7, 8])]
#[case("soudure", &[7, 8])]
#[case("chauffeur", &[])]
#[case("z", &[])]
#[case("« ! »", &[])]
#[case("+", &[])]
fn a_text_finds_its_words(#[case] text: &str, #[case] expected: &[usize]) {
    assert_eq!(found(text), expected);
}
