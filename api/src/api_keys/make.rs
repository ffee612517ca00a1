//! Creation of a key.

use super::check::checked;
use super::rows::KeyRow;
use super::verify::ApiKeys;
use super::{MADE, entry, queries, token};
use crate::partner_spaces::access::{Seat, open_seat};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::account::Account;
use shared::id::{ApiKeyId, PartnerSpaceId};
use shared::partner::{API_KEYS_MAX, MadeApiKey, NewApiKey};
use shared::problem::{Code, FieldProblem};

/// Make an API key
///
/// The response is the only one that contains the key: send it as `Authorization: Bearer …`. It acts for the caller, within its scopes and
/// limits, and ends with the membership of the caller. A publishable key is for scripts on the pages of its origins and makes public reads only.
/// At most 50 keys. For the members of the space. Requires a verified e-mail address.
#[utoipa::path(
    tag = "partners",
    params(("id" = PartnerSpaceId, Path, description = "Identifier of the space")),
    request_body = NewApiKey,
    responses((status = 201, description = "The key, shown this once", body = MadeApiKey), WriteRefusals)
)]
#[post("/partner-spaces/{id}/keys")]
pub(super) async fn make_api_key(
    services: Data<Services>,
    keys: Data<ApiKeys>,
    actor: Actor,
    id: Path<PartnerSpaceId>,
    body: Body<NewApiKey>,
) -> Result<HttpResponse, ApiError> {
    let (id, new) = (id.into_inner(), body.into_inner());
    let secret = token::generate(new.settings.kind)?;
    let made = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let seat = member(conn, &actor, id)?;
            let key = ApiKeyId(ids::new(&services.clock));
            // First, since appending takes the lock under which the number of keys does not change.
            log::append(conn, now, &entry(seat.space.partner(), key, MADE, seat.by))?;
            let new = checked(conn, new.clone(), now)?;
            if queries::valid(conn, id, now)?.len() >= API_KEYS_MAX {
                let fault = FieldProblem::new("/name", Code::TooMany, "too many keys");
                let fault = fault.with_limit(API_KEYS_MAX as u64);
                return Err(Error::invalid(vec![fault]));
            }
            store(conn, services, &keys, &actor.account, id, key, new, &secret)
        })
        .await?;
    Ok(HttpResponse::Created().json(made))
}

/// Finds a space that the caller belongs to and may make keys for.
///
/// # Errors
///
/// `not_found`, `space_closed`, `email_unverified`, or `forbidden` for whoever does not belong to it: a key acts for a member.
pub(super) fn member(conn: &mut Conn, actor: &Actor, id: PartnerSpaceId) -> Result<Seat, Error> {
    let seat = open_seat(conn, actor, id)?;
    if !seat.is_member {
        return Err(
            Error::rejected(Code::Forbidden).because("a key acts for a member of the space")
        );
    }
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified));
    }
    Ok(seat)
}

/// Stores a new key of a member.
#[expect(clippy::too_many_arguments, reason = "each is a part of the row")]
pub(super) fn store(
    conn: &mut Conn,
    services: &Services,
    keys: &ApiKeys,
    member: &Account,
    space: PartnerSpaceId,
    id: ApiKeyId,
    new: NewApiKey,
    secret: &str,
) -> Result<MadeApiKey, Error> {
    let row = KeyRow {
        id: id.into(),
        partner_id: space.into(),
        account_id: member.id.into(),
        name: new.name,
        hint: token::hint(new.settings.kind, secret),
        settings: SqlJson::of(&new.settings)?,
        hash: keys.hash(secret),
        created_at: services.clock.now().into(),
        expires_at: new.expires_at.map(Into::into),
        revoked_at: None,
        last_used_at: None,
        revoked_by: None,
    };
    queries::insert(conn, &row)?;
    Ok(MadeApiKey {
        key: row.shown(member.name.clone())?,
        secret: secret.to_owned(),
    })
}
