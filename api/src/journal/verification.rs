//! The job that verifies the log.

use super::queries::{self, Outcome};
use crate::accounts::keys::Keys;
use crate::opendata::log_head;
use actix_web::web::Data;
use chrono::Duration;
use ground::blocking::blocking;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::files::Files;
use ground::jobs::{Completion, Failure, Jobs, Kind, Retry, Task};
use ground::log::{ChainError, Verifier};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::log::{LogFault, LogVerdict};

/// Time for which the result of a verification stays in the database.
const KEPT: Duration = Duration::days(365);

/// Job that verifies the chain of the log.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct VerifyLog {}

impl Kind for VerifyLog {
    const NAME: &'static str = "log.verify";
    const RETRY: Retry = Retry {
        attempts: 3,
        ..Retry::DEFAULT
    };
}

/// Registers the job that verifies the log.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>, keys: &Data<Keys>, files: Files) -> Jobs {
    let (services, keys) = (services.clone(), keys.clone());
    jobs.on_outside(move |task, VerifyLog {}| {
        let (services, keys, files) = (services.clone(), keys.clone(), files.clone());
        async move { run(task, services, keys, files).await }
    })
}

async fn run(
    task: Task,
    services: Data<Services>,
    keys: Data<Keys>,
    files: Files,
) -> Result<Completion, Failure> {
    let id = SqlUuid::from(task.id());
    let clock = services.clock.clone();
    let outcome = verified(&task, &services, keys, files).await?;
    Ok(Completion::writing(move |conn| {
        let now = clock.now();
        let outcome = Outcome {
            ended_at: Some(now.into()),
            ..outcome.clone()
        };
        queries::end(conn, id, &outcome)?;
        Ok(queries::forget(conn, now - KEPT)?)
    }))
}

/// Reads the log from its first row to its end, in steps.
async fn verified(
    task: &Task,
    services: &Data<Services>,
    keys: Data<Keys>,
    files: Files,
) -> Result<Outcome, Error> {
    let id = SqlUuid::from(task.id());
    let head = blocking(move || Ok(log_head::kept(&files, &keys)?)).await?;
    let compared_with = head.as_ref().map(|head| head.seq);
    let mut verifier = Verifier::new(head.as_slice());
    loop {
        let mut next = verifier;
        let (stepped, more) = services
            .db
            .read(move |conn| {
                let more = next.advance(conn)?;
                Ok((next, more))
            })
            .await?;
        verifier = stepped;
        if !more {
            break;
        }
        let done = verifier.verified();
        services
            .db
            .write(move |conn| Ok(queries::advance(conn, id, done)?))
            .await?;
    }
    let report = verifier.report();
    let fault = report.error.as_ref().map(fault_of);
    let verdict = if fault.is_some() {
        LogVerdict::Broken
    } else {
        LogVerdict::Valid
    };
    Ok(Outcome {
        ended_at: None,
        verdict: Some(verdict.as_str().to_owned()),
        verified: report.sound,
        compared_with,
        fault: fault.map(|(fault, _)| fault.as_str().to_owned()),
        fault_row: fault.map(|(_, row)| row),
    })
}

/// Fault of the log, and the row that it concerns.
fn fault_of(error: &ChainError) -> (LogFault, i64) {
    match error {
        ChainError::Missing(row) => (LogFault::Missing, *row),
        ChainError::Unchained(row) => (LogFault::Unchained, *row),
        ChainError::Altered(row) => (LogFault::Altered, *row),
        ChainError::Rewritten(row) => (LogFault::Rewritten, *row),
        ChainError::CutOff { end: _, head } => (LogFault::CutOff, *head),
    }
}
