//! Whether the server lives, and whether it can answer.

use crate::catalogue::Live;
use actix_web::get;
use actix_web::web::{Data, Json};
use ground::error::Error;
use ground::log;
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(health_live).service(health_ready);
}

/// Services of the server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Health {
    /// `live` or `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Number of the last row of the log that the database holds; absent where the database was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    log_seq: Option<i64>,
}

/// The process answers
///
/// Asks nothing of the database: for a supervisor that restarts what hangs.
#[utoipa::path(tag = "platform", responses((status = 200, description = "It lives", body = Health)))]
#[get("/api/health/live")]
async fn health_live() -> Json<Health> {
    Json(Health {
        status: "live",
        log_seq: None,
    })
}

/// The server can do its work
///
/// Asks the database, and has built the catalogue: for a balancer that chooses among instances. 503 while it cannot.
#[utoipa::path(tag = "platform", responses((status = 200, description = "It is ready", body = Health), PublicRefusals))]
#[get("/api/health/ready")]
async fn health_ready(
    services: Data<Services>,
    live: Data<Live>,
) -> Result<Json<Health>, ApiError> {
    let head = services
        .db
        .read(log::head)
        .await
        .map_err(|error| match error {
            Error::Internal(cause) => Error::unavailable(cause),
            refusal @ Error::Rejected(_) => refusal,
        })?;
    live.get()?;
    Ok(Json(Health {
        status: "ready",
        log_seq: Some(head.map_or(0, |(seq, _)| seq)),
    }))
}
