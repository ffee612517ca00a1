//! Communication kits: for those who work on an event, for those with a link, and for those who manage an edition.

use super::CallError;
use super::client::{self, Method, call};
use crate::url::encode;
use serde::Serialize;
use shared::conversation::check_attachment;
use shared::edition::kit::KitFile;
use shared::id::{EventId, KitAssetId, KitLinkId, KitVersionId};
use shared::kit::{
    ASSET_BYTES, KitAnnouncement, KitAssetForm, KitAssetList, KitAssetOrder, KitDownloads,
    KitFileRequest, KitLink, KitLinkForm, KitLinks, KitPage, KitPreview, KitSecret, KitVariant,
};
use shared::problem::{Code, FieldProblem, Problem};
use wasm_bindgen_futures::JsFuture;

/// By what a kit is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KitAccess {
    /// The right to read the event submission.
    Event(EventId),
    /// The secret of a link.
    Secret(String),
}

impl KitAccess {
    /// Returns the kit, by the caller's rights on the event or by the secret of a link.
    pub async fn open(&self) -> Result<KitPage, CallError> {
        match self {
            Self::Event(id) => client::get(format!("/events/{id}/kit")).await,
            Self::Secret(key) => {
                let key = key.clone();
                let answer = call(Method::POST, "/kit/open").json(&KitSecret { key });
                Ok(answer.read().await?.body)
            }
        }
    }

    /// Returns a file of the kit.
    pub async fn file(&self, file: &str, variant: KitVariant) -> Result<Vec<u8>, CallError> {
        match self {
            Self::Event(id) => {
                let path = format!("/events/{id}/kit/files/{file}?variant={variant}");
                call(Method::GET, path).download().await
            }
            Self::Secret(key) => {
                let wanted = KitFileRequest {
                    key: key.clone(),
                    file: file.to_owned(),
                    variant: Some(variant),
                };
                call(Method::POST, "/kit/file")
                    .json(&wanted)
                    .download()
                    .await
            }
        }
    }

    /// Returns the whole kit as a ZIP archive.
    pub async fn archive(&self) -> Result<Vec<u8>, CallError> {
        match self {
            Self::Event(id) => {
                let path = format!("/events/{id}/kit/archive");
                call(Method::GET, path).download().await
            }
            Self::Secret(key) => {
                let key = key.clone();
                let archive = call(Method::POST, "/kit/archive").json(&KitSecret { key });
                archive.download().await
            }
        }
    }
}

/// Returns the links to a kit that are valid.
pub async fn list_links(id: EventId) -> Result<KitLinks, CallError> {
    client::get(format!("/events/{id}/kit/links")).await
}

/// Makes a link through which people without an account open the kit of an event.
pub async fn make_link(id: EventId, form: KitLinkForm) -> Result<KitLink, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/kit/links")).json(&form);
    Ok(answer.read().await?.body)
}

/// Revokes a link to a kit; it opens nothing from then on.
pub async fn revoke_link(id: EventId, link: KitLinkId) -> Result<(), CallError> {
    let path = format!("/events/{id}/kit/links/{link}");
    call(Method::DELETE, path).execute().await
}

fn managed(edition: &str) -> String {
    format!("/administration/editions/{}/kit", encode(edition))
}

async fn sent(
    method: Method,
    path: String,
    body: &impl Serialize,
) -> Result<KitAssetList, CallError> {
    Ok(call(method, path).json(body).read().await?.body)
}

/// Returns the shared files of an edition, with their versions.
pub async fn list_assets(edition: String) -> Result<KitAssetList, CallError> {
    client::get(format!("{}/assets", managed(&edition))).await
}

/// Adds a shared file.
pub async fn create_asset(edition: String, form: KitAssetForm) -> Result<KitAssetList, CallError> {
    sent(Method::POST, format!("{}/assets", managed(&edition)), &form).await
}

