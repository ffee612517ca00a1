//! The invitations to a role that nobody has accepted yet.

use super::change::Manager;
use super::{INVITATION_REVOKED, queries};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::log::{self, Entry, Subject};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::account::{OpenRoleInvitation, OpenRoleInvitations};
use shared::id::InvitationId;

/// Invitations of one answer.
const MOST: i64 = 200;

/// List the open invitations to a role
///
/// Those to the roles that the caller manages, newest first, at most 200.
#[utoipa::path(
    tag = "people",
    responses((status = 200, description = "Open invitations", body = OpenRoleInvitations), Refusals)
)]
#[get("/role-invitations")]
pub(in crate::accounts) async fn list_role_invitations(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<OpenRoleInvitations>, ApiError> {
    let now = services.clock.now();
    let open = services
        .db
        .read(move |conn| {
            let manager = Manager::of(conn, &actor)?;
            open_for(conn, &manager, now)
        })
        .await?;
    Ok(Json(open))
}

/// Revoke an invitation to a role
///
/// Its link no longer works.
#[utoipa::path(
    tag = "people",
    params(("id" = InvitationId, Path, description = "Identifier of the invitation")),
    responses((status = 204, description = "Invitation revoked"), Refusals)
)]
#[delete("/role-invitations/{id}")]
pub(in crate::accounts) async fn revoke_role_invitation(
    services: Data<Services>,
    actor: Actor,
    id: Path<InvitationId>,
) -> Result<HttpResponse, ApiError> {
    let id = SqlUuid::from(id.into_inner());
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            log::hold(conn)?;
            let manager = Manager::of(conn, &actor)?;
            let row = queries::open(conn, id)?.ok_or_else(Error::not_found)?;
            let grant = row.grant()?;
            if !manager.role.manages(grant.role) || !queries::delete_open(conn, id)? {
                return Err(Error::not_found());
            }
            let entry = Entry {
                by: manager.by(),
                subject: Subject::Platform,
                edition: None,
                kind: INVITATION_REVOKED,
                payload: serde_json::to_value(&grant)?,
            };
            log::append(conn, now, &entry).map(drop)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The open invitations to the roles that a person manages.
pub(super) fn open_for(
    conn: &mut Conn,
    manager: &Manager,
    now: DateTime<Utc>,
) -> Result<OpenRoleInvitations, Error> {
    let rows = queries::open_ones(conn, now, MOST)?;
    let inviters: Vec<SqlUuid> = rows.iter().map(|row| row.invited_by).collect();
    let names = queries::names(conn, &inviters)?;
    let mut items = Vec::new();
    for row in rows {
        let grant = row.grant()?;
        if manager.role.manages(grant.role) {
            items.push(OpenRoleInvitation {
                id: row.id.into(),
                email: row.email,
                grant,
                inviter: names.get(&row.invited_by).cloned().unwrap_or_default(),
                created_at: row.created_at.0,
                expires_at: row.expires_at.0,
            });
        }
    }
    Ok(OpenRoleInvitations { items })
}
