//! The members of an agenda and the systems that its events come from, for the coordination.

use super::call::Call;
use super::documented::{KeyParams, PagesParams};
use super::find::agenda_of;
use super::me::{page, size};
use super::parameters::Parameters;
use super::people;
use super::queries::people as queries;
use super::refusal::{Kind, Refusal, TokenRefusals};
use super::respond::{Context, unkept};
use super::terms::number;
use crate::editions::queries::by_slug;
use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use ground::error::Error;
use http::{Actor, Slug};
use serde_json::{Value, json};
use shared::id::EditionId;
use shared::problem::Code;

/// Name under which systems have numbers.
const SOURCE: &str = "source";

/// OpenAgenda: list the members of an agenda
///
/// By number: those who review or coordinate, and those who submitted an event to the edition. `phone` is `null`: accounts have none.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        PagesParams,
        KeyParams,
    ),
    responses((status = 200, description = "A page of members", body = Object), TokenRefusals)
)]
#[get("/v2/agendas/{agenda}/members")]
pub(super) async fn list_agenda_members(
    call: Call,
    actor: Actor,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let (size, after) = page(&Parameters::of_query(context.request.query_string())?)?;
    let edition = edition(context, &actor, &uid).await?;
    let most = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let (mut members, total) = context
        .services
        .db
        .read(move |conn| {
            let members = queries::members(conn, edition, after, most)?;
            Ok((members, queries::count(conn, edition)?))
        })
        .await?;
    let has_more = members.len() > size;
    members.truncate(size);
    let last = members.last().filter(|_| has_more);
    let body = json!({
        "success": true,
        "total": total,
        "items": members.iter().map(people::listed).collect::<Vec<_>>(),
        "after": last.map(|member| member.uid),
    });
    Ok(unkept(serde_json::to_vec(&body)?))
}

/// OpenAgenda: list the sources of an agenda
///
/// The other systems from which submitted events of the edition come, by name: those whose identifiers they have. No events come from
/// other agendas, and there are no rules.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        PagesParams,
        KeyParams,
    ),
    responses((status = 200, description = "A page of sources", body = Object), TokenRefusals)
)]
#[get("/v2/agendas/{agenda}/sources")]
pub(super) async fn list_agenda_sources(
    call: Call,
    actor: Actor,
    uid: Path<String>,
) -> Result<HttpResponse, Refusal> {
    let context = call.context();
    let parameters = Parameters::of_query(context.request.query_string())?;
    let size = size(&parameters)?;
    let after = parameters.one("after").unwrap_or_default();
    let edition = edition(context, &actor, &uid).await?;
    let all = context
        .services
        .db
        .read(move |conn| queries::sources(conn, edition));
    let all = all.await?;
    let mut rest = all.iter().filter(|name| name.as_str() > after);
    let page: Vec<_> = rest.by_ref().take(size).collect();
    let last = page.last().filter(|_| rest.next().is_some());
    let sources: Vec<Value> = page
        .iter()
        .map(|name| {
            json!({
                "id": number(SOURCE, name),
                "rules": [],
                "agenda": { "uid": null, "title": name, "slug": name },
            })
        })
        .collect();
    let body = json!({
        "success": true,
        "total": all.len(),
        "sources": sources,
        "after": last.map(|name| [name]),
    });
    Ok(unkept(serde_json::to_vec(&body)?))
}

/// The edition of an agenda, of which the caller may read everything.
///
/// # Errors
///
/// When there is no such agenda, or the caller's key does not reach all of it.
async fn edition(context: Context<'_>, actor: &Actor, agenda: &str) -> Result<EditionId, Refusal> {
    let catalogue = context.live.get()?;
    let (origin, _) = agenda_of(context.agendas, &catalogue, agenda)?;
    let unknown = || Refusal::unknown(Kind::Agenda, agenda);
    let is_whole = actor.key.as_ref().is_none_or(|key| key.territory.is_none());
    if !is_whole || !actor.admits(&origin.edition.slug, None, None) {
        let limited = Error::rejected(Code::KeyLimited);
        return Err(limited.because("needs a key for the whole edition").into());
    }
    let slug = Slug::try_from(origin.edition.slug.clone()).map_err(|_no_slug| unknown())?;
    let found = context.services.db.read(move |conn| by_slug(conn, &slug));
    found.await?.map(|(id, _)| id).ok_or_else(unknown)
}
