//! Replacement of a key.

use super::make::{member, store};
use super::verify::ApiKeys;
use super::{ROTATED, entry, queries, token};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::TimeDelta;
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{ApiKeyId, PartnerSpaceId};
use shared::partner::{API_KEYS_MAX, KEY_OVERLAP_MAX_HOURS, KeyRotation, MadeApiKey, NewApiKey};
use shared::problem::{Code, FieldProblem};

/// Most keys of a space, those that are being replaced included.
const VALID_MAX: usize = 2 * API_KEYS_MAX;

/// Replace an API key
///
/// Makes a key with the same name, settings and expiry, which acts for the caller. The replaced one stays valid for the hours of the overlap,
/// and not longer than before. The response is the only one that contains the new key. At most 100 keys, those that are being replaced included,
/// unless the overlap is 0. For the members of the space.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("key" = ApiKeyId, Path, description = "Identifier of the replaced key")
    ),
    request_body = KeyRotation,
    responses((status = 201, description = "The new key, shown this once", body = MadeApiKey), WriteRefusals)
)]
#[post("/partner-spaces/{id}/keys/{key}/rotation")]
pub(super) async fn rotate_api_key(
    services: Data<Services>,
    keys: Data<ApiKeys>,
    actor: Actor,
    path: Path<(PartnerSpaceId, ApiKeyId)>,
    body: Body<KeyRotation>,
) -> Result<HttpResponse, ApiError> {
    let ((id, key), KeyRotation { overlap_hours }) = (path.into_inner(), body.into_inner());
    if overlap_hours > KEY_OVERLAP_MAX_HOURS {
        let detail = format!("must be 0 to {KEY_OVERLAP_MAX_HOURS}");
        let fault = FieldProblem::new("/overlapHours", Code::OutOfRange, detail);
        let fault = fault.with_limit(KEY_OVERLAP_MAX_HOURS);
        return Err(Error::invalid(vec![fault]).into());
    }
    let forgetting = keys.clone();
    let made = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = member(conn, &actor, id)?;
            let new = ApiKeyId(ids::new(&services.clock));
            // First, since appending takes the lock under which nobody else replaces or revokes the key.
            log::append(
                conn,
                now,
                &entry(seat.space.partner(), key, ROTATED, seat.by),
            )?;
            let row = queries::find_valid(conn, id, key, now)?.ok_or_else(Error::not_found)?;
            let keys_now = queries::valid(conn, id, now)?.len();
            if overlap_hours > 0 && keys_now >= VALID_MAX {
                let detail = "too many keys are being replaced";
                let fault = FieldProblem::new("/overlapHours", Code::TooMany, detail);
                let fault = fault.with_limit(VALID_MAX as u64);
                return Err(Error::invalid(vec![fault]));
            }
            let settings = row.settings()?;
            let secret = token::generate(settings.kind)?;
            let end = now + TimeDelta::hours(i64::from(overlap_hours));
            let expires_at = row.expires_at.map(|at| at.0);
            queries::expire(conn, row.id, expires_at.map_or(end, |at| at.min(end)))?;
            let same = NewApiKey {
                name: row.name,
                settings,
                expires_at,
            };
            store(
                conn,
                services,
                &keys,
                &actor.account,
                id,
                new,
                same,
                &secret,
            )
        })
        .await?;
    forgetting.forget();
    Ok(HttpResponse::Created().json(made))
}
