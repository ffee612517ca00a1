//! Renewal of the labelled events of one edition in another.

use super::new_draft::{slug_of, writable};
use super::renew::{again_when_overtaken, renew, same_edition};
use super::stored::StoredFile;
use super::{queries, quota, series};
use crate::editions::queries as edition_queries;
use actix_web::post;
use actix_web::web::{Data, Json};
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::edition::Edition;
use shared::event::{RENEWED_AT_ONCE, RenewEvents, RenewalOutcome, RenewalReport, RenewedItem};
use shared::id::{EditionId, EventId};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Renew the labelled events of an edition
///
/// Renews at most 50 labelled events of one edition in another, each as `renew_event` does, and says for each what became of it.
/// While there are more, `next` is the `after` of the next request. A request may be repeated: an event that was renewed already
/// is `exists`. An event that would exceed the number of drafts or of writes that the account may have is `refused`, and the others
/// are renewed.
#[utoipa::path(
    tag = "events",
    request_body = RenewEvents,
    responses((status = 200, description = "Result for each event", body = RenewalReport), WriteRefusals)
)]
#[post("/renewals")]
pub(super) async fn renew_events(
    services: Data<Services>,
    actor: Actor,
    body: Body<RenewEvents>,
) -> Result<Json<RenewalReport>, ApiError> {
    let RenewEvents {
        from,
        edition,
        after,
    } = body.into_inner();
    let from = Slug::try_from(from).map_err(|_malformed| no_such_origin())?;
    let into = slug_of(edition)?;
    let report = again_when_overtaken(async || {
        let (actor, from, into) = (actor.clone(), from.clone(), into.clone());
        services
            .write(move |conn, services| {
                let (origin, _) = edition_queries::by_slug(conn, &from)?
                    .filter(|(_, edition)| edition.is_public())
                    .ok_or_else(no_such_origin)?;
                let into = writable(conn, &into)?;
                if origin == into.0 {
                    return Err(same_edition());
                }
                renew_after(services, conn, &actor, origin, &into, after)
            })
            .await
    })
    .await?;
    Ok(Json(report))
}

/// Renews the next labelled events of the edition `origin`.
fn renew_after(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    origin: EditionId,
    into: &(EditionId, Arc<Edition>),
    after: Option<EventId>,
) -> Result<RenewalReport, Error> {
    let more = i64::try_from(RENEWED_AT_ONCE + 1).context("events at once")?;
    let mut ids = series::labelled(conn, actor.account.id, origin, after, more)?;
    let several = ids.len() > RENEWED_AT_ONCE;
    ids.truncate(RENEWED_AT_ONCE);
    let mut items = Vec::new();
    let mut left = quota::drafts_left(conn, actor)?;
    for id in &ids {
        let original = queries::find(conn, *id)?.context("an event that was just found")?;
        let item = renewed_item(services, conn, actor, &original, into, left > 0)?;
        left -= i64::from(item.outcome == RenewalOutcome::Created);
        items.push(item);
    }
    Ok(RenewalReport {
        items,
        next: ids.last().copied().filter(|_| several),
    })
}

/// Renews one event, unless it would be a draft too many.
fn renewed_item(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    original: &StoredFile,
    into: &(EditionId, Arc<Edition>),
    room: bool,
) -> Result<RenewedItem, Error> {
    let refused = |code| RenewedItem {
        original: original.id,
        title: original.title().to_owned(),
        outcome: RenewalOutcome::Refused,
        event: None,
        ended_terms: Vec::new(),
        problem: Some(code),
    };
    // Nothing is stored for an event that is refused: its quota is checked before.
    if !room && series::member(conn, original.series, into.0)?.is_none() {
        return Ok(refused(Code::TooManyDrafts));
    }
    match renew(services, conn, actor, original, into) {
        Ok(renewed) => Ok(RenewedItem {
            original: original.id,
            title: original.title().to_owned(),
            outcome: renewed.outcome,
            event: Some(renewed.file.id),
            ended_terms: renewed.ended_terms,
            problem: None,
        }),
        Err(error) if error.code() == Code::TooManyRequests => Ok(refused(Code::TooManyRequests)),
        Err(error) => Err(error),
    }
}

fn no_such_origin() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/from",
        Code::UnknownValue,
        "there is no such edition",
    )])
}
