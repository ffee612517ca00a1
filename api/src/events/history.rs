//! What happened to a file.

use super::fact::{self, Fact};
use super::scope::readable;
use super::stored::StoredFile;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, Record, Subject};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::account::Role;
use shared::event::{HistoryActor, HistoryEntry};
use shared::id::EventId;

/// Kinds that only those who check may read: an answer on a criterion is not the organiser's before it is decided.
const FOR_REVIEWERS: &[&str] = &[fact::ASSESSED];

/// What happened to it
///
/// From the log, oldest first. It says whether the organiser or somebody who checks did it, never who.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "All that happened", body = Vec<HistoryEntry>), Refusals)
)]
#[get("/events/{id}/history")]
pub(super) async fn list_history(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Vec<HistoryEntry>>, ApiError> {
    let id = id.into_inner();
    let entries = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id)?;
            told(conn, &file, actor.owns(file.owner))
        })
        .await?;
    Ok(Json(entries))
}

fn told(conn: &mut Conn, file: &StoredFile, to_owner: bool) -> Result<Vec<HistoryEntry>, Error> {
    let entries = log::of_subject(conn, Subject::Event(file.id))?
        .into_iter()
        .filter(|record| !(to_owner && FOR_REVIEWERS.contains(&record.kind.as_str())))
        .map(entry)
        .collect::<anyhow::Result<_>>()?;
    Ok(entries)
}

fn entry(record: Record) -> anyhow::Result<HistoryEntry> {
    let Fact {
        comment, to: state, ..
    } = record
        .payload()
        .with_context(|| format!("row {} of the log", record.seq))?;
    let actor = match Role::parse(&record.actor_role) {
        Some(Role::Organiser) => HistoryActor::Organiser,
        Some(Role::Referent | Role::Coordinator | Role::Administrator) => HistoryActor::Reviewer,
        None => HistoryActor::System,
    };
    Ok(HistoryEntry {
        seq: record.seq,
        at: record.at,
        kind: record.kind,
        actor,
        comment,
        state,
    })
}
