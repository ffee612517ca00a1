//! Editions, and what the site says of itself.

use super::CallError;
use super::client::get;
use crate::url::encode;
use serde::Deserialize;
use shared::edition::{Edition, EditionSummary};

/// What the site says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteConfig {
    /// Version of the server.
    pub version: String,
    /// Slug of the edition that is shown when none is asked for.
    #[serde(default)]
    pub current_edition: Option<String>,
    /// Whether anybody may read the outbox, on a demonstration.
    #[serde(default)]
    pub open_outbox: bool,
}

/// What the site says of itself.
pub async fn get_config() -> Result<SiteConfig, CallError> {
    get("/config").await
}

/// The public editions.
pub async fn list_editions() -> Result<Vec<EditionSummary>, CallError> {
    get("/editions").await
}

/// One edition with its vocabularies and criteria.
pub async fn get_edition(slug: &str) -> Result<Edition, CallError> {
    get(format!("/editions/{}", encode(slug))).await
}
