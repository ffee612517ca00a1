//! Dead jobs that start again.

use super::{ALL_REPLAYED, REPLAYED, record};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::jobs::{self, JobId, State};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::job::{JobReplay, ReplayedJobs};
use shared::log::is_kind;
use shared::problem::{Code, FieldProblem};
use uuid::Uuid;

/// Start a dead job again
///
/// From its first attempt, at once.
#[utoipa::path(
    tag = "jobs",
    params(("id" = Uuid, Path, description = "Identifier of the job")),
    responses((status = 200, description = "Started again", body = ReplayedJobs), WriteRefusals)
)]
#[post("/dead-jobs/{id}/replay")]
pub(super) async fn replay_job(
    services: Data<Services>,
    actor: Actor,
    id: Path<Uuid>,
) -> Result<Json<ReplayedJobs>, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let job = jobs::find(conn, JobId(id))?
                .filter(|job| job.state == State::Dead)
                .ok_or_else(Error::not_found)?;
            if !jobs::replay(conn, &services.clock, job.id)? {
                return Err(Error::not_found());
            }
            let payload = json!({ "jobKind": job.kind, "job": id });
            record(conn, &actor, services.clock.now(), REPLAYED, payload)
        })
        .await?;
    Ok(Json(ReplayedJobs { replayed: 1 }))
}

/// Start every dead job of a kind again
#[utoipa::path(
    tag = "jobs",
    request_body = JobReplay,
    responses((status = 200, description = "Number of jobs that start again", body = ReplayedJobs), WriteRefusals)
)]
#[post("/jobs/replay")]
pub(super) async fn replay_jobs(
    services: Data<Services>,
    actor: Actor,
    body: Body<JobReplay>,
) -> Result<Json<ReplayedJobs>, ApiError> {
    let JobReplay { kind } = body.into_inner();
    if !is_kind(&kind) {
        let fault = FieldProblem::new("/kind", Code::InvalidFormat, "not the name of a kind");
        return Err(Error::invalid(vec![fault]).into());
    }
    let replayed = services
        .write(move |conn, services| {
            let replayed = jobs::replay_all(conn, &services.clock, &kind)?;
            if replayed > 0 {
                let payload = json!({ "jobKind": kind, "count": replayed });
                record(conn, &actor, services.clock.now(), ALL_REPLAYED, payload)?;
            }
            Ok(replayed as u64)
        })
        .await?;
    Ok(Json(ReplayedJobs { replayed }))
}
