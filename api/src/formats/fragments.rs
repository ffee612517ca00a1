//! Parts of long documents that were made before: what is the same of an event in every answer.
//!
//! A query that nobody asked before still tells of events that somebody asked for. There is room for those of an edition or
//! two; what does not fit is made anew, at the price of making it.

use crate::catalogue::Entry;
use moka::sync::Cache;
use std::sync::Arc;

/// Bytes of parts that are kept.
const KEPT_BYTES: u64 = 24 << 20;

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// A feature of GeoJSON.
    Feature,
    /// What the entries of a calendar have in common.
    CalendarEntry,
}

/// The parts that are kept; a clone is the same ones.
#[derive(Debug, Clone)]
pub(super) struct Fragments(Cache<(usize, Part), Arc<Fragment>>);

#[derive(Debug)]
struct Fragment {
    /// Held so that no other event takes its address in memory, by which the part is found: an event that changes is another
    /// one there.
    _of: Arc<Entry>,
    text: Box<str>,
}

impl Default for Fragments {
    fn default() -> Self {
        Self(
            Cache::builder()
                .max_capacity(KEPT_BYTES)
                .weigher(|_, fragment: &Arc<Fragment>| {
                    u32::try_from(fragment.text.len()).unwrap_or(u32::MAX)
                })
                .build(),
        )
    }
}

impl Fragments {
    /// Writes a part of an event, which `make` writes unless it was made before.
    ///
    /// # Errors
    ///
    /// What `make` answers.
    pub(super) fn write(
        &self,
        part: Part,
        entry: &Arc<Entry>,
        out: &mut String,
        make: impl FnOnce(&mut String) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let key = (Arc::as_ptr(entry).addr(), part);
        if let Some(kept) = self.0.get(&key) {
            out.push_str(&kept.text);
            return Ok(());
        }
        let start = out.len();
        make(out)?;
        if let Some(text) = out.get(start..) {
            let fragment = Fragment {
                _of: Arc::clone(entry),
                text: text.into(),
            };
            self.0.insert(key, Arc::new(fragment));
        }
        Ok(())
    }
}
