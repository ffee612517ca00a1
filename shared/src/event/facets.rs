//! Facets: number of events for each value of each filter.

use serde::{Deserialize, Serialize};

/// Event counts for a query, by filter value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetCounts {
    /// Number of events that match all filters.
    pub total: u64,
    /// One facet per filter, in parameter order.
    pub facets: Vec<Facet>,
}

/// Values of one filter with their event counts.
///
/// Counts apply all the *other* filters and ignore this one: each is the number of events found if this value were
/// chosen instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// Query parameter that takes the values; `day` stands for `from` and `to` set to the same day.
    #[cfg_attr(feature = "openapi", schema(example = "kind"))]
    pub parameter: String,
    /// Values in display order, including those with no event (`count` 0).
    pub values: Vec<FacetValue>,
}

/// A filter value and the number of events that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetValue {
    /// Value to pass to the query parameter.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub value: String,
    /// Label shown to people, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub label: String,
    /// Number of events found with this value.
    pub count: u64,
}

impl FacetCounts {
    /// The values of the given parameter; empty when it has no facet.
    pub fn of(&self, parameter: &str) -> &[FacetValue] {
        self.facets
            .iter()
            .find(|facet| facet.parameter == parameter)
            .map_or(&[], |facet| &facet.values)
    }
}
