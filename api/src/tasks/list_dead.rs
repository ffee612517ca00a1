//! Jobs that were given up after their last attempt.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use ground::jobs::{self, Job, JobId, JobQuery, State};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{ApiError, Query, Services};
use serde::Deserialize;
use shared::job::{DeadJob, readable_error};
use shared::log::is_kind;
use shared::paging::Page;
use uuid::Uuid;

/// Name of the list in its cursors.
const LIST: &str = "dead_jobs";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeadJobQuery {
    /// Only jobs of this kind, such as `mail.send`.
    kind: Option<String>,
    /// Jobs per page, 1 to 100; 20 when absent.
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List dead jobs
///
/// Jobs whose last attempt failed, the latest first. Their error is shown without e-mail addresses and secrets. Their payload
/// is not shown.
#[utoipa::path(
    tag = "jobs",
    params(DeadJobQuery),
    responses(
        (status = 200, description = "A page of dead jobs", body = Page<DeadJob>,
            headers(("Link" = String, description = "URL of the next page"))),
        Refusals
    )
)]
#[get("/dead-jobs")]
pub(super) async fn list_dead_jobs(
    request: HttpRequest,
    services: Data<Services>,
    Query(query): Query<DeadJobQuery>,
) -> Result<HttpResponse, ApiError> {
    let DeadJobQuery {
        kind,
        limit,
        cursor,
    } = query;
    if kind.as_deref().is_some_and(|kind| !is_kind(kind)) {
        return Err(http::query::invalid("kind", "is not the name of a kind").into());
    }
    let limit = paging::limit(limit)?;
    let pager = Pager::<Uuid>::new(&services.cursors, LIST, limit, cursor.as_deref())?;
    let (before, most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let found = services
        .db
        .read(move |conn| {
            jobs::list(
                conn,
                &JobQuery {
                    state: Some(State::Dead),
                    kind: kind.as_deref(),
                    before: before.map(JobId),
                    limit: most,
                },
            )
        })
        .await?;
    let (found, next_cursor) = pager.cut(found, |last| last.id.0)?;
    let page = Page {
        items: found.into_iter().map(shown).collect::<Vec<_>>(),
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}

fn shown(job: Job) -> DeadJob {
    DeadJob {
        id: job.id.0,
        kind: job.kind,
        attempts: job.attempts,
        error: job.last_error.as_deref().map(readable_error),
        created_at: job.created_at,
        ended_at: job.ended_at,
    }
}
