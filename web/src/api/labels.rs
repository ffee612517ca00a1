//! Files as those who check them see them.

use super::CallError;
use super::client::{self, Answer, Method, call};
use crate::url::encode;
use shared::criterion::AssessmentForm;
use shared::event::{CorrectionForm, DecisionForm, QueueItem, ReviewSheet, Revocation};
use shared::id::EventId;
use shared::paging::Page;

/// What one may ask of the queue; empty texts ask nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueQuery {
    /// `region:84` or `department:69`.
    pub territory: String,
    /// States, separated by commas.
    pub state: String,
    /// Only files whose answer is late.
    pub overdue: bool,
    /// Cursor of the page before.
    pub cursor: Option<String>,
}

/// One page of the queue, by due date.
pub async fn list_queue(query: QueueQuery) -> Result<Page<QueueItem>, CallError> {
    let QueueQuery {
        territory,
        state,
        overdue,
        cursor,
    } = query;
    let overdue = if overdue { "true" } else { "" };
    let mut path = "/labels/queue?limit=30&count=true".to_owned();
    for (name, value) in [
        ("territory", territory.as_str()),
        ("state", state.as_str()),
        ("overdue", overdue),
        ("cursor", cursor.as_deref().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            path.extend(["&", name, "=", &encode(value)]);
        }
    }
    client::get(path).await
}

/// Everything that is needed to decide on a file, with its version.
pub async fn get_review(id: EventId) -> Result<Answer<ReviewSheet>, CallError> {
    call(Method::GET, format!("/labels/events/{id}"))
        .read()
        .await
}

/// Stores answers on criteria; those that are left out keep theirs.
pub async fn assess_event(
    id: EventId,
    etag: String,
    answers: AssessmentForm,
) -> Result<Answer<ReviewSheet>, CallError> {
    call(Method::PUT, format!("/labels/events/{id}/assessment"))
        .json(&answers)
        .if_match(etag)
        .read()
        .await
}

/// Sends the file back to its organiser with a question.
pub async fn request_correction(
    id: EventId,
    etag: String,
    correction: CorrectionForm,
) -> Result<Answer<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/correction"))
        .json(&correction)
        .if_match(etag)
        .read()
        .await
}

/// Gives or refuses the label.
pub async fn decide_event(
    id: EventId,
    etag: String,
    decision: DecisionForm,
) -> Result<Answer<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/decision"))
        .json(&decision)
        .if_match(etag)
        .read()
        .await
}

/// Takes the label away.
pub async fn revoke_label(
    id: EventId,
    etag: String,
    revocation: Revocation,
) -> Result<Answer<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/revocation"))
        .json(&revocation)
        .if_match(etag)
        .read()
        .await
}
