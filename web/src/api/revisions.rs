//! Work on editions: all of them, new versions and their effects.

use super::CallError;
use super::client::{self, Method, Versioned, call};
use crate::url::encode;
use shared::edition::{
    EditionHistoryEntry, EditionPreview, EditionProposal, EditionSave, ManagedEdition,
    ManagedEditionSummary, NewEdition, StandardTextsForm,
};
use shared::event::StoredImage;
use shared::event::limits::IMAGE_BYTES;
use shared::partner::{ManagedPartners, PartnersForm};
use shared::problem::{Code, Problem};
use wasm_bindgen_futures::JsFuture;

/// Path of an edition.
fn path(slug: &str) -> String {
    format!("/administration/editions/{}", encode(slug))
}

/// Returns all editions, those in preparation included.
pub async fn list_managed_editions() -> Result<Vec<ManagedEditionSummary>, CallError> {
    client::get("/administration/editions").await
}

/// Creates the next edition from an earlier one.
pub async fn create_edition(new: NewEdition, key: String) -> Result<ManagedEdition, CallError> {
    let request = call(Method::POST, "/administration/editions").idempotency_key(key);
    Ok(request.json(&new).read().await?.body)
}

/// Returns an edition as it is stored.
pub async fn get_managed_edition(slug: &str) -> Result<ManagedEdition, CallError> {
    client::get(path(slug)).await
}

/// Says what storing a proposal would do.
pub async fn preview_edition(
    slug: &str,
    proposal: EditionProposal,
) -> Result<EditionPreview, CallError> {
    let request = call(Method::POST, format!("{}/preview", path(slug)));
    Ok(request.json(&proposal).read().await?.body)
}

/// Stores a new version in place of the one that was read.
pub async fn save_edition(
    slug: &str,
    version: i32,
    save: EditionSave,
) -> Result<ManagedEdition, CallError> {
    let request = call(Method::PUT, path(slug)).if_match(format!("\"{version}\""));
    let Versioned { body, .. } = request.json(&save).read().await?;
    Ok(body)
}

/// Returns the changes of an edition, latest first.
pub async fn list_edition_history(slug: &str) -> Result<Vec<EditionHistoryEntry>, CallError> {
    client::get(format!("{}/history", path(slug))).await
}

/// Sets the standard texts of an edition in place of those that were read.
pub async fn set_standard_texts(
    slug: &str,
    version: i32,
    form: StandardTextsForm,
) -> Result<ManagedEdition, CallError> {
    let request = call(Method::PUT, format!("{}/standard-texts", path(slug)));
    let request = request.if_match(format!("\"{version}\"")).json(&form);
    Ok(request.read().await?.body)
}

/// Sets the partners of an edition in place of those that were read.
pub async fn set_partners(
    slug: &str,
    version: i32,
    form: PartnersForm,
) -> Result<ManagedPartners, CallError> {
    let request = call(Method::PUT, format!("{}/partners", path(slug)));
    let request = request.if_match(format!("\"{version}\"")).json(&form);
    Ok(request.read().await?.body)
}

/// Uploads the logo of a partner; the returned value goes into the partner.
pub async fn upload_partner_logo(
    slug: String,
    file: web_sys::File,
) -> Result<StoredImage, CallError> {
    let refused = |code| CallError::Problem(Box::new(Problem::new(code)));
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let too_large = file.size() > IMAGE_BYTES as f64;
    if too_large {
        return Err(refused(Code::PayloadTooLarge));
    }
    // A file that was moved or changed since it was selected can no longer be read.
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(|_gone| refused(Code::ImageUnreadable))?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let upload = call(Method::POST, format!("{}/partners/logos", path(&slug)));
    Ok(upload.bytes(file.type_(), bytes).read().await?.body)
}
