//! The late passes of the caller's territories.

use crate::editions::queries as edition_queries;
use crate::labels::reach::Reach;
use crate::late_passes::queries::{self, Wanted};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use http::ApiError;
use http::Services;
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, Query, Slug};
use serde::Deserialize;
use shared::id::LatePassId;
use shared::late_pass::LatePass;
use shared::paging::Page;
use shared::place::Territory;

/// Name of the list in its cursors.
const LIST: &str = "late_passes";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PassQuery {
    /// Slug of an edition; every edition when absent.
    #[param(value_type = Option<String>, example = "2018")]
    edition: Option<Slug>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List the late passes
///
/// Newest first: used, expired and revoked ones too. A referent sees those of their territories and the parts of these; a
/// coordinator sees all.
#[utoipa::path(
    tag = "labels",
    params(PassQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<LatePass>),
        Refusals
    )
)]
#[get("/labels/late-passes")]
pub(in crate::labels) async fn list_late_passes(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<PassQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    let pager = Pager::<LatePassId>::new(&services.cursors, LIST, limit, query.cursor.as_deref())?;
    let (before, at_most) = (pager.after().copied(), i64::from(pager.items_to_read()));
    let territories = match Reach::of(&actor) {
        Reach::Everywhere => None,
        Reach::Within(own) => Some(with_parts(own)),
    };
    let passes = services
        .db
        .read(move |conn| {
            let edition = match query.edition {
                Some(slug) => {
                    let (id, _) = edition_queries::by_slug(conn, &slug)?
                        .ok_or_else(|| invalid("edition", "there is no such edition"))?;
                    Some(id)
                }
                None => None,
            };
            let wanted = Wanted {
                territories,
                edition,
            };
            queries::list(conn, &wanted, before, at_most)
        })
        .await?;
    let passes = passes.into_iter().map(|stored| stored.pass).collect();
    let (items, next_cursor) = pager.cut(passes, |last: &LatePass| last.id)?;
    let page = Page {
        items,
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}

/// Territories with the departments of the regions among them.
fn with_parts(own: Vec<Territory>) -> Vec<Territory> {
    let departments = &Gazetteer::embedded().territories().departments;
    let parts: Vec<Territory> = departments
        .iter()
        .filter(|department| own.contains(&Territory::Region(department.region.clone())))
        .map(|department| Territory::Department(department.code.clone()))
        .collect();
    own.into_iter().chain(parts).collect()
}
