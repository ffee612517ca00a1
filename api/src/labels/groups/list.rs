//! The groups of an edition.

use super::access::summary;
use crate::editions::queries as edition_queries;
use crate::sharing::groups;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::paging::{self, Pager};
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, ApiError, Query, Services, Slug};
use serde::Deserialize;
use shared::label::ReviewGroupSummary;
use shared::paging::Page;

/// Maximum length of the search text, in characters.
const WORDS_MAX_CHARS: usize = 100;

/// Query of the review groups.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GroupQuery {
    /// Slug of the edition whose groups are listed.
    #[param(value_type = String, example = "2018")]
    edition: Slug,
    /// Part of the name, without regard to accents and case; at most 100 characters.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Items per page, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// `nextCursor` of the previous page.
    cursor: Option<String>,
}

/// List the review groups of an edition
///
/// By name. Each reviewer sees all groups.
#[utoipa::path(
    tag = "labels",
    params(GroupQuery),
    responses(
        (status = 200, description = "A page; `Link` gives the next one", body = Page<ReviewGroupSummary>),
        Refusals
    )
)]
#[get("/labels/groups")]
pub(in crate::labels) async fn list_review_groups(
    services: Data<Services>,
    actor: Actor,
    Query(query): Query<GroupQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let words = query.q.unwrap_or_default();
    if words.chars().count() > WORDS_MAX_CHARS {
        return Err(invalid("q", "must have at most 100 characters").into());
    }
    let limit = paging::limit(query.limit)?;
    let list = format!("review_groups:{}", query.edition.as_str());
    let pager = Pager::<String>::new(&services.cursors, list, limit, query.cursor.as_deref())?;
    let (after, at_most) = (pager.after().cloned(), i64::from(pager.items_to_read()));
    let (slug, account) = (query.edition, actor.account.id);
    let found = services
        .db
        .read(move |conn| {
            let (edition, _) = edition_queries::by_slug(conn, &slug)?
                .ok_or_else(|| invalid("edition", "there is no such edition"))?;
            let found = groups::list(conn, edition, &words, after.as_deref(), at_most)?;
            let ids: Vec<_> = found.iter().map(|group| group.id).collect();
            let counts = groups::counts(conn, &ids, account)?;
            let default = groups::default_of(conn, edition)?;
            let shown = found.into_iter().map(|group| {
                let default = default == Some(group.id);
                (summary(&group, slug.as_str(), default, &counts), group.key)
            });
            Ok(shown.collect::<Vec<_>>())
        })
        .await?;
    let (items, next_cursor) = pager.cut(found, |(_, key)| key.clone())?;
    let page = Page {
        items: items.into_iter().map(|(group, _)| group).collect(),
        next_cursor,
        total: None,
    };
    Ok(paging::respond(&request, &page))
}
