//! Some events of a version, among which many queries look for theirs.

use super::entry::Entry;
use super::index::Catalogue;
use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use shared::event::{EventQuery, QueryFaults};
use shared::id::EventId;
use std::sync::Arc;

/// Events of a version of the catalogue. A query intersects its sets with them, and neither orders nor reads other events.
#[derive(Debug)]
pub struct Among {
    catalogue: Arc<Catalogue>,
    slots: RoaringBitmap,
}

impl Catalogue {
    /// Those of the events that are public.
    pub fn among(self: &Arc<Self>, ids: impl IntoIterator<Item = EventId>) -> Among {
        Among {
            slots: ids.into_iter().filter_map(|id| self.slot(id)).collect(),
            catalogue: Arc::clone(self),
        }
    }
}

impl Among {
    /// Those of the events that match a query at a time, in no order: exactly those that [`Catalogue::find`] finds, too.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn matching(
        &self,
        query: &EventQuery,
        now: DateTime<Utc>,
    ) -> Result<Vec<&Arc<Entry>>, QueryFaults> {
        let editions = self.catalogue.checked_scope(query)?;
        let at = self.catalogue.moment(&editions, query, now, false);
        let found = self
            .catalogue
            .resolve(&editions, query, at)
            .among(&self.slots);
        Ok(found
            .iter()
            .filter_map(|slot| self.catalogue.entry(slot))
            .collect())
    }
}
