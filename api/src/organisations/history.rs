//! Answers with the log entries about an organisation.

use super::access::seat;
use super::fact::Fact;
use super::queries::records;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, Record, Subject};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::account::Role;
use shared::event::HistoryActor;
use shared::id::OrganisationId;
use shared::organisation::OrganisationHistoryEntry;

/// List an organisation's history
///
/// Entries of the log, oldest first. Each names the kind of actor, member or coordination, never the person. For its members and the
/// coordination.
#[utoipa::path(
    tag = "organisations",
    params(("id" = OrganisationId, Path, description = "Identifier of the organisation")),
    responses((status = 200, description = "History", body = Vec<OrganisationHistoryEntry>), Refusals)
)]
#[get("/organisations/{id}/history")]
pub(super) async fn list_organisation_history(
    services: Data<Services>,
    actor: Actor,
    id: Path<OrganisationId>,
) -> Result<Json<Vec<OrganisationHistoryEntry>>, ApiError> {
    let entries = services
        .db
        .read(move |conn| {
            let seat = seat(conn, &actor, id.into_inner())?;
            history_of(conn, seat.organisation.id())
        })
        .await?;
    Ok(Json(entries))
}

fn history_of(conn: &mut Conn, id: OrganisationId) -> Result<Vec<OrganisationHistoryEntry>, Error> {
    let mut facts = Vec::new();
    for record in log::of_subject(conn, Subject::Organisation(id))? {
        let fact: Fact = record
            .payload()
            .with_context(|| format!("row {} of the log", record.seq))?;
        facts.push((record, fact));
    }
    let mut others: Vec<OrganisationId> = facts.iter().filter_map(|(_, fact)| fact.other).collect();
    others.sort_unstable();
    others.dedup();
    let names = records::names(conn, &others)?;
    let entries = facts.into_iter().map(|(record, fact)| {
        let Record { seq, at, kind, .. } = record;
        OrganisationHistoryEntry {
            seq,
            at,
            kind,
            actor: match Role::parse(&record.actor_role) {
                Some(Role::Organiser | Role::Partner) => HistoryActor::Organiser,
                Some(Role::Referent | Role::Coordinator | Role::Administrator) => {
                    HistoryActor::Reviewer
                }
                None => HistoryActor::System,
            },
            role: fact.role,
            other: fact.other.and_then(|other| names.get(&other).cloned()),
        }
    });
    Ok(entries.collect())
}
