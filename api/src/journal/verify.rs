//! Start and state of a verification.

use super::VERIFIED;
use super::queries::{self, VerificationRow};
use super::verification::VerifyLog;
use actix_web::web::{Data, Json};
use actix_web::{get, post};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Job, State};
use ground::log::{self, By, Entry, Subject};
use http::problems::{Refusals, WriteRefusals};
use http::{Actor, ApiError, Services};
use serde_json::json;
use shared::account::Role;
use shared::log::{LatestLogVerification, LogFault, LogVerdict, LogVerification};

/// Key of the job: one verification runs at a time.
const KEY: &str = "requested";

/// Verify the audit log
///
/// Starts a job that reads every row, checks it against the row before, and compares the log with the head that the server
/// stores daily. While a verification runs, that one is returned.
#[utoipa::path(
    tag = "log",
    responses((status = 200, description = "The verification", body = LatestLogVerification), WriteRefusals)
)]
#[post("/log/verification")]
pub(super) async fn verify_log(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<LatestLogVerification>, ApiError> {
    let latest = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let Some(job) = jobs::enqueue_once(conn, &services.clock, KEY, &VerifyLog {})? else {
                return latest(conn);
            };
            let entry = Entry {
                by: By::Person(actor.account.id, Role::Administrator),
                subject: Subject::Platform,
                edition: None,
                kind: VERIFIED,
                payload: json!({}),
            };
            let total = log::append(conn, now, &entry)?;
            let row = VerificationRow {
                id: job.into(),
                requested_at: now.into(),
                ended_at: None,
                verdict: None,
                verified: 0,
                total,
                compared_with: None,
                fault: None,
                fault_row: None,
            };
            queries::insert(conn, &row)?;
            latest(conn)
        })
        .await?;
    Ok(Json(latest))
}

/// Get the latest verification of the audit log
#[utoipa::path(
    tag = "log",
    responses((status = 200, description = "The verification, if there was one", body = LatestLogVerification), Refusals)
)]
#[get("/log/verification")]
pub(super) async fn get_log_verification(
    services: Data<Services>,
) -> Result<Json<LatestLogVerification>, ApiError> {
    Ok(Json(services.db.read(latest).await?))
}

/// The latest verification. It has failed when its job was given up or removed.
fn latest(conn: &mut Conn) -> Result<LatestLogVerification, Error> {
    let Some(mut row) = queries::latest(conn)? else {
        return Ok(LatestLogVerification::default());
    };
    let mut job = None;
    if row.verdict.is_none() {
        job = jobs::find(conn, row.id.into())?;
        if job.is_none() {
            // A job that ended since the row was read is gone, and has stored its result with its end.
            row = queries::find(conn, row.id)?;
        }
    }
    Ok(LatestLogVerification {
        verification: Some(shown(row, job.as_ref())),
    })
}

fn shown(row: VerificationRow, job: Option<&Job>) -> LogVerification {
    let given_up = job.is_none_or(|job| job.state == State::Dead);
    let (verdict, ended_at) = match row.verdict {
        Some(word) => (
            LogVerdict::parse(&word).unwrap_or(LogVerdict::Failed),
            row.ended_at.map(|at| at.0),
        ),
        None if given_up => (LogVerdict::Failed, job.and_then(|job| job.ended_at)),
        None => (LogVerdict::Running, None),
    };
    LogVerification {
        id: row.id.0,
        requested_at: row.requested_at.0,
        ended_at,
        verdict,
        verified: row.verified.unsigned_abs(),
        total: row.total.unsigned_abs(),
        compared_with: row.compared_with,
        fault: row.fault.as_deref().and_then(LogFault::parse),
        fault_row: row.fault_row,
    }
}
