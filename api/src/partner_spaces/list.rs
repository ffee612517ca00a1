//! The spaces of the caller.

use super::queries;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::partner::{PartnerSpaceSummary, PartnerSpaces};

/// List the spaces of partners
///
/// Those that the caller belongs to; all of them for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    responses((status = 200, description = "Spaces", body = PartnerSpaces), Refusals)
)]
#[get("/partner-spaces")]
pub(super) async fn list_partner_spaces(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<PartnerSpaces>, ApiError> {
    let spaces = services
        .db
        .read(move |conn| {
            let rows = if actor.reaches(None, None).is_some() {
                queries::all(conn)?
            } else {
                queries::of_account(conn, actor.account.id)?
            };
            let numbers = queries::numbers_of_members(conn)?;
            let items = rows.into_iter().map(|row| PartnerSpaceSummary {
                members: numbers.get(&row.id()).copied().unwrap_or_default(),
                space: row.shown(),
            });
            Ok(PartnerSpaces {
                items: items.collect(),
            })
        })
        .await?;
    Ok(Json(spaces))
}
