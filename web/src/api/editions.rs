//! Editions of the programme.

use super::CallError;
use super::client::get;
use crate::url::encode;
use shared::edition::{Edition, EditionSummary};

/// All editions that the public sees, the latest first.
pub async fn list_editions() -> Result<Vec<EditionSummary>, CallError> {
    get("/editions").await
}

/// One edition with its dates, wording and vocabularies.
pub async fn get_edition(slug: &str) -> Result<Edition, CallError> {
    get(format!("/editions/{}", encode(slug))).await
}
