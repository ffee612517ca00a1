//! Releasing held decisions, or sending them back.

use super::job::SettleHeld;
use super::list::scope;
use super::queries::{self, StoredRun};
use crate::pending;
use crate::sharing::conflicts;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::{ids, jobs};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::id::{EventId, HeldRunId};
use shared::label::{HeldRun, HeldRunForm};
use shared::problem::{Code, FieldProblem};

/// Release held decisions, or send them back
///
/// The decisions in `items`, or all of an edition or territory, at most 10,000. A job lets each decision take effect and sends
/// its letter, or undoes it, so that the file waits for a decision again. `get_held_run` returns the progress. A decision that
/// somebody else releases or undoes meanwhile counts as `gone`, and one whose file has changed as `lapsed`: nothing happens
/// twice.
#[utoipa::path(
    tag = "labels",
    request_body = HeldRunForm,
    responses((status = 202, description = "The run; it goes on", body = HeldRun), WriteRefusals)
)]
#[post("/labels/held-runs")]
pub(super) async fn start_held_run(
    services: Data<Services>,
    actor: Actor,
    body: Body<HeldRunForm>,
) -> Result<HttpResponse, ApiError> {
    let form = body.into_inner();
    let reason = form.parse().map_err(Error::invalid)?;
    let run = StoredRun {
        id: HeldRunId(ids::new(&services.clock)),
        action: form.action,
        reason,
        by: actor.account.id,
        started_at: services.clock.now(),
    };
    let started = services
        .write(move |conn, services| {
            let files = files(conn, &actor, &form)?;
            queries::insert(conn, &run, &files)?;
            let jobs: Vec<SettleHeld> = files
                .iter()
                .map(|event| SettleHeld {
                    run: run.id,
                    event: *event,
                })
                .collect();
            jobs::enqueue_all(conn, &services.clock, &jobs)?;
            queries::progress(conn, &run)
        })
        .await?;
    Ok(HttpResponse::Accepted().json(started))
}

/// The files that a run is about: none that a conflict of interest hides from the caller.
fn files(conn: &mut Conn, actor: &Actor, form: &HeldRunForm) -> Result<Vec<EventId>, Error> {
    if form.items.is_empty() {
        let edition = match &form.edition {
            Some(slug) => Some(Slug::try_from(slug.clone()).map_err(|_invalid| no_edition())?),
            None => None,
        };
        let scope = scope(conn, actor, edition.as_ref(), form.territory.clone());
        let scope = scope.map_err(|error| match error {
            Error::Rejected(_) => no_edition(),
            failure @ Error::Internal(_) => failure,
        })?;
        return pending::held_in(conn, &scope, HeldRunForm::MOST);
    }
    // Others were released, undone or never held: there is nothing to do.
    let held = pending::held_among(conn, &form.items)?;
    let hidden = conflicts::hidden_among(conn, actor.account.id, &form.items)?;
    let may_settle = |id: &EventId| held.contains(id) && !hidden.contains(id);
    let known = form.items.iter().copied().filter(may_settle);
    let known: Vec<EventId> = known.collect();
    if known.is_empty() {
        return Err(Error::rejected(Code::UndoExpired)
            .because("no decision on these events is held any more"));
    }
    Ok(known)
}

fn no_edition() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/edition",
        Code::UnknownValue,
        "there is no such edition",
    )])
}
