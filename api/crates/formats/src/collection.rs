//! The events of a document in order, with the URLs and labels that documents need.

use catalogue::{Catalogue, Entry, MemoryBudget, TextKind};
use shared::edition::{Edition, Term};
use shared::event::{DocumentId, PublicEvent};
use std::borrow::Cow;
use std::sync::Arc;

/// Appends a query string to a URL, unless it is empty.
fn queried(address: String, query: &str) -> String {
    if query.is_empty() {
        address
    } else {
        format!("{address}?{query}")
    }
}

/// Events from one version of the catalogue, in the order of the document.
#[derive(Debug)]
pub struct EventCollection {
    /// The version of the catalogue.
    pub catalogue: Arc<Catalogue>,
    /// The edition of the query; `None` when it covers several editions, or there is none.
    pub edition: Option<Arc<Edition>>,
    /// The events, in the order of the document.
    pub events: Vec<Arc<Entry>>,
    /// Events that matched and were withdrawn or revoked a short time ago; calendars cancel them.
    pub withdrawn: Vec<Arc<Entry>>,
    /// Public URL of the site, without a trailing slash.
    pub site: String,
    /// Path of the document on the site.
    pub path: Cow<'static, str>,
    /// Query string of the document, in normal form.
    pub query: String,
    /// The filters of `query`, which the pages of the site accept too.
    pub filters: String,
    /// Memory budget for cached fragments; `None` when the document would exceed it.
    pub room: Option<MemoryBudget>,
}

impl EventCollection {
    /// Total number of occurrences, to which the length of a document is proportional.
    pub fn slots(&self) -> usize {
        let occurrences = |entry: &Arc<Entry>| entry.event.occurrences.occurrences().len();
        self.events.iter().map(occurrences).sum()
    }

    /// Public URL of the document.
    pub fn address(&self) -> String {
        queried(format!("{}{}", self.site, self.path), &self.query)
    }

    /// URL of the page that lists the same events.
    pub fn explorer(&self) -> String {
        self.beside("/evenements")
    }

    /// URL of another path of the site with the same query.
    pub fn beside(&self, path: &str) -> String {
        queried(format!("{}{path}", self.site), &self.filters)
    }

    /// Public URL of the event's page.
    pub fn page(&self, event: &PublicEvent) -> String {
        format!("{}/evenements/{}/{}", self.site, event.edition, event.slug)
    }

    /// Public URL of a document of the event.
    pub fn file(&self, event: &PublicEvent, file: &DocumentId) -> String {
        format!(
            "{}/api/v1/catalogue/events/{}/files/{file}",
            self.site, event.id
        )
    }

    /// Public URL of a path of the site.
    pub fn on_site(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    /// Title of the collection: the name of the edition, or of the programme.
    pub fn title(&self) -> &str {
        self.edition
            .as_ref()
            .map_or(messages::t("site.name"), |edition| edition.name.as_str())
    }

    /// Writes a fragment of an event, from the cache or else by `make`.
    ///
    /// # Errors
    ///
    /// The error of `make`.
    pub fn part(
        &self,
        part: TextKind,
        entry: &Arc<Entry>,
        out: &mut String,
        make: impl FnOnce(&mut String) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if let Some(cached) = entry.cache.text(part) {
            out.push_str(cached);
            return Ok(());
        }
        let start = out.len();
        make(out)?;
        if let (Some(room), Some(text)) = (&self.room, out.get(start..)) {
            entry.cache.insert_text(part, text, room);
        }
        Ok(())
    }

    /// The edition of an event, as long as it is public.
    pub fn edition_of(&self, event: &PublicEvent) -> Option<&Edition> {
        match &self.edition {
            Some(edition) if edition.slug == event.edition => Some(edition),
            Some(_) | None => self.catalogue.edition(&event.edition).map(AsRef::as_ref),
        }
    }

    /// Label of the event's kind; the organiser's own text for the kind "other".
    pub fn kind<'a>(&'a self, event: &'a PublicEvent) -> &'a str {
        match &event.kind_other {
            Some(other) => other,
            None => self.label(event, &event.kind, |edition| &edition.vocabularies.kinds),
        }
    }

    /// Labels of the event's audiences.
    pub fn audiences<'a>(&'a self, event: &'a PublicEvent) -> Vec<&'a str> {
        self.labels(event, &event.audiences, |edition| {
            &edition.vocabularies.audiences
        })
    }

    /// Labels of terms in a vocabulary of the event's edition.
    pub fn labels<'a>(
        &'a self,
        event: &PublicEvent,
        ids: &'a [String],
        terms: fn(&Edition) -> &Vec<Term>,
    ) -> Vec<&'a str> {
        ids.iter().map(|id| self.label(event, id, terms)).collect()
    }

    /// Label of a term in a vocabulary of the event's edition; the id when the vocabulary does not define it.
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