/// Describes a shared file.
pub async fn update_asset(
    edition: String,
    asset: KitAssetId,
    form: KitAssetForm,
) -> Result<KitAssetList, CallError> {
    let path = format!("{}/assets/{asset}", managed(&edition));
    sent(Method::PUT, path, &form).await
}

/// Removes a shared file.
pub async fn delete_asset(edition: String, asset: KitAssetId) -> Result<KitAssetList, CallError> {
    let path = format!("{}/assets/{asset}", managed(&edition));
    call(Method::DELETE, path).execute().await?;
    list_assets(edition).await
}

/// Orders the shared files.
pub async fn order_assets(
    edition: String,
    assets: Vec<KitAssetId>,
) -> Result<KitAssetList, CallError> {
    let path = format!("{}/order", managed(&edition));
    sent(Method::PUT, path, &KitAssetOrder { assets }).await
}

/// Uploads a version of a shared file. One that the server would refuse is not sent.
pub async fn upload_version(
    edition: String,
    asset: KitAssetId,
    language: String,
    file: web_sys::File,
) -> Result<KitAssetList, CallError> {
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let too_large = file.size() > ASSET_BYTES as f64;
    if too_large {
        let problem = Problem::new(Code::PayloadTooLarge);
        return Err(CallError::Problem(Box::new(problem)));
    }
    // A file that was moved or changed since it was selected can no longer be read.
    let gone = |_gone| refused(FieldProblem::new("/content", Code::Required, "unreadable"));
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(gone)?;
    let content = js_sys::Uint8Array::new(&buffer).to_vec();
    let (name, _) = check_attachment(&file.name(), &content).map_err(refused)?;
    let path = format!(
        "{}/assets/{asset}/versions?name={}&language={}",
        managed(&edition),
        encode(&name),
        encode(&language)
    );
    let upload = call(Method::POST, path).bytes("application/octet-stream", content);
    Ok(upload.read().await?.body)
}

fn refused(fault: FieldProblem) -> CallError {
    let mut problem = Problem::new(Code::Invalid);
    problem.errors.push(fault);
    CallError::Problem(Box::new(problem))
}

fn version_path(edition: &str, asset: KitAssetId, version: KitVersionId) -> String {
    format!("{}/assets/{asset}/versions/{version}", managed(edition))
}

/// Returns a version of a shared file.
pub async fn get_version(
    edition: String,
    asset: KitAssetId,
    version: KitVersionId,
) -> Result<Vec<u8>, CallError> {
    let path = version_path(&edition, asset, version);
    call(Method::GET, path).download().await
}

/// Removes a version of a shared file.
pub async fn delete_version(
    edition: String,
    asset: KitAssetId,
    version: KitVersionId,
) -> Result<KitAssetList, CallError> {
    let path = version_path(&edition, asset, version);
    call(Method::DELETE, path).execute().await?;
    list_assets(edition).await
}

/// Announces the new versions to the organisers.
pub async fn announce(edition: String) -> Result<KitAnnouncement, CallError> {
    let path = format!("{}/announcement", managed(&edition));
    Ok(call(Method::POST, path).read().await?.body)
}

/// Returns the numbers of downloads.
pub async fn get_downloads(edition: String) -> Result<KitDownloads, CallError> {
    client::get(format!("{}/downloads", managed(&edition))).await
}

/// Returns the template of a file of the default kit; `None` when it has no such file.
pub async fn template(file: &str) -> Result<Option<KitFile>, CallError> {
    let path = format!("/administration/kit-templates/{}", encode(file));
    match client::get(path).await {
        Err(CallError::Problem(problem)) if problem.code == Code::NotFound => Ok(None),
        found => found.map(Some),
    }
}

/// Draws a file of a kit that is not saved.
pub async fn preview(edition: String, preview: KitPreview) -> Result<Vec<u8>, CallError> {
    let path = format!("{}/preview", managed(&edition));
    call(Method::POST, path).json(&preview).download().await
}
