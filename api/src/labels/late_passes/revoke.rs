//! Revocation of a late pass.

use super::{REVOKED, entry, reviews};
use crate::late_passes::queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log;
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::id::LatePassId;
use shared::problem::Code;

/// Revoke a late pass
///
/// It cannot be used any more; what was submitted with it stays submitted (422 `invalid_pass`). Revoking it again changes
/// nothing.
#[utoipa::path(
    tag = "labels",
    params(("id" = LatePassId, Path, description = "Identifier of the pass")),
    responses((status = 204, description = "Pass revoked"), WriteRefusals)
)]
#[delete("/labels/late-passes/{id}")]
pub(in crate::labels) async fn revoke_late_pass(
    services: Data<Services>,
    actor: Actor,
    id: Path<LatePassId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let stored = queries::find(conn, id)?
                .filter(|stored| reviews(&actor, &stored.pass.territory))
                .ok_or_else(Error::not_found)?;
            if stored.pass.revoked_at.is_some() {
                return Ok(());
            }
            // First, since appending takes the lock under which nobody uses the pass.
            log::append(conn, now, &entry(&actor, &stored, REVOKED))?;
            if queries::revoke(conn, id, now)? {
                Ok(())
            } else {
                Err(Error::rejected(Code::InvalidPass).because("the pass was used"))
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
