//! Event submissions, for their reviewers.

use super::CallError;
use super::client::{self, Method, Versioned, call};
use crate::url::encode;
use shared::criterion::AssessmentForm;
use shared::id::EventId;
use shared::label::{
    ChangeDecisionForm, CorrectionForm, DecisionForm, QueueItem, ReviewSheet, Revocation,
};
use shared::paging::Page;

/// Filters of the review queue; an empty text does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueQuery {
    /// Territory: `region:84` or `department:69`.
    pub territory: String,
    /// Label states, separated by commas.
    pub state: String,
    /// Only submissions past their due date.
    pub overdue: bool,
    /// Cursor from the previous page.
    pub cursor: Option<String>,
}

/// Returns one page of the queue, by due date.
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

/// Returns everything needed to decide on a submission, with its version.
pub async fn get_review(id: EventId) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::GET, format!("/labels/events/{id}"))
        .read()
        .await
}

/// Stores assessments of criteria; criteria left out keep theirs.
pub async fn assess_event(
    id: EventId,
    etag: String,
    answers: AssessmentForm,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::PUT, format!("/labels/events/{id}/assessment"))
        .json(&answers)
        .if_match(etag)
        .read()
        .await
}

/// Returns the submission to its organiser with a request for correction.
pub async fn request_correction(
    id: EventId,
    etag: String,
    correction: CorrectionForm,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/correction"))
        .json(&correction)
        .if_match(etag)
        .read()
        .await
}

/// Grants or refuses the label.
pub async fn decide_event(
    id: EventId,
    etag: String,
    decision: DecisionForm,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/decision"))
        .json(&decision)
        .if_match(etag)
        .read()
        .await
}

/// Accepts or refuses the change of a labelled event.
pub async fn decide_change(
    id: EventId,
    etag: String,
    decision: ChangeDecisionForm,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/change/decision"))
        .json(&decision)
        .if_match(etag)
        .read()
        .await
}

/// Revokes the label, with a reason.
pub async fn revoke_label(
    id: EventId,
    etag: String,
    revocation: Revocation,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/revocation"))
        .json(&revocation)
        .if_match(etag)
        .read()
        .await
}
