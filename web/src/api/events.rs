//! Files of events, as their organisers write and follow them.

use super::CallError;
use super::client::{self, Answer, Method, call};
use crate::url::encode;
use shared::event::{
    DuplicateEvent, EventFile, EventFileSummary, EventForm, HistoryEntry, LifeStatusForm, NewEvent,
    StoredImage, Withdrawal,
};
use shared::id::EventId;
use shared::paging::Page;
use shared::problem::{Code, Problem};
use wasm_bindgen_futures::JsFuture;

/// Opens a file; the same key opens it once, however often it is sent.
pub async fn create_event(request: NewEvent, key: String) -> Result<EventFile, CallError> {
    let answer = call(Method::POST, "/events")
        .json(&request)
        .once(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// One page of the caller's own files, newest first.
pub async fn list_events(cursor: Option<String>) -> Result<Page<EventFileSummary>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", encode(&cursor)))
        .unwrap_or_default();
    client::get(format!("/events?limit=100{cursor}")).await
}

/// A file, with its version for the next save.
pub async fn get_event(id: EventId) -> Result<Answer<EventFile>, CallError> {
    call(Method::GET, format!("/events/{id}")).read().await
}

/// Stores the form as it stands, complete or not.
pub async fn save_event(
    id: EventId,
    etag: String,
    form: EventForm,
) -> Result<Answer<EventFile>, CallError> {
    call(Method::PUT, format!("/events/{id}"))
        .json(&form)
        .if_match(etag)
        .read()
        .await
}

/// Sends a picture for a file; what is answered goes into its form.
pub async fn upload_image(
    id: EventId,
    media_type: String,
    file: web_sys::File,
) -> Result<StoredImage, CallError> {
    // A file that was moved or changed since it was chosen cannot be read any more.
    let unreadable = |_gone| CallError::Problem(Box::new(Problem::new(Code::ImageUnreadable)));
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let answer = call(Method::POST, format!("/events/{id}/image"))
        .bytes(media_type, bytes)
        .read()
        .await?;
    Ok(answer.body)
}

/// Files it for the label.
pub async fn submit_event(id: EventId, etag: String) -> Result<Answer<EventFile>, CallError> {
    call(Method::POST, format!("/events/{id}/submit"))
        .if_match(etag)
        .read()
        .await
}

/// Takes it back.
pub async fn withdraw_event(
    id: EventId,
    etag: String,
    withdrawal: Withdrawal,
) -> Result<Answer<EventFile>, CallError> {
    call(Method::POST, format!("/events/{id}/withdraw"))
        .json(&withdrawal)
        .if_match(etag)
        .read()
        .await
}

/// Copies it into a new draft, without dates and decision.
pub async fn duplicate_event(
    id: EventId,
    request: DuplicateEvent,
    key: String,
) -> Result<EventFile, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/duplicate"))
        .json(&request)
        .once(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Says whether a labelled event takes place as announced.
pub async fn set_life_status(
    id: EventId,
    etag: String,
    status: LifeStatusForm,
) -> Result<Answer<EventFile>, CallError> {
    call(Method::PUT, format!("/events/{id}/life-status"))
        .json(&status)
        .if_match(etag)
        .read()
        .await
}

/// What happened to it, as far as the caller may know.
pub async fn list_history(id: EventId) -> Result<Vec<HistoryEntry>, CallError> {
    client::get(format!("/events/{id}/history")).await
}
