//! Numbers of jobs by kind, and the times of the scheduled ones.

use super::Plans;
use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use ground::jobs::{self, JobCount, State};
use http::problems::Refusals;
use http::{ApiError, Services};
use shared::job::{JobKind, JobOverview, JobSchedule};
use std::collections::{BTreeMap, HashMap};

/// Get an overview of the background jobs
///
/// Number of jobs by kind and state, and the recurring jobs with their last and next run.
#[utoipa::path(
    tag = "jobs",
    responses((status = 200, description = "Jobs of the platform", body = JobOverview), Refusals)
)]
#[get("/jobs")]
pub(super) async fn get_job_overview(
    services: Data<Services>,
    plans: Data<Plans>,
) -> Result<Json<JobOverview>, ApiError> {
    let now = services.clock.now();
    let (counts, slots) = services
        .db
        .read(|conn| Ok((jobs::counts(conn)?, jobs::last_slots(conn)?)))
        .await?;
    Ok(Json(JobOverview {
        kinds: by_kind(counts),
        schedules: schedules(&plans, slots, now),
    }))
}

fn by_kind(counts: Vec<JobCount>) -> Vec<JobKind> {
    let mut kinds: BTreeMap<String, JobKind> = BTreeMap::new();
    for JobCount {
        kind,
        state,
        jobs,
        oldest,
    } in counts
    {
        let of_kind = kinds.entry(kind.clone()).or_insert_with(|| JobKind {
            kind,
            waiting: 0,
            running: 0,
            done: 0,
            dead: 0,
            oldest_waiting: None,
        });
        match state {
            State::Waiting => {
                of_kind.waiting += jobs;
                of_kind.oldest_waiting = Some(oldest);
            }
            State::Running => of_kind.running += jobs,
            State::Done => of_kind.done += jobs,
            State::Dead => of_kind.dead += jobs,
        }
    }
    kinds.into_values().collect()
}

fn schedules(
    plans: &Plans,
    slots: Vec<(String, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> Vec<JobSchedule> {
    let last: HashMap<String, DateTime<Utc>> = slots.into_iter().collect();
    let Plans(plans) = plans;
    plans
        .iter()
        .map(|(kind, schedule)| JobSchedule {
            kind: (*kind).to_owned(),
            last: last.get(*kind).copied(),
            next: schedule.next(now),
        })
        .collect()
}
