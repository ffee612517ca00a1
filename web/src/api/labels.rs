//! Event submissions, for their reviewers.

use super::CallError;
use super::client::{Method, Versioned, call};
use shared::criterion::AssessmentForm;
use shared::id::EventId;
use shared::label::{
    ChangeDecisionForm, CorrectionForm, DecisionForm, Reopening, ReviewSheet, Revocation,
    SecondLookForm,
};

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

/// Undoes a decision before it takes effect.
pub async fn undo_decision(id: EventId, etag: String) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::DELETE, format!("/labels/events/{id}/decision"))
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

/// Takes a refusal back, with a reason.
pub async fn reopen_event(
    id: EventId,
    etag: String,
    reopening: Reopening,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/reopening"))
        .json(&reopening)
        .if_match(etag)
        .read()
        .await
}

/// Asks another reviewer to look at the file.
pub async fn ask_second_look(
    id: EventId,
    etag: String,
    form: SecondLookForm,
) -> Result<Versioned<ReviewSheet>, CallError> {
    call(Method::POST, format!("/labels/events/{id}/second-look"))
        .json(&form)
        .if_match(etag)
        .read()
        .await
}
