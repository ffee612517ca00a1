//! Editions, and what the site says of itself.

use super::CallError;
use super::client::get;
use crate::url::encode;
use shared::edition::{Edition, EditionSummary};
use shared::platform::PlatformConfig;

/// What the site says of itself.
pub async fn get_config() -> Result<PlatformConfig, CallError> {
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
