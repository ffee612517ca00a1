//! The caller, and the agendas that the caller writes to.

use super::agenda::{listed, merge};
use super::call::Call;
use super::documented::{KeyParams, PAGE_MAX, PagesParams};
use super::find::agenda_of;
use super::parameters::Parameters;
use super::people;
use super::queries::people::account_uid;
use super::refusal::{Fault, Refusal, TokenRefusals};
use super::respond::unkept;
use super::values::whole;
use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use http::{Actor, Services};
use serde_json::{Value, json};

/// Number of items on a page, if the client names none.
const SIZE: usize = 20;

/// OpenAgenda: get the caller
///
/// Number, name and role of the person for whom the token stands.
#[utoipa::path(
    tag = "agendas",
    params(KeyParams),
    responses((status = 200, description = "The caller", body = Object), TokenRefusals)
)]
#[get("/v2/me")]
pub(super) async fn get_agenda_caller(call: Call, actor: Actor) -> Result<HttpResponse, Refusal> {
    let me = member(call.context().services, &actor).await?;
    Ok(unkept(serde_json::to_vec(&me)?))
}

/// OpenAgenda: list the agendas of the caller
///
/// The agendas that take events now, with the role of the caller in each. A key that is limited to editions lists those.
#[utoipa::path(
    tag = "agendas",
    params(PagesParams, KeyParams),
    responses((status = 200, description = "A page of agendas", body = Object), TokenRefusals)
)]
#[get("/v2/me/agendas")]
pub(super) async fn list_own_agendas(call: Call, actor: Actor) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let parameters = Parameters::of_query(context.request.query_string())?;
    let (size, after) = page(&parameters)?;
    let me = member(context.services, &actor).await?;
    let catalogue = context.live.get()?;
    let mut own: Vec<_> = catalogue
        .recorded_editions()
        .filter(|(edition, _)| edition.is_writable() && actor.admits(&edition.slug, None, None))
        .collect();
    own.sort_by_key(|(_, record)| record.uid);
    let total = own.len();
    own.retain(|(_, record)| record.uid > after);
    let has_more = own.len() > size;
    own.truncate(size);
    let last = own.last().filter(|_| has_more);
    let items: Vec<Value> = own
        .iter()
        .map(|(edition, record)| {
            json!({
                "uid": record.uid,
                "title": edition.name,
                "slug": edition.slug,
                "member": me,
            })
        })
        .collect();
    let body = json!({
        "success": true,
        "total": total,
        "items": items,
        "after": last.map(|(_, record)| record.uid),
    });
    Ok(unkept(serde_json::to_vec(&body)?))
}

/// OpenAgenda: get an agenda with the role of the caller
///
/// The agenda as lists have it, and the caller as a member of it, under `member` and under `me`.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        KeyParams,
    ),
    responses((status = 200, description = "The agenda, without an envelope", body = Object), TokenRefusals)
)]
#[get("/v2/me/agendas/{agenda}")]
pub(super) async fn get_own_agenda(
    call: Call,
    actor: Actor,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let catalogue = context.live.get()?;
    let (origin, record) = agenda_of(context.agendas, &catalogue, &uid)?;
    let me = member(context.services, &actor).await?;
    let mut agenda = listed(&origin.edition, &record, &context.agendas.site);
    // Some clients read the one, some the other.
    merge(&mut agenda, json!({ "member": me, "me": { "member": me } }));
    Ok(unkept(serde_json::to_vec(&agenda)?))
}

/// The caller as a member.
async fn member(services: &Services, actor: &Actor) -> Result<Value, Refusal> {
    let id = actor.account.id;
    let uid = services.db.read(move |conn| account_uid(conn, id)).await?;
    Ok(people::own(&actor.account, uid))
}

/// Size of a page, and the number behind which it begins.
///
/// # Errors
///
/// When one of them is no number.
pub(super) fn page(parameters: &Parameters) -> Result<(usize, i64), Refusal> {
    let after = parameters.one("after").map(|text| {
        text.parse().map_err(|_no_number| {
            let message = "must be the value of `after` in the previous answer";
            Refusal::invalid(Fault::new("after", "after.invalid", message))
        })
    });
    Ok((size(parameters)?, after.transpose()?.unwrap_or(0)))
}

/// Size of a page.
///
/// # Errors
///
/// When it is no number, or too large.
pub(super) fn size(parameters: &Parameters) -> Result<usize, Refusal> {
    let size = match whole(parameters, "limit", 1..=PAGE_MAX)? {
        Some(size) => Some(size),
        None => whole(parameters, "size", 1..=PAGE_MAX)?,
    };
    Ok(size.unwrap_or(SIZE))
}
