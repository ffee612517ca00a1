//! The secret address of the calendar of deadlines.

use super::queries;
use crate::accounts::{erasure, secret};
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, delete, get, post};
use ground::ids;
use http::problems::{Refusals, WriteRefusals};
use http::{API, Actor, ApiError, Services};
use shared::event::DeadlineCalendar;
use uuid::Uuid;

/// Purpose of the secrets of these addresses.
const PURPOSE: &str = "deadline_calendar";

/// Get the address of your calendar of deadlines
///
/// Whoever has the address reads the calendar: it is a secret.
#[utoipa::path(
    tag = "events",
    responses((status = 200, description = "The address, if there is one", body = DeadlineCalendar), Refusals)
)]
#[get("/account/deadline-calendar")]
pub(super) async fn get_deadline_calendar(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<DeadlineCalendar>, ApiError> {
    let account = actor.account.id;
    let serial = services
        .db
        .read(move |conn| queries::serial(conn, account))
        .await?;
    Ok(Json(DeadlineCalendar {
        address: serial.map(|serial| address(&services, &secret_of(&services, serial))),
    }))
}

/// Create the address of your calendar of deadlines
///
/// The calendar has the deadlines of editions with drafts of yours, the days on which answers are due, and the corrections that
/// were requested. A new address replaces the one before, which stops working.
#[utoipa::path(
    tag = "events",
    responses((status = 200, description = "The new address", body = DeadlineCalendar), WriteRefusals)
)]
#[post("/account/deadline-calendar")]
pub(super) async fn renew_deadline_calendar(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<DeadlineCalendar>, ApiError> {
    let account = actor.account.id;
    let serial = ids::new(&services.clock);
    let derived = secret_of(&services, serial);
    let hash = secret::hash(&derived);
    services
        .write(move |conn, services| {
            queries::replace(conn, account, serial, &hash, services.clock.now())?;
            erasure::ensure_present(conn, account)
        })
        .await?;
    Ok(Json(DeadlineCalendar {
        address: Some(address(&services, &derived)),
    }))
}

/// Revoke the address of your calendar of deadlines
///
/// It stops working at once.
#[utoipa::path(
    tag = "events",
    responses((status = 204, description = "There is no address any more"), Refusals)
)]
#[delete("/account/deadline-calendar")]
pub(super) async fn revoke_deadline_calendar(
    services: Data<Services>,
    actor: Actor,
) -> Result<HttpResponse, ApiError> {
    let account = actor.account.id;
    services
        .db
        .write(move |conn| queries::remove(conn, account))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The secret of an address; the database, which has its serial number, does not contain it.
fn secret_of(services: &Services, serial: Uuid) -> String {
    services.secrets.derive(PURPOSE, serial.as_bytes())
}

fn address(services: &Services, secret: &str) -> String {
    format!("{}{API}/deadlines/{secret}/calendar.ics", services.site.url)
}
