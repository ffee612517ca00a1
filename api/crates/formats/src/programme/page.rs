//! The programme as an HTML page.

use super::entry::EntryPart;
use super::index::Index;
use super::order::{Department, ProgrammeSection, by_department_and_day};
use crate::collection::EventCollection;
use crate::document::EventDocument;
use askama::Template;
use catalogue::Entry;
use messages::{plural, t, t_args};
use shared::event::PublicEvent;
use shared::french::{dates, number};
use std::sync::Arc;

/// Writes the programme as an HTML page.
#[derive(Debug)]
pub struct ProgrammeDocument {
    sections: Vec<ProgrammeSection>,
    /// Number of entries written so far.
    written: usize,
    /// Number of distinct events.
    events: usize,
    communes: Index,
    organisers: Index,
}

#[derive(Template)]
#[template(path = "programme_head.html")]
struct Head<'a> {
    styles: &'static str,
    title: String,
    description: String,
    address: String,
    explorer: String,
    pdf: String,
    departments: Vec<(&'a Department, String)>,
    communes: bool,
}

#[derive(Template)]
#[template(path = "programme_headings.html")]
struct Headings<'a> {
    leaves_day: bool,
    leaves_place: bool,
    place: Option<&'a Department>,
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "programme_foot.html")]
struct Foot<'a> {
    footer: String,
    indexes: [(&'static str, &'static str, &'a Index); 2],
}

impl ProgrammeDocument {
    /// Reorders the events of the collection as a programme.
    pub fn of(collection: &mut EventCollection) -> Self {
        let events = collection.events.len();
        let (entries, sections) = by_department_and_day(&collection.events);
        collection.events = entries;
        Self {
            sections,
            written: 0,
            events,
            communes: Index::default(),
            organisers: Index::default(),
        }
    }

    /// Closes the sections of the previous entry and opens those of this entry, where they differ.
    fn headings<'a>(&self, section: &'a ProgrammeSection) -> Headings<'a> {
        let before = self
            .written
            .checked_sub(1)
            .and_then(|last| self.sections.get(last));
        let (elsewhere, another_day) = section.starts(before);
        Headings {
            leaves_day: before.is_some() && another_day,
            leaves_place: before.is_some() && elsewhere,
            place: elsewhere.then_some(&section.department),
            day: another_day.then(|| dates::long_day(section.day)),
        }
    }
}

impl EventDocument for ProgrammeDocument {
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        let head = Head {
            styles: super::STYLES_PATH,
            title: t_args("programme.title", &[("title", &collection.title())]),
            description: description(collection, self.events),
            address: collection.address(),
            explorer: collection.explorer(),
            pdf: collection.beside("/programme.pdf"),
            departments: departments(&self.sections).collect(),
            communes: collection
                .events
                .iter()
                .any(|entry| entry.event.venue.is_some()),
        };
        Ok(head.render_into(out)?)
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let Some(section) = self.sections.get(self.written).cloned() else {
            return Ok(());
        };
        self.headings(&section).render_into(out)?;
        self.written += 1;
        let event = &entry.event;
        add_commune(&mut self.communes, event, self.written);
        self.organisers.add(&event.organiser.name, self.written);
        Ok(EntryPart::of(collection, event, &section, self.written).render_into(out)?)
    }

    fn end(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        if self.written > 0 {
            out.push_str("</section>\n</section>\n");
        }
        let foot = Foot {
            footer: t_args("programme.footer", &[("site", &collection.site)]),
            indexes: [
                ("communes", t("programme.communes"), &self.communes),
                ("organisateurs", t("programme.organisers"), &self.organisers),
            ],
        };
        Ok(foot.render_into(out)?)
    }
}

/// The departments, with the number of entries in each.
pub(super) fn departments(
    sections: &[ProgrammeSection],
) -> impl Iterator<Item = (&Department, String)> {
    let chapters = sections.chunk_by(|a, b| a.department == b.department);
    chapters.filter_map(|chapter| {
        let first = chapter.first()?;
        Some((&first.department, number(chapter.len() as u64)))
    })
}

/// Number of events and dates, in French: those of the territory where all events are in territories with the same dates.
pub(super) fn description(collection: &EventCollection, events: usize) -> String {
    let counted = plural("programme.events", events as u64);
    match &collection.edition {
        Some(edition) => {
            let places = collection
                .events
                .iter()
                .map(|entry| (entry.department.as_ref(), entry.region.as_ref()));
            let window = edition.dates_within(places).window;
            format!("{counted}, {}", dates::window(window))
        }
        None => counted,
    }
}

/// Enters the commune of an event at the position of that event; an event without a venue is left out.
pub(super) fn add_commune(communes: &mut Index, event: &PublicEvent, entry: usize) {
    if let Some(venue) = &event.venue {
        communes.add_at(
            &venue.city,
            venue.insee.as_str(),
            venue.department.as_str(),
            entry,
        );
    }
}
