//! How long things take, to steer by: `cargo test --release -p api --lib timings -- --ignored --nocapture`.

use super::super::index::{Catalogue, Delta};
use super::model::{Model, edition, id, model, public};
use super::{Drawn, moment};
use crate::places::Gazetteer;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use shared::edition::EditionStatus;
use shared::event::EventQuery;
use shared::place::Position;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Texts of some length, whose words are as unequally frequent as in a language.
struct Texts {
    words: Vec<String>,
    state: u64,
}

impl Texts {
    fn new() -> Self {
        let file = include_str!("../../../../web/locales/fr.json");
        let mut words: Vec<String> = Vec::new();
        let communes = Gazetteer::embedded()
            .communes()
            .map(|commune| commune.name)
            .step_by(4);
        let read = file
            .split(|letter: char| !letter.is_alphabetic())
            .filter(|word| word.len() > 2)
            .map(str::to_lowercase);
        for word in read.chain(communes) {
            if words.len() < 3_000 && words.contains(&word) {
                continue;
            }
            words.push(word);
        }
        words.insert(30, "métiers".to_owned());
        words.insert(60, "soudure".to_owned());
        words.insert(120, "métier".to_owned());
        Self {
            words,
            state: 88_172_645_463_325_252,
        }
    }

    fn number(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "words are few"
    )]
    fn text(&mut self, length: usize) -> String {
        let count = self.words.len() as f64;
        let words = (0..length).map(|_| {
            let part = (self.number() % 1_000_000) as f64 / 1e6;
            let place = (count.powf(part) - 1.0) as usize;
            self.words[place.min(self.words.len() - 1)].clone()
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

fn models(count: usize) -> Vec<Model> {
    let mut runner = TestRunner::deterministic();
    let drawn: Vec<Drawn> = (0..500)
        .map(|_| super::drawn().new_tree(&mut runner).unwrap().current())
        .collect();
    let mut texts = Texts::new();
    let communes: Vec<_> = Gazetteer::embedded().communes().collect();
    (0..count)
        .map(|number| {
            let mut drawn = drawn[number % drawn.len()].clone();
            drawn.other_edition = false;
            let mut model = model(number, &drawn);
            model.event.title = texts.text(6);
            model.event.summary = texts.text(20);
            model.event.description = texts.text(100);
            let commune = &communes[usize::try_from(texts.number()).unwrap() % communes.len()];
            if let Some(venue) = &mut model.event.venue {
                venue.position = Position::new(
                    commune.position.lon() + 0.001,
                    commune.position.lat() + 0.001,
                )
                .unwrap();
                venue.city.clone_from(&commune.name);
                model.department = Some(commune.department.clone());
                model.region = Some(commune.region.clone());
            }
            model
        })
        .collect()
}

fn delta(models: &[Model]) -> Delta {
    Delta {
        cursor: 1,
        editions: Some(vec![edition("2018", EditionStatus::Open)]),
        editions_seq: 1,
        events: models.iter().map(|model| (1, public(model))).collect(),
    }
}

fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn mean(rounds: u32, mut work: impl FnMut(u32)) -> Duration {
    let start = Instant::now();
    for round in 0..rounds {
        work(round);
    }
    start.elapsed() / rounds
}

fn asked(pairs: &[(&str, &str)]) -> EventQuery {
    EventQuery::parse(pairs.iter().copied()).unwrap()
}

#[test]
#[ignore = "measures, and proves nothing"]
fn timings() {
    for count in [5_000, 50_000] {
        measure(count);
    }
}

#[test]
#[ignore = "measures, and proves nothing"]
fn timings_of_many() {
    measure(500_000);
}

fn measure(count: usize) {
    let models = models(count);
    let prepared = delta(&models);
    let before = resident_kb();
    let start = Instant::now();
    let catalogue = Arc::new(Catalogue::default().advanced(prepared));
    println!(
        "{count} events: built in {:?}, {} kB more, without the entries",
        start.elapsed(),
        resident_kb().saturating_sub(before)
    );
    let now = moment(40);
    let list = |pairs: &[(&str, &str)]| {
        let query = asked(pairs);
        let found = catalogue.find(&query, now).unwrap();
        let total = found.total();
        let took = mean(50, |_| {
            black_box(catalogue.find(&query, now).unwrap().page(None, 21).len());
        });
        println!("  {took:>10.1?} list of 20 of {total}: {pairs:?}");
    };
    list(&[]);
    list(&[("region", "84"), ("kind", "workshop")]);
    list(&[("department", "05"), ("kind", "workshop")]);
    list(&[("q", "métiers soudure")]);
    list(&[("q", "fonderie durand")]);
    list(&[("q", "métiers")]);
    list(&[("q", "soudrue")]);
    list(&[("q", "so")]);
    list(&[("from", "2018-03-27"), ("to", "2018-03-29")]);
    list(&[("when", "today")]);
    list(&[("when", "upcoming")]);
    list(&[
        ("near", "4.8,45.7"),
        ("radius", "50000"),
        ("sort", "distance"),
    ]);
    list(&[("near", "4.8,45.7"), ("sort", "distance")]);
    list(&[("bbox", "0,44,4,48")]);
    let unordered = |pairs: &[(&str, &str)]| {
        let query = asked(pairs);
        let took = mean(20, |_| {
            black_box(catalogue.facet_counts(&query, now).unwrap().total);
        });
        println!("  {took:>10.1?} facets {pairs:?}");
        let found = catalogue.find_unordered(&query, now).unwrap();
        let took = mean(20, |_| {
            let found = catalogue.find_unordered(&query, now).unwrap();
            black_box(catalogue.clusters(found.slots(), 6).len());
        });
        println!("  {took:>10.1?} clusters of {}", found.total());
        let took = mean(20, |_| {
            let found = catalogue.find_unordered(&query, now).unwrap();
            black_box(found.points().len());
        });
        println!("  {took:>10.1?} points, {} bytes", found.points().len());
    };
    unordered(&[]);
    unordered(&[("q", "métiers soudure")]);
    unordered(&[("bbox", "0,44,4,48")]);
    unordered(&[("region", "84"), ("kind", "workshop")]);
    let mut next = Arc::clone(&catalogue);
    let mut worst = Duration::ZERO;
    let took = mean(20, |round| {
        let round = usize::try_from(round).unwrap();
        let mut changed = models[(round * 37) % models.len()].clone();
        changed.event.title = format!("Changé {round}");
        assert_ne!(changed.event.id, id(count));
        let delta = Delta {
            cursor: 2,
            events: vec![(2, public(&changed))],
            ..Delta::default()
        };
        let start = Instant::now();
        next = Arc::new(next.advanced(delta));
        worst = worst.max(start.elapsed());
    });
    println!("  {took:>10.1?} one event changed, {worst:.1?} at worst");
}
