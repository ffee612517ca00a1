//! History of an edition.

use super::found;
use crate::editions::put::{EditionFact, PUT};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, Subject};
use http::problems::Refusals;
use http::{Actor, ApiError, Services, Slug};
use shared::account::Role;
use shared::edition::EditionHistoryEntry;
use shared::id::EditionId;

/// Maximum number of entries.
const ENTRIES: usize = 200;

/// List the history of an edition
///
/// The last 200 changes, latest first, each with its differences, its reason and its effects at that moment. Addresses and
/// numbers of services are left out. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "History", body = Vec<EditionHistoryEntry>), Refusals)
)]
#[get("/administration/editions/{edition}/history")]
pub(super) async fn list_edition_history(
    services: Data<Services>,
    _actor: Actor,
    slug: Path<Slug>,
) -> Result<Json<Vec<EditionHistoryEntry>>, ApiError> {
    let slug = slug.into_inner();
    let entries = services
        .db
        .read(move |conn| {
            let id = found(conn, &slug)?.id;
            history_of(conn, id)
        })
        .await?;
    Ok(Json(entries))
}

fn history_of(conn: &mut Conn, id: EditionId) -> Result<Vec<EditionHistoryEntry>, Error> {
    let records = log::of_subject(conn, Subject::Edition(id))?;
    let mut entries = Vec::new();
    // The log of an edition has other entries too: passes, for instance.
    let versions = records.into_iter().rev().filter(|it| it.kind == PUT);
    for record in versions.take(ENTRIES) {
        let fact: EditionFact = record
            .payload()
            .with_context(|| format!("row {} of the log", record.seq))?;
        entries.push(EditionHistoryEntry {
            seq: record.seq,
            at: record.at,
            role: Role::parse(&record.actor_role),
            version: fact.version,
            status: fact.status,
            copied_from: fact.circumstances.copied_from,
            reason: fact.circumstances.reason,
            changes: fact.changes,
            effects: fact.circumstances.effects,
        });
    }
    Ok(entries)
}
