//! The events that a document tells of, in order, and where it stands.

use super::words;
use catalogue::{Catalogue, Entry, MemoryBudget, TextKind};
use shared::edition::{Edition, Term};
use shared::event::PublicEvent;
use std::borrow::Cow;
use std::sync::Arc;

/// An address with its query, if it has one.
fn queried(address: String, query: &str) -> String {
    if query.is_empty() {
        address
    } else {
        format!("{address}?{query}")
    }
}

/// Events of one version of the catalogue.
#[derive(Debug)]
pub struct Collection {
    /// The version.
    pub catalogue: Arc<Catalogue>,
    /// The edition that was asked about; `None` where several are meant, or there is none.
    pub edition: Option<Arc<Edition>>,
    /// The events, in the order of the document.
    pub events: Vec<Arc<Entry>>,
    /// How people reach the site, without a slash at the end.
    pub site: String,
    /// Path of the document after the site's address.
    pub path: Cow<'static, str>,
    /// Its query, in one order.
    pub query: String,
    /// The filters of it alone, which the site's own pages take too.
    pub filters: String,
    /// Room for parts of it that are made; `None` for a document that would not fit.
    pub room: Option<MemoryBudget>,
}

impl Collection {
    /// Occurrences of all events together: what a document's length follows.
    pub fn slots(&self) -> usize {
        let occurrences = |entry: &Arc<Entry>| entry.event.occurrences.occurrences().len();
        self.events.iter().map(occurrences).sum()
    }

    /// The public address of the document itself.
    pub fn address(&self) -> String {
        queried(format!("{}{}", self.site, self.path), &self.query)
    }

    /// The page of the site that lists the same events.
    pub fn explorer(&self) -> String {
        self.beside("/evenements")
    }

    /// What another path of the site has of the same events.
    pub fn beside(&self, path: &str) -> String {
        queried(format!("{}{path}", self.site), &self.filters)
    }

    /// The public page of an event.
    pub fn page(&self, event: &PublicEvent) -> String {
        format!("{}/evenements/{}/{}", self.site, event.edition, event.slug)
    }

    /// The public address of a path of the site.
    pub fn on_site(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// What the events are together.
    pub fn title(&self) -> &str {
        self.edition
            .as_ref()
            .map_or(words::PROGRAMME, |edition| edition.name.as_str())
    }

    /// Writes a part of an event, which `make` writes unless it was made before.
    ///
    /// # Errors
    ///
    /// What `make` answers.
    pub fn part(
        &self,
        part: TextKind,
        entry: &Arc<Entry>,
        out: &mut String,
        make: impl FnOnce(&mut String) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if let Some(kept) = entry.cache.text(part) {
            out.push_str(kept);
            return Ok(());
        }
        let start = out.len();
        make(out)?;
        if let (Some(room), Some(text)) = (&self.room, out.get(start..)) {
            entry.cache.insert_text(part, text, room);
        }
        Ok(())
    }

    /// The edition of an event.
    pub fn edition_of(&self, event: &PublicEvent) -> Option<&Edition> {
        match &self.edition {
            Some(edition) if edition.slug == event.edition => Some(edition),
            Some(_) | None => self.catalogue.edition(&event.edition).map(AsRef::as_ref),
        }
    }

    /// What people read for the kind of an event; its own words where it is another.
    pub fn kind<'a>(&'a self, event: &'a PublicEvent) -> &'a str {
        match &event.kind_other {
            Some(other) => other,
            None => self.label(event, &event.kind, |edition| &edition.vocabularies.kinds),
        }
    }

    /// What people read for its audiences.
    pub fn audiences<'a>(&'a self, event: &'a PublicEvent) -> Vec<&'a str> {
        self.labels(event, &event.audiences, |edition| {
            &edition.vocabularies.audiences
        })
    }

    /// What people read for words of a list of the event's edition.
    pub fn labels<'a>(
        &'a self,
        event: &PublicEvent,
        ids: &'a [String],
        terms: fn(&Edition) -> &Vec<Term>,
    ) -> Vec<&'a str> {
        ids.iter().map(|id| self.label(event, id, terms)).collect()
    }

    /// What people read for a word of a list of the event's edition; the word itself where the list does not have it.
    pub fn label<'a>(
        &'a self,
        event: &PublicEvent,
        id: &'a str,
        terms: fn(&Edition) -> &Vec<Term>,
    ) -> &'a str {
        self.edition_of(event)
            .map_or(id, |edition| Term::label_of(terms(edition), id))
    }
}
