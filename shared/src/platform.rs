//! Public configuration of the server.

use serde::{Deserialize, Serialize};

/// Configuration that the web application loads first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformConfig {
    /// Version of the server.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0"))]
    pub version: String,
    /// Slug of the current edition: the newest that is open, closed or running; else the newest archived one; else the
    /// newest public one. Absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub current_edition: Option<String>,
    /// True when everyone may read the outbox, which is the case on demonstration servers only.
    pub open_outbox: bool,
    /// Licence of the open data that the API returns.
    pub data_licence: Licence,
    /// Map of streets, which maps show close up; absent when the server has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub streets: Option<Streets>,
}

/// A map of streets, made of tiles of 256 pixels in Web Mercator that browsers fetch from another site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Streets {
    /// URL of a tile, with `{z}`, `{x}` and `{y}` in place of its zoom, column and row.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://tile.example.org/{z}/{x}/{y}.png")
    )]
    pub tiles: String,
    /// Authors of the map, to be named beside it.
    pub attribution: String,
}

/// A licence of open data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Licence {
    /// Name of the licence.
    pub name: String,
    /// URL of the licence text.
    pub url: String,
}
