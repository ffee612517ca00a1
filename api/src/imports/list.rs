//! Lists the caller's imports.

use super::queries;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::{Actor, ApiError, Query, Services};
use serde::Deserialize;
use shared::id::ImportId;
use shared::import::ImportSummary;
use shared::paging::Page;

/// Name of the list in its cursors.
const LIST: &str = "own_imports";

/// Query of the caller's imports.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List your imports
///
/// Newest first.
#[utoipa::path(
    tag = "imports",
    params(ListQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<ImportSummary>),
        Refusals
    )
)]
#[get("/imports")]
pub(super) async fn list_imports(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<ListQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let cursor = query.cursor.as_deref();
    let pager = Pager::<ImportId>::new(&services.cursors, LIST, limit, cursor)?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let owner = actor.account.id;
    let items = services
        .db
        .read(move |conn| queries::list(conn, owner, before, at_most))
        .await?;
    let (items, next_cursor) = pager.cut(items, |last| last.id)?;
    let page = Page {
        items,
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}
