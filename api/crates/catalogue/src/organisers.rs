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
                let name = self.written(slug, slots & &index.slots)?;
                Some(OrganiserMatch {
                    value: slug.to_owned(),
                    name: name.to_owned(),
                    count,
                })
            })
            .collect()
    }

    /// Name of the organisation with this slug by which events of the edition are.
    pub fn organiser_name(&self, edition: &Edition, slug: &str) -> Option<&str> {
        let index = self.edition_index(&edition.slug)?;
        let slots = self.values.of(&Value::Organiser(slug.to_owned()))?;
        self.written(slug, slots & &index.slots)
    }

    /// The name as the oldest of the events writes it, which is the same on every instance: others may write it differently.
    fn written(&self, slug: &str, events: RoaringBitmap) -> Option<&str> {
        let events = events.into_iter().filter_map(|slot| self.entry(slot));
        let oldest = events.min_by_key(|entry| entry.id())?;
        oldest.event.organiser.name_of(slug)
    }
}
