//! Liveness and readiness probes.

use crate::catalogue::Live;
use actix_web::get;
use actix_web::web::{Data, Json};
use ground::blocking::blocking;
use ground::error::Error;
use ground::files::Files;
use ground::log;
use http::ApiError;
use http::Services;
use http::problems::{FixedKeylessRefusals, KeylessRefusals};
use http::register::ServiceConfig;
use serde::Serialize;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// Time for which the readiness probe waits for the database.
const DATABASE_TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(health_live).service(health_ready);
}

/// Status of the server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Health {
    /// Result of the probe: `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Sequence number of the last log entry in the database; absent when the database was not queried.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_seq: Option<i64>,
    /// State of the store of the uploaded files: `reachable` or `unreachable`; absent when it was not asked. The server is ready
    /// without it: what needs no file goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "reachable")]
    files: Option<&'static str>,
}

/// Liveness probe
///
/// Does not query the database. For a supervisor that restarts a process that does not respond.
#[utoipa::path(tag = "platform", responses((status = 200, description = "The process responds", body = Health), FixedKeylessRefusals))]
#[get("/api/health/live")]
async fn health_live() -> Json<Health> {
    Json(Health {
        status: "live",
        log_seq: None,
        files: None,
    })
}

/// Readiness probe
///
/// Checks that the database responds and the catalogue is built; 503 otherwise. For a load balancer. `files` says whether the store of
/// the uploaded files answers, without which the server still serves what needs none.
#[utoipa::path(tag = "platform", responses((status = 200, description = "The server is ready", body = Health), KeylessRefusals))]
#[get("/api/health/ready")]
async fn health_ready(
    services: Data<Services>,
    live: Data<Live>,
    files: Data<Files>,
) -> Result<Json<Health>, ApiError> {
    let asked = timeout(DATABASE_TIMEOUT, services.db.read(log::head)).await;
    let head = match asked {
        Ok(Ok(head)) => head,
        Ok(Err(Error::Internal(cause))) => return Err(Error::unavailable(cause).into()),
        Ok(Err(refusal @ Error::Rejected(_))) => return Err(refusal.into()),
        Err(_elapsed) => {
            let cause = anyhow::anyhow!("the database does not answer the readiness probe");
            return Err(Error::unavailable(cause).into());
        }
    };
    live.get()?;
    let reachable = blocking(move || Ok(files.is_reachable())).await?;
    Ok(Json(Health {
        status: "ready",
        log_seq: Some(head.map_or(0, |head| head.seq)),
        files: Some(if reachable {
            "reachable"
        } else {
            "unreachable"
        }),
    }))
}
