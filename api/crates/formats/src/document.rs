//! Documents with a header, one fragment per event, and a footer, so that they can be streamed while they are rendered.

use super::collection::EventCollection;
use bytes::Bytes;
use catalogue::Entry;
use std::sync::Arc;

/// Approximate size of a chunk in bytes: a few TCP segments, rendered in a fraction of a millisecond.
const CHUNK_BYTES: usize = 64 << 10;
/// Average number of events in a part: some 100 kB of text.
const PART_EVENTS: u128 = 64;

/// Writes a collection of events in one format.
pub trait EventDocument {
    /// Writes everything before the first event.
    ///
    /// # Errors
    ///
    /// When a value cannot be written in the format.
    fn begin(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()>;

    /// Writes one event, in the order of the collection.
    ///
    /// # Errors
    ///
    /// When a value cannot be written in the format.
    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()>;

    /// Writes everything after the last event.
    ///
    /// # Errors
    ///
    /// When a value cannot be written in the format.
    fn end(&mut self, collection: &EventCollection, out: &mut String) -> anyhow::Result<()>;
}

/// True for one event in 64 on average, whatever the others are: a document is cut into parts after them, so that a change of an
/// event changes the part that the event is in, and no cut elsewhere.
pub fn ends_part(entry: &Entry) -> bool {
    entry.id().0.as_u128().is_multiple_of(PART_EVENTS)
}

/// Renders the whole document.
///
/// # Errors
///
/// When an event cannot be written in the format, which its types rule out.
pub fn whole(document: impl EventDocument, collection: &EventCollection) -> anyhow::Result<String> {
    Ok(whole_in_parts(document, collection)?.0)
}

/// Renders the whole document; returns with it the places at which its parts end, except for the last.
///
/// # Errors
///
/// When an event cannot be written in the format, which its types rule out.
pub fn whole_in_parts(
    mut document: impl EventDocument,
    collection: &EventCollection,
) -> anyhow::Result<(String, Vec<usize>)> {
    let (mut out, mut ends) = (String::new(), Vec::new());
    document.begin(collection, &mut out)?;
    for entry in &collection.events {
        document.event(collection, entry, &mut out)?;
        if ends_part(entry) {
            ends.push(out.len());
        }
    }
    document.end(collection, &mut out)?;
    Ok((out, ends))
}

/// Renders the document in chunks, each on demand.
#[derive(Debug)]
pub struct Chunks<D> {
    document: D,
    collection: EventCollection,
    next: Option<usize>,
    begun: bool,
}

impl<D: EventDocument> Chunks<D> {
    pub fn new(document: D, collection: EventCollection) -> Self {
        Self {
            document,
            collection,
            next: Some(0),
            begun: false,
        }
    }

    fn chunk(&mut self, mut next: usize) -> anyhow::Result<String> {
        let mut out = String::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 4);
        if !self.begun {
            self.begun = true;
            self.document.begin(&self.collection, &mut out)?;
        }
        while out.len() < CHUNK_BYTES {
            let Some(entry) = self.collection.events.get(next) else {
                self.document.end(&self.collection, &mut out)?;
                self.next = None;
                return Ok(out);
            };
            self.document.event(&self.collection, entry, &mut out)?;
            next += 1;
        }
        self.next = Some(next);
        Ok(out)
    }
}

impl<D: EventDocument> Iterator for Chunks<D> {
    type Item = anyhow::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.next?;
        let made = self.chunk(next);
        if made.is_err() {
            self.next = None;
        }
        Some(made.map(Bytes::from))
    }
}
