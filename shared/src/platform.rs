//! What the server tells about itself.

use serde::{Deserialize, Serialize};

/// What the interface needs to know before anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformConfig {
    /// Version of the server.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0"))]
    pub version: String,
    /// Slug of the edition that takes filings or runs; else of the latest public one; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub current_edition: Option<String>,
    /// Whether anybody may read the outbox: on a demonstration only.
    pub open_outbox: bool,
    /// Licence of the open data that the API answers.
    pub data_licence: Licence,
}

/// A licence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Licence {
    /// Its name.
    pub name: String,
    /// Its text.
    pub url: String,
}
