//! Reads one person, with roles and sessions.

use super::change::Managed;
use super::sheet::present;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::account::PersonSheet;
use shared::id::AccountId;

/// Get a person
///
/// Roles, open sessions, last sign-in and number of event submissions of an account that the caller may manage.
#[utoipa::path(
    tag = "people",
    params(("id" = AccountId, Path, description = "Identifier of the account")),
    responses((status = 200, description = "The person", body = PersonSheet), Refusals)
)]
#[get("/people/{id}")]
pub(in crate::accounts) async fn get_person(
    services: Data<Services>,
    actor: Actor,
    id: Path<AccountId>,
) -> Result<Json<PersonSheet>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let sheet = services
        .db
        .read(move |conn| {
            let managed = Managed::find(conn, &actor, id)?;
            present(conn, &managed, now)
        })
        .await?;
    Ok(Json(sheet))
}
