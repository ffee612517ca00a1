//! Lists the caller's event submissions.

use super::co_editing;
use super::queries::{self, OwnFiles};
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
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
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
/// The submissions that you own and those that you co-edit, newest first. Submissions that are created while you page do not shift the pages.
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
    Query(query): Query<ListQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let pager = Pager::<EventId>::new(&services.cursors, LIST, limit, query.cursor.as_deref())?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let (items, total) = services
        .db
        .read(move |conn| {
            let edition = match query.edition {
                Some(slug) => {
                    let (id, _) = editions::queries::by_slug(conn, &slug)?
                        .ok_or_else(|| invalid("edition", "there is no such edition"))?;
                    Some(id)
                }
                None => None,
            };
            let wanted = OwnFiles {
                owner: actor.account.id,
                received: co_editing::queries::received(conn, actor.account.id)?,
                edition,
                states: query.state,
            };
            let items = queries::list(conn, &wanted, before, at_most)?;
            let total = match query.count {
                Some(true) => Some(queries::count(conn, &wanted)?),
                Some(false) | None => None,
            };
            Ok((items, total))
        })
        .await?;
    let (items, next_cursor) = pager.cut(items, |last| last.id)?;
    let page = Page {
        items,
        next_cursor,
        total,
    };
    Ok(paging::respond(&request, &page))
}
