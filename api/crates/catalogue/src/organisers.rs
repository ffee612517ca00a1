//! The organisations by which the events of an edition are.

use super::index::Catalogue;
use super::text::Beginnings;
use super::value::Value;
use roaring::RoaringBitmap;
use shared::edition::Edition;
use shared::event::{Organiser, OrganiserMatch};
use std::cmp::Reverse;

impl Catalogue {
    /// The organisations by which events of the edition are and whose names have words that begin as the typed ones, at most `limit`:
    /// those with the most events first, of equals by slug.
    pub fn organisers(&self, edition: &Edition, typed: &str, limit: usize) -> Vec<OrganiserMatch> {
        let Some(index) = self.edition_index(&edition.slug) else {
            return Vec::new();
        };
        let typed = Beginnings::of(typed);
        let mut found: Vec<(u64, &str, &RoaringBitmap)> = self
            .values
            .iter()
            .filter_map(|(value, slots)| match value {
                Value::Organiser(slug) if typed.are_in(slug) && !Organiser::is_number(slug) => {
                    let count = index.slots.intersection_len(slots);
                    (count > 0).then_some((count, slug.as_str(), slots))
                }
                _ => None,
            })
            .collect();
        found.sort_unstable_by_key(|(count, slug, _)| (Reverse(*count), *slug));
        let found = found.into_iter().take(limit);
        found
            .filter_map(|(count, slug, slots)| {
                // Events may write the name differently: that of the oldest one is the same on every instance.
                let events = (slots & &index.slots)
                    .into_iter()
                    .filter_map(|slot| self.entry(slot));
                let oldest = events.min_by_key(|entry| entry.id())?;
                Some(OrganiserMatch {
                    name: oldest.event.organiser.name_of(slug)?.to_owned(),
                    value: slug.to_owned(),
                    count,
                })
            })
            .collect()
    }
}
