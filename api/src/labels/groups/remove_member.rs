//! Change of the role of a member, and removal of one.

use super::access::{by, found, managed, present, respond};
use crate::sharing::{fact, groups, members, moves};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, put};
use ground::error::Error;
use ground::log;
use http::etag::Expected;
use http::problems::{ConditionalRefusals, WriteRefusals};
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::{AccountId, ReviewGroupId};
use shared::label::{GroupMemberRole, ReviewGroup};

/// Give a member of a review group another role
///
/// Allowed for the coordination only: it decides who leads a group.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = ReviewGroupId, Path, description = "Identifier of the group"),
        ("account" = AccountId, Path, description = "Identifier of the member's account"),
        ("If-Match" = String, Header, description = "Version of the group that was read, from `ETag`")
    ),
    request_body = GroupMemberRole,
    responses((status = 200, description = "The group; `ETag` is its new version", body = ReviewGroup), ConditionalRefusals)
)]
#[put("/labels/groups/{id}/members/{account}")]
pub(in crate::labels) async fn set_group_member_role(
    services: Data<Services>,
    actor: Actor,
    path: Path<(ReviewGroupId, AccountId)>,
    expected: Expected,
    body: Body<GroupMemberRole>,
) -> Result<HttpResponse, ApiError> {
    let ((id, account), GroupMemberRole { role }) = (path.into_inner(), body.into_inner());
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let edition = found(conn, id)?.edition;
            let payload = json!({ "account": account, "role": role });
            let entry = fact::of_group((id, edition), fact::MEMBER_ROLE, by(&actor), payload);
            // First, since appending takes the lock under which nobody else joins or leaves.
            log::append(conn, now, &entry)?;
            let group = found(conn, id)?;
            expected.check(group.version)?;
            members::role_of(conn, id, account)?.ok_or_else(Error::not_found)?;
            members::set_role(conn, id, account, role)?;
            groups::update(conn, &group, &group.name, now)?;
            present(conn, &actor, id, now)
        })
        .await?;
    Ok(respond(&shown))
}

/// Remove a member from a review group
///
/// Allowed for the leads of the group and the coordination. The open files that the person has in this group go to other
/// members, or to nobody when no other member can have them.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = ReviewGroupId, Path, description = "Identifier of the group"),
        ("account" = AccountId, Path, description = "Identifier of the member's account")
    ),
    responses((status = 204, description = "No member any more"), WriteRefusals)
)]
#[delete("/labels/groups/{id}/members/{account}")]
pub(in crate::labels) async fn remove_group_member(
    services: Data<Services>,
    actor: Actor,
    path: Path<(ReviewGroupId, AccountId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, account) = path.into_inner();
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let edition = managed(conn, &actor, id)?.edition;
            let payload = json!({ "account": account });
            let entry = fact::of_group((id, edition), fact::MEMBER_REMOVED, by(&actor), payload);
            // First, since appending takes the lock under which nobody else joins or leaves.
            log::append(conn, now, &entry)?;
            let group = managed(conn, &actor, id)?;
            if !members::remove(conn, id, account)? {
                return Err(Error::not_found());
            }
            groups::update(conn, &group, &group.name, now)?;
            moves::take_from(conn, now, account, Some(id), |_| true)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
