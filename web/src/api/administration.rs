//! The administration: people and their roles, all organisations, background jobs, and the log.

use super::CallError;
use super::client::{self, Method, call};
use crate::url::encode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::account::{
    Account, Disabling, Grant, MailedToken, ManagedPerson, NewRoleInvitation, OpenRoleInvitations,
    PeopleSearch, PersonSheet, RoleOffer,
};
use shared::id::{AccountId, InvitationId, OrganisationId};
use shared::job::{DeadJob, JobOverview, JobRemoval, JobReplay, ReplayedJobs};
use shared::log::{LatestLogVerification, LogRow};
use shared::organisation::{MergePreview, RegisteredOrganisation};
use shared::paging::Page;
use uuid::Uuid;

async fn post<T: DeserializeOwned>(
    path: impl Into<String>,
    body: &impl Serialize,
) -> Result<T, CallError> {
    Ok(call(Method::POST, path).json(body).read().await?.body)
}

async fn send<T: DeserializeOwned>(
    method: Method,
    path: impl Into<String>,
) -> Result<T, CallError> {
    Ok(call(method, path).read().await?.body)
}

/// Returns one page of the people that the caller may manage, the latest first.
pub async fn search_people(search: PeopleSearch) -> Result<Page<ManagedPerson>, CallError> {
    post("/people-search", &search).await
}

/// Returns the sheet of a person.
pub async fn get_person(id: AccountId) -> Result<PersonSheet, CallError> {
    client::get(format!("/people/{id}")).await
}

/// Gives a person a role.
pub async fn add_grant(id: AccountId, grant: Grant) -> Result<PersonSheet, CallError> {
    post(format!("/people/{id}/grants"), &grant).await
}

/// Takes a role back.
pub async fn remove_grant(id: AccountId, grant: Grant) -> Result<PersonSheet, CallError> {
    let territory = encode(&grant.territory.to_string());
    let path = format!("/people/{id}/grants/{}/{territory}", grant.role);
    send(Method::DELETE, path).await
}

pub async fn disable_person(id: AccountId, reason: String) -> Result<PersonSheet, CallError> {
    post(format!("/people/{id}/disable"), &Disabling { reason }).await
}

/// Enables an account again.
pub async fn enable_person(id: AccountId) -> Result<PersonSheet, CallError> {
    send(Method::POST, format!("/people/{id}/enable")).await
}

/// Ends every session of a person.
pub async fn sign_out_person(id: AccountId) -> Result<PersonSheet, CallError> {
    send(Method::POST, format!("/people/{id}/sign-out")).await
}

pub async fn end_person_session(id: AccountId, session: Uuid) -> Result<PersonSheet, CallError> {
    send(Method::DELETE, format!("/people/{id}/sessions/{session}")).await
}

/// Returns the open invitations to the roles that the caller manages.
pub async fn list_role_invitations() -> Result<OpenRoleInvitations, CallError> {
    client::get("/role-invitations").await
}

/// Invites a person to a role.
pub async fn invite_to_role(new: NewRoleInvitation) -> Result<OpenRoleInvitations, CallError> {
    post("/role-invitations", &new).await
}

pub async fn revoke_role_invitation(id: InvitationId) -> Result<(), CallError> {
    call(Method::DELETE, format!("/role-invitations/{id}"))
        .execute()
        .await
}

/// Returns what the secret of a mailed link offers.
pub async fn preview_role_invitation(token: String) -> Result<RoleOffer, CallError> {
    post("/role-offers/preview", &MailedToken { token }).await
}

pub async fn accept_role_invitation(token: String) -> Result<Account, CallError> {
    post("/role-offers/accept", &MailedToken { token }).await
}

/// Returns one page of all organisations, by name.
pub async fn list_registered_organisations(
    text: &str,
    duplicates: bool,
    cursor: Option<String>,
) -> Result<Page<RegisteredOrganisation>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", encode(&cursor)))
        .unwrap_or_default();
    client::get(format!(
        "/registered-organisations?q={}&duplicates={duplicates}{cursor}",
        encode(text)
    ))
    .await
}

/// Returns what a merge would move.
pub async fn preview_merge(
    from: OrganisationId,
    into: OrganisationId,
) -> Result<MergePreview, CallError> {
    client::get(format!("/organisations/{from}/merge-preview?into={into}")).await
}

/// Returns the numbers and schedules of the background jobs.
pub async fn get_job_overview() -> Result<JobOverview, CallError> {
    client::get("/jobs").await
}

/// Returns one page of the dead jobs, the latest first.
pub async fn list_dead_jobs(cursor: Option<String>) -> Result<Page<DeadJob>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("?cursor={}", encode(&cursor)))
        .unwrap_or_default();
    client::get(format!("/dead-jobs{cursor}")).await
}

/// Starts a dead job again.
pub async fn replay_job(id: Uuid) -> Result<ReplayedJobs, CallError> {
    send(Method::POST, format!("/dead-jobs/{id}/replay")).await
}

/// Starts every dead job of a kind again.
pub async fn replay_jobs(kind: String) -> Result<ReplayedJobs, CallError> {
    post("/jobs/replay", &JobReplay { kind }).await
}

/// Removes a dead job for good.
pub async fn discard_job(id: Uuid, reason: String) -> Result<(), CallError> {
    call(Method::POST, format!("/dead-jobs/{id}/discard"))
        .json(&JobRemoval { reason })
        .execute()
        .await
}

/// Returns one page of the log, newest first. `filters` are parameters of the operation, encoded.
pub async fn list_log(filters: &str, cursor: Option<String>) -> Result<Page<LogRow>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", encode(&cursor)))
        .unwrap_or_default();
    client::get(format!("/log?limit=50{filters}{cursor}")).await
}

/// Starts a verification of the log.
pub async fn verify_log() -> Result<LatestLogVerification, CallError> {
    send(Method::POST, "/log/verification").await
}

/// Returns the latest verification of the log.
pub async fn get_log_verification() -> Result<LatestLogVerification, CallError> {
    client::get("/log/verification").await
}
