//! Late passes: permissions to submit after the deadline.

use super::CallError;
use super::client::{self, Method, Versioned, call};
use crate::url::encode;
use shared::event::EventFile;
use shared::id::{EventId, LatePassId};
use shared::late_pass::{IssuedLatePass, LatePass, NewLatePass, SubmissionForm};
use shared::paging::Page;

/// Issues a pass; only this answer has its code.
pub async fn issue_late_pass(new: NewLatePass) -> Result<IssuedLatePass, CallError> {
    let answer = call(Method::POST, "/labels/late-passes")
        .json(&new)
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns one page of the passes that the caller may see, newest first.
pub async fn list_late_passes(cursor: Option<String>) -> Result<Page<LatePass>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", encode(&cursor)))
        .unwrap_or_default();
    client::get(format!("/labels/late-passes?limit=50{cursor}")).await
}

/// Revokes a pass that was not used.
pub async fn revoke_late_pass(id: LatePassId) -> Result<(), CallError> {
    let path = format!("/labels/late-passes/{id}");
    call(Method::DELETE, path).execute().await
}

/// Submits an event after the deadline, with the code of a pass.
pub async fn submit_late(
    id: EventId,
    etag: String,
    code: String,
) -> Result<Versioned<EventFile>, CallError> {
    let form = SubmissionForm {
        late_pass: Some(code),
    };
    call(Method::POST, format!("/events/{id}/submit"))
        .json(&form)
        .if_match(etag)
        .read()
        .await
}
