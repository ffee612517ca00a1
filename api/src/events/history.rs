//! History of an event submission.

use super::fact::{self, Fact};
use super::scope::readable;
use super::stored::StoredFile;
use crate::accounts::queries as accounts;
use crate::sharing;
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
use shared::id::{AccountId, EventId};
use std::collections::{BTreeSet, HashMap};

/// Kinds of entries that only reviewers see: an assessment, a decision before it takes effect, an internal note or the opinion of an
/// expert is not shown to the organiser.
const FOR_REVIEWERS: &[&str] = &[
    fact::ASSESSED,
    fact::DECISION_HELD,
    fact::DECISION_UNDONE,
    fact::DECISION_LAPSED,
    sharing::fact::ROUTED,
    sharing::fact::ASSIGNED,
    fact::NOTE_ADDED,
    fact::OPINION_ASKED,
    fact::OPINION_REVOKED,
    fact::OPINION_GIVEN,
    fact::DECISION_KEPT,
    fact::DECISION_RELEASED,
    fact::DECISION_SENT_BACK,
    fact::SECOND_LOOK_ASKED,
];

/// Kinds of entries that say nothing about the file.
const NOT_SHOWN: &[&str] = &[fact::CONVERSATION_READ];

/// List an event's history
///
/// Entries of the log, oldest first. Each says whether the organiser or a reviewer acted; only reviewers get the name of the person.
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
            history_of(conn, &file, file.concerns(actor.account.id))
        })
        .await?;
    Ok(Json(entries))
}

fn history_of(
    conn: &mut Conn,
    file: &StoredFile,
    for_organiser: bool,
) -> Result<Vec<HistoryEntry>, Error> {
    let records: Vec<Record> = log::of_subject(conn, Subject::Event(file.id))?
        .into_iter()
        .filter(|record| !NOT_SHOWN.contains(&record.kind.as_str()))
        .filter(|record| !(for_organiser && FOR_REVIEWERS.contains(&record.kind.as_str())))
        .collect();
    let people: BTreeSet<AccountId> = if for_organiser {
        BTreeSet::new()
    } else {
        let authors = records.iter().filter_map(|record| record.actor_id);
        authors.map(AccountId).collect()
    };
    let people: Vec<AccountId> = people.into_iter().collect();
    let names = accounts::names(conn, &people)?;
    let entries = records.into_iter().map(|record| entry(record, &names));
    Ok(entries.collect::<anyhow::Result<_>>()?)
}

/// An entry, with the name of its author where `names` has one.
fn entry(record: Record, names: &HashMap<AccountId, String>) -> anyhow::Result<HistoryEntry> {
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
        Some(Role::Organiser | Role::Partner) => HistoryActor::Organiser,
        Some(Role::Referent | Role::Coordinator | Role::Administrator) => HistoryActor::Reviewer,
        None => HistoryActor::System,
    };
    let name = record.actor_id.and_then(|id| names.get(&AccountId(id)));
    Ok(HistoryEntry {
        seq: record.seq,
        at: record.at,
        kind: record.kind,
        actor,
        actor_name: name.filter(|name| !name.is_empty()).cloned(),
        comment,
        override_reason,
        fields,
        state,
        occurrence,
    })
}
