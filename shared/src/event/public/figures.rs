//! Numbers of labelled events.

use crate::place::RegionCode;
use serde::{Deserialize, Serialize};

/// Number of labelled events in an edition so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Number of labelled events.
    pub labelled: u64,
    /// Counts per region, sorted by name; regions without events are left out.
    pub by_region: Vec<RegionCount>,
    /// Counts per kind, in the edition's order; kinds without events have `count` 0.
    pub by_kind: Vec<KindCount>,
}

/// Number of labelled events in a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegionCount {
    /// INSEE code of the region.
    pub code: RegionCode,
    /// Name of the region, in French.
    pub name: String,
    /// Number of labelled events.
    pub count: u64,
}

/// Number of labelled events of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindCount {
    /// Term of the edition's `kinds` vocabulary.
    pub id: String,
    /// Label shown to people, in French.
    pub label: String,
    /// Number of labelled events.
    pub count: u64,
}
