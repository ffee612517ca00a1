//! Preview of the deletion of an account: its effect on the person's event submissions.

use crate::accounts::erasure;
use crate::conversation;
use crate::events::holdings;
use crate::organisations::departure;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::ApiError;
use http::Services;
use http::{Actor, problems};
use shared::account::{Departure, Fate};

/// Preview the deletion of the signed-in account
///
/// Counts what becomes of its event submissions, and names the role for which a successor is needed first, if any,
/// and the organisations that need another manager first.
#[utoipa::path(
    tag = "accounts",
    responses((status = 200, description = "Effects that `delete_account` would have now", body = Departure), problems::Refusals)
)]
#[get("/account/departure")]
pub(super) async fn preview_departure(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Departure>, ApiError> {
    let departure = services
        .db
        .read(move |conn| {
            let mut departure = Departure {
                last_holder_of: erasure::last_holder_of(conn, &actor.account)?,
                last_manager_of: departure::last_manager_of(conn, actor.account.id)?,
                ..Departure::default()
            };
            let mut left = Vec::new();
            for (id, fate) in holdings::fates(conn, actor.account.id)? {
                departure.count(fate);
                if fate != Fate::HandedOver {
                    left.push(id);
                }
            }
            departure.messages = conversation::erasure::count(conn, &left)?;
            Ok(departure)
        })
        .await?;
    Ok(Json(departure))
}
