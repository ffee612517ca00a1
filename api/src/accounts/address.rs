//! The state of the address of the signed-in account.

use actix_web::get;
use actix_web::web::{Data, Json};
use ground::mail::addresses;
use http::{Actor, ApiError, Services, problems};
use shared::mail::AccountAddress;

/// Get the state of the caller's address
///
/// An address that returns letters gets no further ones until its owner proves it again, with a new verification link or a password
/// reset, or changes it. What was kept back meanwhile is then sent.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "State of the address", body = AccountAddress), problems::Refusals)
)]
#[get("/account/address")]
pub(super) async fn get_account_address(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<AccountAddress>, ApiError> {
    let email = actor.account.email;
    let returned = services
        .db
        .read(move |conn| addresses::returned(conn, &email))
        .await?;
    Ok(Json(AccountAddress { returned }))
}
