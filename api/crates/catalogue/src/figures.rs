//! Number of labelled events of an edition: in total, by region and by kind.

use super::index::Catalogue;
use super::value::Value;
use gazetteer::Gazetteer;
use shared::edition::Edition;
use shared::event::{Figures, KindCount, RegionCount, TermFilter};

impl Catalogue {
    /// Number of labelled events of the edition: in total, by region and by kind.
    pub fn figures(&self, edition: &Edition) -> Figures {
        let labelled = self.edition_index(&edition.slug).map(|index| &index.slots);
        let count = |value: &Value| {
            labelled
                .zip(self.values.of(value))
                .map_or(0, |(labelled, slots)| labelled.intersection_len(slots))
        };
        let gazetteer = Gazetteer::embedded();
        let mut by_region: Vec<_> = self
            .values
            .iter()
            .filter_map(|(value, _)| match value {
                Value::Region(code) => Some((code, count(value))),
                _ => None,
            })
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| RegionCount {
                name: gazetteer
                    .region(code)
                    .map_or_else(|| code.to_string(), |region| region.name.clone()),
                code: code.clone(),
                count,
            })
            .collect();
        by_region
            .sort_by_cached_key(|region| (shared::text::fold(&region.name), region.code.clone()));
        Figures {
            edition: edition.slug.clone(),
            labelled: self.labelled_events(&edition.slug),
            by_region,
            by_kind: edition
                .vocabularies
                .kinds
                .iter()
                .map(|term| KindCount {
                    id: term.id.clone(),
                    label: term.label.clone(),
                    count: count(&Value::Term(TermFilter::Kind, term.id.clone())),
                })
                .collect(),
        }
    }
}
