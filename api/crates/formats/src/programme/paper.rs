//! The programme as a document to print.

use super::entry::EntryPart;
use super::order::{Department, Standing, by_place_and_day};
use super::page::{Index, departments, description, note};
use crate::collection::Collection;
use print::{Block, Document, Fonts, Link, Role, Run};
use shared::event::PublicEvent;
use shared::french::dates;

const EMPTY: &str = "Aucun événement ne correspond à cette recherche.";

/// The programme of the collection, with its contents and its indexes.
///
/// # Errors
///
/// When it cannot be written as PDF.
pub fn pdf(of: &Collection, fonts: Fonts) -> anyhow::Result<Vec<u8>> {
    let (entries, standings) = by_place_and_day(&of.events);
    let mut blocks = vec![Block::new(Role::Lead, description(of, of.events.len()))];
    if entries.is_empty() {
        blocks.push(Block::new(Role::Text, EMPTY));
    } else {
        blocks.push(Block::new(Role::Chapter, "Sommaire"));
        blocks.extend(contents(&standings));
    }
    let (mut communes, mut organisers) = (Index::new(), Index::new());
    let mut before: Option<&Standing> = None;
    for (number, (entry, standing)) in (1..).zip(entries.iter().zip(&standings)) {
        blocks.extend(headings(before, standing));
        before = Some(standing);
        if let Some(venue) = &entry.event.venue {
            note(&mut communes, &venue.city, number);
        }
        note(&mut organisers, &entry.event.organiser.name, number);
        blocks.extend(described(EntryPart::of(of, &entry.event, standing, number)));
    }
    blocks.extend(index("Index des communes", "communes", &communes));
    blocks.extend(index(
        "Index des organisateurs",
        "organisateurs",
        &organisers,
    ));
    let document = Document {
        title: format!("Programme – {}", of.title()),
        foot: format!("{} · données sous Licence Ouverte 2.0", of.site),
        blocks,
    };
    document.into_pdf(fonts)
}

/// A line for each department, with how many entries it has.
fn contents(standings: &[Standing]) -> impl Iterator<Item = Block> {
    departments(standings).map(|(department, entries)| {
        let name = Run::new(department.title()).to(Link::Inside(department.anchor()));
        Block::of(Role::Small, vec![name, Run::new(format!(" · {entries}"))])
    })
}

/// The department and the day, where they are others than those of the entry before.
fn headings(before: Option<&Standing>, standing: &Standing) -> Vec<Block> {
    let Standing { department, day } = standing;
    let (elsewhere, another_day) = standing.begins(before);
    let place = |department: &Department| {
        Block::new(Role::Chapter, department.title()).at(department.anchor())
    };
    let day = || Block::new(Role::Section, dates::long_day(*day));
    elsewhere
        .then(|| place(department))
        .into_iter()
        .chain(another_day.then(day))
        .collect()
}

/// One entry: its hours, its title, and what somebody wants to know before they go.
fn described(entry: EntryPart<'_>) -> Vec<Block> {
    let PublicEvent {
        title,
        summary,
        life_note,
        ..
    } = entry.event;
    let mut heading = vec![Run::new(format!("{}. ", entry.number))];
    heading.extend(entry.status.map(|status| Run::new(format!("{status} – "))));
    heading.push(Run::new(title).to(Link::Web(entry.page)));
    let mut blocks = vec![
        Block::of(Role::Entry, heading).at(anchor(entry.number)),
        Block::new(Role::Opening, entry.hours),
    ];
    blocks.extend(life_note.as_ref().map(|note| Block::new(Role::Text, note)));
    blocks.push(Block::new(Role::Text, summary));
    blocks.extend(entry.facts.into_iter().map(|(term, told)| {
        let term = Run::new(format!("{term} : ")).bold();
        Block::of(Role::Small, vec![term, Run::new(told)])
    }));
    blocks
}

/// Names in the order in which people look for them, with the numbers of their entries.
fn index(title: &str, anchor_of: &str, index: &Index) -> Vec<Block> {
    if index.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::new(Role::Chapter, title).at(anchor_of)];
    blocks.extend(index.values().map(|(name, entries)| {
        let mut runs = vec![Run::new(name)];
        for (place, entry) in entries.iter().enumerate() {
            runs.push(Run::new(if place == 0 { " " } else { ", " }));
            runs.push(Run::new(entry.to_string()).to(Link::Inside(anchor(*entry))));
        }
        Block::of(Role::Small, runs)
    }));
    blocks
}

fn anchor(entry: usize) -> String {
    format!("n{entry}")
}
