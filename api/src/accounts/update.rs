//! Changes to the signed-in account by its owner.

use super::people;
use super::queries;
use actix_web::patch;
use actix_web::web::{Data, Json};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::{Actor, Body, problems};
use shared::account::{Account, AccountChange};

/// Update the signed-in account
///
/// Replaces its name, and the language of its letters. The address and the password have operations of their own, since they require proof.
#[utoipa::path(
    tag = "accounts",
    request_body = AccountChange,
    responses((status = 200, description = "Updated account", body = Account), problems::FormRefusals)
)]
#[patch("/account")]
pub(super) async fn update_account(
    services: Data<Services>,
    actor: Actor,
    body: Body<AccountChange>,
) -> Result<Json<Account>, ApiError> {
    let AccountChange { name, language } = body.into_inner();
    let name = people::read_name(&name).map_err(|fault| Error::invalid(vec![fault]))?;
    let id = actor.account.id;
    let account = services
        .write(move |conn, services| {
            queries::set_name(conn, id.into(), &name, services.clock.now().into())?;
            if let Some(language) = language {
                queries::set_language(conn, id.into(), language)?;
            }
            people::record(
                conn,
                &services.clock,
                id,
                "account.renamed",
                serde_json::json!({}),
            )?;
            queries::find(conn, id)?.ok_or_else(super::sessions::ended)
        })
        .await?;
    Ok(Json(account))
}
