//! Text search, tested on the titles of events.

use super::model::{Drawn, catalogue_of, model};
use super::moment;
use crate::Selection;
use rstest::rstest;
use shared::calendar::OccurrenceState;
use shared::event::{AccessMode, EventQuery, LifeStatus};

const TITLES: [&str; 14] = [
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
    "Moins de CO₂ dans nos ateliers",
    "La ﬁnition d’un mé\u{ad}tier d’art, au ski\u{200b}pass",
];

/// Finds a text among events with these titles; those of `elsewhere` are in another edition.
fn search(titles: &[&'static str], elsewhere: &[&'static str], text: &str) -> Selection {
    let models: Vec<_> = titles
        .iter()
        .chain(elsewhere)
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
                other_edition: number >= titles.len(),
                age: None,
            };
            model(number, &drawn)
        })
        .collect();
    let query = EventQuery {
        text: Some(text.to_owned()),
        ..EventQuery::default()
    };
    catalogue_of(&models).find(&query, moment(0)).unwrap()
}

/// The numbers of the titles that a text finds.
fn found(text: &str) -> Vec<usize> {
    let found = search(&TITLES, &[], text);
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
#[case("CO2", &[12])]
#[case("co₂", &[12])]
#[case("finition", &[13])]
#[case("ﬁnitions", &[13])]
#[case("métier", &[1, 13])]
#[case("skipass", &[13])]
#[case("z", &[])]
#[case("« ! »", &[])]
#[case("+", &[])]
fn a_text_finds_its_words(#[case] text: &str, #[case] expected: &[usize]) {
    assert_eq!(found(text), expected);
}

#[rstest]
#[case::two_typos("dévelopemment", Some("développement"))]
#[case::another_ending("chauffeur", Some("chauffeuse"))]
#[case::among_others("Recherche et d'developement, sncf", None)]
#[case::one_of_two("recherche developemment", Some("recherche développement"))]
#[case::each("rechreche  dévelopemment", Some("rechreche développement"))]
#[case::found("soudeur", None)]
#[case::one_typo_is_forgiven("soudeusse", None)]
#[case::like_nothing("xylophone", None)]
#[case::short("atrr", None)]
#[case::no_word("« ! »", None)]
fn a_text_that_finds_nothing_has_similar_words(#[case] text: &str, #[case] meant: Option<&str>) {
    let found = search(&TITLES, &[], text);

    let query = found.did_you_mean();

    let text = query.as_ref().and_then(|query| query.text.as_deref());
    assert_eq!(text, meant);
    if let Some(query) = query {
        let catalogue = found.catalogue();
        assert!(catalogue.find(&query, moment(0)).unwrap().total() > 0);
    }
}

#[test]
fn a_similar_word_is_one_of_the_edition_in_scope() {
    let (metal, boiler) = ("La métallurgie", "La chaudronnerie");
    let meant = |titles: &[&'static str], elsewhere: &[&'static str]| {
        let found = search(titles, elsewhere, "chaudronerrie");
        found.did_you_mean().and_then(|query| query.text)
    };

    assert_eq!(meant(&[metal], &[boiler]), None);
    assert_eq!(
        meant(&[metal, boiler], &[]).as_deref(),
        Some("chaudronnerie")
    );
}

#[test]
fn the_word_of_most_events_is_preferred() {
    let titles = ["Une conderie", "La fonderie", "Une fonderie"];

    let meant = search(&titles, &[], "zondeerie").did_you_mean();

    let text = meant.and_then(|query| query.text);
    assert_eq!(text.as_deref(), Some("fonderie"));
}
