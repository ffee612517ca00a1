//! Review groups: rules, members, who has a file, absences and conflicts of interest.

use super::CallError;
use super::client::{self, Method, Versioned, call};
use crate::url::encode;
use shared::id::{AccountId, EventId, ReviewAbsenceId, ReviewConflictId, ReviewGroupId};
use shared::label::{
    AssignmentForm, FileAssignment, FoundRoute, GroupMemberRole, LinesForm, LinesImport,
    NewReviewAbsence, NewReviewConflict, NewReviewGroup, ReviewAbsence, ReviewConflict,
    ReviewGroup, ReviewGroupForm, ReviewGroupSummary, RoutingPreview, RoutingRules,
};
use shared::paging::Page;

/// Returns one page of the groups of an edition whose names contain `words`.
pub async fn list_review_groups(
    edition: &str,
    words: &str,
    cursor: Option<String>,
) -> Result<Page<ReviewGroupSummary>, CallError> {
    let cursor = cursor
        .map(|cursor| format!("&cursor={}", encode(&cursor)))
        .unwrap_or_default();
    let (edition, words) = (encode(edition), encode(words));
    client::get(format!(
        "/labels/groups?edition={edition}&q={words}&limit=100{cursor}"
    ))
    .await
}

pub async fn create_review_group(new: NewReviewGroup) -> Result<ReviewGroup, CallError> {
    let answer = call(Method::POST, "/labels/groups").json(&new).read();
    Ok(answer.await?.body)
}

/// Returns a group with its members and rules.
pub async fn get_review_group(id: ReviewGroupId) -> Result<ReviewGroup, CallError> {
    client::get(format!("/labels/groups/{id}")).await
}

fn tag(version: i32) -> String {
    format!("\"{version}\"")
}

/// Changes name and default of a group.
pub async fn update_review_group(
    id: ReviewGroupId,
    version: i32,
    form: ReviewGroupForm,
) -> Result<ReviewGroup, CallError> {
    let request = call(Method::PUT, format!("/labels/groups/{id}")).if_match(tag(version));
    Ok(request.json(&form).read().await?.body)
}

pub async fn delete_review_group(id: ReviewGroupId, version: i32) -> Result<(), CallError> {
    let request = call(Method::DELETE, format!("/labels/groups/{id}")).if_match(tag(version));
    request.execute().await
}

/// Replaces the rules of a group, if `version` is still the present one.
pub async fn set_routing_rules(
    id: ReviewGroupId,
    version: i32,
    rules: RoutingRules,
) -> Result<ReviewGroup, CallError> {
    let request = call(Method::PUT, format!("/labels/groups/{id}/rules")).if_match(tag(version));
    Ok(request.json(&rules).read().await?.body)
}

/// Returns what other rules would move.
pub async fn preview_routing_rules(
    id: ReviewGroupId,
    rules: RoutingRules,
) -> Result<RoutingPreview, CallError> {
    let request = call(Method::POST, format!("/labels/groups/{id}/rules/preview"));
    Ok(request.json(&rules).read().await?.body)
}

/// Adds rules for a list of communes.
pub async fn import_routing_rules(
    id: ReviewGroupId,
    text: String,
) -> Result<LinesImport, CallError> {
    let request = call(Method::POST, format!("/labels/groups/{id}/rules/import"));
    Ok(request.json(&LinesForm { text }).read().await?.body)
}

/// Returns where an event would go.
pub async fn find_route(
    edition: &str,
    commune: &str,
    kind: &str,
    attendance: &str,
) -> Result<FoundRoute, CallError> {
    let (edition, commune, kind) = (encode(edition), encode(commune), encode(kind));
    let commune = if commune.is_empty() {
        String::new()
    } else {
        format!("&commune={commune}")
    };
    client::get(format!(
        "/labels/route?edition={edition}&kind={kind}&attendance={attendance}{commune}"
    ))
    .await
}

/// Adds members by their addresses.
pub async fn import_group_members(
    id: ReviewGroupId,
    text: String,
) -> Result<LinesImport, CallError> {
    let request = call(Method::POST, format!("/labels/groups/{id}/members/import"));
    Ok(request.json(&LinesForm { text }).read().await?.body)
}

/// Gives a member another role.
pub async fn set_group_member_role(
    id: ReviewGroupId,
    account: AccountId,
    version: i32,
    role: GroupMemberRole,
) -> Result<ReviewGroup, CallError> {
    let path = format!("/labels/groups/{id}/members/{account}");
    let request = call(Method::PUT, path).if_match(tag(version));
    Ok(request.json(&role).read().await?.body)
}

pub async fn remove_group_member(id: ReviewGroupId, account: AccountId) -> Result<(), CallError> {
    let path = format!("/labels/groups/{id}/members/{account}");
    call(Method::DELETE, path).execute().await
}

/// Returns who has a file.
pub async fn get_assignment(id: EventId) -> Result<FileAssignment, CallError> {
    client::get(format!("/labels/events/{id}/assignment")).await
}

/// Gives a file to a group and a reviewer, in the name of this account only.
pub async fn assign_file(
    account: AccountId,
    id: EventId,
    form: AssignmentForm,
) -> Result<FileAssignment, CallError> {
    let request = call(Method::PUT, format!("/labels/events/{id}/assignment"))
        .in_the_name_of(account)
        .json(&form);
    let Versioned { body, etag: _ } = request.read().await?;
    Ok(body)
}

/// Returns the absences that the caller may see.
pub async fn list_review_absences() -> Result<Vec<ReviewAbsence>, CallError> {
    client::get("/labels/absences").await
}

pub async fn enter_review_absence(new: NewReviewAbsence) -> Result<ReviewAbsence, CallError> {
    let request = call(Method::POST, "/labels/absences").json(&new);
    Ok(request.read().await?.body)
}

pub async fn delete_review_absence(id: ReviewAbsenceId) -> Result<(), CallError> {
    let path = format!("/labels/absences/{id}");
    call(Method::DELETE, path).execute().await
}

/// Returns the conflicts of interest that the caller may see.
pub async fn list_review_conflicts() -> Result<Vec<ReviewConflict>, CallError> {
    client::get("/labels/conflicts").await
}

/// Declares a conflict of interest of this account, and returns all of them.
pub async fn declare_review_conflict(
    account: AccountId,
    new: NewReviewConflict,
) -> Result<Vec<ReviewConflict>, CallError> {
    let request = call(Method::POST, "/labels/conflicts")
        .in_the_name_of(account)
        .json(&new);
    Ok(request.read().await?.body)
}

/// Deletes a conflict of interest.
pub async fn delete_review_conflict(id: ReviewConflictId) -> Result<(), CallError> {
    let path = format!("/labels/conflicts/{id}");
    call(Method::DELETE, path).execute().await
}
