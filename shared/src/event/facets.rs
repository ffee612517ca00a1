//! How many events stand behind each value of each filter.

use serde::{Deserialize, Serialize};

/// What a query finds, counted by the values of the filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetCounts {
    /// Events that answer to all filters.
    pub total: u64,
    /// One facet a filter, in the order of the parameters.
    pub facets: Vec<Facet>,
}

/// The values of one filter.
///
/// Each is counted with all the *other* filters applied and this one left out: what one would find by choosing it instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Facet {
    /// Parameter of the lists that takes the values; `day` stands for `from` and `to` set to the same day.
    #[cfg_attr(feature = "openapi", schema(example = "kind"))]
    pub parameter: String,
    /// Values in the order in which they are offered; those that nothing answers to are there with nought.
    pub values: Vec<FacetValue>,
}

/// A value of a filter and the events that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FacetValue {
    /// What the parameter takes.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub value: String,
    /// What people read, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub label: String,
    /// Events.
    pub count: u64,
}

impl FacetCounts {
    /// The values of a parameter; none when it has no facet.
    pub fn of(&self, parameter: &str) -> &[FacetValue] {
        self.facets
            .iter()
            .find(|facet| facet.parameter == parameter)
            .map_or(&[], |facet| &facet.values)
    }
}
