//! The places of the events of an edition.

use super::agenda::of_edition;
use super::json::{Fields, Object};
use super::place::{CHECKED, write_full};
use catalogue::{Catalogue, Entry};
use chrono::{DateTime, Utc};
use ground::error::Error;
use shared::edition::Edition;
use shared::event::Venue;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A place, as the event there that changed last describes it.
#[derive(Debug)]
pub(super) struct Location {
    pub(super) uid: i64,
    entry: Arc<Entry>,
    /// First publication of an event there.
    pub(super) created_at: DateTime<Utc>,
    /// Last change of an event there.
    pub(super) updated_at: DateTime<Utc>,
}

impl Location {
    /// The places of an edition, by number.
    ///
    /// # Errors
    ///
    /// When the catalogue cannot be searched.
    pub(super) fn all(
        catalogue: &Arc<Catalogue>,
        edition: &Edition,
    ) -> Result<BTreeMap<i64, Self>, Error> {
        let mut all: BTreeMap<i64, Self> = BTreeMap::new();
        let found = catalogue.find_at(&of_edition(edition), i64::MIN)?;
        for entry in found.unordered() {
            let (Some(uid), Some(_)) = (entry.ids.place_uid, &entry.event.venue) else {
                continue;
            };
            let event = &entry.event;
            let place = all.entry(uid).or_insert_with(|| Self {
                uid,
                entry: Arc::clone(entry),
                created_at: event.labelled_at,
                updated_at: event.updated_at,
            });
            place.created_at = place.created_at.min(event.labelled_at);
            let newest = (place.updated_at, place.entry.ids.uid);
            if newest < (event.updated_at, entry.ids.uid) {
                place.updated_at = event.updated_at;
                place.entry = Arc::clone(entry);
            }
        }
        Ok(all)
    }

    /// The venue of the event that describes it.
    pub(super) fn venue(&self) -> Option<&Venue> {
        self.entry.event.venue.as_ref()
    }

    /// Writes the place: all members if `detailed`, else those of a list.
    ///
    /// # Errors
    ///
    /// When a member has no JSON form, which its types do not allow.
    pub(super) fn write(&self, out: &mut Vec<u8>, is_detailed: bool) -> serde_json::Result<()> {
        let Some(venue) = self.venue() else {
            return serde_json::to_writer(out, &());
        };
        let mut object = Object::begin(out, Fields::All);
        if is_detailed {
            write_full(&mut object, &self.entry, venue, false)?;
            object.value("createdAt", &self.created_at)?;
            object.value("updatedAt", &self.updated_at)?;
        } else {
            object.value("uid", &self.uid)?;
            object.value("name", &venue.name)?;
            object.value("address", &venue.address)?;
            object.value("latitude", &venue.position.lat())?;
            object.value("longitude", &venue.position.lon())?;
            object.value("state", &CHECKED)?;
        }
        object.end();
        Ok(())
    }
}
