//! Organisations: records, members, mandates, and the events filed in their name.

use super::CallError;
use super::client::{self, Method, call};
use crate::url::encode;
use shared::account::MailedToken;
use shared::id::{AccountId, EventId, InvitationId, OrganisationId};
use shared::organisation::{
    CompanyMatches, EventOrganisation, FilingRequest, MandateRequest, MemberInvitation, MemberRole,
    Membership, MergeInto, NewMemberInvitation, NewOrganisation, Organisation, OrganisationDetails,
    OrganisationHistoryEntry, OrganisationPeople, OwnOrganisation, OwnOrganisations,
    ReceivedMemberInvitations,
};

/// Searches companies and schools by name or number.
pub async fn search_companies(text: &str) -> Result<CompanyMatches, CallError> {
    client::get(format!("/companies?q={}", encode(text))).await
}

/// Returns the caller's organisations, and those in whose name the caller may file.
pub async fn list_organisations() -> Result<OwnOrganisations, CallError> {
    client::get("/organisations").await
}

/// Creates an organisation, or takes charge of one without members.
pub async fn create_organisation(new: NewOrganisation) -> Result<OwnOrganisation, CallError> {
    let answer = call(Method::POST, "/organisations")
        .json(&new)
        .read()
        .await?;
    Ok(answer.body)
}

/// Changes name, kind and address.
pub async fn update_organisation(
    id: OrganisationId,
    version: i32,
    details: OrganisationDetails,
) -> Result<Organisation, CallError> {
    let answer = call(Method::PUT, format!("/organisations/{id}"))
        .if_match(format!("\"{version}\""))
        .json(&details)
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns an organisation with its members and mandates.
pub async fn get_organisation_people(id: OrganisationId) -> Result<OrganisationPeople, CallError> {
    client::get(format!("/organisations/{id}/members")).await
}

/// Invites a person, and returns the organisation with its members.
pub async fn invite_member(
    id: OrganisationId,
    new: NewMemberInvitation,
) -> Result<OrganisationPeople, CallError> {
    let path = format!("/organisations/{id}/invitations");
    Ok(call(Method::POST, path).json(&new).read().await?.body)
}

/// Revokes an invitation that was not answered.
pub async fn revoke_member_invitation(
    id: OrganisationId,
    invitation: InvitationId,
) -> Result<(), CallError> {
    let path = format!("/organisations/{id}/invitations/{invitation}");
    call(Method::DELETE, path).execute().await
}

/// Gives a member another role, and returns the organisation with its members.
pub async fn set_member_role(
    id: OrganisationId,
    account: AccountId,
    role: MemberRole,
) -> Result<OrganisationPeople, CallError> {
    let path = format!("/organisations/{id}/members/{account}");
    Ok(call(Method::PUT, path).json(&role).read().await?.body)
}

/// Removes a member, or leaves with one's own account.
pub async fn remove_member(id: OrganisationId, account: AccountId) -> Result<(), CallError> {
    let path = format!("/organisations/{id}/members/{account}");
    call(Method::DELETE, path).execute().await
}

/// Returns the open invitations to the caller's address.
pub async fn list_member_invitations() -> Result<ReceivedMemberInvitations, CallError> {
    client::get("/organisation-invitations").await
}

/// Returns what the token of a mailed link offers.
pub async fn preview_member_invitation(token: String) -> Result<MemberInvitation, CallError> {
    let path = "/organisation-invitations/preview";
    let answer = call(Method::POST, path).json(&MailedToken { token });
    Ok(answer.read().await?.body)
}

pub async fn accept_member_invitation(token: String) -> Result<Membership, CallError> {
    let path = "/organisation-invitations/accept";
    let answer = call(Method::POST, path).json(&MailedToken { token });
    Ok(answer.read().await?.body)
}

/// Declines an invitation, without an account.
pub async fn decline_member_invitation(token: String) -> Result<(), CallError> {
    let path = "/organisation-invitations/decline";
    let answer = call(Method::POST, path).json(&MailedToken { token });
    answer.execute().await
}

/// Asks an organisation for a mandate.
pub async fn request_mandate(
    id: OrganisationId,
    identifier: String,
) -> Result<OrganisationPeople, CallError> {
    let path = format!("/organisations/{id}/mandates");
    let request = call(Method::POST, path).json(&MandateRequest { identifier });
    Ok(request.read().await?.body)
}

/// Gives a mandate that was asked for.
pub async fn accept_mandate(
    id: OrganisationId,
    branch: OrganisationId,
) -> Result<OrganisationPeople, CallError> {
    let path = format!("/organisations/{id}/mandates/{branch}");
    Ok(call(Method::PUT, path).read().await?.body)
}

/// Ends a mandate, or declines or takes back the request for it.
pub async fn end_mandate(id: OrganisationId, branch: OrganisationId) -> Result<(), CallError> {
    let path = format!("/organisations/{id}/mandates/{branch}");
    call(Method::DELETE, path).execute().await
}

/// Returns the history of an organisation.
pub async fn list_organisation_history(
    id: OrganisationId,
) -> Result<Vec<OrganisationHistoryEntry>, CallError> {
    client::get(format!("/organisations/{id}/history")).await
}

/// Merges an organisation into another, and returns that one.
pub async fn merge_organisations(
    id: OrganisationId,
    into: OrganisationId,
) -> Result<OrganisationPeople, CallError> {
    let path = format!("/organisations/{id}/merge");
    let request = call(Method::POST, path).json(&MergeInto { into });
    Ok(request.read().await?.body)
}

/// Returns in whose name an event is filed.
pub async fn get_event_organisation(id: EventId) -> Result<EventOrganisation, CallError> {
    client::get(format!("/events/{id}/organisation")).await
}

/// Files an event in the name of an organisation, or of its owner alone.
pub async fn set_event_organisation(
    id: EventId,
    request: FilingRequest,
) -> Result<EventOrganisation, CallError> {
    let path = format!("/events/{id}/organisation");
    Ok(call(Method::PUT, path).json(&request).read().await?.body)
}
