//! Requests about the wording of letters.

use super::CallError;
use super::client::{self, Method, call};
use crate::url::encode;
use shared::letter::{LetterDescription, LetterPreview, LetterTrial};

fn path(slug: &str, operation: &str) -> String {
    let slug = encode(slug);
    format!("/administration/editions/{slug}/letters/{operation}")
}

/// Returns the kinds of letters that an edition may reword.
pub async fn list_letters() -> Result<Vec<LetterDescription>, CallError> {
    client::get("/administration/letters").await
}

/// Writes a letter with words that are not stored.
pub async fn preview_letter(slug: &str, trial: LetterTrial) -> Result<LetterPreview, CallError> {
    let request = call(Method::POST, path(slug, "preview"));
    Ok(request.json(&trial).read().await?.body)
}

/// Sends such a letter to the signed-in person.
pub async fn try_letter(slug: &str, trial: LetterTrial) -> Result<(), CallError> {
    let request = call(Method::POST, path(slug, "trial"));
    request.json(&trial).execute().await
}
