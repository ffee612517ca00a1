//! The organisations of the caller.

use super::people::organisation;
use super::queries::{filing, members};
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::organisation::{OwnOrganisation, OwnOrganisations};

/// List your organisations
///
/// The organisations that the caller belongs to, and those in whose name the caller may file events: as a member, or on behalf of a
/// company that has mandated an organisation of the caller.
#[utoipa::path(
    tag = "organisations",
    responses((status = 200, description = "Organisations and choices", body = OwnOrganisations), Refusals)
)]
#[get("/organisations")]
pub(super) async fn list_organisations(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<OwnOrganisations>, ApiError> {
    let account = actor.account.id;
    let own = services
        .db
        .read(move |conn| {
            let mut items = Vec::new();
            for (row, role) in members::of_account(conn, account)? {
                items.push(OwnOrganisation {
                    organisation: organisation(&row)?,
                    role,
                });
            }
            let choices = filing::choices(conn, account)?;
            Ok(OwnOrganisations { items, choices })
        })
        .await?;
    Ok(Json(own))
}
