//! Organisers that are proposed for a typed text.

use serde::{Deserialize, Serialize};

/// An organisation by which events of an edition are, found by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganiserMatch {
    /// Value of the filter `organiser`.
    #[cfg_attr(feature = "openapi", schema(example = "fonderie-du-rhone"))]
    pub value: String,
    /// Name of the organisation, as one of its events writes it.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Number of events of the edition that it organises, alone or with others, or that are organised on its behalf.
    pub count: u64,
}
