//! The programme as a page.

use super::entry::EntryPart;
use super::order::{Department, Standing, by_place_and_day};
use crate::collection::Collection;
use crate::document::Document;
use askama::Template;
use catalogue::Entry;
use shared::french::{dates, number};
use shared::text::fold;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Numbers of entries by a name; the key puts names in the order in which people look for them.
pub(super) type Index = BTreeMap<String, (String, Vec<usize>)>;

/// A programme that is being written.
#[derive(Debug)]
pub struct ProgrammeDocument {
    standings: Vec<Standing>,
    /// Entries so far.
    written: usize,
    /// Events, each counted once.
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
    site: &'a str,
    indexes: [(&'static str, &'static str, &'a Index); 2],
}

impl ProgrammeDocument {
    /// Puts the events of the collection into the order of a programme.
    pub fn of(of: &mut Collection) -> Self {
        let events = of.events.len();
        let (entries, standings) = by_place_and_day(&of.events);
        of.events = entries;
        Self {
            standings,
            written: 0,
            events,
            communes: Index::new(),
            organisers: Index::new(),
        }
    }

    /// Ends what the entry before stood under, and begins what this one stands under.
    fn headings<'a>(&self, standing: &'a Standing) -> Headings<'a> {
        let before = self
            .written
            .checked_sub(1)
            .and_then(|last| self.standings.get(last));
        let (elsewhere, another_day) = standing.begins(before);
        Headings {
            leaves_day: before.is_some() && another_day,
            leaves_place: before.is_some() && elsewhere,
            place: elsewhere.then_some(&standing.department),
            day: another_day.then(|| dates::long_day(standing.day)),
        }
    }
}

impl Document for ProgrammeDocument {
    fn begin(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()> {
        let head = Head {
            styles: super::STYLES_PATH,
            title: format!("Programme – {}", of.title()),
            description: description(of, self.events),
            address: of.address(),
            explorer: of.explorer(),
            pdf: of.beside("/programme.pdf"),
            departments: departments(&self.standings).collect(),
            communes: of.events.iter().any(|entry| entry.event.venue.is_some()),
        };
        Ok(head.render_into(out)?)
    }

    fn event(
        &mut self,
        of: &Collection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let Some(standing) = self.standings.get(self.written).cloned() else {
            return Ok(());
        };
        self.headings(&standing).render_into(out)?;
        self.written += 1;
        let event = &entry.event;
        if let Some(venue) = &event.venue {
            note(&mut self.communes, &venue.city, self.written);
        }
        note(&mut self.organisers, &event.organiser.name, self.written);
        Ok(EntryPart::of(of, event, &standing, self.written).render_into(out)?)
    }

    fn end(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()> {
        if self.written > 0 {
            out.push_str("</section>\n</section>\n");
        }
        let foot = Foot {
            site: &of.site,
            indexes: [
                ("communes", "Index des communes", &self.communes),
                ("organisateurs", "Index des organisateurs", &self.organisers),
            ],
        };
        Ok(foot.render_into(out)?)
    }
}

/// The departments, with the number of entries in each.
pub(super) fn departments(standings: &[Standing]) -> impl Iterator<Item = (&Department, String)> {
    let chapters = standings.chunk_by(|a, b| a.department == b.department);
    chapters.filter_map(|chapter| {
        let first = chapter.first()?;
        Some((&first.department, number(chapter.len() as u64)))
    })
}

/// How many events it has, and when.
pub(super) fn description(of: &Collection, events: usize) -> String {
    let count = number(events as u64);
    let counted = if events < 2 {
        format!("{count} événement labellisé")
    } else {
        format!("{count} événements labellisés")
    };
    match &of.edition {
        Some(edition) => format!("{counted}, {}", dates::window(edition.window)),
        None => counted,
    }
}

/// Notes an entry under a name.
pub(super) fn note(index: &mut Index, name: &str, entry: usize) {
    let (_, entries) = index
        .entry(fold(name))
        .or_insert_with(|| (name.to_owned(), Vec::new()));
    entries.push(entry);
}
