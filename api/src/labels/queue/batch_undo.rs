//! Undoing a batch before it takes effect.

use crate::events::scope::readable;
use crate::labels::undo;
use crate::pending;
use actix_web::post;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use ground::db::Conn;
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Arrival, Body, Services};
use shared::id::{DecisionBatchId, EventId};
use shared::label::{BatchUndoForm, BatchUndoOutcome, BatchUndoResult};
use shared::problem::Code;
use std::sync::Arc;

/// Undo a batch
///
/// Undoes the decisions of a batch that the caller took with `undoable` or `held`, as `undo_decision` does with a single one, and reports
/// each file: one whose decision has taken effect, was undone or has lapsed is reported as `undo_expired`.
#[utoipa::path(
    tag = "labels",
    request_body = BatchUndoForm,
    responses((status = 200, description = "One result for each file", body = BatchUndoOutcome), WriteRefusals)
)]
#[post("/labels/queue/decisions/undo")]
pub(super) async fn undo_label_events(
    services: Data<Services>,
    actor: Actor,
    Arrival(arrival): Arrival,
    body: Body<BatchUndoForm>,
) -> Result<Json<BatchUndoOutcome>, ApiError> {
    let form = body.into_inner();
    form.check().map_err(Error::invalid)?;
    let actor = Arc::new(actor);
    let undone = join_all(form.items.iter().map(|item| {
        let (actor, batch, id) = (Arc::clone(&actor), form.batch, *item);
        services.write(move |conn, services| undo_one(conn, services, &actor, (batch, id), arrival))
    }))
    .await;
    let results: Vec<BatchUndoResult> = form
        .items
        .iter()
        .zip(undone)
        .map(|(id, outcome)| {
            let problem = outcome.err().map(|error| {
                if let Error::Internal(cause) = &error {
                    tracing::error!(event.id = %id, error = format!("{cause:#}"), "a file of a batch was not undone");
                }
                error.problem()
            });
            BatchUndoResult {
                id: *id,
                undone: problem.is_none(),
                problem,
            }
        })
        .collect();
    let undone = results.iter().filter(|result| result.undone).count();
    Ok(Json(BatchUndoOutcome {
        undone: u64::try_from(undone).unwrap_or_default(),
        results,
    }))
}

fn undo_one(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    (batch, id): (DecisionBatchId, EventId),
    arrival: DateTime<Utc>,
) -> Result<(), Error> {
    let file = readable(conn, actor, id)?;
    let expired = || {
        Error::rejected(Code::UndoExpired)
            .because("no decision of this batch on the event can be undone any more")
    };
    let pending = pending::find(conn, id)?
        .filter(|pending| pending.batch == Some(batch) && !pending.is_due(arrival))
        .ok_or_else(expired)?;
    if pending.by != actor.account.id {
        return Err(Error::rejected(Code::Forbidden)
            .because("only the person who took the decisions undoes them"));
    }
    if !pending::take(conn, id)? {
        return Err(expired());
    }
    undo::record(conn, services, actor, &file, &pending).map(drop)
}
