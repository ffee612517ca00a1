//! Facets: number of events for each value of each filter.

use crate::identifiers::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Name of a facet: the query parameter that takes its values. `day` stands for `from` and `to` set to the same day.
    FacetName {
        /// By slug of the edition.
        Edition = "edition",
        /// By INSEE code of the region.
        Region = "region",
        /// By INSEE code of the department.
        Department = "department",
        /// By INSEE code of the commune.
        Commune = "commune",
        /// By SIREN of the EPCI, a group of communes.
        Epci = "epci",
        /// By code of the Territoire d'industrie.
        IndustrialTerritory = "industrialTerritory",
        /// By term of the `kinds`.
        Kind = "kind",
        /// By term of the `audiences`.
        Audience = "audience",
        /// By term of the `topics`.
        Topic = "topic",
        /// By term of the `sectors`.
        Sector = "sector",
        /// By admission rule, independent of the audiences.
        Access = "access",
        /// By attendance mode: on site, online or both.
        Attendance = "attendance",
        /// By accessibility of the venue.
        Accessibility = "accessibility",
        /// By life status, as readers see it.
        Status = "status",
        /// By whether one can still take part.
        Available = "available",
        /// By day on which an occurrence takes place.
        Day = "day",
    }
}

impl FacetName {
    /// Maximum number of values of a facet of places, of which France has thousands.
    pub const PLACES_MAX: usize = 50;

    /// True for a facet of communes or groups of communes, which has only the places with the most events. Such facets are
    /// counted when they are requested by name.
    pub const fn is_of_places(self) -> bool {
        matches!(self, Self::Commune | Self::Epci | Self::IndustrialTerritory)
    }

    /// The facets that are counted when none is asked for by name.
    pub fn usual() -> impl Iterator<Item = Self> {
        let all = Self::ALL.iter().copied();
        all.filter(|name| !name.is_of_places())
    }
}

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
    /// Values in display order, including those with no event (`count` 0). Of `commune`, `epci` and `industrialTerritory`, the
    /// 50 with the most events, most first, and none without events.
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
