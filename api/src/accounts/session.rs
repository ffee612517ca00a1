//! Retrieval of the signed-in account.

use actix_web::get;
use actix_web::web::Json;
use http::Actor;
use http::problems::Refusals;
use shared::account::Account;

/// Get the signed-in account
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Signed-in account with its roles", body = Account), Refusals)
)]
#[get("/session")]
pub(super) async fn get_session(actor: Actor) -> Json<Account> {
    Json(actor.account)
}
