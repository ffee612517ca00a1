//! A document made of a beginning, a part for each event, and an end; so that it can be sent while it is made.

use super::collection::Collection;
use bytes::Bytes;
use catalogue::Entry;
use std::sync::Arc;

/// Bytes of a chunk, about: enough to fill a segment of the network a few times, and made in a fraction of a millisecond.
const CHUNK_BYTES: usize = 64 << 10;

/// A way to write down a collection of events.
pub trait Document {
    /// What stands before the events.
    fn begin(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()>;

    /// One event, in the order of the collection.
    fn event(
        &mut self,
        of: &Collection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()>;

    /// What stands after them.
    fn end(&mut self, of: &Collection, out: &mut String) -> anyhow::Result<()>;
}

/// The whole document at once.
///
/// # Errors
///
/// When an event has no such form, which its types do not allow.
pub fn whole(mut document: impl Document, of: &Collection) -> anyhow::Result<String> {
    let mut out = String::new();
    document.begin(of, &mut out)?;
    for entry in &of.events {
        document.event(of, entry, &mut out)?;
    }
    document.end(of, &mut out)?;
    Ok(out)
}

/// The document in chunks, each made when it is asked for.
#[derive(Debug)]
pub struct Chunks<D> {
    document: D,
    of: Collection,
    next: Option<usize>,
    begun: bool,
}

impl<D: Document> Chunks<D> {
    pub fn new(document: D, of: Collection) -> Self {
        Self {
            document,
            of,
            next: Some(0),
            begun: false,
        }
    }

    fn chunk(&mut self, mut next: usize) -> anyhow::Result<String> {
        let mut out = String::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 4);
        if !self.begun {
            self.begun = true;
            self.document.begin(&self.of, &mut out)?;
        }
        while out.len() < CHUNK_BYTES {
            let Some(entry) = self.of.events.get(next) else {
                self.document.end(&self.of, &mut out)?;
                self.next = None;
                return Ok(out);
            };
            self.document.event(&self.of, entry, &mut out)?;
            next += 1;
        }
        self.next = Some(next);
        Ok(out)
    }
}

impl<D: Document> Iterator for Chunks<D> {
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
