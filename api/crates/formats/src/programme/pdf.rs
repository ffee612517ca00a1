//! Renders the programme as PDF.

use super::entry::EntryPart;
use super::index::Index;
use super::order::{Department, ProgrammeSection, by_department_and_day};
use super::page::{add_commune, departments, description};
use crate::collection::EventCollection;
use messages::{t, t_args};
use print::{Block, Fonts, Link, PrintDocument, Role, Run};
use shared::event::PublicEvent;
use shared::french::dates;

/// Renders the programme of the collection, with table of contents and indexes.
///
/// # Errors
///
/// When the PDF cannot be written.
pub fn render_pdf(collection: &EventCollection, fonts: Fonts) -> anyhow::Result<Vec<u8>> {
    let (entries, sections) = by_department_and_day(&collection.events);
    let mut blocks = vec![Block::new(
        Role::Lead,
        description(collection, collection.events.len()),
    )];
    if entries.is_empty() {
        blocks.push(Block::new(Role::Text, t("programme.empty")));
    } else {
        blocks.push(Block::new(Role::Chapter, t("programme.contents")));
        blocks.extend(contents(&sections));
    }
    let (mut communes, mut organisers) = (Index::default(), Index::default());
    let mut before: Option<&ProgrammeSection> = None;
    for (number, (entry, section)) in (1..).zip(entries.iter().zip(&sections)) {
        blocks.extend(headings(before, section));
        before = Some(section);
        add_commune(&mut communes, &entry.event, number);
        organisers.add(&entry.event.organiser.name, number);
        blocks.extend(entry_blocks(EntryPart::of(
            collection,
            &entry.event,
            section,
            number,
        )));
    }
    blocks.extend(index(t("programme.communes"), "communes", &communes));
    blocks.extend(index(
        t("programme.organisers"),
        "organisateurs",
        &organisers,
    ));
    let document = PrintDocument {
        title: t_args("programme.title", &[("title", &collection.title())]),
        footer: t_args("programme.footer", &[("site", &collection.site)]),
        blocks,
    };
    document.into_pdf(fonts)
}

/// Table of contents: one line per department with its number of entries.
fn contents(sections: &[ProgrammeSection]) -> impl Iterator<Item = Block> {
    departments(sections).map(|(department, entries)| {
        let name = Run::new(department.title()).to(Link::Anchor(department.anchor()));
        Block::of(Role::Small, vec![name, Run::new(format!(" · {entries}"))])
    })
}

/// Headings of the department and the day, where they differ from the previous entry.
fn headings(before: Option<&ProgrammeSection>, section: &ProgrammeSection) -> Vec<Block> {
    let ProgrammeSection { department, day } = section;
    let (elsewhere, another_day) = section.starts(before);
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

/// The blocks of one entry: title, hours, summary and practical information.
fn entry_blocks(entry: EntryPart<'_>) -> Vec<Block> {
    let PublicEvent {
        title,
        summary,
        life_note,
        ..
    } = entry.event;
    let mut heading = vec![Run::new(format!("{}. ", entry.number))];
    heading.extend(entry.status.map(|status| Run::new(format!("{status} – "))));
    heading.push(Run::new(title).to(Link::Url(entry.page)));
    let mut blocks = vec![
        Block::of(Role::Entry, heading).at(anchor(entry.number)),
        Block::new(Role::Opening, entry.hours),
    ];
    blocks.extend(life_note.as_ref().map(|note| Block::new(Role::Text, note)));
    blocks.push(Block::new(Role::Text, summary));
    blocks.extend(entry.facts.into_iter().map(|(term, value)| {
        let term = Run::new(format!("{term} : ")).bold();
        Block::of(Role::Small, vec![term, Run::new(value)])
    }));
    blocks
}

/// An index: names in alphabetical order with the numbers of their entries.
fn index(title: &str, anchor_of: &str, index: &Index) -> Vec<Block> {
    if index.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::new(Role::Chapter, title).at(anchor_of)];
    blocks.extend(index.rows().map(|(name, entries)| {
        let mut runs = vec![Run::new(name)];
        for (place, entry) in entries.iter().enumerate() {
            runs.push(Run::new(if place == 0 { " " } else { ", " }));
            runs.push(Run::new(entry.to_string()).to(Link::Anchor(anchor(*entry))));
        }
        Block::of(Role::Small, runs)
    }));
    blocks
}

fn anchor(entry: usize) -> String {
    format!("n{entry}")
}
