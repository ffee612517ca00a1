//! Lists the caller's event submissions.

use super::queries::{self, OwnFiles};
use crate::editions;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, Query, paging};
use serde::Deserialize;
use shared::event::EventFileSummary;
use shared::id::EventId;
use shared::label::LabelState;
use shared::paging::Page;

/// Name of the list in its cursors.
const LIST: &str = "own_events";

/// Query of the caller's event submissions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Slug of an edition; every edition when absent.
    #[param(example = "2018")]
    edition: Option<String>,
    /// Label states, comma-separated; every state when absent.
    #[param(style = Form, explode = false, example = json!(["draft", "submitted"]))]
    #[serde(default)]
    state: Vec<LabelState>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
    /// True to return `total`, the number of all items.
    count: Option<bool>,
}

/// List your event submissions
///
/// Newest first. Submissions that are created while you page do not shift the pages.
#[utoipa::path(
    tag = "events",
    params(ListQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<EventFileSummary>),
        Refusals
    )
)]
#[get("/events")]
pub(super) async fn list_events(
    services: Data<Services>,
    actor: Actor,
    Query(asked): Query<ListQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(asked.limit)?;
    let before: Option<EventId> = asked
        .cursor
        .map(|cursor| services.cursors.read(LIST, &cursor))
        .transpose()?;
    let (mut items, total) = services
        .db
        .read(move |conn| {
            let edition = match asked.edition {
                Some(slug) => {
                    let (id, _) = editions::queries::by_slug(conn, &slug)?
                        .ok_or_else(|| invalid("edition", "there is no such edition"))?;
                    Some(id)
                }
                None => None,
            };
            let wanted = OwnFiles {
                owner: actor.account.id,
                edition,
                states: asked.state,
            };
            let items = queries::list(conn, &wanted, before, i64::from(limit) + 1)?;
            let total = match asked.count {
                Some(true) => Some(queries::count(conn, &wanted)?),
                Some(false) | None => None,
            };
            Ok((items, total))
        })
        .await?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next_cursor = match items.last().filter(|_| more) {
        Some(last) => Some(services.cursors.after(LIST, &last.id)?),
        None => None,
    };
    let mut response = HttpResponse::Ok();
    if let Some(cursor) = &next_cursor {
        response.insert_header(paging::next_link(&request, cursor));
    }
    Ok(response.json(Page {
        items,
        next_cursor,
        total,
    }))
}
