//! The review queue, by due date.

use super::queries::{self, Position, Rechecks, Wanted};
use super::reach::Reach;
use crate::editions;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, Query, Slug};
use serde::Deserialize;
use shared::label::{LabelState, QueueItem};
use shared::paging::Page;
use shared::place::Territory;

/// Name of the list in its cursors.
const LIST: &str = "queue";

/// States of an event that was submitted and not withdrawn.
const LISTED: &[LabelState] = &[
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
    LabelState::Refused,
    LabelState::Revoked,
];

/// Query of the review queue.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct QueueQuery {
    /// Slug of an edition; every edition when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Territory, restricted to those of the caller: `region:84`, `department:69`.
    #[param(value_type = Option<String>, example = "region:84")]
    territory: Option<Territory>,
    /// Label states, comma-separated; when absent, `submitted`, and labelled events with a change that waits for its check. Drafts and
    /// withdrawn events are never listed.
    #[param(style = Form, explode = false, example = json!(["submitted", "correction_requested"]))]
    #[serde(default)]
    state: Vec<LabelState>,
    /// Only labelled events with a change that waits for its check, whatever `state` is (`true`), or none of them (`false`).
    recheck: Option<bool>,
    /// Only overdue events (`true`), or only the others (`false`).
    overdue: Option<bool>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
    /// True to return `total`, the number of all items.
    count: Option<bool>,
}

/// List the review queue
///
/// By due date; events whose deadline is suspended come last. A referent sees the territories of their grants; coordinators
/// and administrators see the whole country, including online events without a commune.
#[utoipa::path(
    tag = "labels",
    params(QueueQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<QueueItem>),
        Refusals
    )
)]
#[get("/labels/queue")]
pub(super) async fn list_queue(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<QueueQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let pager = Pager::<Position>::new(&services.cursors, LIST, limit, query.cursor.as_deref())?;
    let (after, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    if let Some(unlisted) = query.state.iter().find(|state| !LISTED.contains(state)) {
        return Err(invalid("state", &format!("{unlisted} files are not listed")).into());
    }
    let reach = Reach::of(&actor);
    let wanted = Wanted {
        rechecks: match query.recheck {
            Some(true) => Rechecks::Only,
            Some(false) => Rechecks::Never,
            None if query.state.is_empty() => Rechecks::Too,
            None => Rechecks::AsTheirState,
        },
        reach: match query.territory {
            Some(territory) => reach.narrow(territory)?,
            None => reach,
        },
        states: if query.state.is_empty() {
            vec![LabelState::Submitted]
        } else {
            query.state
        },
        edition: query.edition,
        overdue: query.overdue,
        now: services.clock.now(),
    };
    let (items, total) = services
        .db
        .read(move |conn| {
            if let Some(slug) = &wanted.edition
                && editions::queries::by_slug(conn, slug)?.is_none()
            {
                return Err(invalid("edition", "there is no such edition"));
            }
            let items = queries::page(conn, &wanted, after, at_most)?;
            let total = match query.count {
                Some(true) => Some(queries::count(conn, &wanted)?),
                Some(false) | None => None,
            };
            Ok((items, total))
        })
        .await?;
    let (items, next_cursor) = pager.cut(items, Position::of)?;
    let page = Page {
        items,
        next_cursor,
        total,
    };
    Ok(paging::respond(&request, &page))
}
