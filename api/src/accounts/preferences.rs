//! The letters that the signed-in person wants.

use super::optional_letters as letters;
use actix_web::web::{Data, Json};
use actix_web::{get, put};
use http::ApiError;
use http::Services;
use http::{Actor, Body, problems};
use shared::account::{OptionalLetter, Preferences};

/// Get the preferences of the signed-in account
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Preferences", body = Preferences), problems::Refusals)
)]
#[get("/account/preferences")]
pub(super) async fn get_preferences(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Preferences>, ApiError> {
    let id = actor.account.id;
    let refused_letters = services
        .db
        .read(move |conn| letters::refused(conn, id))
        .await?;
    Ok(Json(Preferences { refused_letters }))
}

/// Replace the preferences of the signed-in account
///
/// Only kinds of letters that are not owed can be refused.
#[utoipa::path(
    tag = "accounts",
    request_body = Preferences,
    responses((status = 200, description = "Stored preferences", body = Preferences), problems::FormRefusals)
)]
#[put("/account/preferences")]
pub(super) async fn set_preferences(
    services: Data<Services>,
    actor: Actor,
    body: Body<Preferences>,
) -> Result<Json<Preferences>, ApiError> {
    let wanted = body.into_inner();
    let id = actor.account.id;
    let refused_letters = services
        .write(move |conn, services| {
            for letter in OptionalLetter::ALL.iter().copied() {
                if wanted.refused_letters.contains(&letter) {
                    letters::refuse(conn, id, letter, services.clock.now())?;
                } else {
                    letters::accept(conn, id, letter)?;
                }
            }
            letters::refused(conn, id)
        })
        .await?;
    Ok(Json(Preferences { refused_letters }))
}
