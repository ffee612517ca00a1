//! Removal of a dead job.

use super::{DISCARDED, record};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::jobs::{self, JobId};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::job::{JobRemoval, REMOVAL_REASON_MAX_CHARS};
use shared::problem::{Code, FieldProblem};
use shared::text::Limits;
use uuid::Uuid;

/// Remove a dead job
///
/// The job does not run again; the reason is stored in the log.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "Identifier of the job")),
    request_body = JobRemoval,
    responses((status = 204, description = "Job removed"), WriteRefusals)
)]
#[post("/dead-jobs/{id}/discard")]
pub(super) async fn discard_job(
    services: Data<Services>,
    actor: Actor,
    id: Path<Uuid>,
    body: Body<JobRemoval>,
) -> Result<HttpResponse, ApiError> {
    let (id, JobRemoval { reason }) = (id.into_inner(), body.into_inner());
    let reason = Limits::line(1, REMOVAL_REASON_MAX_CHARS)
        .read("/reason", &reason)
        .and_then(|reason| {
            reason.ok_or_else(|| FieldProblem::new("/reason", Code::Required, "a reason is needed"))
        })
        .map_err(|fault| Error::invalid(vec![fault]))?;
    services
        .write(move |conn, services| {
            let job = jobs::find(conn, JobId(id))?.ok_or_else(Error::not_found)?;
            if !jobs::discard(conn, job.id)? {
                return Err(Error::not_found());
            }
            let payload = json!({ "jobKind": job.kind, "job": id, "reason": reason });
            record(conn, &actor, services.clock.now(), DISCARDED, payload)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
