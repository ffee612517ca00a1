//! Held decisions, for the coordination.

use super::CallError;
use super::client::{self, Method, call};
use crate::url;
use shared::id::{AccountId, HeldRunId};
use shared::label::{HeldDecisionPage, HeldRun, HeldRunForm};
use shared::place::Territory;

/// Returns one page of the held decisions of a territory.
pub async fn list_held_decisions(
    territory: &Territory,
    cursor: Option<&str>,
) -> Result<HeldDecisionPage, CallError> {
    let territory = url::encode(&territory.to_string());
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", url::encode(cursor)))
        .unwrap_or_default();
    client::get(format!(
        "/labels/held-decisions?limit=100&territory={territory}{cursor}"
    ))
    .await
}

/// Releases held decisions, or sends them back, in the name of this account only.
pub async fn start_held_run(account: AccountId, form: HeldRunForm) -> Result<HeldRun, CallError> {
    call(Method::POST, "/labels/held-runs")
        .in_the_name_of(account)
        .json(&form)
        .read()
        .await
        .map(|answer| answer.body)
}

/// Returns how far a run has come.
pub async fn get_held_run(id: HeldRunId) -> Result<HeldRun, CallError> {
    client::get(format!("/labels/held-runs/{id}")).await
}
