//! Editions and the platform's configuration.

use super::CallError;
use super::client::get;
use crate::url::encode;
use shared::edition::{Edition, EditionSummary, Vocabularies};
use shared::platform::PlatformConfig;

/// Returns the platform's public configuration.
pub async fn get_config() -> Result<PlatformConfig, CallError> {
    get("/config").await
}

/// Returns the public editions, latest first.
pub async fn list_editions() -> Result<Vec<EditionSummary>, CallError> {
    get("/editions").await
}

/// Returns an edition with its vocabularies and criteria.
pub async fn get_edition(slug: &str) -> Result<Edition, CallError> {
    get(format!("/editions/{}", encode(slug))).await
}

/// Returns the vocabularies of an edition.
pub async fn list_vocabularies(slug: &str) -> Result<Vocabularies, CallError> {
    get(format!("/editions/{}/vocabularies", encode(slug))).await
}
