use super::{MAX_AGE_S, tag};
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::{Gazetteer, MAX_QUERY_CHARS};
use http::ApiError;
use http::problems::{FixedRefusals, NotModified};
use http::{Query, etag, paging, query};
use serde::Deserialize;
use shared::place::CommuneMatch;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CommuneQuery {
    /// A name or its beginning, a postal code or an INSEE code, 1 to 100 characters. Misspellings, abbreviations (`St`) and
    /// missing accents are tolerated; the number or name of the department may follow.
    #[param(example = "sainte colombe 69")]
    q: String,
    /// Maximum number of communes in the response, 1 to 100; 20 when absent.
    #[param(minimum = 1, maximum = 100, example = 5)]
    limit: Option<u32>,
}

/// Search communes
///
/// For autocompletion: best match first, homonyms by population. Returns an empty list when nothing matches.
#[utoipa::path(
    tag = "places",
    params(CommuneQuery),
    responses(
        (status = 200, description = "The communes, best first", body = Vec<CommuneMatch>),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/communes")]
pub(super) async fn search_communes(
    request: HttpRequest,
    Query(query): Query<CommuneQuery>,
) -> Result<HttpResponse, ApiError> {
    let limit = paging::limit(query.limit)?;
    if query.q.chars().count() > MAX_QUERY_CHARS {
        let detail = format!("must have {MAX_QUERY_CHARS} characters at most");
        return Err(query::invalid("q", &detail).into());
    }

    etag::public(&request, tag(), MAX_AGE_S, || {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(HttpResponse::Ok().json(Gazetteer::embedded().search(&query.q, limit)))
    })
}
