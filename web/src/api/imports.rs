//! Imports of events from tables.

use super::CallError;
use super::client::{self, Method, call};
use crate::url::encode;
use shared::id::ImportId;
use shared::import::{Import, ImportMapping, ImportSummary};
use shared::paging::Page;
use shared::problem::{Code, Problem};
use wasm_bindgen_futures::JsFuture;

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Uploads a table; the returned preview may still be in the making.
pub async fn create_import(edition: String, file: web_sys::File) -> Result<Import, CallError> {
    // A file that was moved or changed since it was selected can no longer be read.
    let unreadable = |_gone| CallError::Problem(Box::new(Problem::new(Code::SheetUnreadable)));
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    // Browsers name the type that a program of the machine claims; the server looks at the content.
    let kind = if file.name().to_lowercase().ends_with(".xlsx") {
        XLSX
    } else {
        CSV
    };
    let (edition, name) = (encode(&edition), encode(&file.name()));
    let path = format!("/imports?edition={edition}&fileName={name}");
    let answer = call(Method::POST, path).bytes(kind, bytes).read().await?;
    Ok(answer.body)
}

/// Returns an import with its state, counts and columns.
pub async fn get_import(id: ImportId) -> Result<Import, CallError> {
    client::get(format!("/imports/{id}")).await
}

/// Returns the latest imports of the caller.
pub async fn list_imports() -> Result<Page<ImportSummary>, CallError> {
    client::get("/imports?limit=10").await
}

/// Chooses the fields of the columns, and returns the new preview.
pub async fn map_import(id: ImportId, mapping: ImportMapping) -> Result<Import, CallError> {
    let call = call(Method::PUT, format!("/imports/{id}/columns")).json(&mapping);
    Ok(call.read().await?.body)
}

/// Takes the rows without a fault.
pub async fn commit_import(id: ImportId) -> Result<Import, CallError> {
    let call = call(Method::POST, format!("/imports/{id}/commit"));
    Ok(call.read().await?.body)
}

pub async fn undo_import(id: ImportId) -> Result<Import, CallError> {
    let call = call(Method::POST, format!("/imports/{id}/undo"));
    Ok(call.read().await?.body)
}

/// Returns the template of an edition.
pub async fn template(edition: String) -> Result<Vec<u8>, CallError> {
    let path = format!("/imports/template.xlsx?edition={}", encode(&edition));
    call(Method::GET, path).download().await
}
