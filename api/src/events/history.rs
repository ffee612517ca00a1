//! History of an event submission.

use super::fact::{self, Fact};
use super::scope::{edits, readable};
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

/// Kinds of entries that only reviewers see: an assessment, or a decision before it takes effect, is not shown to the organiser.
const FOR_REVIEWERS: &[&str] = &[
    fact::ASSESSED,
    fact::DECISION_HELD,
    fact::DECISION_UNDONE,
    fact::DECISION_LAPSED,
];

/// List an event's history
///
/// Entries of the log, oldest first. Each names the kind of actor, organiser or reviewer, never the person.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "History", body = Vec<HistoryEntry>), Refusals)
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
            history_of(conn, &file, edits(&actor, &file))
        })
        .await?;
    Ok(Json(entries))
}

fn history_of(
    conn: &mut Conn,
    file: &StoredFile,
    for_organiser: bool,
) -> Result<Vec<HistoryEntry>, Error> {
    let entries = log::of_subject(conn, Subject::Event(file.id))?
        .into_iter()
        .filter(|record| !(for_organiser && FOR_REVIEWERS.contains(&record.kind.as_str())))
        .map(entry)
        .collect::<anyhow::Result<_>>()?;
    Ok(entries)
}

fn entry(record: Record) -> anyhow::Result<HistoryEntry> {
    let Fact {
        comment,
        override_reason,
        fields,
        to: state,
        occurrence,
        ..
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
        override_reason,
        fields,
        state,
        occurrence,
    })
}
