//! Changes of labelled events, for their organisers.

use super::CallError;
use super::client::{Method, Versioned, call};
use super::events::SAVE_TIMEOUT;
use shared::event::{EventChange, EventForm};
use shared::id::{AccountId, EventId};

/// Returns the change of a labelled event, in the name of this account only.
pub async fn get_own_change(
    account: AccountId,
    id: EventId,
) -> Result<Versioned<EventChange>, CallError> {
    call(Method::GET, format!("/events/{id}/change"))
        .in_the_name_of(account)
        .timeout(SAVE_TIMEOUT)
        .read()
        .await
}

/// As [`get_own_change`], for whoever is signed in.
pub async fn get_change(id: EventId) -> Result<Versioned<EventChange>, CallError> {
    call(Method::GET, format!("/events/{id}/change"))
        .read()
        .await
}

/// Saves the changed form, complete or not, in the name of this account only.
pub async fn save_change(
    account: AccountId,
    id: EventId,
    etag: String,
    form: EventForm,
) -> Result<Versioned<EventChange>, CallError> {
    call(Method::PUT, format!("/events/{id}/change"))
        .json(&form)
        .if_match(etag)
        .in_the_name_of(account)
        .timeout(SAVE_TIMEOUT)
        .read()
        .await
}

/// Publishes what is not material, and has the rest checked again.
pub async fn submit_change(id: EventId, etag: String) -> Result<Versioned<EventChange>, CallError> {
    call(Method::POST, format!("/events/{id}/change/submit"))
        .if_match(etag)
        .read()
        .await
}

/// Ends the check of a submitted change, which stays as a draft.
pub async fn withdraw_change(
    id: EventId,
    etag: String,
) -> Result<Versioned<EventChange>, CallError> {
    call(Method::POST, format!("/events/{id}/change/withdraw"))
        .if_match(etag)
        .read()
        .await
}

/// Forgets what was written since the last submission.
pub async fn discard_change(
    id: EventId,
    etag: String,
) -> Result<Versioned<EventChange>, CallError> {
    call(Method::DELETE, format!("/events/{id}/change"))
        .if_match(etag)
        .read()
        .await
}
