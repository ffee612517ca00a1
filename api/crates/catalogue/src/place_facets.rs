//! Facets of communes and groups of communes: those with the most events.

use super::facets::FacetCounter;
use super::filter::Filter;
use super::value::Value;
use gazetteer::{Gazetteer, Group};
use shared::event::{Facet, FacetName, FacetValue};
use shared::place::InseeCode;
use shared::text::fold;
use std::collections::BTreeMap;

impl FacetCounter<'_> {
    /// The communes with the most events. An event in an arrondissement counts for it and for its city.
    pub(super) fn communes(&self) -> Facet {
        let gazetteer = Gazetteer::embedded();
        let values = self.by_commune(Filter::Commune).into_iter();
        let values = values.map(|(code, count)| FacetValue {
            label: gazetteer
                .commune(&code)
                .map_or_else(|| code.to_string(), |commune| commune.label()),
            value: code.into(),
            count,
        });
        most_frequent(FacetName::Commune, values.collect())
    }

    /// The EPCI with the most events.
    pub(super) fn epci(&self) -> Facet {
        let groups = Gazetteer::embedded().all_epci();
        self.groups(FacetName::Epci, Filter::Epci, groups)
    }

    /// The Territoires d'industrie with the most events.
    pub(super) fn industrial_territories(&self) -> Facet {
        let groups = Gazetteer::embedded().industrial_territories();
        self.groups(
            FacetName::IndustrialTerritory,
            Filter::IndustrialTerritory,
            groups,
        )
    }

    fn groups<'g>(
        &self,
        name: FacetName,
        filter: Filter,
        groups: impl Iterator<Item = &'g Group>,
    ) -> Facet {
        let counts = self.by_commune(filter);
        let values = groups.map(|group| FacetValue {
            value: group.code.to_owned(),
            label: group.name.to_owned(),
            // A group has a city, not its arrondissements: no event counts twice.
            count: group
                .communes
                .iter()
                .filter_map(|code| counts.get(code))
                .sum(),
        });
        most_frequent(name, values.filter(|value| value.count > 0).collect())
    }

    /// The number of events in each commune that has some, with all filters but one. That of a city includes those of its
    /// arrondissements.
    fn by_commune(&self, left_out: Filter) -> BTreeMap<InseeCode, u64> {
        let others = self.without(left_out);
        let mut counts: BTreeMap<InseeCode, u64> = BTreeMap::new();
        for (value, slots) in self.catalogue.values.iter() {
            let Value::Commune(code) = value else {
                continue;
            };
            let count = others.intersection_len(slots);
            if count == 0 {
                continue;
            }
            *counts.entry(code.clone()).or_default() += count;
            if let Some(city) = Gazetteer::embedded().city_of(code) {
                *counts.entry(city.insee).or_default() += count;
            }
        }
        counts
    }
}

/// A facet of the values with the most events, the most first; of equals, by name.
fn most_frequent(name: FacetName, mut values: Vec<FacetValue>) -> Facet {
    values.sort_by_cached_key(|value| {
        let rank = std::cmp::Reverse(value.count);
        (rank, fold(&value.label), value.value.clone())
    });
    values.truncate(FacetName::PLACES_MAX);
    Facet {
        parameter: name.as_str().to_owned(),
        values,
    }
}
